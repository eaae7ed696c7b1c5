// SPDX-License-Identifier: Apache-2.0
// Which links lead to each other.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/road_network.hpp"

namespace conurb::transport::synthesis {

/// Strongly connected parts of the links by their connections (Tarjan, "Depth-first search and linear graph
/// algorithms", SIAM J. Comput. 1, 1972), without recursion: the part of each link. `first_turn` as in Roads.
[[nodiscard]] std::vector<std::int32_t> strong_parts(const RoadNetwork& roads,
                                                     const std::vector<std::int32_t>& first_turn);

}  // namespace conurb::transport::synthesis
