// SPDX-License-Identifier: Apache-2.0
// Who may go at a junction: lights, gaps in the streams that go first, the order of arrival.
#include <algorithm>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {
namespace {

constexpr std::int32_t kSeenAhead = 3;  // vehicles of a stream that who yields looks at

/// Whether the head of a queue stands at its line since later than another one's, and so goes after it where
/// all are equal.
bool came_later(const GroupState& s, std::int32_t group, Milliseconds since, std::int32_t other) {
  if (s.queued == 0 || s.standing_since == kNever) return false;
  return s.standing_since > since || (s.standing_since == since && group > other);
}

}  // namespace

/// `t` where the vehicle at `index` of the queue may pass the stop line now, else when to ask again (kNever:
/// an event tells).
Milliseconds Flow::may_go(std::int32_t group, std::int32_t index, Milliseconds t) {
  using Way = LightAnswer::Way;
  GroupState& s = state_.groups[at(group)];
  const std::int32_t row = state_.vehicles[at(place(group, s.gone + index).who)].movement;
  const Movement& movement = net_->movements[at(row)];
  const Milliseconds since = index == 0 ? s.standing_since : t;
  LightAnswer light{Way::by_rule, t};
  if (movement.light != kNone) {
    const std::int32_t signal = net_->light_signal[at(movement.light)];
    if (!clock_.decides(signal, state_.signals[at(signal)].program))
      clock_.bring_to(state_.signals[at(signal)], signal, t);
    light = clock_.answer(state_.signals[at(signal)], movement.light, t);
  }
  yielded_ = false;
  const bool inside = s.inside == row && index < s.inside_count;
  if (light.way == Way::wait && !inside) {
    s.streak = 0;
    return light.next == kNever ? kNever : light.next + std::min(start_up_, light.next - since);
  }
  if (state_.movements[at(row)].blocked_until > t) return state_.movements[at(row)].blocked_until;
  if (light.way == Way::all_stop || (light.way == Way::by_rule && movement.right == Right::all_stop))
    return turn_at_all_stop(row, t);
  if (light.way == Way::free || (light.way == Way::by_rule && movement.right == Right::major)) return t;

  const Milliseconds waited = std::min(t - since, impatient_after_);
  const bool rolls = waited == 0 && s.streak >= kLongStreak;
  const std::int64_t patience = 1024 - std::int64_t{gap_cut_} * waited / impatient_after_;
  Milliseconds gap = rolls ? std::min(movement.gap, movement.clear) : movement.gap;
  if (movement.light != kNone && movement.inside > 0 && waited > 0) gap = movement.gap_inside;
  Milliseconds ask = t;
  for (std::int32_t i = movement.first_yield; i < movement.first_yield + movement.yields; ++i) {
    const Foe& foe = net_->foes[at(i)];
    Milliseconds needs = gap;
    // First come, first served: by sides alone, four who each have one on their right would stand for ever;
    // and whoever has to yield lets go in the end who has waited longer.
    const bool in_turn =
        movement.right == Right::equal || (waited == impatient_after_ && foe.right != Right::major);
    if (in_turn && light.way == Way::by_rule && foe.links == 0 &&
        came_later(state_.groups[at(foe.group)], foe.group, since, group))
      needs = 0;
    else if (foe.to == movement.to)  // one joins the stream where others cross it
      needs = std::min(needs, reaction_ + (rolls ? 0 : foe.join));
    ask = std::max(ask, gap_after(foe, static_cast<Milliseconds>(needs * patience / 1024), t, movement.to));
  }
  yielded_ = ask == t;
  if (ask > t && light.way == Way::yield && index < movement.inside) {
    s.inside_count =
        static_cast<std::uint8_t>(s.inside == row ? std::max<int>(s.inside_count, index + 1) : index + 1);
    s.inside = row;
  }
  return ask;
}

