// SPDX-License-Identifier: Apache-2.0
#include "engine/city/ring_crossings.hpp"

#include <algorithm>
#include <cmath>

#include "engine/city/point2.hpp"

namespace conurb::city {

namespace {

constexpr double kTouch = 1e-6;  // m: what is nearer is rounding of the projection

double projection(const Point2& a, const Point2& b, const Point2& c) {
  return (b.x - a.x) * (c.x - a.x) + (b.y - a.y) * (c.y - a.y);
}
double side_length(const Point2& a, const Point2& b) {
  return std::hypot(b.x - a.x, b.y - a.y);
}

/// -1 right of, 0 on, 1 left of the line from a to b.
int side(const Point2& a, const Point2& b, double length, const Point2& p) {
  const double distance = twice_area(a, b, p) / length;
  return distance > kTouch ? 1 : (distance < -kTouch ? -1 : 0);
}

/// Whether a point on the line from a to b lies between them.
bool between(const Point2& a, const Point2& b, double length, const Point2& p) {
  const double along = projection(a, b, p) / length;
  return along > -kTouch && along < length + kTouch;
}

}  // namespace

RingCrossings::Meeting RingCrossings::meet(const Side& s, const Side& t) {
  const double s_length = side_length(s.a, s.b), t_length = side_length(t.a, t.b);
  if (s_length <= kTouch || t_length <= kTouch) return Meeting::none;
  const int ta = side(s.a, s.b, s_length, t.a), tb = side(s.a, s.b, s_length, t.b);
  const int sa = side(t.a, t.b, t_length, s.a), sb = side(t.a, t.b, t_length, s.b);
  if (ta * tb < 0 && sa * sb < 0) return Meeting::cross;
  if (ta == 0 && tb == 0) {
    const double from = projection(s.a, s.b, t.a) / s_length, to = projection(s.a, s.b, t.b) / s_length;
    const double common = std::min(s_length, std::max(from, to)) - std::max(0.0, std::min(from, to));
    return common > kTouch ? Meeting::cross : (common > -kTouch ? Meeting::touch : Meeting::none);
  }
  const bool touches =
      (ta == 0 && between(s.a, s.b, s_length, t.a)) || (tb == 0 && between(s.a, s.b, s_length, t.b)) ||
      (sa == 0 && between(t.a, t.b, t_length, s.a)) || (sb == 0 && between(t.a, t.b, t_length, s.b));
  return touches ? Meeting::touch : Meeting::none;
}

// Whether two sides that begin at one point run along each other.
bool RingCrossings::overlap_from(const Point2& shared, const Point2& a, const Point2& b) {
  const double a_length = side_length(shared, a), b_length = side_length(shared, b);
  if (projection(shared, a, b) <= 0) return false;
  const bool a_longer = a_length >= b_length;
  return side(shared, a_longer ? a : b, a_longer ? a_length : b_length, a_longer ? b : a) == 0;
}

void RingCrossings::take_rings(std::span<const Point2> points, std::span<const std::uint32_t> ring_ends) {
  rings_.clear();
  sides_.clear();
  std::uint32_t begin = 0;
  for (const std::uint32_t end : ring_ends) {
    Ring ring{begin, end, 0, points[begin], points[begin], false, false};
    for (std::uint32_t i = begin; i < end; ++i) {
      const Point2 &a = points[i], &b = points[i + 1 == end ? begin : i + 1];
      ring.area += 0.5 * twice_area(points[begin], a, b);
      ring.lower = {std::min(ring.lower.x, a.x), std::min(ring.lower.y, a.y)};
      ring.upper = {std::max(ring.upper.x, a.x), std::max(ring.upper.y, a.y)};
      sides_.push_back({a, b, i, i + 1 == end ? begin : i + 1, static_cast<std::uint32_t>(rings_.size()),
                        std::min(a.x, b.x), std::max(a.x, b.x)});
    }
    rings_.push_back(ring);
    begin = end;
  }
}

void RingCrossings::find_copies(std::span<const std::uint32_t> names, std::vector<RingFault>& faults) {
  const auto sorted_names = [&](const Ring& ring, std::vector<std::uint32_t>& into) {
    into.assign(names.begin() + ring.begin, names.begin() + ring.end);
    std::sort(into.begin(), into.end());
  };
  for (std::size_t i = 1; i < rings_.size(); ++i) {
    sorted_names(rings_[i], sorted_);
    for (std::size_t j = 0; j < i && !rings_[i].copy; ++j) {
      const Ring &a = rings_[i], &b = rings_[j];
      if (a.end - a.begin != b.end - b.begin || !(std::abs(a.lower.x - b.lower.x) < kTouch)) continue;
      sorted_names(b, other_);
      if (sorted_ != other_) continue;
      rings_[i].copy = true;
      faults.push_back({Rule::polygon_duplicate_rings, a.begin});
    }
  }
}

// A ring that comes by a point twice touches itself there.
void RingCrossings::find_repeated(std::span<const std::uint32_t> names, std::vector<RingFault>& faults) {
  for (std::size_t r = 0; r < rings_.size(); ++r) {
    sorted_.clear();
    for (std::uint32_t i = rings_[r].begin; i < rings_[r].end; ++i) sorted_.push_back(i);
    std::sort(sorted_.begin(), sorted_.end(), [names](std::uint32_t a, std::uint32_t b) {
      return names[a] != names[b] ? names[a] < names[b] : a < b;
    });
    for (std::size_t i = 1; i < sorted_.size() && crossed_[r] == 0; ++i) {
      if (names[sorted_[i]] != names[sorted_[i - 1]]) continue;
      crossed_[r] = 1;
      faults.push_back({Rule::ring_self_crossing, sorted_[i]});
    }
  }
}

void RingCrossings::compare(const Side& a, const Side& b, std::span<const std::uint32_t> names,
                            std::vector<RingFault>& faults) {
  const bool same_ring = a.ring == b.ring;
  if (same_ring ? crossed_[a.ring] != 0 : rings_[std::max(a.ring, b.ring)].crosses) return;
  if (rings_[a.ring].copy || rings_[b.ring].copy) return;
  const auto a0 = names[a.first], a1 = names[a.second], b0 = names[b.first], b1 = names[b.second];
  bool fault = false;
  if (a0 == b0 || a1 == b1 || a0 == b1 || a1 == b0) {
    const bool shared_begins = a0 == b0 || a0 == b1;
    const Point2& shared = shared_begins ? a.a : a.b;
    const bool b_begins = (shared_begins ? a0 : a1) == b0;
    fault = overlap_from(shared, shared_begins ? a.b : a.a, b_begins ? b.b : b.a);
  } else {
    const Meeting meeting = meet(a, b);
    fault = meeting == Meeting::cross || (same_ring && meeting == Meeting::touch);
  }
  if (!fault) return;
  if (same_ring) {
    crossed_[a.ring] = 1;
    faults.push_back({Rule::ring_self_crossing, std::max(a.first, b.first)});
  } else {
    rings_[std::max(a.ring, b.ring)].crosses = true;
    faults.push_back({Rule::polygon_rings_cross, std::max(a.first, b.first)});
  }
}

void RingCrossings::sweep(std::span<const std::uint32_t> names, std::vector<RingFault>& faults) {
  std::sort(sides_.begin(), sides_.end(), [](const Side& a, const Side& b) {
    return a.left != b.left ? a.left < b.left : a.first < b.first;
  });
  open_.clear();
  for (std::uint32_t i = 0; i < sides_.size(); ++i) {
    const Side& side = sides_[i];
    std::erase_if(open_, [&](std::uint32_t j) { return sides_[j].right < side.left - kTouch; });
    const double low = std::min(side.a.y, side.b.y) - kTouch, high = std::max(side.a.y, side.b.y) + kTouch;
    for (const std::uint32_t j : open_) {
      const Side& other = sides_[j];
      if (std::max(other.a.y, other.b.y) < low || std::min(other.a.y, other.b.y) > high) continue;
      compare(side, other, names, faults);
    }
    open_.push_back(i);
  }
}

// 1: a corner of `inner` lies inside of `outer`, -1: outside, 0: all are on its sides.
int RingCrossings::side_of(std::span<const Point2> points, const Ring& inner, const Ring& outer) const {
  for (std::uint32_t i = inner.begin; i < inner.end; ++i) {
    const Point2& p = points[i];
    bool inside = false, on = false;
    for (std::uint32_t k = outer.begin; k < outer.end && !on; ++k) {
      const Point2 &a = points[k], &b = points[k + 1 == outer.end ? outer.begin : k + 1];
      const double ab = side_length(a, b);
      on = ab <= kTouch ? side_length(a, p) <= kTouch : side(a, b, ab, p) == 0 && between(a, b, ab, p);
      if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) * (b.x - a.x) / (b.y - a.y)) inside = !inside;
    }
    if (!on) return inside ? 1 : -1;
  }
  return 0;
}

