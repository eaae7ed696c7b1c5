// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/power_flow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "plugins/energy/controls.hpp"
#include "plugins/energy/dc_flow.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

std::string rounded_text(double value) {
  std::array<char, 32> room{};
  std::snprintf(room.data(), room.size(), "%.4g", value);
  return room.data();
}

/// Power that is given, times `factor`; voltages that are held stay.
Injections scaled(const Injections& injections, double factor) {
  Injections part = injections;
  for (std::vector<double>* column : {&part.p, &part.q, &part.p_current, &part.q_current})
    for (double& value : *column) value *= factor;
  return part;
}

}  // namespace

PowerFlow::PowerFlow(Network& network, Grid& grid) : network_(network), grid_(grid), newton_(grid) {}

Voltages start_voltages(Start start, const Network& network, const Grid& grid, const Injections& in,
                        solvers::BlockLu& workspace) {
  const std::size_t n = at(grid.nodes());
  Voltages v{std::vector<double>(n), std::vector<double>(n)};
  std::vector<double> angles(n, 0.0);
  if (start == Start::dc) {
    std::vector<double> found = dc_angles(grid, in, workspace);
    if (!found.empty()) angles = std::move(found);
  }
  for (std::int32_t node = 0; node < grid.nodes(); ++node) {
    const std::size_t i = at(grid.place(node));
    const Bus& bus = network.buses[at(grid.topology().bus_of_node[at(node)])];
    const NodeKind kind = in.kind[i];
    double magnitude = start == Start::given ? bus.v_start : 1;
    double angle = start == Start::given ? bus.angle_start : angles[i];
    if (kind == NodeKind::pv || kind == NodeKind::slack) magnitude = in.v[i];
    if (kind == NodeKind::slack) angle = in.angle[i];
    if (kind == NodeKind::dead) magnitude = 0;
    v.re[i] = magnitude * std::cos(angle);
    v.im[i] = magnitude * std::sin(angle);
  }
  return v;
}

PowerFlowResult PowerFlow::solve(Injections& injections, const PowerFlowOptions& options,
                                 Voltages& voltages) {
  PowerFlowResult result;
  std::optional<Controls> controls;
  if (options.q_limits || options.distribute_slack || options.regulate)
    controls.emplace(network_, grid_, options, injections);
  for (;;) {
    const NewtonResult reached = reach(injections, options, voltages, result);
    result.outcome = reached.outcome;
    result.mismatch = reached.mismatch;
    result.worst = reached.worst == kNone
                       ? kNone
                       : grid_.topology().bus_of_node[at(grid_.pattern().row_at()[at(reached.worst)])];
    if (!result.converged()) {
      result.way = Way::none;
      explain(injections, options, result);
      return result;
    }
    if (!controls || !controls->sweep(newton_, voltages, injections)) break;
    if (++result.sweeps == options.most_sweeps) {
      result.controls_settled = false;
      result.notes.push_back("the controls had not settled after " + std::to_string(result.sweeps) +
                             " sweeps: taps, shunts and limits stand where they came to");
      break;
    }
  }
  if (controls && controls->cycled()) {
    result.controls_settled = false;
    result.notes.emplace_back(
        "a control went to and fro and was held: its dead band is narrower than its step");
  }
  return result;
}

// Later rounds of the controls start from the solution before: it is near.
NewtonResult PowerFlow::reach(const Injections& in, const PowerFlowOptions& options, Voltages& v,
                              PowerFlowResult& result) {
  const bool first = result.sweeps == 0;
  if (first && options.start != Start::given)
    v = start_voltages(options.start, network_, grid_, in, newton_.jacobian());
  const Voltages begun = v;
  Voltages best = v;
  NewtonResult least;
  least.mismatch = kUnlimited;
  const auto tried = [&](Way way, NewtonResult reached) {
    result.iterations += reached.iterations;
    if (reached.outcome == Outcome::converged) {
      if (way > result.way) result.way = way;
      return true;
    }
    if (reached.mismatch < least.mismatch) {
      least = reached;
      best = v;
    }
    return false;
  };
  NewtonResult reached = newton_.solve(in, options.newton, v);
  if (tried(Way::newton, reached)) return reached;
  if (!first || options.start != Start::dc) {
    v = start_voltages(Start::dc, network_, grid_, in, newton_.jacobian());
    reached = newton_.solve(in, options.newton, v);
    if (tried(Way::dc_start, reached)) return reached;
  }
  v = start_voltages(Start::dc, network_, grid_, in, newton_.jacobian());
  reached = damped(in, options.newton, v);
  if (tried(Way::damped, reached)) return reached;
  v = start_voltages(Start::dc, network_, grid_, in, newton_.jacobian());
  reached = continued(in, options.newton, v);
  if (tried(Way::continuation, reached)) return reached;
  v = std::isfinite(least.mismatch) ? best : begun;
  return least;
}

