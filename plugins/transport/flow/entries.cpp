// SPDX-License-Identifier: Apache-2.0
// Space beyond the junction, and who gets it.
#include <algorithm>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {
namespace {

/// What a vehicle of weight 1 takes of a full link.
constexpr std::uint32_t kShareUnit = 1 << 16;

/// Where a stream's share stands that has had `share`, on a link whose shares stand at `floor`: numbers wrap,
/// and who did not ask for long saves nothing up.
std::uint32_t begin_of_share(std::uint32_t share, std::uint32_t floor) {
  return share - floor <= kShareUnit ? share : floor;
}

}  // namespace

/// When a vehicle of `space` that comes by `from` (null: from an origin) may pass the stop line: now, at a
/// known time, or kNever where nobody has left yet to make room.
Milliseconds Flow::space_at(std::int32_t group, std::int32_t space, Milliseconds t, const Movement* from) {
  GroupState& s = state_.groups[at(group)];
  const LaneGroup& lanes = net_->groups[at(group)];
  if (state_.closed[at(lanes.link)] != 0) return kNever;
  while (s.gone > 0 && place(group, 0).at <= t) {
    s.used -= place(group, 0).who;
    s.first = ring_index(group, 1);
    --s.gone;
  }
  if (s.gone + s.queued >= ring_begin_[at(group) + 1] - ring_begin_[at(group)])
    return s.gone > 0 ? place(group, 0).at : kNever;
  const Milliseconds entry = std::max(t, s.next_entry - (from != nullptr ? from->pass : 0));
  std::int32_t missing = s.used + space - std::max(lanes.storage, space * lanes.lanes);
  // One drives onto a junction behind those who move, but keeps clear of it behind those who stand, unless
  // nobody's path crosses there.
  const bool stands = s.queued > 0 && s.standing_since != kNever && t - s.standing_since >= kStands;
  if (from != nullptr && (!stands || from->crosses == 0)) missing -= from->length * lanes.lanes;
  if (missing <= 0) return entry;
  for (std::int32_t i = 0; i < s.gone; ++i) {
    missing -= place(group, i).who;
    if (missing <= 0) return std::max(place(group, i).at, entry);
  }
  return kNever;
}

/// The lane group for the vehicle's turn on the link it comes to: the one with the shortest queue for its
/// lanes, where a change of lanes, now or soon, counts as so many metres of queue.
Flow::Entry Flow::best_entry(RouteStep step, const VehicleState& vehicle, Milliseconds t,
                             const Movement* from) {
  const LinkTurn& turn = net_->turns[at(step.turn())];
  const TravellerType& type = demand_->types[vehicle.type];
  Entry best;
  std::int32_t best_cost = 0;
  bool allowed = false, lands = false;
  for (std::int32_t i = turn.first; i < turn.first + turn.count; ++i) {
    const std::int32_t movement = net_->turn_movements[at(i)];
    const std::int32_t group = net_->movements[at(movement)].group;
    const LaneGroup& lanes = net_->groups[at(group)];
    const bool admitted = (lanes.allowed & type.classes) != 0;
    if (allowed && !admitted) continue;
    const std::int32_t bit = group_bit(group - turn.first_group);
    const bool straight_in = from == nullptr || (from->lands & bit) != 0;
    const Milliseconds when = space_at(group, type.space, t, from);
    const std::int32_t cost = state_.groups[at(group)].used / lanes.lanes +
                              ((step.groups() & bit) != 0 ? 0 : stray_) + (straight_in ? 0 : shift_);
    // A lane for others is taken only where there is no other: files hold such routes.
    if (best.group == kNone || (admitted && !allowed) || cost < best_cost) {
      best = {group, movement, when, group, !straight_in};
      best_cost = cost;
      allowed = admitted;
      lands = straight_in;
    }
  }
  if (!lands) wait_for_landing(*from, turn.from, type.space, t, best);
  return best;
}

/// Who has to change lanes comes onto the link by another lane first, and needs space there, too.
void Flow::wait_for_landing(const Movement& from, std::int32_t link, std::int32_t space, Milliseconds t,
                            Entry& entry) {
  const FlowLink& l = net_->links[at(link)];
  Milliseconds first = kNever;
  std::int32_t group = kNone;
  for (std::int32_t g = 0; g < l.groups; ++g) {
    if ((from.lands & group_bit(g)) == 0) continue;
    const Milliseconds when = space_at(l.first_group + g, space, t, &from);
    if (group == kNone || when < first) first = when, group = l.first_group + g;
  }
  if (group == kNone || first <= entry.when) return;
  entry.when = first;
  entry.blocker = group;
}

