// SPDX-License-Identifier: Apache-2.0
// Links that wait for each other in a ring: found, told of, released.
#include <algorithm>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {

/// The group's head has waited for space; does it wait for itself?
void Flow::check(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  s.check_due = 0;
  if (s.waits_for == kNone) return;
  if (t - s.standing_since >= gridlock_after_) {
    attempt(group, t);  // space may have come in another lane group than the one it waits for
    if (s.waits_for == kNone) return;
    std::vector<std::int32_t> path;
    for (std::int32_t g = group; g != kNone; g = state_.groups[at(g)].waits_for) {
      const auto seen = std::find(path.begin(), path.end(), g);
      if (seen != path.end()) {
        rotate({seen, path.end()}, t);
        break;
      }
      path.push_back(g);
    }
  }
  if (s.waits_for == kNone || s.check_due != 0) return;
  s.check_due = 1;
  push(std::max(t, s.standing_since) + gridlock_after_, Kind::check, group);
}

/// Where the head of a ring's group goes when it is moved: the group that it waits for where its turn leads
/// from there, else another one of that link that has a place for all of the ring. Nowhere: kNone.
Flow::Entry Flow::forced_entry(std::int32_t group, std::int32_t in_ring, Milliseconds t) const {
  const GroupState& s = state_.groups[at(group)];
  const VehicleState& head = state_.vehicles[at(place(group, s.gone).who)];
  const LinkTurn& turn = net_->turns[at(step_at(head.turn + 1).turn())];
  Entry entry{kNone, kNone, t, kNone, false};
  for (std::int32_t i = turn.first; i < turn.first + turn.count; ++i) {
    const std::int32_t movement = net_->turn_movements[at(i)];
    const std::int32_t target = net_->movements[at(movement)].group;
    if (target == s.waits_for) return {target, movement, t, kNone, false};
    const GroupState& other = state_.groups[at(target)];
    if (other.gone + other.queued + in_ring <= ring_begin_[at(target) + 1] - ring_begin_[at(target)])
      entry = {target, movement, t, kNone, false};
  }
  return entry;
}

/// Every head of the ring moves on to the group that it waits for, all at once.
void Flow::rotate(const std::vector<std::int32_t>& ring, Milliseconds t) {
  Gridlock lock{t, {}};
  std::vector<Entry> entries;
  for (const std::int32_t group : ring) {
    lock.links.push_back(net_->groups[at(group)].link);
    entries.push_back(forced_entry(group, row_of(ring.size()), t));
    if (entries.back().group == kNone) return;  // asked again later
  }
  std::vector<std::int32_t> heads;
  for (const std::int32_t group : ring) {
    GroupState& s = state_.groups[at(group)];
    drop_waiter(group);
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
    s.next_leave = std::max(s.next_leave, t + start_up_);
    if (s.queued > 0) try_at(group, std::max(place(group, s.gone).at, s.next_leave));
  }
  state_.gridlocks.push_back(std::move(lock));
}

}  // namespace conurb::transport
