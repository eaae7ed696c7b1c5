// SPDX-License-Identifier: Apache-2.0
#include "engine/city/triangle_tests.hpp"

#include <algorithm>
#include <cmath>

#include "engine/city/vector3.hpp"

namespace conurb::city {

namespace {

Point3 along(const Point3& a, const Point3& direction, double by) {
  return {a[0] + by * direction[0], a[1] + by * direction[1], a[2] + by * direction[2]};
}

/// Whether a point of the triangle's plane lies within it; `normal` of any length.
bool covers(const SpaceTriangle& t, const Point3& normal, const Point3& p) {
  return dot(cross(minus(t.b, t.a), minus(p, t.a)), normal) >= 0 &&
         dot(cross(minus(t.c, t.b), minus(p, t.b)), normal) >= 0 &&
         dot(cross(minus(t.a, t.c), minus(p, t.c)), normal) >= 0;
}

}  // namespace

double distance(const Point3& point, const SpaceEdge& edge) {
  const Point3 direction = minus(edge.b, edge.a);
  const double length2 = dot(direction, direction);
  const double share = length2 > 0 ? std::clamp(dot(minus(point, edge.a), direction) / length2, 0.0, 1.0) : 0;
  return length(minus(point, along(edge.a, direction, share)));
}

double distance(const Point3& point, const SpaceTriangle& t) {
  const Point3 normal = cross(minus(t.b, t.a), minus(t.c, t.a));
  const double size = length(normal);
  if (size > 0) {
    const double height = dot(minus(point, t.a), normal) / size;
    if (covers(t, normal, along(point, normal, -height / size))) return std::abs(height);
  }
  return std::min({distance(point, SpaceEdge{t.a, t.b, 0}), distance(point, SpaceEdge{t.b, t.c, 0}),
                   distance(point, SpaceEdge{t.c, t.a, 0})});
}

bool is_inside(const Point3& point, std::span<const SpaceTriangle> shell) {
  // No direction that walls, roofs or their diagonals have.
  const Point3 ray{0.2718281828, 0.1414213562, 0.9519};
  bool inside = false;
  for (const SpaceTriangle& t : shell) {
    // Möller and Trumbore 1997.
    const Point3 u = minus(t.b, t.a), v = minus(t.c, t.a), h = cross(ray, v);
    const double det = dot(u, h);
    if (det == 0) continue;
    const Point3 s = minus(point, t.a), q = cross(s, u);
    const double x = dot(s, h) / det, y = dot(ray, q) / det;
    if (x < 0 || y < 0 || x + y > 1) continue;
    if (dot(v, q) / det > 0) inside = !inside;
  }
  return inside;
}

void CrossingSearch::clear() {
  triangles_.clear();
  edges_.clear();
}

std::optional<Point3> CrossingSearch::pierce(const SpaceEdge& edge, const SpaceTriangle& t,
                                             double tolerance_m) const {
  const Point3 normal = cross(minus(t.b, t.a), minus(t.c, t.a));
  const double size = length(normal);
  const double from = dot(minus(edge.a, t.a), normal), to = dot(minus(edge.b, t.a), normal);
  const double least = tolerance_m * size;
  if (!((from > least && to < -least) || (from < -least && to > least))) return {};
  const Point3 place = along(edge.a, minus(edge.b, edge.a), from / (from - to));
  if (!covers(t, normal, place)) return {};
  const auto first =
      std::lower_bound(sides_.begin(), sides_.end(), t.face,
                       [](const SpaceEdge& side, std::uint32_t face) { return side.face < face; });
  for (auto side = first; side != sides_.end() && side->face == t.face; ++side) {
    if (distance(place, *side) <= tolerance_m) return {};
  }
  return place;
}

void CrossingSearch::add(const SpaceTriangle& triangle) {
  auto& added = triangles_.emplace_back();
  added.item = triangle;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    added.lower[axis] = std::min({triangle.a[axis], triangle.b[axis], triangle.c[axis]});
    added.upper[axis] = std::max({triangle.a[axis], triangle.b[axis], triangle.c[axis]});
  }
}

void CrossingSearch::add(const SpaceEdge& edge) {
  auto& added = edges_.emplace_back();
  added.item = edge;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    added.lower[axis] = std::min(edge.a[axis], edge.b[axis]);
    added.upper[axis] = std::max(edge.a[axis], edge.b[axis]);
  }
}

std::optional<Point3> CrossingSearch::meet(std::uint32_t edge, std::uint32_t triangle,
                                           double tolerance_m) const {
  const auto& e = edges_[edge];
  const auto& t = triangles_[triangle];
  const bool apart = e.item.face == t.item.face || e.upper[1] < t.lower[1] || e.lower[1] > t.upper[1] ||
                     e.upper[2] < t.lower[2] || e.lower[2] > t.upper[2];
  return apart ? std::nullopt : pierce(e.item, t.item, tolerance_m);
}

std::optional<Point3> CrossingSearch::find(double tolerance_m) {
  sides_.clear();
  for (const auto& each : edges_) sides_.push_back(each.item);
  std::stable_sort(sides_.begin(), sides_.end(),
                   [](const SpaceEdge& a, const SpaceEdge& b) { return a.face < b.face; });
  const auto by_left = [](const auto& a, const auto& b) { return a.lower[0] < b.lower[0]; };
  std::stable_sort(edges_.begin(), edges_.end(), by_left);
  std::stable_sort(triangles_.begin(), triangles_.end(), by_left);
  open_edges_.clear();
  open_triangles_.clear();
  const auto close = [](std::vector<std::uint32_t>& open, const auto& items, double left) {
    std::erase_if(open, [&](std::uint32_t i) { return items[i].upper[0] < left; });
  };
  for (std::uint32_t e = 0, t = 0; e < edges_.size() || t < triangles_.size();) {
    const bool edge_next =
        t == triangles_.size() || (e < edges_.size() && edges_[e].lower[0] <= triangles_[t].lower[0]);
    if (edge_next) {
      close(open_triangles_, triangles_, edges_[e].lower[0]);
      for (const std::uint32_t i : open_triangles_) {
        if (const auto place = meet(e, i, tolerance_m)) return place;
      }
      open_edges_.push_back(e++);
    } else {
      close(open_edges_, edges_, triangles_[t].lower[0]);
      for (const std::uint32_t i : open_edges_) {
        if (const auto place = meet(i, t, tolerance_m)) return place;
      }
      open_triangles_.push_back(t++);
    }
  }
  return {};
}

}  // namespace conurb::city
