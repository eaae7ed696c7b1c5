// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

/// A picture of 1 m a texel around 0, 0.
Picture picture_of(const Ground& ground) {
  return GroundMap(ground.features, {}).surface({-200, -200, 200, 200}, 400);
}
const std::uint8_t* at(const Picture& picture, double x, double y) {
  return picture.pixel(static_cast<int>(x + 200), static_cast<int>(200 - y));
}
/// Largest difference of a channel.
int pixel_difference(const std::uint8_t* texel, const Colour& colour) {
  int most = 0;
  for (std::size_t i = 0; i < 3; ++i) most = std::max(most, std::abs(texel[i] - colour[i]));
  return most;
}

TEST(GroundMap, PaintsWhatIsThere) {
  const Ground ground(village());
  const Picture picture = picture_of(ground);
  const GroundPalette palette;
  EXPECT_LE(pixel_difference(at(picture, 15, 20), palette[Paint::roof]), 10);
  EXPECT_LE(pixel_difference(at(picture, -100, -4), palette[Paint::street]), 2);
  EXPECT_LE(pixel_difference(at(picture, -110, -120), palette[Paint::water]), 2);
  EXPECT_LE(pixel_difference(at(picture, 130, -70), palette[Paint::park]), 2);
  EXPECT_LE(pixel_difference(at(picture, -150, 150), palette[Paint::land]), 0);
}

TEST(GroundMap, AlphaTellsOpenWaterFromLand) {
  const Ground ground(village());
  const Picture picture = picture_of(ground);
  EXPECT_EQ(at(picture, -110, -120)[3], 255);
  EXPECT_EQ(at(picture, -150, 150)[3], kLandAlpha);
  EXPECT_EQ(at(picture, 130, -70)[3], kLandAlpha);
}

TEST(GroundMap, LampsLightStreetsByBuildings) {
  const Ground ground(village());
  const GroundMap map(ground.features, {});
  const Mask lamps = map.lamps({-64, -64, 64, 64}, 256);
  ASSERT_EQ(lamps.side, 256);
  const auto light = [&](double x, double y) {
    return lamps.at(static_cast<int>((x + 64) * 2), static_cast<int>((64 - y) * 2));
  };
  int brightest = 0;
  for (double x = -60; x < 60; x += 1) brightest = std::max<int>(brightest, light(x, -4.5));
  EXPECT_GT(brightest, 60);
  EXPECT_EQ(light(0, -50), 0) << "no street there";
  EXPECT_EQ(map.lamps({200, 200, 264, 264}, 64).side, 0) << "nor here at all";
  const Mask afar = map.lamps({-1024, -1024, 1024, 1024}, 256);
  ASSERT_EQ(afar.side, 256);
  EXPECT_GT(afar.at(128, 128), 0) << "a band";
}

TEST(GroundMap, TheGroundIsDarkerInCornersBesideBuildings) {
  const Ground ground(village());
  const Picture picture = picture_of(ground);
  const int open = at(picture, -150, 150)[1];
  EXPECT_LT(at(picture, 24, 19)[1], open - 20);  // in the courtyard
  EXPECT_LT(at(picture, 8, 25)[1], open - 8);    // at the wall
  EXPECT_GT(at(picture, -20, 60)[1], open - 2);  // 20 m away
}

TEST(GroundMap, NeighbouringPiecesFitTogether) {
  const Ground ground(village());
  const GroundMap map(ground.features, {});
  const Picture whole = map.surface({-64, -64, 64, 64}, 256);
  const Picture part = map.surface({0, -64, 64, 0}, 128);
  int most = 0;
  for (int y = 0; y < 128; ++y)
    for (int x = 0; x < 128; ++x) {
      const std::uint8_t* texel = whole.pixel(x + 128, y + 128);
      most = std::max(most, pixel_difference(part.pixel(x, y), {texel[0], texel[1], texel[2]}));
    }
  EXPECT_LE(most, 8);  // rounding at edges
}

TEST(GroundMap, ManyVerySmallBuildingsColourTheLandAsTheyCoverIt) {
  city::City city;
  std::vector<city::Coordinates> houses;
  for (int i = 0; i < 100; ++i)
    for (int j = 0; j < 100; ++j) houses.push_back(city::rectangle(i * 20 - 1000, j * 20 - 1000, 12, 12));
  city::add_shapes(city, "building", city::Shape::polygon, houses);
  const Ground ground(std::move(city));
  const GroundPalette palette;
  const Picture afar = GroundMap(ground.features, palette).surface({-3200, -3200, 3200, 3200}, 64);
  // 36 % of the land lies under roofs; the rest is in their shade.
  const int town = afar.pixel(32, 32)[1];
  EXPECT_NE(town, palette[Paint::land][1]);
  EXPECT_LT(town, palette[Paint::roof][1]);
  EXPECT_EQ(afar.pixel(2, 2)[1], palette[Paint::land][1]);
}

TEST(GroundMap, AreasOfA3DModelArePaintedAndCanBePicked) {
  CONURB_NEED_SHARED_DATA("city3d");
  Jobs jobs(2);
  io::CityJsonReader reader;
  const Ground ground(
      io::import_model(reader.read_file(io::shared_data() / "city3d/cityjson/delft_v20.city.json"), jobs)
          .city);
  const city::Box2 extent = ground.heights->extent();
  const double side = std::max(extent.max_x - extent.min_x, extent.max_y - extent.min_y);
  const city::Point2 c = extent.centre();
  const city::Box2 square{c.x - side / 2, c.y - side / 2, c.x + side / 2, c.y + side / 2};
  const GroundMap map(ground.features, {});
  const Picture surface = map.surface(square, 256), objects = map.objects(square, 256);
  const GroundPalette palette;
  int water = 0, street = 0, roof = 0, named = 0;
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x) {
      water += pixel_difference(surface.pixel(x, y), palette[Paint::water]) < 20 ? 1 : 0;
      street += pixel_difference(surface.pixel(x, y), palette[Paint::street]) < 3 ? 1 : 0;
      roof += objects.pixel(x, y)[3] > 0 ? 1 : 0;
      const std::uint8_t* o = objects.pixel(x, y);
      named += o[0] + o[1] + o[2] > 0 ? 1 : 0;
    }
  EXPECT_GT(water, 3000);
  EXPECT_GT(street, 300);
  EXPECT_GT(roof, 2000);
  EXPECT_GT(named, water + roof);
}

}  // namespace
}  // namespace conurb::scene
