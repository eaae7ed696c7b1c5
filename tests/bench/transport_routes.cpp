// SPDX-License-Identifier: Apache-2.0
// transport.route, .route_time, .route_pairs, .hierarchy, .customise, .closure: route search on the streets
// of Porto Alegre.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/routes/dijkstra.hpp"
#include "plugins/transport/routes/route_batch.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/inputs/sumo.hpp"
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

/// CPU time of duarouter for a trip by contraction hierarchies, preparing them included; its start, which is
/// a run with a single trip by the same network, subtracted.
double duarouter_seconds(std::size_t trips) {
  const TempDir folder;
  const auto in_folder = [&](const char* name) { return (folder.path() / name).string(); };
  const std::string all = unpacked_file("poa_trips_18k.xml.gz");
  write_file_atomic(in_folder("net.xml"), unpacked_file("poa.net.xml.gz"));
  write_file_atomic(in_folder("all.xml"), all);
  write_file_atomic(in_folder("one.xml"),
                    all.substr(0, all.find("/>", all.find("<trip ")) + 2) + "</routes>");
  const auto run = [&](const char* of, const char* algorithm) {
    return sumo_cpu_seconds(
        "duarouter",
        {"-n", in_folder("net.xml"), "--route-files", in_folder(of), "-o", in_folder("routes.xml"),
         "--ignore-errors", "true", "--routing-algorithm", algorithm},
        folder.path());
  };
  const double start = run("one.xml", "dijkstra");
  return (run("all.xml", "CH") - start) / static_cast<double>(trips);
}

void measure_trips(const Streets& streets, const tr::RouteMetric& metric, Results& results) {
  tr::Routes routes;
  const double each = median_of_five([&] {
    const double before = own_cpu_seconds();
    routes = tr::find_routes(metric, streets.trips);
    return (own_cpu_seconds() - before) / static_cast<double>(streets.trips.size());
  });
  if (std::count(routes.costs.begin(), routes.costs.end(), tr::kUnreachable) != 18000 - 17889)
    throw Error(ErrorCode::internal, "not as many trips can be made as duarouter counts");
  results.put("transport.route_time", 1e6 * each);
  if (results.wants("transport.route"))
    results.put("transport.route", duarouter_seconds(streets.trips.size()) / each);
}

/// Of 10,000 random pairs of links how many have another least cost by Dijkstra's algorithm, and how much
/// longer that takes.
void measure_pairs(const Streets& streets, const tr::RouteMetric& metric, const tr::RouteCosts& costs,
                   Results& results) {
  std::mt19937 random(7);
  std::vector<tr::OriginDestination> pairs(10'000);
  const auto links = static_cast<std::uint32_t>(streets.network.links.size());
  for (tr::OriginDestination& pair : pairs)
    pair = {static_cast<std::int32_t>(random() % links), static_cast<std::int32_t>(random() % links)};
  tr::Routes routes;
  const double ours = seconds([&] { routes = tr::find_routes(metric, pairs); });
  tr::Dijkstra dijkstra(metric.hierarchy().graph, costs);
  double other = 0;
  const double by_dijkstra = seconds([&] {
    std::vector<std::int32_t> way;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      way.clear();
      other += dijkstra.route(pairs[i].origin, pairs[i].destination, way) != routes.costs[i] ? 1 : 0;
    }
  });
  results.put("transport.route_pairs", other);
  results.put("transport.route_dijkstra", by_dijkstra / ours);
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
  measure_trips(streets, *metric, results);
  if (results.wants("transport.route_pairs") || results.wants("transport.route_dijkstra"))
    measure_pairs(streets, *metric, costs, results);
  if (results.wants("transport.closure")) measure_closures(*metric, costs, hierarchy, results);
}

}  // namespace

void add_transport_routes(Benchmarks& benchmarks) {
  benchmarks.add(
      {{{"transport.route", "x", Op::at_least, 20, "cheapest routes with their links, 18,000 trips, CPU time",
         "duarouter by contraction hierarchies, its start subtracted"},
        {"transport.route_time", "us", Op::at_most, 16, "the same, of a trip", "limit"},
        {"transport.route_pairs", "1", Op::equal, 0, "of 10,000 random pairs, other least costs",
         "our Dijkstra on the turn graph"},
        {"transport.route_dijkstra", "x", Op::at_least, 20, "the same pairs",
         "our Dijkstra on the turn graph"},
        {"transport.hierarchy", "s", Op::at_most, 1, "from the network to its hierarchy", "limit"},
        {"transport.customise", "ms", Op::at_most, 50, "weights of all its arcs", "limit"},
        {"transport.closure", "ms", Op::at_most, 50, "weights after a link is closed, slowest of 100 links",
         "limit"}},
       measure_routes});
}

}  // namespace conurb::bench