// A step is halved until the mismatch falls; a step that cannot be made to is the end.
NewtonResult PowerFlow::damped(const Injections& in, const NewtonOptions& options, Voltages& v) {
  constexpr int kMostHalvings = 8;
  NewtonResult result;
  result.mismatch = newton_.assemble(in, v);
  result.worst = newton_.worst();
  for (; result.iterations < 3 * options.most_iterations; ++result.iterations) {
    if (result.mismatch < options.tolerance) return result;
    const Voltages before = v;
    Voltages full = v;
    if (!newton_.advance(in, full)) break;
    double length = 1, mismatch = kUnlimited;
    for (int halving = 0; halving <= kMostHalvings; ++halving, length /= 2) {
      for (std::size_t i = 0; i < v.re.size(); ++i) {
        v.re[i] = before.re[i] + length * (full.re[i] - before.re[i]);
        v.im[i] = before.im[i] + length * (full.im[i] - before.im[i]);
        // The chord between two voltages is shorter than they are: held magnitudes are set again.
        if (in.kind[i] == NodeKind::pv) {
          const double scale = in.v[i] / std::hypot(v.re[i], v.im[i]);
          v.re[i] *= scale;
          v.im[i] *= scale;
        }
      }
      mismatch = newton_.assemble(in, v);
      if (mismatch < result.mismatch) break;
    }
    if (!(mismatch < result.mismatch)) {
      v = before;
      break;
    }
    result.mismatch = mismatch;
    result.worst = newton_.worst();
  }
  result.outcome = Outcome::iterations;
  return result;
}

// Raises the load from nothing; the step is halved where it does not go on and grows again where it does.
NewtonResult PowerFlow::continued(const Injections& in, const NewtonOptions& options, Voltages& v) {
  NewtonResult result;
  double reached = 0, step = 0.25;
  constexpr double kLeastStep = 1.0 / 64;
  while (reached < 1) {
    const double next = std::min(1.0, reached + step);
    Voltages tried = v;
    const NewtonResult part = newton_.solve(scaled(in, next), options, tried);
    result.iterations += part.iterations;
    if (part.outcome == Outcome::converged) {
      v = std::move(tried);
      reached = next;
      step = std::min(0.25, 2 * step);
      result.mismatch = part.mismatch;
      continue;
    }
    step /= 2;
    if (step < kLeastStep) {
      result.outcome = Outcome::iterations;
      result.mismatch = newton_.assemble(in, v);
      result.worst = newton_.worst();
      return result;
    }
  }
  return result;
}

void PowerFlow::explain(const Injections& in, const PowerFlowOptions& options, PowerFlowResult& result) {
  if (result.worst != kNone) {
    const Bus& bus = network_.buses[at(result.worst)];
    result.notes.push_back("the equations are furthest from met at bus " +
                           (bus.name.empty() ? std::to_string(bus.id) : bus.name) + ": " +
                           rounded_text(result.mismatch * grid_.base_power() / 1e3) + " kVA are left over");
  }
  double drawn = 0;
  for (std::size_t i = 0; i < in.p.size(); ++i)
    if (in.kind[i] != NodeKind::dead) drawn += std::max(0.0, in.p_current[i] - in.p[i]);
  // How much of the load can be met is what tells an overload from a fault in the data.
  for (const double factor : {0.5, 0.01}) {
    const Injections part = scaled(in, factor);
    Voltages v = start_voltages(Start::dc, network_, grid_, part, newton_.jacobian());
    if (newton_.solve(part, options.newton, v).outcome != Outcome::converged) continue;
    result.notes.push_back(
        factor > 0.1 ? "with half of the load it can be solved: the grid cannot carry " +
                           rounded_text(drawn * grid_.base_power() / 1e6) +
                           " MW; look at long or thin lines near that bus"
                     : "only without load it can be solved: look for a load in the wrong unit near that bus");
    return;
  }
  result.notes.emplace_back(
      "it cannot be solved even without load: look for impedances, ratios of transformers or voltages that "
      "are wrong");
}

}  // namespace conurb::energy
