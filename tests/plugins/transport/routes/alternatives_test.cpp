// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/alternatives.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/dijkstra.hpp"
#include "tests/plugins/transport/routes/streets.hpp"

namespace conurb::transport {
namespace {

struct Offered {
  std::shared_ptr<const RouteHierarchy> hierarchy;
  RouteCosts costs;
  RouteMetric metric;

  explicit Offered(const RoadNetwork& network)
      : hierarchy(std::make_shared<RouteHierarchy>(route_hierarchy(network, testing::kCars))),
        costs(free_flow_costs(network, hierarchy->graph, testing::kCars)),
        metric(hierarchy, costs) {}
  /// With `highest` as the last to be eliminated, so that searches meet there.
  Offered(const RoadNetwork& network, const std::vector<std::int32_t>& highest)
      : hierarchy(std::make_shared<RouteHierarchy>(with_highest(turn_graph(network, kEveryClass), highest))),
        costs(free_flow_costs(network, hierarchy->graph, kEveryClass)),
        metric(hierarchy, costs) {}

  static RouteHierarchy with_highest(TurnGraph graph, const std::vector<std::int32_t>& highest) {
    std::vector<std::int32_t> order;
    for (std::int32_t n = 0; n < graph.nodes(); ++n)
      if (std::find(highest.begin(), highest.end(), n) == highest.end()) order.push_back(n);
    order.insert(order.end(), highest.begin(), highest.end());
    return route_hierarchy(std::move(graph), order);
  }
};

using Links = std::vector<std::int32_t>;

Links route_of(const Routes& routes, std::size_t r) {
  return {routes.links.begin() + routes.first[r], routes.links.begin() + routes.first[r + 1]};
}

double time_on(const RouteCosts& costs, const Links& links, const std::set<std::int32_t>& among) {
  double time = 0;
  for (const std::int32_t link : links)
    if (among.contains(link)) time += costs.links[at(link)];
  return time;
}

/// Checks what is found on a grid; returns how many alternatives that were.
std::size_t alternatives_within(const AlternativeLimits& limits) {
  const RoadNetwork network = testing::street_grid(15, 2);
  const Offered o(network);
  Dijkstra dijkstra(o.hierarchy->graph, o.costs);
  AlternativeSearch search(o.metric, limits);
  std::size_t found = 0;
  for (std::int32_t a = 0; at(a) < network.links.size(); a += 29) {
    for (std::int32_t b = 0; at(b) < network.links.size(); b += 31) {
      const Routes routes = search.find(a, b);
      Links unused;
      const Milliseconds cheapest = dijkstra.route(a, b, unused);
      EXPECT_EQ(routes.costs.empty(), cheapest == kUnreachable);
      EXPECT_LE(routes.costs.size(), at(limits.routes));
      for (std::size_t r = 0; r < routes.costs.size(); ++r) {
        const Links links = route_of(routes, r);
        const std::set<std::int32_t> own(links.begin(), links.end());
        EXPECT_EQ(links.front(), a);
        EXPECT_EQ(links.back(), b);
        EXPECT_EQ(own.size(), links.size());
        EXPECT_EQ(routes.costs[r], testing::cost_of(o.hierarchy->graph, o.costs, links));
        EXPECT_GE(routes.costs[r], r == 0 ? cheapest : routes.costs[r - 1]);
        EXPECT_LE(routes.costs[r], r == 0 ? cheapest : limits.stretch * cheapest);
        for (std::size_t before = 0; before < r; ++before) {
          const Links other = route_of(routes, before);
          EXPECT_LE(time_on(o.costs, links, {other.begin(), other.end()}),
                    limits.overlap * time_on(o.costs, links, own));
        }
        found += r > 0 ? 1 : 0;
      }
    }
  }
  return found;
}

TEST(AlternativeSearch, KeepsToItsLimits) {
  AlternativeLimits narrow, wide;
  narrow.routes = 4;
  narrow.stretch = 1.3;
  narrow.overlap = 0.6;
  wide.routes = 31;
  wide.stretch = 3;
  wide.overlap = 1;
  wide.local = 0;
  const std::size_t few = alternatives_within(narrow);
  EXPECT_GT(few, 100U) << "hardly an alternative: no test of them";
  EXPECT_GT(alternatives_within(wide), few);
}

/// A road of 20 links of 10 s each, and beside the tenth a lane of 11 s.
struct RoadWithSideLane {
  testing::Streets streets;
  std::int32_t side = kNone, first = kNone, last = kNone;

