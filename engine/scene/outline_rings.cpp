// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/outline_rings.hpp"

#include <algorithm>
#include <cmath>

#include "engine/city/query_shape.hpp"

namespace conurb::scene {
namespace {

using city::Point2;

constexpr std::size_t kFewCorners = 8;  // these cost little
constexpr std::size_t kLongest = 32;    // corners that one line takes the place of
constexpr double kSmallest_m2 = 0.05;
constexpr double kSame_m = 1e-3;

double area_of(std::span<const Point2> ring) {
  double twice = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
             (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return twice / 2;
}

double turn(const Point2& a, const Point2& b, const Point2& c) {
  return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
}

bool is_near(const Point2& p, const Point2& a, const Point2& b, double tolerance) {
  const double dx = b.x - a.x, dy = b.y - a.y, squared = dx * dx + dy * dy;
  const double along = squared > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / squared : 0;
  const double t = std::clamp(along, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy) <= tolerance;
}

bool same(const Point2& a, const Point2& b) {
  return std::abs(a.x - b.x) < kSame_m && std::abs(a.y - b.y) < kSame_m;
}

}  // namespace

bool OutlineRings::read(std::span<const double> shape, double tolerance) {
  points_.clear();
  ring_ends_.clear();
  polygon_ends_.clear();
  simplified_ = false;
  const auto drawable = [](double x) { return std::abs(x) <= kFarthest_m; };  // false for NaN
  if (!std::all_of(shape.begin(), shape.end(), drawable)) return false;
  for (city::RingReader rings(shape); rings.next();) read_ring(rings.ring(), tolerance);
  if (!ring_ends_.empty()) polygon_ends_.push_back(static_cast<std::uint32_t>(ring_ends_.size()));
  return !ring_ends_.empty();
}

void OutlineRings::read_ring(std::span<const double> ring, double tolerance) {
  const std::size_t begin = points_.size();
  for (std::size_t i = 0; i + 1 < ring.size(); i += 2) {
    const Point2 at{ring[i], ring[i + 1]};
    if (points_.size() == begin || !same(points_.back(), at)) points_.push_back(at);
  }
  while (points_.size() > begin + 1 && same(points_[begin], points_.back())) points_.pop_back();
  const auto first = points_.begin() + static_cast<std::ptrdiff_t>(begin);
  const double area = area_of({first, points_.end()});
  if (points_.size() < begin + 3 || std::abs(area) < kSmallest_m2) {
    points_.resize(begin);
    return;
  }
  if (ring_ends_.empty() && area < 0) std::reverse(first, points_.end());  // a hole of nothing
  if (!ring_ends_.empty() && area > 0) polygon_ends_.push_back(static_cast<std::uint32_t>(ring_ends_.size()));
  if (tolerance > 0 && points_.size() - begin > kFewCorners) simplify(begin, tolerance);
  ring_ends_.push_back(static_cast<std::uint32_t>(points_.size()));
}

// As far as one line goes, then the next: time is linear, whatever the ring.
void OutlineRings::simplify(std::size_t begin, double tolerance) {
  const auto first = points_.begin() + static_cast<std::ptrdiff_t>(begin);
  // The lowest of the leftmost is a corner of any outline.
  std::rotate(
      first,
      std::min_element(first, points_.end(),
                       [](const Point2& a, const Point2& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; }),
      points_.end());
  const std::size_t count = points_.size() - begin;
  const auto at = [&](std::size_t i) -> const Point2& { return points_[begin + i % count]; };
  scratch_.clear();
  for (std::size_t from = 0; from < count;) {
    scratch_.push_back(at(from));
    std::size_t to = from + 1;
    const auto fits = [&](std::size_t end) {
      for (std::size_t i = from + 1; i < end; ++i)
        if (!is_near(at(i), at(from), at(end), tolerance)) return false;
      return true;
    };
    while (to < count && to - from < kLongest && fits(to + 1)) ++to;
    from = to;
  }
  const double before = area_of({first, points_.end()}), after = area_of(scratch_);
  if (scratch_.size() < 3 || scratch_.size() == count || before * after <= 0 ||
      std::abs(after) < 0.5 * std::abs(before))
    return;
  std::copy(scratch_.begin(), scratch_.end(), first);
  points_.resize(begin + scratch_.size());
  simplified_ = true;
}

std::uint32_t OutlineRings::triangles() const {
  if (ring_ends_.empty()) return 0;
  const std::size_t holes = ring_ends_.size() - polygon_ends_.size();
  return static_cast<std::uint32_t>(points_.size() + 2 * holes - 2 * polygon_ends_.size());
}

std::vector<double> convex_outline(std::vector<Point2>& points) {
  std::sort(points.begin(), points.end(),
            [](const Point2& a, const Point2& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  std::vector<Point2> hull;
  const auto add = [&hull](const Point2& p, std::size_t kept) {
    while (hull.size() >= kept + 2 && turn(hull[hull.size() - 2], hull.back(), p) <= 0) hull.pop_back();
    hull.push_back(p);
  };
  for (const Point2& p : points) add(p, 0);
  const std::size_t lower = hull.empty() ? 0 : hull.size() - 1;
  for (auto p = points.rbegin(); p != points.rend(); ++p) add(*p, lower);
  if (hull.size() < 4 || !(area_of(hull) >= kSmallest_m2)) return {};
  std::vector<double> shape;
  for (const Point2& p : hull) shape.insert(shape.end(), {p.x, p.y});
  return shape;
}

}  // namespace conurb::scene
