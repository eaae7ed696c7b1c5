// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/transport/equilibrium/towns.hpp"

#include <gtest/gtest.h>

#include <random>

namespace conurb::transport::testing {

std::int32_t Town::junction(double x, double y) {
  Junction& added = roads.junctions.emplace_back();
  added.x = x;
  added.y = y;
  return row_of(roads.junctions.size()) - 1;
}

std::int32_t Town::link(std::int32_t from, std::int32_t to, double length, double speed, std::int32_t lanes) {
  Link& added = roads.links.emplace_back();
  added.id = "l" + std::to_string(roads.links.size() - 1);
  added.from = from;
  added.to = to;
  added.length = length;
  added.speed = speed;
  added.first_lane = row_of(roads.lanes.size());
  added.lanes = lanes;
  roads.lanes.resize(roads.lanes.size() + at(lanes), Lane{kEveryClass, speed, 3.2});
  return row_of(roads.links.size()) - 1;
}

void Town::connect(std::int32_t from, std::int32_t to, std::int32_t from_lane, std::int32_t to_lane) {
  Connection& added = roads.connections.emplace_back();
  added.from_link = from;
  added.from_lane = from_lane;
  added.to_link = to;
  added.to_lane = to_lane;
  added.junction = roads.links[at(from)].to;
}

std::int32_t Town::vehicle(double depart_s, std::int32_t origin, std::int32_t destination) {
  if (demand.types.empty()) {
    VehicleType& type = demand.types.emplace_back();
    type.id = "car";
    type.length = 5;
    type.min_gap = 0;
  }
  Vehicle& added = demand.vehicles.emplace_back();
  added.id = "v" + std::to_string(demand.vehicles.size() - 1);
  added.type = 0;
  added.depart = in_ms(depart_s);
  added.origin = origin;
  added.destination = destination;
  return row_of(demand.vehicles.size()) - 1;
}

std::shared_ptr<const FlowNetwork> Town::net() const {
  return std::make_shared<FlowNetwork>(flow_network(roads, rules));
}

DynamicEquilibrium Town::equilibrium(const DynamicEquilibriumOptions& options) const {
  std::vector<Finding> findings;
  DynamicEquilibrium made(net(), roads, demand, findings, options);
  EXPECT_TRUE(findings.empty()) << findings.front().object << ": " << findings.front().text;
  return made;
}

TwoRoutes::TwoRoutes() {
  rules.reaction = 1;
  rules.discharge_speed_share = 1;
  rules.wave_speed = 5;
  rules.start_up = 0;
  rules.acceleration = 1e9;
  rules.deceleration = 1e9;
  const std::int32_t begin = junction(0, 0), parts = junction(500, 0), middle = junction(2000, 0),
                     meets = junction(2100, 0), over = junction(2600, 0);
  start = link(begin, parts, 500, 20, 2);
  quick = link(parts, middle, 1500, 20);
  narrow = link(middle, meets, 100, 2.5);
  wide = link(parts, meets, 3500, 20);
  end = link(meets, over, 500, 20, 2);
  connect(start, quick, 0);
  connect(start, wide, 1);
  connect(quick, narrow);
  connect(narrow, end, 0, 0);
  connect(wide, end, 0, 1);
}

Town grid_town(std::int32_t side, std::int32_t trips) {
  Town town;
  for (std::int32_t y = 0; y < side; ++y)
    for (std::int32_t x = 0; x < side; ++x) town.junction(250.0 * x, 250.0 * y);
  const auto street = [&](std::int32_t a, std::int32_t b, std::int32_t row) {
    const double speed = row % 2 == 0 ? 14 : 8;
    town.link(a, b, 250, speed);
    town.link(b, a, 250, speed);
  };
  for (std::int32_t y = 0; y < side; ++y) {
    for (std::int32_t x = 0; x < side; ++x) {
      if (x + 1 < side) street(y * side + x, y * side + x + 1, y);
      if (y + 1 < side) street(y * side + x, y * side + x + side, x);
    }
  }
  const std::vector<Link>& links = town.roads.links;
  for (std::int32_t a = 0; at(a) < links.size(); ++a)
    for (std::int32_t b = 0; at(b) < links.size(); ++b)
      if (links[at(a)].to == links[at(b)].from && links[at(a)].from != links[at(b)].to) town.connect(a, b);
  std::mt19937 random(7);
  const auto anywhere = [&] { return static_cast<std::int32_t>(random() % links.size()); };
  for (std::int32_t i = 0; i < trips; ++i) {
    const std::int32_t from = anywhere();
    town.vehicle(1200.0 * i / trips, from, anywhere());
  }
  return town;
}

}  // namespace conurb::transport::testing
