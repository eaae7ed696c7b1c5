// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/transport/routes/streets.hpp"

#include <algorithm>
#include <random>

namespace conurb::transport::testing {

std::int32_t Streets::junction(double x, double y) {
  Junction& added = network.junctions.emplace_back();
  added.x = x;
  added.y = y;
  return row_of(network.junctions.size()) - 1;
}

std::int32_t Streets::link(std::int32_t from, std::int32_t to, double length, double speed,
                           ClassSet allowed) {
  Link& added = network.links.emplace_back();
  added.id = std::to_string(network.links.size() - 1);
  added.from = from;
  added.to = to;
  added.length = length;
  added.speed = speed;
  added.first_lane = row_of(network.lanes.size());
  added.lanes = 1;
  network.lanes.push_back({allowed, speed});
  return row_of(network.links.size()) - 1;
}

std::int32_t Streets::connect(std::int32_t from, std::int32_t to, double length) {
  Connection& added = network.connections.emplace_back();
  added.from_link = from;
  added.to_link = to;
  added.junction = network.links[at(from)].to;
  added.length = length;
  return row_of(network.connections.size()) - 1;
}

RoadNetwork street_grid(std::int32_t side, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t n) { return static_cast<std::int32_t>(random() % n); };
  const auto one_in = [&](std::uint32_t n) { return below(n) == 0; };
  Streets streets;
  for (std::int32_t y = 0; y < side; ++y)
    for (std::int32_t x = 0; x < side; ++x) streets.junction(100.0 * x, 100.0 * y);
  const auto street = [&](std::int32_t a, std::int32_t b) {
    if (one_in(12)) return;
    const double length = one_in(20) ? 0.001 : 50 + below(100), speed = 5 + below(20);
    const ClassSet allowed = one_in(30) ? set_of(VehicleClass::bus) : kEveryClass;
    const bool one_way = one_in(4);
    streets.link(a, b, length, speed, allowed);
    if (!one_way) streets.link(b, a, length, speed, allowed);
  };
  for (std::int32_t y = 0; y < side; ++y) {
    for (std::int32_t x = 0; x < side; ++x) {
      if (x + 1 < side) street(y * side + x, y * side + x + 1);
      if (y + 1 < side) street(y * side + x, y * side + x + side);
    }
  }
  const auto& links = streets.network.links;
  for (std::int32_t a = 0; at(a) < links.size(); ++a) {
    for (std::int32_t b = 0; at(b) < links.size(); ++b) {
      const bool back = links[at(a)].from == links[at(b)].to;
      if (links[at(a)].to != links[at(b)].from || one_in(back ? 2 : 10)) continue;
      streets.connect(a, b, below(20));
      if (back) streets.network.connections.back().turn = Turn::back;
      if (one_in(3)) streets.network.connections.back().right = Right::minor;
    }
  }
  return streets.network;
}

Milliseconds cost_of(const TurnGraph& graph, const RouteCosts& costs, std::span<const std::int32_t> links) {
  Milliseconds cost = 0;
  for (std::size_t i = 0; i < links.size(); ++i) {
    cost = add_costs(cost, costs.links[at(links[i])]);
    if (i == 0) continue;
    const std::int32_t from = graph.node_of(links[i - 1]), to = graph.node_of(links[i]);
    const auto begin = graph.head.begin() + graph.first_arc[at(from)];
    const auto end = graph.head.begin() + graph.first_arc[at(from) + 1];
    const auto arc = std::find(begin, end, to);
    if (arc == end) return kUnreachable;
    cost = add_costs(cost, costs.turns[static_cast<std::size_t>(arc - graph.head.begin())]);
  }
  return cost;
}

}  // namespace conurb::transport::testing
