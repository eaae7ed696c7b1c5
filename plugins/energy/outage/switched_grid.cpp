// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/switched_grid.hpp"

#include <algorithm>
#include <utility>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// Grids kept at a time; a search about one fault moves few switches between buses.
constexpr std::size_t kMostWorkspaces = 16;
/// Of a state without a solution: worse than any that has one.
constexpr double kNoSolution = 1e6;

}  // namespace

SwitchedGrid::SwitchedGrid(const Network& network, const PowerFlowOptions& options,
                           std::function<void()> before_flow)
    : network_(network), options_(options), before_flow_(std::move(before_flow)) {
  (void)process(network_);  // for its checks of rows
  options_.regulate = false;
  for (Generator& g : network_.generators) {
    g.grid_forming = false;
    in_service_.push_back(g.in_service ? 1 : 0);
  }
  for (Storage& s : network_.storages) s.grid_forming = false;
  from_switches_.resize(network_.lines.size() + network_.transformers.size());
  to_switches_.resize(from_switches_.size());
  for (std::size_t s = 0; s < network_.switches.size(); ++s) {
    const Switch& sw = network_.switches[s];
    if (sw.kind == Switch::Kind::bus) {
      bus_switches_.push_back(row_of(s));
      continue;
    }
    const SwitchEnd end = end_of(network_, sw);
    (end.from ? from_switches_ : to_switches_)[end.branch].push_back(row_of(s));
  }
  move(positions_of(network_));
}

void SwitchedGrid::move(const Positions& positions) {
  for (std::size_t s = 0; s < network_.switches.size(); ++s)
    network_.switches[s].closed = positions.switches[s] != 0;
  for (std::size_t g = 0; g < network_.generators.size(); ++g) {
    Generator& generator = network_.generators[g];
    if (generator.control == Generator::Control::slack)
      generator.in_service = in_service_[g] != 0 && positions.infeeds[g] != 0;
  }
  std::vector<std::int32_t> key;
  for (const std::int32_t s : bus_switches_)
    if (positions.switches[at(s)] != 0) key.push_back(s);
  auto found = workspaces_.find(key);
  if (found == workspaces_.end()) {
    if (workspaces_.size() == kMostWorkspaces) workspaces_.clear();
    found = workspaces_.emplace(std::move(key), std::make_unique<FlowWorkspace>(network_)).first;
  }
  now_ = found->second.get();

  const auto all_closed = [&](const std::vector<std::int32_t>& switches) {
    return std::all_of(switches.begin(), switches.end(),
                       [&](std::int32_t s) { return positions.switches[at(s)] != 0; });
  };
  const std::vector<Branch>& branches = now_->grid.topology().branches;
  for (std::size_t b = 0; b < branches.size(); ++b) {
    const Branch& branch = branches[b];
    const bool in_service = branch.kind == Branch::Kind::line
                                ? network_.lines[at(branch.row)].in_service
                                : network_.transformers[at(branch.row)].in_service;
    const bool from = in_service && branch.from != kNone && all_closed(from_switches_[b]);
    const bool to = in_service && branch.to != kNone && all_closed(to_switches_[b]);
    if (from != branch.from_closed || to != branch.to_closed) now_->grid.connect(b, from, to);
  }
  now_->injections = inject(network_, now_->grid);
}

void SwitchedGrid::begin_flow(const Positions& positions) {
  if (before_flow_) before_flow_();
  move(positions);
  ++flows_;
}

Assessment SwitchedGrid::weigh(bool solved, const Limits& limits) {
  if (solved) return assess(network_, now_->grid, now_->voltages, limits);
  Assessment none;
  none.solved = false;
  none.severity = kNoSolution;
  none.worst = Violation{Violation::Kind::no_solution, kNone, 0, 0};
  return none;
}

Assessment SwitchedGrid::look(const Positions& positions, const Limits& limits) {
  begin_flow(positions);
  Newton& newton = now_->flow.newton();
  now_->voltages = start_voltages(options_.start, network_, now_->grid, now_->injections, newton.jacobian());
  const NewtonResult reached = newton.solve(now_->injections, options_.newton, now_->voltages);
  return weigh(reached.outcome == Outcome::converged, limits);
}

Assessment SwitchedGrid::solve(const Positions& positions, const Limits& limits) {
  begin_flow(positions);
  now_->voltages =
      start_voltages(options_.start, network_, now_->grid, now_->injections, now_->flow.newton().jacobian());
  const bool solved = now_->flow.solve(now_->injections, options_, now_->voltages).converged();
  return weigh(solved, limits);
}

bool SwitchedGrid::give_way_to(const Positions& positions, Limits& limits) {
  if (!solve(positions, limits).solved) return false;
  give_way(limits, network_, now_->grid, now_->voltages);
  return true;
}

const Grid& SwitchedGrid::grid() const {
  return now_->grid;
}

const Voltages& SwitchedGrid::voltages() const {
  return now_->voltages;
}

}  // namespace conurb::energy