/// When to ask again because of a stream that goes first; not after `t` where it leaves a gap now.
Milliseconds Flow::gap_after(const Foe& foe, Milliseconds gap, Milliseconds t, std::int32_t to) const {
  const GroupState& s = state_.groups[at(foe.group)];
  const Milliseconds clear = foe.to == to ? std::min(foe.clear, reaction_) : foe.clear;
  Milliseconds ask = foe.links == 0 ? state_.movements[at(foe.movement)].last + clear : t;
  const Milliseconds end = t + gap - foe.lead;
  Milliseconds passes = s.next_try;
  if (passes >= end) return ask;
  const std::int32_t seen = std::min(s.queued, kSeenAhead);
  for (std::int32_t i = 0; i < seen; ++i) {
    const QueuePlace& one = place(foe.group, s.gone + i);
    passes = std::max(passes, one.at);
    if (passes >= end) break;
    if (goes_to(state_.vehicles[at(one.who)], foe)) return std::max({ask, passes + foe.lead + clear, t + 1});
    passes += reaction_;
  }
  return ask;
}

/// Whether the vehicle is of the stream, and goes on to where paths meet.
bool Flow::goes_to(const VehicleState& vehicle, const Foe& foe) const {
  if (vehicle.movement != foe.movement) return false;
  std::int32_t to = net_->movements[at(foe.movement)].to;
  for (std::int32_t i = 1; i <= foe.links && to != kNone; ++i)
    to = net_->turns[at(step_at(vehicle.turn + static_cast<std::uint32_t>(i)).turn())].to;
  return to == foe.to;
}

/// First come, first served among paths that meet; each stops before it goes.
Milliseconds Flow::turn_at_all_stop(std::int32_t row, Milliseconds t) const {
  const Movement& movement = net_->movements[at(row)];
  const Milliseconds since = state_.groups[at(movement.group)].standing_since;
  Milliseconds ask = std::max(t, since + start_up_);
  for (std::int32_t i = movement.first_cross; i < movement.first_cross + movement.crosses; ++i) {
    const Foe& foe = net_->foes[at(i)];
    const GroupState& s = state_.groups[at(foe.group)];
    ask = std::max(ask, state_.movements[at(foe.movement)].last + foe.clear);
    if (s.queued == 0 || s.next_try == kNever || s.standing_since == kNever || foe.group == movement.group)
      continue;
    if (state_.vehicles[at(place(foe.group, s.gone).who)].movement != foe.movement) continue;
    if (s.standing_since < since || (s.standing_since == since && foe.group < movement.group))
      ask = std::max({ask, s.next_try + foe.clear, t + 1});
  }
  return ask;
}

/// A phase of a signal that decides is over, or may be.
void Flow::end_phase(std::int32_t signal, Milliseconds t) {
  SignalState& s = state_.signals[at(signal)];
  if (!clock_.decides(signal, s.program) || s.ends != t) return;  // the program was changed meanwhile
  const SignalProgram& program = net_->signals[at(signal)].programs[at(s.program)];
  const Milliseconds longer = extension(signal, t);
  if (longer > 0) {
    s.ends = t + longer;
    return push(s.ends, Kind::phase, signal);
  }
  s.phase = next_phase(signal);
  s.began = t;
  const Phase& phase = program.phases[at(s.phase)];
  const bool flexible = phase.longest > phase.shortest && clock_.is_green(signal, s.program, s.phase);
  s.ends = t + std::max(flexible ? phase.shortest : phase.duration, 1000);
  push(s.ends, Kind::phase, signal);
  wake_lights(signal, t);
}

/// By how much a green lasts longer; 0: it ends.
Milliseconds Flow::extension(std::int32_t signal, Milliseconds t) const {
  const SignalState& s = state_.signals[at(signal)];
  const SignalProgram& program = net_->signals[at(signal)].programs[at(s.program)];
  const Phase& phase = program.phases[at(s.phase)];
  const Milliseconds left = s.began + phase.longest - t;
  if (s.dark != 0 || left <= 0 || !clock_.is_green(signal, s.program, s.phase)) return 0;
  if (program.kind == SignalProgram::Kind::max_pressure) {
    const std::int64_t own = pressure(signal, s.phase);
    for (std::int32_t other = 0; at(other) < program.phases.size(); ++other)
      if (clock_.is_green(signal, s.program, other) && pressure(signal, other) > own) return 0;
    return std::min(left, 5000);
  }
  const Milliseconds horizon = t + static_cast<Milliseconds>(std::clamp(program.max_gap_s, 0.0, 60.0) * 1e3);
  for (std::int32_t i = first_signal_group_[at(signal)]; i < first_signal_group_[at(signal) + 1]; ++i) {
    const std::int32_t group = signal_groups_[at(i)];
    const GroupState& queue = state_.groups[at(group)];
    if (queue.queued == 0 || place(group, queue.gone).at > horizon) continue;
    const VehicleState& head = state_.vehicles[at(place(group, queue.gone).who)];
    const std::int32_t light = net_->movements[at(head.movement)].light;
    if (light == kNone || net_->light_signal[at(light)] != signal) continue;
    const Light shown = phase.lights[at(light - net_->first_light[at(signal)])];
    if (shown == Light::green || shown == Light::green_priority) return std::min(left, 1000);
  }
  return 0;
}

