// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/dynamic_equilibrium.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport {
namespace {

DynamicEquilibriumOptions checked(const DynamicEquilibriumOptions& o) {
  const auto require = [](bool holds, const char* what, double value, const char* limits) {
    if (!holds)
      throw InputError(std::string(what) + " " + shown(value) + " is not " + limits,
                       "options of the equilibrium");
  };
  require(o.target_gap >= 0, "target_gap", o.target_gap, "at least 0");
  require(o.most_iterations >= 1, "most_iterations", o.most_iterations, "at least 1");
  require(o.slice >= 10'000 && o.slice <= 3'600'000, "slice in ms", o.slice, "within 10 s … 1 h");
  require(o.clearing >= 0 && o.clearing <= 86'400'000, "clearing in ms", o.clearing, "within 0 … 1 day");
  require(o.step > 0 && o.step <= 1e6, "step", o.step, "above 0 and at most 1e6");
  return o;
}

FlowDemand routed_demand(const FlowNetwork& net, const RoadNetwork& roads, const TravelDemand& demand,
                         std::vector<Finding>& findings) {
  std::vector<Finding> all;
  FlowDemand flow = flow_demand(net, roads, demand, all);
  // Of those without a route it has been told already.
  std::size_t told = 0;
  for (std::size_t v = 0; v < demand.vehicles.size(); ++v) {
    if (flow.trips[v].turns != 0) continue;
    if (demand.vehicles[v].links != 0) findings.push_back(std::move(all[told]));
    ++told;
  }
  return flow;
}

}  // namespace

DynamicEquilibrium::DynamicEquilibrium(std::shared_ptr<const FlowNetwork> net, const RoadNetwork& roads,
                                       TravelDemand demand, std::vector<Finding>& findings,
                                       const DynamicEquilibriumOptions& options,
                                       const solvers::ParallelFor& parallel) {
  const auto graphs = std::make_shared<const TravellerGraphs>(traveller_graphs(roads, *net, demand));
  find_missing_routes(roads, *graphs, free_times_under(net, {}), demand, findings, parallel);
  FlowDemand routed = routed_demand(*net, roads, demand, findings);
  *this = DynamicEquilibrium(std::move(net), graphs, std::move(routed), options);
}

DynamicEquilibrium::DynamicEquilibrium(std::shared_ptr<const FlowNetwork> net,
                                       std::shared_ptr<const TravellerGraphs> graphs, FlowDemand demand,
                                       const DynamicEquilibriumOptions& options)
    : net_(std::move(net)),
      graphs_(std::move(graphs)),
      demand_(std::make_shared<FlowDemand>(std::move(demand))),
      options_(checked(options)),
      free_(free_times_under(net_, {})),
      times_(free_) {
  for (std::size_t t = 0; t < demand_->trips.size(); ++t) {
    const Trip& trip = demand_->trips[t];
    if (trip.halts > 0 || trip.turns == 0 || graphs_->of_type[at(trip.type)] == kNone) continue;
    const auto link_at = [&](std::int32_t step) {
      return net_->turns[at(demand_->route_steps[trip.first_turn + at(step)].turn())].from;
    };
    choosers_.push_back({row_of(t), link_at(0), link_at(trip.turns - 1), graphs_->of_type[at(trip.type)]});
  }
  std::stable_sort(choosers_.begin(), choosers_.end(), [&](const Chooser& a, const Chooser& b) {
    return demand_->trips[at(a.trip)].depart < demand_->trips[at(b.trip)].depart;
  });
  fresh_.resize(choosers_.size());
  std::iota(fresh_.begin(), fresh_.end(), 0);
}

void DynamicEquilibrium::aim_at(double target_gap) {
  options_.target_gap = target_gap;
  options_ = checked(options_);
}

std::vector<std::int32_t> DynamicEquilibrium::route(std::int32_t trip) const {
  std::vector<std::int32_t> links;
  const Trip& t = demand_->trips[at(trip)];
  for (std::uint32_t i = t.first_turn; i < t.first_turn + static_cast<std::uint32_t>(t.turns); ++i)
    links.push_back(net_->turns[at(demand_->route_steps[i].turn())].from);
  return links;
}

/// The demand for changes: a copy if a run or another equilibrium holds it.
FlowDemand& DynamicEquilibrium::own_demand() {
  if (demand_.use_count() > 1) demand_ = std::make_shared<FlowDemand>(*demand_);
  return *demand_;
}

void DynamicEquilibrium::take(std::int32_t trip, std::span<const std::int32_t> links) {
  FlowDemand& demand = own_demand();
  const std::vector<RouteStep> steps = route_steps(*net_, links);
  demand.trips[at(trip)].first_turn = static_cast<std::uint32_t>(demand.route_steps.size());
  demand.trips[at(trip)].turns = row_of(steps.size());
  demand.route_steps.insert(demand.route_steps.end(), steps.begin(), steps.end());
}

/// Routes that nobody takes any more go once they are most of all.
void DynamicEquilibrium::drop_old_routes() {
  std::size_t used = 0;
  for (const Trip& trip : demand_->trips) used += at(trip.turns);
  if (demand_->route_steps.size() <= 2 * used) return;
  FlowDemand& demand = own_demand();
  std::vector<RouteStep> steps;
  steps.reserve(used);
  for (Trip& trip : demand.trips) {
    const auto first = demand.route_steps.begin() + std::ptrdiff_t{trip.first_turn};
    trip.first_turn = static_cast<std::uint32_t>(steps.size());
    steps.insert(steps.end(), first, first + trip.turns);
  }
  demand.route_steps = std::move(steps);
}

}  // namespace conurb::transport
