// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_relief.hpp"

#include <algorithm>
#include <cmath>

#include "engine/scene/height_filling.hpp"

namespace conurb::scene {
namespace {

using city::Box2;
using city::Point2;

constexpr int kLevelSide = 257;          // cells of water levels along each side
constexpr double kNarrowest = 4;         // m, of a bank
constexpr double kWidest = 18;           // m
constexpr double kToe = 1.5, kBank = 3;  // cells of level land at the water, and to the top of its bank
constexpr double kFinestCell = 2;        // m

Box2 grown(const Box2& box, double by) {
  return {box.min_x - by, box.min_y - by, box.max_x + by, box.max_y + by};
}

double smooth(double t) {
  t = std::clamp(t, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

}  // namespace

struct GroundRelief::Near {
  double distance_2 = 1e300;
  Point2 foot{};
  const Edge* edge = nullptr;

  void meet(const Edge& other, const Point2& p) {
    const double dx = other.b.x - other.a.x, dy = other.b.y - other.a.y;
    const double t = ((p.x - other.a.x) * dx + (p.y - other.a.y) * dy) / (dx * dx + dy * dy);
    const double s = std::clamp(t, 0.0, 1.0);
    const Point2 at{other.a.x + s * dx, other.a.y + s * dy};
    const double d = (p.x - at.x) * (p.x - at.x) + (p.y - at.y) * (p.y - at.y);
    if (d >= distance_2) return;
    distance_2 = d;
    foot = at;
    edge = &other;
  }
};

GroundRelief::GroundRelief(std::shared_ptr<const GroundHeights> heights, const GroundFeatures& features)
    : heights_(std::move(heights)) {
  const city::Terrain& terrain = heights_->terrain();
  if (terrain.empty()) return;
  const double cell = terrain.tiles().empty() ? 0 : terrain.tiles().grid().cell;
  bank_m_ = std::clamp(1.5 * cell, kNarrowest, kWidest);
  add(features.water);
  for (const GroundAreas& areas : features.modelled) add(areas);
  std::vector<Box2> boxes;
  for (std::size_t i = 0; i + 1 < offsets_.size(); ++i)
    boxes.push_back(city::bounding_box(std::span(values_).subspan(
        static_cast<std::size_t>(offsets_[i]), static_cast<std::size_t>(offsets_[i + 1] - offsets_[i]))));
  areas_ = city::SpatialIndex::of_boxes(boxes);
  boxes.clear();
  for (const Edge& edge : edges_) {
    Box2 box;
    for (const Point2& p : {edge.a, edge.b}) box.add(p.x, p.y);
    boxes.push_back(box);
  }
  edge_index_ = city::SpatialIndex::of_boxes(boxes);
  find_levels();
}

void GroundRelief::add(const GroundAreas& areas) {
  for (const std::int64_t row : areas.index.within(heights_->extent())) {
    if (areas.paints[static_cast<std::size_t>(row)] != Paint::water) continue;
    const std::span<const double> shape = areas.shape(row);
    values_.insert(values_.end(), shape.begin(), shape.end());
    offsets_.push_back(static_cast<std::int64_t>(values_.size()));
    for (city::RingReader rings(shape); rings.next();) {
      const std::span<const double> ring = rings.ring();
      for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
        const Edge edge{{ring[i], ring[i + 1]}, {ring[i + 2], ring[i + 3]}};
        if (std::isfinite(edge.a.x + edge.a.y + edge.b.x + edge.b.y) &&
            (edge.a.x != edge.b.x || edge.a.y != edge.b.y))
          edges_.push_back(edge);
      }
    }
  }
}

/// The terrain a little inside of outlines, smoothed.
void GroundRelief::find_levels() {
  if (edges_.empty()) return;
  Box2 box;
  for (const Edge& edge : edges_) box.add(edge.a.x, edge.a.y);
  const Point2 centre = box.centre();
  const double half = std::max({box.max_x - box.min_x, box.max_y - box.min_y, 1.0}) / 2 + 1;
  square_ = {centre.x - half, centre.y - half, centre.x + half, centre.y + half};
  const double cell = 2 * half / kLevelSide, step = std::max(cell / 2, bank_m_ / 2);
  HeightFilling filling(kLevelSide);
  bool any = false;
  for (const Edge& edge : edges_) {
    const double dx = edge.b.x - edge.a.x, dy = edge.b.y - edge.a.y, length = std::hypot(dx, dy);
    const int parts = static_cast<int>(std::clamp(std::ceil(length / step), 1.0, 1e4));
    for (int part = 0; part < parts; ++part) {
      const double t = (part + 0.5) / parts, x = edge.a.x + t * dx, y = edge.a.y + t * dy;
      double lowest = 1e300;
      for (const double inside : {0.25, 0.5})
        lowest = std::min(
            lowest, heights_->height(x - dy / length * inside * bank_m_, y + dx / length * inside * bank_m_));
      const double column = (x - square_.min_x) / cell, row = (y - square_.min_y) / cell;
      if (!std::isfinite(lowest) || !(column >= 0 && row >= 0 && column < kLevelSide && row < kLevelSide))
        continue;
      filling.add(static_cast<int>(column), static_cast<int>(row), lowest);
      any = true;
    }
  }
  if (!any) return;
  levels_ = filling.filled();
  find_dry_land();
}

/// Most land is far from water: there nothing is to be asked of a river's whole outline.
void GroundRelief::find_dry_land() {
  const double cell = (square_.max_x - square_.min_x) / kLevelSide;
  dry_ = wet(square_, kLevelSide, cell);
  for (char& each : dry_) each = each == 0;
  // A cell that no outline is near is as its corner is.
  const auto index = [&](double at, double first) {
    return static_cast<std::size_t>(std::clamp((at - first) / cell, 0.0, kLevelSide - 1.0));
  };
  for (const Edge& edge : edges_) {
    Box2 box;
    for (const Point2& p : {edge.a, edge.b}) box.add(p.x, p.y);
    box = grown(box, bank_m_ + 2 * kFinestCell);
    for (std::size_t y = index(box.min_y, square_.min_y); y <= index(box.max_y, square_.min_y); ++y)
      for (std::size_t x = index(box.min_x, square_.min_x); x <= index(box.max_x, square_.min_x); ++x)
        dry_[y * kLevelSide + x] = 0;
  }
}

bool GroundRelief::is_dry_land(double x, double y) const {
  const double column = (x - square_.min_x) / (square_.max_x - square_.min_x) * kLevelSide;
  const double row = (y - square_.min_y) / (square_.max_y - square_.min_y) * kLevelSide;
  if (!(column >= 0 && row >= 0 && column < kLevelSide && row < kLevelSide)) return false;
  return dry_[static_cast<std::size_t>(row) * kLevelSide + static_cast<std::size_t>(column)] != 0;
}

double GroundRelief::level(double x, double y) const {
  return between_cells(levels_, kLevelSide, square_, x, y);
}

/// Which of side × side samples lie in water; the first is that of the square's corner.
std::vector<char> GroundRelief::wet(const Box2& square, int side, double cell) const {
  std::vector<char> result(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  std::vector<std::vector<double>> crossings(static_cast<std::size_t>(side));
  for (const std::int64_t area : areas_.within(square)) {
    const auto i = static_cast<std::size_t>(area);
    const auto shape = std::span(values_).subspan(static_cast<std::size_t>(offsets_[i]),
                                                  static_cast<std::size_t>(offsets_[i + 1] - offsets_[i]));
    for (city::RingReader rings(shape); rings.next();) {
      const std::span<const double> ring = rings.ring();
      for (std::size_t k = 0; k + 3 < ring.size(); k += 2) {
        const double ax = ring[k], ay = ring[k + 1], bx = ring[k + 2], by = ring[k + 3];
        const double low = (std::min(ay, by) - square.min_y) / cell;
        const double high = (std::max(ay, by) - square.min_y) / cell;
        if (!(low < side && high >= 0)) continue;
        for (int row = std::max(0, static_cast<int>(std::ceil(low))); row < side && row < high; ++row) {
          const double y = square.min_y + row * cell;
          crossings[static_cast<std::size_t>(row)].push_back(ax + (y - ay) / (by - ay) * (bx - ax));
        }
      }
    }
    for (int row = 0; row < side; ++row) {
      std::vector<double>& xs = crossings[static_cast<std::size_t>(row)];
      std::sort(xs.begin(), xs.end());
      for (std::size_t k = 0; k + 1 < xs.size(); k += 2)
        for (int column = std::max(0, static_cast<int>(std::ceil((xs[k] - square.min_x) / cell)));
             column < side && square.min_x + column * cell <= xs[k + 1]; ++column)
          result[static_cast<std::size_t>(row * side + column)] = 1;
      xs.clear();
    }
  }
  return result;
}

std::vector<double> GroundRelief::samples(const Box2& square, int cells) const {
  const int side = cells + 3;
  const double cell = (square.max_x - square.min_x) / cells;
  const Box2 wide = grown(square, cell);
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      result.push_back(heights_->height(wide.min_x + x * cell, wide.min_y + y * cell));
  if (levels_.empty() || cell > kWidestCell) return result;

  const double reach = std::max(bank_m_, kBank * cell), toe = kToe * cell;
  std::vector<Near> near(result.size());
  for (const std::int64_t row : edge_index_.within(grown(wide, reach))) {
    const Edge& edge = edges_[static_cast<std::size_t>(row)];
    const auto index = [&](double at, double first) {
      return static_cast<int>(std::clamp((at - first) / cell, -1.0, side + 0.0));
    };
    const int left = std::max(0, index(std::min(edge.a.x, edge.b.x) - reach, wide.min_x));
    const int right = std::min(side - 1, index(std::max(edge.a.x, edge.b.x) + reach, wide.min_x) + 1);
    const int low = std::max(0, index(std::min(edge.a.y, edge.b.y) - reach, wide.min_y));
    const int high = std::min(side - 1, index(std::max(edge.a.y, edge.b.y) + reach, wide.min_y) + 1);
    for (int y = low; y <= high; ++y)
      for (int x = left; x <= right; ++x)
        near[static_cast<std::size_t>(y * side + x)].meet(edge,
                                                          {wide.min_x + x * cell, wide.min_y + y * cell});
  }
  const std::vector<char> in_water = wet(wide, side, cell);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto column = static_cast<int>(i) % side, row = static_cast<int>(i) / side;
    const Point2 p{wide.min_x + column * cell, wide.min_y + row * cell};
    const double distance = std::sqrt(near[i].distance_2);
    if (in_water[i] != 0) {
      result[i] = level(p.x, p.y);
    } else if (distance < reach) {
      // The land that is there, as it is where the bank ends.
      const Edge& edge = *near[i].edge;
      Point2 out{edge.b.y - edge.a.y, edge.a.x - edge.b.x};
      if (distance > 1e-6) out = {p.x - near[i].foot.x, p.y - near[i].foot.y};
      const double scale = (reach - distance) / std::hypot(out.x, out.y);
      const double land = heights_->height(p.x + scale * out.x, p.y + scale * out.y);
      const double water = level(near[i].foot.x, near[i].foot.y);
      result[i] = water + (land - water) * smooth((distance - toe) / (reach - toe));
    }
  }
  return result;
}

double GroundRelief::height(double x, double y) const {
  const Box2 place{x, y, x + kFinestCell, y + kFinestCell};
  if (levels_.empty() || is_dry_land(x, y) ||
      (edge_index_.within(grown(place, bank_m_ + kFinestCell), 1).empty() && areas_.within(place, 1).empty()))
    return heights_->height(x, y);
  return samples(place, 1)[5];  // the second of the second row
}

double GroundRelief::bank_height(const Box2& box) const {
  constexpr double kHighest = 5;  // m
  return levels_.empty() || edge_index_.within(grown(box, kBank * kWidestCell), 1).empty() ? 0 : kHighest;
}

}  // namespace conurb::scene
