// SPDX-License-Identifier: Apache-2.0
// transport.route, .route_dijkstra, .hierarchy, .customise, .closure: route search on the streets of Porto
// Alegre.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>

#include "engine/base/error.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/routes/dijkstra.hpp"
#include "plugins/transport/routes/route_batch.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/inputs/unpacked.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

namespace tr = conurb::transport;
using tr::at;

constexpr tr::ClassSet kCars = tr::set_of(tr::VehicleClass::passenger);

std::string unpacked_file(const std::string& name) {
  return unpacked(shared_file("transport/bench_portoalegre/" + name));
}

struct Streets {
  tr::RoadNetwork network;
  std::vector<tr::OriginDestination> trips;

  Streets() {
    std::vector<tr::Finding> findings;
    network = tr::read_sumo_network(unpacked_file("poa.net.xml.gz"), "poa.net.xml", findings);
    tr::TravelDemand demand;
    tr::SumoDefinitions definitions;
    tr::read_sumo_demand(unpacked_file("poa_trips_18k.xml.gz"), "poa_trips_18k.xml", network, demand,
                         definitions, 42, findings);
    for (const tr::Vehicle& vehicle : demand.vehicles) trips.push_back({vehicle.origin, vehicle.destination});
  }
};

void measure_trips(const Streets& streets, const tr::RouteMetric& metric, const tr::RouteCosts& costs,
                   Results& results) {
  tr::Routes routes;
  const double each = median_of_five([&] {
    return seconds([&] { routes = tr::find_routes(metric, streets.trips); }) /
           static_cast<double>(streets.trips.size());
  });
  if (std::count(routes.costs.begin(), routes.costs.end(), tr::kUnreachable) != 18000 - 17889)
    throw Error(ErrorCode::internal, "not as many trips can be made as duarouter counts");
  results.put("transport.route", 1e6 * each);
  if (!results.wants("transport.route_dijkstra")) return;
  tr::Dijkstra dijkstra(metric.hierarchy().graph, costs);
  std::vector<std::int32_t> links;
  constexpr std::size_t sample = 500;
  const double by_dijkstra = seconds([&] {
    for (std::size_t t = 0; t < sample; ++t) {
      links.clear();
      if (dijkstra.route(streets.trips[t].origin, streets.trips[t].destination, links) != routes.costs[t])
        throw Error(ErrorCode::internal, fmt::format("trip {} has a better route", t));
    }
  });
  results.put("transport.route_dijkstra", by_dijkstra / sample / each);
}

/// The slowest of 100 closures, each compared with a metric made anew.
void measure_closures(const tr::RouteMetric& metric, const tr::RouteCosts& costs,
                      const std::shared_ptr<const tr::RouteHierarchy>& hierarchy, Results& results) {
  std::mt19937 random(1);
  double slowest = 0;
  for (int i = 0; i < 100; ++i) {
    const std::vector<std::int32_t> closed = {
        hierarchy->link_of_rank[random() % hierarchy->link_of_rank.size()]};
    tr::RouteCosts changed = costs;
    changed.links[at(closed[0])] = tr::kUnreachable;
    std::vector<tr::Milliseconds> weights;
    slowest = std::max(slowest, median_of_five([&] {
                         std::optional<tr::RouteMetric> found;
                         const double taken =
                             seconds([&] { found = metric.with_changed_links(closed, changed); });
                         weights.assign(found->weights().begin(), found->weights().end());
                         return taken;
                       }));
    const tr::RouteMetric anew(hierarchy, changed);
    if (!std::equal(weights.begin(), weights.end(), anew.weights().begin()))
      throw Error(ErrorCode::internal, fmt::format("closing link {} gives other weights", closed[0]));
  }
  results.put("transport.closure", 1e3 * slowest);
}

void measure_routes(Results& results) {
  const Streets streets;
  std::shared_ptr<const tr::RouteHierarchy> hierarchy;
  results.put("transport.hierarchy", median_of_five([&] {
                return seconds([&] {
                  hierarchy =
                      std::make_shared<tr::RouteHierarchy>(tr::route_hierarchy(streets.network, kCars));
                });
              }));
  const tr::RouteCosts costs = tr::free_flow_costs(streets.network, hierarchy->graph, kCars);
  std::optional<tr::RouteMetric> metric;
  results.put("transport.customise",
              1e3 * median_of_five([&] { return seconds([&] { metric.emplace(hierarchy, costs); }); }));
  measure_trips(streets, *metric, costs, results);
  if (results.wants("transport.closure")) measure_closures(*metric, costs, hierarchy, results);
}

}  // namespace

void add_transport_routes(Benchmarks& benchmarks) {
  benchmarks.add(
      {{{"transport.route", "us", Op::at_most, 16, "a cheapest route with its links, mean of 18,000 trips",
         "a twentieth of duarouter's 0.32 ms (contraction hierarchies)"},
        {"transport.route_dijkstra", "x", Op::at_least, 20, "the same, 500 trips",
         "our Dijkstra on the turn graph"},
        {"transport.hierarchy", "s", Op::at_most, 1, "from the network to its hierarchy", "limit"},
        {"transport.customise", "ms", Op::at_most, 50, "weights of all its arcs", "limit"},
        {"transport.closure", "ms", Op::at_most, 50, "weights after a link is closed, slowest of 100 links",
         "limit"}},
       measure_routes});
}

}  // namespace conurb::bench
