// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/street_graph.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "engine/sdk/dice.hpp"
#include "invented_city.hpp"
#include "plugins/energy/synthesis/box_tree.hpp"
#include "plugins/energy/synthesis/findings.hpp"
#include "plugins/energy/synthesis/join_parts.hpp"

namespace conurb::energy::synthesis {
namespace {

TEST(BoxTree, FindsTheNearestAsACheckOfAllDoes) {
  sdk::Dice dice(sdk::Random(2, "test"), 0);
  std::vector<Box> boxes;
  for (int i = 0; i < 700; ++i) {
    const double x = dice.uniform(0, 1000), y = dice.uniform(0, 100);
    boxes.push_back({x, y, x + dice.uniform(0, 20), y + dice.uniform(0, 20)});
  }
  const BoxTree tree(boxes);
  for (int q = 0; q < 500; ++q) {
    const double x = dice.uniform(-200, 1200), y = dice.uniform(-200, 300);
    std::size_t best = 0;
    for (std::size_t i = 1; i < boxes.size(); ++i)
      if (boxes[i].distance2(x, y) < boxes[best].distance2(x, y)) best = i;
    const BoxTree::Hit hit = tree.nearest(x, y, [&](std::int32_t i) { return boxes[at(i)].distance2(x, y); });
    EXPECT_EQ(hit.item, row_of(best));
  }
  EXPECT_EQ(BoxTree({}).nearest(0, 0, [](std::int32_t) { return 0.0; }).item, kNone);
}

TEST(BoxTree, AThousandBoxesInOnePlaceAreStillATree) {
  const BoxTree tree(std::vector<Box>(1000, Box{1, 1, 1, 1}));
  EXPECT_EQ(tree.nearest(0, 0, [](std::int32_t) { return 2.0; }).item, 0);
}

/// Length of the shortest tree, adding the nearest outsider one by one (Prim).
double shortest_tree(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> least(x.size(), 1e300);
  std::vector<bool> in(x.size(), false);
  double sum = 0;
  std::size_t last = 0;
  in[0] = true;
  for (std::size_t n = 1; n < x.size(); ++n) {
    std::size_t next = 0;
    double best = 1e300;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (in[i]) continue;
      least[i] = std::min(least[i], std::hypot(x[i] - x[last], y[i] - y[last]));
      if (least[i] < best) best = least[i], next = i;
    }
    sum += best;
    in[next] = true;
    last = next;
  }
  return sum;
}

TEST(JoinParts, PointsAreJoinedByTheShortestTree) {
  sdk::Dice dice(sdk::Random(3, "test"), 0);
  std::vector<double> x, y;
  for (int i = 0; i < 400; ++i) x.push_back(dice.uniform(0, 900)), y.push_back(dice.uniform(0, 300));
  std::vector<std::int32_t> all(x.size());
  std::iota(all.begin(), all.end(), 0);
  const std::vector<solvers::Edge> links = join_parts(x, y, all, all);
  ASSERT_EQ(links.size(), x.size() - 1);
  double sum = 0;
  for (const auto [a, b] : links) sum += std::hypot(x[at(a)] - x[at(b)], y[at(a)] - y[at(b)]);
  EXPECT_NEAR(sum, shortest_tree(x, y), 1e-9 * sum);
  EXPECT_EQ(components(solvers::Graph(row_of(x.size()), links)).count, 1);
}

TEST(JoinParts, EqualDistancesMakeNoLoop) {
  std::vector<double> x, y;
  for (int i = 0; i < 64; ++i) x.push_back(i % 8), y.push_back(i / 8);
  std::vector<std::int32_t> all(x.size());
  std::iota(all.begin(), all.end(), 0);
  const std::vector<solvers::Edge> links = join_parts(x, y, all, all);
  EXPECT_EQ(links.size(), 63U);
  EXPECT_EQ(components(solvers::Graph(64, links)).count, 1);
}

struct Planned {
  StreetPlan plan;
  std::vector<Finding> findings;
};
Planned plan(const CityStreets& streets, const CityBuildings& buildings) {
  Findings findings;
  StreetPlan made = plan_streets(streets, buildings, {}, in_order, findings);
  return {std::move(made), findings.take()};
}

TEST(StreetGraph, StreetsAreSplitWhereBuildingsJoinThem) {
  CityStreets streets;
  streets.add(0, 1, std::array{0.0, 0.0, 100.0, 0.0, 100.0, 50.0});
  CityBuildings b;
  b.x = {20, 20.4, 90, 0, 112};
  b.y = {10, -12, 8, 15, 40};  // two opposite, one, one at the end, one round the corner
  const auto [p, findings] = plan(streets, b);
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(p.connections[0].vertex, p.connections[1].vertex);  // joint shared
  EXPECT_EQ(p.connections[3].vertex, 0);                        // at the node
  ASSERT_EQ(p.graph.ends.size(), 4U);
  double length = 0;
  for (const auto& s : p.graph.stretch) length += s.length;
  EXPECT_NEAR(length, 150, 1e-9);
  EXPECT_NEAR(p.connections[0].length, 10, 1e-9);
  EXPECT_NEAR(p.connections[4].length, 12, 1e-9);
  EXPECT_NEAR(p.graph.y[at(p.connections[4].vertex)], 40, 1e-9);
  // From the joint at x = 90 round the corner.
  std::vector<double> path;
  for (std::int32_t e = 0; e < 4; ++e)
    if (p.graph.ends[at(e)].from == p.connections[2].vertex) p.graph.follow(e, p.connections[2].vertex, path);
  EXPECT_EQ(path, (std::vector<double>{100, 0, 100, 40}));
  path.clear();
  p.graph.follow(0, 0, path);
  EXPECT_EQ(path, (std::vector<double>{20, 0}));
  path.clear();
  for (std::int32_t e = 0; e < 4; ++e)
    if (p.graph.ends[at(e)].from == p.connections[2].vertex) p.graph.follow(e, p.connections[4].vertex, path);
  EXPECT_EQ(path, (std::vector<double>{100, 0, 90, 0}));
}

TEST(StreetGraph, NobodyJoinsBridgesAndNoCableFollowsMotorways) {
  CityStreets streets;
  streets.add(0, 1, std::array{0.0, 0.0, 100.0, 0.0}, Passage::cables);
  streets.add(1, 2, std::array{100.0, 0.0, 200.0, 0.0});
  streets.add(0, 2, std::array{0.0, 0.0, 100.0, 5.0, 200.0, 0.0}, Passage::closed);
  CityBuildings b;
  b.x = {50};
  b.y = {5};
  const auto [p, findings] = plan(streets, b);
  EXPECT_EQ(p.graph.ends.size(), 2U);
  EXPECT_NEAR(p.graph.x[at(p.connections[0].vertex)], 100, 1e-9);
}

TEST(StreetGraph, PartsAreJoinedAndFarBuildingsGetAWay) {
  const test::InventedCity city = test::scattered_city();
  const auto [p, findings] = plan(city.streets, city.buildings);
  const solvers::Components parts = components(p.graph.graph);
  for (const Connection& connection : p.connections)
    EXPECT_EQ(parts.of[at(connection.vertex)], parts.of[at(p.connections[0].vertex)]);
  EXPECT_EQ(p.connections.back().length, 0);  // the farm
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].object, "building " + std::to_string(city.buildings.size() - 1));
  EXPECT_NE(findings[1].text.find("joined to the rest"), std::string::npos);
}

