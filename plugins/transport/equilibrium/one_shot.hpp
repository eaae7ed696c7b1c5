// SPDX-License-Identifier: Apache-2.0
// A route for each traveller who has none, by times that hold when he leaves: the quick answer, before or
// instead of an equilibrium.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/equilibrium/traveller_graph.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport {

/// Appends a route to `demand` for each vehicle with `links` == 0, by `turn_times` (see free_turn_times). Who
/// halts on the way gets one over the links of his halts. Those without a way are told of in `findings` and
/// stay without. Returns the routes found. Throws InputError where a vehicle names a link or stop that is not
/// there.
std::int64_t find_missing_routes(const RoadNetwork& roads, const TravellerGraphs& graphs,
                                 const std::vector<Milliseconds>& turn_times, TravelDemand& demand,
                                 std::vector<Finding>& findings,
                                 const solvers::ParallelFor& parallel = solvers::in_order,
                                 const solvers::Heed& heed = {});

}  // namespace conurb::transport
