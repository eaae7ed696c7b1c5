// SPDX-License-Identifier: Apache-2.0
#include "engine/io/tiles3d_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace conurb::io {
namespace {

std::vector<TileObject> scattered(std::size_t count) {
  std::vector<TileObject> objects;
  std::uint64_t state = 88172645463325252ULL;  // xorshift64, Marsaglia 2003
  const auto next = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  };
  for (std::size_t i = 0; i < count; ++i)
    objects.push_back({5000 * next(), 3000 * next() - 800, 5 + 80 * next(), 10 + i % 50});
  return objects;
}

/// Largest object that only nodes below show.
double largest_below(const std::vector<TileNode>& nodes, const std::vector<TileObject>& objects,
                     std::uint32_t node) {
  double largest = 0;
  for (const std::uint32_t child : nodes[node].children) {
    for (const std::uint32_t o : nodes[child].objects) largest = std::max(largest, objects[o].diagonal);
    largest = std::max(largest, largest_below(nodes, objects, child));
  }
  return largest;
}

TEST(TileTree, EveryObjectIsInOneNodeAndTheErrorIsWhatIsMissing) {
  const std::vector<TileObject> objects = scattered(5000);
  constexpr std::uint64_t kBudget = 2000;
  const std::vector<TileNode> nodes = build_tile_tree(objects, kBudget);
  EXPECT_GT(nodes.size(), 50u);
  std::vector<int> seen(objects.size(), 0);
  std::set<std::string> names;
  for (std::uint32_t n = 0; n < nodes.size(); ++n) {
    std::uint64_t triangles = 0;
    for (const std::uint32_t o : nodes[n].objects) {
      ++seen[o];
      triangles += objects[o].triangles;
    }
    EXPECT_FALSE(nodes[n].objects.empty());
    EXPECT_LE(triangles, kBudget);
    EXPECT_EQ(nodes[n].geometric_error, largest_below(nodes, objects, n));
    EXPECT_EQ(nodes[n].geometric_error == 0, nodes[n].children.empty());
    EXPECT_TRUE(names.insert(nodes[n].name).second);
    for (const std::uint32_t child : nodes[n].children) {
      EXPECT_GT(child, n);
      EXPECT_GE(nodes[n].geometric_error, nodes[child].geometric_error);
      EXPECT_EQ(nodes[child].name.substr(0, nodes[n].name.size()), nodes[n].name);
    }
  }
  EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}

TEST(TileTree, ObjectsOnOneSpotEndInOneLeaf) {
  const std::vector<TileObject> objects(100, TileObject{7, 7, 3, 500});
  const std::vector<TileNode> nodes = build_tile_tree(objects, 1000);
  std::size_t count = 0, deepest = 0;
  for (const TileNode& node : nodes) {
    count += node.objects.size();
    deepest = std::max(deepest, node.name.size());
  }
  EXPECT_EQ(count, 100u);
  EXPECT_LE(deepest, 20u);
}

TEST(TileTree, AnObjectThatIsTooLargeStandsAlone) {
  const std::vector<TileObject> objects{{0, 0, 50, 9000}, {1, 1, 10, 20}};
  const std::vector<TileNode> nodes = build_tile_tree(objects, 100);
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_EQ(nodes[0].objects, std::vector<std::uint32_t>{0});
  EXPECT_EQ(nodes[0].geometric_error, 10);
  EXPECT_TRUE(build_tile_tree({}, 100).front().objects.empty());
}

}  // namespace
}  // namespace conurb::io
