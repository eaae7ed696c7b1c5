// SPDX-License-Identifier: Apache-2.0
// The shortest links that make one graph of several parts.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/graph.hpp"

namespace conurb::energy::synthesis {

/// Links between members of different parts that join all of them, of the least total length there is: a
/// minimum spanning tree of the parts by Boruvka's method (O. Boruvka, 1926), each part linked to its nearest
/// neighbour in every round. `x` and `y` (m) by vertex; `members` are the vertices that links may start from,
/// `part_of` the part of each of them, any number from 0.
[[nodiscard]] std::vector<solvers::Edge> join_parts(std::span<const double> x, std::span<const double> y,
                                                    std::span<const std::int32_t> members,
                                                    std::span<const std::int32_t> part_of);

}  // namespace conurb::energy::synthesis
