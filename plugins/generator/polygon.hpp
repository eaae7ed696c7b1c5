// SPDX-License-Identifier: Apache-2.0
// Plane geometry in whole millimetres. Coordinates are 32-bit (a city fits in +-2,000 km), products are
// formed in 64 bits, so orientation and area are exact. Polygons are rings without holes, counter-clockwise,
// the first point not repeated.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace conurb::generator {

/// A point of the plan, mm, x to the east and y to the north of the city's origin.
struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(const Point&) const = default;
};

/// A point or vector of the plan, m.
struct Vec {
  double x = 0;
  double y = 0;
  friend Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y}; }
  friend Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y}; }
  friend Vec operator*(Vec a, double s) { return {a.x * s, a.y * s}; }
  friend double dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y; }
  friend double cross(Vec a, Vec b) { return a.x * b.y - a.y * b.x; }
  [[nodiscard]] double length() const { return std::sqrt(x * x + y * y); }
};

[[nodiscard]] inline Vec to_m(Point p) {
  return {p.x * 1e-3, p.y * 1e-3};
}
/// Nearest whole millimetre.
[[nodiscard]] inline Point to_mm(Vec v) {
  return {static_cast<std::int32_t>(std::lround(v.x * 1e3)),
          static_cast<std::int32_t>(std::lround(v.y * 1e3))};
}
[[nodiscard]] inline Vec unit(Vec v) {
  const double length = v.length();
  return length > 0 ? v * (1 / length) : Vec{1, 0};
}
/// Turned by 90 degrees to the left.
[[nodiscard]] inline Vec left(Vec v) {
  return {-v.y, v.x};
}
[[nodiscard]] inline double distance(Point a, Point b) {
  return (to_m(b) - to_m(a)).length();
}

/// Twice the signed area of the triangle a b c in mm2: positive if c lies to the left of a-b.
[[nodiscard]] inline std::int64_t orient(Point a, Point b, Point c) {
  return (std::int64_t{b.x} - a.x) * (std::int64_t{c.y} - a.y) -
         (std::int64_t{b.y} - a.y) * (std::int64_t{c.x} - a.x);
}

using Ring = std::vector<Point>;

/// Signed area, m2; positive for counter-clockwise rings.
[[nodiscard]] double area(std::span<const Point> ring);
/// Length of the outline, m.
[[nodiscard]] double perimeter(std::span<const Point> ring);
/// Centre of gravity, m; the mean of the points for rings without area.
[[nodiscard]] Vec centroid(std::span<const Point> ring);
/// Whether p lies inside or on the ring's boundary (even-odd rule).
[[nodiscard]] bool contains(std::span<const Point> ring, Point p);
/// Distance from p to the segment a-b, m.
[[nodiscard]] double segment_distance(Vec p, Vec a, Vec b);
/// Whether the segments a-b and c-d cross or touch.
[[nodiscard]] bool segments_meet(Point a, Point b, Point c, Point d);
/// Whether no two sides of the ring meet except neighbours in their common point. Quadratic time.
[[nodiscard]] bool is_simple(std::span<const Point> ring);
/// 4 pi A / P^2: 1 for a circle, 0.785 for a square, near 0 for a sliver.
[[nodiscard]] double compactness(std::span<const Point> ring);

/// A rectangle that holds a polygon.
struct OrientedBox {
  Vec centre;       ///< m
  Vec axis;         ///< unit vector of the longer side
  double length{};  ///< m, along `axis`
  double width{};   ///< m
};
/// The rectangle of least area around the ring among those along one of its sides.
[[nodiscard]] OrientedBox oriented_box(std::span<const Point> ring);

/// A polygon whose sides carry a tag: side i runs from point i to point i + 1.
struct TaggedPolygon {
  Ring ring;
  std::vector<std::int32_t> tags;
  [[nodiscard]] std::size_t size() const { return ring.size(); }
};

/// Cuts the polygon along the straight line through `origin` in direction `along`. New sides get `tag`. The
/// pieces share their cut points to the bit. Nothing if the line misses the polygon or passes within 5 mm of
/// making a degenerate piece.
[[nodiscard]] std::optional<std::vector<TaggedPolygon>> split(const TaggedPolygon& polygon, Vec origin,
                                                              Vec along, std::int32_t tag);

/// Interval of x, m.
struct Span {
  double low{};
  double high{};
  [[nodiscard]] double width() const { return high - low; }
};

/// A polygon seen from one of its sides: x along the side from its start, y into the polygon, both in m.
class SideFrame {
 public:
  SideFrame(std::span<const Point> ring, std::size_t side);
  [[nodiscard]] double length() const { return length_; }
  [[nodiscard]] Vec along() const { return along_; }
  [[nodiscard]] Vec to_plan(double x, double y) const { return origin_ + along_ * x + left(along_) * y; }
  /// The polygon's cross-section at depth y that holds (or lies nearest to) x; empty if there is none.
  [[nodiscard]] Span section(double y, double x) const;
  /// What all cross-sections between the depths y0 and y1 around x have in common: the widest rectangle
  /// there.
  [[nodiscard]] Span clear_span(double y0, double y1, double x) const;
  /// Depths just before and after each corner between y0 and y1, and these two: between them sections change
  /// evenly.
  [[nodiscard]] std::vector<double> depths(double y0, double y1) const;
  /// Greatest depth of the polygon, m.
  [[nodiscard]] double depth() const { return depth_; }

 private:
  Vec origin_, along_;
  double length_{}, depth_{};
  std::vector<Vec> local_;
};

}  // namespace conurb::generator
