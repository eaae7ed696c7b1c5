// SPDX-License-Identifier: Apache-2.0
#include "engine/city/triangulate.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::city {

namespace {

// A doubled area below this share of the extent squared is the rounding of its own computation.
constexpr double kNoArea = 1e-13;
// Triangles the wrong way up to this share of the area are rounding: points in a row are so only nearly.
constexpr double kExact = 1e-9;

void put(PodArray<std::uint32_t>& triangles, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  std::uint32_t* corners = triangles.extend(3);
  corners[0] = a;
  corners[1] = b;
  corners[2] = c;
}

/// Takes a doubled vector area into the result; false if it is none beside `extent2`, the extent squared.
bool settle_normal(const Point3& doubled, double extent2, Triangulation& result) {
  const double length = std::sqrt(dot(doubled, doubled));
  if (!(length > kNoArea * extent2) || !std::isfinite(length)) return false;
  result.normal = {doubled[0] / length, doubled[1] / length, doubled[2] / length};
  result.area = 0.5 * length;
  result.state = TriangulationState::exact;
  return true;
}

}  // namespace

std::string_view to_string(TriangulationState state) {
  switch (state) {
    case TriangulationState::exact: return "exact";
    case TriangulationState::crossing: return "crossing";
    case TriangulationState::no_area: return "no area";
  }
  return "unknown";
}

Triangulation Triangulator::add_triangle(std::span<const Point3> p,
                                         PodArray<std::uint32_t>& triangles) const {
  Triangulation result;
  const Point3 u = minus(p[1], p[0]), v = minus(p[2], p[0]);
  if (!settle_normal(cross(u, v), dot(u, u) + dot(v, v), result)) return {};
  put(triangles, 0, 1, 2);
  result.triangles = 1;
  result.convex = true;
  return result;
}

// A quadrilateral whose corners all turn the same way. False: it is another one, nothing was done.
bool Triangulator::add_quad(std::span<const Point3> p, PodArray<std::uint32_t>& triangles,
                            Triangulation& result) const {
  const Point3 side[4] = {minus(p[1], p[0]), minus(p[2], p[1]), minus(p[3], p[2]), minus(p[0], p[3])};
  const Point3 doubled = cross(minus(p[2], p[0]), minus(p[3], p[1]));
  const double least = kNoArea * dot(doubled, doubled);
  for (int i = 0; i < 4; ++i) {
    if (!(dot(cross(side[i], side[(i + 1) % 4]), doubled) > least)) return false;
  }
  if (!settle_normal(doubled, dot(side[0], side[0]) + dot(side[1], side[1]), result)) return false;
  put(triangles, 0, 1, 2);
  put(triangles, 0, 2, 3);
  result.triangles = 2;
  result.convex = true;
  // The corners lie by turns above and below the plane through their mean.
  result.deviation = 0.25 * std::abs(dot(minus(side[0], minus({0, 0, 0}, side[2])), result.normal));
  return true;
}

// Seen along the normal of the outline: into flat_, the first point at the origin. False without area.
bool Triangulator::project(std::span<const Point3> points, std::size_t outline, Triangulation& result) {
  const Point3 first = points[0];
  Point3 doubled{0, 0, 0}, lower{0, 0, 0}, upper{0, 0, 0}, sum{0, 0, 0};
  Point3 before = minus(points[1], first);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point3 here = minus(points[i], first);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      lower[axis] = std::min(lower[axis], here[axis]);
      upper[axis] = std::max(upper[axis], here[axis]);
      sum[axis] += here[axis];
    }
    if (i < 2 || i >= outline) continue;
    const Point3 turn = cross(before, here);
    for (std::size_t axis = 0; axis < 3; ++axis) doubled[axis] += turn[axis];
    before = here;
  }
  const Point3 extent = minus(upper, lower);
  if (!std::isfinite(sum[0] + sum[1] + sum[2])) return false;
  if (!settle_normal(doubled, dot(extent, extent), result)) return false;
  const Point3& n = result.normal;
  // Two axes in the plane, from the axis of the frame that is farthest from the normal.
  const std::size_t thin = std::abs(n[0]) < std::abs(n[1]) ? (std::abs(n[0]) < std::abs(n[2]) ? 0 : 2)
                                                           : (std::abs(n[1]) < std::abs(n[2]) ? 1 : 2);
  Point3 axis{0, 0, 0};
  axis[thin] = 1;
  Point3 right = cross(axis, n);
  const double length = std::sqrt(dot(right, right));
  for (double& each : right) each /= length;
  const Point3 up = cross(n, right);
  const double level = dot(sum, n) / static_cast<double>(points.size());
  flat_.resize(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point3 here = minus(points[i], first);
    flat_[i] = {dot(here, right), dot(here, up)};
    result.deviation = std::max(result.deviation, std::abs(dot(here, n) - level));
  }
  if (points.size() == 3) result.deviation = 0;
  return true;
}

