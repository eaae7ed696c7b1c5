// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/island.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// Sweeps take more rounds than Newton's method takes steps, and each costs a fraction of one.
constexpr int kRoundsForStep = 3;
/// Where Newton's method stops it is far below the tolerance, since its last step squares what was left over;
/// sweeps come down evenly, and all their mismatches have one sign.
constexpr double kLeftOver = 1e-2;

/// Of the nominal voltage: what no grid has, and only nominal and rated voltages that do not fit can lead to.
constexpr double kHighest = 1e3;

/// Impedances and ratings far from any that is built may lead beyond what a number can be.
double or_unknown(double value) {
  return std::isfinite(value) ? value : kUnknown;
}
BranchFlow or_unknown(const BranchFlow& flow) {
  const double sum = std::abs(flow.p_from) + std::abs(flow.q_from) + std::abs(flow.p_to) +
                     std::abs(flow.q_to) + flow.current_from + flow.current_to;
  if (std::isfinite(sum)) return flow;
  return {kUnknown, kUnknown, kUnknown, kUnknown, kUnknown, kUnknown};
}

bool moves_by_itself(const Network& network) {
  return std::any_of(network.transformers.begin(), network.transformers.end(),
                     [](const Transformer& t) { return t.tap.automatic && t.in_service; }) ||
         std::any_of(network.shunts.begin(), network.shunts.end(),
                     [](const Shunt& s) { return s.automatic && s.in_service; });
}

}  // namespace

Island::Island(NetworkPart part)
    : rows(std::move(part)),
      grid(rows.network, process(rows.network)),
      injector(grid),
      units(rows.network, grid),
      automatic(moves_by_itself(rows.network)) {
  buses = static_cast<std::int32_t>(std::count_if(rows.network.buses.begin(), rows.network.buses.end(),
                                                  [](const Bus& bus) { return bus.in_service; }));
  injector.sum(rows.network, grid, injections);
  dead = std::all_of(injections.kind.begin(), injections.kind.end(),
                     [](NodeKind kind) { return kind == NodeKind::dead; });
  if (!dead) sweep = RadialSweep::on(grid, injections);
  swept = grid.changes();
  for (const Branch& branch : grid.topology().branches) limits.push_back(end_limits(rows.network, branch));
}

IslandSolver::IslandSolver(const Island& island)
    : own_(island), powers_(island.rows.network.generators.size()) {
  voltages_.re.assign(at(own_.grid.nodes()), 0.0);
  voltages_.im.assign(at(own_.grid.nodes()), 0.0);
}

void IslandSolver::solve(Network& whole, const PowerFlowOptions& options, GridState& state) {
  if (own_.dead) return;
  take(whole);
  own_.injector.sum(own_.rows.network, own_.grid, own_.injections);
  const bool moves = options.regulate && own_.automatic;
  if (moves || !sweep(options.newton)) reach(options);
  refuse_impossible();
  if (moves) give_controls(whole);
  give_buses(state);
  give_branches(state);
  give_generators(state);
}

void IslandSolver::refuse_impossible() {
  if (!result_.converged()) return;
  const auto possible = [](double part) { return std::abs(part) < kHighest; };
  if (std::ranges::all_of(voltages_.re, possible) && std::ranges::all_of(voltages_.im, possible)) return;
  result_.outcome = Outcome::singular;
  result_.notes = {
      "its solution has more than 1000 times the nominal voltage; check nominal and rated voltages"};
}

void IslandSolver::take(const Network& whole) {
  Network& mine = own_.rows.network;
  const NetworkPart& rows = own_.rows;
  for (std::size_t i = 0; i < mine.loads.size(); ++i) {
    const Load& load = whole.loads[at(rows.load[i])];
    mine.loads[i].p = load.p;
    mine.loads[i].q = load.q;
  }
  for (std::size_t i = 0; i < mine.storages.size(); ++i) {
    const Storage& storage = whole.storages[at(rows.storage[i])];
    mine.storages[i].p = storage.p;
    mine.storages[i].q = storage.q;
  }
  for (std::size_t i = 0; i < mine.generators.size(); ++i) {
    const Generator& generator = whole.generators[at(rows.generator[i])];
    mine.generators[i].p = generator.p;
    mine.generators[i].q = generator.q;
    mine.generators[i].v = generator.v;
    mine.generators[i].angle = generator.angle;
  }
  for (std::size_t i = 0; i < mine.shunts.size(); ++i)
    mine.shunts[i].steps = whole.shunts[at(rows.shunt[i])].steps;
  for (std::size_t i = 0; i < mine.transformers.size(); ++i) {
    const std::int32_t position = whole.transformers[at(rows.transformer[i])].tap.position;
    if (mine.transformers[i].tap.position == position) continue;
    mine.transformers[i].tap.position = position;
    own_.grid.move_tap(mine, i);
  }
}

