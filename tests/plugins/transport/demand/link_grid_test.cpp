// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/link_grid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/demand/town.hpp"

namespace conurb::transport::demand {
namespace {

using testing::add_link;
using testing::grid_streets;

constexpr ClassSet kCars = set_of(VehicleClass::passenger);

std::vector<std::uint8_t> all_links(const RoadNetwork& network) {
  return std::vector<std::uint8_t>(network.links.size(), 1);
}

/// By looking at every link.
std::int32_t nearest_of_all(const RoadNetwork& network, double x, double y, double limit) {
  std::tuple<long long, bool, std::int32_t> best{std::llround(limit * 1000), true, 1 << 30};
  for (std::size_t row = 0; row < network.links.size(); ++row) {
    const Junction& a = network.junctions[at(network.links[row].from)];
    const Junction& b = network.junctions[at(network.links[row].to)];
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double along = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const double distance = std::hypot(x - a.x - along * dx, y - a.y - along * dy);
    best = std::min(best, {std::llround(distance * 1000), dx * (y - a.y) - dy * (x - a.x) > 0, row_of(row)});
  }
  return std::get<2>(best) == 1 << 30 ? kNone : std::get<2>(best);
}

TEST(LinkGrid, FindsWhatLookingAtEveryLinkFinds) {
  const RoadNetwork network = grid_streets(7, 330);
  const LinkGrid grid(network, all_links(network));
  std::mt19937 random(5);
  std::uniform_real_distribution<double> place(-600, 2600), reach(0, 400);
  for (int i = 0; i < 3000; ++i) {
    const double x = place(random), y = place(random), limit = reach(random);
    ASSERT_EQ(grid.nearest(x, y, limit), nearest_of_all(network, x, y, limit))
        << x << ' ' << y << ' ' << limit;
  }
  EXPECT_EQ(grid.nearest(std::nan(""), 0, 100), kNone);
  EXPECT_EQ(grid.nearest(1e300, 0, 1e300), kNone);
}

TEST(LinkGrid, OfTwoDirectionsThatOnTheKerbSideIsTaken) {
  RoadNetwork network = grid_streets(2, 100);  // r0 runs east along y = 0, r1 back
  EXPECT_EQ(LinkGrid(network, all_links(network)).nearest(50, -10, 50), 0);
  EXPECT_EQ(LinkGrid(network, all_links(network)).nearest(50, 10, 50), 1);
  network.drives_left = true;
  EXPECT_EQ(LinkGrid(network, all_links(network)).nearest(50, -10, 50), 1);
}

TEST(LinkGrid, APathIsFollowed) {
  RoadNetwork network = grid_streets(2, 100);
  network.links[0].path = {0, 0, 0, 50, -200, 0, 100, 0, 0};
  std::vector<std::uint8_t> only(network.links.size(), 0);
  only[0] = 1;
  const LinkGrid grid(network, only);
  EXPECT_EQ(grid.nearest(50, -205, 6), 0);
  EXPECT_EQ(grid.nearest(50, 0, 6), kNone);
  EXPECT_THROW(LinkGrid(network, {1}), InputError);
}

TEST(DrivableCore, LeavesOutWhatLeadsOnlyInOrOnlyOut) {
  RoadNetwork network = grid_streets(3, 100);
  network.junctions.resize(11);
  const std::int32_t in = add_link(network, 9, 0), out = add_link(network, 8, 10);
  std::vector<std::uint8_t> core = drivable_core(turn_graph(network, kCars));
  EXPECT_EQ(core[at(in)], 0);
  EXPECT_EQ(core[at(out)], 0);
  EXPECT_EQ(std::count(core.begin(), core.end(), 1), 24);
  network.lanes[5].allowed = set_of(VehicleClass::bus);
  core = drivable_core(turn_graph(network, kCars));
  EXPECT_EQ(core[5], 0);
}

TEST(DrivableCore, AnEmptyNetworkHasNone) {
  EXPECT_TRUE(drivable_core(turn_graph({}, kCars)).empty());
}

}  // namespace
}  // namespace conurb::transport::demand
