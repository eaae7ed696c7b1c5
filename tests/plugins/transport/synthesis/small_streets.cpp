// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/transport/synthesis/small_streets.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport::testing {

std::int32_t SmallStreets::node(double x, double y, const std::string& control) {
  net.x.push_back(x);
  net.y.push_back(y);
  net.control.push_back(control);
  return row_of(net.x.size() - 1);
}

std::int32_t SmallStreets::street(std::int32_t from, std::int32_t to, const std::string& road_class,
                                  double lanes, double back_lanes) {
  const std::int32_t row = row_of(net.links());
  const bool two_way = back_lanes != 0;
  for (const bool back : {false, true}) {
    if (back && !two_way) break;
    net.from.push_back(back ? to : from);
    net.to.push_back(back ? from : to);
    net.reverse.push_back(two_way ? (back ? row : row + 1) : kNone);
    net.road_class.push_back(road_class);
    net.lanes.push_back(back && back_lanes > 0 ? back_lanes : lanes);
    net.level.push_back(0);
  }
  return row;
}

std::vector<std::int32_t> SmallStreets::star(std::int32_t centre, const std::vector<double>& degrees,
                                             const std::vector<std::string>& classes, double lanes) {
  std::vector<std::int32_t> rows;
  for (std::size_t i = 0; i < degrees.size(); ++i) {
    const double angle = degrees[i] * std::numbers::pi / 180;
    const std::int32_t end =
        node(net.x[at(centre)] + 200 * std::cos(angle), net.y[at(centre)] + 200 * std::sin(angle));
    rows.push_back(street(end, centre, classes[i % classes.size()], lanes));
  }
  return rows;
}

std::vector<Connection> between(const RoadSynthesis& made, std::int32_t from, std::int32_t to) {
  std::vector<Connection> found;
  for (const Connection& c : made.roads.connections)
    if (c.from_link == made.link_of_street[at(from)] && c.to_link == made.link_of_street[at(to)])
      found.push_back(c);
  return found;
}

Connection first_between(const RoadSynthesis& made, std::int32_t from, std::int32_t to) {
  const std::vector<Connection> found = between(made, from, to);
  EXPECT_FALSE(found.empty()) << from << " does not lead to " << to;
  return found.empty() ? Connection{} : found.front();
}

