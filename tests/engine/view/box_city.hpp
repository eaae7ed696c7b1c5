// SPDX-License-Identifier: Apache-2.0
// A ground and blocks on it, as sources of tiles, for tests of what is drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/scene/tiles.hpp"

namespace conurb::view {

struct Block {
  double x = 0, y = 0, width = 10, depth = 10, height = 10;  ///< lower left corner, m
  std::uint32_t object = 0;
  std::uint32_t roof = 0;  ///< number of the roof as a part
};

/// All blocks in one tile.
class BlockSource final : public scene::TileSource {
 public:
  explicit BlockSource(std::vector<Block> blocks);
  [[nodiscard]] const scene::TileTree& tree() const override { return tree_; }
  [[nodiscard]] scene::TileContent make(std::uint32_t tile, std::uint32_t level) const override;

 private:
  std::vector<Block> blocks_;
  scene::TileTree tree_;
};

/// Blocks that are left out while nothing smaller than `size_m` is to be seen.
class SmallBlocks final : public scene::TileSource {
 public:
  SmallBlocks(std::vector<Block> blocks, double size_m);
  [[nodiscard]] const scene::TileTree& tree() const override { return tree_; }
  [[nodiscard]] scene::TileContent make(std::uint32_t tile, std::uint32_t level) const override;

 private:
  BlockSource blocks_;
  scene::TileTree tree_;
};

/// A square of plain ground around 0, 0 at height 0; object `object` in its east half, which stands
/// `half_metres` high.
class PlainGround final : public scene::TileSource {
 public:
  PlainGround(double half_side, std::uint32_t object, std::uint8_t half_metres = 0);
  [[nodiscard]] const scene::TileTree& tree() const override { return tree_; }
  [[nodiscard]] scene::TileContent make(std::uint32_t tile, std::uint32_t level) const override;

 private:
  double half_side_;
  std::uint32_t object_;
  std::uint8_t half_metres_;
  scene::TileTree tree_;
};

}  // namespace conurb::view
