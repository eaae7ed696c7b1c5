// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/consistency.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport {
namespace {

/// One element under check: its kind, row and id are part of every message.
class ElementCheck {
 public:
  ElementCheck(const std::string& where, const char* kind, std::size_t row, const std::string& id)
      : where_(where), kind_(kind), row_(row), id_(id) {}

  void refers(const char* member, std::int64_t row, std::size_t rows) const {
    if (row < 0 || row >= static_cast<std::int64_t>(rows)) {
      refuse(std::string(member) + " is row " + std::to_string(row) + " of " + std::to_string(rows));
    }
  }
  void finite(const char* member, double value) const {
    if (!std::isfinite(value)) refuse(std::string(member) + " is not finite");
  }
  void positive(const char* member, double value) const {
    finite(member, value);
    if (!(value > 0)) refuse(std::string(member) + " is " + shown(value) + ", must be above 0");
  }
  void not_negative(const char* member, double value) const {
    finite(member, value);
    if (!(value >= 0)) refuse(std::string(member) + " is " + shown(value) + ", must be 0 or above");
  }
  void require(bool holds, const char* what) const {
    if (!holds) refuse(what);
  }
  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(std::string(kind_) + " row " + std::to_string(row_) +
                         (id_.empty() ? "" : std::string(" ").append(in_quotes(id_))) + ": " + what,
                     where_);
  }

 private:
  const std::string& where_;
  const char* kind_;
  std::size_t row_;
  const std::string& id_;
};

void check_link(const ElementCheck& check, const Link& link, const RoadNetwork& n) {
  check.refers("from", link.from, n.junctions.size());
  check.refers("to", link.to, n.junctions.size());
  check.refers("first lane", link.first_lane, n.lanes.size());
  check.require(link.lanes > 0, "has no lanes");
  check.refers("last lane", std::int64_t{link.first_lane} + link.lanes - 1, n.lanes.size());
  check.positive("length", link.length);
  check.positive("speed", link.speed);
  check.require(link.path.size() % 3 == 0, "has a path that is no list of x, y, z");
  for (const double coordinate : link.path) check.finite("path", coordinate);
  for (std::int32_t lane = 0; lane < link.lanes; ++lane) {
    check.positive("speed of a lane", n.lanes[at(link.first_lane + lane)].speed);
    check.positive("width of a lane", n.lanes[at(link.first_lane + lane)].width);
  }
}

void check_connection(const ElementCheck& check, const Connection& c, const RoadNetwork& n) {
  check.refers("from", c.from_link, n.links.size());
  check.refers("to", c.to_link, n.links.size());
  check.refers("from lane", c.from_lane, at(n.links[at(c.from_link)].lanes));
  check.refers("to lane", c.to_lane, at(n.links[at(c.to_link)].lanes));
  check.refers("junction", c.junction, n.junctions.size());
  check.require(n.links[at(c.from_link)].to == c.junction && n.links[at(c.to_link)].from == c.junction,
                "joins links that do not meet at its junction");
  check.not_negative("length", c.length);
  check.not_negative("speed", c.speed);
  check.require((c.signal == kNone) == (c.light == kNone), "has a signal or a light, but not both");
  if (c.signal != kNone) {
    check.refers("signal", c.signal, n.signals.size());
    check.refers("light", c.light, at(n.signals[at(c.signal)].lights));
  }
  for (const std::int32_t row : c.crosses) {
    check.refers("crosses", row, n.connections.size());
    check.require(n.connections[at(row)].junction == c.junction, "crosses a connection of another junction");
  }
  for (const std::int32_t row : c.yields_to) {
    check.require(std::find(c.crosses.begin(), c.crosses.end(), row) != c.crosses.end(),
                  "yields to a connection that it does not cross");
  }
}

void check_signal(const ElementCheck& check, const Signal& signal) {
  check.refers("active program", signal.active, signal.programs.size());
  check.require(signal.lights >= 0, "has fewer than no lights");
  for (const SignalProgram& program : signal.programs) {
    check.positive("gap", program.max_gap_s);
    check.require(program.kind == SignalProgram::Kind::off || !program.phases.empty(),
                  "has a program without phases");
    for (const Phase& phase : program.phases) {
      check.require(phase.duration > 0 && phase.shortest > 0 && phase.longest >= phase.shortest,
                    "has a phase without duration, or whose shortest is above its longest");
      check.require(phase.lights.size() == at(signal.lights), "has a phase with another number of lights");
      for (const std::int32_t row : phase.following) check.refers("next", row, program.phases.size());
    }
  }
}

void check_stop(const ElementCheck& check, const Stop& stop, const RoadNetwork& n) {
  check.refers("link", stop.link, n.links.size());
  const Link& link = n.links[at(stop.link)];
  check.refers("lane", stop.lane, at(link.lanes));
  check.require(0 <= stop.begin && stop.begin <= stop.end && stop.end <= link.length,
                "is not within its link");
}

void check_type(const ElementCheck& check, const VehicleType& type) {
  check.positive("length", type.length);
  check.not_negative("gap", type.min_gap);
  check.positive("greatest speed", type.max_speed);
  check.positive("acceleration", type.acceleration);
  check.positive("deceleration", type.deceleration);
  check.not_negative("headway", type.headway);
  check.positive("speed factor", type.speed_factor);
  check.not_negative("speed deviation", type.speed_deviation);
}

