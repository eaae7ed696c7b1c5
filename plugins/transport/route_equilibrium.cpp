// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/route_equilibrium.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <string>
#include <utility>

#include "plugins/transport/fingerprint.hpp"
#include "plugins/transport/flow_inputs.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Parameter;
using ::transport::Table;
using SharedEquilibrium = std::shared_ptr<const RouteEquilibrium>;

/// Bytes that a trip holds, measured on demands of cities: itself, its route twice, its vehicle.
constexpr std::uint64_t kBytesOfEquilibriumTrip = 768;

DynamicEquilibriumOptions options_of(const sdk::View& view) {
  DynamicEquilibriumOptions options;
  options.target_gap = view.parameter(Parameter::equilibrium_gap);
  options.most_iterations = static_cast<std::int32_t>(view.parameter(Parameter::equilibrium_rounds));
  options.seed = view.seed();
  options.flow = flow_options(view);
  return options;
}

/// Of an equilibrium: times and vehicles by turn and slice are most of it.
std::uint64_t bytes_of(const StandingTraffic& traffic, const DynamicEquilibriumOptions& options) {
  const FlowDemand& demand = *traffic.demand;
  if (demand.by_depart.empty()) return 0;
  const Milliseconds span =
      demand.trips[at(demand.by_depart.back())].depart - demand.trips[at(demand.by_depart.front())].depart;
  const auto slices = static_cast<std::uint64_t>((span + options.clearing) / options.slice + 1);
  return 2 * sizeof(Milliseconds) * slices * traffic.network->turns.size() +
         kBytesOfEquilibriumTrip * demand.trips.size();
}

/// What an equilibrium without changes is a function of, besides columns.
std::string key_of(const DynamicEquilibriumOptions& options) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "equilibrium:%a:%d:%llu", options.target_gap,
                options.most_iterations, static_cast<unsigned long long>(options.seed));
  return text.data();
}

std::string key_of(const std::vector<Change>& changes) {
  Fingerprint print;
  for (const Change& change : changes) print.add(change.what, change.object, change.value);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), ":%zu:%016llx", changes.size(),
                static_cast<unsigned long long>(print.value()));
  return text.data();
}

/// Limits and programs of signals are how streets are; what is beside them is what happens to streets.
bool is_usual(const Change& change) {
  return change.what == Change::What::speed || change.what == Change::What::signal_program;
}

std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", 100 * share);
  return text.data();
}

std::string rounds(const DynamicEquilibriumResult& result) {
  return std::to_string(result.steps.size()) + (result.steps.size() == 1 ? " round" : " rounds");
}

DynamicEquilibriumHooks hooks_of(const sdk::Host& host, std::int32_t most_rounds, const char* streets) {
  DynamicEquilibriumHooks hooks;
  hooks.parallel = host.threads();
  hooks.cancelled = [host] { return host.cancelled(); };
  hooks.on_step = [host, most_rounds, streets](const DynamicEquilibriumStep& step) {
    const std::string text = "equilibrium of routes on " + std::string(streets) + ": gap " +
                             percent(step.gap) + " after round " + std::to_string(step.iteration + 1);
    host.progress(static_cast<double>(step.iteration + 1) / most_rounds, text.c_str());
  };
  return hooks;
}

RowFinding outcome(const DynamicEquilibriumResult& result, double aimed_at) {
  const double gap = result.steps[result.found].gap;
  RowFinding finding{static_cast<std::uint32_t>(Table::trip), -1, "equilibrium", {}};
  finding.text = "routes after " + rounds(result) + " of choosing: trips could save " + percent(gap) +
                 " of their time by others";
  if (gap > aimed_at) {
    finding.code = "no_equilibrium";
    finding.text += ", more than the " + percent(aimed_at) +
                    " aimed at; more equilibrium_rounds may bring them nearer, or the streets are too full";
  }
  return finding;
}

