// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/plausibility.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/route_search.hpp"

namespace conurb::transport::demand {
namespace {

constexpr double kFarDetour = 1.5;
constexpr double kUnits = 100;  // costs of routes are whole numbers: centimetres
constexpr std::size_t kTripsOfSearch = 512;

std::span<const std::int32_t> route_of(const RoutedTrips& trips, std::size_t trip) {
  return {trips.links.data() + trips.first[trip], trips.links.data() + trips.first[trip + 1]};
}

Milliseconds cost_of_length(double length) {
  const double cost = std::round(length * kUnits);
  return cost >= 0 && cost < kUnreachable ? static_cast<Milliseconds>(cost) : kUnreachable;
}

bool passes_twice(std::span<const std::int32_t> route, std::vector<std::int32_t>& room) {
  room.assign(route.begin(), route.end());
  std::sort(room.begin(), room.end());
  return std::adjacent_find(room.begin(), room.end()) != room.end();
}

}  // namespace

RouteLengths route_lengths(const RoadNetwork& network, const RoutedTrips& trips, ClassSet users,
                           const solvers::ParallelFor& parallel) {
  check(trips, {});
  const auto hierarchy = std::make_shared<RouteHierarchy>(route_hierarchy(network, users));
  RouteCosts costs;
  for (const Link& link : network.links) costs.links.push_back(cost_of_length(link.length));
  costs.turns.assign(at(hierarchy->graph.arcs()), 0);
  for (const std::int32_t link : trips.links) {
    if (link < 0 || at(link) >= costs.links.size())
      throw InputError("there is no link " + std::to_string(link), "routed trips",
                       "the network has " + std::to_string(costs.links.size()));
  }
  const RouteMetric metric(hierarchy, costs);

  RouteLengths result;
  result.length.assign(trips.size(), 0);
  result.shortest.assign(trips.size(), 0);
  result.loops.assign(trips.size(), 0);
  const std::size_t pieces = (trips.size() + kTripsOfSearch - 1) / kTripsOfSearch;
  parallel(pieces, [&](std::size_t piece) {
    RouteSearch search(metric);
    std::vector<std::int32_t> room;
    const std::size_t end = std::min(trips.size(), (piece + 1) * kTripsOfSearch);
    for (std::size_t trip = piece * kTripsOfSearch; trip < end; ++trip) {
      const auto route = route_of(trips, trip);
      if (route.empty()) continue;
      double own = 0;
      for (const std::int32_t link : route) own += costs.links[at(link)];
      const auto least = static_cast<double>(search.cost(route.front(), route.back()));
      result.length[trip] = own / kUnits;
      result.shortest[trip] = std::min(own, least) / kUnits;
      result.loops[trip] = passes_twice(route, room) ? 1 : 0;
    }
  });
  return result;
}

RoutePlausibility plausibility_of(const RouteLengths& routes, std::span<const std::int32_t> vehicles) {
  RoutePlausibility result;
  double length = 0, shortest = 0;
  for (std::size_t trip = 0; trip < routes.length.size(); ++trip) {
    const double count = vehicles.empty() ? 1 : vehicles[trip];
    if (!(routes.length[trip] > 0) || count == 0) continue;
    result.vehicles += count;
    length += count * routes.length[trip];
    shortest += count * routes.shortest[trip];
    if (routes.length[trip] > kFarDetour * routes.shortest[trip]) result.detour_share += count;
    if (routes.loops[trip] != 0) result.loop_share += count;
  }
  if (!(result.vehicles > 0)) return result;
  result.detour_share /= result.vehicles;
  result.loop_share /= result.vehicles;
  result.mean_length = length / result.vehicles;
  result.mean_detour = shortest > 0 ? length / shortest : 1;
  return result;
}

}  // namespace conurb::transport::demand
