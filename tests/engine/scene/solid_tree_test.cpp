// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/solid_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace conurb::scene {
namespace {

SolidMeasure solid(double x, double y, float height) {
  SolidMeasure result;
  result.box.add(city::Point3{x - 5, y - 5, 0});
  result.box.add(city::Point3{x + 5, y + 5, static_cast<double>(height)});
  result.size = height;
  result.is_block = true;
  result.lid_triangles = 2;
  result.block_triangles = result.full_triangles = 10;
  return result;
}

std::vector<SolidMeasure> city_of_solids(int count) {
  std::vector<SolidMeasure> result;
  for (int i = 0; i < count; ++i)
    result.push_back(
        solid(std::fmod(i * 61.8, 1000), std::fmod(i * 37.3, 700), static_cast<float>(3 + i * 7 % 40)));
  return result;
}

TEST(SolidTree, EverySolidIsInOneTile) {
  const auto solids = city_of_solids(3000);
  const SolidTree tree = build_solid_tree(solids, 500);
  std::vector<std::uint32_t> all = tree.order;
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), 3000u);
  for (std::uint32_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
  std::uint32_t next = 0;
  for (const city::Range& range : tree.solids) {
    EXPECT_EQ(range.begin, next);
    EXPECT_GT(range.size(), 0u);
    EXPECT_LE(range.size(), 50u);
    next = range.end;
  }
  EXPECT_EQ(next, 3000u);
}

TEST(SolidTree, TilesAreWhereTileTreeSaysAndHoldWhatIsBelow) {
  const auto solids = city_of_solids(3000);
  const SolidTree tree = build_solid_tree(solids, 500);
  const auto& tiles = tree.tree.tiles;
  ASSERT_EQ(tiles.size(), tree.solids.size());
  EXPECT_EQ(tiles[0].parent, city::kNone);
  for (std::uint32_t t = 0; t < tiles.size(); ++t) {
    EXPECT_GE(tiles[t].levels.size(), 1u);
    double below = 0;
    for (std::uint32_t c = tiles[t].children.begin; c < tiles[t].children.end; ++c) {
      EXPECT_GT(c, t);
      EXPECT_EQ(tiles[c].parent, t);
      below = std::max(below, tiles[c].size);
      city::Box both = tiles[t].box;
      both.add(tiles[c].box);
      EXPECT_EQ(both.lower, tiles[t].box.lower);
      EXPECT_EQ(both.upper, tiles[t].box.upper);
    }
    EXPECT_EQ(tiles[t].error, below);  // exactly what is missing
    for (std::uint32_t i = tree.solids[t].begin; i < tree.solids[t].end; ++i) {
      EXPECT_GE(static_cast<double>(solids[tree.order[i]].size), tiles[t].error);
      EXPECT_LE(static_cast<double>(solids[tree.order[i]].size), tiles[t].size);
    }
  }
}

TEST(SolidTree, LevelsAreThoseThatDiffer) {
  std::vector<SolidMeasure> blocks{solid(0, 0, 9)};
  EXPECT_EQ(build_solid_tree(blocks, 100).tree.tiles[0].levels.size(), 2u);
  std::vector<SolidMeasure> houses = blocks;
  houses[0].block_error = 2;
  houses[0].full_triangles = 16;
  const SolidTree tree = build_solid_tree(houses, 100);
  ASSERT_EQ(tree.tree.levels.size(), 3u);
  EXPECT_EQ(tree.tree.levels[0].error, 9);
  EXPECT_EQ(tree.tree.levels[1].error, 2);
  EXPECT_EQ(tree.tree.levels[2].error, 0);
  EXPECT_EQ(tree.tree.levels[2].triangles, 16u);
  std::vector<SolidMeasure> bridges = blocks;
  bridges[0].is_block = false;
  const SolidTree other = build_solid_tree(bridges, 100);
  EXPECT_EQ(other.tree.tiles[0].levels.size(), 1u);
  EXPECT_EQ(other.detail(0, 0), SolidDetail::full);
}

TEST(SolidTree, AHeapOnOneSpotBecomesAChainAndNoEndlessTree) {
  const std::vector<SolidMeasure> heap(1000, solid(3, 4, 10));
  const SolidTree tree = build_solid_tree(heap, 100);
  EXPECT_EQ(tree.order.size(), 1000u);
  EXPECT_EQ(tree.tree.tiles.size(), 100u);
  EXPECT_TRUE(build_solid_tree({}, 100).tree.tiles.empty());
}

}  // namespace
}  // namespace conurb::scene
