// SPDX-License-Identifier: Apache-2.0
// The ground of a city: heights of points, the least height under an outline, lines laid over the ground.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/height_tiles.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/city/spatial_index.hpp"

namespace conurb::city {

/// A corner of a triangle, or a point on the ground: metres, x and y of the local frame, z above the datum.
struct GroundPoint {
  double x = 0, y = 0, z = 0;
};

/// Made of the elevations of the table `terrain` (see HeightTiles) and of the triangles of the TINRelief
/// objects of the 3D model. Where triangles are, they count: they are exact. Immutable; any thread may ask.
class Terrain {
 public:
  Terrain() = default;
  explicit Terrain(HeightTiles tiles) : tiles_(std::move(tiles)) {}
  /// Corners of triangles, three for each.
  explicit Terrain(std::vector<GroundPoint> triangles, HeightTiles tiles = {});
  /// What a city has of both; empty if it has neither.
  [[nodiscard]] static Terrain of_city(const City& city);

  [[nodiscard]] bool empty() const { return tiles_.empty() && triangles_.empty(); }
  [[nodiscard]] const HeightTiles& tiles() const { return tiles_; }
  [[nodiscard]] std::size_t triangle_count() const { return triangles_.size() / 3; }

  /// Height of the ground, metres above the datum: in the triangle that holds the point (of several the
  /// highest), else bilinear between the grid's samples. NaN where nothing is known.
  [[nodiscard]] double height(double x, double y) const;
  /// Least height under a polygon (as Shape says): at its corners, where its edges cross the lines between
  /// the grid's samples, and at the samples and the corners of triangles within. NaN if none of these is
  /// known.
  [[nodiscard]] double lowest(std::span<const double> polygon) const;
  /// The line x, y, x, y … laid over the ground: its own corners and, between them, where it crosses the
  /// lines between samples; over triangles a point every `step` metres. Points of unknown height have z NaN.
  /// Throws Error invalid_argument unless step > 0.
  [[nodiscard]] std::vector<GroundPoint> drape(std::span<const double> line, double step = 5) const;

 private:
  [[nodiscard]] double triangle_height(double x, double y) const;
  /// Calls visit(t), ascending, for the places 0 < t < 1 where the edge crosses lines between samples.
  template <typename Visit>
  void for_each_crossing(Point2 a, Point2 b, Visit visit) const;

  HeightTiles tiles_;
  std::vector<GroundPoint> triangles_;
  SpatialIndex index_;  // boxes of the triangles
};

}  // namespace conurb::city
