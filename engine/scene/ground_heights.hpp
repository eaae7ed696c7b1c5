// SPDX-License-Identifier: Apache-2.0
// The height of the ground everywhere, also where the city's terrain says nothing: what stands on it shall
// neither float nor sink.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/terrain.hpp"
#include "engine/city/vector3.hpp"

namespace conurb::scene {

/// Immutable; any thread may ask. Heights are metres above the datum and never NaN, but for places that are
/// not finite.
class GroundHeights {
 public:
  /// The city's Terrain, and around it and in its gaps a smooth continuation of what is known: the terrain,
  /// else the column building.ground_height. A city with neither is flat, at 0.
  explicit GroundHeights(const city::City& city);

  [[nodiscard]] double height(double x, double y) const;
  [[nodiscard]] const city::Terrain& terrain() const { return terrain_; }
  /// What the city's tables with shapes, its terrain and its 3D model cover on the map, metres; at least 100
  /// m wide and high, around 0, 0 for an empty city.
  [[nodiscard]] const city::Box2& extent() const { return extent_; }

  /// Where a ray first meets the ground within 100 km; `direction` of unit length. None if it does not, or
  /// begins below it. Hills narrower than a hundredth of the way may be passed through.
  [[nodiscard]] std::optional<city::Point3> hit(const city::Point3& from,
                                                const city::Point3& direction) const;

  /// The line x, y, x, y … laid over the ground with points where that bends: as city::Terrain::drape, but of
  /// known height everywhere. Points that are not finite or beyond any CRS (2e7 m) are left out.
  [[nodiscard]] std::vector<city::GroundPoint> drape(std::span<const double> line) const;

 private:
  static constexpr int kSide = 257;  // samples of the continuation along each side

  void fill(const city::City& city);
  [[nodiscard]] double continuation(double x, double y) const;

  city::Terrain terrain_;
  city::Box2 extent_;
  city::Box2 square_;           // that the continuation covers
  std::vector<float> samples_;  // of it at the centres of its cells, row by row from the south; empty: flat
};

}  // namespace conurb::scene
