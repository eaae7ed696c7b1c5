// SPDX-License-Identifier: Apache-2.0
// Measures of the outlines in a table's `shape` column (encoding: Shape in spec.hpp). All coordinates are
// metres in the city's local frame. Functions take any numbers of any length without fault; a half coordinate
// at the end is ignored, and a polygon whose last ring does not close is read as if it did. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/city/point2.hpp"
#include "engine/city/spec.hpp"

namespace conurb::city {

/// An axis-parallel box; default-made it is empty.
struct Box2 {
  double min_x = std::numeric_limits<double>::infinity();
  double min_y = std::numeric_limits<double>::infinity();
  double max_x = -std::numeric_limits<double>::infinity();
  double max_y = -std::numeric_limits<double>::infinity();

  [[nodiscard]] bool empty() const { return !(min_x <= max_x && min_y <= max_y); }
  [[nodiscard]] bool meets(const Box2& other) const {
    return min_x <= other.max_x && other.min_x <= max_x && min_y <= other.max_y && other.min_y <= max_y;
  }
  [[nodiscard]] bool holds(double x, double y) const {
    return x >= min_x && x <= max_x && y >= min_y && y <= max_y;
  }
  void add(double x, double y);
  void add(const Box2& other);
  [[nodiscard]] Point2 centre() const { return {0.5 * (min_x + max_x), 0.5 * (min_y + max_y)}; }
};

/// The rings of a polygon one after the other: `for (RingReader rings(shape); rings.next();)
/// use(rings.ring());`
class RingReader {
 public:
  explicit RingReader(std::span<const double> polygon) : rest_(polygon) {}
  /// Goes to the next ring; false after the last.
  bool next();
  /// x, y, x, y … of the ring; its first point is repeated at the end unless the data end before.
  [[nodiscard]] std::span<const double> ring() const { return ring_; }

 private:
  std::span<const double> rest_;
  std::span<const double> ring_;
};

/// Signed area of one ring, m²: positive if counter-clockwise. Computed relative to its first point, so that
/// far origins cost no digits.
[[nodiscard]] double ring_area(std::span<const double> ring);
/// Area of a polygon, m²: holes, being clockwise, count negative.
[[nodiscard]] double polygon_area(std::span<const double> polygon);
/// Length of all rings of a polygon, or of a line, in metres.
[[nodiscard]] double polygon_perimeter(std::span<const double> polygon);
[[nodiscard]] double line_length(std::span<const double> line);
/// Centre of mass: of the area, of the length, of the points; falls back to the next of these, and to the
/// centre of the box, where a measure is 0. NaN, NaN if the shape is empty.
[[nodiscard]] Point2 centroid(Shape kind, std::span<const double> shape);
/// Box2 around all finite coordinates; empty if there are none.
[[nodiscard]] Box2 bounding_box(std::span<const double> shape);
/// True if the point lies in the polygon and in none of its holes; the border, of holes too, belongs to it.
[[nodiscard]] bool polygon_holds(std::span<const double> polygon, double x, double y);
/// Square of the distance from a point to a shape, m²; 0 inside of a polygon, infinity if the shape is empty.
[[nodiscard]] double distance_squared(Shape kind, std::span<const double> shape, double x, double y);
/// Area that a polygon shares with an axis-parallel box, m². Exact for polygons with holes and concave
/// outlines (Sutherland and Hodgman 1974, by ring: doubled edges on the box's border add no area).
[[nodiscard]] double area_in_box(std::span<const double> polygon, const Box2& box);
/// Area that two polygons share, m²; either may be concave and have holes.
[[nodiscard]] double shared_area(std::span<const double> a, std::span<const double> b);

}  // namespace conurb::city
