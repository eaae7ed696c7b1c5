// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/object_raster.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/engine/city/shape_fixture.hpp"

namespace conurb::scene {
namespace {

constexpr int kSide = 64;
const city::Box2 kExtent{100, 200, 132, 232};  // half a metre a texel

city::Point2 centre(int x, int y) {
  return {100 + (x + 0.5) / 2, 232 - (y + 0.5) / 2};
}
std::uint32_t number(const Picture& picture, int x, int y) {
  const std::uint8_t* texel = picture.pixel(x, y);
  return texel[0] | static_cast<std::uint32_t>(texel[1]) << 8 | static_cast<std::uint32_t>(texel[2]) << 16;
}

TEST(ObjectRaster, FillsExactlyTheTexelsWhoseCentresAPolygonHolds) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> x(90, 140), y(190, 240);
  for (int i = 0; i < 200; ++i) {
    city::Coordinates polygon;  // most of them cross themselves
    for (int corner = 0; corner < 3 + i % 7; ++corner) polygon.insert(polygon.end(), {x(random), y(random)});
    polygon.insert(polygon.end(), {polygon[0], polygon[1]});
    polygon = city::joined(polygon, city::hole(110.01, 210.01, 5, 5));
    ObjectRaster raster(kExtent, kSide);
    raster.add_polygon(polygon, 0x123456, 9);
    const Picture picture = raster.take();
    for (int row = 0; row < kSide; ++row)
      for (int column = 0; column < kSide; ++column) {
        const city::Point2 at = centre(column, row);
        const bool holds = city::polygon_holds(polygon, at.x, at.y);
        ASSERT_EQ(number(picture, column, row), holds ? 0x123456u : 0u) << i << ' ' << column << ' ' << row;
        ASSERT_EQ(picture.pixel(column, row)[3], holds ? 9 : 0);
      }
  }
}

TEST(ObjectRaster, LinesHaveTheirWidthAndOneSideOrBoth) {
  const std::vector<double> east = {104, 216.1, 128, 216.1};
  for (const auto sides : {ObjectRaster::Sides::both, ObjectRaster::Sides::right}) {
    ObjectRaster raster(kExtent, kSide);
    raster.add_line(east, 6, sides, 5);
    const Picture picture = raster.take();
    for (int row = 0; row < kSide; ++row) {
      const double south = 216.1 - centre(32, row).y;  // of the line, on its right
      const bool within = std::abs(south) < 3 && (sides == ObjectRaster::Sides::both || south > 0);
      EXPECT_EQ(number(picture, 32, row), within ? 5u : 0u) << south;
    }
    EXPECT_EQ(number(picture, 0, 32), 0u);
  }
}

TEST(ObjectRaster, TheLastShapeLiesAboveAndBrokenOnesAreLeftOut) {
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               infinity = std::numeric_limits<double>::infinity();
  ObjectRaster raster(kExtent, kSide);
  raster.add_polygon(city::rectangle(100, 200, 32, 32), 1, 0);
  raster.add_polygon(city::rectangle(110, 210, 4, 4), 2, 0);
  raster.add_polygon(std::vector<double>{nan, nan, nan, nan, nan, nan}, 3, 0);
  raster.add_polygon(std::vector<double>{100, 200}, 3, 0);
  raster.add_polygon({}, 3, 0);
  raster.add_line(std::vector<double>{nan, 0, infinity, 7, 1}, 5, ObjectRaster::Sides::both, 3);
  raster.add_line(std::vector<double>{1e300, 0, 1e300, 7}, 5, ObjectRaster::Sides::both, 3);
  const Picture picture = raster.take();
  EXPECT_EQ(number(picture, 22, 40), 2u);
  for (int row = 0; row < kSide; ++row)
    for (int column = 0; column < kSide; ++column) EXPECT_NE(number(picture, column, row), 3u);
}

}  // namespace
}  // namespace conurb::scene
