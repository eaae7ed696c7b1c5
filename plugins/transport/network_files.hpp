// SPDX-License-Identifier: Apache-2.0
// Networks of static assignment, in the files of TNTP and GMNS, as rows of the city: nodes, links with what
// their travel times follow from, zones and the trips between them.
#pragma once

#include <span>
#include <string_view>

#include "engine/sdk/conurb.hpp"

namespace conurb::transport {

/// Whether a file begins as one of TNTP: with tags in angle brackets, or the header of places of nodes.
[[nodiscard]] bool is_tntp_file(std::string_view start);
/// Whether the first line names the columns of node.csv, link.csv, demand.csv or zone.csv.
[[nodiscard]] bool is_gmns_file(std::string_view start);

/// Read the files of one network, in any order. Throw InputError.
void read_tntp_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files);
void read_gmns_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files);

}  // namespace conurb::transport
