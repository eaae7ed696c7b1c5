// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/pick_tile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "tests/engine/physics/triangle_soup.hpp"

namespace conurb::physics {
namespace {

using testing::ElementsAre;

TEST(PickTile, HitsWhatBruteForceHits) {
  const Soup soup = random_soup(5000, 100, 1);
  const PickTile tile(soup.source());
  std::mt19937 random(2);
  int hits = 0;
  for (int i = 0; i < 4000; ++i) {
    const Ray ray = random_ray(100, random);
    const auto expected = brute_force(soup, ray), found = tile.closest(ray);
    ASSERT_EQ(expected.has_value(), found.has_value()) << i;
    EXPECT_EQ(tile.blocks(ray), expected.has_value()) << i;
    if (!found) continue;
    ++hits;
    EXPECT_EQ(found->triangle, expected->triangle) << i;
    EXPECT_EQ(found->object, expected->object) << i;
    EXPECT_NEAR(found->distance_m, expected->distance_m, 1e-6) << i;
  }
  EXPECT_GT(hits, 500);
  EXPECT_LT(hits, 3900);
}

TEST(PickTile, TellsWhereAndWhichWayTheSurfaceLooks) {
  Soup soup;
  soup.origin = {10, 20, 30};
  soup.add({0, 0, 0, 4, 0, 0, 0, 4, 0}, 7);
  const PickTile tile(soup.source());
  const auto hit = tile.closest({{11, 21, 50}, {0, 0, -3}});
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->object, 7U);
  EXPECT_DOUBLE_EQ(hit->distance_m, 20);
  EXPECT_THAT(hit->point, ElementsAre(11, 21, 30));
  EXPECT_THAT(hit->normal, ElementsAre(0, 0, 1));
  EXPECT_TRUE(tile.closest({{11, 21, 10}, {0, 0, 1}})) << "from behind, too";
  EXPECT_FALSE(tile.closest({{11, 21, 10}, {0, 0, -1}})) << "not backwards";
  EXPECT_FALSE(tile.closest({{11, 21, 50}, {0, 0, -1}, 19.9})) << "not beyond the ray's length";
  EXPECT_TRUE(tile.closest({{11, 21, 50}, {0, 0, -5}, 20.1})) << "which is in metres";
  EXPECT_TRUE(tile.closest({{11, 21, 30}, {0, 0, 1}})) << "at the very start";
}

TEST(PickTile, AClosedShellHasNoGapsAtItsEdges) {
  Soup soup;
  add_box(soup, {0, 0, 0}, {1, 1, 1}, 1);
  const PickTile tile(soup.source());
  for (int x = 0; x <= 8; ++x) {  // along edges, diagonals and corners, from above
    for (int y = 0; y <= 8; ++y) {
      const Ray down{{x / 8.0, y / 8.0, 5}, {0, 0, -1}};
      const auto hit = tile.closest(down);
      ASSERT_TRUE(hit) << x << " " << y;
      EXPECT_DOUBLE_EQ(hit->distance_m, 4);
    }
  }
  std::mt19937 random(3);
  std::uniform_real_distribution<double> any(-1, 1);
  for (int i = 0; i < 2000; ++i) {  // from within every way leads out through something
    EXPECT_TRUE(tile.blocks({{0.5, 0.5, 0.5}, {any(random), any(random), any(random)}}));
    EXPECT_TRUE(tile.blocks({{0.5, 0.5, 0.5}, {0.5, 0.5, any(random)}})) << "to an upright edge";
  }
}

TEST(PickTile, RaysAlongAFaceHitWhatStandsAcrossIt) {
  Soup soup;
  add_box(soup, {0, 0, 0}, {10, 10, 10}, 1);
  add_box(soup, {20, 0, 0}, {30, 10, 12}, 2);
  const PickTile tile(soup.source());
  const auto over_roof = tile.closest({{5, 5, 10}, {1, 0, 0}});  // lies in the first roof
  ASSERT_TRUE(over_roof);
  const auto above = tile.closest({{-5, 5, 10.5}, {1, 0, 0}});
  ASSERT_TRUE(above);
  EXPECT_EQ(above->object, 2U);
  EXPECT_DOUBLE_EQ(above->distance_m, 25);
  EXPECT_FALSE(tile.closest({{-5, 11, 5}, {1, 0, 0}}));
  for (const double y : {0.0, 10.0}) {  // in the plane of a wall: the walls across it are met at their edges
    const auto along = tile.closest({{-5, y, 5}, {1, 0, 0}});
    ASSERT_TRUE(along) << y;
    EXPECT_DOUBLE_EQ(along->distance_m, 5);
  }
}

TEST(PickTile, TrianglesWithoutAreaOrNumbersAreNeverHit) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Soup soup;
  soup.add({1, 1, 1, 1, 1, 1, 1, 1, 1}, 1);
  soup.add({0, 0, 1, 1, 1, 1, 2, 2, 1}, 2);
  soup.add({kNaN, 0, 1, 5, 0, 1, 0, 5, 1}, 3);
  soup.add({0, 0, 2, kInfinity, 0, 2, 0, 5, 2}, 4);
  EXPECT_FALSE(PickTile(soup.source()).closest({{1, 1, 9}, {0, 0, -1}}));
  soup.add({0, 0, 0, 5, 0, 0, 0, 5, 0}, 5);
  const auto hit = PickTile(soup.source()).closest({{1, 1, 9}, {0, 0, -1}});
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->object, 5U);
  EXPECT_EQ(hit->triangle, 4U) << "counted as given";
}

