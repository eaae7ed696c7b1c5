// SPDX-License-Identifier: Apache-2.0
#include "engine/city/query_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/city/point2.hpp"

namespace conurb::city {

namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::size_t points_in(std::span<const double> shape) {
  return shape.size() / 2;
}
Point2 point_at(std::span<const double> shape, std::size_t i) {
  return {shape[2 * i], shape[2 * i + 1]};
}

double gap(Point2 a, Point2 b) {
  return std::hypot(b.x - a.x, b.y - a.y);
}

// Calls f(a, b) for each edge of a ring, the closing one included if the data leave it out.
template <typename F>
void for_each_edge(std::span<const double> ring, F f) {
  const std::size_t n = points_in(ring);
  for (std::size_t i = 0; i + 1 < n; ++i) f(point_at(ring, i), point_at(ring, i + 1));
  if (n < 2) return;
  const Point2 first = point_at(ring, 0);
  const Point2 last = point_at(ring, n - 1);
  if (first.x != last.x || first.y != last.y) f(last, first);
}

template <typename F>
void for_each_ring(std::span<const double> polygon, F f) {
  for (RingReader rings(polygon); rings.next();) f(rings.ring());
}

double squared_distance_to_edge(Point2 a, Point2 b, double x, double y) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  double t = length > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / length : 0.0;
  t = std::clamp(t, 0.0, 1.0);
  const double ex = a.x + t * dx - x;
  const double ey = a.y + t * dy - y;
  return ex * ex + ey * ey;
}

enum class Side { outside, inside, border };

// Even-odd by a ray to the right; a point on an edge is told apart first (Hormann and Agathos 2001, section
// 4).
Side side_of(std::span<const double> ring, double x, double y) {
  bool inside = false;
  bool border = false;
  for_each_edge(ring, [&](Point2 a, Point2 b) {
    const Point2 p{x, y};
    const double turn = twice_area(a, b, p);
    if (turn == 0 && std::min(a.x, b.x) <= x && x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= y &&
        y <= std::max(a.y, b.y)) {
      border = true;
    }
    if ((a.y > y) != (b.y > y) && (turn > 0) == (b.y > a.y)) inside = !inside;
  });
  return border ? Side::border : inside ? Side::inside : Side::outside;
}

Point2 weighted_centre(double weight, double x, double y) {
  return {x / weight, y / weight};
}

bool polygon_centroid(std::span<const double> polygon, Point2& centre) {
  const Point2 origin = point_at(polygon, 0);
  double area = 0;
  double x = 0;
  double y = 0;
  for_each_ring(polygon, [&](std::span<const double> ring) {
    for_each_edge(ring, [&](Point2 a, Point2 b) {
      const double part = twice_area(origin, a, b);
      area += part;
      x += part * ((a.x - origin.x) + (b.x - origin.x));
      y += part * ((a.y - origin.y) + (b.y - origin.y));
    });
  });
  if (!(std::abs(area) > 0) || !std::isfinite(area)) return false;
  centre = weighted_centre(3 * area, x, y);
  centre.x += origin.x;
  centre.y += origin.y;
  return true;
}

bool line_centroid(std::span<const double> line, Point2& centre) {
  double length = 0;
  double x = 0;
  double y = 0;
  for (std::size_t i = 0; i + 1 < points_in(line); ++i) {
    const Point2 a = point_at(line, i);
    const Point2 b = point_at(line, i + 1);
    const double part = gap(a, b);
    length += part;
    x += part * 0.5 * (a.x + b.x);
    y += part * 0.5 * (a.y + b.y);
  }
  if (!(length > 0) || !std::isfinite(length)) return false;
  centre = weighted_centre(length, x, y);
  return true;
}

// A convex polygon of few corners that clipping a triangle by a triangle can give.
struct Corners {
  std::array<Point2, 12> at;
  std::size_t size = 0;
  void add(Point2 p) {
    if (size < at.size()) at[size++] = p;
  }
};

// The part of `in` to the left of the line a, b (Sutherland and Hodgman 1974).
Corners clip(const Corners& in, Point2 a, Point2 b) {
  Corners out;
  for (std::size_t i = 0; i < in.size; ++i) {
    const Point2 p = in.at[i];
    const Point2 q = in.at[(i + 1) % in.size];
    const double side_p = twice_area(a, b, p);
    const double side_q = twice_area(a, b, q);
    if (side_p >= 0) out.add(p);
    if ((side_p > 0 && side_q < 0) || (side_p < 0 && side_q > 0)) {
      const double t = side_p / (side_p - side_q);
      out.add({p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)});
    }
  }
  return out;
}

struct Triangle {
  std::array<Point2, 3> corner;
  double sign = 0;  // orientation before the corners were put counter-clockwise
  Box2 box;
};

