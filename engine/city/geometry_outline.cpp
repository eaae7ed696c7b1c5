// SPDX-License-Identifier: Apache-2.0
// Plane geometry behind footprints: hull, area, dissolving rings along common edges.
#include <algorithm>
#include <cmath>

#include "engine/city/geometry_footprint.hpp"

namespace conurb::city {

namespace {

using Ring = std::vector<Point2>;
using Edge = std::pair<std::uint32_t, std::uint32_t>;

double cross(const Point2& o, const Point2& a, const Point2& b) {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

/// Even-odd rule; a point on the ring may count either way.
bool contains(const Ring& ring, const Point2& p) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const Point2 &a = ring[i], &b = ring[j];
    if ((a[1] > p[1]) == (b[1] > p[1])) continue;
    if (p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}

/// Directed edges between numbered points that are left when opposite ones have cancelled.
class Outline {
 public:
  explicit Outline(const std::vector<Ring>& rings) {
    for (const Ring& ring : rings) points_.insert(points_.end(), ring.begin(), ring.end());
    std::sort(points_.begin(), points_.end());
    points_.erase(std::unique(points_.begin(), points_.end()), points_.end());
    std::vector<Edge> edges;
    for (const Ring& ring : rings) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const std::uint32_t a = number(ring[i]), b = number(ring[i + 1 == ring.size() ? 0 : i + 1]);
        if (a != b) edges.emplace_back(a, b);
      }
    }
    cancel(edges);
  }

  /// Takes the edges apart into rings that pass no point twice. Every point has as many edges in as out, so a
  /// walk only ends where it began.
  std::vector<Ring> rings() {
    std::vector<Ring> result;
    std::vector<bool> used(edges_.size(), false);
    std::vector<std::uint32_t> place(points_.size(), kNone);  // of a point on the walk
    for (std::size_t start = 0; start < edges_.size(); ++start) {
      if (used[start]) continue;
      std::vector<std::uint32_t> path{edges_[start].first};
      place[path[0]] = 0;
      std::size_t edge = start;
      while (true) {
        used[edge] = true;
        const std::uint32_t here = edges_[edge].second;
        if (place[here] != kNone) {  // a loop is closed: take it off the walk
          Ring ring;
          for (std::size_t i = place[here]; i < path.size(); ++i) ring.push_back(points_[path[i]]);
          if (ring.size() > 2) result.push_back(std::move(ring));
          for (std::size_t i = place[here] + 1; i < path.size(); ++i) place[path[i]] = kNone;
          path.resize(place[here] + 1);
        } else {
          place[here] = static_cast<std::uint32_t>(path.size());
          path.push_back(here);
        }
        const std::uint32_t from = edges_[edge].first;
        edge = sharpest_left(from, here, used);
        if (edge == edges_.size()) break;
      }
      for (const std::uint32_t point : path) place[point] = kNone;
    }
    return result;
  }

 private:
  [[nodiscard]] std::uint32_t number(const Point2& p) const {
    return static_cast<std::uint32_t>(std::lower_bound(points_.begin(), points_.end(), p) - points_.begin());
  }

  void cancel(std::vector<Edge>& edges) {
    std::sort(edges.begin(), edges.end());
    std::vector<Edge> opposite;
    for (const auto& [a, b] : edges) opposite.emplace_back(b, a);
    std::sort(opposite.begin(), opposite.end());
    std::set_difference(edges.begin(), edges.end(), opposite.begin(), opposite.end(),
                        std::back_inserter(edges_));
  }

  /// The unused edge out of `here` that turns furthest to the left, so that outlines touching at a point stay
  /// apart.
  [[nodiscard]] std::size_t sharpest_left(std::uint32_t from, std::uint32_t here,
                                          const std::vector<bool>& used) const {
    const auto first = std::lower_bound(edges_.begin(), edges_.end(), Edge{here, 0});
    std::size_t best = edges_.size();
    double best_turn = -10;
    for (auto edge = first; edge != edges_.end() && edge->first == here; ++edge) {
      const auto index = static_cast<std::size_t>(edge - edges_.begin());
      if (used[index]) continue;
      const Point2 &a = points_[from], &b = points_[here], &c = points_[edge->second];
      const Point2 in{b[0] - a[0], b[1] - a[1]}, out{c[0] - b[0], c[1] - b[1]};
      const double turn = std::atan2(in[0] * out[1] - in[1] * out[0], in[0] * out[0] + in[1] * out[1]);
      if (turn > best_turn) {
        best_turn = turn;
        best = index;
      }
    }
    return best;
  }

  std::vector<Point2> points_;
  std::vector<Edge> edges_;
};

}  // namespace

double signed_area(const std::vector<Point2>& ring) {
  double twice = 0;
  for (std::size_t i = 2; i < ring.size(); ++i) twice += cross(ring[0], ring[i - 1], ring[i]);
  return twice / 2;
}

std::vector<Point2> convex_hull(std::vector<Point2> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<Point2> hull;
  const auto half = [&hull](auto begin, auto end) {
    const std::size_t start = hull.size();
    for (auto p = begin; p != end; ++p) {
      while (hull.size() >= start + 2 && cross(hull[hull.size() - 2], hull.back(), *p) <= 0) hull.pop_back();
      hull.push_back(*p);
    }
    hull.pop_back();
  };
  if (points.size() < 3) return {};
  half(points.begin(), points.end());
  half(points.rbegin(), points.rend());
  if (hull.size() < 3) hull.clear();
  return hull;
}

std::vector<Polygon2> dissolve(const std::vector<std::vector<Point2>>& rings) {
  std::vector<Ring> holes;
  std::vector<std::pair<double, Polygon2>> outers;  // with their area
  for (Ring& ring : Outline(rings).rings()) {
    const double area = signed_area(ring);
    if (area > 0) outers.push_back({area, {std::move(ring), {}}});
    if (area < 0) holes.push_back(std::move(ring));
  }
  for (Ring& hole : holes) {
    // Into the smallest outer ring around it. Tested half-way along an edge, which no other ring runs along.
    const Point2 middle{(hole[0][0] + hole[1][0]) / 2, (hole[0][1] + hole[1][1]) / 2};
    std::pair<double, Polygon2>* owner = nullptr;
    for (auto& outer : outers) {
      if (contains(outer.second.outer, middle) && (owner == nullptr || outer.first < owner->first))
        owner = &outer;
    }
    if (owner != nullptr) owner->second.holes.push_back(std::move(hole));
  }
  std::vector<Polygon2> polygons;
  for (auto& outer : outers) polygons.push_back(std::move(outer.second));
  return polygons;
}

}  // namespace conurb::city
