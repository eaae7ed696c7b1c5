// SPDX-License-Identifier: Apache-2.0
// Networks and trip tables in the text form of the Transportation Networks for Research ("TNTP", B. Stabler,
// H. Bar-Gera, E. Sall): tags in angle brackets, comments after ~, and a row of ten numbers for each link.
#pragma once

#include "plugins/transport/assignment/import.hpp"

namespace conurb::transport::assignment {

/// Reads a network (…_net.tntp) and its trips (…_trips.tntp). Nodes 1 … NUMBER OF ZONES are the zones; nodes
/// below FIRST THRU NODE may not be passed. TOLL FACTOR and DISTANCE FACTOR are taken where they stand.
/// Throws InputError with file, line and value for what is no such file and for values that no problem can
/// have.
[[nodiscard]] Import read_tntp(const SourceText& network, const SourceText& trips);

/// Reads where nodes are (…_node.tntp: node X Y ; in each line, below a header) into the details of `import`;
/// nodes that are not named have no place. Throws InputError with the line for a node that is not there and
/// for what is no number.
void read_tntp_places(const SourceText& source, Import& import);

}  // namespace conurb::transport::assignment
