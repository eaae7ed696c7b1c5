// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_heights.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

TEST(GroundHeights, AreThoseOfTheTerrainAndGoOnAroundIt) {
  city::City city;
  add_hills(city, 300);
  const GroundHeights ground(city);
  EXPECT_EQ(ground.height(12, 34), ground.terrain().height(12, 34));
  EXPECT_NEAR(ground.height(12, 34), hill(12, 34), 0.2);
  EXPECT_NEAR(ground.height(400, 34), hill(297, 34), 0.5);
  EXPECT_NEAR(ground.height(5000, -5000), hill(297, -297), 0.5);
}

TEST(GroundHeights, WithoutTerrainFollowTheFeetOfBuildings) {
  city::City city;
  city::Table& buildings =
      city::add_shapes(city, "building", city::Shape::polygon,
                       {city::rectangle(0, 0, 10, 10), city::rectangle(1000, 0, 10, 10)});
  set_floats(buildings, "ground_height", {400, 440});
  const GroundHeights ground(city);
  EXPECT_NEAR(ground.height(0, 0), 400, 2);
  EXPECT_NEAR(ground.height(1000, 0), 440, 2);
  const double between = ground.height(505, 0);
  EXPECT_GT(between, 405);
  EXPECT_LT(between, 435);
}

TEST(GroundHeights, OfACityThatKnowsNoneAreZero) {
  const GroundHeights ground((city::City()));
  EXPECT_EQ(ground.height(3, 4), 0);
  EXPECT_GE(ground.extent().max_x - ground.extent().min_x, 100);
}

TEST(GroundHeights, MeetARayWhereItComesDown) {
  const GroundHeights flat((city::City()));
  const auto down = flat.hit({10, 20, 300}, {0, 0, -1});
  ASSERT_TRUE(down.has_value());
  EXPECT_NEAR((*down)[2], 0, 1e-3);
  EXPECT_EQ((*down)[0], 10);
  const auto slanting = flat.hit({0, 0, 100}, {0.8, 0, -0.6});
  ASSERT_TRUE(slanting.has_value());
  EXPECT_NEAR((*slanting)[0], 100 * 0.8 / 0.6, 1e-2);
  EXPECT_FALSE(flat.hit({0, 0, 100}, {0.8, 0, 0.6}).has_value()) << "into the sky";
  EXPECT_FALSE(flat.hit({0, 0, -1}, {0, 0, -1}).has_value()) << "from below";
  city::City city;
  add_hills(city, 300);
  const GroundHeights hills(city);
  const auto met = hills.hit({-900, 40, 400}, {0.95, 0, -std::sqrt(1 - 0.95 * 0.95)});
  ASSERT_TRUE(met.has_value());
  EXPECT_NEAR((*met)[2], hills.height((*met)[0], (*met)[1]), 0.01);
}

TEST(GroundHeights, DrapeALineAtKnownHeightsWithoutItsBrokenPoints) {
  city::City city;
  add_hills(city, 300);
  const GroundHeights ground(city);
  const std::vector<double> line = {-350, 0,     0, std::numeric_limits<double>::quiet_NaN(), 0, 0, 200,
                                    100,  1e300, 0};
  const auto points = ground.drape(line);
  ASSERT_GT(points.size(), 20u);
  EXPECT_EQ(points.front().x, -350);
  EXPECT_EQ(points.back().x, 200);
  for (const city::GroundPoint& p : points) EXPECT_DOUBLE_EQ(p.z, ground.height(p.x, p.y));
}

}  // namespace
}  // namespace conurb::scene
