// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/rings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "engine/sdk/dice.hpp"
#include "invented_city.hpp"
#include "plugins/energy/synthesis/findings.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::energy::synthesis {
namespace {

double length_of(const std::vector<double>& way, std::size_t n, const std::vector<std::int32_t>& tour) {
  double sum = way[at(tour.front())] + way[at(tour.back())];
  for (std::size_t i = 1; i < tour.size(); ++i) sum += way[at(tour[i - 1]) * (n + 1) + at(tour[i])];
  return sum;
}

TEST(Rings, AShortTourIsTheShortest) {
  sdk::Dice dice(sdk::Random(4, "test"), 0);
  constexpr std::size_t kStops = 7;
  int best_found = 0;
  for (int round = 0; round < 20; ++round) {
    std::vector<double> x, y, way;
    for (std::size_t i = 0; i <= kStops; ++i)
      x.push_back(dice.uniform(0, 9)), y.push_back(dice.uniform(0, 9));
    for (std::size_t i = 0; i <= kStops; ++i)
      for (std::size_t j = 0; j <= kStops; ++j) way.push_back(std::hypot(x[i] - x[j], y[i] - y[j]));
    std::vector<std::int32_t> each(kStops);
    std::iota(each.begin(), each.end(), 1);
    double best = 1e300;
    do best = std::min(best, length_of(way, kStops, each));
    while (std::next_permutation(each.begin(), each.end()));
    std::vector<std::int32_t> tour = best_tour(way, kStops);
    EXPECT_LE(length_of(way, kStops, tour), 1.15 * best);  // a heuristic
    best_found += length_of(way, kStops, tour) <= best + 1e-9 ? 1 : 0;
    std::sort(tour.begin(), tour.end());
    EXPECT_EQ(tour, each.size() == kStops ? (std::vector<std::int32_t>{1, 2, 3, 4, 5, 6, 7}) : tour);
  }
  EXPECT_GE(best_found, 15);
}

TEST(Rings, ARingIsPartedWhereTheLargerHalfIsLeast) {
  const Demand one = {100, 0, 0}, heavy = {500, 0, 0};
  EXPECT_EQ(open_leg(std::vector<Demand>{one}), 1U);
  EXPECT_EQ(open_leg(std::vector<Demand>{one, one, one, one}), 2U);
  EXPECT_EQ(open_leg(std::vector<Demand>{one, one, one}), 1U);  // the first of equals
  EXPECT_EQ(open_leg(std::vector<Demand>{heavy, one, one, one}), 1U);
  EXPECT_EQ(open_leg(std::vector<Demand>{one, one, one, heavy}), 3U);
}

struct Area {
  test::InventedCity city = test::grid_city(9, 8);
  StreetPlan plan;
  std::vector<std::int32_t> stops;
};

Area area() {
  Area a;
  Findings findings;
  a.plan = plan_streets(a.city.streets, a.city.buildings, {}, in_order, findings);
  for (std::size_t i = 0; i < a.plan.connections.size(); i += 13)
    a.stops.push_back(a.plan.connections[i].vertex);
  a.stops.push_back(45);  // the substation
  return a;
}

TEST(Roads, WaysAreAsLongAsTheirPaths) {
  Area a = area();
  a.plan.graph.streets = &a.city.streets;  // it has moved
  const Roads roads(a.plan.graph, a.stops);
  EXPECT_LT(at(roads.graph().vertices()), a.plan.graph.vertices() / 2);
  RoadSearch search(roads);
  for (std::size_t i = 1; i < a.stops.size(); i += 5) {
    const std::int32_t goal = roads.crossing(a.stops[i]);
    double found = -1;
    search.run(roads.crossing(a.stops[0]), [&](std::int32_t crossing, double distance) {
      if (crossing == goal) found = distance;
      return crossing != goal;
    });
    std::vector<double> path = {a.plan.graph.x[at(a.stops[0])], a.plan.graph.y[at(a.stops[0])]};
    search.follow(goal, path);
    double length = 0;
    for (std::size_t p = 2; p < path.size(); p += 2)
      length += std::hypot(path[p] - path[p - 2], path[p + 1] - path[p - 1]);
    EXPECT_NEAR(length, found, 0.2);  // edges have 0.01 m at least
    EXPECT_DOUBLE_EQ(path[path.size() - 2], a.plan.graph.x[at(a.stops[i])]);
  }
}

TEST(Rings, EveryStopIsOnOneRingWithinTheLimits) {
  const Area a = area();
  const Roads roads(a.plan.graph, a.stops);
  std::vector<RingStop> stops;
  for (std::size_t i = 0; i + 1 < a.stops.size(); ++i)
    stops.push_back({roads.crossing(a.stops[i]), {200e3 + 1e3 * static_cast<double>(i % 17), 0, 0}});
  const std::int32_t substation = roads.crossing(a.stops.back());
  for (const RingLimits limits : {RingLimits{1e9, 10}, RingLimits{1.2e6, 100}, RingLimits{1e9, 1}}) {
    const auto rings = string_rings(roads, stops, substation, limits, in_order);
    std::set<std::int32_t> seen;
    for (const auto& ring : rings) {
      Demand demand;
      for (const std::int32_t stop : ring) {
        EXPECT_TRUE(seen.insert(stop).second);
        demand += stops[at(stop)].demand;
      }
      EXPECT_LE(demand.largest(), limits.power);
      EXPECT_LE(row_of(ring.size()), limits.stations + limits.stations / 4);
    }
    EXPECT_EQ(seen.size(), stops.size());
    EXPECT_EQ(rings, string_rings(roads, stops, substation, limits, conurb::test::two_threads));
  }
}

TEST(Rings, AFewStopsLeftOverMakeNoRingOfTheirOwn) {
  const Area a = area();
  const Roads roads(a.plan.graph, a.stops);
  std::vector<RingStop> stops;
  for (std::size_t i = 0; i < 17; ++i) stops.push_back({roads.crossing(a.stops[3 * i]), {1e5, 0, 0}});
  const std::int32_t substation = roads.crossing(a.stops.back());
  EXPECT_EQ(string_rings(roads, stops, substation, {1e9, 16}, in_order).size(), 1U);
  EXPECT_EQ(string_rings(roads, stops, substation, {1.65e6, 16}, in_order).size(), 2U);  // no power for it
}

TEST(Rings, NoRingIsMuchLongerThanARoundToItsStopsAlone) {
  // Rings are worth while: all of them together are shorter than a cable there and back for each stop.
  const Area a = area();
  const Roads roads(a.plan.graph, a.stops);
  std::vector<RingStop> stops;
  for (std::size_t i = 0; i + 1 < a.stops.size(); ++i)
    stops.push_back({roads.crossing(a.stops[i]), {1e5, 0, 0}});
  const std::int32_t substation = roads.crossing(a.stops.back());
  RoadSearch search(roads);
  const auto way = [&](std::int32_t from, std::int32_t to) {
    double found = 0;
    search.run(from, [&](std::int32_t crossing, double distance) {
      found = distance;
      return crossing != to;
    });
    return found;
  };
  double together = 0, alone = 0;
  for (const auto& ring : string_rings(roads, stops, substation, {1e9, 12}, in_order)) {
    together +=
        way(substation, stops[at(ring.front())].crossing) + way(stops[at(ring.back())].crossing, substation);
    for (std::size_t k = 1; k < ring.size(); ++k)
      together += way(stops[at(ring[k - 1])].crossing, stops[at(ring[k])].crossing);
  }
  for (const RingStop& stop : stops) alone += 2 * way(substation, stop.crossing);
  EXPECT_LT(together, 0.2 * alone);
}

}  // namespace
}  // namespace conurb::energy::synthesis
