// SPDX-License-Identifier: Apache-2.0
// The base map of a city, seen from above: what is draped over the ground.
#pragma once

#include <memory>

#include "engine/scene/ground_features.hpp"
#include "engine/scene/ground_palette.hpp"
#include "engine/scene/picture.hpp"
#include "engine/scene/soft_mask.hpp"

namespace conurb::scene {

/// Immutable; any thread may draw. The same features, extent and side give the same bits.
class GroundMap {
 public:
  GroundMap(std::shared_ptr<const GroundFeatures> features, const GroundPalette& palette)
      : features_(std::move(features)), palette_(palette) {}

  /// Land, water, streets and the footprints of buildings by daylight, unlit but for soft shade in corners.
  /// `extent` is a square, metres of the local frame; side × side texels; alpha is
  /// kLandAlpha and more as TileContent says.
  [[nodiscard]] Picture surface(const city::Box2& extent, int side) const;
  /// How much light street lamps throw on the ground: pools along the streets of built-up land, bands of
  /// light where texels are wider than those. Of side 0 if there is none.
  [[nodiscard]] Mask lamps(const city::Box2& extent, int side) const;
  /// Which object each texel's centre lies in and how high that is, as TileContent::objects says. Buildings
  /// lie above roads (each direction has its right half), tracks, water, green, parcels and land use; of two
  /// of a kind the later row. Lines narrower than a texel are left out.
  [[nodiscard]] Picture objects(const city::Box2& extent, int side) const;

  [[nodiscard]] const GroundFeatures& features() const { return *features_; }

 private:
  std::shared_ptr<const GroundFeatures> features_;
  GroundPalette palette_;
};

}  // namespace conurb::scene