  RoadWithSideLane() {
    for (int i = 0; i <= 20; ++i) streets.junction(100.0 * i, 0);
    for (int i = 0; i < 20; ++i) last = streets.link(i, i + 1);
    side = streets.link(9, 10, 110);
    first = 0;
    for (int i = 1; i < 20; ++i) streets.connect(i - 1, i);
    streets.connect(8, side);
    streets.connect(side, 10);
  }
};

TEST(AlternativeSearch, OffersNoDetourThatNobodyWouldDrive) {
  const RoadWithSideLane road;
  const Offered o(road.streets.network, {9, road.side});
  AlternativeLimits limits;
  limits.overlap = 1;
  limits.local = 0.25;
  EXPECT_EQ(AlternativeSearch(o.metric, limits).find(road.first, road.last).costs.size(), 1U);
  limits.local = 0;
  EXPECT_EQ(AlternativeSearch(o.metric, limits).find(road.first, road.last).costs,
            (std::vector<Milliseconds>{200000, 201000}));
  limits.overlap = 0.94;  // 190 of 201 s are shared
  EXPECT_EQ(AlternativeSearch(o.metric, limits).find(road.first, road.last).costs.size(), 1U);
}

TEST(AlternativeSearch, FindsBothWaysAroundALake) {
  testing::Streets s;
  for (int i = 0; i < 6; ++i) s.junction(i % 3, i / 3);
  const std::int32_t in = s.link(0, 1), north = s.link(1, 2, 500), south = s.link(1, 3, 560);
  const std::int32_t north_end = s.link(2, 4), south_end = s.link(3, 4), out = s.link(4, 5);
  s.connect(in, north);
  s.connect(in, south);
  s.connect(north, north_end);
  s.connect(south, south_end);
  s.connect(north_end, out);
  s.connect(south_end, out);
  const Offered o(s.network, {north, south});
  const Routes routes = AlternativeSearch(o.metric).find(in, out);
  ASSERT_EQ(routes.costs, (std::vector<Milliseconds>{80000, 86000}));
  EXPECT_EQ(route_of(routes, 0), (Links{in, north, north_end, out}));
  EXPECT_EQ(route_of(routes, 1), (Links{in, south, south_end, out}));
  AlternativeLimits close;
  close.stretch = 1.05;
  EXPECT_EQ(AlternativeSearch(o.metric, close).find(in, out).costs.size(), 1U);
  EXPECT_TRUE(AlternativeSearch(o.metric).find(out, in).costs.empty());
  EXPECT_THROW((void)AlternativeSearch(o.metric).find(in, 6), InputError);
}

TEST(AlternativeSearch, RefusesLimitsThatCannotBe) {
  const Offered o(testing::street_grid(3, 1));
  const auto refused = [&](auto&& spoil) {
    AlternativeLimits limits;
    spoil(limits);
    EXPECT_THROW(AlternativeSearch(o.metric, limits), InputError);
  };
  refused([](AlternativeLimits& l) { l.routes = 0; });
  refused([](AlternativeLimits& l) { l.routes = 32; });
  refused([](AlternativeLimits& l) { l.stretch = 0.9; });
  refused([](AlternativeLimits& l) { l.overlap = 1.1; });
  refused([](AlternativeLimits& l) { l.local = -0.1; });
  refused([](AlternativeLimits& l) { l.stretch = std::numeric_limits<double>::quiet_NaN(); });
}

}  // namespace
}  // namespace conurb::transport
