// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/turn_graph.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/routes/streets.hpp"

namespace conurb::transport {
namespace {

using testing::kCars;
using testing::Streets;

/// In to a junction, and out of it to the left, to the right (buses only) and back.
Streets crossing() {
  Streets s;
  for (int j = 0; j < 4; ++j) s.junction();
  const std::int32_t in = s.link(0, 1), left = s.link(1, 2);
  const std::int32_t right = s.link(1, 3, 100, 10, set_of(VehicleClass::bus)), back = s.link(1, 0);
  s.connect(in, left, 20);
  s.connect(in, right, 10);
  s.connect(in, back, 5);
  return s;
}

TEST(TurnGraph, JoinsLinksThatAConnectionJoins) {
  const TurnGraph graph = turn_graph(crossing().network, set_of(VehicleClass::bus));
  EXPECT_EQ(graph.link_of_node, (std::vector<std::int32_t>{0, 1, 2, 3}));
  EXPECT_EQ(graph.first_arc, (std::vector<std::int32_t>{0, 3, 3, 3, 3}));
  EXPECT_EQ(graph.head, (std::vector<std::int32_t>{1, 2, 3}));
}

TEST(TurnGraph, LeavesOutWhatTheClassMayNotUse) {
  const TurnGraph graph = turn_graph(crossing().network, kCars);
  EXPECT_EQ(graph.link_of_node, (std::vector<std::int32_t>{0, 1, 3}));
  EXPECT_EQ(graph.node_of(2), kNone);
  EXPECT_EQ(graph.head, (std::vector<std::int32_t>{1, 2}));
  EXPECT_EQ(turn_graph(crossing().network, 0).nodes(), 0);
  EXPECT_EQ(turn_graph(crossing().network, kEveryClass).nodes(), 4);
}

TEST(TurnGraph, LooksAtTheLanesThatAConnectionJoins) {
  Streets s = crossing();
  s.network.lanes.push_back({set_of(VehicleClass::bus), 10});  // a bus lane beside the left link's
  s.network.links[1].first_lane = row_of(s.network.lanes.size()) - 1;
  s.network.lanes.push_back({kEveryClass, 10});
  s.network.links[1].lanes = 2;
  const TurnGraph graph = turn_graph(s.network, kCars);
  EXPECT_NE(graph.node_of(1), kNone);
  EXPECT_EQ(graph.head, (std::vector<std::int32_t>{graph.node_of(3)})) << "the turn leads to the bus lane";
}

TEST(TurnGraph, KeepsTheShortestOfConnectionsBetweenTwoLinks) {
  Streets s = crossing();
  const std::int32_t shorter = s.connect(0, 1, 12);
  s.connect(0, 1, 12);
  const TurnGraph graph = turn_graph(s.network, kCars);
  EXPECT_EQ(graph.arcs(), 2);
  EXPECT_EQ(graph.connection.front(), shorter);
}

TEST(TurnGraph, OfNoLinksIsEmpty) {
  const TurnGraph graph = turn_graph({}, kCars);
  EXPECT_EQ(graph.nodes(), 0);
  EXPECT_EQ(graph.arcs(), 0);
  EXPECT_TRUE(free_flow_costs({}, graph, kCars).links.empty());
}

TEST(TurnGraph, RefusesWhatIsNotThere) {
  const auto refused = [](auto&& spoil) {
    Streets s = crossing();
    spoil(s.network);
    EXPECT_THROW((void)turn_graph(s.network, kCars), InputError);
  };
  constexpr std::int32_t huge = std::numeric_limits<std::int32_t>::max();
  refused([](RoadNetwork& n) { n.links[0].to = 4; });
  refused([](RoadNetwork& n) { n.links[0].from = kNone; });
  refused([](RoadNetwork& n) { n.links[0].lanes = 5; });
  refused([](RoadNetwork& n) { n.links[3].first_lane = huge; });
  refused([](RoadNetwork& n) { n.links[0].lanes = huge; });
  refused([](RoadNetwork& n) { n.links[0].lanes = -1; });
  refused([](RoadNetwork& n) { n.connections[0].to_link = 4; });
  refused([](RoadNetwork& n) { n.connections[0].from_link = kNone; });
  refused([](RoadNetwork& n) { n.connections[0].to_lane = 1; });
  refused([](RoadNetwork& n) { n.connections[0].from_lane = -1; });
  refused([](RoadNetwork& n) { n.connections[0].length = -1; });
  EXPECT_THROW((void)turn_graph(crossing().network, kCars).node_of(4), InputError);
}

TEST(FreeFlowCosts, AreTimesOfLinksAndTurns) {
  Streets s = crossing();
  s.network.connections[0].right = Right::minor;
  s.network.connections[2].turn = Turn::back;
  s.network.connections[2].speed = 2;
  FreeFlowOptions options;
  options.turning_back = 700;
  const TurnGraph graph = turn_graph(s.network, kCars);
  const RouteCosts costs = free_flow_costs(s.network, graph, kCars, options);
  EXPECT_EQ(costs.links, (std::vector<Milliseconds>{10000, 10000, kUnreachable, 10000}));
  EXPECT_EQ(costs.turns, (std::vector<Milliseconds>{2000 + 1500, 2500 + 700}));
  options.max_speed = 5;
  EXPECT_EQ(free_flow_costs(s.network, graph, kCars, options).links[0], 20000);
}

TEST(FreeFlowCosts, KnowStandstillAndNoLength) {
  Streets s = crossing();
  s.network.lanes[0].speed = 0;
  s.network.links[1].length = 0;
  s.network.links[3].length = 1e300;
  const TurnGraph graph = turn_graph(s.network, kCars);
  const RouteCosts costs = free_flow_costs(s.network, graph, kCars);
  EXPECT_EQ(costs.links, (std::vector<Milliseconds>{kUnreachable, 0, kUnreachable, kUnreachable}));
}

TEST(FreeFlowCosts, RefuseWhatIsNoTime) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](auto&& spoil) {
    Streets s = crossing();
    spoil(s.network);
    const TurnGraph graph = turn_graph(s.network, kCars);
    EXPECT_THROW((void)free_flow_costs(s.network, graph, kCars), InputError);
  };
  refused([&](RoadNetwork& n) { n.links[0].length = nan; });
  refused([](RoadNetwork& n) { n.links[0].length = -1; });
  refused([&](RoadNetwork& n) { n.lanes[0].speed = nan; });
  refused([](RoadNetwork& n) { n.lanes[0].speed = -1; });
  refused([](RoadNetwork& n) { n.connections[0].speed = -1; });
}

}  // namespace
}  // namespace conurb::transport
