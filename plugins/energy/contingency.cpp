// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/contingency.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

ContingencyStudy::ContingencyStudy(const Network& network, Grid grid, Injections injections, Voltages base,
                                   std::vector<double> customers, const ContingencyOptions& options)
    : grid_(std::move(grid)),
      injections_(std::move(injections)),
      base_(std::move(base)),
      voltages_(base_),
      customers_(std::move(customers)),
      options_(options),
      newton_(grid_),
      kind_(injections_.kind) {
  const auto& branches = grid_.topology().branches;
  limits_.reserve(branches.size());
  for (const Branch& branch : branches) limits_.push_back(end_limits(network, branch));
  p_.resize(at(grid_.nodes()));
  q_.resize(at(grid_.nodes()));
  find_bridges();
}

// A walk in depth puts what lies below a place right behind it, so the part behind a bridge is a stretch of
// the walk. Walks begin at slack nodes, so the part that is cut off is always the one below, unless there is
// a source in it too.
void ContingencyStudy::find_bridges() {
  const auto& branches = grid_.topology().branches;
  std::vector<solvers::Edge> edges(branches.size(), solvers::Edge{0, 0});  // an edge to itself joins nothing
  for (std::size_t b = 0; b < branches.size(); ++b)
    if (branches[b].through()) edges[b] = {grid_.place(branches[b].from), grid_.place(branches[b].to)};
  const solvers::Graph graph(grid_.nodes(), edges);
  const std::vector<std::uint8_t> bridge = solvers::bridges(graph, edges);

  const std::size_t n = at(grid_.nodes());
  below_.assign(branches.size(), kNone);
  entered_.assign(n, kNone);
  last_.assign(n, 0);
  std::vector<std::size_t> next(n, 0);
  std::vector<std::int32_t> path;
  const auto walk = [&](std::int32_t root) {
    if (entered_[at(root)] != kNone) return;
    const auto enter = [&](std::int32_t place) {
      entered_[at(place)] = static_cast<std::int32_t>(order_.size());
      order_.push_back(place);
      path.push_back(place);
    };
    enter(root);
    while (!path.empty()) {
      const std::int32_t place = path.back();
      const auto arcs = graph.arcs(place);
      if (next[at(place)] == arcs.size()) {
        last_[at(place)] = static_cast<std::int32_t>(order_.size());
        path.pop_back();
        continue;
      }
      const solvers::Graph::Arc arc = arcs[next[at(place)]++];
      if (entered_[at(arc.to)] != kNone) continue;
      if (bridge[at(arc.edge)] != 0) below_[at(arc.edge)] = arc.to;
      enter(arc.to);
    }
  };
  for (std::int32_t i = 0; i < grid_.nodes(); ++i)
    if (kind_[at(i)] == NodeKind::slack) walk(i);
  for (std::int32_t i = 0; i < grid_.nodes(); ++i) walk(i);
  slacks_.assign(1, 0);
  for (const std::int32_t place : order_)
    slacks_.push_back(slacks_.back() + (kind_[at(place)] == NodeKind::slack ? 1 : 0));
}

void ContingencyStudy::cut_off(std::int32_t branch, Contingency& result) {
  const std::int32_t root = below_[at(branch)];
  if (root == kNone || kind_[at(root)] == NodeKind::dead) return;
  const std::size_t first = at(entered_[at(root)]), last = at(last_[at(root)]);
  if (slacks_[last] != slacks_[first]) return;  // two islands, each with its source
  result.islanded = true;
  for (std::size_t position = first; position < last; ++position) {
    const std::size_t i = at(order_[position]);
    const double drawn = injections_.p_current[i] - injections_.p[i] + grid_.shunt(order_[position]).real();
    result.lost_power += std::max(0.0, drawn) * grid_.base_power();
    if (!customers_.empty()) result.lost_customers += customers_[i];
    injections_.kind[i] = NodeKind::dead;
    voltages_.re[i] = voltages_.im[i] = 0;
  }
}

