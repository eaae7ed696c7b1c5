// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_metric.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/routes/streets.hpp"

namespace conurb::transport {
namespace {

using testing::kCars;

struct Prepared {
  RoadNetwork network;
  std::shared_ptr<const RouteHierarchy> hierarchy;
  RouteCosts costs;

  explicit Prepared(RoadNetwork streets) : network(std::move(streets)) {
    hierarchy = std::make_shared<RouteHierarchy>(route_hierarchy(network, kCars));
    costs = free_flow_costs(network, hierarchy->graph, kCars);
  }
};

void expect_equal(const RouteMetric& found, const RouteMetric& anew) {
  const auto same = [](auto a, auto b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); };
  EXPECT_TRUE(same(found.weights(), anew.weights()));
  EXPECT_TRUE(same(found.turn_weights(), anew.turn_weights()));
  EXPECT_TRUE(same(found.link_costs(), anew.link_costs()));
}

TEST(RouteMetric, ChangedAtAFewLinksEqualsOneMadeAnew) {
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    Prepared p(testing::street_grid(14, seed));
    std::mt19937 random(seed);
    RouteMetric metric(p.hierarchy, p.costs);
    for (int change = 0; change < 30; ++change) {
      std::vector<std::int32_t> links(change % 6 == 0 ? 40 : 1 + random() % 3);  // many, few
      for (std::int32_t& link : links) {
        link = static_cast<std::int32_t>(random() % p.network.links.size());
        Milliseconds& cost = p.costs.links[at(link)];
        switch (random() % 3) {
          case 0: cost = kUnreachable; break;
          case 1: cost = static_cast<Milliseconds>(random() % 30000); break;
          default: cost = 0; break;
        }
      }
      metric = metric.with_changed_links(links, p.costs);
      expect_equal(metric, RouteMetric(p.hierarchy, p.costs));
    }
  }
}

TEST(RouteMetric, IsWhatItWasOnceALinkIsOpenAgain) {
  Prepared p(testing::street_grid(10, 1));
  const RouteMetric before(p.hierarchy, p.costs);
  RouteCosts closed = p.costs;
  const std::vector<std::int32_t> links = {p.hierarchy->link_of_rank.back()};
  closed.links[at(links[0])] = kUnreachable;
  const RouteMetric without = before.with_changed_links(links, closed);
  EXPECT_FALSE(std::equal(before.weights().begin(), before.weights().end(), without.weights().begin()));
  expect_equal(without.with_changed_links(links, p.costs), before);
}

TEST(RouteMetric, TakesCostsAboveTheLargestForClosed) {
  Prepared p(testing::street_grid(6, 2));
  const std::vector<std::int32_t> links = {0, 3};
  for (const std::int32_t link : links) p.costs.links[at(link)] = kUnreachable;
  p.costs.turns[0] = kUnreachable;
  const RouteMetric closed(p.hierarchy, p.costs);
  for (const std::int32_t link : links) p.costs.links[at(link)] = std::numeric_limits<Milliseconds>::max();
  p.costs.turns[0] = std::numeric_limits<Milliseconds>::max();
  expect_equal(RouteMetric(p.hierarchy, p.costs), closed);
  expect_equal(closed.with_changed_links(links, p.costs), closed);
}

TEST(RouteMetric, RefusesCostsThatDoNotFit) {
  const Prepared p(testing::street_grid(4, 2));
  const RouteMetric metric(p.hierarchy, p.costs);
  const std::int32_t used = p.hierarchy->link_of_rank[0];
  const auto refused = [&](auto&& spoil) {
    RouteCosts costs = p.costs;
    spoil(costs);
    EXPECT_THROW(RouteMetric(p.hierarchy, costs), InputError);
    EXPECT_THROW((void)metric.with_changed_links(std::vector<std::int32_t>{used}, costs), InputError);
  };
  refused([](RouteCosts& c) { c.links.pop_back(); });
  refused([](RouteCosts& c) { c.turns.push_back(0); });
  refused([&](RouteCosts& c) { c.links[at(used)] = -1; });
  RouteCosts negative = p.costs;
  negative.turns[0] = -1;
  EXPECT_THROW(RouteMetric(p.hierarchy, negative), InputError);
  for (const std::int32_t link : {-1, row_of(p.network.links.size())})
    EXPECT_THROW((void)metric.with_changed_links(std::vector<std::int32_t>{link}, p.costs), InputError);
}

}  // namespace
}  // namespace conurb::transport
