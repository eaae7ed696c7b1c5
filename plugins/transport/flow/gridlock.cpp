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

/// Every head of the ring moves on to the group that it waits for, all at once.
void Flow::rotate(const std::vector<std::int32_t>& ring, Milliseconds t) {
  Gridlock lock{t, {}};
  std::vector<std::int32_t> heads;
  std::vector<std::int32_t> targets;
  for (const std::int32_t group : ring) {
    GroupState& s = state_.groups[at(group)];
    lock.links.push_back(net_->groups[at(group)].link);
    targets.push_back(s.waits_for);
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
    const LinkTurn& turn = net_->turns[at(turn_at(vehicle.turn))];
    Entry entry{targets[i], kNone, t};
    for (std::int32_t m = turn.first; m < turn.first + turn.count; ++m)
      if (net_->movements[at(net_->turn_movements[at(m)])].group == targets[i])
        entry.movement = net_->turn_movements[at(m)];
    enter(heads[i], entry, t + movement.pass, 0);
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
