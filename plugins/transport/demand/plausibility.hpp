// SPDX-License-Identifier: Apache-2.0
// Whether routes are such as people would take: how much longer than the shortest, and without going round.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/demand/counts.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport::demand {

/// By trip.
struct RouteLengths {
  std::vector<double> length;       ///< m, of all links, both ends included
  std::vector<double> shortest;     ///< m, of the shortest way between the same links
  std::vector<std::uint8_t> loops;  ///< 1: a link is passed twice
};

/// For trips of those who belong to any class of `users`. The shortest way is the trip's own where no other
/// is known: it may use what `users` may not. Throws InputError for a link that is not there.
[[nodiscard]] RouteLengths route_lengths(const RoadNetwork& network, const RoutedTrips& trips, ClassSet users,
                                         const solvers::ParallelFor& parallel = solvers::in_order);

struct RoutePlausibility {
  double vehicles = 0;      ///< with a route
  double detour_share = 0;  ///< of them that go more than 1.5 times as far as the shortest way
  double loop_share = 0;    ///< that pass a link twice
  double mean_length = 0;   ///< m
  double mean_detour = 1;   ///< length of all by that of all shortest ways
};

/// Of trips that stand for so many vehicles each; none given: one.
[[nodiscard]] RoutePlausibility plausibility_of(const RouteLengths& routes,
                                                std::span<const std::int32_t> vehicles = {});

}  // namespace conurb::transport::demand
