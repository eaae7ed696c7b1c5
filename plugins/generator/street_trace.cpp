// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/street_trace.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace conurb::generator {

namespace {

double angle_between(Vec a, Vec b) {
  return std::atan2(std::fabs(cross(a, b)), dot(a, b));
}

/// Leaves out points within `tolerance` of the line through their neighbours (Douglas, Peucker 1973).
void simplify(std::span<const Point> path, double tolerance, std::vector<Point>& out) {
  if (path.size() < 3) return;
  double worst = tolerance;
  std::size_t at = 0;
  for (std::size_t i = 1; i + 1 < path.size(); ++i) {
    const double d = segment_distance(to_m(path[i]), to_m(path.front()), to_m(path.back()));
    if (d > worst) worst = d, at = i;
  }
  if (at == 0) return;
  simplify(path.first(at + 1), tolerance, out);
  out.push_back(path[at]);
  simplify(path.subspan(at), tolerance, out);
}

}  // namespace

FaceView::FaceView(const PlanarGraph& graph, Face face) : graph_(graph), around_(graph.boundary(face)) {
  for (const HalfEdge h : around_) ring_.push_back(graph.point(graph.origin(h)));
  junction_.resize(around_.size(), 0);
  for (std::size_t i = 0; i < around_.size(); ++i) {
    if (graph.degree(graph.origin(around_[i])) < 3) continue;
    const Vec before = to_m(ring_[i]) - to_m(point(i + around_.size() - 1)),
              after = to_m(point(i + 1)) - to_m(ring_[i]);
    junction_[i] = angle_between(before, after) < 0.45;
  }
}

std::size_t FaceView::index_of(HalfEdge h) const {
  return static_cast<std::size_t>(std::find(around_.begin(), around_.end(), h) - around_.begin());
}

bool FaceView::may_leave(const BoundaryPlace& place, Vec heading, double least_angle) const {
  const Vec here = to_m(place.p);
  const Vec ahead = to_m(graph_.point(graph_.target(place.half_edge))) - here;
  const HalfEdge back = place.within ? place.half_edge : graph_.prev(place.half_edge);
  const Vec behind = to_m(graph_.point(graph_.origin(back))) - here;
  const auto turned = [](Vec from, Vec to) {  // counter-clockwise, 0..2 pi
    const double a = std::atan2(cross(from, to), dot(from, to));
    return a < 0 ? a + 6.283185307179586 : a;
  };
  double room = turned(ahead, behind);
  if (room < 1e-9) room = 6.283185307179586;  // the tip of a dead end
  const double a = turned(ahead, heading);
  return a > least_angle && a < room - least_angle;
}

bool FaceView::touches(Point a, Point b, const BoundaryPlace* start, const BoundaryPlace* end) const {
  const auto belongs = [&](std::size_t side, const BoundaryPlace* place) {
    if (place == nullptr) return false;
    const HalfEdge h = around_[side];
    return h == place->half_edge || (!place->within && h == graph_.prev(place->half_edge));
  };
  for (std::size_t i = 0; i < around_.size(); ++i) {
    if (belongs(i, start) || belongs(i, end)) continue;
    if (segments_meet(a, b, ring_[i], point(i + 1))) return true;
  }
  return false;
}

std::optional<BoundaryPlace> FaceView::settle(std::size_t side, Point hit, const TraceRules& rules,
                                              const BoundaryPlace& start) const {
  std::size_t nearest = around_.size();
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < around_.size(); ++i) {
    const double d = distance(hit, ring_[i]);
    const bool end_of_side = i == side || i == (side + 1) % around_.size();
    const double reach = junction_[i]  ? std::max(rules.junction_snap, rules.snap)
                         : end_of_side ? rules.snap
                                       : 0;
    if (d < reach && d < least) least = d, nearest = i;
  }
  if (nearest < around_.size()) {
    if (ring_[nearest] == start.p) return std::nullopt;
    return BoundaryPlace{around_[nearest], false, ring_[nearest]};
  }
  if (around_[side] == start.half_edge) return std::nullopt;
  return BoundaryPlace{around_[side], true, hit};
}

std::optional<TracedPath> FaceView::trace(const BoundaryPlace& start, Vec heading, const TraceRules& rules,
                                          const std::function<Vec(Vec, Vec)>& direction) const {
  std::vector<Point> path{start.p};
  Vec at = to_m(start.p);
  std::optional<BoundaryPlace> end;
  constexpr int kMostSteps = 4000;
  for (int step = 0; step < kMostSteps && !end; ++step) {
    heading = direction(at, heading);
    const Vec ahead = at + heading * rules.step;
    double first = 2;
    std::size_t side = 0;
    for (std::size_t i = 0; i < around_.size(); ++i) {
      if (step == 0 &&
          (around_[i] == start.half_edge || (!start.within && around_[i] == graph_.prev(start.half_edge))))
        continue;
      const Vec a = to_m(ring_[i]), d = to_m(point(i + 1)) - a, move = ahead - at;
      const double det = cross(move, d);
      if (std::fabs(det) < 1e-9) continue;
      const double t = cross(a - at, d) / det, s = cross(a - at, move) / det;
      if (t > 0 && t <= 1 && s >= -1e-9 && s <= 1 + 1e-9 && t < first) first = t, side = i;
    }
    if (first > 1) {
      at = ahead;
      path.push_back(to_mm(at));
      continue;
    }
    end = settle(side, to_mm(at + (ahead - at) * first), rules, start);
    if (!end) return std::nullopt;
  }
  if (!end) return std::nullopt;
  // The last stretch goes straight to where the path ends.
  const double ease = std::max(rules.step * 0.8, 2.5 * rules.snap);
  while (path.size() > 1 && distance(path.back(), end->p) < ease) path.pop_back();
  path.push_back(end->p);
  TracedPath traced{start, *end, {}};
  simplify(path, 0.8, traced.inner);
  const Point second = traced.inner.empty() ? end->p : traced.inner.front();
  const Point last = traced.inner.empty() ? start.p : traced.inner.back();
  if (!may_leave(start, to_m(second) - to_m(start.p), rules.least_angle) ||
      !may_leave(*end, to_m(last) - to_m(end->p), rules.least_angle))
    return std::nullopt;
  Point a = start.p;
  for (std::size_t i = 0; i <= traced.inner.size(); ++i) {
    const bool last_part = i == traced.inner.size();
    const Point b = last_part ? end->p : traced.inner[i];
    if (a == b || touches(a, b, i == 0 ? &start : nullptr, last_part ? &*end : nullptr)) return std::nullopt;
    a = b;
  }
  return traced;
}

std::pair<Ring, Ring> FaceView::cut(const TracedPath& path) const {
  const std::size_t n = around_.size(), s = index_of(path.start.half_edge), e = index_of(path.end.half_edge);
  Ring left{path.start.p}, right{path.end.p};
  left.insert(left.end(), path.inner.begin(), path.inner.end());
  left.push_back(path.end.p);
  for (std::size_t i = (e + 1) % n; i != s; i = (i + 1) % n) left.push_back(ring_[i]);
  if (path.start.within) left.push_back(ring_[s]);
  right.insert(right.end(), path.inner.rbegin(), path.inner.rend());
  right.push_back(path.start.p);
  for (std::size_t i = (s + 1) % n; i != e; i = (i + 1) % n) right.push_back(ring_[i]);
  if (path.end.within) right.push_back(ring_[e]);
  return {left, right};
}

}  // namespace conurb::generator
