// SPDX-License-Identifier: Apache-2.0
// Trees as tiles to look at.
#pragma once

#include <memory>
#include <span>

#include "engine/base/jobs.hpp"
#include "engine/scene/ground_features.hpp"
#include "engine/scene/ground_relief.hpp"
#include "engine/scene/tiles.hpp"
#include "engine/scene/tree_meshes.hpp"

namespace conurb::scene {

/// A quadtree that refines by `add`: each tile has the largest trees of its square that none above it has, no
/// more than kMost. Level 0 shows plain crowns, level 1 whole trees, level 2 those
/// whose crowns have lobes.
///
/// Errors are less than trees are high, since the map on the ground shows their crowns: a tree that is
/// missing counts as kMissing of its height, one that is a plain crown as kPlain, one
/// without lobes as kRough of it.
class TreeTiles : public TileSource {
 public:
  static constexpr std::size_t kMost = 512;
  static constexpr double kMissing = 0.25, kPlain = 0.04, kRough = 0.012;

  TreeTiles(std::shared_ptr<const GroundFeatures> features, std::shared_ptr<const GroundRelief> relief,
            Jobs& jobs);

  [[nodiscard]] const TileTree& tree() const override { return tree_; }
  [[nodiscard]] TileContent make(std::uint32_t tile, std::uint32_t level) const override;
  /// Places of a tile's own trees in GroundFeatures::trees, largest first.
  [[nodiscard]] std::span<const std::uint32_t> trees(std::uint32_t tile) const;

 private:
  struct Square {
    double x, y, side;        ///< lower left corner
    city::Range trees, rest;  ///< in order_: its own, and those for the tiles below
  };
  void plant();
  void fill(std::uint32_t tile);
  void divide(std::uint32_t tile);

  std::shared_ptr<const GroundFeatures> features_;
  std::vector<float> ground_;         // height of the ground by tree, m above the datum
  std::vector<std::uint32_t> order_;  // places of trees; each tile's own together
  std::vector<Square> squares_;       // by tile
  TileTree tree_;
};

}  // namespace conurb::scene