TEST(StreetGraph, WithoutStreetsTheShortestTreeOfTheBuildingsDoes) {
  const test::InventedCity city = test::streetless_city(120);
  const auto [p, findings] = plan(city.streets, city.buildings);
  double length = 0;
  for (const auto& s : p.graph.stretch) length += s.length;
  EXPECT_NEAR(length, shortest_tree(city.buildings.x, city.buildings.y), 1e-6);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_NE(findings[0].text.find("no street"), std::string::npos);
}

TEST(StreetGraph, UnusableStreetsAndPlacesAreLeftOutWithAWord) {
  CityStreets streets;
  streets.add(0, 1, std::array{0.0, 0.0, 100.0, 0.0});
  streets.add(1, 2, std::array{100.0, 0.0, kUnknown, 0.0});
  streets.add(2, 3, std::array{100.0, 0.0});
  streets.add(1, 1, std::array{100.0, 0.0, 100.0, 0.0});
  streets.from.push_back(0), streets.to.push_back(99), streets.passage.push_back(Passage::street);
  streets.path.insert(streets.path.end(), {0, 0, 1, 1});
  streets.first.push_back(streets.path.size() / 2);
  CityBuildings b;
  b.x = {10, kUnknown, 1e9};
  b.y = {5, 0, 0};
  const auto [p, findings] = plan(streets, b);
  EXPECT_EQ(p.connections[1].vertex, kNone);
  EXPECT_EQ(p.connections[2].vertex, kNone);
  EXPECT_NE(p.connections[0].vertex, kNone);
  EXPECT_EQ(findings.size(), 5U);
}

}  // namespace
}  // namespace conurb::energy::synthesis
