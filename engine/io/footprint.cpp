// SPDX-License-Identifier: Apache-2.0
#include "engine/io/footprint.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::io {

namespace {

constexpr double kSmallestArea = 1e-4;  // m2

// Twice the area in grid units; the first corner is the origin, so that far places cost no digits.
double twice_area(std::span<const GridPoint> ring) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    const auto ax = static_cast<double>(ring[i].x - ring[0].x),
               ay = static_cast<double>(ring[i].y - ring[0].y);
    const auto bx = static_cast<double>(ring[i + 1].x - ring[0].x),
               by = static_cast<double>(ring[i + 1].y - ring[0].y);
    sum += ax * by - ay * bx;
  }
  return sum;
}

double area_m2(std::span<const GridPoint> ring) {
  return 0.5 * twice_area(ring) * kGridStep * kGridStep;
}

}  // namespace

void OutlineBuilder::clear() {
  corners_.clear();
  ends_.clear();
  edges_.clear();
}

void OutlineBuilder::add_corner(double x, double y) {
  const GridPoint point{std::llround(x / kGridStep), std::llround(y / kGridStep)};
  const std::size_t begin = ends_.empty() ? 0 : ends_.back();
  if (corners_.size() > begin && corners_.back() == point) return;
  corners_.push_back(point);
}

void OutlineBuilder::end_ring() {
  const std::size_t begin = ends_.empty() ? 0 : ends_.back();
  while (corners_.size() > begin + 1 && corners_.back() == corners_[begin]) corners_.pop_back();
  ends_.push_back(corners_.size());
}

void OutlineBuilder::end_polygon() {
  double area = 0;
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    area += area_m2(std::span(corners_).subspan(begin, end - begin));
    begin = end;
  }
  if (std::abs(area) >= kSmallestArea) {
    begin = 0;
    for (const std::size_t end : ends_) {
      const std::size_t count = end - begin;
      for (std::size_t i = 0; count >= 3 && i < count; ++i) {
        const GridPoint a = corners_[begin + i], b = corners_[begin + (i + 1) % count];
        edges_.push_back(area > 0 ? Edge{a, b} : Edge{b, a});
      }
      begin = end;
    }
  }
  corners_.clear();
  ends_.clear();
}

void OutlineBuilder::cancel_opposites() {
  // Edges sorted with their smaller end first; of each pair of ends as many vanish as run both ways.
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
    const Edge left{std::min(a.from, a.to), std::max(a.from, a.to)};
    const Edge right{std::min(b.from, b.to), std::max(b.from, b.to)};
    return left != right ? left < right : a.from < b.from;
  });
  scratch_.clear();
  for (std::size_t i = 0; i < edges_.size();) {
    const GridPoint low = std::min(edges_[i].from, edges_[i].to),
                    high = std::max(edges_[i].from, edges_[i].to);
    std::size_t end = i;
    std::int64_t balance = 0;
    for (; end < edges_.size() && std::min(edges_[end].from, edges_[end].to) == low &&
           std::max(edges_[end].from, edges_[end].to) == high;
         ++end) {
      balance += edges_[end].from == low ? 1 : -1;
    }
    for (; balance > 0; --balance) scratch_.push_back({low, high});
    for (; balance < 0; ++balance) scratch_.push_back({high, low});
    i = end;
  }
  std::sort(scratch_.begin(), scratch_.end());
  edges_.swap(scratch_);
}

/// First of the edges that leave a corner: the corner's number.
std::size_t OutlineBuilder::first_edge(const GridPoint& from) const {
  const auto first = std::lower_bound(edges_.begin(), edges_.end(), from,
                                      [](const Edge& edge, const GridPoint& p) { return edge.from < p; });
  return static_cast<std::size_t>(first - edges_.begin());
}

// Of the unused edges that leave where `arriving` ends, the one that turns left the most: rings then part
// where they touch. `first` is the first of them.
std::size_t OutlineBuilder::next_edge(const Edge& arriving, std::size_t first) const {
  const auto dx = static_cast<double>(arriving.to.x - arriving.from.x);
  const auto dy = static_cast<double>(arriving.to.y - arriving.from.y);
  std::size_t best = edges_.size();
  double most = -10;
  for (std::size_t at = first; at < edges_.size() && edges_[at].from == arriving.to; ++at) {
    if (used_[at] != 0) continue;
    const auto ex = static_cast<double>(edges_[at].to.x - edges_[at].from.x),
               ey = static_cast<double>(edges_[at].to.y - edges_[at].from.y);
    const double turn = std::atan2(dx * ey - dy * ex, dx * ex + dy * ey);
    if (turn > most) {
      most = turn;
      best = at;
    }
  }
  return best;
}

