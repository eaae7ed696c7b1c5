// SPDX-License-Identifier: Apache-2.0
// A network taken apart into what hangs together as it is switched: each island a network of its own, with
// the way back to the rows it came from. Names and paths stay behind. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/energy/network.hpp"

namespace conurb::energy {

struct NetworkPart {
  Network network;
  /// Rows of the whole network, by row of the part. A line that hangs open into another island brings a bus
  /// of its own for that end, out of service, whose row here is that of the bus there.
  std::vector<std::int32_t> bus, line, transformer, load, shunt, generator, storage;
};

/// By lowest bus. Buses out of service, and elements open at both ends, are in no part. Throws InputError as
/// process() does.
[[nodiscard]] std::vector<NetworkPart> take_apart(const Network& network);

}  // namespace conurb::energy
