// SPDX-License-Identifier: Apache-2.0
#include "engine/city/terrain.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::city {

namespace {

HeightTiles plane(double slope_x, double slope_y, std::int64_t side = 600) {
  std::vector<float> heights;
  for (std::int64_t row = 0; row < side; ++row) {
    for (std::int64_t column = 0; column < side; ++column)
      heights.push_back(static_cast<float>(100 + slope_x * static_cast<double>(column) * 2 +
                                           slope_y * static_cast<double>(row) * 2));
  }
  return HeightTiles({-10, 20, 2, side, side}, heights);
}

}  // namespace

TEST(HeightTiles, SamplesAreKeptToHalfAStep) {
  std::vector<float> heights;
  for (int i = 0; i < 300 * 20; ++i) heights.push_back(static_cast<float>(std::sin(i) * 30 + 0.1 * i));
  const HeightTiles tiles({0, 0, 1, 300, 20}, heights);
  EXPECT_LE(tiles.coarsest_step(), 1.0 / 64);
  std::vector<float> again;
  for (std::int64_t row = 0; row < 20; ++row) {
    for (std::int64_t column = 0; column < 300; ++column) {
      const double kept = tiles.sample(column, row);
      EXPECT_NEAR(kept, static_cast<double>(heights[static_cast<std::size_t>(row * 300 + column)]),
                  tiles.coarsest_step() / 2);
      again.push_back(static_cast<float>(kept));
    }
  }
  const HeightTiles twice({0, 0, 1, 300, 20}, again);
  for (std::int64_t column = 0; column < 300; ++column)
    EXPECT_EQ(twice.sample(column, 7), tiles.sample(column, 7));
}

TEST(HeightTiles, WholeMetresAreExactHoweverHigh) {
  const HeightTiles tiles({0, 0, 30, 2, 2}, std::vector<float>{-430, 8848, 0, 1});
  EXPECT_EQ(tiles.sample(0, 0), -430);
  EXPECT_EQ(tiles.sample(1, 0), 8848);
  EXPECT_THROW(HeightTiles({0, 0, 1, 3, 3}, std::vector<float>{1, 2}), Error);
}

TEST(Terrain, AnInclinedPlaneIsExact) {
  const Terrain ground(plane(0.25, -0.125));
  for (const auto& [x, y] : {std::pair{0.0, 30.0}, {503.7, 500.3}, {1188.99, 1218.5}, {-9.0, 21.0}}) {
    EXPECT_NEAR(ground.height(x, y), 100 + 0.25 * (x + 9) - 0.125 * (y - 21), 1e-9) << x << " " << y;
  }
  EXPECT_NEAR(ground.height(-10, 21), 100, 1e-12);  // half a cell outside of the samples: the border's
  EXPECT_TRUE(std::isnan(ground.height(-10.1, 21)));
  EXPECT_TRUE(std::isnan(ground.height(0, 1221)));
  EXPECT_TRUE(std::isnan(ground.height(std::nan(""), 30)));
}

TEST(Terrain, MissingSamplesAreUnknownAndNothingBesideThem) {
  std::vector<float> heights(16, 5);
  heights[5] = std::nanf("");
  const Terrain ground(HeightTiles({0, 0, 1, 4, 4}, heights));
  EXPECT_TRUE(std::isnan(ground.height(1.6, 1.6)));
  EXPECT_EQ(ground.height(2.5, 2.5), 5);
  EXPECT_EQ(ground.height(2.5, 1.7), 5);
}

TEST(Terrain, LowestIsTheLeastUnderTheOutline) {
  const Terrain slope(plane(0.25, 0));
  const std::vector<double> square = {100, 100, 120, 100, 120, 120, 100, 120, 100, 100};
  EXPECT_NEAR(slope.lowest(square), 100 + 0.25 * 109, 1e-9);
  // A pit of one sample in the middle counts, one beside the outline does not.
  std::vector<float> heights(100 * 100, 50);
  heights[50 * 100 + 50] = 40;
  heights[20 * 100 + 20] = 10;
  const Terrain pit(HeightTiles({0, 0, 1, 100, 100}, heights));
  const std::vector<double> around = {45, 45, 55, 45, 55, 55, 45, 55, 45, 45};
  EXPECT_EQ(pit.lowest(around), 40);
  EXPECT_TRUE(std::isnan(pit.lowest(std::vector<double>{500, 500, 510, 500, 510, 510, 500, 500})));
}

TEST(Terrain, ADrapedLineBendsWhereTheGroundDoes) {
  std::vector<float> ridge;
  for (int row = 0; row < 10; ++row) {
    for (int column = 0; column < 10; ++column) ridge.push_back(static_cast<float>(column == 5 ? 8 : 0));
  }
  const Terrain ground(HeightTiles({0, 0, 1, 10, 10}, ridge));
  const auto line = ground.drape(std::vector<double>{1, 5.5, 9, 5.5});
  double highest = 0;
  for (const GroundPoint& each : line) highest = std::max(highest, each.z);
  EXPECT_EQ(highest, 8);
  for (std::size_t i = 1; i < line.size(); ++i) {
    EXPECT_GT(line[i].x, line[i - 1].x);
    const double middle = ground.height((line[i - 1].x + line[i].x) / 2, 5.5);
    EXPECT_NEAR(middle, (line[i - 1].z + line[i].z) / 2, 1e-12);
  }
  EXPECT_THROW((void)ground.drape(std::vector<double>{0, 0, 1, 1}, 0), Error);
}

TEST(Terrain, TrianglesCountBeforeTheGrid) {
  const std::vector<GroundPoint> relief = {{0, 30, 10}, {10, 30, 20}, {0, 40, 30}};
  const Terrain ground(relief, plane(0, 0));
  EXPECT_NEAR(ground.height(2.5, 32.5), 10 + 2.5 + 5, 1e-12);
  EXPECT_NEAR(ground.height(10, 30), 20, 1e-12);
  EXPECT_NEAR(ground.height(9, 39), 100, 1e-12);  // outside of the triangle
  const auto line = ground.drape(std::vector<double>{0, 30, 10, 30}, 1);
  EXPECT_GE(line.size(), 11U);
  EXPECT_NEAR(ground.lowest(std::vector<double>{-1, 29, 4, 29, 4, 34, -1, 34, -1, 29}), 10, 1e-12);
}

TEST(Terrain, ACityWithoutTerrainHasNone) {
  EXPECT_TRUE(Terrain::of_city(City()).empty());
  EXPECT_TRUE(std::isnan(Terrain().height(0, 0)));
  EXPECT_TRUE(std::isnan(Terrain().lowest(std::vector<double>{0, 0, 1, 0, 1, 1, 0, 0})));
}

}  // namespace conurb::city
