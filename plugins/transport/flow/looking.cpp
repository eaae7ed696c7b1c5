// SPDX-License-Identifier: Apache-2.0
// Looking at a flow: queues, who is where, and whether everybody is somewhere.
#include <algorithm>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {

std::vector<std::int32_t> Flow::queues() const {
  std::vector<std::int32_t> queue(net_->links.size(), 0);
  for (std::size_t g = 0; g < net_->groups.size(); ++g) {
    const GroupState& s = state_.groups[g];
    for (std::int32_t i = 0; i < s.queued; ++i) {
      if (place(row_of(g), s.gone + i).at > state_.now) break;
      ++queue[at(net_->groups[g].link)];
    }
  }
  return queue;
}

std::vector<std::int32_t> Flow::queue_lengths() const {
  std::vector<std::int32_t> lengths(net_->links.size(), 0);
  for (std::size_t g = 0; g < net_->groups.size(); ++g) {
    const GroupState& s = state_.groups[g];
    const LaneGroup& lanes = net_->groups[g];
    std::int32_t length = 0;
    for (std::int32_t i = 0; i < s.queued && place(row_of(g), s.gone + i).at <= state_.now; ++i)
      length += demand_->types[state_.vehicles[at(place(row_of(g), s.gone + i).who)].type].space;
    std::int32_t& longest = lengths[at(lanes.link)];
    longest = std::max(longest, std::min(length / lanes.lanes, net_->links[at(lanes.link)].length));
  }
  return lengths;
}

std::int32_t Flow::link_of(std::int32_t vehicle) const {
  const std::int32_t movement = state_.vehicles[at(vehicle)].movement;
  const TripRecord& trip = state_.trips[at(vehicle)];
  if (movement == kNone || trip.inserted == kNone || trip.arrived != kNone) return kNone;
  return net_->groups[at(net_->movements[at(movement)].group)].link;
}

std::int32_t Flow::phase_now(std::int32_t signal) const {
  SignalState shown = state_.signals[at(signal)];
  if (!clock_.decides(signal, shown.program)) clock_.bring_to(shown, signal, state_.now);
  return shown.phase;
}

std::vector<VehicleEvent> Flow::passages_under_way() const {
  std::vector<VehicleEvent> passages;
  for (std::size_t g = 0; g < net_->groups.size(); ++g) {
    const GroupState& s = state_.groups[g];
    const LaneGroup& lanes = net_->groups[g];
    Milliseconds free_from = std::max(s.next_leave, state_.now);
    for (std::int32_t i = 0; i < s.queued; ++i) {
      const QueuePlace& one = place(row_of(g), s.gone + i);
      const Milliseconds out = std::max(one.at, free_from);
      passages.push_back({one.who, lanes.link, state_.vehicles[at(one.who)].since, out});
      free_from = out + 2 * reaction_ / lanes.lanes;
    }
  }
  return passages;
}

std::string Flow::validate() const {
  std::vector<std::uint8_t> places(demand_->trips.size(), 0);
  std::int64_t on_road = 0;
  for (std::size_t g = 0; g < net_->groups.size(); ++g) {
    const GroupState& s = state_.groups[g];
    const std::string where = "lane group " + std::to_string(g) + ": ";
    if (s.gone < 0 || s.queued < 0 || s.gone + s.queued > ring_begin_[g + 1] - ring_begin_[g])
      return where + "more places than the ring has";
    std::int64_t used = 0;
    for (std::int32_t i = 0; i < s.gone; ++i) used += place(row_of(g), i).who;
    for (std::int32_t i = s.gone; i < s.gone + s.queued; ++i) {
      const std::int32_t who = place(row_of(g), i).who;
      if (who < 0 || at(who) >= places.size()) return where + "a vehicle that is not there";
      ++places[at(who)];
      ++on_road;
      const VehicleState& v = state_.vehicles[at(who)];
      if (v.movement == kNone || net_->movements[at(v.movement)].group != row_of(g))
        return where + "vehicle " + std::to_string(who) + " is in a queue of another movement";
      used += demand_->types[v.type].space;
    }
    if (used != s.used)
      return where + std::to_string(s.used) + " mm in use, vehicles take " + std::to_string(used);
    if (s.queued > 0 && s.next_try == kNever && s.waits_for == kNone) {
      const Movement& m = net_->movements[at(state_.vehicles[at(place(row_of(g), s.gone).who)].movement)];
      if (m.light == kNone) return where + "the head waits for nothing";
    }
  }
  std::int64_t waiting = 0;
  for (std::size_t link = 0; link < net_->links.size(); ++link)
    for (std::int32_t v = state_.first_start[link]; v != kNone; v = state_.next_start[at(v)]) {
      ++places[at(v)];
      ++waiting;
    }
  const Counters& c = state_.count;
  if (std::any_of(places.begin(), places.end(), [](std::uint8_t n) { return n > 1; }))
    return "a vehicle is in two places";
  if (c.inserted != on_road + c.arrived + c.stranded)
    return std::to_string(c.inserted) + " vehicles came onto the road, " + std::to_string(on_road) +
           " are there, " + std::to_string(c.arrived) + " arrived, " + std::to_string(c.stranded) +
           " stranded";
  if (c.departed != c.left_out + waiting + c.inserted)
    return std::to_string(c.departed) + " vehicles departed, " + std::to_string(waiting) + " wait, " +
           std::to_string(c.inserted) + " came onto the road, " + std::to_string(c.left_out) + " left out";
  return {};
}

}  // namespace conurb::transport