// Fan of signed triangles around `centre`: their signed indicators add up to that of the polygon, concave or
// with holes.
std::vector<Triangle> fan(std::span<const double> polygon, Point2 centre) {
  std::vector<Triangle> triangles;
  for_each_ring(polygon, [&](std::span<const double> ring) {
    for_each_edge(ring, [&](Point2 a, Point2 b) {
      const double area = twice_area(centre, a, b);
      if (!(std::abs(area) > 0)) return;
      Triangle triangle{{centre, area > 0 ? a : b, area > 0 ? b : a}, area > 0 ? 1.0 : -1.0, {}};
      for (const Point2& corner : triangle.corner) triangle.box.add(corner.x, corner.y);
      triangles.push_back(triangle);
    });
  });
  return triangles;
}

double overlap(const Triangle& a, const Triangle& b) {
  if (!a.box.meets(b.box)) return 0;
  Corners part;
  for (const Point2& corner : a.corner) part.add(corner);
  for (std::size_t i = 0; i < 3 && part.size > 2; ++i) part = clip(part, b.corner[i], b.corner[(i + 1) % 3]);
  double area = 0;
  for (std::size_t i = 2; i < part.size; ++i) area += twice_area(part.at[0], part.at[i - 1], part.at[i]);
  return 0.5 * area * a.sign * b.sign;
}

/// True if a polygon is one convex ring of up to six corners, counter-clockwise: those are then in `corners`.
bool is_small_and_convex(std::span<const double> polygon, Corners& corners) {
  constexpr std::size_t kMostCorners = 6;
  RingReader rings(polygon);
  if (!rings.next() || rings.ring().size() != polygon.size()) return false;
  const std::size_t n = points_in(polygon) - 1;
  if (n < 3 || n > kMostCorners) return false;
  for (std::size_t i = 0; i < n; ++i) {
    const Point2 p = point_at(polygon, i), q = point_at(polygon, i + 1);
    // To the left at every corner, and once around: the fan from the first corner has no triangle turned
    // over.
    if (twice_area(p, q, point_at(polygon, (i + 2) % n)) < 0 || twice_area(point_at(polygon, 0), p, q) < 0)
      return false;
    corners.add(p);
  }
  const Point2 last = point_at(polygon, n), first = point_at(polygon, 0);
  return first.x == last.x && first.y == last.y;
}

// Two convex polygons need no triangles: one is clipped by the sides of the other.
double overlap(Corners part, const Corners& b) {
  for (std::size_t i = 0; i < b.size && part.size > 2; ++i)
    part = clip(part, b.at[i], b.at[(i + 1) % b.size]);
  double area = 0;
  for (std::size_t i = 2; i < part.size; ++i) area += twice_area(part.at[0], part.at[i - 1], part.at[i]);
  return 0.5 * area;
}

// Clips a closed chain of points by one side of a box: keep(p) >= 0 stays.
template <typename Keep>
void clip_by(const std::vector<Point2>& in, std::vector<Point2>& out, Keep keep) {
  out.clear();
  for (std::size_t i = 0; i < in.size(); ++i) {
    const Point2 p = in[i];
    const Point2 q = in[i + 1 < in.size() ? i + 1 : 0];
    const double side_p = keep(p);
    const double side_q = keep(q);
    if (side_p >= 0) out.push_back(p);
    if ((side_p > 0 && side_q < 0) || (side_p < 0 && side_q > 0)) {
      const double t = side_p / (side_p - side_q);
      out.push_back({p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)});
    }
  }
}

}  // namespace

void Box2::add(double x, double y) {
  min_x = std::min(min_x, x);
  min_y = std::min(min_y, y);
  max_x = std::max(max_x, x);
  max_y = std::max(max_y, y);
}

void Box2::add(const Box2& other) {
  min_x = std::min(min_x, other.min_x);
  min_y = std::min(min_y, other.min_y);
  max_x = std::max(max_x, other.max_x);
  max_y = std::max(max_y, other.max_y);
}

bool RingReader::next() {
  const std::size_t n = points_in(rest_);
  if (n == 0) return false;
  std::size_t end = 1;
  while (end < n && (rest_[2 * end] != rest_[0] || rest_[2 * end + 1] != rest_[1])) ++end;
  const std::size_t taken = std::min(end + 1, n);
  ring_ = rest_.first(2 * taken);
  rest_ = rest_.subspan(2 * taken);
  return true;
}

double ring_area(std::span<const double> ring) {
  if (points_in(ring) < 3) return 0;
  const Point2 origin = point_at(ring, 0);
  double twice = 0;
  for_each_edge(ring, [&](Point2 a, Point2 b) { twice += twice_area(origin, a, b); });
  return 0.5 * twice;
}

