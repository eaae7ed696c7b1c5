// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/driven_trips.hpp"

#include <limits>

#include "plugins/transport/fingerprint.hpp"

namespace conurb::transport {

namespace {

constexpr std::uint32_t kNotMoved = std::numeric_limits<std::uint32_t>::max();

/// Trips of one demand, to be moved into another one in their order.
class TripSource {
 public:
  explicit TripSource(const FlowDemand& from) : from_(from), moved_(from.route_steps.size() + 1, kNotMoved) {}

  /// Moves the next trip; ways that trips share stay shared.
  std::size_t move_next(FlowDemand& to) {
    Trip trip = from_.trips[next_];
    std::uint32_t& moved = moved_[trip.first_turn];
    const auto end = static_cast<std::uint32_t>(to.route_steps.size());
    const auto steps = from_.route_steps.begin() + trip.first_turn;
    const auto halts = from_.halts.begin() + trip.first_halt;
    trip.first_turn = moved == kNotMoved ? end : moved;
    if (moved == kNotMoved && trip.turns > 0) {
      moved = end;
      to.route_steps.insert(to.route_steps.end(), steps, steps + trip.turns);
    }
    trip.first_halt = row_of(to.halts.size());
    to.halts.insert(to.halts.end(), halts, halts + trip.halts);
    to.trips.push_back(trip);
    return next_++;
  }

 private:
  const FlowDemand& from_;
  std::vector<std::uint32_t> moved_;  ///< by first step: where it is now
  std::size_t next_ = 0;
};

}  // namespace

DrivenTrips driven_trips(const StandingTraffic& traffic, const std::shared_ptr<const FlowDemand>& of_table,
                         const FlowDemand& of_events, std::span<const std::int32_t> order,
                         std::size_t chosen) {
  DrivenTrips driven;
  auto joined = std::make_shared<FlowDemand>();
  joined->types = of_table->types;
  TripSource table(*of_table), events(of_events);
  for (std::size_t part = 0; part < order.size(); ++part)
    for (std::int32_t i = 0; i < order[part]; ++i) {
      const bool of_event = part % 2 == 1;
      const std::size_t trip = (of_event ? events : table).move_next(*joined);
      driven.trip_row.push_back(of_event ? kNone : traffic.trip_row[trip]);
      driven.event_trip.push_back(of_event ? row_of(trip) : kNone);
      driven.chooses.push_back(of_event || (trip >= chosen && traffic.way_unknown[trip] != 0) ? 1 : 0);
      driven.type.push_back(joined->trips.back().type);
    }
  if (of_events.trips.empty()) {
    driven.demand = of_table;
  } else {
    order_by_departure(*joined);
    driven.demand = std::move(joined);
  }
  return driven;
}

std::uint64_t fingerprint_with_trips(const StandingTraffic& traffic, const FlowDemand& demand,
                                     const DemandSize& size) {
  Fingerprint print;
  print.add(traffic.fingerprint, traffic.fingerprint >> 32);
  for (std::int64_t i = 0; i < size.types; ++i) {
    const TravellerType& type = demand.types[static_cast<std::size_t>(i)];
    print.add(type.space, type.least_pace);
  }
  for (std::int64_t i = 0; i < size.trips; ++i) {
    const Trip& trip = demand.trips[static_cast<std::size_t>(i)];
    print.add(trip.depart, trip.first_turn, trip.turns, trip.type, trip.halts);
  }
  for (std::int64_t i = 0; i < size.steps; ++i) {
    const RouteStep step = demand.route_steps[static_cast<std::size_t>(i)];
    print.add(step.turn(), step.groups());
  }
  return print.value();
}

}  // namespace conurb::transport
