// SPDX-License-Identifier: Apache-2.0
#include "engine/city/ear_clipping.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/city/geometry_names.hpp"
#include "engine/city/point2.hpp"

namespace conurb::city {

namespace {

// Rounding of a twice_area product is a few 1e-16 of the extent squared, that of the projection before it as
// much.
constexpr double kFlat = 1e-14;
constexpr std::size_t kGridFrom = 48;  // obstacles from which a grid is quicker than a list

}  // namespace

void EarClipper::link_ring(std::span<const Point2> points, Index begin, Index end, bool reversed) {
  const auto first = static_cast<Index>(nodes_.size());
  const Index count = end - begin;
  Node* const ring = nodes_.extend(count);
  for (Index i = 0; i < count; ++i) {
    const Index point = reversed ? end - 1 - i : begin + i;
    ring[i] = {.at = points[point], .point = point, .prev = first + i - 1, .next = first + i + 1};
  }
  ring[0].prev = first + count - 1;
  ring[count - 1].next = first;
}

double EarClipper::clip(std::span<const Point2> points, std::span<const std::uint32_t> ring_ends,
                        PodArray<std::uint32_t>& triangles) {
  nodes_.clear();
  holes_.clear();
  lower_ = upper_ = points[0];
  for (const Point2& p : points.first(ring_ends[0])) {
    lower_ = {std::min(lower_.x, p.x), std::min(lower_.y, p.y)};
    upper_ = {std::max(upper_.x, p.x), std::max(upper_.y, p.y)};
  }
  const double width = upper_.x - lower_.x, height = upper_.y - lower_.y;
  flat_ = kFlat * (width * width + height * height);
  link_ring(points, 0, ring_ends[0], false);
  for (std::size_t r = 1; r < ring_ends.size(); ++r) {
    const Index begin = ring_ends[r - 1], end = ring_ends[r];
    if (end - begin < 3) continue;
    double area = 0;
    for (Index i = begin + 2; i < end; ++i) area += twice_area(points[begin], points[i - 1], points[i]);
    const auto first = static_cast<Index>(nodes_.size());
    link_ring(points, begin, end, area > 0);
    const auto leftmost = std::min_element(
        nodes_.begin() + first, nodes_.end(),
        [](const Node& a, const Node& b) { return a.at.x != b.at.x ? a.at.x < b.at.x : a.at.y < b.at.y; });
    holes_.push_back(static_cast<Index>(leftmost - nodes_.begin()));
  }
  bridge_holes();
  left_ = static_cast<Index>(nodes_.size());
  at_ = 0;
  wrong_ = 0;
  list_obstacles();
  for (Index i = 0; i < nodes_.size(); ++i) {
    if (!nodes_[i].cut && is_spike(i)) trim(i, triangles);
  }
  while (left_ > 2) {
    Index ear = find_ear(Test::closed);
    if (ear == kNone) ear = find_flat();
    if (ear == kNone) ear = find_ear(Test::open);
    if (ear == kNone) ear = find_least();
    const Index prev = nodes_[ear].prev;
    at_ = cut(ear, triangles);
    trim(prev, triangles);
  }
  return 0.5 * wrong_;
}

// ---- holes ----

void EarClipper::bridge_holes() {
  // From left to right: what could stand between a hole and the outline is then part of the outline already.
  std::sort(holes_.begin(), holes_.end(), [this](Index a, Index b) {
    const Point2 &p = nodes_[a].at, &q = nodes_[b].at;
    if (p.x != q.x) return p.x < q.x;
    return p.y != q.y ? p.y < q.y : a < b;
  });
  for (const Index hole : holes_) bridge(find_bridge(hole), hole);
}

void EarClipper::bridge(Index outer, Index hole) {
  const Index after = nodes_[outer].next, last = nodes_[hole].prev;
  const auto back_hole = static_cast<Index>(nodes_.size());
  const Index back_outer = back_hole + 1;
  Node copy = nodes_[hole];
  copy.prev = last;
  copy.next = back_outer;
  nodes_.push_back(copy);
  copy = nodes_[outer];
  copy.prev = back_hole;
  copy.next = after;
  nodes_.push_back(copy);
  nodes_[outer].next = hole;
  nodes_[hole].prev = outer;
  nodes_[last].next = back_hole;
  nodes_[after].prev = back_outer;
}

bool EarClipper::opens_to(Index node, const Point2& target) const {
  const Node& n = nodes_[node];
  const double before = twice_area(nodes_[n.prev].at, n.at, target);
  const double after = twice_area(n.at, nodes_[n.next].at, target);
  return twice_area(nodes_[n.prev].at, n.at, nodes_[n.next].at) > 0 ? before >= 0 && after >= 0
                                                                    : before >= 0 || after >= 0;
}

// A point of the outline that the hole's leftmost point sees. Node 0 is of the outline, and holes that were
// bridged before are in its ring.
EarClipper::Index EarClipper::find_bridge(Index hole) const {
  const Point2 from = nodes_[hole].at;
  double hit_x = -std::numeric_limits<double>::infinity();
  Index seen = kNone;
  Index i = 0;
  do {
    const Index j = nodes_[i].next;
    const Point2 &p = nodes_[i].at, &q = nodes_[j].at;
    // Edges that run down have the inside at their right.
    if (p.y >= from.y && q.y <= from.y && p.y != q.y) {
      const double x = p.x + (from.y - p.y) * (q.x - p.x) / (q.y - p.y);
      if (x <= from.x && x > hit_x) {
        hit_x = x;
        seen = p.x < q.x ? i : j;
      }
    }
    i = j;
  } while (i != 0);
  return seen == kNone ? nearest(hole) : nearest_in_view(hole, hit_x, seen);
}

// The end `seen` of the edge that the ray to the left hits may be hidden by other points; then that of them
// is in view which lies in the smallest angle to the ray.
EarClipper::Index EarClipper::nearest_in_view(Index hole, double hit_x, Index seen) const {
  const Point2 from = nodes_[hole].at, end = nodes_[seen].at, hit{hit_x, from.y};
  const double turn = twice_area(from, hit, end) < 0 ? -1 : 1;
  const Point2 along = nodes_[nodes_[hole].next].at;
  double least = std::numeric_limits<double>::infinity();
  Index best = kNone;
  Index i = 0;
  do {
    const Point2& p = nodes_[i].at;
    const bool within = p.x <= from.x && p.x >= end.x && turn * twice_area(from, hit, p) >= -flat_ &&
                        turn * twice_area(hit, end, p) >= -flat_ && turn * twice_area(end, from, p) >= -flat_;
    if (within || p == end) {
      const bool same = p == from;
      const double steepness = same ? -1 : (p.x < from.x ? std::abs(p.y - from.y) / (from.x - p.x) : 1e300);
      const bool closer = steepness < least || (steepness == least && p.x > nodes_[best].at.x);
      if ((best == kNone || closer) && opens_to(i, same ? along : from)) {
        least = steepness;
        best = i;
      }
    }
    i = nodes_[i].next;
  } while (i != 0);
  return best == kNone ? seen : best;
}

EarClipper::Index EarClipper::nearest(Index hole) const {
  const Point2 from = nodes_[hole].at;
  double least = std::numeric_limits<double>::infinity();
  Index best = 0;
  Index i = 0;
  do {
    const double distance = std::hypot(nodes_[i].at.x - from.x, nodes_[i].at.y - from.y);
    if (distance < least) {
      least = distance;
      best = i;
    }
    i = nodes_[i].next;
  } while (i != 0);
  return best;
}

// ---- ears ----

void EarClipper::settle(Index node) {
  Node& n = nodes_[node];
  n.turn = twice_area(nodes_[n.prev].at, n.at, nodes_[n.next].at);
  n.convex = n.turn > flat_;
  if (n.convex || n.listed) return;
  n.listed = true;
  (grid_ == 0 ? obstacles_ : late_).push_back(node);
}

void EarClipper::list_obstacles() {
  obstacles_.clear();
  late_.clear();
  grid_ = 0;
  for (Index i = 0; i < nodes_.size(); ++i) settle(i);
  if (obstacles_.size() >= kGridFrom) fill_grid();
}

std::array<std::size_t, 2> EarClipper::cell_of(double x, double y) const {
  const auto along = [this](double place) {
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(grid_ - 1)));
  };
  return {along((x - lower_.x) * cells_per_x_), along((y - lower_.y) * cells_per_y_)};
}