double polygon_area(std::span<const double> polygon) {
  double area = 0;
  for_each_ring(polygon, [&area](std::span<const double> ring) { area += ring_area(ring); });
  return area;
}

double polygon_perimeter(std::span<const double> polygon) {
  double length = 0;
  for_each_ring(polygon, [&length](std::span<const double> ring) {
    for_each_edge(ring, [&length](Point2 a, Point2 b) { length += gap(a, b); });
  });
  return length;
}

double line_length(std::span<const double> line) {
  double length = 0;
  for (std::size_t i = 0; i + 1 < points_in(line); ++i) {
    length += gap(point_at(line, i), point_at(line, i + 1));
  }
  return length;
}

Point2 centroid(Shape kind, std::span<const double> shape) {
  const std::size_t n = points_in(shape);
  if (n == 0) return {kNan, kNan};
  Point2 centre;
  if (kind == Shape::polygon && polygon_centroid(shape, centre)) return centre;
  if (kind != Shape::point && line_centroid(shape, centre)) return centre;
  if (kind != Shape::point) return bounding_box(shape).centre();
  centre = {0, 0};
  for (std::size_t i = 0; i < n; ++i) {
    centre.x += shape[2 * i];
    centre.y += shape[2 * i + 1];
  }
  return weighted_centre(static_cast<double>(n), centre.x, centre.y);
}

Box2 bounding_box(std::span<const double> shape) {
  Box2 box;
  for (std::size_t i = 0; i < points_in(shape); ++i) {
    const Point2 p = point_at(shape, i);
    if (std::isfinite(p.x) && std::isfinite(p.y)) box.add(p.x, p.y);
  }
  return box;
}

bool polygon_holds(std::span<const double> polygon, double x, double y) {
  // Even-odd over all rings: each hole lies in its outer ring and takes away what that gave.
  bool inside = false;
  bool border = false;
  for_each_ring(polygon, [&](std::span<const double> ring) {
    const Side side = side_of(ring, x, y);
    border = border || side == Side::border;
    if (side == Side::inside) inside = !inside;
  });
  return inside || border;
}

double distance_squared(Shape kind, std::span<const double> shape, double x, double y) {
  if (kind == Shape::polygon && polygon_holds(shape, x, y)) return 0;
  double best = kEndless;
  const auto meet = [&](Point2 a, Point2 b) { best = std::min(best, squared_distance_to_edge(a, b, x, y)); };
  const std::size_t n = points_in(shape);
  if (kind == Shape::polygon) {
    for_each_ring(shape, [&](std::span<const double> ring) {
      meet(point_at(ring, 0), point_at(ring, 0));
      for_each_edge(ring, meet);
    });
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t next = kind == Shape::line && i + 1 < n ? i + 1 : i;
      meet(point_at(shape, i), point_at(shape, next));
    }
  }
  return best;
}

double area_in_box(std::span<const double> polygon, const Box2& box) {
  if (box.empty()) return 0;
  double area = 0;
  std::vector<Point2> from;
  std::vector<Point2> to;
  for_each_ring(polygon, [&](std::span<const double> ring) {
    const std::size_t n = points_in(ring);
    const bool closed = n > 1 && ring[0] == ring[2 * n - 2] && ring[1] == ring[2 * n - 1];
    from.clear();
    for (std::size_t i = 0; i < (closed ? n - 1 : n); ++i) from.push_back(point_at(ring, i));
    clip_by(from, to, [&box](Point2 p) { return p.x - box.min_x; });
    clip_by(to, from, [&box](Point2 p) { return box.max_x - p.x; });
    clip_by(from, to, [&box](Point2 p) { return p.y - box.min_y; });
    clip_by(to, from, [&box](Point2 p) { return box.max_y - p.y; });
    const Point2 origin{box.min_x, box.min_y};
    for (std::size_t i = 0; i < from.size(); ++i) {
      area += 0.5 * twice_area(origin, from[i], from[i + 1 < from.size() ? i + 1 : 0]);
    }
  });
  return area;
}

double shared_area(std::span<const double> a, std::span<const double> b) {
  const Box2 box_a = bounding_box(a);
  const Box2 box_b = bounding_box(b);
  if (box_a.empty() || box_b.empty() || !box_a.meets(box_b)) return 0;
  Corners corners_a, corners_b;
  if (is_small_and_convex(a, corners_a) && is_small_and_convex(b, corners_b)) {
    return overlap(corners_a, corners_b);
  }
  const std::vector<Triangle> left = fan(a, box_a.centre());
  const std::vector<Triangle> right = fan(b, box_b.centre());
  double area = 0;
  for (const Triangle& one : left) {
    for (const Triangle& other : right) area += overlap(one, other);
  }
  return area;
}

}  // namespace conurb::city
