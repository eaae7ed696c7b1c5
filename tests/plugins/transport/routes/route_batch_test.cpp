// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_batch.hpp"

#include <gtest/gtest.h>

#include <random>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/route_search.hpp"
#include "tests/plugins/transport/routes/streets.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::transport {
namespace {

RouteMetric metric_of(const RoadNetwork& network) {
  auto hierarchy = std::make_shared<RouteHierarchy>(route_hierarchy(network, testing::kCars));
  const RouteCosts costs = free_flow_costs(network, hierarchy->graph, testing::kCars);
  return {std::move(hierarchy), costs};
}

TEST(FindRoutes, FindsEachTripsRouteOnAnyThreads) {
  const RoadNetwork network = testing::street_grid(12, 3);
  const RouteMetric metric = metric_of(network);
  std::mt19937 random(1);
  std::vector<OriginDestination> trips(1500);
  const auto any_link = [&] { return static_cast<std::int32_t>(random() % network.links.size()); };
  for (OriginDestination& trip : trips) trip = {any_link(), any_link()};
  const Routes routes = find_routes(metric, trips);
  RouteSearch search(metric);
  std::int64_t none = 0;
  for (std::size_t t = 0; t < trips.size(); ++t) {
    std::vector<std::int32_t> links;
    EXPECT_EQ(routes.costs[t], search.route(trips[t].origin, trips[t].destination, links));
    EXPECT_EQ(std::vector<std::int32_t>(routes.links.begin() + routes.first[t],
                                        routes.links.begin() + routes.first[t + 1]),
              links);
    none += links.empty() ? 1 : 0;
  }
  EXPECT_GT(none, 0) << "some trips must be without a route, for this to be a test of them";
  const Routes parallel = find_routes(metric, trips, test::two_threads);
  EXPECT_EQ(parallel.first, routes.first);
  EXPECT_EQ(parallel.links, routes.links);
  EXPECT_EQ(parallel.costs, routes.costs);
}

TEST(FindRoutes, OfNoTripsIsEmptyAndOfALinkThatIsNotThereIsRefused) {
  const RouteMetric metric = metric_of(testing::street_grid(3, 1));
  EXPECT_EQ(find_routes(metric, {}).first, std::vector<std::int64_t>{0});
  for (const std::int32_t absent : {-1, 1000}) {
    EXPECT_THROW((void)find_routes(metric, std::vector<OriginDestination>{{0, absent}}), InputError);
    EXPECT_THROW((void)find_routes(metric, std::vector<OriginDestination>{{0, 0}, {absent, 0}}), InputError);
  }
}

}  // namespace
}  // namespace conurb::transport
