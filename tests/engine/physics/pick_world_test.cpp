// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/pick_world.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <thread>

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
  for (std::size_t i = 0; i < tiles.size(); ++i) entries.emplace_back(i, tiles[i].tile());
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
    for (std::size_t t = 0; t < tiles.size(); ++t) {
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

TEST(PickWorld, TilesComeGoAndAreReplaced) {
  const std::vector<Soup> tiles = town(2);
  const Ray down{{2'683'005, 1'247'005, 1000}, {0, 0, -1}};
  PickWorld world;
  EXPECT_FALSE(world.closest(down));
  world.add(42, tiles[0].tile());
  ASSERT_TRUE(world.closest(down));
  EXPECT_EQ(world.closest(down)->tile, 42U);
  EXPECT_EQ(world.closest(down)->object, 1U);
  const auto before = world.scene();
  world.add(42, std::make_shared<const PickTile>());
  EXPECT_FALSE(world.closest(down)) << "replaced by an empty one";
  EXPECT_TRUE(before->closest(down)) << "who asked before sees what was";
  world.add(42, tiles[0].tile());
  world.add(7, tiles[0].tile());
  EXPECT_EQ(world.closest(down)->tile, 7U) << "of two at one place the lower";
  world.remove(7);
  world.remove(7);
  EXPECT_EQ(world.closest(down)->tile, 42U);
  const std::pair<TileId, std::shared_ptr<const PickTile>> changes[] = {
      {42, nullptr}, {1, tiles[1].tile()}, {0, tiles[0].tile()}};
  world.change(changes);
  EXPECT_EQ(world.scene()->tiles().size(), 2U);
  EXPECT_EQ(world.closest(down)->tile, 0U);
}

TEST(PickWorld, MayBeAskedWhileWorkersChangeIt) {
  const std::vector<Soup> tiles = town(4);
  PickWorld world;
  world.add(100, tiles[5].tile());
  const Ray down{{2'683'025, 1'247'025, 1000}, {0, 0, -1}};
  std::atomic<bool> done{false};
  std::thread worker([&] {
    for (int round = 0; round < 20; ++round) {
      for (std::size_t t = 0; t < tiles.size(); ++t) {
        if (t != 5) world.add(t, tiles[t].tile());
      }
      for (std::size_t t = 0; t < tiles.size(); ++t) world.remove(t);
    }
    done = true;
  });
  int asked = 0;
  while (!done || asked < 100) {
    const auto hit = world.closest(down);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->tile, 100U);
    ++asked;
  }
  worker.join();
  EXPECT_EQ(world.scene()->tiles().size(), 1U);
}

}  // namespace
}  // namespace conurb::physics
