// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/neighbour_walls.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::scene {
namespace {

constexpr double kNear_m = 0.2;
constexpr double kOpposite = -0.98;      // cosine between the walls' directions: 11 degrees
constexpr float kLower = 0.6F;           // share of the height below which windows look over a neighbour
constexpr std::int64_t kMostCells = 64;  // that a solid is entered in: larger ones are no neighbours
constexpr std::size_t kMostNeighbours = 64;
constexpr double kSmallestCell_m = 30;

}  // namespace

NeighbourGrid::NeighbourGrid(const Solids& solids) : solids_(&solids) {
  const auto all = solids.all();
  const auto box_of = [&](std::size_t i) { return city::bounding_box(solids.outline(all[i])); };
  std::vector<city::Box2> boxes(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    boxes[i] = box_of(i);
    box_.add(boxes[i]);
  }
  if (box_.empty()) return;
  const double width = box_.max_x - box_.min_x, height = box_.max_y - box_.min_y;
  const auto count = static_cast<double>(all.size());
  // No more cells than solids, more or less.
  cell_m_ = std::max({kSmallestCell_m, std::sqrt(width * height / count), width / count, height / count});
  across_ = static_cast<std::int64_t>(width / cell_m_) + 1;
  up_ = static_cast<std::int64_t>(height / cell_m_) + 1;
  begin_.assign(static_cast<std::size_t>(across_ * up_) + 1, 0);
  const auto for_each_cell = [&](const auto& visit) {
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      if (boxes[i].empty()) continue;
      const Cells cells = cells_of(boxes[i]);
      if (cells.count() > kMostCells) continue;
      for (std::int64_t y = cells.y0; y <= cells.y1; ++y)
        for (std::int64_t x = cells.x0; x <= cells.x1; ++x) visit(place(x, y), static_cast<std::uint32_t>(i));
    }
  };
  for_each_cell([this](std::size_t cell, std::uint32_t) { ++begin_[cell + 1]; });
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  entries_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for_each_cell([&](std::size_t cell, std::uint32_t solid) { entries_[next[cell]++] = solid; });
}

NeighbourGrid::Cells NeighbourGrid::cells_of(const city::Box2& box) const {
  const auto cell = [this](double from, double low, std::int64_t count) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>((from - low) / cell_m_), 0, count - 1);
  };
  return {cell(box.min_x, box_.min_x, across_), cell(box.min_y, box_.min_y, up_),
          cell(box.max_x, box_.min_x, across_), cell(box.max_y, box_.min_y, up_)};
}

void NeighbourGrid::collect(std::uint32_t solid, std::vector<WallLine>& walls) const {
  walls.clear();
  if (begin_.empty()) return;
  const Solid& own = solids_->all()[solid];
  city::Box2 box = city::bounding_box(solids_->outline(own));
  if (box.empty()) return;
  box = {box.min_x - kNear_m, box.min_y - kNear_m, box.max_x + kNear_m, box.max_y + kNear_m};
  const Cells cells = cells_of(box);
  if (cells.count() > kMostCells) return;
  std::vector<std::uint32_t> near;
  for (std::int64_t y = cells.y0; y <= cells.y1; ++y) {
    for (std::int64_t x = cells.x0; x <= cells.x1; ++x) {
      const std::size_t cell = place(x, y);
      const std::size_t most = std::min<std::size_t>(begin_[cell + 1] - begin_[cell], kMostNeighbours);
      const auto first = entries_.begin() + begin_[cell];
      near.insert(near.end(), first, first + static_cast<std::ptrdiff_t>(most));
    }
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  if (near.size() > kMostNeighbours) near.resize(kMostNeighbours);
  for (const std::uint32_t i : near) {
    const Solid& other = solids_->all()[i];
    if (i == solid || other.top - own.ground < kLower * (own.top - own.ground)) continue;
    const auto shape = solids_->outline(other);
    for (city::RingReader rings(shape); rings.next();) {
      const auto ring = rings.ring();
      for (std::size_t k = 0; k + 3 < ring.size(); k += 2) {
        const WallLine wall{{ring[k], ring[k + 1]}, {ring[k + 2], ring[k + 3]}};
        const city::Box2 line{std::min(wall.a.x, wall.b.x), std::min(wall.a.y, wall.b.y),
                              std::max(wall.a.x, wall.b.x), std::max(wall.a.y, wall.b.y)};
        if (line.meets(box)) walls.push_back(wall);
      }
    }
  }
}

bool is_party_wall(const WallLine& wall, const std::vector<WallLine>& neighbours) {
  const double dx = wall.b.x - wall.a.x, dy = wall.b.y - wall.a.y, length = std::hypot(dx, dy);
  if (!(length > 0)) return false;
  double covered = 0;
  for (const WallLine& other : neighbours) {
    const double ox = other.b.x - other.a.x, oy = other.b.y - other.a.y, ol = std::hypot(ox, oy);
    if (!(ol > 0) || (dx * ox + dy * oy) / (length * ol) > kOpposite) continue;
    const auto along = [&](const city::Point2& p) {
      return ((p.x - wall.a.x) * dx + (p.y - wall.a.y) * dy) / length;
    };
    const auto off = [&](const city::Point2& p) {
      return ((p.x - wall.a.x) * dy - (p.y - wall.a.y) * dx) / length;
    };
    const double from = std::max(along(other.b), 0.0), to = std::min(along(other.a), length);
    if (to <= from) continue;
    // In the middle of what both have.
    const double share = (0.5 * (from + to) - along(other.b)) / (along(other.a) - along(other.b));
    const double away = off(other.b) + share * (off(other.a) - off(other.b));
    if (std::abs(away) <= kNear_m) covered += to - from;
  }
  return covered >= 0.5 * length;
}

}  // namespace conurb::scene
