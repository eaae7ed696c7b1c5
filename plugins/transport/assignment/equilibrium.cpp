// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/equilibrium.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {
namespace {

// Sweeps over all bushes in one iteration: few while bushes lack links, more as they settle.
constexpr int kFirstSweeps = 4, kMoreSweeps = 4, kMostSweeps = 24;

AssignmentProblem sound(AssignmentProblem problem) {
  require_sound(problem);
  return problem;
}

}  // namespace

StaticEquilibrium::StaticEquilibrium(AssignmentProblem problem, Principle principle)
    : problem_(sound(std::move(problem))),
      costs_(problem_, principle),
      work_(problem_),
      bushes_(problem_.zones.size()),
      flows_(problem_.links.size(), 0) {}

std::span<const Demand::Trips> StaticEquilibrium::trips_from(std::size_t zone) const {
  const Demand& demand = problem_.demand;
  return {demand.trips.data() + demand.first[zone], demand.trips.data() + demand.first[zone + 1]};
}

/// Makes bushes where trips begin that have none, one by one, each at the costs that those before leave.
void StaticEquilibrium::plant() {
  for (std::size_t zone = 0; zone < bushes_.size(); ++zone) {
    const auto trips = trips_from(zone);
    if (trips.empty() || !bushes_[zone].nodes.empty()) continue;
    work_.rebuild(bushes_[zone], problem_.centroid[zone], costs_.costs());
    work_.load(bushes_[zone], trips, costs_.costs(), flows_);
    for (const BushLink& link : bushes_[zone].links) costs_.add(link.link, link.flow);
  }
}

void StaticEquilibrium::load() {
  std::fill(flows_.begin(), flows_.end(), 0.0);
  for (std::size_t zone = 0; zone < bushes_.size(); ++zone) {
    if (!bushes_[zone].nodes.empty()) work_.load(bushes_[zone], trips_from(zone), costs_.costs(), flows_);
  }
  costs_.set_flows(flows_);
}

/// The gap of the flows as they are loaded; the bushes learn of shorter ways, their flows stay.
EquilibriumStep StaticEquilibrium::measure(EquilibriumResult& result) {
  result.trips = 0;
  result.unreachable.clear();
  double excess = 0;
  for (std::size_t zone = 0; zone < bushes_.size(); ++zone) {
    if (bushes_[zone].nodes.empty()) continue;
    excess += work_.measure(bushes_[zone], costs_.costs());
    for (const auto& [destination, flow] : trips_from(zone)) {
      if (at(destination) == zone || flow == 0) continue;
      if (std::isinf(work_.least_cost(problem_.centroid[at(destination)]))) {
        result.unreachable.push_back({row_of(zone), destination, flow});
      } else {
        result.trips += flow;
      }
    }
    work_.improve(bushes_[zone], costs_.costs());
  }
  EquilibriumStep step;
  step.iteration = row_of(result.steps.size());
  step.objective = costs_.objective();
  step.total_cost = costs_.total();
  for (std::size_t row = 0; row < problem_.links.size(); ++row) {
    step.total_travel_time += flows()[row] * link_time(problem_.links[row]).at(flows()[row]).cost;
  }
  if (step.total_cost > 0) step.relative_gap = excess / step.total_cost;
  if (result.trips > 0) step.average_excess_cost = excess / result.trips;
  result.steps.push_back(step);
  return step;
}

EquilibriumResult StaticEquilibrium::solve(const EquilibriumOptions& options) {
  if (!(options.relative_gap >= 0) || options.most_iterations < 0) {
    throw InputError("the equilibrium wants a relative gap of 0 or more and iterations of 0 or more, not " +
                     shown(options.relative_gap) + " and " + std::to_string(options.most_iterations));
  }
  EquilibriumResult result;
  plant();
  for (;;) {
    if (!std::exchange(loaded_, true)) load();
    const EquilibriumStep step = measure(result);
    if (options.on_step) options.on_step(step);
    if (step.relative_gap <= options.relative_gap) {
      result.stop = EquilibriumResult::Stop::gap;
      return result;
    }
    if (options.cancelled && options.cancelled()) {
      result.stop = EquilibriumResult::Stop::cancelled;
      return result;
    }
    if (step.iteration >= options.most_iterations) return result;
    sweep(options, std::min(kFirstSweeps + kMoreSweeps * step.iteration, kMostSweeps));
  }
}

/// Moves flows within all bushes, with a long step half way: the sweeps before give its direction, those
/// after mend what it spoils. Ends early where it is called off or nothing is left to be moved.
void StaticEquilibrium::sweep(const EquilibriumOptions& options, int times) {
  loaded_ = false;
  long_step_.remember(bushes_);
  for (int time = 0; time < times; ++time) {
    double worst = 0;
    for (Bush& bush : bushes_) {
      if (bush.nodes.empty()) continue;
      if (options.cancelled && options.cancelled()) return;
      worst = std::max(worst, work_.equilibrate(bush, costs_));
    }
    if (worst == 0) return;
    if (time == times / 2) long_step_.go_on(bushes_, costs_);
  }
}

void StaticEquilibrium::set_demand(Demand demand) {
  require_sound(problem_, demand);
  problem_.demand = std::move(demand);
  loaded_ = false;
}

void StaticEquilibrium::require_links(std::span<const std::int32_t> links) const {
  for (const std::int32_t link : links) {
    if (link < 0 || at(link) >= problem_.links.size()) {
      throw InputError("there is no link row " + std::to_string(link) + ", the problem has " +
                       std::to_string(problem_.links.size()) + " links");
    }
  }
}

void StaticEquilibrium::close(std::span<const std::int32_t> links) {
  require_links(links);
  loaded_ = false;
  for (const std::int32_t link : links) {
    problem_.links[at(link)].closed = true;
    costs_.close(link);
  }
  for (std::size_t zone = 0; zone < bushes_.size(); ++zone) {
    Bush& bush = bushes_[zone];
    const auto is_closed = [&](const BushLink& one) { return costs_.closed(one.link); };
    if (std::none_of(bush.links.begin(), bush.links.end(), is_closed)) continue;
    work_.rebuild(bush, problem_.centroid[zone], costs_.costs());
  }
}

void StaticEquilibrium::open(std::span<const std::int32_t> links) {
  require_links(links);
  loaded_ = false;
  for (const std::int32_t link : links) {
    problem_.links[at(link)].closed = false;
    costs_.open(link);
  }
  for (std::size_t zone = 0; zone < bushes_.size(); ++zone) {
    Bush& bush = bushes_[zone];
    if (bush.nodes.empty() || bush.nodes.size() == problem_.nodes.size()) continue;
    work_.rebuild(bush, problem_.centroid[zone], costs_.costs());
  }
}

std::vector<double> StaticEquilibrium::flows_from(std::int32_t zone) const {
  std::vector<double> flows(problem_.links.size(), 0);
  for (const BushLink& link : bushes_[at(zone)].links) flows[at(link.link)] += link.flow;
  return flows;
}

std::vector<double> StaticEquilibrium::least_costs(std::int32_t zone) const {
  const Star star(problem_);
  ShortestPaths paths(star);
  paths.search(star, costs_.costs(), problem_.centroid[at(zone)]);
  std::vector<double> costs;
  for (const std::int32_t node : problem_.centroid) costs.push_back(paths.cost(node));
  return costs;
}

}  // namespace conurb::transport::assignment
