// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/free_times.hpp"

#include <algorithm>
#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"
#include "plugins/transport/routes/turn_graph.hpp"

namespace conurb::transport {
namespace {

constexpr Milliseconds kYielding = 1500;  // to look and to slow down, as free_flow_costs() has it

bool lets_go(Light light) {
  return light != Light::red && light != Light::amber && light != Light::red_amber;
}

/// Mean wait for the light of a vehicle that comes at a random moment.
Milliseconds mean_wait(const SignalProgram& program, std::int32_t light, Milliseconds start_up) {
  if (program.kind == SignalProgram::Kind::off || program.phases.empty()) return kYielding;
  const std::size_t phases = program.phases.size();
  const auto goes = [&](std::size_t i) { return lets_go(program.phases[i % phases].lights[at(light)]); };
  std::size_t green = 0;  // where to begin, so that no red is cut
  while (green < phases && !goes(green)) ++green;
  if (green == phases) return kUnreachable;
  double cycle = 0, squares = 0, red = 0, red_in_all = 0;
  for (std::size_t i = green; i <= green + phases; ++i) {
    if (goes(i)) {
      squares += red * red;
      red = 0;
    }
    if (i == green + phases) break;
    const double duration = program.phases[i % phases].duration;
    cycle += duration;
    if (goes(i)) continue;
    red += duration;
    red_in_all += duration;
  }
  return cycle > 0 ? whole((squares / 2 + red_in_all * start_up) / cycle) : 0;
}

Milliseconds wait_of(const FlowNetwork& net, const FlowState& state, const Movement& movement) {
  if (movement.to == kNone) return 0;
  if (movement.light == kNone) return movement.right == Right::major ? 0 : kYielding;
  const std::int32_t signal = net.light_signal[at(movement.light)];
  const SignalState& now = state.signals[at(signal)];
  if (now.dark != 0) return kYielding;
  return mean_wait(net.signals[at(signal)].programs[at(now.program)],
                   movement.light - net.first_light[at(signal)], thousandths(net.rules.start_up));
}

}  // namespace

std::vector<Milliseconds> free_turn_times(const FlowNetwork& net, const FlowState& state) {
  std::vector<Milliseconds> of_movement;
  of_movement.reserve(net.movements.size());
  for (const Movement& movement : net.movements) {
    const std::int32_t link = net.groups[at(movement.group)].link;
    const Milliseconds drive = time_over(net.links[at(link)].length, state.groups[at(movement.group)].pace);
    const Milliseconds beside = movement.approach_loss + movement.pass;
    of_movement.push_back(add_costs(drive + beside, wait_of(net, state, movement)));
  }
  std::vector<Milliseconds> times;
  times.reserve(net.turns.size());
  for (const LinkTurn& turn : net.turns) {
    Milliseconds least = kUnreachable;
    for (std::int32_t i = turn.first; i < turn.first + turn.count; ++i)
      least = std::min(least, of_movement[at(net.turn_movements[at(i)])]);
    const bool closed =
        state.closed[at(turn.from)] != 0 || (turn.to != kNone && state.closed[at(turn.to)] != 0);
    times.push_back(closed ? kUnreachable : least);
  }
  return times;
}

std::vector<Milliseconds> free_times_under(const std::shared_ptr<const FlowNetwork>& net,
                                           const std::vector<Change>& changes) {
  Flow nobody(net, std::make_shared<FlowDemand>());
  for (const Change& change : changes) {
    if (change.at != 0)
      throw InputError("begins at " + std::to_string(change.at) + " ms",
                       "change of row " + std::to_string(change.object),
                       "an equilibrium knows lasting changes, from 0 on; sudden ones are for en_route.hpp");
    nobody.apply(change);
  }
  nobody.run(1);
  return free_turn_times(*net, nobody.state());
}

}  // namespace conurb::transport