void check_mix(const ElementCheck& check, const TypeMix& mix, std::size_t types) {
  check.require(!mix.types.empty() && mix.types.size() == mix.weights.size(), "needs a weight for each type");
  for (const std::int32_t type : mix.types) check.refers("type", type, types);
  double sum = 0;
  for (const double weight : mix.weights) {
    check.not_negative("weight", weight);
    sum += weight;
  }
  check.positive("sum of weights", sum);
}

/// Pairs of links that a connection joins, and what else vehicles are checked against.
class VehicleCheck {
 public:
  VehicleCheck(const TravelDemand& demand, const RoadNetwork& network) : demand_(demand), network_(network) {
    for (const Connection& c : network.connections) steps_.emplace_back(c.from_link, c.to_link);
    std::sort(steps_.begin(), steps_.end());
  }

  void operator()(const ElementCheck& check, const Vehicle& vehicle) {
    check.refers("type", vehicle.type, demand_.types.size());
    check.require(vehicle.depart >= last_, "departs before the one before it");
    last_ = vehicle.depart;
    check.refers("origin", vehicle.origin, network_.links.size());
    check.refers("destination", vehicle.destination, network_.links.size());
    check.require(vehicle.links >= 0 && vehicle.halts >= 0, "has fewer than no links or halts");
    if (vehicle.links > 0) check_route(check, vehicle);
    if (vehicle.halts == 0) return;
    check.refers("first halt", vehicle.first_halt, demand_.halts.size());
    check.refers("last halt", std::int64_t{vehicle.first_halt} + vehicle.halts - 1, demand_.halts.size());
    for (std::int32_t i = 0; i < vehicle.halts; ++i)
      check_halt(check, demand_.halts[at(vehicle.first_halt + i)]);
  }

 private:
  void check_route(const ElementCheck& check, const Vehicle& vehicle) {
    check.refers("first link", vehicle.first_link, demand_.route_links.size());
    check.refers("last link", vehicle.first_link + vehicle.links - 1, demand_.route_links.size());
    const auto first = demand_.route_links.begin() + vehicle.first_link, end = first + vehicle.links;
    check.require(*first == vehicle.origin && *(end - 1) == vehicle.destination,
                  "has a route that does not lead from origin to destination");
    if (!checked_.emplace(vehicle.first_link, vehicle.links).second) return;
    for (auto link = first; link != end; ++link) {
      check.refers("link of the route", *link, network_.links.size());
      if (link == first) continue;
      check.require(std::binary_search(steps_.begin(), steps_.end(), std::pair(*(link - 1), *link)),
                    "has a step in its route that no connection leads");
    }
  }
  void check_halt(const ElementCheck& check, const Halt& halt) const {
    check.refers("link of a halt", halt.link, network_.links.size());
    if (halt.stop != kNone) check.refers("stop of a halt", halt.stop, network_.stops.size());
    check.require(halt.duration >= 0 && halt.until >= kNone, "has a halt before the start");
    check.require(0 <= halt.position && halt.position <= network_.links[at(halt.link)].length,
                  "has a halt beyond its link");
  }

  const TravelDemand& demand_;
  const RoadNetwork& network_;
  std::vector<std::pair<std::int32_t, std::int32_t>> steps_;
  std::set<std::pair<std::int64_t, std::int32_t>> checked_;
  Milliseconds last_ = 0;
};

}  // namespace

void require_consistent(const RoadNetwork& n, const std::string& where) {
  const std::string unnamed;
  for (std::size_t row = 0; row < n.junctions.size(); ++row) {
    const ElementCheck check(where, "junction", row, n.junctions[row].id);
    check.finite("x", n.junctions[row].x);
    check.finite("y", n.junctions[row].y);
    check.finite("z", n.junctions[row].z);
  }
  for (std::size_t row = 0; row < n.links.size(); ++row)
    check_link({where, "link", row, n.links[row].id}, n.links[row], n);
  for (std::size_t row = 0; row < n.signals.size(); ++row)
    check_signal({where, "signal", row, n.signals[row].id}, n.signals[row]);
  for (std::size_t row = 0; row < n.connections.size(); ++row) {
    const ElementCheck check(where, "connection", row, unnamed);
    check_connection(check, n.connections[row], n);
    check.require(row == 0 || n.connections[row - 1].from_link <= n.connections[row].from_link,
                  "stands before one of an earlier link");
  }
  for (std::size_t row = 0; row < n.stops.size(); ++row)
    check_stop({where, "stop", row, n.stops[row].id}, n.stops[row], n);
}

void require_consistent(const TravelDemand& demand, const RoadNetwork& network, const std::string& where) {
  for (std::size_t row = 0; row < demand.types.size(); ++row)
    check_type({where, "vehicle type", row, demand.types[row].id}, demand.types[row]);
  for (std::size_t row = 0; row < demand.mixes.size(); ++row)
    check_mix({where, "mix", row, demand.mixes[row].id}, demand.mixes[row], demand.types.size());
  VehicleCheck check(demand, network);
  for (std::size_t row = 0; row < demand.vehicles.size(); ++row)
    check({where, "vehicle", row, demand.vehicles[row].id}, demand.vehicles[row]);
}

}  // namespace conurb::transport
