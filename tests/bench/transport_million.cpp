// SPDX-License-Identifier: Apache-2.0
// transport.million: a working day of a cluster of three generated cities with a million trips by car, once
// with each driver choosing his way as he departs, once on the ways that they then drove. Who stands for long
// looks for another way, then and now.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <utility>

#include "engine/base/error.hpp"
#include "plugins/transport/equilibrium/en_route.hpp"
#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/sumo.hpp"
#include "tests/bench/inputs/traffic_city.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

namespace tr = conurb::transport;

constexpr int kCities = 3;
constexpr double kPopulation = 370000;
constexpr tr::Milliseconds kNews = 300'000, kLatest = 30 * 3'600'000;

using Ways = std::vector<std::vector<std::int32_t>>;  ///< links, by vehicle

double cpu_seconds_of(const std::function<void()>& work) {
  const double before = own_cpu_seconds();
  work();
  return own_cpu_seconds() - before;
}

/// From here on peak_memory() is that of what follows.
void forget_peak_memory() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

tr::FlowOptions quiet() {
  tr::FlowOptions options;
  options.keep_intervals = false;
  return options;
}

void check(const tr::Flow& flow) {
  const tr::Counters& count = flow.state().count;
  tell(fmt::format("{} of {} arrived by {:.1f} h, {} moved by force", count.arrived, count.departed,
                   flow.now() / 3.6e6, count.forced));
  if (const std::string wrong = flow.validate(); !wrong.empty()) throw Error(ErrorCode::internal, wrong);
}

/// Drives the day: every five minutes who is on one link for long is told of the traffic, and who departs
/// within `ahead`. Returns what was driven, if passages are kept.
Ways drive(tr::Flow& flow, const tr::TravellerGraphs& graphs, tr::Milliseconds ahead) {
  Ways ways(flow.demand().trips.size());
  const std::vector<std::uint8_t> all(ways.size(), 1);
  tr::EnRouteOptions options;
  options.share = 0, options.chooses = all, options.ahead = ahead;
  for (tr::Milliseconds t = 0; !flow.empty() && t < kLatest; t += kNews) {
    flow.run(t);
    for (const tr::VehicleEvent& passed : flow.take_vehicle_events())
      ways[tr::at(passed.vehicle)].push_back(passed.link);
    tr::inform_en_route(flow, graphs, options);
  }
  return ways;
}

void measure_million(Results& results) {
  TrafficCity cluster = traffic_cluster(kCities, kPopulation);
  tr::TravelDemand& demand = cluster.demand;
  tell(fmt::format("{:.0f} people, {} links, {} trips", cluster.residents, cluster.roads.links.size(),
                   demand.vehicles.size()));
  const auto net = std::make_shared<const tr::FlowNetwork>(tr::flow_network(cluster.roads));
  std::vector<tr::Finding> findings;
  const tr::TravellerGraphs graphs = tr::traveller_graphs(cluster.roads, *net, demand);
  Ways ways;
  const double routed = cpu_seconds_of([&] {
    const tr::Flow empty(net, std::make_shared<const tr::FlowDemand>(), quiet());
    tr::find_missing_routes(cluster.roads, graphs, tr::free_turn_times(*net, empty.state()), demand,
                            findings);
    tr::FlowOptions options = quiet();
    options.vehicle_events = true;
    tr::Flow flow(net,
                  std::make_shared<tr::FlowDemand>(tr::flow_demand(*net, cluster.roads, demand, findings)),
                  options);
    ways = drive(flow, graphs, kNews);
    check(flow);
  });
  demand.route_links = {};
  for (std::size_t v = 0; v < ways.size(); ++v) {
    demand.vehicles[v].first_link = static_cast<std::int64_t>(demand.route_links.size());
    demand.vehicles[v].links = tr::row_of(ways[v].size());
    demand.route_links.insert(demand.route_links.end(), ways[v].begin(), ways[v].end());
  }
  ways = {};
  const auto given =
      std::make_shared<const tr::FlowDemand>(tr::flow_demand(*net, cluster.roads, demand, findings));
  const auto trips = static_cast<double>(given->trips.size());
  const double links = static_cast<double>(cluster.roads.links.size());
  cluster = {};
  forget_peak_memory();
  tr::Flow flow(net, given, quiet());
  const double taken = cpu_seconds_of([&] { (void)drive(flow, graphs, 0); });
  check(flow);
  const tr::Counters& count = flow.state().count;
  results.put("transport.million_trips", trips);
  results.put("transport.million_streets", links / kCities);
  results.put("transport.million_links",
              static_cast<double>(count.traversals) / static_cast<double>(count.arrived));
  results.put("transport.million_arrived", 100 * static_cast<double>(count.arrived) / trips);
  results.put("transport.million_given", taken);
  results.put("transport.million_routed", routed);
  results.put("transport.million_memory", static_cast<double>(peak_memory()) / kGibibyte);
}

}  // namespace

void add_transport_million(Benchmarks& benchmarks) {
  benchmarks.add(
      {{{"transport.million_trips", "1", Op::at_least, 1e6, "a day of three cities of 370,000 people",
         "limit"},
        {"transport.million_streets", "1", Op::at_least, 15000, "links of each city", "limit"},
        {"transport.million_links", "1", Op::at_least, 40, "links of a trip", "limit"},
        {"transport.million_arrived", "%", Op::at_least, 99.9, "of the trips", "limit"},
        {"transport.million_given", "s", Op::at_most, 60, "CPU time, on given ways", "limit"},
        {"transport.million_routed", "s", Op::at_most, 120, "CPU time, each chooses his way", "limit"},
        {"transport.million_memory", "GiB", Op::at_most, 1, "network, demand and run on given ways",
         "limit"}},
       measure_million});
}

}  // namespace conurb::bench
