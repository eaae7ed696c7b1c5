// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/polygon.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

namespace conurb::generator {

double area(std::span<const Point> ring) {
  if (ring.size() < 3) return 0;
  std::int64_t twice = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) twice += orient(ring[0], ring[i], ring[i + 1]);
  return static_cast<double>(twice) * 0.5e-6;
}

double perimeter(std::span<const Point> ring) {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) sum += distance(ring[i], ring[(i + 1) % ring.size()]);
  return sum;
}

Vec centroid(std::span<const Point> ring) {
  const Vec origin = to_m(ring[0]);
  Vec sum{}, mean{};
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec a = to_m(ring[i]) - origin, b = to_m(ring[(i + 1) % ring.size()]) - origin;
    const double part = cross(a, b);
    sum = sum + (a + b) * part;
    twice += part;
    mean = mean + a;
  }
  if (std::fabs(twice) < 1e-6) return origin + mean * (1.0 / static_cast<double>(ring.size()));
  return origin + sum * (1 / (3 * twice));
}

bool contains(std::span<const Point> ring, Point p) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const Point a = ring[j], b = ring[i];
    const std::int64_t side = orient(a, b, p);
    if (side == 0 && p.x >= std::min(a.x, b.x) && p.x <= std::max(a.x, b.x) && p.y >= std::min(a.y, b.y) &&
        p.y <= std::max(a.y, b.y))
      return true;
    if ((a.y > p.y) != (b.y > p.y) && (side > 0) == (b.y > a.y)) inside = !inside;
  }
  return inside;
}

double segment_distance(Vec p, Vec a, Vec b) {
  const Vec d = b - a;
  const double square = dot(d, d);
  const double t = square > 0 ? std::clamp(dot(p - a, d) / square, 0.0, 1.0) : 0.0;
  return (p - (a + d * t)).length();
}

namespace {

bool on_segment(Point a, Point b, Point p) {
  return p.x >= std::min(a.x, b.x) && p.x <= std::max(a.x, b.x) && p.y >= std::min(a.y, b.y) &&
         p.y <= std::max(a.y, b.y);
}

int sign(std::int64_t v) {
  return v > 0 ? 1 : v < 0 ? -1 : 0;
}

}  // namespace

bool segments_meet(Point a, Point b, Point c, Point d) {
  if (std::max(a.x, b.x) < std::min(c.x, d.x) || std::max(c.x, d.x) < std::min(a.x, b.x) ||
      std::max(a.y, b.y) < std::min(c.y, d.y) || std::max(c.y, d.y) < std::min(a.y, b.y))
    return false;
  const int abc = sign(orient(a, b, c)), abd = sign(orient(a, b, d));
  const int cda = sign(orient(c, d, a)), cdb = sign(orient(c, d, b));
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (abc == 0 && on_segment(a, b, c)) || (abd == 0 && on_segment(a, b, d)) ||
         (cda == 0 && on_segment(c, d, a)) || (cdb == 0 && on_segment(c, d, b));
}

bool is_simple(std::span<const Point> ring) {
  const std::size_t n = ring.size();
  if (n < 3) return false;
  for (std::size_t i = 0; i < n; ++i) {
    const Point a = ring[i], b = ring[(i + 1) % n], c = ring[(i + 2) % n];
    if (a == b) return false;
    if (orient(a, b, c) == 0 && (std::int64_t{b.x} - a.x) * (std::int64_t{c.x} - b.x) +
                                        (std::int64_t{b.y} - a.y) * (std::int64_t{c.y} - b.y) <
                                    0)
      return false;
    for (std::size_t j = i + 2; j < n; ++j) {
      if (i == 0 && j == n - 1) continue;
      if (segments_meet(a, b, ring[j], ring[(j + 1) % n])) return false;
    }
  }
  return true;
}

double compactness(std::span<const Point> ring) {
  const double p = perimeter(ring);
  return p > 0 ? 4 * std::numbers::pi * std::fabs(area(ring)) / (p * p) : 0;
}

OrientedBox oriented_box(std::span<const Point> ring) {
  OrientedBox best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec a = to_m(ring[i]), d = to_m(ring[(i + 1) % ring.size()]) - a;
    if (d.length() < 0.5) continue;
    const Vec u = unit(d), n = left(u);
    double x0 = 0, x1 = 0, y0 = 0, y1 = 0;
    for (const Point p : ring) {
      const Vec v = to_m(p) - a;
      x0 = std::min(x0, dot(v, u)), x1 = std::max(x1, dot(v, u));
      y0 = std::min(y0, dot(v, n)), y1 = std::max(y1, dot(v, n));
    }
    const double size = (x1 - x0) * (y1 - y0);
    if (size >= least * (1 - 1e-9)) continue;
    least = size;
    best.centre = a + u * ((x0 + x1) / 2) + n * ((y0 + y1) / 2);
    const bool along = x1 - x0 >= y1 - y0;
    best.axis = along ? u : n;
    best.length = std::max(x1 - x0, y1 - y0);
    best.width = std::min(x1 - x0, y1 - y0);
  }
  return best;
}

