// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/neighbour_walls.hpp"

#include <gtest/gtest.h>

#include "tests/engine/scene/building_city.hpp"

namespace conurb::scene {
namespace {

TEST(NeighbourWalls, AWallIsAPartyWallIfHalfOfItIsCoveredFromTheOtherSide) {
  const WallLine wall{{0, 0}, {10, 0}};
  EXPECT_TRUE(is_party_wall(wall, {{{10, 0.1}, {0, 0.1}}}));
  EXPECT_TRUE(is_party_wall(wall, {{{14, -0.1}, {4, -0.1}}}));
  EXPECT_FALSE(is_party_wall(wall, {{{16, 0}, {6, 0}}}));
  EXPECT_TRUE(is_party_wall(wall, {{{16, 0}, {6, 0}}, {{3, 0}, {-2, 0}}}));
  EXPECT_FALSE(is_party_wall(wall, {{{0, 0}, {10, 0}}}));      // looks the same way
  EXPECT_FALSE(is_party_wall(wall, {{{10, 0.5}, {0, 0.5}}}));  // across an alley
  EXPECT_FALSE(is_party_wall(wall, {{{5, 5}, {5, -5}}}));      // at right angles
  EXPECT_FALSE(is_party_wall({{1, 1}, {1, 1}}, {{{10, 0}, {0, 0}}}));
  EXPECT_FALSE(is_party_wall(wall, {}));
}

TEST(NeighbourWalls, OnlyNeighboursOfSomeHeightCount) {
  const city::City city = city_of({{city::rectangle(0, 0, 10, 10), 12},
                                   {city::rectangle(10, 0, 10, 10), 9},
                                   {city::rectangle(0, 10, 10, 10), 3},
                                   {city::rectangle(500, 500, 10, 10), 12}});
  Jobs jobs(1);
  const Solids solids(city, ObjectNumbers(city), jobs);
  const NeighbourGrid grid(solids);
  std::vector<WallLine> walls;
  grid.collect(0, walls);
  EXPECT_TRUE(is_party_wall({{10, 0}, {10, 10}}, walls));
  EXPECT_FALSE(is_party_wall({{10, 10}, {0, 10}}, walls));  // windows look over a shed
  grid.collect(2, walls);
  EXPECT_TRUE(is_party_wall({{0, 10}, {10, 10}}, walls));
  grid.collect(3, walls);
  EXPECT_TRUE(walls.empty());
}

TEST(NeighbourWalls, ManyBuildingsOnOneSpotAreNotAllLookedAt) {
  const std::vector<Building> heap(5000, {city::rectangle(0, 0, 10, 10), 12});
  const city::City city = city_of(heap);
  Jobs jobs(1);
  const Solids solids(city, ObjectNumbers(city), jobs);
  const NeighbourGrid grid(solids);
  std::vector<WallLine> walls;
  grid.collect(2500, walls);
  EXPECT_LE(walls.size(), 64u * 4);
}

}  // namespace
}  // namespace conurb::scene