// All corners turn to the left, and the outline goes to the right and back once.
bool Triangulator::is_convex(std::size_t corners) const {
  const auto& p = flat_;
  Point2 before{p[0].x - p[corners - 1].x, p[0].y - p[corners - 1].y};
  int turns = 0;
  for (std::size_t i = 0; i < corners; ++i) {
    const Point2& next = p[i + 1 == corners ? 0 : i + 1];
    const Point2 after{next.x - p[i].x, next.y - p[i].y};
    const double turn = before.x * after.y - before.y * after.x;
    if (!(turn >
          kNoArea * (before.x * before.x + before.y * before.y + after.x * after.x + after.y * after.y)))
      return false;
    if ((before.x < 0) != (after.x < 0)) ++turns;
    before = after;
  }
  return turns == 2;
}

Triangulation Triangulator::add(std::span<const Point3> points, std::span<const std::uint32_t> ring_ends,
                                PodArray<std::uint32_t>& triangles) {
  const std::size_t outline = ring_ends.empty() ? 0 : ring_ends[0];
  if (outline < 3) return {};
  const bool whole = ring_ends.size() == 1;
  if (whole && outline == 3) return add_triangle(points, triangles);
  Triangulation result;
  if (whole && outline == 4 && add_quad(points, triangles, result)) return result;
  if (!project(points, outline, result)) return {};
  if (whole && is_convex(outline)) {
    result.convex = true;
    for (std::uint32_t i = 2; i < outline; ++i) put(triangles, 0, i - 1, i);
    result.triangles = static_cast<std::uint32_t>(outline) - 2;
    return result;
  }
  const std::size_t before = triangles.size();
  result.overlap = clipper_.clip(flat_, ring_ends, triangles);
  result.triangles = static_cast<std::uint32_t>((triangles.size() - before) / 3);
  for (std::size_t r = 1; r < ring_ends.size(); ++r) {
    double hole = 0;
    const std::uint32_t begin = ring_ends[r - 1];
    for (std::uint32_t i = begin + 2; i < ring_ends[r]; ++i) {
      hole += (flat_[i - 1].x - flat_[begin].x) * (flat_[i].y - flat_[begin].y) -
              (flat_[i - 1].y - flat_[begin].y) * (flat_[i].x - flat_[begin].x);
    }
    result.area -= 0.5 * std::abs(hole);
  }
  if (result.overlap > kExact * std::abs(result.area)) result.state = TriangulationState::crossing;
  return result;
}

Triangulation Triangulator::add(const GeometryPoints& points, std::uint32_t surface,
                                PodArray<std::uint32_t>& triangles) {
  const GeometryStore& store = points.store();
  corners_.clear();
  vertices_.clear();
  ring_ends_.clear();
  for (std::uint32_t r = store.rings(surface).begin; r < store.rings(surface).end; ++r) {
    for (const std::uint32_t v : store.ring(r)) {
      corners_.push_back(points.at(v));
      vertices_.push_back(v);
    }
    ring_ends_.push_back(static_cast<std::uint32_t>(vertices_.size()));
  }
  const std::size_t before = triangles.size();
  const Triangulation result = add(corners_, ring_ends_, triangles);
  for (std::size_t i = before; i < triangles.size(); ++i) triangles[i] = vertices_[triangles[i]];
  return result;
}

}  // namespace conurb::city
