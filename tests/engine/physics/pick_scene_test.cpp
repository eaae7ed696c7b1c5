// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/pick_scene.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/physics/triangle_soup.hpp"

namespace conurb::physics {
namespace {

/// Tile by tile of 20 m, boxes on a grid; the objects count on.
std::vector<Soup> town(int side) {
  std::vector<Soup> tiles;
  std::mt19937 random(5);
  std::uniform_real_distribution<float> height(2, 30);
  std::uint32_t object = 1;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      Soup soup;
      soup.origin = {2'683'000 + 20.0 * x, 1'247'000 + 20.0 * y, 400};
      for (int i = 0; i < 4; ++i) {
        const float w = static_cast<float>(i % 2) * 10, s = static_cast<float>(i / 2) * 10;
        add_box(soup, {w + 1, s + 1, 0}, {w + 9, s + 9, height(random)}, object++);
      }
      tiles.push_back(std::move(soup));
    }
  }
  return tiles;
}

PickScene scene_of(const std::vector<Soup>& tiles) {
  PickScene::Tiles entries;
  for (const Soup& tile : tiles) entries.push_back(tile.tile());
  return PickScene(std::move(entries));
}

TEST(PickScene, HitsWhatBruteForceHitsOverAllTiles) {
  const std::vector<Soup> tiles = town(6);
  const PickScene scene = scene_of(tiles);
  std::mt19937 random(7);
  std::uniform_real_distribution<double> place(-20, 140), up(1, 60), direction(-1, 1);
  int hits = 0;
  std::vector<Ray> rays;
  for (int i = 0; i < 2000; ++i) {
    rays.push_back({{2'683'000 + place(random), 1'247'000 + place(random), 400 + up(random)},
                    {direction(random), direction(random), 0.6 * direction(random)}});
  }
  std::vector<std::uint8_t> blocked(rays.size());
  scene.blocks(rays, blocked);
  for (std::size_t i = 0; i < rays.size(); ++i) {
    std::optional<Hit> expected;
    for (std::uint32_t t = 0; t < tiles.size(); ++t) {
      const auto hit = brute_force(tiles[t], rays[i]);
      if (!hit || (expected && expected->distance_m <= hit->distance_m)) continue;
      expected = hit;
      expected->tile = t;
    }
    const auto found = scene.closest(rays[i]);
    ASSERT_EQ(expected.has_value(), found.has_value()) << i;
    EXPECT_EQ(blocked[i] != 0, expected.has_value()) << i;
    if (!found) continue;
    ++hits;
    EXPECT_EQ(found->tile, expected->tile) << i;
    EXPECT_EQ(found->object, expected->object) << i;
    EXPECT_NEAR(found->distance_m, expected->distance_m, 1e-5) << i;
    EXPECT_NEAR(std::hypot(found->normal[0], found->normal[1], found->normal[2]), 1, 1e-9);
  }
  EXPECT_GT(hits, 500);
}

TEST(PickScene, ARayThatIsNoneHitsNothing) {
  const PickScene scene = scene_of(town(2));
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (const Ray& ray :
       {Ray{{kNaN, 0, 0}, {0, 0, 1}}, Ray{{0, 0, 0}, {0, 0, 0}}, Ray{{0, 0, 0}, {kNaN, 0, 1}},
        Ray{{0, 0, 0}, {1, 0, 0}, kNaN}, Ray{{0, 0, 0}, {1, 0, 0}, -1}}) {
    EXPECT_FALSE(scene.closest(ray));
    EXPECT_FALSE(scene.blocks(ray));
  }
  EXPECT_FALSE(PickScene().closest({{0, 0, 0}, {0, 0, 1}}));
}

TEST(PickScene, OfTwoTilesAtOnePlaceTheFirstIsHitAndAnEmptyOneNever) {
  const std::vector<Soup> tiles = town(1);
  const Ray down{{2'683'005, 1'247'005, 1000}, {0, 0, -1}};
  const auto empty = std::make_shared<const PickTile>();
  const PickScene scene({empty, tiles[0].tile(), tiles[0].tile()});
  ASSERT_TRUE(scene.closest(down));
  EXPECT_EQ(scene.closest(down)->tile, 1U);
  EXPECT_EQ(scene.closest(down)->object, 1U);
}

}  // namespace
}  // namespace conurb::physics
