// SPDX-License-Identifier: Apache-2.0
// Links that are full: who gets in, and rings of them.
#include <gtest/gtest.h>

#include "plugins/transport/flow/flow.hpp"
#include "tests/plugins/transport/flow/small_roads.hpp"

namespace conurb::transport {
namespace {

using testing::SmallRoads;

/// A square of four short links, three vehicles long, each full of vehicles that want two links on.
/// Lights are red until they stand.
SmallRoads square(std::initializer_list<std::pair<double, std::string>> phases) {
  SmallRoads roads;
  std::vector<std::int32_t> ring;
  const std::int32_t signal = roads.signal(phases);
  for (int i = 0; i < 4; ++i) ring.push_back(roads.link(22.5, 1, 14));
  for (std::size_t i = 0; i < 4; ++i) {
    Connection& c = roads.net.connections[at(roads.connect(ring[i], ring[(i + 1) % 4]))];
    c.signal = signal;
    c.light = row_of(i);
  }
  roads.type(7.5);
  for (int i = 0; i < 12; ++i) {
    const auto first = static_cast<std::size_t>(i % 4);
    roads.vehicle(0, {ring[first], ring[(first + 1) % 4], ring[(first + 2) % 4]});
  }
  return roads;
}

TEST(Gridlock, IsNamedAndReleasedWithoutLosingAnybody) {
  Flow flow = square({{100, "rrrr"}, {900, "GGGG"}}).flow();
  testing::run_checked(flow, 600'000);
  EXPECT_TRUE(flow.empty());
  EXPECT_EQ(flow.state().count.arrived, 12);
  ASSERT_FALSE(flow.state().gridlocks.empty());
  EXPECT_EQ(flow.state().gridlocks.front().links.size(), 4U);
  EXPECT_EQ(flow.state().count.forced, static_cast<std::int64_t>(4 * flow.state().gridlocks.size()));
}

TEST(Gridlock, IsFoundWhereLightsAreNeverGreenTogether) {
  Flow flow = square({{100, "rrrr"}, {20, "GrGr"}, {20, "rGrG"}}).flow();
  testing::run_checked(flow, 1'500'000);
  EXPECT_TRUE(flow.empty());
  EXPECT_FALSE(flow.state().gridlocks.empty());
}

/// A truck and then cars that want onto a link, of whose 50 m cars before a light take 45.
struct FullLink {
  SmallRoads roads = {};
  std::int32_t link = kNone, trucks = kNone, cars = kNone, truck = kNone;

  FullLink(double red_s, int cars_beside) {
    const std::int32_t signal = roads.signal({{red_s, "r"}, {3, "G"}});  // one may go
    trucks = roads.link(100, 1, 14), cars = roads.link(100, 1, 14), link = roads.link(50, 1, 14);
    const std::int32_t beyond = roads.link(100, 1, 14);
    roads.connect(trucks, link), roads.connect(cars, link);
    Connection& c = roads.net.connections[at(roads.connect(link, beyond))];
    c.signal = signal;
    c.light = 0;
    const std::int32_t car = roads.type(7.5), long_one = roads.type(15);
    for (int i = 0; i < 6; ++i) roads.vehicle(0, {link, beyond}, car);
    truck = roads.vehicle(20, {trucks, link, beyond}, long_one);
    for (int i = 0; i < cars_beside; ++i) roads.vehicle(40, {cars, link, beyond}, roads.type(5));
  }
};

TEST(FullLink, KeepsNobodyOutForWhomItHasRoomWhereNobodyLeaves) {
  const FullLink full(3000, 2);
  Flow flow = full.roads.flow();
  testing::run_checked(flow, 600'000);
  EXPECT_EQ(flow.link_of(full.truck), full.trucks);
  EXPECT_EQ(flow.link_of(full.truck + 1), full.link);
  EXPECT_EQ(flow.link_of(full.truck + 2), full.cars);
}

TEST(FullLink, LetsInWhoNeedsMoreRoomInTurn) {
  const FullLink full(25, 11);  // red lasts less than it takes to look for gridlock
  Flow flow = full.roads.flow();
  flow.run_out(3'600'000);
  int later = 0;
  for (int i = 1; i <= 11; ++i)
    later += flow.state().trips[at(full.truck + i)].arrived > flow.state().trips[at(full.truck)].arrived;
  EXPECT_GE(later, 8);
}

}  // namespace
}  // namespace conurb::transport