void EarClipper::fill_grid() {
  grid_ = static_cast<std::size_t>(std::sqrt(static_cast<double>(obstacles_.size())));
  const auto side = static_cast<double>(grid_);
  cells_per_x_ = side / std::max(upper_.x - lower_.x, 1e-300);
  cells_per_y_ = side / std::max(upper_.y - lower_.y, 1e-300);
  const auto cell = [this](Index i) {
    const auto [x, y] = cell_of(nodes_[i].at.x, nodes_[i].at.y);
    return y * grid_ + x;
  };
  // Counted into the cell behind the next, summed up, and counted on while they are filled: at the end each
  // entry is the beginning of its cell.
  cells_.assign(grid_ * grid_ + 2, 0);
  for (const Index i : obstacles_) ++cells_[cell(i) + 2];
  for (std::size_t c = 2; c < cells_.size(); ++c) cells_[c] += cells_[c - 1];
  in_cells_.resize(obstacles_.size());
  for (const Index i : obstacles_) in_cells_[cells_[cell(i) + 1]++] = i;
}

/// The triangle of a corner, and whether another corner is in its way.
class EarClipper::Ear {
 public:
  Ear(const Node& a, const Node& b, const Node& c, double flat) : a_(a.at), b_(b.at), c_(c.at), flat_(flat) {}

