// SPDX-License-Identifier: Apache-2.0
// A lane group's queue: who comes, who is at the head, who goes on.
#include <algorithm>

#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {
namespace {

/// Where so many wait on the junction, they wait beside the way straight on.
constexpr std::int32_t kBeside = 2;

/// Time lost by speeding up from one pace to a quicker one: (v - u)^2 / (2 a v).
Milliseconds start_loss(std::int32_t slow_pace, std::int32_t pace, double acceleration) {
  if (slow_pace <= pace) return 0;
  const double fast = 1e6 / pace, slow = 1e6 / slow_pace;
  return thousandths((fast - slow) * (fast - slow) / (2 * acceleration * fast));
}

}  // namespace

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
    Milliseconds came = ready - time_over(rest, pace);
    if (ahead < s.gone) came = std::max(came, place(group, s.gone - 1 - ahead).at - lanes.wave);
    const bool of_yesterday = state_.busy[at(one->who)] != 0 && halt.until != kNone;
    ready =
        std::max(came + halt.duration, of_yesterday ? halt.until - kDay : halt.until) + time_over(rest, pace);
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
  const std::int64_t headway = reaction_ + time_over(space, pace);
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
  ask_waiters(group, slot.at);
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
  const Milliseconds ready = t + time_over(link.length, pace_of(v, s)) + lost;
  state_.trips[at(vehicle)].lost += lost;
  s.used += type.space;
  const std::int64_t headway =
      time_over(type.space, wave_pace_ + s.pace) + (entry.changes ? lane_change_ : 0);
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
  state_.busy[at(head.who)] = 0;
  ++state_.count.arrived;
}

}  // namespace conurb::transport
