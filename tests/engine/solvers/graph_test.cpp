// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

namespace conurb::solvers {
namespace {

using ::testing::ElementsAre;

TEST(Graph, ListsTheEdgesAtAVertexInTheirOrder) {
  const std::vector<Edge> edges = {{0, 1}, {2, 0}, {1, 1}, {0, 1}};
  const Graph graph(3, edges);
  std::vector<std::int32_t> to, by;
  for (const Graph::Arc& arc : graph.arcs(0)) {
    to.push_back(arc.to);
    by.push_back(arc.edge);
  }
  EXPECT_THAT(to, ElementsAre(1, 2, 1));
  EXPECT_THAT(by, ElementsAre(0, 1, 3));
  EXPECT_EQ(graph.arcs(1).size(), 2U);  // an edge from a vertex to itself joins nothing
}

TEST(Graph, RefusesAnEdgeThatLeadsNowhere) {
  EXPECT_THROW(Graph(2, std::vector<Edge>{{0, 2}}), std::out_of_range);
  EXPECT_THROW(Graph(2, std::vector<Edge>{{-1, 0}}), std::out_of_range);
}

TEST(Graph, NumbersComponentsByTheirLowestVertices) {
  const Components parts = components(Graph(6, std::vector<Edge>{{4, 0}, {1, 5}, {5, 3}}));
  EXPECT_EQ(parts.count, 3);
  EXPECT_THAT(parts.of, ElementsAre(0, 1, 2, 1, 0, 1));
}

TEST(Graph, FindsTheBridgesOfARingWithATail) {
  const std::vector<Edge> edges = {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {3, 4}};
  EXPECT_THAT(bridges(Graph(5, edges), edges), ElementsAre(0, 0, 0, 1, 0, 0));
}

/// Taking each edge away and counting components is the oracle.
TEST(Graph, BridgesAreTheEdgesWhoseLossSplitsAComponent) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::uniform_int_distribution<std::int32_t> vertex(0, 19);
    std::vector<Edge> edges;
    for (int e = 0; e < 24; ++e) edges.push_back({vertex(random), vertex(random)});
    const std::vector<std::uint8_t> found = bridges(Graph(20, edges), edges);
    const std::int32_t whole = components(Graph(20, edges)).count;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      std::vector<Edge> rest = edges;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(e));
      EXPECT_EQ(found[e] != 0, components(Graph(20, rest)).count > whole)
          << "edge " << e << " of round " << round;
    }
  }
}

TEST(Graph, WalksBreadthFirstFromAllRoots) {
  const Walk walk = breadth_first(Graph(6, std::vector<Edge>{{0, 1}, {1, 2}, {3, 2}, {4, 5}}),
                                  std::vector<std::int32_t>{3, 0, 3});
  EXPECT_THAT(walk.order, ElementsAre(3, 0, 2, 1));
  EXPECT_THAT(walk.parent, ElementsAre(-1, 0, 3, -1, -1, -1));
  EXPECT_THAT(walk.parent_edge, ElementsAre(-1, 0, 2, -1, -1, -1));
}

TEST(DisjointSets, AreNamedByTheirLowestMember) {
  DisjointSets sets(5);
  EXPECT_TRUE(sets.join(4, 2));
  EXPECT_TRUE(sets.join(2, 1));
  EXPECT_FALSE(sets.join(1, 4));
  EXPECT_EQ(sets.find(4), 1);
  EXPECT_EQ(sets.find(3), 3);
}

}  // namespace
}  // namespace conurb::solvers
