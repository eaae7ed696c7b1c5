// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tree_tiles.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "engine/city/query_shape.hpp"
#include "tests/engine/scene/ground_fixture.hpp"

namespace conurb::scene {
namespace {

city::City hilly_village() {
  city::City city = village();
  add_hills(city, 300);
  return city;
}

TEST(TreePlaces, HaveEveryRowWithItsMeasuresAndGuessThoseThatAreNull) {
  const Ground ground(village());
  const auto table = ground.city.index_of("tree");
  const std::vector<TreePlace>& trees = ground.features->trees;
  ASSERT_GT(trees.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(trees[i].object, ground.numbers.number(table, static_cast<std::int64_t>(i)));
  EXPECT_EQ(trees[0].height_m, 12);
  EXPECT_EQ(trees[0].crown_m, 6);
  EXPECT_GT(trees[1].height_m, 3);
  EXPECT_GT(trees[1].crown_m, 1);
}

TEST(TreePlaces, AreMadeInWoodsWhereNoRowStandsAndNowhereElse) {
  const Ground ground(village());
  const auto green = ground.city.index_of("green_area");
  const std::vector<TreePlace>& trees = ground.features->trees;
  EXPECT_NEAR(static_cast<double>(trees.size()), 3 + 100 * 100 / 81.0, 15);
  for (std::size_t i = 3; i < trees.size(); ++i) {
    EXPECT_EQ(trees[i].object, ground.numbers.number(green, 1));  // the forest; a tree stands in the park
    EXPECT_TRUE(city::polygon_holds(city::rectangle(60, 60, 100, 100), trees[i].x, trees[i].y));
  }
  const std::size_t few = tree_places(ground.city, ground.numbers, 20).size();
  EXPECT_GT(few, 3u + 10);
  EXPECT_LE(few, 3u + 20);
}

TEST(TreeTiles, ShowEveryTreeOnceTheTallestFirst) {
  const Ground ground(hilly_village());
  Jobs jobs(2);
  const TreeTiles tiles(ground.features, ground.relief, jobs);
  const TileTree& tree = tiles.tree();
  EXPECT_EQ(tree.refinement, Refinement::add);
  std::set<std::uint32_t> shown;
  for (std::uint32_t t = 0; t < tree.tiles.size(); ++t) {
    ASSERT_EQ(tree.tiles[t].levels.size(), 3u);
    float least = 1e9F;
    for (const std::uint32_t place : tiles.trees(t)) {
      EXPECT_TRUE(shown.insert(place).second);
      EXPECT_LE(ground.features->trees[place].height_m, least);
      least = ground.features->trees[place].height_m;
    }
  }
  EXPECT_EQ(shown.size(), ground.features->trees.size());
}

TEST(TreeTiles, ManyTreesAreDividedAmongTilesThatHoldThemInTheirBoxes) {
  city::City city;
  std::vector<city::Coordinates> points;
  for (int i = 0; i < 3000; ++i) points.push_back({(i * 37) % 1000 + 0.25, (i * 53) % 900 + 0.5});
  city::add_shapes(city, "tree", city::Shape::point, points);
  const Ground ground(std::move(city));
  Jobs jobs(1);
  const TreeTiles tiles(ground.features, ground.relief, jobs);
  const TileTree& tree = tiles.tree();
  EXPECT_GT(tree.tiles.size(), 4u);
  std::size_t trees = 0;
  for (std::uint32_t t = 0; t < tree.tiles.size(); ++t) {
    const Tile& tile = tree.tiles[t];
    EXPECT_LE(tiles.trees(t).size(), TreeTiles::kMost);
    trees += tiles.trees(t).size();
    for (const std::uint32_t level : {0u, 1u}) {
      const Mesh mesh = tiles.make(t, level).mesh;
      EXPECT_LE(mesh.triangles(), tree.levels[tile.levels.begin + level].triangles);
      for (const Vertex& v : mesh.vertices)
        for (std::size_t axis = 0; axis < 3; ++axis) {
          const double at = mesh.origin[axis] + static_cast<double>(axis == 0 ? v.x : axis == 1 ? v.y : v.z);
          EXPECT_GE(at, tile.box.lower[axis] - 0.01);
          EXPECT_LE(at, tile.box.upper[axis] + 0.01);
        }
    }
    for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c) {
      EXPECT_EQ(tree.tiles[c].parent, t);
      EXPECT_LE(tree.tiles[c].error, tile.error);
    }
  }
  EXPECT_EQ(trees, 3000u);
}

TEST(TreeTiles, TreesStandOnTheGroundAndAreAsHighAndWideAsTheySay) {
  const Ground ground(hilly_village());
  Jobs jobs(1);
  const TreeTiles tiles(ground.features, ground.relief, jobs);
  std::map<std::uint32_t, city::Box> boxes;
  const Mesh mesh = tiles.make(0, 1).mesh;
  for (const Vertex& v : mesh.vertices)
    boxes[v.object].add(city::Point3{mesh.origin[0] + static_cast<double>(v.x),
                                     mesh.origin[1] + static_cast<double>(v.y),
                                     mesh.origin[2] + static_cast<double>(v.z)});
  for (std::size_t i = 0; i < 3; ++i) {
    const TreePlace& place = ground.features->trees[i];
    ASSERT_TRUE(boxes.contains(place.object));
    const city::Box& box = boxes[place.object];
    const double foot = ground.heights->height(place.x, place.y);
    EXPECT_NEAR(box.lower[2], foot, 0.01);
    EXPECT_NEAR(box.upper[2], foot + static_cast<double>(place.height_m), 0.01);
    EXPECT_LE(box.upper[0] - box.lower[0], static_cast<double>(place.crown_m) + 0.01);
    EXPECT_GE(box.upper[0] - box.lower[0], static_cast<double>(place.crown_m) * 0.8);
  }
}

TEST(TreeMeshes, FaceOutwardsAndHaveNoMoreTrianglesThanTheySay) {
  for (const bool needles : {false, true})
    for (const TreeDetail detail : {TreeDetail::low, TreeDetail::full, TreeDetail::near}) {
      Mesh mesh;
      add_tree({3, 4, 12, 6, needles, 9}, 5, detail, mesh);
      EXPECT_LE(mesh.triangles(), triangles_of(detail));
      EXPECT_GT(mesh.triangles(), 0u);
      int outwards = 0;
      for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
        city::Point3 corner[3], normal{0, 0, 0};
        for (std::size_t k = 0; k < 3; ++k) {
          const Vertex& v = mesh.vertices[mesh.indices[i + k]];
          corner[k] = {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)};
          for (std::size_t axis = 0; axis < 3; ++axis) normal[axis] += v.normal[axis];
        }
        const city::Point3 facing =
            city::cross(city::minus(corner[1], corner[0]), city::minus(corner[2], corner[0]));
        outwards += city::dot(facing, normal) > 0 ? 1 : 0;
      }
      EXPECT_EQ(outwards, static_cast<int>(mesh.triangles()));
    }
}

TEST(TreeTiles, ACityWithoutTreesHasNone) {
  const Ground ground((city::City()));
  Jobs jobs(1);
  EXPECT_TRUE(TreeTiles(ground.features, ground.relief, jobs).tree().tiles.empty());
}

}  // namespace
}  // namespace conurb::scene
