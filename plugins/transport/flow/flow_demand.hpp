// SPDX-License-Identifier: Apache-2.0
// Travellers as the flow model drives them: types in whole numbers, routes as rows of turns. What chance
// decides (how fast one drives) is drawn from numbers that depend on seed and vehicle alone, so it is the
// same whoever asks first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/flow/flow_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

struct TravellerType {
  std::int32_t space = 7500;    ///< mm in a queue
  std::int32_t least_pace = 0;  ///< us/m at top speed
  ClassSet classes = kEveryClass;
  double speed_factor = 1, speed_deviation = 0;  ///< of the limit
};

struct PlannedHalt {
  std::int32_t link = kNone;
  std::int32_t position = 0;  ///< mm from the start of the link
  Milliseconds duration = 0;
  Milliseconds until = kNone;
};

struct Trip {
  Milliseconds depart = 0;
  std::uint32_t first_turn = 0;  ///< of FlowDemand::route_turns
  std::int32_t turns = 0;        ///< 0: it cannot be driven and is left out
  std::int32_t type = 0;
  std::int32_t first_halt = 0, halts = 0;
};

struct FlowDemand {
  std::vector<TravellerType> types = {};
  std::vector<Trip> trips = {};  ///< as TravelDemand::vehicles
  std::vector<std::int32_t> route_turns = {};
  std::vector<PlannedHalt> halts = {};
  std::vector<std::int32_t> by_depart = {};  ///< trips, first to leave first
};

/// Rows of turns along `links`, the last one ends the trip; empty: two of them are not connected.
[[nodiscard]] std::vector<std::int32_t> turns_of(const FlowNetwork& net, std::span<const std::int32_t> links);

/// Vehicles without a route, or with one that the network does not join, are left out and told of in
/// `findings`. Throws InputError where a row names another that is not there.
[[nodiscard]] FlowDemand flow_demand(const FlowNetwork& net, const RoadNetwork& roads,
                                     const TravelDemand& demand, std::vector<Finding>& findings);

/// How much slower than the limit's pace a vehicle drives, times 4096. Its speed factor is normal (sum of
/// eight uniform numbers), within two deviations and not below a fifth.
[[nodiscard]] std::int32_t pace_factor(const TravellerType& type, std::uint64_t seed, std::int32_t vehicle);

}  // namespace conurb::transport