Contingency ContingencyStudy::run(std::int32_t branch) {
  Contingency result;
  result.branch = branch;
  const Branch was = grid_.topology().branches[at(branch)];
  std::copy(base_.re.begin(), base_.re.end(), voltages_.re.begin());
  std::copy(base_.im.begin(), base_.im.end(), voltages_.im.begin());
  if (was.through()) cut_off(branch, result);
  using Flows = ContingencyOptions::Flows;
  if (options_.flows == Flows::all || (options_.flows == Flows::cut_nothing_off && !result.islanded)) {
    grid_.connect(at(branch), false, false);
    const NewtonResult solved = newton_.solve(injections_, options_.newton, voltages_);
    result.converged = solved.outcome == Outcome::converged;
    result.iterations = solved.iterations;
    if (result.converged) measure(result);
    grid_.connect(at(branch), was.from_closed, was.to_closed);
  }
  if (result.islanded) std::copy(kind_.begin(), kind_.end(), injections_.kind.begin());
  return result;
}

void ContingencyStudy::measure(Contingency& result) {
  result.v_min = kUnlimited;
  const auto bus = [&](std::int32_t place) {
    return grid_.topology().bus_of_node[at(grid_.pattern().row_at()[at(place)])];
  };
  std::int32_t low = kNone, high = kNone;
  double least = kUnlimited, most = 0;
  for (std::int32_t i = 0; i < grid_.nodes(); ++i) {
    if (injections_.kind[at(i)] == NodeKind::dead) continue;
    const double square =
        voltages_.re[at(i)] * voltages_.re[at(i)] + voltages_.im[at(i)] * voltages_.im[at(i)];
    if (square < least) {
      least = square;
      low = i;
    }
    if (square > most) {
      most = square;
      high = i;
    }
  }
  result.v_min = low == kNone ? 0 : std::sqrt(least);
  result.v_max = std::sqrt(most);
  if (low != kNone) result.v_min_bus = bus(low);
  if (high != kNone) result.v_max_bus = bus(high);

  double most_squared = 0;
  for (std::size_t b = 0; b < grid_.topology().branches.size(); ++b) {
    const Branch& branch = grid_.topology().branches[b];
    if (!branch.through()) continue;
    const std::size_t f = at(grid_.place(branch.from)), t = at(grid_.place(branch.to));
    const TwoPort& y = grid_.port(b);
    const Complex vf(voltages_.re[f], voltages_.im[f]), vt(voltages_.re[t], voltages_.im[t]);
    const auto times = [](Complex a, Complex c) {  // without the library's care for infinities
      return Complex(a.real() * c.real() - a.imag() * c.imag(), a.real() * c.imag() + a.imag() * c.real());
    };
    const Complex from = times(y.ff, vf) + times(y.ft, vt), to = times(y.tf, vf) + times(y.tt, vt);
    result.loss +=
        vf.real() * from.real() + vf.imag() * from.imag() + vt.real() * to.real() + vt.imag() * to.imag();
    const double from_squared = std::norm(from), to_squared = std::norm(to);
    const double flow = std::max(from_squared * std::norm(vf), to_squared * std::norm(vt));
    if (flow > most_squared) {
      most_squared = flow;
      result.most_flow_branch = static_cast<std::int32_t>(b);
    }
    const double loading = std::max(std::sqrt(from_squared) * grid_.base_current()[f] / limits_[b].from,
                                    std::sqrt(to_squared) * grid_.base_current()[t] / limits_[b].to);
    if (loading > result.most_loading) {
      result.most_loading = loading;
      result.most_loaded = static_cast<std::int32_t>(b);
    }
  }
  result.most_flow = std::sqrt(most_squared) * grid_.base_power();
  result.loss *= grid_.base_power();

  newton_.powers(voltages_, p_, q_);
  for (std::size_t i = 0; i < p_.size(); ++i) {
    if (injections_.kind[i] != NodeKind::slack) continue;
    const double drawn = injections_.p_current[i] * injections_.v[i] - injections_.p_fixed[i];
    result.slack_power += (p_[i] + drawn) * grid_.base_power();
  }
}

void rank(std::vector<Contingency>& contingencies) {
  const auto key = [](const Contingency& c) {
    return std::tuple(-c.lost_customers, -c.lost_power, c.converged, -std::max(1.0, c.most_loading), c.v_min,
                      c.branch);
  };
  std::sort(contingencies.begin(), contingencies.end(),
            [&](const Contingency& a, const Contingency& b) { return key(a) < key(b); });
}

}  // namespace conurb::energy
