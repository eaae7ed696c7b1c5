// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/flow_demand.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/sdk/random.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {
namespace {

constexpr Milliseconds kLongestHalt = 86'400'000;
constexpr double kMostSpeed = 150;  // m/s; a pace of whole us/m still tells speeds apart

TravellerType traveller_type(const VehicleType& type) {
  const std::string where = "vehicle type " + type.id;
  const auto within = [&](double value, double least, double most, const char* what) {
    if (!(value >= least && value <= most))
      throw InputError(std::string(what) + " " + std::to_string(value) + " is not within " +
                           std::to_string(least) + " … " + std::to_string(most),
                       where);
  };
  within(type.length, 0.1, 1000, "length");
  within(type.min_gap, 0, 100, "gap");
  within(type.max_speed, 0.1, 1000, "top speed");
  within(type.speed_factor, 0.05, 10, "speed factor");
  within(type.speed_deviation, 0, 2, "speed deviation");
  return {whole((type.length + type.min_gap) * 1e3), whole(1e6 / std::min(type.max_speed, kMostSpeed)),
          type.ignores_permissions ? kEveryClass : set_of(type.vehicle_class), type.speed_factor,
          type.speed_deviation};
}

PlannedHalt planned_halt(const RoadNetwork& roads, const Halt& halt, const std::string& where) {
  PlannedHalt planned{halt.link, whole(halt.position * 1e3), std::clamp(halt.duration, 0, kLongestHalt),
                      std::min(halt.until, kLatest)};
  if (halt.stop != kNone) {
    if (halt.stop < 0 || at(halt.stop) >= roads.stops.size()) throw InputError("a halt at no stop", where);
    const Stop& stop = roads.stops[at(halt.stop)];
    planned.link = stop.link;
    planned.position = whole(stop.end * 1e3);
  }
  if (planned.link < 0 || at(planned.link) >= roads.links.size())
    throw InputError("a halt on no link", where);
  const std::int32_t length = whole(roads.links[at(planned.link)].length * 1e3);
  planned.position = std::clamp(planned.position, 0, length);
  return planned;
}

/// Vehicles may share a route: what was made of its links once.
class RouteStore {
 public:
  RouteStore(const FlowNetwork& net, const TravelDemand& demand, FlowDemand& flow)
      : net_(net), demand_(demand), flow_(flow) {}

  /// Fills first_turn and turns; what does not join is told of.
  void set(const Vehicle& vehicle, Trip& trip, std::vector<Finding>& findings) {
    const auto route = std::pair(vehicle.first_link, vehicle.links);
    const auto known = made_.find(route);
    if (known != made_.end()) {
      trip.first_turn = known->second.first;
      trip.turns = known->second.second;
    } else {
      const std::span<const std::int32_t> links(demand_.route_links.data() + vehicle.first_link,
                                                static_cast<std::size_t>(vehicle.links));
      const std::vector<RouteStep> steps = route_steps(net_, links);
      trip.first_turn = static_cast<std::uint32_t>(flow_.route_steps.size());
      trip.turns = row_of(steps.size());
      flow_.route_steps.insert(flow_.route_steps.end(), steps.begin(), steps.end());
      made_.emplace(route, std::pair(trip.first_turn, trip.turns));
    }
    if (trip.turns == 0)
      findings.push_back(
          {Finding::Level::warning, "vehicle " + vehicle.id,
           vehicle.links == 0 ? "has no route; left out" : "its route is not joined; left out"});
  }

 private:
  const FlowNetwork& net_;
  const TravelDemand& demand_;
  FlowDemand& flow_;
  std::map<std::pair<std::int64_t, std::int32_t>, std::pair<std::uint32_t, std::int32_t>> made_;
};

void check_vehicle(const FlowNetwork& net, const TravelDemand& demand, const Vehicle& v) {
  const std::string where = "vehicle " + v.id;
  if (v.type < 0 || at(v.type) >= demand.types.size()) throw InputError("is of no type", where);
  if (v.depart < 0 || v.depart > kLatest)
    throw InputError("leaves at " + std::to_string(v.depart) + " ms, not within the 22 days from the start",
                     where);
  if (v.first_link < 0 || v.links < 0 ||
      v.first_link + v.links > static_cast<std::int64_t>(demand.route_links.size()))
    throw InputError("its route ends beyond the list of route links", where);
  for (std::int32_t i = 0; i < v.links; ++i) {
    const std::int32_t link = demand.route_links[static_cast<std::size_t>(v.first_link + i)];
    if (link < 0 || at(link) >= net.links.size())
      throw InputError("link " + std::to_string(link) + " of its route is not there", where);
  }
  if (v.halts < 0 || v.first_halt < 0 || at(v.first_halt) + at(v.halts) > demand.halts.size())
    throw InputError("its halts end beyond the list of halts", where);
}

}  // namespace

