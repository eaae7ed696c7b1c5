// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_tiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <thread>

#include "engine/city/query_shape.hpp"
#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

city::Box2 extent_of(const Tile& tile) {
  return {tile.box.lower[0], tile.box.lower[1], tile.box.upper[0], tile.box.upper[1]};
}

double area_of(const Tile& tile) {
  const city::Box2 extent = extent_of(tile);
  return (extent.max_x - extent.min_x) * (extent.max_y - extent.min_y);
}

std::uint32_t number_at(const Picture& objects, int x, int y) {
  const std::uint8_t* texel = objects.pixel(x, y);
  return texel[0] | static_cast<std::uint32_t>(texel[1]) << 8 | static_cast<std::uint32_t>(texel[2]) << 16;
}

/// Height of a mesh over a place; NaN beside it. Skirts are upright and hold no place.
double height_on(const Mesh& mesh, double x, double y) {
  for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
    const auto corner = [&](std::size_t k) {
      const Vertex& v = mesh.vertices[mesh.indices[i + k]];
      return city::Point3{static_cast<double>(v.x) + mesh.origin[0] - x,
                          static_cast<double>(v.y) + mesh.origin[1] - y,
                          static_cast<double>(v.z) + mesh.origin[2]};
    };
    const city::Point3 a = corner(0), b = corner(1), c = corner(2);
    const double wa = b[0] * c[1] - b[1] * c[0], wb = c[0] * a[1] - c[1] * a[0],
                 wc = a[0] * b[1] - a[1] * b[0];
    if (wa < 0 || wb < 0 || wc < 0 || wa + wb + wc <= 0) continue;
    return (wa * a[2] + wb * b[2] + wc * c[2]) / (wa + wb + wc);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// Numbers of tiles: the root, a few on the way down and some of the finest.
std::vector<std::uint32_t> some(const TileTree& tree) {
  std::vector<std::uint32_t> numbers;
  const auto count = static_cast<std::uint32_t>(tree.tiles.size());
  for (std::uint32_t t = 0; t < count; t = t < 8 ? t + 1 : t + 1 + count / 12) numbers.push_back(t);
  return numbers;
}

TEST(GroundTiles, CoverTheLandWithoutGapsAndChildrenReplaceTheirParentOnTheSameGround) {
  city::City city = village();
  add_hills(city, 300);
  const Ground ground(std::move(city));
  const TileTree& tree = ground.tiles.tree();
  EXPECT_EQ(tree.refinement, Refinement::replace);
  double leaves = 0;
  for (std::uint32_t t = 0; t < tree.tiles.size(); ++t) {
    const Tile& tile = tree.tiles[t];
    ASSERT_EQ(tile.levels.size(), 1u);
    if (tile.children.size() == 0) {
      leaves += area_of(tile);
      continue;
    }
    ASSERT_EQ(tile.children.size(), 4u);
    EXPECT_GT(tile.children.begin, t);
    city::Box joined;
    double area = 0;
    for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c) {
      EXPECT_EQ(tree.tiles[c].parent, t);
      EXPECT_LT(tree.tiles[c].error, tile.error);
      area += area_of(tree.tiles[c]);
      joined.add(tree.tiles[c].box);
    }
    EXPECT_DOUBLE_EQ(area, area_of(tile));
    EXPECT_EQ(joined.lower[0], tile.box.lower[0]);
    EXPECT_EQ(joined.upper[1], tile.box.upper[1]);
  }
  EXPECT_DOUBLE_EQ(leaves, area_of(tree.tiles[0]));
  const city::Box2 root = extent_of(tree.tiles[0]);
  EXPECT_GE(root.max_x - root.min_x, 3 * 600);
}

TEST(GroundTiles, AreFinestWhereBuildingsAndStreetsAreAndCoarseOnEmptyLand) {
  const Ground ground(village());
  double at_building = 1e9, far_away = 1e9;
  for (const Tile& tile : ground.tiles.tree().tiles) {
    const city::Box2 extent = extent_of(tile);
    if (extent.holds(-50, 25)) at_building = std::min(at_building, tile.error);
    if (extent.holds(-500, 400)) far_away = std::min(far_away, tile.error);
  }
  EXPECT_DOUBLE_EQ(at_building, 0.125);
  EXPECT_GE(far_away, 4 * at_building);
}

