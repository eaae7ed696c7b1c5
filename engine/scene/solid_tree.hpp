// SPDX-License-Identifier: Apache-2.0
// A quadtree of solids that adds: each tile shows the tallest solids of its square, its children the lower
// ones of their quarters. From far away a few tiles then give the skyline, and what is missing is exactly
// known: the tallest of what is only below.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/scene/solids.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {

/// Ways in which a tile can show its solids, coarse to fine.
enum class SolidDetail : std::uint8_t {
  lid,    ///< flat roofs alone, in the air
  block,  ///< walls and flat roofs
  full,   ///< the best there is
};

struct SolidTree {
  TileTree tree;
  std::vector<std::uint32_t> order;  ///< numbers of solids, tile after tile, the tallest of each first
  std::vector<city::Range> solids;   ///< of each tile, in `order`

  /// What a level of a tile is. Tiles whose blocks are all there is have no `full`, tiles of things that are
  /// never blocks have nothing else.
  [[nodiscard]] SolidDetail detail(std::uint32_t tile, std::uint32_t level) const {
    return tree.tiles[tile].levels.size() == 1 ? SolidDetail::full : static_cast<SolidDetail>(level);
  }
};

/// Tiles hold solids of up to `triangles` triangles as blocks, one solid at the least. No solids: no tiles.
/// Equal solids are taken in their order. Time O(n log n).
[[nodiscard]] SolidTree build_solid_tree(std::span<const SolidMeasure> solids, std::uint64_t triangles);

}  // namespace conurb::scene
