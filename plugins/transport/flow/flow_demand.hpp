// SPDX-License-Identifier: Apache-2.0
// Travellers as the flow model drives them: types in whole numbers, routes as rows of turns. What chance
// decides (how fast one drives) is drawn from numbers that depend on seed and vehicle alone, so it is the
// same whoever asks first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/flow/flow_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

struct TravellerType {
  std::int32_t space = 7500;    ///< mm in a queue
  std::int32_t least_pace = 0;  ///< us/m at top speed
  ClassSet classes = kEveryClass;
  double speed_factor = 1, speed_deviation = 0;  ///< of the limit
};

/// A step of a route in 32 bits.
class RouteStep {
 public:
  static constexpr std::int32_t kMostTurns = 1 << 24;

  RouteStep() = default;
  RouteStep(std::int32_t turn, std::int32_t groups)
      : bits_(static_cast<std::uint32_t>(turn) | static_cast<std::uint32_t>(groups) << 24) {}

  [[nodiscard]] std::int32_t turn() const { return static_cast<std::int32_t>(bits_ & 0xffffffU); }
  /// Good lane groups: bits as of group_bit().
  [[nodiscard]] std::int32_t groups() const { return static_cast<std::int32_t>(bits_ >> 24); }

 private:
  std::uint32_t bits_ = 0;
};

struct PlannedHalt {
  std::int32_t link = kNone;
  std::int32_t position = 0;  ///< mm from the start of the link
  Milliseconds duration = 0;
  Milliseconds until = kNone;
};

struct Trip {
  Milliseconds depart = 0;
  std::uint32_t first_turn = 0;  ///< of FlowDemand::route_steps
  std::int32_t turns = 0;        ///< 0: it cannot be driven and is left out
  std::int32_t type = 0;
  std::int32_t first_halt = 0, halts = 0;
};

struct FlowDemand {
  std::vector<TravellerType> types = {};
  std::vector<Trip> trips = {};  ///< as TravelDemand::vehicles
  std::vector<RouteStep> route_steps = {};
  std::vector<PlannedHalt> halts = {};
  std::vector<std::int32_t> by_depart = {};  ///< trips, first to leave first
};

/// Fills by_depart.
void order_by_departure(FlowDemand& demand);

/// How long the lists of a demand are that grows at their ends.
struct DemandSize {
  std::int64_t types = 0, trips = 0, steps = 0;
};
[[nodiscard]] DemandSize size_of(const FlowDemand& demand);

/// The demand as it was when it had this size, which is none above its own.
[[nodiscard]] FlowDemand first_of(const FlowDemand& demand, const DemandSize& size);

/// Steps along `links`, the last one ends the trip; empty: two of them are not connected. A step is a turn
/// and the lane groups of its link that one who looks ahead would take: those that lead on for `look_ahead` m
/// without a change of lanes, or the farthest.
[[nodiscard]] std::vector<RouteStep> route_steps(const FlowNetwork& net, std::span<const std::int32_t> links);

/// Vehicles without a route, or with one that the network does not join, are left out and told of in
/// `findings`. Throws InputError where a row names another that is not there.
[[nodiscard]] FlowDemand flow_demand(const FlowNetwork& net, const RoadNetwork& roads,
                                     const TravelDemand& demand, std::vector<Finding>& findings);

/// How much slower than the limit's pace a vehicle drives, times 4096. Its speed factor is normal (sum of
/// eight uniform numbers), within two deviations and not below a fifth.
[[nodiscard]] std::int32_t pace_factor(const TravellerType& type, std::uint64_t seed, std::int32_t vehicle);

}  // namespace conurb::transport