void add_left_out(const StandingTraffic& traffic, const FlowDemand& routed,
                  std::vector<RowFinding>& findings) {
  std::int64_t without = 0, first = -1;
  for (std::size_t t = routed.trips.size(); t-- > 0;) {
    if (routed.trips[t].turns != 0 || traffic.demand->trips[t].turns == 0) continue;
    ++without;
    first = traffic.trip_row[t];
  }
  if (without > 0)
    findings.push_back({static_cast<std::uint32_t>(Table::trip), first, "no_route",
                        std::to_string(without) + " trips, this one first, have no way to their destination "
                                                  "on the streets as they are at the start; left out"});
}

std::unique_ptr<SharedEquilibrium> solve(const StandingTraffic& traffic, DynamicEquilibrium equilibrium,
                                         double aim, const DynamicEquilibriumHooks& hooks) {
  equilibrium.aim_at(aim);
  DynamicEquilibriumResult result = equilibrium.solve(hooks);
  if (result.stop == DynamicEquilibriumResult::Stop::cancelled) throw sdk::Failure(CONURB_CANCELLED, "");
  ChosenRoutes routes(equilibrium.demand());
  std::vector<RowFinding> findings;
  findings.push_back(outcome(result, aim));
  add_left_out(traffic, equilibrium.demand(), findings);
  return std::make_unique<SharedEquilibrium>(std::make_shared<const RouteEquilibrium>(RouteEquilibrium{
      std::move(equilibrium), std::move(result), aim, std::move(routes), std::move(findings)}));
}

}  // namespace

FlowOptions flow_options(const sdk::View& view) {
  FlowOptions options;
  options.seed = view.seed();
  options.interval = 300'000;
  options.keep_intervals = false;
  options.vehicle_events = true;
  return options;
}

std::shared_ptr<const RouteEquilibrium> route_equilibrium_of(const sdk::Host& host, const sdk::View& view,
                                                             const StandingTraffic& traffic) {
  const DynamicEquilibriumOptions options = options_of(view);
  const std::uint64_t bytes = bytes_of(traffic, options);
  const std::shared_ptr<const TravellerGraphs> graphs = graphs_of(host, traffic);
  const std::vector<Change> all =
      changed_inputs(view, traffic, Flow(traffic.network, std::make_shared<const FlowDemand>()));
  std::vector<Change> usual;
  std::copy_if(all.begin(), all.end(), std::back_inserter(usual), is_usual);
  const std::string key = key_of(options) + key_of(usual);
  std::vector<Finding> told_by_row;  // who has no way is told of with rows of the city
  const SharedEquilibrium before =
      host.cached<SharedEquilibrium>(key.c_str(), standing_columns(), bytes, [&] {
        const DynamicEquilibriumHooks hooks = hooks_of(host, options.most_iterations, "the usual streets");
        DynamicEquilibrium equilibrium(traffic.network, graphs, *traffic.demand, options);
        (void)equilibrium.set_changes(usual, told_by_row, hooks.parallel);
        return solve(traffic, std::move(equilibrium), options.target_gap, hooks);
      });
  if (usual.size() == all.size()) return before;
  return host.cached<SharedEquilibrium>((key + key_of(all)).c_str(), standing_columns(), bytes, [&] {
    const DynamicEquilibriumHooks hooks =
        hooks_of(host, options.most_iterations, "the streets as they are at the start");
    DynamicEquilibrium equilibrium = before->solved;
    (void)equilibrium.set_changes(all, told_by_row, hooks.parallel);
    // Base and what-if are compared where both are as near to their equilibrium.
    const double aim = std::max(options.target_gap, before->result.steps[before->result.found].gap);
    return solve(traffic, std::move(equilibrium), aim, hooks);
  });
}

void tell(const sdk::Host& host, const RouteEquilibrium& equilibrium) {
  for (const RowFinding& finding : equilibrium.findings) {
    const auto level = std::string_view(finding.code) == "equilibrium" ? CONURB_LOG_INFO : CONURB_LOG_WARNING;
    host.c()->finding(host.c(), level, finding.table, finding.row, finding.code, finding.text.c_str());
  }
}

}  // namespace conurb::transport
