// SPDX-License-Identifier: Apache-2.0
// Times of signals where nobody has measured the traffic: a cycle by the number of greens, divided by the
// class of the roads. Each green is followed by amber and red for all, so that any other may come next.
#include <algorithm>
#include <cmath>

#include "plugins/transport/synthesis/signals.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr double kShortestCycle = 60, kLongestCycle = 100, kCycleOfGreen = 15;  // s
constexpr double kLeastGreen = 10, kTurnGreen = 8, kLongestGreen = 60;          // s
constexpr double kActuatedGreen = 6, kActuatedTurn = 5;                         // s, shortest
constexpr double kPedestrians = 15;                                             // s of red for all vehicles
constexpr double kUrban = 14.5, kSuburban = 20;  // m/s: 3 s of amber up to 52 km/h, 4 s up to 72 km/h
constexpr double kLargeJunction = 20;            // m, from which on a second of red for all is too little

struct Green {
  std::vector<Light> lights;
  double demand = 0;
  bool turn = false;  ///< of turns across alone
  double duration = 0;
};

bool meet(const std::vector<SignalLight>& lights, std::size_t a, std::size_t b) {
  return std::binary_search(lights[a].crosses.begin(), lights[a].crosses.end(), row_of(b));
}

/// Green for all of the stage; who turns across yields where somebody comes.
Green stage_green(const std::vector<SignalLight>& lights, std::int32_t stage) {
  Green green;
  green.lights.assign(lights.size(), Light::red);
  for (std::size_t i = 0; i < lights.size(); ++i) {
    if (lights[i].stage != stage) continue;
    bool alone = true;
    for (std::size_t j = 0; j < lights.size(); ++j)
      if (lights[j].stage == stage && meet(lights, i, j)) alone = false;
    green.lights[i] = alone || !lights[i].across ? Light::green_priority : Light::green;
    green.demand = std::max(green.demand, lights[i].demand);
  }
  return green;
}

/// Green for those of the stage that turn across from lanes of their own, without yielding; none: no lights.
Green turn_green(const std::vector<SignalLight>& lights, std::int32_t stage, const Green& before) {
  Green green;
  green.turn = true;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < lights.size(); ++i) {
    if (lights[i].stage != stage || !lights[i].has_lane || before.lights[i] != Light::green) continue;
    if (std::none_of(chosen.begin(), chosen.end(), [&](std::size_t c) { return meet(lights, c, i); }))
      chosen.push_back(i);
  }
  if (!chosen.empty()) green.lights.assign(lights.size(), Light::red);
  for (const std::size_t i : chosen) green.lights[i] = Light::green_priority;
  return green;
}

/// Whole seconds: what is left of the cycle in parts as demand has them.
void share_out(std::vector<Green>& greens, double lost) {
  const double wanted = kShortestCycle + kCycleOfGreen * (static_cast<double>(greens.size()) - 2);
  double left = std::clamp(wanted, kShortestCycle, kLongestCycle) - lost * static_cast<double>(greens.size());
  double demand = 0, least = 0;
  for (Green& green : greens) {
    green.duration = green.turn ? kTurnGreen : kLeastGreen;
    least += green.duration;
    if (!green.turn) demand += green.demand;
  }
  left = std::max(left, least);
  double fixed = 0, given = 0;
  for (const Green& green : greens) fixed += green.turn ? green.duration : 0;
  for (Green& green : greens) {
    if (!green.turn)
      green.duration = std::max(kLeastGreen, std::floor((left - fixed) * green.demand / demand));
    given += green.duration;
  }
  // What rounding and the least greens have put beside the cycle, the longest green takes.
  const auto longest = std::max_element(
      greens.begin(), greens.end(), [](const Green& a, const Green& b) { return a.duration < b.duration; });
  longest->duration = std::max(kLeastGreen, longest->duration + left - given);
}

Milliseconds milliseconds(double seconds) {
  return static_cast<Milliseconds>(std::lround(seconds * 1e3));
}

Phase phase_of(std::vector<Light> lights, double duration, double shortest, double longest) {
  Phase phase;
  phase.duration = milliseconds(duration);
  phase.shortest = milliseconds(shortest);
  phase.longest = milliseconds(longest);
  phase.lights = std::move(lights);
  return phase;
}

SignalProgram program_of(const std::vector<Green>& greens, SignalProgram::Kind kind, double amber,
                         double red) {
  SignalProgram program;
  program.kind = kind;
  program.id = kind == SignalProgram::Kind::fixed      ? "fixed"
               : kind == SignalProgram::Kind::actuated ? "actuated"
                                                       : "max_pressure";
  for (const Green& green : greens) {
    const bool fixed = kind == SignalProgram::Kind::fixed;
    const double shortest = std::min(green.duration, green.turn ? kActuatedTurn : kActuatedGreen);
    const double longest = std::max(green.duration, std::min(kLongestGreen, 2 * green.duration));
    program.phases.push_back(phase_of(green.lights, green.duration, fixed ? green.duration : shortest,
                                      fixed ? green.duration : longest));
    std::vector<Light> lights = green.lights;
    for (Light& light : lights)
      if (light != Light::red) light = Light::amber;
    program.phases.push_back(phase_of(std::move(lights), amber, amber, amber));
    program.phases.push_back(phase_of(std::vector<Light>(green.lights.size(), Light::red), red, red, red));
  }
  return program;
}

}  // namespace

std::vector<SignalProgram> signal_programs(const std::vector<SignalLight>& lights, std::int32_t stages,
                                           const SignalTimes& times) {
  std::vector<Green> greens;
  for (std::int32_t stage = 0; stage < stages; ++stage) {
    greens.push_back(stage_green(lights, stage));
    Green turn = turn_green(lights, stage, greens.back());
    if (!turn.lights.empty()) greens.push_back(std::move(turn));
  }
  const double amber = times.fastest <= kUrban ? 3 : times.fastest <= kSuburban ? 4 : 5;
  double red = times.longest <= kLargeJunction ? 1 : 2;
  if (stages == 1) red = kPedestrians;
  share_out(greens, amber + red);
  std::vector<SignalProgram> programs;
  for (const SignalProgram::Kind kind :
       {SignalProgram::Kind::fixed, SignalProgram::Kind::actuated, SignalProgram::Kind::max_pressure})
    programs.push_back(program_of(greens, kind, amber, red));
  return programs;
}

}  // namespace conurb::transport::synthesis
