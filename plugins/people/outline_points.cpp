// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/outline_points.hpp"

#include <cmath>
#include <cstddef>

namespace conurb::people {

namespace {

constexpr double kShortest = 250;     // mm, between points along an outline
constexpr double kPartyWall = 50;     // mm, so near are walls that touch
constexpr std::int64_t kCell = 4000;  // mm

struct Point {
  double x = 0, y = 0;
};

struct Side {
  Point a, b;
  std::uint32_t owner = 0;
};

double squared_to_wall(Point p, const Side& side) {
  const double sx = side.b.x - side.a.x, sy = side.b.y - side.a.y, px = p.x - side.a.x, py = p.y - side.a.y;
  const double squared = sx * sx + sy * sy;
  const double along = squared > 0 ? std::clamp((px * sx + py * sy) / squared, 0.0, 1.0) : 0.0;
  const double dx = px - along * sx, dy = py - along * sy;
  return dx * dx + dy * dy;
}

/// The sides of all outlines in the cells of a dense grid over the window.
class Sides {
 public:
  Sides(std::span<const Outline> outlines, const Box& window) : window_(window), cell_(kCell) {
    const double area =
        static_cast<double>(window.max_x - window.min_x) * static_cast<double>(window.max_y - window.min_y);
    while (area / static_cast<double>(cell_ * cell_) > 4e6) cell_ *= 2;
    columns_ = static_cast<std::size_t>((window.max_x - window.min_x) / cell_ + 1);
    rows_ = static_cast<std::size_t>((window.max_y - window.min_y) / cell_ + 1);
    for (const Outline& outline : outlines) add(outline);
    begin_.assign(columns_ * rows_ + 1, 0);
    for_entries([&](std::size_t cell, std::uint32_t) { ++begin_[cell + 1]; });
    for (std::size_t c = 0; c + 1 < begin_.size(); ++c) begin_[c + 1] += begin_[c];
    members_.resize(begin_.back());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    for_entries([&](std::size_t cell, std::uint32_t side) { members_[next[cell]++] = side; });
  }

  /// Distance to the nearest side of another owner, mm; kSeen if none is nearer.
  [[nodiscard]] double to_other(Point p, std::uint32_t owner) const {
    constexpr auto kFar = static_cast<double>(kSeen);
    double best = kFar * kFar;
    const auto cell = static_cast<double>(cell_);
    const auto column =
        static_cast<std::int64_t>(std::floor((p.x - static_cast<double>(window_.min_x)) / cell));
    const auto row = static_cast<std::int64_t>(std::floor((p.y - static_cast<double>(window_.min_y)) / cell));
    for (std::int64_t ring = 0; static_cast<double>(ring - 1) * cell < kFar; ++ring) {
      const double clear = std::max(0.0, static_cast<double>(ring - 1)) * cell;
      if (ring > 0 && clear * clear >= best) break;
      for (std::int64_t r = row - ring; r <= row + ring; ++r) {
        const bool whole = r == row - ring || r == row + ring;
        for (std::int64_t c = column - ring; c <= column + ring; c += whole || ring == 0 ? 1 : 2 * ring)
          best = std::min(best, nearest_in(r, c, p, owner, best));
      }
    }
    return std::sqrt(best);
  }

