// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/one_shot.hpp"

#include <algorithm>
#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/route_batch.hpp"

namespace conurb::transport {
namespace {

/// Vehicles whose routes are found at a time: what is kept twice meanwhile stays small.
constexpr std::size_t kVehiclesAtOnce = 1 << 15;

void require_link(const RoadNetwork& roads, std::int32_t link, const char* what, const Vehicle& vehicle) {
  if (link < 0 || at(link) >= roads.links.size())
    throw InputError(std::string(what) + " link " + std::to_string(link) + " is not one of " +
                         std::to_string(roads.links.size()),
                     "vehicle " + vehicle.id);
}

std::int32_t link_of_halt(const RoadNetwork& roads, const Halt& halt, const Vehicle& vehicle) {
  if (halt.stop == kNone) return halt.link;
  if (halt.stop < 0 || at(halt.stop) >= roads.stops.size())
    throw InputError(
        "stop " + std::to_string(halt.stop) + " is not one of " + std::to_string(roads.stops.size()),
        "vehicle " + vehicle.id);
  return roads.stops[at(halt.stop)].link;
}

/// From its origin over its halts to its destination.
void append_legs(const RoadNetwork& roads, const TravelDemand& demand, const Vehicle& vehicle,
                 std::vector<OriginDestination>& legs) {
  require_link(roads, vehicle.origin, "origin", vehicle);
  require_link(roads, vehicle.destination, "destination", vehicle);
  if (vehicle.first_halt < 0 || vehicle.halts < 0 ||
      at(vehicle.first_halt) + at(vehicle.halts) > demand.halts.size())
    throw InputError("its halts end beyond the list of halts", "vehicle " + vehicle.id);
  const std::size_t first = legs.size();
  std::int32_t from = vehicle.origin;
  for (std::int32_t i = vehicle.first_halt; i < vehicle.first_halt + vehicle.halts; ++i) {
    const std::int32_t link = link_of_halt(roads, demand.halts[at(i)], vehicle);
    require_link(roads, link, "halt on", vehicle);
    if (link != from) legs.push_back({from, link});
    from = link;
  }
  if (legs.size() == first || from != vehicle.destination) legs.push_back({from, vehicle.destination});
}

/// Joins the routes of legs; false, and nothing appended, where one has none.
bool append_route(const Routes& routes, std::size_t leg, std::size_t end, TravelDemand& demand) {
  if (std::find(routes.costs.begin() + static_cast<std::ptrdiff_t>(leg),
                routes.costs.begin() + static_cast<std::ptrdiff_t>(end),
                kUnreachable) != routes.costs.begin() + static_cast<std::ptrdiff_t>(end))
    return false;
  for (std::size_t i = leg; i < end; ++i) {
    const std::int64_t skip = i == leg ? 0 : 1;  // the link on which the last leg ended
    demand.route_links.insert(demand.route_links.end(), routes.links.begin() + routes.first[i] + skip,
                              routes.links.begin() + routes.first[i + 1]);
  }
  return true;
}

}  // namespace

std::int64_t find_missing_routes(const RoadNetwork& roads, const TravellerGraphs& graphs,
                                 const std::vector<Milliseconds>& turn_times, TravelDemand& demand,
                                 std::vector<Finding>& findings, const solvers::ParallelFor& parallel,
                                 const solvers::Heed& heed) {
  std::int64_t found = 0;
  FindingList told;
  std::vector<std::size_t> vehicles, first_leg;
  std::vector<OriginDestination> legs;
  for (std::size_t g = 0; g < graphs.graphs.size(); ++g) {
    const RouteMetric metric = metric_of(graphs.graphs[g], turn_times, heed);
    for (std::size_t v = 0; v < demand.vehicles.size();) {
      vehicles.clear(), first_leg.clear(), legs.clear();
      for (; v < demand.vehicles.size() && vehicles.size() < kVehiclesAtOnce; ++v) {
        const Vehicle& vehicle = demand.vehicles[v];
        if (vehicle.links != 0 || graphs.of_type[at(vehicle.type)] != row_of(g)) continue;
        vehicles.push_back(v);
        first_leg.push_back(legs.size());
        append_legs(roads, demand, vehicle, legs);
      }
      first_leg.push_back(legs.size());
      const Routes routes = find_routes(metric, legs, parallel);
      for (std::size_t i = 0; i < vehicles.size(); ++i) {
        Vehicle& vehicle = demand.vehicles[vehicles[i]];
        const auto first = static_cast<std::int64_t>(demand.route_links.size());
        if (!append_route(routes, first_leg[i], first_leg[i + 1], demand)) {
          told.warn("vehicle", vehicle.id, "there is no way from its origin to its destination; left out");
          continue;
        }
        vehicle.first_link = first;
        vehicle.links =
            static_cast<std::int32_t>(static_cast<std::int64_t>(demand.route_links.size()) - first);
        ++found;
      }
    }
  }
  for (Finding& finding : told.take()) findings.push_back(std::move(finding));
  return found;
}

}  // namespace conurb::transport