bool IslandSolver::sweep(const NewtonOptions& options) {
  if (!own_.sweep) return false;
  if (own_.swept != own_.grid.changes()) own_.sweep->refresh(own_.grid);
  own_.swept = own_.grid.changes();
  const NewtonResult reached = own_.sweep->solve_afresh(
      own_.injections, {kLeftOver * options.tolerance, kRoundsForStep * options.most_iterations}, voltages_);
  result_ = {};
  result_.iterations = reached.iterations;
  result_.mismatch = reached.mismatch;
  return reached.outcome == Outcome::converged;
}

void IslandSolver::reach(const PowerFlowOptions& options) {
  if (!flow_) flow_.emplace(own_.rows.network, own_.grid);
  if (options.start == Start::given)
    voltages_ = start_voltages(Start::given, own_.rows.network, own_.grid, own_.injections,
                               flow_->newton().jacobian());
  result_ = flow_->solve(own_.injections, options, voltages_);
}

void IslandSolver::give_controls(Network& whole) const {
  const NetworkPart& rows = own_.rows;
  for (std::size_t i = 0; i < rows.transformer.size(); ++i)
    whole.transformers[at(rows.transformer[i])].tap.position = rows.network.transformers[i].tap.position;
  for (std::size_t i = 0; i < rows.shunt.size(); ++i)
    whole.shunts[at(rows.shunt[i])].steps = rows.network.shunts[i].steps;
}

void IslandSolver::give_buses(GridState& state) const {
  for (std::int32_t bus = 0; bus < own_.buses; ++bus) {
    const std::size_t row = at(own_.rows.bus[at(bus)]);
    state.energised[row] = result_.converged() ? 1 : 0;
    if (!result_.converged()) {
      state.voltage[row] = state.angle[row] = kUnknown;
      continue;
    }
    const std::size_t place = at(own_.grid.place_of_bus(bus));
    const double re = voltages_.re[place], im = voltages_.im[place];
    state.voltage[row] = std::sqrt(re * re + im * im);
    state.angle[row] = std::atan2(im, re);
  }
}

void IslandSolver::give_branches(GridState& state) const {
  const NetworkPart& rows = own_.rows;
  const bool live = result_.converged();
  const auto give = [&](std::size_t number, std::size_t row, std::vector<BranchFlow>& flows,
                        std::vector<double>& loadings, std::vector<std::uint8_t>& alive) {
    flows[row] = live ? or_unknown(branch_flow(own_.grid, number, voltages_)) : BranchFlow{};
    const EndLimits& limits = own_.limits[number];
    loadings[row] = live && limits.stated ? or_unknown(loading(limits, flows[row])) : kUnknown;
    alive[row] = live ? 1 : 0;
  };
  const std::size_t lines = rows.line.size();
  for (std::size_t i = 0; i < lines; ++i)
    give(i, at(rows.line[i]), state.line, state.line_loading, state.line_live);
  for (std::size_t i = 0; i < rows.transformer.size(); ++i)
    give(lines + i, at(rows.transformer[i]), state.transformer, state.transformer_loading,
         state.transformer_live);
}

void IslandSolver::give_generators(GridState& state) {
  if (result_.converged()) own_.units.find(own_.rows.network, own_.grid, own_.injections, voltages_, powers_);
  for (std::size_t i = 0; i < powers_.size(); ++i) {
    const bool feeds = result_.converged() && own_.rows.network.generators[i].in_service;
    state.generator[at(own_.rows.generator[i])] = feeds ? powers_[i] : kNoPower;
  }
}

}  // namespace conurb::energy
