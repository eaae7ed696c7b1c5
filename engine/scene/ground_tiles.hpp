// SPDX-License-Identifier: Apache-2.0
// The ground as tiles to look at: relief, base map and picture of objects, from the whole city and the land
// around it down to the texels of a street.
#pragma once

#include <memory>

#include "engine/base/jobs.hpp"
#include "engine/scene/ground_map.hpp"
#include "engine/scene/ground_mesher.hpp"
#include "engine/scene/ground_relief.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {

struct GroundOptions {
  GroundPalette palette;
  int side = 512;          ///< texels along a tile's pictures
  double finest_m = 0.25;  ///< a texel where buildings, streets or tracks are; half of it in small cities
};

/// A quadtree of squares that refine by `replace`. Around the city lies plain land as wide as the city on
/// each side, and there the alpha of TileContent::surface falls from kLandAlpha to 0 at the root's border:
/// the ground is to be blended into the sky's horizon with it, so that no edge floats in space.
///
/// Tile::error is the size of a texel, or how far the triangles are from the ground if that is more. Only
/// what has something on it or a relief is refined. Every tile has one level.
class GroundTiles : public TileSource {
 public:
  /// Finds what is where; `jobs` is used here only. The objects' numbers are those of `numbers`.
  GroundTiles(const city::City& city, const ObjectNumbers& numbers,
              std::shared_ptr<const GroundHeights> heights, Jobs& jobs, const GroundOptions& options = {});
  /// The same with features and relief that other sources share.
  GroundTiles(std::shared_ptr<const GroundFeatures> features, std::shared_ptr<const GroundRelief> relief,
              Jobs& jobs, const GroundOptions& options = {});

  [[nodiscard]] const TileTree& tree() const override { return tree_; }
  /// Milliseconds near the street, up to a second for a coarse tile over a million buildings.
  [[nodiscard]] TileContent make(std::uint32_t tile, std::uint32_t level) const override;

  /// The number of what lies at a place, exactly, as GroundMap::objects says; 0 for none.
  [[nodiscard]] std::uint32_t object_at(double x, double y) const;

  [[nodiscard]] const GroundHeights& heights() const { return relief_->heights(); }
  [[nodiscard]] const GroundFeatures& features() const { return map_.features(); }

 private:
  GroundTiles(std::shared_ptr<const GroundFeatures> features, std::shared_ptr<const GroundHeights> heights,
              Jobs& jobs, const GroundOptions& options);
  void plant(Jobs& jobs);
  void measure(Tile& tile) const;
  [[nodiscard]] bool refines(const Tile& tile) const;
  void divide(std::uint32_t tile);
  void fade(const city::Box2& extent, Picture& surface) const;

  GroundOptions options_;
  std::shared_ptr<const GroundRelief> relief_;
  GroundMap map_;
  GroundMesher mesher_;
  TileTree tree_;
};

}  // namespace conurb::scene
