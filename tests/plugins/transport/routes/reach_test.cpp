// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/reach.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/dijkstra.hpp"
#include "tests/plugins/transport/routes/streets.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::transport {
namespace {

struct Costed {
  std::shared_ptr<const RouteHierarchy> hierarchy;
  RouteCosts costs;

  explicit Costed(const RoadNetwork& network)
      : hierarchy(std::make_shared<RouteHierarchy>(route_hierarchy(network, testing::kCars))),
        costs(free_flow_costs(network, hierarchy->graph, testing::kCars)) {}
};

TEST(Reach, CostsAreThoseOfDijkstra) {
  const RoadNetwork network = testing::street_grid(9, 6);
  Costed c(network);
  c.costs.links[5] = kUnreachable;
  const RouteMetric metric(c.hierarchy, c.costs);
  Dijkstra dijkstra(c.hierarchy->graph, c.costs);
  const std::size_t n = network.links.size();
  std::vector<std::vector<Milliseconds>> from;
  for (std::int32_t link = 0; at(link) < n; ++link) {
    from.push_back(dijkstra.costs_from(link));
    EXPECT_EQ(costs_from(metric, link), from.back()) << link;
  }
  for (std::int32_t link = 0; at(link) < n; ++link) {
    const std::vector<Milliseconds> to = costs_to(metric, link);
    for (std::size_t a = 0; a < n; ++a) EXPECT_EQ(to[a], from[a][at(link)]) << a << " to " << link;
  }
}

TEST(Reach, TableHoldsTheCostsOfAllPairs) {
  const RoadNetwork network = testing::street_grid(8, 7);
  const Costed c(network);
  const RouteMetric metric(c.hierarchy, c.costs);
  std::vector<std::int32_t> origins(network.links.size()), destinations = {7, 3, 3, 60, 1};
  std::iota(origins.begin(), origins.end(), 0);
  const std::vector<Milliseconds> table = cost_table(metric, origins, destinations);
  ASSERT_EQ(table.size(), origins.size() * destinations.size());
  for (std::size_t o = 0; o < origins.size(); ++o) {
    const std::vector<Milliseconds> from = costs_from(metric, origins[o]);
    for (std::size_t d = 0; d < destinations.size(); ++d)
      EXPECT_EQ(table[o * destinations.size() + d], from[at(destinations[d])]) << o << " to " << d;
  }
  EXPECT_EQ(cost_table(metric, origins, destinations, test::two_threads), table);
}

TEST(Reach, OfNothingIsEmptyAndOfWhatIsNotThereIsRefused) {
  const Costed c(testing::street_grid(3, 1));
  const RouteMetric metric(c.hierarchy, c.costs);
  const std::vector<std::int32_t> none, one = {0}, absent = {10000};
  EXPECT_TRUE(cost_table(metric, none, one).empty());
  EXPECT_TRUE(cost_table(metric, one, none).empty());
  EXPECT_THROW((void)cost_table(metric, one, absent), InputError);
  EXPECT_THROW((void)cost_table(metric, absent, one), InputError);
  EXPECT_THROW((void)costs_from(metric, -1), InputError);
  EXPECT_THROW((void)costs_to(metric, 10000), InputError);
}

TEST(Reach, OfALinkThatTheClassMayNotUseIsNothing) {
  testing::Streets s;
  s.junction();
  const std::int32_t street = s.link(0, 0), bus_lane = s.link(0, 0, 1, 1, set_of(VehicleClass::bus));
  s.connect(street, bus_lane);
  const Costed c(s.network);
  const RouteMetric metric(c.hierarchy, c.costs);
  const std::vector<Milliseconds> nothing = {kUnreachable, kUnreachable};
  EXPECT_EQ(costs_from(metric, bus_lane), nothing);
  EXPECT_EQ(costs_to(metric, bus_lane), nothing);
  const std::vector<std::int32_t> both = {bus_lane, street};
  EXPECT_EQ(cost_table(metric, both, both),
            (std::vector<Milliseconds>{kUnreachable, kUnreachable, kUnreachable, 10000}));
}

}  // namespace
}  // namespace conurb::transport
