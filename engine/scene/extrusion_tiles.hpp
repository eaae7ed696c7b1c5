// SPDX-License-Identifier: Apache-2.0
// Outlines of rows – buildings, parcels, zones – raised to the height that a layer gives them, as tiles.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/scene/ground_heights.hpp"
#include "engine/scene/object_numbers.hpp"
#include "engine/scene/solid_tree.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {

/// A quadtree that refines by `add`, the tallest first: plain blocks with flat tops, Material::structure.
/// Tops are as high above the ground in the middle of an outline as the row says, walls reach into the
/// ground. Levels as of BuildingTiles.
class ExtrusionTiles final : public TileSource {
 public:
  /// Rows are lower than this nowhere, m: what has no value is seen as a slab.
  static constexpr double kLeast_m = 0.6;

  /// `heights` in metres by row (heights_of). Keeps a copy of the city (columns are shared). Rows that are
  /// not alive, have no height in `heights` or no area are left out. Throws Error not_found unless the table
  /// has shapes.
  ExtrusionTiles(const city::City& city, std::size_t table, std::span<const float> heights,
                 const ObjectNumbers& numbers, const GroundHeights& ground);

  [[nodiscard]] const TileTree& tree() const override { return tiles_.tree; }
  [[nodiscard]] TileContent make(std::uint32_t tile, std::uint32_t level) const override;

 private:
  struct Block {
    std::size_t row = 0;
    std::uint32_t object = 0;
    float foot = 0, top = 0;  // m above the datum
  };
  [[nodiscard]] std::span<const double> outline(std::size_t row) const;

  city::City city_;
  std::size_t table_;
  std::vector<Block> blocks_;  // tile after tile
  SolidTree tiles_;
};

}  // namespace conurb::scene