namespace {

struct Crossing {
  double t;             ///< along the line
  std::uint32_t point;  ///< in the ring with the cut points put in
};

}  // namespace

std::optional<std::vector<TaggedPolygon>> split(const TaggedPolygon& polygon, Vec origin, Vec along,
                                                std::int32_t tag) {
  constexpr double kNear = 5e-3;
  const std::size_t n = polygon.size();
  const Vec normal = left(along);
  std::vector<double> side(n);
  for (std::size_t i = 0; i < n; ++i) {
    side[i] = dot(to_m(polygon.ring[i]) - origin, normal);
    if (std::fabs(side[i]) < kNear) return std::nullopt;
  }
  TaggedPolygon cut;
  std::vector<Crossing> crossings;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    cut.ring.push_back(polygon.ring[i]);
    cut.tags.push_back(polygon.tags[i]);
    if ((side[i] > 0) == (side[j] > 0)) continue;
    const Vec a = to_m(polygon.ring[i]), b = to_m(polygon.ring[j]);
    const Point p = to_mm(a + (b - a) * (side[i] / (side[i] - side[j])));
    if (p == polygon.ring[i] || p == polygon.ring[j]) return std::nullopt;
    crossings.push_back({dot(to_m(p) - origin, along), static_cast<std::uint32_t>(cut.ring.size())});
    cut.ring.push_back(p);
    cut.tags.push_back(polygon.tags[i]);
  }
  if (crossings.empty()) return std::nullopt;
  std::sort(crossings.begin(), crossings.end(),
            [](const Crossing& a, const Crossing& b) { return a.t != b.t ? a.t < b.t : a.point < b.point; });
  // Crossings 2k and 2k + 1 bound a chord inside the polygon: at each the walk turns into the other.
  const std::size_t m = cut.ring.size();
  std::vector<std::uint32_t> jump(m, UINT32_MAX);
  for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
    jump[crossings[k].point] = crossings[k + 1].point;
    jump[crossings[k + 1].point] = crossings[k].point;
  }
  std::vector<std::uint8_t> done(m, 0);
  std::vector<TaggedPolygon> pieces;
  for (std::size_t start = 0; start < m; ++start) {
    if (done[start] || jump[start] != UINT32_MAX) continue;  // every piece has a point of the old ring
    TaggedPolygon piece;
    std::size_t at = start;
    bool jumped = false;
    do {
      if (piece.size() > m + 2) return std::nullopt;
      piece.ring.push_back(cut.ring[at]);
      if (jump[at] != UINT32_MAX && !jumped) {  // arrived along a side: leave along the chord
        piece.tags.push_back(tag);
        at = jump[at];
        jumped = true;
      } else {
        done[at] = 1;
        piece.tags.push_back(cut.tags[at]);
        at = (at + 1) % m;
        jumped = false;
      }
    } while (at != start);
    if (area(piece.ring) < 1) return std::nullopt;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

SideFrame::SideFrame(std::span<const Point> ring, std::size_t side) {
  origin_ = to_m(ring[side]);
  const Vec end = to_m(ring[(side + 1) % ring.size()]);
  along_ = unit(end - origin_);
  length_ = (end - origin_).length();
  for (const Point p : ring) {
    const Vec v = to_m(p) - origin_;
    local_.push_back({dot(v, along_), dot(v, left(along_))});
    depth_ = std::max(depth_, local_.back().y);
  }
}

Span SideFrame::section(double y, double x) const {
  std::vector<double> xs;
  for (std::size_t i = 0; i < local_.size(); ++i) {
    const Vec a = local_[i], b = local_[(i + 1) % local_.size()];
    if ((a.y > y) == (b.y > y)) continue;
    xs.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
  }
  std::sort(xs.begin(), xs.end());
  Span best{0, -1};
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k + 1 < xs.size(); k += 2) {
    const double away = std::max({0.0, xs[k] - x, x - xs[k + 1]});
    if (away < nearest) nearest = away, best = {xs[k], xs[k + 1]};
  }
  return best;
}

std::vector<double> SideFrame::depths(double y0, double y1) const {
  constexpr double kBeside = 1e-4;
  std::vector<double> depths{y0, y1};
  for (const Vec p : local_) {
    if (p.y > y0 && p.y < y1) depths.push_back(p.y - kBeside), depths.push_back(p.y + kBeside);
  }
  return depths;
}

Span SideFrame::clear_span(double y0, double y1, double x) const {
  Span common{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (const double y : depths(y0, y1)) {
    const Span s = section(y, x);
    common.low = std::max(common.low, s.low);
    common.high = std::min(common.high, s.high);
  }
  return common;
}

}  // namespace conurb::generator
