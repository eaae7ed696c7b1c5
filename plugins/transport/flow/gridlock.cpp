// SPDX-License-Identifier: Apache-2.0
// Links that wait for each other in a ring: found, told of, released.
#include <algorithm>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {

/// The group in which the head of this one lacks space until somebody leaves there, whatever its light shows
/// now; kNone: it has space, or does not stand at its line.
std::int32_t Flow::lacks_space_in(std::int32_t group, Milliseconds t) {
  const GroupState& s = state_.groups[at(group)];
  if (s.queued == 0 || s.standing_since == kNever) return kNone;
  const VehicleState& head = state_.vehicles[at(place(group, s.gone).who)];
  const Movement& movement = net_->movements[at(head.movement)];
  if (movement.to == kNone || state_.closed[at(movement.to)] != 0) return kNone;
  const Entry entry = best_entry(step_at(head.turn + 1), head, t, &movement);
  return entry.when == kNever ? entry.blocker : kNone;
}

/// A look for gridlock around the group becomes due. All that are due in one second are taken at its end, at
/// one moment: there the chain of who waits for whom is followed once, however many look.
void Flow::look_for_gridlock(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  if (s.check_due != 0) return;
  s.check_due = 1;
  constexpr Milliseconds kSecond = 1000;
  push((t + gridlock_after_ + kSecond - 1) / kSecond * kSecond, Kind::check, group);
}

/// The group's head has lacked space; does it wait for itself? Lights do not matter: where all links of a
/// ring are full nobody can go at any green, though some wait for theirs and not for space at any one moment.
void Flow::check(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  s.check_due = 0;
  if (s.waits_for != kNone) attempt(group, t);  // space may have come beside where it waits for it
  if (s.waits_for == kNone && lacks_space_in(group, t) == kNone) return;
  if (t - s.standing_since >= gridlock_after_) {
    std::vector<std::int32_t> path;
    std::int32_t g = group;
    for (; g != kNone && followed_[at(g)] != t; g = lacks_space_in(g, t)) {
      followed_[at(g)] = t;
      path.push_back(g);
    }
    const auto ring = std::find(path.begin(), path.end(), g);
    if (ring != path.end()) rotate({ring, path.end()}, t);
  }
  if (s.waits_for == kNone && lacks_space_in(group, t) == kNone) return;
  look_for_gridlock(group, std::max(t, s.standing_since));
}

/// Where the head of a ring's group goes when it is moved: the next group of the ring where its turn leads
/// there; else it lacked space only in the lanes by which it comes to its own, and those have some.
Flow::Entry Flow::forced_entry(std::int32_t group, std::int32_t next, Milliseconds t) {
  const VehicleState& head = state_.vehicles[at(place(group, state_.groups[at(group)].gone).who)];
  const RouteStep step = step_at(head.turn + 1);
  const LinkTurn& turn = net_->turns[at(step.turn())];
  for (std::int32_t i = turn.first; i < turn.first + turn.count; ++i) {
    const std::int32_t movement = net_->turn_movements[at(i)];
    if (net_->movements[at(movement)].group == next) return {next, movement, t, kNone, false};
  }
  const Entry entry = best_entry(step, head, t, &net_->movements[at(head.movement)]);
  return {entry.group, entry.movement, t, kNone, false};
}

/// Whether all who come to a group find a place in its queue, after the ring's own heads have left.
bool Flow::finds_places(const std::vector<std::int32_t>& ring, const std::vector<Entry>& entries) const {
  return std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    const auto goes_there = [&](const Entry& other) { return other.group == entry.group; };
    const GroupState& s = state_.groups[at(entry.group)];
    return s.gone + s.queued + std::count_if(entries.begin(), entries.end(), goes_there) -
               std::count(ring.begin(), ring.end(), entry.group) <=
           ring_begin_[at(entry.group) + 1] - ring_begin_[at(entry.group)];
  });
}

/// Every head of the ring moves on to the group that it lacks space in, all at once.
void Flow::rotate(const std::vector<std::int32_t>& ring, Milliseconds t) {
  Gridlock lock{t, {}};
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    lock.links.push_back(net_->groups[at(ring[i])].link);
    entries.push_back(forced_entry(ring[i], ring[i + 1 < ring.size() ? i + 1 : 0], t));
  }
  if (!finds_places(ring, entries)) return;  // asked again later
  std::vector<std::int32_t> heads;
  for (const std::int32_t group : ring) {
    GroupState& s = state_.groups[at(group)];
    if (s.waits_for != kNone) drop_waiter(group);
    const QueuePlace head = place(group, s.gone);
    heads.push_back(head.who);
    for (std::int32_t i = s.gone; i > 0; --i) place(group, i) = place(group, i - 1);
    s.first = ring_index(group, 1);
    --s.queued;
    s.used -= demand_->types[state_.vehicles[at(head.who)].type].space;
    s.standing_since = kNever;
    s.streak = 0;
    leave_link(group, head, t);
  }
  for (std::size_t i = 0; i < ring.size(); ++i) {
    VehicleState& vehicle = state_.vehicles[at(heads[i])];
    const Movement& movement = net_->movements[at(vehicle.movement)];
    state_.movements[at(vehicle.movement)].last = t;
    state_.trips[at(heads[i])].length += movement.length;
    ++vehicle.turn;
    enter(heads[i], entries[i], t + movement.pass, 0);
    ++state_.count.forced;
  }
  for (const std::int32_t group : ring) {
    GroupState& s = state_.groups[at(group)];
    ask_waiters(group, t + 1);  // who came may be shorter than who left, or stand on other lanes
    s.next_leave = std::max(s.next_leave, t + start_up_);
    if (s.queued > 0) try_at(group, std::max(place(group, s.gone).at, s.next_leave));
  }
  state_.gridlocks.push_back(std::move(lock));
}

}  // namespace conurb::transport
