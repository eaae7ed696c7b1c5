// SPDX-License-Identifier: Apache-2.0
// Outlines of buildings as meshes need them: whole rings of finite corners, wound as they should be, with
// fewer corners where they are looked at from afar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/point2.hpp"

namespace conurb::scene {

/// Farther from the city's origin nothing is drawn, m: floats in a tile would not tell walls apart.
inline constexpr double kFarthest_m = 2e6;

/// Keeps its memory from outline to outline; one thread at a time.
class OutlineRings {
 public:
  /// Reads an outline as city::Shape::polygon has it, metres. Rings of more than 8 corners lose those that
  /// lie within `tolerance` (m; 0: none) of the line between the corners that stay. Rings below 0.05 m2, or
  /// of fewer than three corners, are left out. False, and nothing read, if nothing is left or a coordinate
  /// is no number or beyond kFarthest_m.
  bool read(std::span<const double> shape, double tolerance);

  /// Outer rings anticlockwise, holes clockwise.
  [[nodiscard]] std::span<const city::Point2> points() const { return points_; }
  /// Ends of rings in points().
  [[nodiscard]] std::span<const std::uint32_t> ring_ends() const { return ring_ends_; }
  /// Ends of polygons in ring_ends(): an outer ring and its holes each.
  [[nodiscard]] std::span<const std::uint32_t> polygon_ends() const { return polygon_ends_; }
  /// What a triangulation of the polygons gives.
  [[nodiscard]] std::uint32_t triangles() const;
  /// Whether corners were lost to the tolerance.
  [[nodiscard]] bool simplified() const { return simplified_; }

 private:
  void read_ring(std::span<const double> ring, double tolerance);
  void simplify(std::size_t begin, double tolerance);

  std::vector<city::Point2> points_, scratch_;
  std::vector<std::uint32_t> ring_ends_, polygon_ends_;
  bool simplified_ = false;
};

/// The smallest convex outline around points, closed, as city::Shape::polygon has it; empty if they have no
/// area (Andrew 1979, "Another efficient algorithm for convex hulls in two dimensions"). Sorts `points`.
[[nodiscard]] std::vector<double> convex_outline(std::vector<city::Point2>& points);

}  // namespace conurb::scene
