// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/flow.hpp"

#include <algorithm>

#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {

void Flow::run(Milliseconds until) {
  until = std::min(until, kLatest);
  Event event;
  while (state_.events.take_before(until, event)) {
    state_.now = event.at;
    ++state_.count.events;
    handle(event);
  }
  state_.now = std::max(state_.now, until);
}

void Flow::run_out(Milliseconds latest) {
  latest = std::min(latest, kLatest);
  const Milliseconds piece = options_.interval != 0 ? options_.interval : kDay / 24;
  while (!empty() && state_.now < latest) run(std::min(latest, state_.now + piece));
  run(state_.now + 1);  // closes an interval that ends now
}

bool Flow::empty() const {
  const Counters& c = state_.count;
  return c.arrived + c.stranded + c.left_out == row_of(demand_->trips.size());
}

void Flow::handle(const Event& event) {
  const auto row = static_cast<std::int32_t>(event.key & 0x0fffffffU);
  const Milliseconds t = event.at;
  switch (static_cast<Kind>(event.key >> 28)) {
    case Kind::interval:
      state_.measures.close(t, queues(), options_.keep_intervals);
      push(t + options_.interval, Kind::interval, 0);
      break;
    case Kind::change: act(t); break;
    case Kind::phase: end_phase(row, t); break;
    case Kind::departure: depart_all(t); break;
    case Kind::release:
      if (state_.groups[at(row)].next_release == t) release(row, t);
      break;
    case Kind::attempt:
      if (state_.groups[at(row)].next_try == t) attempt(row, t);
      break;
    case Kind::start: start(row, t); break;
    case Kind::check: check(row, t); break;
  }
}

/// Who departs at `t` sets out, and the next departure is awaited. Of two events of one moment, as there are
/// after trips were added, the second finds nobody.
void Flow::depart_all(Milliseconds t) {
  bool anybody = false;
  for (; static_cast<std::size_t>(state_.next_departure) < demand_->by_depart.size();
       ++state_.next_departure) {
    const std::int32_t v = demand_->by_depart[static_cast<std::size_t>(state_.next_departure)];
    const Milliseconds depart = demand_->trips[at(v)].depart;
    if (depart > t) {
      if (anybody) push(depart, Kind::departure, 0);
      return;
    }
    anybody = true;
    set_out(v, t);
  }
}

/// A vehicle lines up at the origin of its trip.
void Flow::set_out(std::int32_t v, Milliseconds t) {
  if (state_.busy[at(v)] != 0) {
    ++state_.count.missed;
    return;
  }
  if (state_.trips[at(v)].inserted != kNone) send_home(v);  // it came home from yesterday's trip today
  ++state_.count.departed;
  if (demand_->trips[at(v)].turns == 0) {
    ++state_.count.left_out;
    return;
  }
  const std::int32_t link = net_->turns[at(step_at(state_.vehicles[at(v)].turn).turn())].from;
  if (state_.first_start[at(link)] == kNone) {
    state_.first_start[at(link)] = v;
    state_.last_start[at(link)] = v;
    start(link, t);
  } else {
    state_.next_start[at(state_.last_start[at(link)])] = v;
    state_.last_start[at(link)] = v;
  }
}

/// The first in line at an origin enters its link, from standing.
void Flow::start(std::int32_t link, Milliseconds t) {
  const std::int32_t waiter = row_of(net_->groups.size()) + link;
  for (std::int32_t v = state_.first_start[at(link)]; v != kNone; v = state_.first_start[at(link)]) {
    if (state_.closed[at(link)] != 0 && options_.closed == FlowOptions::Closed::leave) {
      state_.first_start[at(link)] = state_.next_start[at(v)];
      state_.next_start[at(v)] = kNone;
      ++state_.count.left_out;
      continue;
    }
    const VehicleState& vehicle = state_.vehicles[at(v)];
    const Entry entry = best_entry(step_at(vehicle.turn), vehicle, t, nullptr);
    if (entry.when > t || waits_its_turn(entry.blocker)) return wait_for(waiter, entry, t);
    state_.first_start[at(link)] = state_.next_start[at(v)];
    state_.next_start[at(v)] = kNone;
    state_.trips[at(v)].inserted = t;
    ++state_.count.inserted;
    GroupState& s = state_.groups[at(entry.group)];
    const double fast = 1e6 / s.pace;
    enter(v, entry, t, thousandths(fast / (2 * net_->rules.acceleration)));
    const double space = demand_->types[vehicle.type].space * 1e-3;
    const Milliseconds gone =
        thousandths(std::sqrt(2 * space / net_->rules.acceleration));  // until it is off its place
    s.next_entry = std::max(s.next_entry, t + gone / net_->groups[at(entry.group)].lanes);
  }
}

}  // namespace conurb::transport
