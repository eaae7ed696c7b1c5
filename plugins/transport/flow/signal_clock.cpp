// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/signal_clock.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::transport {
namespace {

bool goes(Light light) {
  return light == Light::green || light == Light::green_priority;
}

/// Time within the cycle, never negative.
Milliseconds place_in_cycle(Milliseconds t, Milliseconds offset, Milliseconds cycle) {
  const std::int64_t place = (std::int64_t{t} - offset) % cycle;
  return static_cast<Milliseconds>(place < 0 ? place + cycle : place);
}

}  // namespace

SignalClock::SignalClock(const FlowNetwork& net)
    : net_(&net), amber_used_(static_cast<Milliseconds>(std::lround(net.rules.amber_used * 1e3))) {
  for (const Signal& signal : net.signals) {
    first_table_.push_back(row_of(tables_.size()));
    for (const SignalProgram& one : signal.programs) add_program(one, signal.lights);
  }
}

void SignalClock::add_program(const SignalProgram& program, std::int32_t lights) {
  Table table{row_of(aspects_.size()), 0};
  const std::size_t phases = program.phases.size();
  for (const Phase& phase : program.phases) table.cycle += phase.duration;
  aspects_.resize(aspects_.size() + phases * at(lights));
  for (std::int32_t light = 0; light < lights; ++light) {
    const auto aspect = [&](std::size_t phase) -> Aspect& {
      return aspects_[at(table.first) + phase * at(lights) + at(light)];
    };
    for (std::size_t i = 0; i < phases; ++i) {
      aspect(i).light = program.phases[i].lights[at(light)];
      for (std::size_t back = 1; back < phases; ++back) {
        const Phase& before = program.phases[(i + phases - back) % phases];
        if (before.lights[at(light)] != aspect(i).light) {
          aspect(i).after_priority = before.lights[at(light)] == Light::green_priority;
          break;
        }
        aspect(i).age += before.duration;
      }
      aspect(i).until_go = kNever;
      Milliseconds wait = 0;
      for (std::size_t ahead = 0; ahead < phases; ++ahead) {
        const Phase& next = program.phases[(i + ahead) % phases];
        if (goes(next.lights[at(light)])) {
          aspect(i).until_go = wait;
          break;
        }
        wait += next.duration;
      }
    }
  }
  tables_.push_back(table);
}

std::vector<SignalState> SignalClock::start() const {
  std::vector<SignalState> states(net_->signals.size());
  for (std::size_t i = 0; i < states.size(); ++i) switch_to(states[i], row_of(i), net_->signals[i].active, 0);
  return states;
}

void SignalClock::switch_to(SignalState& state, std::int32_t signal, std::int32_t program_row,
                            Milliseconds t) const {
  const SignalProgram& next = program(signal, program_row);
  const Milliseconds cycle = tables_[at(first_table_[at(signal)] + program_row)].cycle;
  state.program = program_row;
  state.phase = 0;
  state.began = t;
  state.ends = kNever;
  if (cycle <= 0) return;  // out of service
  state.began = t - place_in_cycle(t, next.offset, cycle);
  state.ends = state.began + next.phases.front().duration;
  while (state.ends <= t) {
    ++state.phase;
    state.began = state.ends;
    state.ends += next.phases[at(state.phase)].duration;
  }
}

void SignalClock::bring_to(SignalState& state, std::int32_t signal, Milliseconds t) const {
  if (state.ends > t) return;
  const SignalProgram& now = program(signal, state.program);
  const Milliseconds cycle = tables_[at(first_table_[at(signal)] + state.program)].cycle;
  const Milliseconds cycles = (t - state.ends) / cycle;
  state.began += cycles * cycle;
  state.ends += cycles * cycle;
  while (state.ends <= t) {
    state.phase = at(state.phase + 1) < now.phases.size() ? state.phase + 1 : 0;
    state.began = state.ends;
    state.ends += now.phases[at(state.phase)].duration;
  }
}

LightAnswer SignalClock::answer(const SignalState& state, std::int32_t light, Milliseconds t) const {
  using Way = LightAnswer::Way;
  if (state.dark != 0) return {Way::all_stop, t};
  const std::int32_t signal = net_->light_signal[at(light)];
  const SignalProgram& now = program(signal, state.program);
  if (now.kind == SignalProgram::Kind::off || now.phases.empty()) return {Way::by_rule, t};
  const std::int32_t lights = net_->signals[at(signal)].lights;
  const Table& table = tables_[at(first_table_[at(signal)] + state.program)];
  const Aspect& aspect =
      aspects_[at(table.first + state.phase * lights + light - net_->first_light[at(signal)])];
  switch (aspect.light) {
    case Light::green_priority: return {Way::free, t};
    case Light::green: return {Way::yield, t};
    case Light::flashing:
    case Light::off:
    case Light::stop: return {Way::by_rule, t};
    case Light::amber:
      if (t - state.began + aspect.age < amber_used_)
        return {aspect.after_priority ? Way::free : Way::yield, t};
      break;
    default: break;
  }
  if (decides(signal, state.program) || aspect.until_go == kNever) return {Way::wait, kNever};
  return {Way::wait, state.began + aspect.until_go};
}

bool SignalClock::decides(std::int32_t signal, std::int32_t program_row) const {
  const SignalProgram::Kind kind = program(signal, program_row).kind;
  return kind == SignalProgram::Kind::actuated || kind == SignalProgram::Kind::max_pressure;
}

bool SignalClock::is_green(std::int32_t signal, std::int32_t program_row, std::int32_t phase) const {
  const std::vector<Light>& lights = program(signal, program_row).phases[at(phase)].lights;
  return std::any_of(lights.begin(), lights.end(), goes) &&
         std::find(lights.begin(), lights.end(), Light::amber) == lights.end();
}

}  // namespace conurb::transport