TEST(GroundTiles, LandWithoutAnythingOnItIsRefinedUntilItsReliefShows) {
  city::City city;
  add_hills(city, 5000);
  const Ground ground(std::move(city));
  const TileTree& tree = ground.tiles.tree();
  for (const Tile& tile : tree.tiles) {
    if (tile.children.size() != 0) continue;
    EXPECT_LT(GroundMesher::sampling_error(*ground.heights, extent_of(tile)), 0.6);
  }
  EXPECT_GT(tree.tiles.size(), 50u);
  EXPECT_LT(tree.tiles.size(), 5000u);
}

TEST(GroundTiles, TheGroundIsAsHighAsTheTerrainWithinTheErrorOfTheTile) {
  city::City city = village();
  add_hills(city, 300);
  const Ground ground(std::move(city));
  const TileTree& tree = ground.tiles.tree();
  std::mt19937 random(1);
  int compared = 0;
  for (const std::uint32_t t : some(tree)) {
    const TileContent content = ground.tiles.make(t, 0);
    std::uniform_real_distribution<double> x(content.extent.min_x, content.extent.max_x),
        y(content.extent.min_y, content.extent.max_y);
    for (int i = 0; i < 50; ++i) {
      const double px = x(random), py = y(random);
      const double terrain = ground.heights->terrain().height(px, py);
      const bool by_water = std::abs(px + 110) < 95 && std::abs(py + 120) < 85;
      if (std::isnan(terrain) || by_water) continue;  // water is level, which hills are not
      EXPECT_NEAR(height_on(content.mesh, px, py), terrain, tree.tiles[t].error + 0.05);
      EXPECT_GE(terrain, tree.tiles[t].box.lower[2]);
      EXPECT_LE(terrain, tree.tiles[t].box.upper[2]);
      ++compared;
    }
  }
  EXPECT_GT(compared, 200);
}

TEST(GroundTiles, EveryTexelNamesTheObjectThatHoldsItsCentre) {
  const Ground ground(village());
  const TileTree& tree = ground.tiles.tree();
  const auto building = ground.city.index_of("building");
  const auto shapes = ground.city.table(building).column("shape").values<double>();
  const auto offsets = ground.city.table(building).column("shape").offsets();
  int held = 0;
  for (std::uint32_t t = 0; t < tree.tiles.size(); ++t) {
    if (!extent_of(tree.tiles[t]).meets({-70, 5, 50, 40})) continue;
    const TileContent content = ground.tiles.make(t, 0);
    const double texel = (content.extent.max_x - content.extent.min_x) / content.objects.width;
    for (int j = 3; j < content.objects.height; j += 11)
      for (int i = 5; i < content.objects.width; i += 7) {
        const double x = content.extent.min_x + (i + 0.5) * texel,
                     y = content.extent.max_y - (j + 0.5) * texel;
        const auto found = ground.numbers.row(number_at(content.objects, i, j));
        for (std::int64_t row = 0; row < 2; ++row) {
          const auto r = static_cast<std::size_t>(row);
          const auto polygon = shapes.subspan(static_cast<std::size_t>(offsets[r]),
                                              static_cast<std::size_t>(offsets[r + 1] - offsets[r]));
          const bool holds = city::polygon_holds(polygon, x, y);
          EXPECT_EQ(found && found->table == building && found->row == row, holds) << x << ' ' << y;
          if (holds) {
            EXPECT_EQ(content.objects.pixel(i, j)[3], row == 0 ? 24 : 15);
          }
          held += holds ? 1 : 0;
        }
      }
  }
  EXPECT_GT(held, 100);
}

TEST(GroundTiles, TheRightHalfOfAStreetIsThatOfTheDirectionThatRunsThere) {
  const Ground ground(village());
  const Picture objects = GroundMap(ground.features, {}).objects({-100, -100, 100, 100}, 400);
  const auto road = ground.city.index_of("road_link");
  // The street runs east at y = -2.5 to -5: its first row is driven on the southern half.
  const auto south = ground.numbers.row(number_at(objects, 199, 213));
  const auto north = ground.numbers.row(number_at(objects, 199, 206));
  ASSERT_TRUE(south && north);
  EXPECT_EQ(south->table, road);
  EXPECT_EQ(south->row, 0);
  EXPECT_EQ(north->table, road);
  EXPECT_EQ(north->row, 1);
}