void OutlineBuilder::close_ring(std::size_t begin) {
  const auto points = std::span(ring_points_).subspan(begin);
  const double area = points.size() >= 3 ? area_m2(points) : 0.0;
  if (std::abs(area) < kSmallestArea) {
    ring_points_.resize(begin);
  } else {
    rings_.push_back({begin, ring_points_.size(), area});
  }
}

// Every corner has as many edges in as out, so a walk ends where it began. Where it comes to a corner a
// second time it has gone round a ring, which is taken off: no ring touches itself.
void OutlineBuilder::chain_rings() {
  constexpr std::size_t kNotOnWalk = static_cast<std::size_t>(-1);
  used_.assign(edges_.size(), 0);
  place_.assign(edges_.size(), kNotOnWalk);
  ring_points_.clear();
  rings_.clear();
  for (std::size_t start = 0; start < edges_.size(); ++start) {
    if (used_[start] != 0) continue;
    walk_.clear();
    for (std::size_t at = start; at < edges_.size();) {
      used_[at] = 1;
      place_[first_edge(edges_[at].from)] = walk_.size();
      walk_.push_back(at);
      const std::size_t here = first_edge(edges_[at].to);
      if (place_[here] != kNotOnWalk) {
        const std::size_t begin = ring_points_.size(), kept = place_[here];
        for (std::size_t i = kept; i < walk_.size(); ++i) {
          ring_points_.push_back(edges_[walk_[i]].from);
          place_[first_edge(edges_[walk_[i]].from)] = kNotOnWalk;
        }
        walk_.resize(kept);
        close_ring(begin);
        if (walk_.empty()) break;
      }
      at = next_edge(edges_[at], here);
    }
  }
}

// Whether the middle of an edge of the hole lies inside the outer ring (even-odd rule).
bool OutlineBuilder::holds(const Ring& outer, const Ring& hole) const {
  const GridPoint a = ring_points_[hole.begin], b = ring_points_[hole.begin + 1];
  const double x = 0.5 * (static_cast<double>(a.x) + static_cast<double>(b.x));
  const double y = 0.5 * (static_cast<double>(a.y) + static_cast<double>(b.y));
  bool inside = false;
  for (std::size_t i = outer.begin, before = outer.end - 1; i < outer.end; before = i++) {
    const auto xi = static_cast<double>(ring_points_[i].x), yi = static_cast<double>(ring_points_[i].y);
    const auto xj = static_cast<double>(ring_points_[before].x),
               yj = static_cast<double>(ring_points_[before].y);
    if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

void OutlineBuilder::write(const Ring& ring, std::vector<double>& shape) const {
  for (std::size_t i = ring.begin; i <= ring.end; ++i) {
    const GridPoint point = ring_points_[i < ring.end ? i : ring.begin];
    // Dividing by the whole number gives the double nearest to the decimal figure.
    shape.push_back(static_cast<double>(point.x) / 1e4);
    shape.push_back(static_cast<double>(point.y) / 1e4);
  }
}

// The smallest outer ring around a hole is its own: islands in courtyards have rings of their own.
std::size_t OutlineBuilder::outer_of(const Ring& hole) const {
  std::size_t best = rings_.size();
  for (std::size_t i = 0; i < rings_.size(); ++i) {
    const bool smaller = best == rings_.size() || rings_[i].area < rings_[best].area;
    if (rings_[i].area >= -hole.area && smaller && holds(rings_[i], hole)) best = i;
  }
  return best;
}

void OutlineBuilder::finish(std::vector<double>& shape) {
  cancel_opposites();
  chain_rings();
  owners_.clear();
  for (const Ring& ring : rings_) owners_.push_back(ring.area > 0 ? rings_.size() : outer_of(ring));
  for (std::size_t outer = 0; outer < rings_.size(); ++outer) {
    if (rings_[outer].area < 0) continue;
    write(rings_[outer], shape);
    for (std::size_t hole = 0; hole < rings_.size(); ++hole) {
      if (owners_[hole] == outer) write(rings_[hole], shape);
    }
  }
}

}  // namespace conurb::io
