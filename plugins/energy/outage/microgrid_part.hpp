// SPDX-License-Identifier: Apache-2.0
// The part of a grid behind a coupling switch as a network of its own, with one bus for the grid beyond.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/zones.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

/// Rows of the whole network by row of the part, and the other way (none: not in the part).
struct RowMap {
  std::vector<std::int32_t> whole, part;
};

struct MicrogridPart {
  Network network;                           ///< its last generator is the grid beyond
  std::int32_t coupling = 0;                 ///< switch of `network`
  std::int32_t inner_bus = 0, grid_bus = 0;  ///< of `network`, at the two sides of it
  RowMap buses, lines, transformers, loads, generators, storages;
};

/// The side of the switch that hangs on no infeed once it is open, as all other switches stand. Of a switch
/// at the end of a line, the line goes with the part if it lies on that side; else a bus stands for what is
/// beyond. Throws InputError if both sides have an infeed, or neither has and not just one has a source that
/// can form a grid.
[[nodiscard]] MicrogridPart part_behind(const Network& network, std::int32_t coupling);

/// The same for many couplings of one network: `inside` is the part of `supply` that is cut out, and in that
/// the switch is open.
[[nodiscard]] MicrogridPart part_behind(const Network& network, const Zones& zones, const Supply& supply,
                                        std::int32_t coupling, std::int32_t inside);

}  // namespace conurb::energy