TEST(GroundTiles, TheSameBitsComeFromAnyNumberOfThreads) {
  city::City city = village();
  add_hills(city, 300);
  const Ground one(city, 1), two(city, 2);
  const TileTree &a = one.tiles.tree(), &b = two.tiles.tree();
  ASSERT_EQ(a.tiles.size(), b.tiles.size());
  for (std::size_t t = 0; t < a.tiles.size(); ++t) {
    EXPECT_EQ(a.tiles[t].error, b.tiles[t].error);
    EXPECT_EQ(a.tiles[t].box.lower, b.tiles[t].box.lower);
    EXPECT_EQ(a.tiles[t].children.begin, b.tiles[t].children.begin);
  }
  const std::vector<std::uint32_t> numbers = some(a);
  std::vector<TileContent> first(numbers.size()), second(numbers.size());
  const auto make = [&](const GroundTiles& tiles, std::vector<TileContent>& contents) {
    for (std::size_t i = 0; i < numbers.size(); ++i) contents[i] = tiles.make(numbers[i], 0);
  };
  std::thread other([&] { make(one.tiles, first); });
  make(one.tiles, second);
  other.join();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(first[i].surface.rgba, second[i].surface.rgba);
    EXPECT_EQ(first[i].objects.rgba, second[i].objects.rgba);
    EXPECT_EQ(first[i].mesh.indices, second[i].mesh.indices);
  }
}

TEST(GroundTiles, LandFadesOutAroundTheCityAndNotInIt) {
  const Ground ground(village());
  const TileContent root = ground.tiles.make(0, 0);
  EXPECT_EQ(root.surface.pixel(256, 256)[3], kLandAlpha);
  for (const int at : {0, 100, 256, 511})
    for (const std::uint8_t* texel : {root.surface.pixel(at, 0), root.surface.pixel(511, at)})
      EXPECT_EQ(texel[3], 0);
}

TEST(GroundTiles, ACityWithoutAnythingIsAFlatPieceOfLand) {
  const Ground ground((city::City()));
  ASSERT_FALSE(ground.tiles.tree().tiles.empty());
  const TileContent content = ground.tiles.make(0, 0);
  EXPECT_EQ(content.mesh.triangles(), 2u + 4 * 2);
  EXPECT_EQ(height_on(content.mesh, 1, 2), 0);
  EXPECT_EQ(number_at(content.objects, 256, 256), 0u);
  EXPECT_EQ(content.surface.pixel(256, 256)[0], GroundPalette()[Paint::land][0]);
}

TEST(GroundTiles, BrokenShapesDoNoHarmToOthers) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), huge = 1e300;
  city::City city = village();
  using city::Shape;
  const std::vector<city::Coordinates> broken = {{},
                                                 {1},
                                                 {1, 2},
                                                 {nan, nan, 1, 2, 3, nan},
                                                 {0, 0, 50, 50, 50, 0, 0, 50},
                                                 {0, 0, huge, 0, huge, huge, 0, 0},
                                                 {-90, -90, -80, -90, -80, -80}};
  city::add_shapes(city, "parcel", Shape::polygon, broken);
  city::add_shapes(city, "land_use_area", Shape::polygon, broken);
  city::add_shapes(city, "watercourse", Shape::line, broken);
  city::add_shapes(city, "rail_link", Shape::line, broken);
  const Ground ground(std::move(city));
  for (const std::uint32_t t : some(ground.tiles.tree()))
    EXPECT_FALSE(ground.tiles.make(t, 0).surface.empty());
  const Picture objects = GroundMap(ground.features, {}).objects({-100, -100, 100, 100}, 400);
  const auto found = ground.numbers.row(number_at(objects, 100, 150));  // -49.75, 24.75
  ASSERT_TRUE(found);
  EXPECT_EQ(found->table, ground.city.index_of("building"));
}

}  // namespace
}  // namespace conurb::scene
