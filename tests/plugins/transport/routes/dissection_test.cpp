// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/dissection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>

#include "plugins/transport/index.hpp"
#include "plugins/transport/routes/route_hierarchy.hpp"
#include "tests/plugins/transport/routes/streets.hpp"

namespace conurb::transport {
namespace {

struct Plan {
  std::vector<Place> places;
  std::vector<solvers::Edge> links;
};

/// Both directions of all streets between `columns` × `rows` places, the first at x.
void add_grid(Plan& plan, double x, std::int32_t columns, std::int32_t rows) {
  const std::int32_t first = row_of(plan.places.size());
  const auto both = [&](std::int32_t a, std::int32_t b) {
    plan.links.push_back({a, b});
    plan.links.push_back({b, a});
  };
  for (std::int32_t j = 0; j < rows; ++j) {
    for (std::int32_t i = 0; i < columns; ++i) {
      plan.places.push_back({x + i, 1.0 * j});
      const std::int32_t here = first + j * columns + i;
      if (i > 0) both(here - 1, here);
      if (j > 0) both(here - columns, here);
    }
  }
}

std::vector<std::int32_t> sorted(std::vector<std::int32_t> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(DissectionOrder, NamesEachLinkOnce) {
  Plan plan;
  add_grid(plan, 0, 7, 5);
  add_grid(plan, 3.5, 4, 4);  // among the others, not joined to them
  plan.links.push_back({2, 2});
  plan.links.push_back({2, 3});  // beside one that is there
  plan.places.push_back({9, 9});
  const std::vector<std::int32_t> order = dissection_order(plan.places, plan.links);
  std::vector<std::int32_t> all(plan.links.size());
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(sorted(order), all);
  EXPECT_EQ(order, dissection_order(plan.places, plan.links));
}

TEST(DissectionOrder, PutsTheOnlyBridgeLast) {
  Plan plan;
  add_grid(plan, 0, 6, 6);
  add_grid(plan, 10, 6, 6);
  const std::int32_t bridge = row_of(plan.links.size());
  plan.links.push_back({17, 48});
  plan.links.push_back({48, 17});
  const std::vector<std::int32_t> order = dissection_order(plan.places, plan.links);
  EXPECT_EQ(sorted({order.end() - 2, order.end()}), (std::vector<std::int32_t>{bridge, bridge + 1}));
}

TEST(DissectionOrder, OfNothingIsEmpty) {
  EXPECT_TRUE(dissection_order({}, {}).empty());
  EXPECT_THROW((void)dissection_order({}, std::vector<solvers::Edge>{{0, 1}}), std::out_of_range);
}

/// Shortcuts that the order brings about.
std::int32_t arcs_of(RoadNetwork network) {
  return route_hierarchy(network, kEveryClass).arcs();
}

TEST(DissectionOrder, DoesWithoutPositions) {
  RoadNetwork network = testing::street_grid(24, 5);
  std::vector<std::int32_t> renamed(network.junctions.size());  // for numbers that tell nothing either
  std::iota(renamed.begin(), renamed.end(), 0);
  std::shuffle(renamed.begin(), renamed.end(), std::mt19937(1));
  const std::vector<Junction> junctions = network.junctions;
  for (std::size_t j = 0; j < renamed.size(); ++j) network.junctions[at(renamed[j])] = junctions[j];
  for (Link& link : network.links) {
    link.from = renamed[at(link.from)];
    link.to = renamed[at(link.to)];
  }
  const std::int32_t with = arcs_of(network);
  for (Junction& junction : network.junctions)
    junction.x = junction.y = std::numeric_limits<double>::quiet_NaN();
  // Half as many again is what the shape alone costs at most on a square; at random there are many times
  // more.
  EXPECT_LT(arcs_of(network), with * 3 / 2);
}

}  // namespace
}  // namespace conurb::transport
