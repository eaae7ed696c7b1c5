// SPDX-License-Identifier: Apache-2.0
// Marks at points – sensors, stops, stations – as tiles of pins.
#pragma once

#include <span>
#include <vector>

#include "engine/scene/layer_sizes.hpp"
#include "engine/scene/marks.hpp"
#include "engine/scene/solid_tree.hpp"

namespace conurb::scene {

/// Radius of the head of the smallest and the largest pin: m, and at least so many 1/800 of the picture's
/// height.
inline constexpr double kSmallestPin_m = 1.6, kLargestPin_m = 4;
inline constexpr double kSmallestPin = 2.5, kLargestPin = 6;

/// A quadtree that refines by `add`: the largest pins first. One level.
class GlyphTiles final : public TileSource {
 public:
  /// Glyphs whose place is not finite are left out.
  explicit GlyphTiles(std::span<const Glyph> glyphs);

  [[nodiscard]] const TileTree& tree() const override { return tiles_.tree; }
  [[nodiscard]] TileContent make(std::uint32_t tile, std::uint32_t level) const override;

 private:
  MarkBody pin_;
  std::vector<MarkPlace> places_;  // tile after tile
  SolidTree tiles_;
};

}  // namespace conurb::scene
