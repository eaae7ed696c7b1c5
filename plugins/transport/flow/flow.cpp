// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/flow.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/transport/error.hpp"

namespace conurb::transport {
namespace {

constexpr std::int32_t kBeside =
    2;  // where so many wait on the junction, they wait beside the way straight on
constexpr double kTypicalSpace = 6.5;  // m, of the vehicles at the stop line when a queue starts

Milliseconds ms(double seconds) {
  return static_cast<Milliseconds>(std::lround(seconds * 1e3));
}

/// us/m over mm, in ms.
Milliseconds over(std::int32_t length, std::int32_t pace) {
  return static_cast<Milliseconds>(std::int64_t{length} * pace / 1'000'000);
}

/// Time lost by speeding up from one pace to a quicker one: (v - u)^2 / (2 a v).
Milliseconds start_loss(std::int32_t slow_pace, std::int32_t pace, double acceleration) {
  if (slow_pace <= pace) return 0;
  const double fast = 1e6 / pace, slow = 1e6 / slow_pace;
  return ms((fast - slow) * (fast - slow) / (2 * acceleration * fast));
}

}  // namespace

Flow::Flow(std::shared_ptr<const FlowNetwork> network, std::shared_ptr<const FlowDemand> demand,
           const FlowOptions& options)
    : net_(std::move(network)), demand_(std::move(demand)), options_(options), clock_(*net_) {
  if (options.interval < 1000 || options.interval > 86'400'000)
    throw InputError("the interval of " + std::to_string(options.interval) + " ms is not within 1 s … 1 day");
  const DrivingRules& rules = net_->rules;
  start_up_ = ms(rules.start_up);
  reaction_ = ms(rules.reaction);
  gridlock_after_ = ms(rules.gridlock_after);
  impatient_after_ = std::max(ms(rules.impatient_after), 1);
  start_weight_ = std::max(1, ms(rules.yield_share));
  lane_change_ = ms(rules.lane_change);
  wave_pace_ = static_cast<std::int32_t>(std::lround(1e6 / rules.wave_speed));
  discharge_share_ = static_cast<std::int32_t>(std::lround(1024 / rules.discharge_speed_share));
  stray_ = ms(rules.stray);
  shift_ = ms(rules.shift);
  gap_cut_ = static_cast<std::int32_t>(std::lround(1024 * (1 - rules.shortest_gap_share)));
  for (int k = 1; k <= kLongStreak; ++k)
    start_pace_.push_back(
        static_cast<std::int32_t>(std::lround(1e6 / std::sqrt(2 * rules.acceleration * k * kTypicalSpace))));

  std::int32_t least_space = 10'000;
  for (const TravellerType& type : demand_->types) least_space = std::min(least_space, type.space);
  std::vector<std::int32_t> way_in(net_->links.size(), 0);  // longest, mm: vehicles on it count, too
  for (const Movement& movement : net_->movements)
    if (movement.to != kNone) way_in[at(movement.to)] = std::max(way_in[at(movement.to)], movement.length);
  ring_begin_.push_back(0);
  for (const LaneGroup& group : net_->groups)
    ring_begin_.push_back(ring_begin_.back() +
                          (group.storage + group.lanes * way_in[at(group.link)]) / least_space + group.lanes +
                          2);
  state_.places.resize(at(ring_begin_.back()));
  state_.groups.resize(net_->groups.size());
  for (std::size_t g = 0; g < net_->groups.size(); ++g) state_.groups[g].pace = net_->groups[g].pace;
  state_.next_waiter.assign(net_->groups.size() + net_->links.size(), kNone);
  state_.movements.resize(net_->movements.size());
  state_.signals = clock_.start();
  state_.closed.assign(net_->links.size(), 0);
  state_.first_start.assign(net_->links.size(), kNone);
  state_.last_start.assign(net_->links.size(), kNone);
  state_.start_share.assign(net_->links.size(), 0);
  state_.measures = Measures(net_->links.size(), options.interval);

  const std::size_t trips = demand_->trips.size();
  state_.vehicles.resize(trips);
  state_.next_start.assign(trips, kNone);
  state_.halts_done.assign(trips, 0);
  state_.trips.resize(trips);
  for (std::size_t v = 0; v < trips; ++v) {
    const Trip& trip = demand_->trips[v];
    if (trip.type < 0 || at(trip.type) >= demand_->types.size() || trip.type > 32767)
      throw InputError("vehicle " + std::to_string(v) + " is of type " + std::to_string(trip.type) +
                       ", not one of the first 32,768");
    state_.vehicles[v] = {
        trip.first_turn,
        0,
        kNone,
        static_cast<std::uint16_t>(trip.type & 0x7fff),
        trip.halts > 0 ? std::uint16_t{1} : std::uint16_t{0},
        static_cast<std::uint16_t>(pace_factor(demand_->types[at(trip.type)], options.seed, row_of(v)))};
  }
  first_signal_group_.push_back(0);
  std::vector<std::vector<std::int32_t>> before(net_->signals.size());
  for (const Movement& movement : net_->movements) {
    if (movement.light == kNone) continue;
    std::vector<std::int32_t>& groups = before[at(net_->light_signal[at(movement.light)])];
    if (groups.empty() || groups.back() != movement.group) groups.push_back(movement.group);
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    signal_groups_.insert(signal_groups_.end(), before[i].begin(), before[i].end());
    first_signal_group_.push_back(row_of(signal_groups_.size()));
    if (clock_.decides(row_of(i), state_.signals[i].program)) {
      state_.signals[i].ends = state_.signals[i].began;
      push(0, Kind::phase, row_of(i));
    }
  }
  push(options.interval, Kind::interval, 0);
  if (trips > 0) push(demand_->trips[at(demand_->by_depart.front())].depart, Kind::departure, 0);
}

void Flow::run(Milliseconds until) {
  Event event;
  while (state_.events.take_before(until, event)) {
    state_.now = event.at;
    ++state_.count.events;
    handle(event);
  }
  state_.now = std::max(state_.now, until);
}

void Flow::run_out(Milliseconds latest) {
  while (!empty() && state_.now < latest) run(std::min(latest, state_.now + options_.interval));
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
      state_.measures.close(t, queues());
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

/// Sets when the head is tried next; what was set before is void.
void Flow::try_at(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  if (s.next_try == t) return;
  s.next_try = t;
  if (t != kNever) push(t, Kind::attempt, group);
}

/// Tries the head. Who waits on the junction for a gap lets those behind pass who go elsewhere: the next one
/// is tried, too.
void Flow::attempt(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  s.next_try = kNever;
  if (s.waits_for != kNone) drop_waiter(group);
  Milliseconds again = kNever;
  for (std::int32_t i = 0; i < s.queued;) {
    const QueuePlace one = place(group, s.gone + i);
    const Milliseconds due = std::max(one.at, s.next_leave);
    if (due > t) {
      again = std::min(again, due);
      break;
    }
    const VehicleState& vehicle = state_.vehicles[at(one.who)];
    if (vehicle.halts != 0 && halts(group, i, t)) continue;
    const Movement& movement = net_->movements[at(vehicle.movement)];
    if (movement.to == kNone) {
      bring_forward(group, i);
      arrive(group, t);
      i = 0, again = kNever;
      continue;
    }
    if (s.standing_since == kNever) s.standing_since = t;
    const Milliseconds go = may_go(group, i, t);
    if (go > t) {
      again = std::min(again, go);
      const bool waits_beside =
          movement.inside >= kBeside && s.inside == vehicle.movement && i < s.inside_count;
      if (!waits_beside) break;
      ++i;
      continue;
    }
    if (state_.closed[at(movement.to)] != 0 && options_.closed == FlowOptions::Closed::leave) {
      bring_forward(group, i);
      strand(group, t);
      i = 0, again = kNever;
      continue;
    }
    const Entry entry = best_entry(step_at(vehicle.turn + 1), vehicle, t, &movement);
    if (entry.when > t || waits_its_turn(entry.blocker)) {
      wait_for(group, entry, t);
      break;
    }
    bring_forward(group, i);
    pass(group, entry, t);
    i = 0, again = kNever;
  }
  try_at(group, again);
}

/// The vehicle at `index` of the queue becomes the head; those before it wait beside its way.
void Flow::bring_forward(std::int32_t group, std::int32_t index) {
  if (index == 0) return;
  GroupState& s = state_.groups[at(group)];
  const QueuePlace one = place(group, s.gone + index);
  for (std::int32_t i = index; i > 0; --i) place(group, s.gone + i) = place(group, s.gone + i - 1);
  place(group, s.gone) = one;
  s.standing_since = kNever;
}

/// The vehicle has come to the front and has halts left: those on this link are made now, from the moment on
/// at which the queue let it come to the stop. True: its place in the queue is another one, or its time.
bool Flow::halts(std::int32_t group, std::int32_t index, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  const LaneGroup& lanes = net_->groups[at(group)];
  QueuePlace* one = &place(group, s.gone + index);
  VehicleState& v = state_.vehicles[at(one->who)];
  const TravellerType& type = demand_->types[v.type];
  const Trip& trip = demand_->trips[at(one->who)];
  const std::int32_t pace = pace_of(v, s);
  const std::int32_t length = net_->links[at(lanes.link)].length;
  Milliseconds ready = one->at;
  std::uint16_t& done = state_.halts_done[at(one->who)];
  for (; done < trip.halts; ++done) {
    const PlannedHalt& halt = demand_->halts[at(trip.first_halt + done)];
    if (halt.link != lanes.link) break;
    const std::int32_t rest = length - halt.position;
    // Before the stop line so many stood where it halts: it came there when the one before those left.
    const std::int32_t ahead = rest / type.space * lanes.lanes;
    Milliseconds came = ready - over(rest, pace);
    if (ahead < s.gone) came = std::max(came, place(group, s.gone - 1 - ahead).at - lanes.wave);
    ready = std::max(came + halt.duration, halt.until) + over(rest, pace);
  }
  if (done == trip.halts) v.halts = 0;
  if (ready <= t) return false;
  one->at = ready;
  for (std::int32_t i = s.gone + index; lanes.lanes > 1 && i + 1 < s.gone + s.queued; ++i) {
    if (place(group, i + 1).at > ready) break;
    std::swap(place(group, i), place(group, i + 1));  // one overtakes it on another lane
  }
  return true;
}

/// us/m at which the vehicle drives where nobody is in its way.
std::int32_t Flow::pace_of(const VehicleState& vehicle, const GroupState& group) const {
  return std::max(demand_->types[vehicle.type].least_pace,
                  static_cast<std::int32_t>(std::int64_t{group.pace} * vehicle.pace / 4096));
}

Milliseconds Flow::discharge_headway(const GroupState& group, const LaneGroup& lanes,
                                     const Movement& movement, std::int32_t space) const {
  std::int32_t pace = std::max(group.pace, movement.pace);
  pace = static_cast<std::int32_t>(std::int64_t{pace} * discharge_share_ / 1024);
  const std::int32_t in_row = group.streak / lanes.lanes;
  if (in_row < kLongStreak) pace = std::max(pace, start_pace_[at(in_row)]);
  const std::int64_t headway = reaction_ + over(space, pace);
  return static_cast<Milliseconds>(headway * group.headway_scale / (1024 * lanes.lanes));
}

/// The head passes the stop line and takes its place in the next link.
void Flow::pass(std::int32_t group, const Entry& entry, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  const LaneGroup& lanes = net_->groups[at(group)];
  if (t - s.standing_since >= kStands) s.streak = 0;
  const QueuePlace head = take_head(group, t);
  VehicleState& vehicle = state_.vehicles[at(head.who)];
  const std::int32_t row = vehicle.movement;
  const Movement& movement = net_->movements[at(row)];
  const std::int32_t space = demand_->types[vehicle.type].space;
  s.next_leave = t + discharge_headway(s, lanes, movement, space);
  const std::int32_t in_row = s.streak / lanes.lanes;
  std::int32_t pace = movement.pace;
  if (in_row < kLongStreak) pace = std::max(pace, start_pace_[at(in_row)]);
  s.streak = static_cast<std::uint16_t>(std::min(s.streak + 1, kLongStreak * lanes.lanes));
  if (s.inside_count > 0 && s.inside == row) --s.inside_count;
  if (yielded_) block_foes(movement, t);
  state_.movements[at(row)].last = t;
  leave_link(group, head, t);
  state_.trips[at(head.who)].length += movement.length;
  ++vehicle.turn;
  const Milliseconds slow = start_loss(pace, state_.groups[at(entry.group)].pace, net_->rules.acceleration);
  enter(head.who, entry, t + movement.pass, slow);
  if (s.queued > 0) {
    const QueuePlace& next = place(group, s.gone);
    if (next.at > s.next_leave) {
      s.streak = static_cast<std::uint16_t>(kLongStreak * lanes.lanes);
    }
  }
}

/// Who goes in a gap is on the junction for a while: those who go first keep clear of it.
void Flow::block_foes(const Movement& movement, Milliseconds t) {
  for (std::int32_t i = movement.first_yield; i < movement.first_yield + movement.yields; ++i) {
    const Foe& foe = net_->foes[at(i)];
    if (foe.links != 0) continue;
    Milliseconds& until = state_.movements[at(foe.movement)].blocked_until;
    until =
        std::max(until, t + (foe.to == movement.to ? std::min(movement.clear, reaction_) : movement.clear));
  }
}

/// Takes the head out of the queue; its space comes back when the gap has run to the entry.
QueuePlace Flow::take_head(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  const LaneGroup& lanes = net_->groups[at(group)];
  QueuePlace& slot = place(group, s.gone);
  const QueuePlace head = slot;
  slot = {t + lanes.wave, demand_->types[state_.vehicles[at(head.who)].type].space};
  ++s.gone;
  --s.queued;
  s.standing_since = kNever;
  if (s.first_waiter != kNone && s.next_release == kNever) {
    s.next_release = slot.at;
    push(slot.at, Kind::release, group);
  }
  return head;
}

void Flow::leave_link(std::int32_t group, const QueuePlace& head, Milliseconds t) {
  const std::int32_t link = net_->groups[at(group)].link;
  const VehicleState& vehicle = state_.vehicles[at(head.who)];
  state_.measures.leave(link, t, t - head.at);
  TripRecord& trip = state_.trips[at(head.who)];
  trip.lost += t - head.at;
  trip.length += net_->links[at(link)].length;
  ++state_.count.traversals;
  if (options_.vehicle_events) state_.vehicle_events.push_back({head.who, link, vehicle.since, t});
}

/// The vehicle enters a group at `t`, `slow_start` of which are lost by speeding up.
void Flow::enter(std::int32_t vehicle, const Entry& entry, Milliseconds t, Milliseconds slow_start) {
  GroupState& s = state_.groups[at(entry.group)];
  const LaneGroup& lanes = net_->groups[at(entry.group)];
  VehicleState& v = state_.vehicles[at(vehicle)];
  const TravellerType& type = demand_->types[v.type];
  const FlowLink& link = net_->links[at(lanes.link)];
  v.since = t;
  v.movement = entry.movement;
  const Milliseconds lost = slow_start + net_->movements[at(entry.movement)].approach_loss;
  const Milliseconds ready = t + over(link.length, pace_of(v, s)) + lost;
  state_.trips[at(vehicle)].lost += lost;
  s.used += type.space;
  const std::int64_t headway = over(type.space, wave_pace_ + s.pace) + (entry.changes ? lane_change_ : 0);
  s.next_entry = t + static_cast<Milliseconds>(headway * s.headway_scale / (1024 * lanes.lanes));
  std::int32_t index = s.gone + s.queued;
  ++s.queued;
  if (lanes.lanes > 1)  // one overtakes on another lane
    for (; index > s.gone && place(entry.group, index - 1).at > ready; --index)
      place(entry.group, index) = place(entry.group, index - 1);
  place(entry.group, index) = {ready, vehicle};
  state_.measures.enter(lanes.link, t);
  if (index == s.gone) {
    s.standing_since = kNever;
    if (s.waits_for != kNone) drop_waiter(entry.group);
    try_at(entry.group, std::max(ready, s.next_leave));
  }
}

void Flow::arrive(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  const QueuePlace head = take_head(group, t);
  const VehicleState& vehicle = state_.vehicles[at(head.who)];
  s.next_leave = t + discharge_headway(s, net_->groups[at(group)], net_->movements[at(vehicle.movement)],
                                       demand_->types[vehicle.type].space);
  leave_link(group, head, t);
  state_.trips[at(head.who)].arrived = t;
  ++state_.count.arrived;
}

/// Who departs at `t` lines up at the origin.
void Flow::depart_all(Milliseconds t) {
  for (; at(static_cast<std::int32_t>(state_.next_departure)) < demand_->by_depart.size();
       ++state_.next_departure) {
    const std::int32_t v = demand_->by_depart[static_cast<std::size_t>(state_.next_departure)];
    const Trip& trip = demand_->trips[at(v)];
    if (trip.depart > t) return push(trip.depart, Kind::departure, 0);
    ++state_.count.departed;
    if (trip.turns == 0) {
      ++state_.count.left_out;
      continue;
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
}

/// The first in line at an origin enters its link, from standing.
void Flow::start(std::int32_t link, Milliseconds t) {
  const std::int32_t waiter = row_of(net_->groups.size()) + link;
  for (std::int32_t v = state_.first_start[at(link)]; v != kNone; v = state_.first_start[at(link)]) {
    const VehicleState& vehicle = state_.vehicles[at(v)];
    const Entry entry = best_entry(step_at(vehicle.turn), vehicle, t, nullptr);
    if (entry.when > t || waits_its_turn(entry.blocker)) return wait_for(waiter, entry, t);
    state_.first_start[at(link)] = state_.next_start[at(v)];
    state_.next_start[at(v)] = kNone;
    state_.trips[at(v)].inserted = t;
    ++state_.count.inserted;
    GroupState& s = state_.groups[at(entry.group)];
    const double fast = 1e6 / s.pace;
    enter(v, entry, t, ms(fast / (2 * net_->rules.acceleration)));
    const double space = demand_->types[vehicle.type].space * 1e-3;
    const Milliseconds gone =
        ms(std::sqrt(2 * space / net_->rules.acceleration));  // until it is off its place
    s.next_entry = std::max(s.next_entry, t + gone / net_->groups[at(entry.group)].lanes);
  }
}

}  // namespace conurb::transport