namespace {

bool any_of(const RoadSynthesis& made, const std::vector<Connection>& ones, std::int32_t from,
            std::int32_t to, std::vector<std::int32_t> Connection::*rows) {
  for (const Connection& c : ones)
    for (const std::int32_t row : c.*rows) {
      const Connection& foe = made.roads.connections[at(row)];
      if (foe.from_link == made.link_of_street[at(from)] && foe.to_link == made.link_of_street[at(to)])
        return true;
    }
  return false;
}

bool contains(const std::vector<std::int32_t>& sorted, std::int32_t row) {
  return std::binary_search(sorted.begin(), sorted.end(), row);
}

void check_connections(const RoadNetwork& net) {
  std::vector<std::uint8_t> leads(net.lanes.size(), 0);
  for (std::size_t i = 0; i < net.connections.size(); ++i) {
    const Connection& c = net.connections[i];
    EXPECT_LE(net.connections[i > 0 ? i - 1 : 0].from_link, c.from_link);
    const Link &from = net.links[at(c.from_link)], &to = net.links[at(c.to_link)];
    EXPECT_EQ(from.to, c.junction);
    EXPECT_EQ(to.from, c.junction);
    ASSERT_LT(c.from_lane, from.lanes);
    ASSERT_LT(c.to_lane, to.lanes);
    leads[at(from.first_lane + c.from_lane)] = 1;
    EXPECT_NE(net.lanes[at(from.first_lane)].allowed & net.lanes[at(to.first_lane)].allowed, 0U);
    EXPECT_TRUE(c.length >= 0 && c.length < 200) << c.length;
    EXPECT_TRUE(c.speed > 0 && c.speed <= from.speed) << c.speed;
    EXPECT_TRUE(std::is_sorted(c.crosses.begin(), c.crosses.end()));
    for (const std::int32_t foe : c.yields_to) {
      EXPECT_TRUE(contains(c.crosses, foe));
      EXPECT_FALSE(contains(net.connections[at(foe)].yields_to, row_of(i))) << i << " and " << foe;
    }
    for (const std::int32_t foe : c.crosses) {
      EXPECT_NE(foe, row_of(i));
      EXPECT_TRUE(contains(net.connections[at(foe)].crosses, row_of(i))) << i << " and " << foe;
    }
  }
  for (const Link& link : net.links) {
    bool any = false;
    for (std::int32_t lane = 0; lane < link.lanes; ++lane) any |= leads[at(link.first_lane + lane)] != 0;
    for (std::int32_t lane = 0; any && lane < link.lanes; ++lane)
      EXPECT_EQ(leads[at(link.first_lane + lane)], 1) << "link " << link.id << " lane " << lane;
  }
}

void check_phase(const RoadNetwork& net, std::int32_t signal, const Phase& phase) {
  for (const Connection& c : net.connections) {
    if (c.signal != signal) continue;
    for (const std::int32_t row : c.crosses) {
      const Connection& foe = net.connections[at(row)];
      if (foe.from_link == c.from_link) continue;  // lanes that end
      const Light mine = phase.lights[at(c.light)], its = phase.lights[at(foe.light)];
      EXPECT_FALSE(mine == Light::green_priority && its == Light::green_priority)
          << net.links[at(c.from_link)].id << " and " << net.links[at(foe.from_link)].id;
      EXPECT_TRUE(mine != Light::green || its != Light::green_priority || contains(c.yields_to, row));
    }
  }
}

void check_signals(const RoadNetwork& net) {
  for (std::size_t s = 0; s < net.signals.size(); ++s) {
    const Signal& signal = net.signals[s];
    ASSERT_EQ(signal.programs.size(), 3U);
    EXPECT_EQ(signal.programs[at(signal.active)].kind, SignalProgram::Kind::fixed);
    for (const SignalProgram& program : signal.programs) {
      std::vector<std::uint8_t> green(at(signal.lights), 0);
      Milliseconds cycle = 0;
      for (const Phase& phase : program.phases) {
        ASSERT_EQ(phase.lights.size(), green.size());
        cycle += phase.duration;
        EXPECT_TRUE(0 < phase.shortest && phase.shortest <= phase.duration &&
                    phase.duration <= phase.longest);
        for (std::size_t i = 0; i < green.size(); ++i)
          if (phase.lights[i] == Light::green || phase.lights[i] == Light::green_priority) green[i] = 1;
        check_phase(net, row_of(s), phase);
      }
      EXPECT_EQ(std::count(green.begin(), green.end(), 0), 0) << "a light that is never green";
      EXPECT_GE(cycle, 60000);
    }
  }
}

/// Links from `from` to `to`, the least number; empty: no way.
std::vector<std::int32_t> least_links(const RoadNetwork& net, std::int32_t from, std::int32_t to) {
  std::vector<std::int32_t> before(net.links.size(), kNone), queue = {from};
  before[at(from)] = from;
  for (std::size_t i = 0; i < queue.size(); ++i)
    for (const Connection& c : net.connections)
      if (c.from_link == queue[i] && before[at(c.to_link)] == kNone) {
        before[at(c.to_link)] = queue[i];
        queue.push_back(c.to_link);
      }
  std::vector<std::int32_t> path;
  if (before[at(to)] == kNone) return path;
  for (std::int32_t link = to; link != from; link = before[at(link)]) path.push_back(link);
  path.push_back(from);
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

bool yields(const RoadSynthesis& made, std::int32_t from, std::int32_t to, std::int32_t others_from,
            std::int32_t others_to) {
  return any_of(made, between(made, from, to), others_from, others_to, &Connection::yields_to);
}

bool cross(const RoadSynthesis& made, std::int32_t from, std::int32_t to, std::int32_t others_from,
           std::int32_t others_to) {
  return any_of(made, between(made, from, to), others_from, others_to, &Connection::crosses);
}

void check_network(const RoadSynthesis& made) {
  ASSERT_EQ(made.street_of_link.size(), made.roads.links.size());
  for (std::size_t link = 0; link < made.roads.links.size(); ++link)
    EXPECT_EQ(made.link_of_street[at(made.street_of_link[link])], row_of(link));
  for (const Link& link : made.roads.links) EXPECT_GE(link.length, 7.499) << link.id;
  check_connections(made.roads);
  check_signals(made.roads);
}

int drive_through(const RoadSynthesis& made, double every_s) {
  const RoadNetwork& net = made.roads;
  std::vector<std::int32_t> entries, exits;
  std::vector<std::int32_t> ins(net.junctions.size(), 0), outs(net.junctions.size(), 0);
  for (const Link& link : net.links) ++outs[at(link.from)], ++ins[at(link.to)];
  for (std::size_t i = 0; i < net.links.size(); ++i) {
    if (ins[at(net.links[i].from)] <= 1 && outs[at(net.links[i].from)] == 1) entries.push_back(row_of(i));
    if (outs[at(net.links[i].to)] <= 1 && ins[at(net.links[i].to)] == 1) exits.push_back(row_of(i));
  }
  TravelDemand demand;
  demand.types.emplace_back();
  for (int k = 0; k * every_s < 600; ++k)
    for (const std::int32_t entry : entries)
      for (const std::int32_t exit : exits) {
        const std::vector<std::int32_t> links = least_links(net, entry, exit);
        if (links.empty() || net.links[at(entry)].from == net.links[at(exit)].to) continue;
        Vehicle vehicle;
        vehicle.type = 0;
        vehicle.depart = static_cast<Milliseconds>(k * every_s * 1000);
        vehicle.first_link = static_cast<std::int64_t>(demand.route_links.size());
        vehicle.links = row_of(links.size());
        demand.route_links.insert(demand.route_links.end(), links.begin(), links.end());
        demand.vehicles.push_back(vehicle);
      }
  const auto network = std::make_shared<const FlowNetwork>(flow_network(net));
  std::vector<Finding> findings;
  const auto trips = std::make_shared<const FlowDemand>(flow_demand(*network, net, demand, findings));
  EXPECT_TRUE(findings.empty()) << findings.front().text;
  Flow flow(network, trips);
  flow.run_out(7'200'000);
  EXPECT_EQ(flow.state().count.arrived, static_cast<std::int64_t>(demand.vehicles.size()));
  EXPECT_EQ(flow.state().count.forced, 0);
  EXPECT_EQ(flow.validate(), "");
  return static_cast<int>(demand.vehicles.size());
}

StreetNetwork mirrored(const StreetNetwork& streets) {
  StreetNetwork out = streets;
  for (double& x : out.x) x = -x;
  for (std::size_t i = 0; i < out.path.size(); i += 3) out.path[i] = -out.path[i];
  return out;
}

}  // namespace conurb::transport::testing