 private:
  void add(const Outline& outline) {
    for (const Ring& ring : outline.rings) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const Place a = ring[i], b = ring[(i + 1) % ring.size()];
        Box box;
        box.add(a), box.add(b);
        if (!box.meets(window_)) continue;
        sides_.push_back({{static_cast<double>(a.x), static_cast<double>(a.y)},
                          {static_cast<double>(b.x), static_cast<double>(b.y)},
                          outline.owner});
        boxes_.push_back(box);
      }
    }
  }
  template <typename Body>
  void for_entries(const Body& body) const {
    const auto column = [&](std::int64_t x) {
      return static_cast<std::size_t>((std::clamp(x, window_.min_x, window_.max_x) - window_.min_x) / cell_);
    };
    const auto row = [&](std::int64_t y) {
      return static_cast<std::size_t>((std::clamp(y, window_.min_y, window_.max_y) - window_.min_y) / cell_);
    };
    for (std::uint32_t s = 0; s < sides_.size(); ++s) {
      const Box& box = boxes_[s];
      for (std::size_t r = row(box.min_y); r <= row(box.max_y); ++r)
        for (std::size_t c = column(box.min_x); c <= column(box.max_x); ++c) body(r * columns_ + c, s);
    }
  }
  [[nodiscard]] double nearest_in(std::int64_t row, std::int64_t column, Point p, std::uint32_t owner,
                                  double best) const {
    if (row < 0 || column < 0 || row >= static_cast<std::int64_t>(rows_) ||
        column >= static_cast<std::int64_t>(columns_))
      return best;
    const std::size_t cell = static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column);
    for (std::size_t k = begin_[cell]; k < begin_[cell + 1]; ++k) {
      const Side& side = sides_[members_[k]];
      if (side.owner != owner) best = std::min(best, squared_to_wall(p, side));
    }
    return best;
  }

  Box window_;
  std::int64_t cell_;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<Side> sides_;
  std::vector<Box> boxes_;
  std::vector<std::uint32_t> begin_, members_;
};

class Walk {
 public:
  Walk(const Sides& sides, const Box& window, std::vector<Site>& sites)
      : sides_(sides), window_(window), sites_(sites) {}

  /// Points of a-b, b left out: halves it until points are near enough to each other.
  void along(Point a, Point b, std::uint32_t owner) {
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (outside(a, b)) return;
    const Point middle{0.5 * (a.x + b.x), 0.5 * (a.y + b.y)};
    if (near_enough(a, middle, b, length, owner)) {
      sites_.push_back({{std::llround(a.x), std::llround(a.y)}, owner});
      return;
    }
    along(a, middle, owner);
    along(middle, b, owner);
  }

 private:
  /// Between points s apart a border at d / 2 from both sides swings by at most s^2 / 8 d.
  [[nodiscard]] bool near_enough(Point a, Point middle, Point b, double length, std::uint32_t owner) const {
    if (length <= kShortest) return true;
    if (length > static_cast<double>(kWidest)) return false;
    const double clear = sides_.to_other(middle, owner);
    if (length * length <= 8 * kOff * (clear - 0.5 * length)) return true;
    // Along a wall that touches another nothing is to be divided: only where it ends points must be dense.
    return clear <= kPartyWall && sides_.to_other(a, owner) <= kPartyWall &&
           sides_.to_other(b, owner) <= kPartyWall;
  }
  [[nodiscard]] bool outside(Point a, Point b) const {
    return std::max(a.x, b.x) < static_cast<double>(window_.min_x) ||
           std::min(a.x, b.x) > static_cast<double>(window_.max_x) ||
           std::max(a.y, b.y) < static_cast<double>(window_.min_y) ||
           std::min(a.y, b.y) > static_cast<double>(window_.max_y);
  }

  const Sides& sides_;
  const Box& window_;
  std::vector<Site>& sites_;
};

}  // namespace

std::vector<Site> outline_points(std::span<const Outline> outlines, const Box& window) {
  const Sides sides(outlines, window.grown(kSeen + kWidest));
  std::vector<Site> sites;
  Walk walk(sides, window, sites);
  for (const Outline& outline : outlines) {
    for (const Ring& ring : outline.rings) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const Place a = ring[i], b = ring[(i + 1) % ring.size()];
        walk.along({static_cast<double>(a.x), static_cast<double>(a.y)},
                   {static_cast<double>(b.x), static_cast<double>(b.y)}, outline.owner);
      }
    }
  }
  std::sort(sites.begin(), sites.end());
  sites.erase(std::unique(sites.begin(), sites.end(),
                          [](const Site& p, const Site& q) { return p.place == q.place; }),
              sites.end());
  return sites;
}

}  // namespace conurb::people
