// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace conurb::scene {
namespace {

constexpr int kHeight = 720;

city::Box box(double x, double y, double side, double height = 10) {
  city::Box result;
  result.add(city::Point3{x, y, 0});
  result.add(city::Point3{x + side, y + side, height});
  return result;
}

/// A complete quadtree of squares; tiles of depth d lack `error` / 2^d, levels are given for all.
TileTree quadtree(Refinement refinement, int depth, double side, double error,
                  const std::vector<TileLevel>& levels) {
  TileTree tree;
  tree.refinement = refinement;
  std::vector<int> depths{0};
  const auto add = [&](const city::Box& b, std::uint32_t parent, int at) {
    Tile tile;
    tile.box = b;
    tile.error = at == depth ? 0 : error / (1 << at);
    tile.parent = parent;
    const auto begin = static_cast<std::uint32_t>(tree.levels.size());
    tree.levels.insert(tree.levels.end(), levels.begin(), levels.end());
    tile.levels = {begin, static_cast<std::uint32_t>(tree.levels.size())};
    tree.tiles.push_back(tile);
  };
  add(box(0, 0, side), city::kNone, 0);
  for (std::uint32_t i = 0; i < tree.tiles.size(); ++i) {
    tree.tiles[i].children = {static_cast<std::uint32_t>(tree.tiles.size()),
                              static_cast<std::uint32_t>(tree.tiles.size())};
    if (depths[i] == depth) continue;
    const city::Box at = tree.tiles[i].box;
    const double half = 0.5 * (at.upper[0] - at.lower[0]);
    for (int q = 0; q < 4; ++q) {
      add(box(at.lower[0] + (q % 2) * half, at.lower[1] + (q / 2) * half, half), i, depths[i] + 1);
      depths.push_back(depths[i] + 1);
    }
    tree.tiles[i].children.end = static_cast<std::uint32_t>(tree.tiles.size());
  }
  return tree;
}

Projection looking_at(double x, double y, double distance, double pitch_deg = -45) {
  Camera camera;
  camera.target = {x, y, 0};
  camera.distance = distance;
  camera.pitch_deg = pitch_deg;
  return {camera, 16.0 / 9, 1, 1e6};
}

std::map<std::uint32_t, TileUse> by_tile(const std::vector<TileUse>& uses) {
  std::map<std::uint32_t, TileUse> result;
  for (const TileUse& use : uses) EXPECT_TRUE(result.emplace(use.tile, use).second) << "twice " << use.tile;
  return result;
}

std::uint64_t tile_triangles(const TileTree& tree, const std::vector<TileUse>& uses) {
  std::uint64_t sum = 0;
  for (const TileUse& use : uses) sum += tree.levels[tree.tiles[use.tile].levels.begin + use.level].triangles;
  return sum;
}

const std::vector<TileLevel> kOneLevel{{0, 100}};

TEST(ChooseTiles, NothingIsShownOfAnEmptyTreeOrBehindTheEye) {
  EXPECT_TRUE(choose_tiles({}, looking_at(0, 0, 100), kHeight, {}).empty());
  const TileTree tree = quadtree(Refinement::add, 2, 1000, 50, kOneLevel);
  Projection away = looking_at(500, 5000, 100, -10);  // north of all, looking north
  EXPECT_TRUE(choose_tiles(tree, away, kHeight, {}).empty());
  away.camera.heading_deg = 180;
  EXPECT_FALSE(choose_tiles(tree, away, kHeight, {}).empty());
}

TEST(ChooseTiles, TilesBesideThePictureAreLeftOut) {
  const TileTree tree = quadtree(Refinement::add, 4, 16000, 400, kOneLevel);
  const Projection close = looking_at(8100, 8100, 300, -60);
  const auto uses = by_tile(choose_tiles(tree, close, kHeight, {}));
  const auto planes = close.planes();
  for (const auto& [number, use] : uses) {
    for (const auto& plane : planes) {  // the corner furthest inside
      const city::Box& b = tree.tiles[number].box;
      double most = plane[3];
      for (std::size_t axis = 0; axis < 3; ++axis)
        most += plane[axis] * (plane[axis] > 0 ? b.upper[axis] : b.lower[axis]);
      EXPECT_GE(most, 0) << number;
    }
  }
  // One path down, and the tiles beside it: far fewer than the 341 there are.
  EXPECT_GE(uses.size(), 5u);
  EXPECT_LE(uses.size(), 20u);
}

// Independently of how it is chosen: an error is as large as its tile is near, along the sight.
TEST(ChooseTiles, NoErrorThatIsSeenIsLargerThanWished) {
  for (const double distance : {200.0, 1500.0, 9000.0}) {
    const TileTree tree = quadtree(Refinement::add, 5, 8000, 300, {{8, 10}, {2, 50}, {0, 200}});
    const Projection projection = looking_at(3000, 3500, distance, -30);
    const auto uses = by_tile(choose_tiles(tree, projection, kHeight, {3, 1'000'000'000}));
    const double per_metre = projection.pixels_per_unit(kHeight);
    std::size_t checked = 0;
    for (int i = 0; i <= 40; ++i) {
      for (int j = 0; j <= 40; ++j) {  // points of the ground in the picture
        const auto ray = projection.ray(i / 40.0, j / 40.0);
        if (ray.direction[2] >= 0) continue;
        const double t = -ray.from[2] / ray.direction[2];
        const double x = ray.from[0] + t * ray.direction[0], y = ray.from[1] + t * ray.direction[1];
        if (x < 0 || y < 0 || x >= 8000 || y >= 8000) continue;
        const double depth = projection.project({x, y, 0})[2];
        // Down to the deepest tile shown here.
        std::uint32_t at = 0;
        for (bool deeper = true; deeper;) {
          ASSERT_EQ(uses.count(at), 1u);
          const Tile& tile = tree.tiles[at];
          const double level_error = tree.levels[tile.levels.begin + uses.at(at).level].error;
          EXPECT_LE(level_error * per_metre / depth, 3) << at;
          deeper = false;
          for (std::uint32_t c = tile.children.begin; c < tile.children.end && !deeper; ++c) {
            const city::Box& b = tree.tiles[c].box;
            if (x < b.lower[0] || x >= b.upper[0] || y < b.lower[1] || y >= b.upper[1]) continue;
            deeper = uses.count(c) != 0;
            if (deeper)
              at = c;
            else
              EXPECT_LE(tile.error * per_metre / depth, 3) << at << " has no child at " << x << ' ' << y;
            break;
          }
        }
        ++checked;
      }
    }
    EXPECT_GT(checked, 100u);
  }
}

TEST(ChooseTiles, TheLargestErrorsComeFirstAndParentsBeforeTheirChildren) {
  for (const Refinement refinement : {Refinement::add, Refinement::replace}) {
    const TileTree tree = quadtree(refinement, 4, 4000, 200, kOneLevel);
    const auto uses = choose_tiles(tree, looking_at(1000, 1000, 400), kHeight, {});
    ASSERT_GT(uses.size(), 10u);
    EXPECT_EQ(uses[0].tile, 0u);
    std::vector<bool> listed(tree.tiles.size(), false);
    for (std::size_t i = 0; i < uses.size(); ++i) {
      if (i > 0) {
        EXPECT_LE(uses[i].pixels, uses[i - 1].pixels);
      }
      const std::uint32_t parent = tree.tiles[uses[i].tile].parent;
      if (parent != city::kNone) {
        EXPECT_TRUE(listed[parent]);
      }
      listed[uses[i].tile] = true;
    }
  }
}

TEST(ChooseTiles, ChildrenThatAddAreChosenOneByOne) {
  // The near corner of a wide tile needs its children, the far one does not.
  const TileTree tree = quadtree(Refinement::add, 1, 20000, 12, kOneLevel);
  const auto uses = by_tile(choose_tiles(tree, looking_at(3000, 3000, 500, -20), kHeight, {}));
  EXPECT_TRUE(uses.count(1));
  EXPECT_FALSE(uses.count(3));  // 7 km away at least, where 12 m are 1.7 pixels
  Projection wide = looking_at(3000, 3000, 500, -20);
  EXPECT_GT(choose_tiles(tree, wide, kHeight, {0.2, 1'000'000'000}).size(), uses.size());
}

TEST(ChooseTiles, AChildOfSmallThingsIsChosenBySizeNotByItsParentsError) {
  TileTree tree = quadtree(Refinement::add, 1, 1000, 60, kOneLevel);
  const Projection far = looking_at(500, 500, 10'000);
  EXPECT_EQ(choose_tiles(tree, far, kHeight, {}).size(), 5u);
  tree.tiles[2].size = 8;
  const auto uses = by_tile(choose_tiles(tree, far, kHeight, {}));
  EXPECT_EQ(uses.size(), 4u);
  EXPECT_FALSE(uses.count(2));
}

TEST(ChooseTiles, WhatReplacesIsThereAltogetherOrNotAtAllWhateverTheBudget) {
  const TileTree tree = quadtree(Refinement::replace, 4, 4000, 200, {{20, 60}, {0, 100}});
  const Projection projection = looking_at(1500, 1700, 900);
  const auto all = by_tile(choose_tiles(tree, projection, kHeight, {}));
  std::size_t before = 0;
  for (const std::uint64_t budget : {50u, 100u, 300u, 500u, 900u, 2000u, 5000u, 20000u}) {
    const auto uses = by_tile(choose_tiles(tree, projection, kHeight, {2, budget}));
    EXPECT_GE(uses.size(), std::max<std::size_t>(before, 1));
    before = uses.size();
    std::uint64_t shown = 0;
    for (const auto& [number, use] : uses) {
      const Tile& tile = tree.tiles[number];
      std::size_t there = 0, seen = 0;
      for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c) {
        there += uses.count(c);
        seen += all.count(c);
      }
      if (there > 0) {
        EXPECT_EQ(there, seen) << "a hole below " << number << " with " << budget;
      }
      if (there == 0) shown += tree.levels[tile.levels.begin + use.level].triangles;
    }
    if (budget >= 100) {
      EXPECT_LE(shown, budget);
    }
  }
  EXPECT_GT(before, 20u);
}

TEST(ChooseTiles, ABudgetIsKeptAndSpentOnTheLargestErrors) {
  const TileTree tree = quadtree(Refinement::add, 5, 8000, 300, {{10, 20}, {0, 100}});
  const Projection projection = looking_at(2000, 2000, 800);
  const auto all = choose_tiles(tree, projection, kHeight, {});
  const std::uint64_t full = tile_triangles(tree, all);
  const auto some = choose_tiles(tree, projection, kHeight, {2, full / 2});
  EXPECT_LE(tile_triangles(tree, some), full / 2);
  EXPECT_GT(tile_triangles(tree, some), full / 3);
  const auto chosen = by_tile(some);
  for (std::size_t i = 0; i < all.size() / 4; ++i) EXPECT_TRUE(chosen.count(all[i].tile)) << i;
  // Even a budget that is too small for anything shows the root.
  EXPECT_EQ(choose_tiles(tree, projection, kHeight, {2, 1}).size(), 1u);
}

TEST(ChooseTiles, LevelsGetFinerAsTheEyeComesNear) {
  const TileTree tree = quadtree(Refinement::add, 0, 100, 0, {{30, 10}, {3, 50}, {0, 200}});
  std::uint32_t before = 0;
  std::vector<std::uint32_t> levels;
  for (const double distance : {40'000.0, 5'000.0, 300.0}) {
    const auto uses = choose_tiles(tree, looking_at(50, 50, distance), kHeight, {});
    ASSERT_EQ(uses.size(), 1u);
    EXPECT_GE(uses[0].level, before);
    before = uses[0].level;
    levels.push_back(before);
  }
  EXPECT_THAT(levels, testing::ElementsAre(0, 1, 2));
}

TEST(ChooseTiles, OnAMapDistanceDoesNotCount) {
  const TileTree tree = quadtree(Refinement::add, 1, 1000, 20, kOneLevel);
  Projection map = looking_at(500, 500, 1000, -90);
  map.camera.mode = CameraMode::map;  // 728 m from top to bottom: a metre is a pixel
  EXPECT_EQ(choose_tiles(tree, map, kHeight, {19, 1000}).size(), 5u);
  EXPECT_EQ(choose_tiles(tree, map, kHeight, {21, 1000}).size(), 1u);
}

TEST(ChooseTiles, NumbersThatAreNoneShowNothing) {
  const TileTree tree = quadtree(Refinement::add, 2, 1000, 50, kOneLevel);
  EXPECT_TRUE(choose_tiles(tree, looking_at(std::nan(""), 0, 100), kHeight, {}).empty());
  TileTree hollow = tree;
  hollow.tiles[0].box = {};
  EXPECT_TRUE(choose_tiles(hollow, looking_at(500, 500, 100), kHeight, {}).empty());
}

}  // namespace
}  // namespace conurb::scene
