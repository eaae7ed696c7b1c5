// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_flow.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// Of the base power, which is the whole load of the part: what short lines let a flow come to. From there,
/// two more steps of Newton's method leave rounding alone.
constexpr double kFlowTolerance = 1e-9;

}  // namespace

MicrogridSolver::MicrogridSolver(const MicrogridPart& part, const LimitOptions& limits)
    : part_(part), network_(part.network), limits_(limits_of(part.network, limits)) {
  double load = 0;
  for (const Load& l : network_.loads) {
    load_p_.push_back(l.p);
    load_q_.push_back(l.q);
    load += std::abs(l.p);
  }
  network_.base_power = std::max(load, 1e3);
  for (std::size_t g = 0; g + 1 < network_.generators.size(); ++g)
    network_.generators[g].control = Generator::Control::pq;
}

void MicrogridSolver::apply(const MicrogridSetting& s) {
  network_.switches[at(part_.coupling)].closed = s.connected;
  for (std::size_t l = 0; l < network_.loads.size(); ++l) {
    network_.loads[l].p = load_p_[l] * s.load_factor[l];
    network_.loads[l].q = load_q_[l] * s.load_factor[l];
  }
  const auto is_former = [&](bool storage, std::size_t row) {
    return !s.connected && s.former.is_storage == storage && s.former.row == row_of(row);
  };
  for (std::size_t b = 0; b < network_.storages.size(); ++b) {
    Storage& storage = network_.storages[b];
    storage.grid_forming = is_former(true, b);
    storage.p = storage.grid_forming ? 0 : s.storage_p[b];
    storage.q = storage.grid_forming ? 0 : s.storage_q[b];
  }
  for (std::size_t g = 0; g + 1 < network_.generators.size(); ++g) {
    Generator& generator = network_.generators[g];
    generator.grid_forming = is_former(false, g);
    generator.p = generator.grid_forming ? 0 : s.generator_p[g];
    generator.q = generator.grid_forming ? 0 : s.generator_q[g];
  }
  network_.generators.back().in_service = s.connected;
}

MicrogridFlow MicrogridSolver::solve(const MicrogridSetting& setting) {
  MicrogridFlow flow;
  apply(setting);
  std::unique_ptr<FlowWorkspace>& own = workspaces_[setting.connected ? 1 : 0];
  if (!own) own = std::make_unique<FlowWorkspace>(network_);
  FlowWorkspace& w = *own;
  w.injections = inject(network_, w.grid);
  for (std::size_t i = 0; i < w.injections.kind.size(); ++i)
    if (w.injections.kind[i] == NodeKind::slack) w.injections.v[i] = setting.voltage;
  PowerFlowOptions options;
  options.newton.tolerance = kFlowTolerance;
  flow.solved = w.flow.solve(w.injections, options, w.voltages).converged();
  if (!flow.solved) return flow;
  polish(w);
  read(setting, w, flow);
  return flow;
}

/// Down to where rounding leaves it: with little load, a part of the whole one is still much.
void MicrogridSolver::polish(FlowWorkspace& w) {
  const Voltages found = w.voltages;
  Newton& newton = w.flow.newton();
  const double before = newton.assemble(w.injections, w.voltages);
  const NewtonResult after = newton.solve(w.injections, {1e-16, 2}, w.voltages);
  if (!(after.mismatch <= before)) w.voltages = found;
}

void MicrogridSolver::read(const MicrogridSetting& setting, FlowWorkspace& w, MicrogridFlow& flow) const {
  const Balance found = balance(w.grid, w.injections, w.voltages);
  for (std::size_t i = 0; i < found.p.size(); ++i) {
    if (w.injections.kind[i] != NodeKind::slack) continue;
    flow.balance_p += found.p[i];
    flow.balance_q += found.q[i];
  }
  const auto voltage = [&](std::int32_t bus) {
    const std::int32_t place = w.grid.place_of_bus(bus);
    return place == kNone ? 0.0 : std::hypot(w.voltages.re[at(place)], w.voltages.im[at(place)]);
  };
  flow.drawn.assign(network_.loads.size(), 0.0);
  for (std::size_t l = 0; l < network_.loads.size(); ++l) {
    const Load& load = network_.loads[l];
    const double v = voltage(load.bus);
    if (!load.in_service || !(v > 0) || !(setting.load_factor[l] > 0)) continue;
    flow.drawn[l] = load.p * (1 - load.share_z - load.share_i + load.share_i * v + load.share_z * v * v);
    flow.served += flow.drawn[l];
  }
  flow.state = assess(network_, w.grid, w.voltages, limits_);
  flow.loss = flow.state.loss;
  for (const Shunt& shunt : network_.shunts) {
    const double v = voltage(shunt.bus);
    if (shunt.in_service) flow.loss += shunt.p * shunt.steps * v * v;
  }
  flow.inner_voltage = voltage(part_.inner_bus);
}

}  // namespace conurb::energy
