// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/grid_solver.hpp"

#include <string>
#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

namespace {

/// Of a grid without any supply.
GridState dark(const Network& network) {
  GridState state;
  state.voltage.assign(network.buses.size(), kUnknown);
  state.angle.assign(network.buses.size(), kUnknown);
  state.energised.assign(network.buses.size(), 0);
  state.line.resize(network.lines.size());
  state.line_live.assign(network.lines.size(), 0);
  state.line_loading.assign(network.lines.size(), kUnknown);
  state.transformer.resize(network.transformers.size());
  state.transformer_live.assign(network.transformers.size(), 0);
  state.transformer_loading.assign(network.transformers.size(), kUnknown);
  state.through_switch.assign(network.switches.size(), kNoPower);
  state.generator.assign(network.generators.size(), kNoPower);
  return state;
}

UnsolvedIsland unsolved(const IslandSolver& solver) {
  std::string reason;
  for (const std::string& note : solver.result().notes) reason += (reason.empty() ? "" : "; ") + note;
  return {solver.island().rows.bus.front(), solver.island().buses, std::move(reason)};
}

}  // namespace

GridPlan::GridPlan(const Network& network, const ParallelFor& parallel)
    : switch_flows_(network, process(network)) {
  std::vector<NetworkPart> parts = take_apart(network);
  islands_.resize(parts.size());
  parallel(parts.size(),
           [&](std::size_t i) { islands_[i] = std::make_unique<const Island>(std::move(parts[i])); });
}

std::vector<std::uint8_t> switching_of(const Network& network) {
  std::vector<std::uint8_t> all;
  all.reserve(network.switches.size() + network.loads.size() + network.generators.size() +
              network.storages.size());
  for (const Switch& each : network.switches) all.push_back(each.closed ? 1 : 0);
  for (const Load& each : network.loads) all.push_back(each.in_service ? 1 : 0);
  for (const Generator& each : network.generators)
    all.push_back(static_cast<std::uint8_t>((each.in_service ? 1 : 0) + (each.grid_forming ? 2 : 0) +
                                            4 * static_cast<int>(each.control)));
  for (const Storage& each : network.storages)
    all.push_back(static_cast<std::uint8_t>((each.in_service ? 1 : 0) + (each.grid_forming ? 2 : 0)));
  return all;
}

GridSolver::GridSolver(const GridPlan& plan, const Network& network)
    : switch_flows_(plan.switch_flows()), state_(dark(network)) {
  for (const auto& island : plan.islands())
    if (!island->dead) islands_.push_back(std::make_unique<IslandSolver>(*island));
}

const GridState& GridSolver::solve(Network& network, const PowerFlowOptions& options,
                                   const ParallelFor& parallel) {
  parallel(islands_.size(), [&](std::size_t i) { islands_[i]->solve(network, options, state_); });
  state_.unsolved.clear();
  for (const auto& island : islands_)
    if (!island->result().converged()) state_.unsolved.push_back(unsolved(*island));
  switches(network);
  return state_;
}

void GridSolver::switches(const Network& network) {
  switch_flows_.find(network, state_.voltage, state_.line, state_.transformer, state_.generator,
                     state_.through_switch);
  for (std::size_t row = 0; row < network.switches.size(); ++row) {
    const Switch& each = network.switches[row];
    Complex& through = state_.through_switch[row];
    if (!each.closed || state_.energised[at(each.bus)] == 0) {
      through = kNoPower;
    } else if (each.kind != Switch::Kind::bus) {
      const SwitchEnd end = end_of(network, each);
      const std::size_t lines = network.lines.size();
      const BranchFlow& flow =
          end.branch < lines ? state_.line[end.branch] : state_.transformer[end.branch - lines];
      through = end.from ? Complex(flow.p_from, flow.q_from) : Complex(flow.p_to, flow.q_to);
    } else if (std::isnan(through.real())) {
      through = 0;  // joins nothing
    }
  }
}

}  // namespace conurb::energy
