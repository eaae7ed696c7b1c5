// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tree_tiles.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace conurb::scene {
namespace {

constexpr double kLeastTreeSide = 16;  // m: trees of a smaller square stand in one tile however many they are

}  // namespace

TreeTiles::TreeTiles(std::shared_ptr<const GroundFeatures> features,
                     std::shared_ptr<const GroundRelief> relief, Jobs& jobs)
    : features_(std::move(features)) {
  const std::vector<TreePlace>& trees = features_->trees;
  ground_.resize(trees.size());
  jobs.parallel_for(0, trees.size(), 4096, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      ground_[i] = static_cast<float>(relief->height(trees[i].x, trees[i].y));
  });
  order_.resize(trees.size());
  std::iota(order_.begin(), order_.end(), 0u);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return trees[a].height_m > trees[b].height_m; });
  plant();
}

void TreeTiles::plant() {
  if (order_.empty()) return;
  const city::Box2 bounds = features_->tree_index.bounds();
  const double side = std::max({bounds.max_x - bounds.min_x, bounds.max_y - bounds.min_y, 1.0});
  tree_.tiles.emplace_back();
  squares_.push_back({bounds.min_x, bounds.min_y, side, {}, {0, static_cast<std::uint32_t>(order_.size())}});
  for (std::uint32_t t = 0; t < tree_.tiles.size(); ++t) {
    fill(t);
    if (squares_[t].rest.size() > 0) divide(t);
  }
  for (std::size_t t = tree_.tiles.size(); t-- > 1;) {
    Tile& parent = tree_.tiles[tree_.tiles[t].parent];
    parent.box.add(tree_.tiles[t].box);
  }
}

/// Takes the first of the trees left for the tile, which are sorted by height.
void TreeTiles::fill(std::uint32_t number) {
  Square& square = squares_[number];
  Tile& tile = tree_.tiles[number];
  const std::uint32_t begin = square.rest.begin, all = square.rest.size();
  const std::uint32_t own =
      square.side <= kLeastTreeSide ? all : std::min(all, static_cast<std::uint32_t>(kMost));
  square.trees = {begin, begin + own};
  square.rest = {begin + own, begin + all};
  for (std::uint32_t i = begin; i < begin + own; ++i) {
    const TreePlace& tree = features_->trees[order_[i]];
    const double crown = static_cast<double>(tree.crown_m) / 2, z = static_cast<double>(ground_[order_[i]]);
    tile.box.add(city::Point3{tree.x - crown, tree.y - crown, z});
    tile.box.add(city::Point3{tree.x + crown, tree.y + crown, z + static_cast<double>(tree.height_m)});
  }
  const auto tallest = [&](const city::Range& range) {
    return range.size() == 0 ? 0.0 : static_cast<double>(features_->trees[order_[range.begin]].height_m);
  };
  tile.error = kMissing * tallest(square.rest);
  const auto level = static_cast<std::uint32_t>(tree_.levels.size());
  tile.levels = {level, level + 3};
  tree_.levels.push_back({kPlain * tallest(square.trees), own * triangles_of(TreeDetail::low)});
  tree_.levels.push_back({kRough * tallest(square.trees), own * triangles_of(TreeDetail::full)});
  tree_.levels.push_back({0, own * triangles_of(TreeDetail::near)});
}

/// Quarters that have trees become children; within each the order by height stays.
void TreeTiles::divide(std::uint32_t number) {
  const Square square = squares_[number];
  const double half = square.side / 2;
  std::array<std::vector<std::uint32_t>, 4> quarters;
  for (std::uint32_t i = square.rest.begin; i < square.rest.end; ++i) {
    const TreePlace& tree = features_->trees[order_[i]];
    const bool right = tree.x >= square.x + half, upper = tree.y >= square.y + half;
    quarters[(right ? 1u : 0u) + (upper ? 2u : 0u)].push_back(order_[i]);
  }
  const auto first = static_cast<std::uint32_t>(tree_.tiles.size());
  std::uint32_t at = square.rest.begin;
  for (std::size_t q = 0; q < 4; ++q) {
    if (quarters[q].empty()) continue;
    std::copy(quarters[q].begin(), quarters[q].end(), order_.begin() + at);
    const auto end = at + static_cast<std::uint32_t>(quarters[q].size());
    squares_.push_back(
        {square.x + (q % 2 == 1 ? half : 0), square.y + (q >= 2 ? half : 0), half, {}, {at, end}});
    Tile child;
    child.parent = number;
    tree_.tiles.push_back(child);
    at = end;
  }
  tree_.tiles[number].children = {first, static_cast<std::uint32_t>(tree_.tiles.size())};
}

std::span<const std::uint32_t> TreeTiles::trees(std::uint32_t tile) const {
  const city::Range& range = squares_[tile].trees;
  return std::span(order_).subspan(range.begin, range.size());
}

TileContent TreeTiles::make(std::uint32_t tile, std::uint32_t level) const {
  constexpr std::array kDetails = {TreeDetail::low, TreeDetail::full, TreeDetail::near};
  const TreeDetail detail = kDetails[level];
  TileContent content;
  const Square& square = squares_[tile];
  content.extent = {square.x, square.y, square.x + square.side, square.y + square.side};
  content.mesh.origin = {square.x + square.side / 2, square.y + square.side / 2,
                         tree_.tiles[tile].box.lower[2]};
  for (const std::uint32_t tree : trees(tile))
    add_tree(features_->trees[tree], static_cast<double>(ground_[tree]), detail, content.mesh);
  return content;
}

}  // namespace conurb::scene
