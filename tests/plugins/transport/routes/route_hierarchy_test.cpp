// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_hierarchy.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/routes/streets.hpp"

namespace conurb::transport {
namespace {

using testing::kCars;

std::pair<std::int32_t, std::int32_t> ends_of(const RouteHierarchy& h, std::int32_t arc) {
  const bool leads_up = arc < h.ways[RouteHierarchy::down].first.front();
  const std::int32_t low = h.lower[at(arc)], high = h.higher[at(arc)];
  return leads_up ? std::pair(low, high) : std::pair(high, low);
}

TEST(RouteHierarchy, HasAnArcForEachWayOverALowerNode) {
  const RouteHierarchy h = route_hierarchy(testing::street_grid(7, 3), kCars);
  std::set<std::pair<std::int32_t, std::int32_t>> arcs, needed;
  for (std::int32_t a = 0; a < h.arcs(); ++a)
    EXPECT_TRUE(arcs.insert(ends_of(h, a)).second) << "twice: " << a;
  for (std::int32_t n = 0; n < h.nodes(); ++n) {
    for (std::int32_t t = h.graph.first_arc[at(n)]; t < h.graph.first_arc[at(n) + 1]; ++t)
      needed.emplace(h.rank_of_node[at(n)], h.rank_of_node[at(h.graph.head[at(t)])]);
  }
  for (const auto& [u, v] : arcs)
    for (const auto& [v2, w] : arcs)
      if (v == v2 && u > v && w > v && u != w) needed.emplace(u, w);
  EXPECT_EQ(arcs, needed);
}

TEST(RouteHierarchy, ListsItsArcsFromBothEnds) {
  const RouteHierarchy h = route_hierarchy(testing::street_grid(6, 4), kCars);
  for (const RouteHierarchy::Way& way : h.ways) {
    for (std::int32_t r = 0; r < h.nodes(); ++r) {
      for (std::int32_t a = way.first[at(r)]; a < way.first[at(r) + 1]; ++a) {
        EXPECT_EQ(h.lower[at(a)], r);
        EXPECT_GT(h.higher[at(a)], a > way.first[at(r)] ? h.higher[at(a - 1)] : r);
      }
      for (std::int32_t i = way.first_lower[at(r)]; i < way.first_lower[at(r) + 1]; ++i) {
        EXPECT_EQ(h.higher[at(way.lower_arc[at(i)])], r);
        const std::int32_t before =
            i > way.first_lower[at(r)] ? h.lower[at(way.lower_arc[at(i - 1)])] : kNone;
        EXPECT_GT(h.lower[at(way.lower_arc[at(i)])], before);
      }
    }
    EXPECT_EQ(way.lower_arc.size(), at(way.first.back() - way.first.front()));
  }
}

TEST(RouteHierarchy, HasAllHigherEndsAmongTheAncestors) {
  const RouteHierarchy h = route_hierarchy(testing::street_grid(8, 5), kCars);
  for (std::int32_t a = 0; a < h.arcs(); ++a) {
    std::int32_t x = h.lower[at(a)];
    while (x < h.higher[at(a)]) {
      EXPECT_GT(h.parent[at(x)], x);
      x = h.parent[at(x)];
    }
    EXPECT_EQ(x, h.higher[at(a)]);
  }
}

TEST(RouteHierarchy, KnowsTheTurnThatAnArcIs) {
  testing::Streets s;
  s.junction();
  s.connect(s.link(0, 0), 0);  // a loop, joined to itself
  s.connect(0, s.link(0, 0));
  const RouteHierarchy h = route_hierarchy(s.network, kCars);
  ASSERT_EQ(h.graph.arcs(), 2);
  EXPECT_EQ(h.arc_of_turn[0], kNone);
  ASSERT_EQ(h.arcs(), 1);
  EXPECT_EQ(h.arc_of_turn[1], 0);
  EXPECT_EQ(h.turn[0], 1);
}

TEST(RouteHierarchy, RefusesAnOrderThatDoesNotFit) {
  const TurnGraph graph = turn_graph(testing::street_grid(2, 1), kEveryClass);
  std::vector<std::int32_t> order(at(graph.nodes()));
  ASSERT_GT(order.size(), 2U);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = row_of(i);
  EXPECT_EQ(route_hierarchy(graph, order).nodes(), graph.nodes());
  const auto refused = [&](auto&& spoil) {
    auto spoilt = order;
    spoil(spoilt);
    EXPECT_THROW((void)route_hierarchy(graph, spoilt), InputError);
  };
  refused([](auto& o) { o.pop_back(); });
  refused([](auto& o) { o.push_back(0); });
  refused([](auto& o) { o[0] = o[1]; });
  refused([](auto& o) { o[0] = -1; });
  refused([](auto& o) { o[0] = row_of(o.size()); });
}

}  // namespace
}  // namespace conurb::transport