  [[nodiscard]] bool is_blocked(const Node& node, Test test) const {
    if (node.cut || node.convex) return false;
    const Point2 p = node.at;
    // Most lie beyond the cut.
    const double ca = twice_area(c_, a_, p);
    if (ca < -flat_) return false;
    const double ab = twice_area(a_, b_, p), bc = twice_area(b_, c_, p);
    if (test == Test::open) return ca > flat_ && ab > flat_ && bc > flat_;
    if (ab < -flat_ || bc < -flat_) return false;
    // The triangle's own corners, and where rings touch or bridges end, others at the same point.
    return p != a_ && p != b_ && p != c_;
  }
  [[nodiscard]] Point2 lower() const { return {std::min({a_.x, b_.x, c_.x}), std::min({a_.y, b_.y, c_.y})}; }
  [[nodiscard]] Point2 upper() const { return {std::max({a_.x, b_.x, c_.x}), std::max({a_.y, b_.y, c_.y})}; }

 private:
  Point2 a_, b_, c_;
  double flat_;
};

bool EarClipper::is_free_in_grid(const Ear& ear, Test test) const {
  const Point2 lower = ear.lower(), upper = ear.upper();
  const auto [x0, y0] = cell_of(lower.x, lower.y);
  const auto [x1, y1] = cell_of(upper.x, upper.y);
  for (std::size_t y = y0; y <= y1; ++y) {
    for (Index n = cells_[y * grid_ + x0]; n < cells_[y * grid_ + x1 + 1]; ++n) {
      if (ear.is_blocked(nodes_[in_cells_[n]], test)) return false;
    }
  }
  return true;
}

bool EarClipper::is_ear(Index node, Test test) {
  const Node& b = nodes_[node];
  if (!b.convex) return false;
  const Ear ear(nodes_[b.prev], b, nodes_[b.next], flat_);
  for (const Index late : late_) {
    if (ear.is_blocked(nodes_[late], test)) return false;
  }
  if (grid_ > 0) return is_free_in_grid(ear, test);
  for (std::size_t n = 0; n < obstacles_.size();) {
    Node& each = nodes_[obstacles_[n]];
    if (each.cut || each.convex) {  // in nobody's way any more
      each.listed = false;
      obstacles_[n] = obstacles_.back();
      obstacles_.pop_back();
      continue;
    }
    if (ear.is_blocked(each, test)) return false;
    ++n;
  }
  return true;
}

EarClipper::Index EarClipper::find_ear(Test test) {
  Index node = at_;
  for (Index i = 0; i < left_; ++i, node = nodes_[node].next) {
    if (is_ear(node, test)) return node;
  }
  return kNone;
}

// The tip of a spike or a repeated point: it bounds nothing, and left in its place it would hide what touches
// it.
bool EarClipper::is_spike(Index node) const {
  const Node& n = nodes_[node];
  if (std::abs(n.turn) > flat_) return false;
  const Point2 &a = nodes_[n.prev].at, &c = nodes_[n.next].at;
  return (a.x - n.at.x) * (c.x - n.at.x) + (a.y - n.at.y) * (c.y - n.at.y) >= 0;
}

// Cuts spikes at a corner and the one behind it, and those that this lays bare.
void EarClipper::trim(Index node, PodArray<std::uint32_t>& triangles) {
  while (left_ > 2) {
    const Index next = nodes_[node].next;
    const Index spike = is_spike(node) ? node : next;
    if (spike == next && !is_spike(next)) return;
    const Index prev = nodes_[spike].prev;
    at_ = cut(spike, triangles);
    node = prev;
  }
}

// A corner of no area: a point in a row.
EarClipper::Index EarClipper::find_flat() const {
  Index node = at_;
  for (Index i = 0; i < left_; ++i, node = nodes_[node].next) {
    if (std::abs(nodes_[node].turn) <= flat_) return node;
  }
  return kNone;
}

// Only where rings twice_area: the convex corner that does least harm.
EarClipper::Index EarClipper::find_least() const {
  Index best = at_;
  double least = std::numeric_limits<double>::infinity();
  Index node = at_;
  for (Index i = 0; i < left_; ++i, node = nodes_[node].next) {
    const double area = nodes_[node].turn;
    if (area > 0 && area < least) {
      least = area;
      best = node;
    }
  }
  return best;
}

EarClipper::Index EarClipper::cut(Index node, PodArray<std::uint32_t>& triangles) {
  const Index prev = nodes_[node].prev, next = nodes_[node].next;
  wrong_ -= std::min(nodes_[node].turn, 0.0);
  std::uint32_t* corners = triangles.extend(3);
  corners[0] = nodes_[prev].point;
  corners[1] = nodes_[node].point;
  corners[2] = nodes_[next].point;
  nodes_[node].cut = true;
  nodes_[prev].next = next;
  nodes_[next].prev = prev;
  --left_;
  settle(prev);
  settle(next);
  // Not the neighbour: ears in a row would make a fan of slivers.
  return nodes_[next].next;
}

}  // namespace conurb::city
