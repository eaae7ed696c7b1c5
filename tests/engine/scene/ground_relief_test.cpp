// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_relief.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/scene/bridge_tiles.hpp"
#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

/// A river that runs at an angle through a grid of 10 m, in a bed 4 m deep, and a street over it. Each of its
/// banks has so many pieces.
city::City river_city(int pieces = 1) {
  city::City city;
  constexpr std::int64_t kCells = 60;
  city::Table& terrain = city::add_grid(city, "terrain", {-300, -300, 10, kCells, kCells});
  std::vector<float> heights;
  for (std::int64_t j = 0; j < kCells; ++j)
    for (std::int64_t i = 0; i < kCells; ++i) {
      const double x = -295 + 10 * static_cast<double>(i), y = -295 + 10 * static_cast<double>(j);
      heights.push_back(std::abs(y - 0.3 * x) < 15.7 ? 96.0F : 100.0F);
    }
  set_floats(terrain, "elevation", heights);
  std::vector<double> outline;
  const auto bank = [&](double from, double to, double shift) {
    for (int i = 0; i <= pieces; ++i) {
      const double x = from + (to - from) * i / pieces;
      outline.insert(outline.end(), {x, 0.3 * x + shift});
    }
  };
  bank(-300, 300, -15);
  bank(300, -300, 15);
  outline.insert(outline.end(), {outline[0], outline[1]});
  city::add_shapes(city, "water_area", city::Shape::polygon, {outline});
  city::Table& roads = city::add_shapes(city, "road_link", city::Shape::line,
                                        {{0, -40, 0, -15}, {0, -15, 0, 15}, {0, 15, 0, 40}});
  set_floats(roads, "width", {8, 8, 8});
  set_numbers(roads, "level", {0, 1, 0});
  return city;
}

TEST(GroundRelief, WaterIsLevelAndItsShoreASmoothLine) {
  const Ground ground(river_city());
  double low = 1e9, high = -1e9, rawest = -1e9;
  for (double x = -200; x < 200; x += 0.7)
    for (const double side : {-15.0, 0.0, 15.0}) {
      const double z = ground.relief->height(x, 0.3 * x + side);
      low = std::min(low, z);
      high = std::max(high, z);
      rawest = std::max(rawest, ground.heights->height(x, 0.3 * x + side));
    }
  EXPECT_LT(high - low, 0.7);
  EXPECT_GT(rawest - low, 2) << "the cells of the grid are saw's teeth";
  EXPECT_NEAR(low, 96, 0.7);
}

TEST(GroundRelief, LandAwayFromWaterIsThatOfTheTerrain) {
  const Ground ground(river_city());
  EXPECT_EQ(ground.relief->height(0, 60), ground.heights->height(0, 60));
  EXPECT_EQ(ground.relief->bank_height({-250, 200, -200, 250}), 0);
  EXPECT_GT(ground.relief->bank_height({-10, -10, 10, 10}), 0);
  const Ground hills([] {
    city::City city;
    add_hills(city, 300);
    return city;
  }());
  const auto samples = hills.relief->samples({-64, -64, 64, 64}, 4);
  ASSERT_EQ(samples.size(), 49u);
  EXPECT_EQ(samples[0], hills.heights->height(-96, -96)) << "one beyond the border";
}

TEST(GroundRelief, APlaceIsAsTheFinestTilesHaveItHoweverFarFromWater) {
  const Ground ground(river_city(60));
  for (double x = -240; x < 240; x += 7.3)
    for (double y = -240; y < 240; y += 5.9)
      ASSERT_NEAR(ground.relief->height(x, y), ground.relief->samples({x, y, x + 2, y + 2}, 1)[5], 1e-9)
          << x << " " << y;
}

TEST(GroundRelief, BanksRiseFromTheShore) {
  const Ground ground(river_city());
  double before = ground.relief->height(0, 15);
  for (double y = 16; y < 60; y += 1) {
    const double here = ground.relief->height(0, y);
    EXPECT_GE(here, before - 0.05) << y;
    before = here;
  }
  EXPECT_NEAR(before, 100, 0.01);
}

