// SPDX-License-Identifier: Apache-2.0
// One day after the other: the demand is that of a day, and times fit in 32 bits.
#include <algorithm>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {
namespace {

/// A time on the new clock; what stands for "never" and "not yet" stays.
Milliseconds on_new_clock(Milliseconds t, Milliseconds by) {
  if (t == kNever || t == kNone) return t;
  const Milliseconds moved = std::max(t, by - kDay) - by;
  return moved == kNone ? kNone - 1 : moved;  // a millisecond, so that it does not read as "not yet"
}

}  // namespace

void Flow::begin_day() {
  const std::size_t trips = demand_->trips.size();
  if (state_.now < kDay || state_.next_departure != static_cast<std::int64_t>(trips))
    throw InputError("a day is not over: it is " + std::to_string(state_.now) + " ms, and " +
                     std::to_string(static_cast<std::int64_t>(trips) - state_.next_departure) +
                     " trips have not departed");
  std::vector<std::uint8_t> busy(trips, 0);
  for (std::size_t v = 0; v < trips; ++v)
    busy[v] = state_.trips[v].inserted != kNone && state_.trips[v].arrived == kNone &&
                      state_.vehicles[v].movement != kNone
                  ? 1
                  : 0;
  for (const std::int32_t first : state_.first_start)
    for (std::int32_t v = first; v != kNone; v = state_.next_start[at(v)]) busy[at(v)] = 1;
  keep_routes_under_way(busy);
  for (std::size_t v = 0; v < trips; ++v)
    if (busy[v] == 0) send_home(row_of(v));
  state_.busy = std::move(busy);
  count_from(kDay);
  state_.next_departure = 0;
  if (trips > 0)
    push(std::max(demand_->trips[at(demand_->by_depart.front())].depart, state_.now), Kind::departure, 0);
}

void Flow::send_home(std::int32_t vehicle) {
  state_.vehicles[at(vehicle)] = vehicle_at_home(vehicle);
  state_.trips[at(vehicle)] = {};
  state_.halts_done[at(vehicle)] = 0;
}

/// Routes that vehicles got under way take no room once they are driven.
void Flow::keep_routes_under_way(const std::vector<std::uint8_t>& busy) {
  const std::size_t given = demand_->route_steps.size();
  std::vector<RouteStep> kept;
  for (std::size_t v = 0; v < busy.size(); ++v) {
    VehicleState& vehicle = state_.vehicles[v];
    if (busy[v] == 0 || vehicle.turn < given) continue;
    std::size_t step = vehicle.turn;
    vehicle.turn = static_cast<std::uint32_t>(given + kept.size());
    do kept.push_back(state_.routes[step - given]);
    while (net_->turns[at(state_.routes[step++ - given].turn())].to != kNone);
  }
  state_.routes = std::move(kept);
}

void Flow::count_from(Milliseconds by) {
  const auto move = [by](Milliseconds& t) { t = on_new_clock(t, by); };
  move(state_.now);
  state_.events.count_from(by);
  for (std::size_t g = 0; g < state_.groups.size(); ++g) {
    GroupState& s = state_.groups[g];
    for (Milliseconds* t : {&s.next_leave, &s.next_entry, &s.next_try, &s.next_release, &s.standing_since})
      move(*t);
    for (std::int32_t i = 0; i < s.gone + s.queued; ++i) place(row_of(g), i).at -= by;
  }
  for (MovementState& movement : state_.movements) move(movement.last), move(movement.blocked_until);
  for (SignalState& signal : state_.signals) move(signal.began), move(signal.ends);
  for (VehicleState& vehicle : state_.vehicles) move(vehicle.since);
  for (TripRecord& trip : state_.trips) move(trip.inserted), move(trip.arrived);
  for (Change& change : state_.changes) move(change.at);
  for (VehicleEvent& event : state_.vehicle_events) move(event.in), move(event.out);
  for (Gridlock& lock : state_.gridlocks) move(lock.at);
  state_.measures.count_from(by);
  followed_.assign(net_->groups.size(), kNever);
}

}  // namespace conurb::transport
