// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/districts.hpp"

#include <gtest/gtest.h>

#include <array>

#include "invented_city.hpp"
#include "plugins/energy/synthesis/findings.hpp"

namespace conurb::energy::synthesis {
namespace {

struct Town {
  test::InventedCity city;
  StreetPlan plan;
  std::vector<Item> items;
};

Town town(test::InventedCity city) {
  Town t;
  t.city = std::move(city);
  Findings findings;
  t.plan = plan_streets(t.city.streets, t.city.buildings, {}, in_order, findings);
  const std::vector<Customer> all = customers(t.city.buildings, {}, findings);
  for (std::size_t i = 0; i < all.size(); ++i)
    t.items.push_back({t.plan.connections[i].vertex, all[i].demand});
  return t;
}

TEST(Forest, ParentsComeFirstAndWaysAddUp) {
  const Town t = town(test::grid_city(4, 3));
  const Forest f = grow(t.plan.graph, std::array<std::int32_t, 2>{0, 7});
  EXPECT_EQ(f.order.size(), t.plan.graph.vertices());
  std::vector<bool> seen(f.order.size(), false);
  for (const std::int32_t v : f.order) {
    seen[at(v)] = true;
    if (f.parent[at(v)] == kNone) continue;
    EXPECT_TRUE(seen[at(f.parent[at(v)])]);
    EXPECT_DOUBLE_EQ(f.distance[at(v)],
                     f.distance[at(f.parent[at(v)])] + t.plan.graph.stretch[at(f.parent_edge[at(v)])].length);
  }
  EXPECT_EQ(f.tree[0], 0);
  EXPECT_EQ(f.tree[7], 1);
}

void expect_consistent(const Town& t, const Districts& d, const DistrictLimits& limits) {
  std::vector<Demand> demand(d.centre.size());
  std::vector<int> members(d.centre.size(), 0);
  for (const Item& item : t.items) {
    const std::size_t k = at(d.district[at(item.vertex)]);
    demand[k] += item.demand;
    ++members[k];
    EXPECT_LE(d.distance[at(item.vertex)], limits.reach);
  }
  for (std::size_t k = 0; k < d.centre.size(); ++k) {
    EXPECT_GT(members[k], 0);
    EXPECT_NEAR(demand[k].peak(), d.demand[k].peak(), 1e-6);
    EXPECT_LE(demand[k].largest(), limits.power);
    EXPECT_EQ(d.district[at(d.centre[k])], row_of(k));
    for (const std::int32_t v : d.vertices[k]) {
      EXPECT_EQ(d.district[at(v)], row_of(k));
      // Ways lead within the district to its centre and are as long as they say.
      if (v == d.centre[k]) {
        EXPECT_EQ(d.parent[at(v)], kNone);
      } else {
        EXPECT_EQ(d.district[at(d.parent[at(v)])], row_of(k));
        EXPECT_NEAR(d.distance[at(v)],
                    d.distance[at(d.parent[at(v)])] + t.plan.graph.stretch[at(d.parent_edge[at(v)])].length,
                    1e-9);
      }
    }
  }
}

TEST(Districts, KeepTheirLimitsAndLeadToTheirCentres) {
  for (const auto& city : {test::grid_city(7, 6), test::radial_city(7, 5), test::tree_city(4)}) {
    const Town t = town(city);
    for (const DistrictLimits limits :
         {DistrictLimits{480e3, 400}, DistrictLimits{480e3, 120}, {120e3, 5000}}) {
      // Single buildings above a limit have stations of their own and are not here.
      Town small = t;
      std::erase_if(small.items, [](const Item& item) { return item.demand.largest() > 60e3; });
      expect_consistent(small, divide(small.plan.graph, small.items, limits, 1), limits);
    }
  }
}

TEST(Districts, OneStationStandsWhereHalfTheLoadIsOnEitherSide) {
  CityStreets streets;
  streets.add(0, 1, std::array{0.0, 0.0, 1000.0, 0.0});
  CityBuildings b;
  b.x = {100, 500, 900, 920, 940};
  b.y = {10, 10, 10, 10, 10};
  Findings findings;
  const StreetPlan plan = plan_streets(streets, b, {}, in_order, findings);
  std::vector<Item> items;
  for (std::size_t i = 0; i < b.size(); ++i) items.push_back({plan.connections[i].vertex, {5e3, 0, 0}});
  const Districts d = divide(plan.graph, items, {1e6, 1e6}, 1);
  ASSERT_EQ(d.centre.size(), 1U);
  EXPECT_NEAR(plan.graph.x[at(d.centre[0])], 900, 1e-9);
  EXPECT_NEAR(d.distance[at(items[0].vertex)], 800, 1e-9);
}

TEST(Districts, StationsWithLittleToDoGo) {
  // Stations that length alone asks for come too many where they are added one by one: 20 to 24 here, of
  // which about a third are spared.
  const Town t = town(test::grid_city(8, 8));
  const DistrictLimits limits = {2e6, 250};
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Districts d = divide(t.plan.graph, t.items, limits, seed);
    expect_consistent(t, d, limits);
    EXPECT_LE(d.centre.size(), 17U);
  }
}

TEST(Districts, WhatStandsAtOneVertexIsNotDivided) {
  CityStreets streets;
  streets.add(0, 1, std::array{0.0, 0.0, 100.0, 0.0});
  CityBuildings b;
  b.x.assign(3000, 50);
  b.y.assign(3000, 5);
  Findings findings;
  const StreetPlan plan = plan_streets(streets, b, {}, in_order, findings);
  const std::vector<Item> items(3000, {plan.connections[0].vertex, {5e3, 0, 0}});
  EXPECT_EQ(divide(plan.graph, items, {1e6, 400}, 1).centre.size(), 1U);
}

TEST(Districts, NothingToServeNeedsNoStation) {
  const Town t = town(test::empty_city());
  EXPECT_TRUE(divide(t.plan.graph, {}, {1e6, 400}, 1).centre.empty());
}

}  // namespace
}  // namespace conurb::energy::synthesis