TEST(GroundRelief, AWideLakeIsLevelInItsMiddleToo) {
  city::City city;
  city::Table& terrain = city::add_grid(city, "terrain", {-300, -300, 10, 60, 60});
  std::vector<float> heights;
  for (int j = 0; j < 60; ++j)
    for (int i = 0; i < 60; ++i) {
      const bool bed = i > 12 && i < 47 && j > 12 && j < 47;
      heights.push_back(bed ? static_cast<float>(80 + (i * 7 + j * 3) % 10) : 100.0F);
    }
  set_floats(terrain, "elevation", heights);
  city::add_shapes(city, "water_area", city::Shape::polygon, {city::rectangle(-200, -200, 400, 400)});
  const Ground ground(std::move(city));
  const auto samples = ground.relief->samples({-32, -32, 32, 32}, 32);
  const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
  EXPECT_LT(*high - *low, 2);
  EXPECT_GT(*low, 96) << "its bed is deeper in places, which is not seen";
  for (double x = -150; x < 150; x += 13.7)
    ASSERT_NEAR(ground.relief->height(x, 5), ground.relief->samples({x, 5, x + 2, 7}, 1)[5], 1e-9) << x;
}

TEST(BridgeTiles, DecksCrossTheWaterFromBankToBank) {
  const Ground ground(river_city());
  EXPECT_TRUE(ground.features->roads.styles[1].on_deck);
  EXPECT_FALSE(ground.features->roads.styles[0].on_deck);
  const BridgeTiles bridges(*ground.features, *ground.relief);
  ASSERT_EQ(bridges.size(), 1u);
  const TileContent content = bridges.make(0, 0);
  EXPECT_LE(content.mesh.triangles(), bridges.tree().levels[0].triangles);
  int deck = 0;
  for (const Vertex& v : content.mesh.vertices) {
    EXPECT_EQ(v.object, ground.features->roads.objects[1]);
    const double y = static_cast<double>(v.y) + content.mesh.origin[1];
    const double z = static_cast<double>(v.z) + content.mesh.origin[2];
    if (v.material != Material::carriageway || std::abs(y) > 12) continue;
    ++deck;
    EXPECT_GT(v.normal[2], 100);
    EXPECT_NEAR(z, 100.2, 0.8) << "as high as the banks";
  }
  EXPECT_GT(deck, 8);
}

TEST(BridgeTiles, StandInsteadOfThePaintOnTheGround) {
  const Ground ground(river_city());
  const GroundMap map(ground.features, {});
  const Picture picture = map.surface({-32, -32, 32, 32}, 128);
  EXPECT_EQ(picture.pixel(64, 64)[3], 255) << "open water below";
  const Picture objects = map.objects({-32, -32, 32, 32}, 128);
  EXPECT_EQ(objects.pixel(64, 64)[0], ground.features->water.objects[0] & 255);
}

TEST(BridgeTiles, ManyAreInTilesOfNeighboursAndEachOnce) {
  city::City city;
  std::vector<std::vector<double>> water, roads;
  std::vector<float> widths;
  std::vector<std::int32_t> levels;
  for (int i = 0; i < 300; ++i) {
    const double x = 100 * (i % 20), y = 100 * (i / 20), half = 10 + i % 7;
    water.push_back(city::rectangle(x - 20, y - half, 40, 2 * half));
    roads.push_back({x, y - half, x, y + half});
    widths.push_back(6);
    levels.push_back(1);
  }
  city::add_shapes(city, "water_area", city::Shape::polygon, water);
  city::Table& table = city::add_shapes(city, "road_link", city::Shape::line, roads);
  set_floats(table, "width", widths);
  set_numbers(table, "level", levels);
  const Ground ground(std::move(city));
  const BridgeTiles bridges(*ground.features, *ground.relief);
  EXPECT_EQ(bridges.size(), 300u);
  const TileTree& tree = bridges.tree();
  EXPECT_GT(tree.tiles.size(), 4u);
  std::vector<int> seen(400);
  for (std::uint32_t t = 0; t < tree.tiles.size(); ++t) {
    std::vector<std::uint32_t> objects;
    for (const Vertex& v : bridges.make(t, 0).mesh.vertices) objects.push_back(v.object);
    std::sort(objects.begin(), objects.end());
    objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
    for (const std::uint32_t object : objects) ++seen[object - ground.features->roads.objects[0]];
    EXPECT_EQ(tree.tiles[t].parent, t == 0 ? city::kNone : 0u);
  }
  for (int i = 0; i < 300; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], 1) << i;
}

}  // namespace
}  // namespace conurb::scene