void Flow::wait_for(std::int32_t waiter, const Entry& entry, Milliseconds t) {
  state_.next_waiter[at(waiter)] = kNone;
  std::int32_t* last = &state_.groups[at(entry.blocker)].first_waiter;
  while (*last != kNone) last = &state_.next_waiter[at(*last)];
  *last = waiter;
  if (entry.when != kNever) ask_waiters(entry.blocker, std::max(entry.when, t + 1));
  if (at(waiter) >= net_->groups.size()) return;
  state_.groups[at(waiter)].waits_for = entry.blocker;
  look_for_gridlock(waiter, t);
}

/// Who waits for space in the group is asked at `when`, unless that is to be before.
void Flow::ask_waiters(std::int32_t group, Milliseconds when) {
  GroupState& s = state_.groups[at(group)];
  if (s.first_waiter == kNone || s.next_release <= when) return;
  s.next_release = when;
  push(when, Kind::release, group);
}

void Flow::drop_waiter(std::int32_t waiter) {
  GroupState& own = state_.groups[at(waiter)];
  std::int32_t* link = &state_.groups[at(own.waits_for)].first_waiter;
  while (*link != waiter) link = &state_.next_waiter[at(*link)];
  *link = state_.next_waiter[at(waiter)];
  own.waits_for = kNone;
}

std::uint32_t& Flow::share_of(std::int32_t waiter) {
  const std::int32_t groups = row_of(net_->groups.size());
  if (waiter >= groups) return state_.start_share[at(waiter - groups)];
  const std::int32_t head = place(waiter, state_.groups[at(waiter)].gone).who;
  return state_.movements[at(state_.vehicles[at(head)].movement)].share;
}

/// Of the `first` ones who wait the one that has had the least of its share (start-time fair queueing); among
/// equals who waits the longest.
std::int32_t Flow::next_waiter(std::int32_t group, std::int32_t first) {
  std::int32_t best = kNone;
  std::uint32_t best_ahead = 0;
  const std::uint32_t floor = state_.groups[at(group)].floor;
  std::int32_t w = state_.groups[at(group)].first_waiter;
  for (; first > 0 && w != kNone; --first, w = state_.next_waiter[at(w)]) {
    const std::uint32_t ahead = begin_of_share(share_of(w), floor) - floor;
    if (best == kNone || ahead < best_ahead) best = w, best_ahead = ahead;
  }
  return best;
}

/// Space is back at the entry: those who wait are asked in turn, each once, until one finds none and those
/// after it have to wait for theirs. Where nobody has left for long they need not: one that needs more room
/// than there is must not keep out others for ever.
void Flow::release(std::int32_t group, Milliseconds t) {
  GroupState& s = state_.groups[at(group)];
  s.next_release = kNever;
  std::int32_t rounds = 0;
  for (std::int32_t w = s.first_waiter; w != kNone; w = state_.next_waiter[at(w)]) ++rounds;
  const std::int32_t groups = row_of(net_->groups.size());
  served_ = group;
  for (; rounds > 0 && s.first_waiter != kNone; --rounds) {
    const std::int32_t waiter = next_waiter(group, rounds);
    std::uint32_t& share = share_of(waiter);
    const std::int64_t left_before = state_.count.traversals + state_.count.inserted;
    const std::uint32_t begin = begin_of_share(share, s.floor);
    std::int32_t weight = start_weight_;
    if (waiter < groups) {
      const std::int32_t head = place(waiter, state_.groups[at(waiter)].gone).who;
      weight = net_->movements[at(state_.vehicles[at(head)].movement)].weight;
      attempt(waiter, t);
    } else {
      std::int32_t* link = &s.first_waiter;
      while (*link != waiter) link = &state_.next_waiter[at(*link)];
      *link = state_.next_waiter[at(waiter)];
      start(waiter - groups, t);
    }
    if (state_.count.traversals + state_.count.inserted == left_before) {
      const bool moves = s.next_release != kNever || t - s.next_leave < gridlock_after_;
      if (s.first_waiter != kNone && moves) break;
      continue;
    }
    s.floor = begin;
    share = begin + kShareUnit / static_cast<std::uint32_t>(weight);
  }
  served_ = kNone;
}

}  // namespace conurb::transport
