// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_search.hpp"

#include <gtest/gtest.h>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/dijkstra.hpp"
#include "tests/plugins/transport/routes/streets.hpp"

namespace conurb::transport {
namespace {

using testing::cost_of;
using testing::kCars;
using testing::Streets;

/// Everything that a search needs.
struct Searched {
  std::shared_ptr<const RouteHierarchy> hierarchy;
  RouteCosts costs;
  RouteMetric metric;
  RouteSearch search;
  Dijkstra dijkstra;

  explicit Searched(const RoadNetwork& network, ClassSet users = kCars)
      : hierarchy(std::make_shared<RouteHierarchy>(route_hierarchy(network, users))),
        costs(free_flow_costs(network, hierarchy->graph, users)),
        metric(hierarchy, costs),
        search(metric),
        dijkstra(hierarchy->graph, costs) {}
  Searched(const Searched&) = delete;
  Searched& operator=(const Searched&) = delete;
};

/// The route costs what Dijkstra's does, and what its links and turns cost; it begins and ends where it
/// should.
void expect_best(Searched& s, std::int32_t origin, std::int32_t destination) {
  std::vector<std::int32_t> oracle, links = {-7};
  const Milliseconds best = s.dijkstra.route(origin, destination, oracle);
  ASSERT_EQ(s.search.cost(origin, destination), best) << origin << " to " << destination;
  ASSERT_EQ(s.search.route(origin, destination, links), best);
  ASSERT_EQ(links.front(), -7) << "a route is appended";
  links.erase(links.begin());
  ASSERT_EQ(links.empty(), best == kUnreachable);
  if (links.empty()) return;
  EXPECT_EQ(links.front(), origin);
  EXPECT_EQ(links.back(), destination);
  EXPECT_EQ(cost_of(s.hierarchy->graph, s.costs, links), best);
  EXPECT_EQ(cost_of(s.hierarchy->graph, s.costs, oracle), best);
}

TEST(RouteSearch, FindsWhatDijkstraFinds) {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    const RoadNetwork network = testing::street_grid(3 + 2 * static_cast<std::int32_t>(seed), seed);
    Searched s(network);
    const auto links = row_of(network.links.size());
    for (std::int32_t a = 0; a < links; a += 1 + links / 40)
      for (std::int32_t b = 0; b < links; b += 1 + links / 35) expect_best(s, a, b);
  }
}

/// All links cost the same or nothing, so that nearly every route has equals.
TEST(RouteSearch, FindsOneOfManyEquallyGoodRoutes) {
  RoadNetwork network = testing::street_grid(9, 4);
  for (Link& link : network.links) link.length = link.length < 90 ? 0 : 100;
  for (Lane& lane : network.lanes) lane.speed = 10;
  for (Connection& connection : network.connections) connection.length = 0;
  Searched s(network), again(network);
  const auto links = row_of(network.links.size());
  for (std::int32_t a = 0; a < links; a += 5) {
    for (std::int32_t b = 0; b < links; b += 7) {
      expect_best(s, a, b);
      std::vector<std::int32_t> one, other;
      (void)s.search.route(a, b, one);
      (void)again.search.route(a, b, other);
      EXPECT_EQ(one, other);
    }
  }
}

TEST(RouteSearch, KeepsToBannedTurns) {
  Streets s;
  for (int j = 0; j < 4; ++j) s.junction();
  const std::int32_t in = s.link(0, 1), out = s.link(1, 2), around = s.link(1, 3), home = s.link(3, 1);
  s.connect(in, around);
  s.connect(around, home);
  s.connect(home, out);  // in to out is banned
  Searched searched(s.network);
  std::vector<std::int32_t> links;
  EXPECT_EQ(searched.search.route(in, out, links), 40000);
  EXPECT_EQ(links, (std::vector<std::int32_t>{in, around, home, out}));
}

TEST(RouteSearch, FromALinkToItselfIsTheLink) {
  Searched s(testing::street_grid(5, 1));
  for (const std::int32_t link : s.hierarchy->graph.link_of_node) {
    std::vector<std::int32_t> links;
    EXPECT_EQ(s.search.route(link, link, links), s.costs.links[at(link)]);
    EXPECT_EQ(links, std::vector<std::int32_t>{link});
  }
}

TEST(RouteSearch, TellsWhatCannotBeReached) {
  Streets s;
  for (int j = 0; j < 4; ++j) s.junction();
  const std::int32_t there = s.link(0, 1), on = s.link(1, 2), apart = s.link(2, 3);
  const std::int32_t bus = s.link(1, 2, 100, 10, set_of(VehicleClass::bus)), closed = s.link(1, 0, 100, 0);
  s.connect(there, on);
  s.connect(there, bus);
  s.connect(there, closed);
  s.connect(closed, there);
  Searched searched(s.network);
  expect_best(searched, there, on);
  EXPECT_EQ(searched.search.cost(there, on), 20000);
  for (const std::int32_t goal : {apart, bus, closed}) {
    expect_best(searched, there, goal);
    EXPECT_EQ(searched.search.cost(there, goal), kUnreachable);
    EXPECT_EQ(searched.search.cost(goal, there), kUnreachable);
  }
  EXPECT_EQ(searched.search.cost(closed, closed), kUnreachable);
  EXPECT_EQ(searched.search.cost(on, there), kUnreachable);
  EXPECT_THROW((void)searched.search.cost(there, 5), InputError);
  EXPECT_THROW((void)searched.search.cost(-1, there), InputError);
}

TEST(RouteSearch, OfAClassThatMayUseNothingFindsNothing) {
  Searched s(testing::street_grid(4, 1), 0);
  EXPECT_EQ(s.search.cost(0, 1), kUnreachable);
  EXPECT_EQ(s.search.cost(0, 0), kUnreachable);
}

TEST(RouteSearch, OfNoLinksHasNothingToFind) {
  Searched s(RoadNetwork{});
  EXPECT_EQ(s.hierarchy->arcs(), 0);
  EXPECT_THROW((void)s.search.cost(0, 0), InputError);
  EXPECT_THROW((void)s.dijkstra.costs_from(0), InputError);
}

/// Two links of 7 days each are more than a cost can be.
TEST(RouteSearch, CutsSumsThatAreTooLarge) {
  Streets s;
  s.junction();
  constexpr double week = 7 * 86400;
  std::int32_t last = s.link(0, 0, week, 1);
  const std::int32_t first = last;
  for (int i = 0; i < 40; ++i) {
    const std::int32_t next = s.link(0, 0, week, 1);
    s.connect(last, next);
    last = next;
  }
  Searched searched(s.network);
  EXPECT_EQ(searched.search.cost(first, first), 604800000);
  expect_best(searched, first, first + 1);
  expect_best(searched, first, last);
  EXPECT_EQ(searched.search.cost(first, last), kUnreachable);
}

}  // namespace
}  // namespace conurb::transport
