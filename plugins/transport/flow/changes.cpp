// SPDX-License-Identifier: Apache-2.0
// What the user changes while a flow runs.
#include <algorithm>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {

void Flow::apply(const Change& change) {
  using What = Change::What;
  const bool of_signal = change.what == What::signal_program || change.what == What::signal_dark;
  const std::size_t rows = of_signal ? net_->signals.size() : net_->links.size();
  const std::string where =
      "change of " + std::string(of_signal ? "signal " : "link ") + std::to_string(change.object);
  if (change.object < 0 || at(change.object) >= rows)
    throw InputError("is not one of " + std::to_string(rows), where);
  if (change.at < state_.now)
    throw InputError(
        "its time " + std::to_string(change.at) + " ms is before now, " + std::to_string(state_.now), where);
  const auto within = [&](std::int32_t least, std::int32_t most, const char* what) {
    if (change.value < least || change.value > most)
      throw InputError(std::string(what) + std::to_string(change.value) + " is not within " +
                           std::to_string(least) + " … " + std::to_string(most),
                       where);
  };
  if (change.what == What::speed) within(100, 150'000, "speed in mm/s ");
  if (change.what == What::capacity) within(1, 100'000, "capacity in thousandths ");
  if (change.what == What::signal_program)
    within(0, row_of(net_->signals[at(change.object)].programs.size()) - 1, "program ");
  const auto later = std::upper_bound(state_.changes.begin(), state_.changes.end(), change,
                                      [](const Change& a, const Change& b) { return a.at < b.at; });
  state_.changes.insert(later, change);
  push(change.at, Kind::change, 0);
}

void Flow::act(Milliseconds t) {
  using What = Change::What;
  while (!state_.changes.empty() && state_.changes.front().at <= t) {
    const Change change = state_.changes.front();
    state_.changes.erase(state_.changes.begin());
    if (change.what == What::signal_dark || change.what == What::signal_program) {
      SignalState& signal = state_.signals[at(change.object)];
      if (change.what == What::signal_dark) signal.dark = change.value != 0 ? 1 : 0;
      if (change.what == What::signal_program) {
        clock_.switch_to(signal, change.object, change.value, t);
        if (clock_.decides(change.object, signal.program)) {
          signal.ends = std::max(signal.ends, t + 1);
          push(signal.ends, Kind::phase, change.object);
        }
      }
      wake_lights(change.object, t);
      continue;
    }
    const FlowLink& link = net_->links[at(change.object)];
    if (change.what == What::close_link) state_.closed[at(change.object)] = 1;
    if (change.what == What::open_link) state_.closed[at(change.object)] = 0;
    for (std::int32_t g = link.first_group; g < link.first_group + link.groups; ++g) {
      GroupState& s = state_.groups[at(g)];
      if (change.what == What::speed) s.pace = pace_within(net_->groups[at(g)].pace, change.value);
      if (change.what == What::capacity) s.headway_scale = headway_scale_of(change.value);
      const bool asks = change.what == What::open_link ||
                        (change.what == What::close_link && options_.closed == FlowOptions::Closed::leave);
      if (asks) ask_waiters(g, t + 1);
    }
  }
}

/// The head cannot go on and leaves the network.
void Flow::strand(std::int32_t group, Milliseconds t) {
  const QueuePlace head = take_head(group, t);
  leave_link(group, head, t);
  state_.vehicles[at(head.who)].movement = kNone;
  state_.busy[at(head.who)] = 0;
  state_.groups[at(group)].next_leave = t + start_up_;
  ++state_.count.stranded;
}

bool Flow::reroute(std::int32_t vehicle, std::span<const std::int32_t> links) {
  if (vehicle < 0 || at(vehicle) >= state_.vehicles.size() || links.empty()) return false;
  VehicleState& v = state_.vehicles[at(vehicle)];
  const TripRecord& trip = state_.trips[at(vehicle)];
  const std::vector<RouteStep> steps = route_steps(*net_, links);
  const bool on_road = trip.inserted != kNone;
  if (steps.empty() || trip.arrived != kNone || demand_->trips[at(vehicle)].turns == 0) return false;
  if (on_road && v.movement == kNone) return false;  // stranded
  if (net_->turns[at(step_at(v.turn).turn())].from != links.front()) return false;
  std::int32_t movement = kNone;
  if (on_road) {
    const LinkTurn& turn = net_->turns[at(steps.front().turn())];
    for (std::int32_t i = turn.first; i < turn.first + turn.count; ++i) {
      const std::int32_t m = net_->turn_movements[at(i)];
      if (net_->movements[at(m)].group == net_->movements[at(v.movement)].group) movement = m;
    }
    if (movement == kNone) return false;
  }
  v.turn = static_cast<std::uint32_t>(demand_->route_steps.size() + state_.routes.size());
  state_.routes.insert(state_.routes.end(), steps.begin(), steps.end());
  if (!on_road) return true;
  v.movement = movement;
  const std::int32_t group = net_->movements[at(movement)].group;
  const GroupState& s = state_.groups[at(group)];
  const QueuePlace& head = place(group, s.gone);
  if (head.who == vehicle) {  // it may wait for what it no longer needs
    if (s.waits_for != kNone) drop_waiter(group);
    try_at(group, std::max({state_.now, head.at, s.next_leave}));
  }
  return true;
}

void Flow::follow_programs() {
  for (std::int32_t signal = 0; at(signal) < state_.signals.size(); ++signal) {
    SignalState& s = state_.signals[at(signal)];
    if (clock_.decides(signal, s.program)) {
      if (s.ends == kNever || s.ends <= state_.now) s.ends = state_.now + 1;
      push(s.ends, Kind::phase, signal);  // once more, if it is on its way: the second finds nothing to do
    }
    wake_lights(signal, state_.now);
  }
}

void Flow::restore(FlowState state) {
  if (state.groups.size() != state_.groups.size() || state.places.size() != state_.places.size() ||
      state.vehicles.size() != state_.vehicles.size() || state.movements.size() != state_.movements.size() ||
      state.signals.size() != state_.signals.size())
    throw InputError("the saved state is of another network or demand", {},
                     "restore it beside its own input");
  state_ = std::move(state);
  followed_.assign(net_->groups.size(), kNever);
}

}  // namespace conurb::transport
