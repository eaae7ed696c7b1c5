// SPDX-License-Identifier: Apache-2.0
// Polygons in space to triangles: a triangle as it is, a convex polygon as a fan, any other by cutting ears
// (ear_clipping.hpp) in the plane of its outline. Corners are kept as they are, on the plane or off it. The
// normal is Newell's (Sutherland, Sproull and Schumacker 1974). Same polygon, same triangles, in the same
// order.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/city/ear_clipping.hpp"
#include "engine/city/geometry_array.hpp"
#include "engine/city/geometry_measure.hpp"
#include "engine/city/geometry_store.hpp"

namespace conurb::city {

enum class TriangulationState : std::uint8_t {
  exact,     ///< the triangles, seen along the normal, cover the polygon once
  crossing,  ///< rings cross, or a hole lies outside: some triangles face the other way and lie over others
  no_area,   ///< fewer than 3 points, points in a row, or no numbers: no triangle
};
/// "exact", "crossing" or "no area".
[[nodiscard]] std::string_view to_string(TriangulationState state);

/// What came of one polygon. Lengths are in the units of the points.
struct Triangulation {
  TriangulationState state = TriangulationState::no_area;
  std::uint32_t triangles = 0;  ///< appended; n + 2 h - 2 unless there is no area
  Point3 normal{0, 0, 0};       ///< of the outline, unit length; zero without area
  double area = 0;              ///< m2, outline minus holes, seen along the normal
  double overlap = 0;           ///< m2, of the triangles that face the other way; 0 for a valid polygon
  bool convex = false;   ///< every corner turns the same way: the triangles are a fan, no ring crosses itself
  double deviation = 0;  ///< m, largest distance of a corner from the plane through the mean of the corners
};

/// Keeps its memory from one polygon to the next, so that it allocates only for the largest one yet. One
/// thread at a time.
class Triangulator {
 public:
  /// Appends the triangles of a polygon to `triangles`, three indices into `points` each, anticlockwise seen
  /// against the normal. Rings [0, ring_ends[0]), [ring_ends[0], ring_ends[1]) …: outline, then holes, which
  /// may be wound either way; the last end is points.size(). Rings of fewer than 3 points are left out. n
  /// points and h holes that count give n + 2 h - 2 triangles, whose areas, seen along the normal and those
  /// that face the other way subtracted, add up to `area` whatever the polygon. Points in a row, spikes and
  /// repeated points may give triangles of no area.
  Triangulation add(std::span<const Point3> points, std::span<const std::uint32_t> ring_ends,
                    PodArray<std::uint32_t>& triangles);

  /// The same for a surface of points.boundary(), with vertices of the store as indices.
  Triangulation add(const GeometryPoints& points, std::uint32_t surface, PodArray<std::uint32_t>& triangles);

  /// The points of the last polygon as seen along its normal, if it had an area and was not convex.
  [[nodiscard]] std::span<const Point2> projected() const { return flat_; }

 private:
  Triangulation add_triangle(std::span<const Point3> p, PodArray<std::uint32_t>& triangles) const;
  [[nodiscard]] bool add_quad(std::span<const Point3> p, PodArray<std::uint32_t>& triangles,
                              Triangulation& result) const;
  [[nodiscard]] bool project(std::span<const Point3> points, std::size_t outline, Triangulation& result);
  [[nodiscard]] bool is_convex(std::size_t corners) const;

  EarClipper clipper_;
  std::vector<Point2> flat_;
  std::vector<Point3> corners_;
  std::vector<std::uint32_t> ring_ends_, vertices_;
};

}  // namespace conurb::city
