// SPDX-License-Identifier: Apache-2.0
// Networks for tests of route search, and what a route must be.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/routes/turn_graph.hpp"

namespace conurb::transport::testing {

inline constexpr ClassSet kCars = set_of(VehicleClass::passenger);

/// Written link by link; connections in any order.
class Streets {
 public:
  RoadNetwork network;

  std::int32_t junction(double x = 0, double y = 0);
  /// One lane.
  std::int32_t link(std::int32_t from, std::int32_t to, double length = 100, double speed = 10,
                    ClassSet allowed = kEveryClass);
  std::int32_t connect(std::int32_t from, std::int32_t to, double length = 0);
};

/// Streets in a square of `side` junctions by `side`: some one-way, some missing, some turns banned, lengths
/// and speeds at random, some so short that they take no time, some lanes for buses alone.
[[nodiscard]] RoadNetwork street_grid(std::int32_t side, std::uint32_t seed);

/// Cost of a route link by link; kUnreachable if two of them are not joined. 0 for none.
[[nodiscard]] Milliseconds cost_of(const TurnGraph& graph, const RouteCosts& costs,
                                   std::span<const std::int32_t> links);

}  // namespace conurb::transport::testing