TEST(PickTile, ManyTrianglesAtOnePlaceAreNoTrouble) {
  Soup soup;
  for (std::uint32_t i = 0; i < 3000; ++i) soup.add({0, 0, 0, 5, 0, 0, 0, 5, 0}, i);
  const auto hit = PickTile(soup.source()).closest({{1, 1, 9}, {0, 0, -1}});
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->triangle, 0U) << "the first of equals";
}

TEST(PickTile, EmptyOnesAreNeverHit) {
  EXPECT_TRUE(PickTile().empty());
  EXPECT_FALSE(PickTile().closest({{0, 0, 1}, {0, 0, -1}}));
  const PickTile tile(Soup{}.source());
  EXPECT_TRUE(tile.empty());
  EXPECT_FALSE(tile.blocks({{0, 0, 1}, {0, 0, -1}}));
}

TEST(PickTile, FarOriginsCostNoPrecision) {
  Soup soup;
  soup.origin = {2'683'000.25, 1'247'000.5, 400};  // as of Swiss coordinates
  add_box(soup, {0, 0, 0}, {10, 10, 10}, 1);
  const PickTile tile(soup.source());
  const auto hit = tile.closest({{2'683'005.25, 1'246'000.5, 405}, {0, 1, 0}});
  ASSERT_TRUE(hit);
  EXPECT_NEAR(hit->distance_m, 1000, 1e-6);
  const auto from_space = tile.closest({{2'683'005.25, 1'247'005.5, 1e7}, {0, 0, -1}});
  ASSERT_TRUE(from_space);
  EXPECT_NEAR(from_space->point[2], 410, 1e-6);
}

TEST(PickTile, TakesVerticesOfAnyStride) {
  struct Wide {
    float x, y, z;
    std::uint32_t more[3];
  };
  const std::vector<Wide> vertices{{0, 0, 0, {}}, {5, 0, 0, {}}, {0, 5, 0, {}}};
  const std::vector<std::uint32_t> indices{0, 1, 2}, objects{9};
  const PickTile tile({{0, 0, 0}, &vertices[0].x, sizeof(Wide), 3, indices, objects});
  ASSERT_TRUE(tile.closest({{1, 1, 9}, {0, 0, -1}}));
}

TEST(PickTile, RefusesIndicesThatDoNotFit) {
  Soup soup;
  soup.add({0, 0, 0, 5, 0, 0, 0, 5, 0}, 1);
  soup.indices[2] = 3;
  EXPECT_THROW((void)soup.tile(), Error);
  soup.indices = {0, 1};
  EXPECT_THROW((void)soup.tile(), Error);
  soup.indices = {0, 1, 2, 2, 1, 0};
  EXPECT_THROW((void)soup.tile(), Error) << "two triangles, one object";
}

}  // namespace
}  // namespace conurb::physics