/// Phases keep their order, whoever decides how long they last: programs have phases between that only make
/// sense there (M. Levin et al., "Max-pressure signal control with cyclical phase structure", Transportation
/// Research C 120, 2020).
std::int32_t Flow::next_phase(std::int32_t signal) const {
  const SignalState& s = state_.signals[at(signal)];
  const SignalProgram& program = net_->signals[at(signal)].programs[at(s.program)];
  const std::vector<std::int32_t>& following = program.phases[at(s.phase)].following;
  if (!following.empty()) return following.front();
  return s.phase + 1 < row_of(program.phases.size()) ? s.phase + 1 : 0;
}

/// How full the lanes are that the phase serves, less those beyond (P. Varaiya, "Max pressure control of a
/// network of signalized intersections", Transportation Research C 36, 2013), in lanes times 1024. Shares of
/// what fits, not vehicles: else a short street that is full would never outweigh a long one, and lock up
/// what is behind it (J. Gregoire et al., "Capacity-aware backpressure traffic signal control", IEEE
/// Transactions on Control of Network Systems 2, 2015).
std::int64_t Flow::pressure(std::int32_t signal, std::int32_t phase) const {
  const SignalState& s = state_.signals[at(signal)];
  const std::vector<Light>& lights =
      net_->signals[at(signal)].programs[at(s.program)].phases[at(phase)].lights;
  const auto filled = [this](std::int32_t group) {
    return std::int64_t{1024} * state_.groups[at(group)].used / std::max(net_->groups[at(group)].storage, 1);
  };
  std::int64_t sum = 0;
  for (std::int32_t i = first_signal_group_[at(signal)]; i < first_signal_group_[at(signal) + 1]; ++i) {
    const std::int32_t row = signal_groups_[at(i)];
    const LaneGroup& group = net_->groups[at(row)];
    const GroupState& queue = state_.groups[at(row)];
    for (std::int32_t m = group.first_movement; m < group.first_movement + group.movements; ++m) {
      const Movement& movement = net_->movements[at(m)];
      if (movement.light == kNone || net_->light_signal[at(movement.light)] != signal) continue;
      const Light light = lights[at(movement.light - net_->first_light[at(signal)])];
      if (light != Light::green && light != Light::green_priority) continue;
      // Who waits for room beyond is not served by a green.
      if (queue.queued > 0 && queue.waits_for == kNone)
        sum += group.lanes * filled(row) / (group.movements - 1);
      const FlowLink& beyond = net_->links[at(movement.to)];
      for (std::int32_t g = beyond.first_group; g < beyond.first_group + beyond.groups; ++g)
        sum -= group.lanes * filled(g) / (beyond.groups * (group.movements - 1));
    }
  }
  return sum;
}

/// The lights show something new: who stands before them is tried again.
void Flow::wake_lights(std::int32_t signal, Milliseconds t) {
  for (std::int32_t i = first_signal_group_[at(signal)]; i < first_signal_group_[at(signal) + 1]; ++i) {
    const std::int32_t group = signal_groups_[at(i)];
    const GroupState& s = state_.groups[at(group)];
    if (s.queued == 0 || s.standing_since == kNever || s.waits_for != kNone) continue;
    if (s.next_try > t + start_up_) try_at(group, t + start_up_);
  }
}

}  // namespace conurb::transport