void order_by_departure(FlowDemand& demand) {
  demand.by_depart.resize(demand.trips.size());
  std::iota(demand.by_depart.begin(), demand.by_depart.end(), 0);
  std::stable_sort(demand.by_depart.begin(), demand.by_depart.end(), [&](std::int32_t a, std::int32_t b) {
    return demand.trips[at(a)].depart < demand.trips[at(b)].depart;
  });
}

DemandSize size_of(const FlowDemand& demand) {
  return {static_cast<std::int64_t>(demand.types.size()), static_cast<std::int64_t>(demand.trips.size()),
          static_cast<std::int64_t>(demand.route_steps.size())};
}

FlowDemand first_of(const FlowDemand& demand, const DemandSize& size) {
  FlowDemand first;
  first.types.assign(demand.types.begin(), demand.types.begin() + size.types);
  first.trips.assign(demand.trips.begin(), demand.trips.begin() + size.trips);
  first.route_steps.assign(demand.route_steps.begin(), demand.route_steps.begin() + size.steps);
  first.halts = demand.halts;
  order_by_departure(first);
  return first;
}

std::vector<RouteStep> route_steps(const FlowNetwork& net, std::span<const std::int32_t> links) {
  std::vector<std::int32_t> turns;
  for (std::size_t i = 0; i < links.size(); ++i) {
    turns.push_back(net.turn_between(links[i], i + 1 < links.size() ? links[i + 1] : kNone));
    if (turns.back() == kNone) return {};
  }
  // From the end backwards: how far one gets from the start of each lane group without a change of lanes, and
  // from its stop line, where the choice has to be made.
  std::vector<RouteStep> steps(turns.size());
  const auto look_ahead = static_cast<std::int64_t>(net.rules.look_ahead * 1e3);
  std::array<std::int64_t, 8> reach{}, next_reach{}, beyond{};
  for (std::size_t i = turns.size(); i-- > 0; next_reach = reach) {
    const LinkTurn& turn = net.turns[at(turns[i])];
    const FlowLink& link = net.links[at(turn.from)];
    reach.fill(link.length);
    beyond.fill(-1);
    for (std::int32_t k = turn.first; k < turn.first + turn.count; ++k) {
      const Movement& movement = net.movements[at(net.turn_movements[at(k)])];
      std::int64_t far = turn.to == kNone ? look_ahead : 0;
      for (std::size_t g = 0; g < 8 && turn.to != kNone; ++g)
        if ((movement.lands >> g & 1) != 0) far = std::max(far, std::min(look_ahead, next_reach[g]));
      const std::size_t own = at(std::min(movement.group - link.first_group, 7));
      beyond[own] = std::max(beyond[own], far);
      reach[own] = std::max(reach[own], link.length + far);
    }
    const std::int64_t farthest = *std::max_element(beyond.begin(), beyond.end());
    std::int32_t good = 0;
    for (std::size_t g = 0; g < 8; ++g)
      if (beyond[g] == farthest) good |= 1 << g;
    steps[i] = {turns[i], good};
  }
  return steps;
}

FlowDemand flow_demand(const FlowNetwork& net, const RoadNetwork& roads, const TravelDemand& demand,
                       std::vector<Finding>& findings) {
  FlowDemand flow;
  for (const VehicleType& type : demand.types) flow.types.push_back(traveller_type(type));
  RouteStore routes(net, demand, flow);
  for (const Vehicle& v : demand.vehicles) {
    check_vehicle(net, demand, v);
    Trip trip{v.depart, 0, 0, v.type, row_of(flow.halts.size()), v.halts};
    routes.set(v, trip, findings);
    for (std::int32_t i = 0; i < v.halts; ++i)
      flow.halts.push_back(planned_halt(roads, demand.halts[at(v.first_halt + i)], "vehicle " + v.id));
    flow.trips.push_back(trip);
  }
  order_by_departure(flow);
  return flow;
}

std::int32_t pace_factor(const TravellerType& type, std::uint64_t seed, std::int32_t vehicle) {
  const sdk::Random drivers(seed, "org.conurb.transport/speed_factor");
  const double drawn = std::clamp(drivers.normal(static_cast<std::uint64_t>(vehicle), 0), -2.0, 2.0);
  const double factor = std::max(type.speed_factor + drawn * type.speed_deviation, 0.2);
  return std::min(whole(4096 / factor), 65535);
}

}  // namespace conurb::transport
