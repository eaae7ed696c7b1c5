// SPDX-License-Identifier: Apache-2.0
// Travellers who hear of the state of the streets while they are under way, and turn off where that saves
// time. This is how people meet incidents, which an equilibrium would have them know beforehand.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/equilibrium/traveller_graph.hpp"
#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {

struct EnRouteOptions {
  double share = 0.2;            ///< of the vehicles that hear of it, drawn by seed and vehicle; 0 … 1
  double least_gain = 0.05;      ///< share of the rest of one's time that one turns off for; 0 … 1
  Milliseconds ahead = 300'000;  ///< who departs within this time hears of it, too: until the next news; >= 0
  std::uint64_t seed = 1;
  /// By vehicle, 1: it has no given way. About to depart, or on one link for longer than `patience`, it hears
  /// of it, whatever the share. None: no such vehicles.
  std::span<const std::uint8_t> chooses = {};
  Milliseconds patience = 300'000;  ///< >= 0
};

struct EnRouteReport {
  std::int64_t informed = 0;     ///< under way or about to, and hear of it, or cannot go on
  std::int64_t rerouted = 0;     ///< of those, who go another way from now on
  std::int64_t held = 0;         ///< would, but their lane leads nowhere better
  std::int64_t without_way = 0;  ///< there is none to their destination
};

/// By turn, as free_turn_times(): what it takes now. A link's delay is the mean of those who left it in the
/// last interval of the flow, or how long the first one at the turn's line has stood there if that is more;
/// so a queue that nobody leaves does not look free.
[[nodiscard]] std::vector<Milliseconds> live_turn_times(const Flow& flow);

/// Tells those who are under way at flow.now() what turns take now, and lets them follow the quickest routes
/// by that; whose way is closed is sent another one, whether he hears news or not. Nobody is added or taken
/// away; who has halts left keeps his route. Call it as often as news come, say at the end of each interval.
/// The same flow and options give the same bits. Throws InputError where a share is out of range, or `graphs`
/// or `chooses` are not those of the flow.
EnRouteReport inform_en_route(Flow& flow, const TravellerGraphs& graphs, const EnRouteOptions& options = {},
                              const solvers::ParallelFor& parallel = solvers::in_order,
                              const solvers::Heed& heed = {});

}  // namespace conurb::transport