void RingCrossings::place_holes(std::span<const Point2> points, std::vector<RingFault>& faults) const {
  for (std::size_t i = 1; i < rings_.size(); ++i) {
    const Ring& hole = rings_[i];
    if (hole.area > 0) faults.push_back({Rule::polygon_hole_orientation, hole.begin});
    if (hole.crosses || hole.copy) continue;
    if (side_of(points, hole, rings_[0]) < 0) {
      faults.push_back({Rule::polygon_hole_outside, hole.begin});
      continue;
    }
    for (std::size_t j = 1; j < rings_.size(); ++j) {
      const Ring& other = rings_[j];
      const bool may = i != j && !other.copy && hole.lower.x >= other.lower.x &&
                       hole.lower.y >= other.lower.y && hole.upper.x <= other.upper.x &&
                       hole.upper.y <= other.upper.y;
      if (!may || side_of(points, hole, other) <= 0) continue;
      faults.push_back({Rule::polygon_holes_nested, hole.begin});
      break;
    }
  }
}

void RingCrossings::find(std::span<const Point2> points, std::span<const std::uint32_t> names,
                         std::span<const std::uint32_t> ring_ends, std::vector<RingFault>& faults) {
  take_rings(points, ring_ends);
  crossed_.assign(rings_.size(), 0);
  if (rings_.size() > 1) find_copies(names, faults);
  find_repeated(names, faults);
  sweep(names, faults);
  if (rings_.size() > 1) place_holes(points, faults);
}

}  // namespace conurb::city
