// SPDX-License-Identifier: Apache-2.0
#include "engine/city/spatial_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::city {

namespace {

bool usable(const Box2& box) {
  return !box.empty() && std::isfinite(box.min_x) && std::isfinite(box.min_y) && std::isfinite(box.max_x) &&
         std::isfinite(box.max_y);
}

double distance_squared_to(const Box2& box, double x, double y) {
  const double dx = std::max({box.min_x - x, 0.0, x - box.max_x});
  const double dy = std::max({box.min_y - y, 0.0, y - box.max_y});
  return dx * dx + dy * dy;
}

std::size_t ceil_div(std::size_t a, std::size_t b) {
  return (a + b - 1) / b;
}

}  // namespace

SpatialIndex SpatialIndex::of_table(const Table& table) {
  if (table.spec().shape == Shape::none) {
    throw Error(ErrorCode::invalid_argument, fmt::format("table '{}' has no shape to index", table.name()));
  }
  const Column& column = table.column("shape");
  const auto offsets = column.offsets();
  const auto values = column.values<double>();
  const auto alive = table.alive();
  SpatialIndex index;
  index.shape_ = table.spec().shape;
  index.shapes_ = column.pin();
  std::vector<Box2> boxes;
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    if (alive[at] == 0) continue;
    const auto begin = static_cast<std::size_t>(offsets[at]);
    const auto shape = values.subspan(begin, static_cast<std::size_t>(offsets[at + 1]) - begin);
    if (!std::all_of(shape.begin(), shape.end(), [](double v) { return std::isfinite(v); })) continue;
    const Box2 box = bounding_box(shape);
    if (box.empty()) continue;
    boxes.push_back(box);
    rows.push_back(row);
  }
  index.pack(std::move(boxes), std::move(rows));
  return index;
}

SpatialIndex SpatialIndex::of_points(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} x and {} y of points to index", x.size(), y.size()));
  }
  std::vector<Box2> boxes(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) boxes[i] = {x[i], y[i], x[i], y[i]};
  return of_boxes(boxes);
}

SpatialIndex SpatialIndex::of_boxes(std::span<const Box2> boxes) {
  SpatialIndex index;
  std::vector<Box2> kept;
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (!usable(boxes[i])) continue;
    kept.push_back(boxes[i]);
    rows.push_back(static_cast<std::int64_t>(i));
  }
  index.pack(std::move(kept), std::move(rows));
  return index;
}

void SpatialIndex::pack(std::vector<Box2> boxes, std::vector<std::int64_t> rows) {
  const std::size_t n = boxes.size();
  if (n == 0) return;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Ties go by row, so that the packing is the same whatever the sort does with equals.
  const auto by = [&](auto centre) {
    return [&boxes, &rows, centre](std::size_t a, std::size_t b) {
      const double at_a = centre(boxes[a]);
      const double at_b = centre(boxes[b]);
      return at_a != at_b ? at_a < at_b : rows[a] < rows[b];
    };
  };
  std::sort(order.begin(), order.end(), by([](const Box2& box) { return box.min_x + box.max_x; }));
  const std::size_t pages = ceil_div(n, kFanout);
  const auto slices = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(pages))));
  const std::size_t per_slice = ceil_div(pages, slices) * kFanout;
  for (std::size_t begin = 0; begin < n; begin += per_slice) {
    const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = order.begin() + static_cast<std::ptrdiff_t>(std::min(n, begin + per_slice));
    std::sort(first, last, by([](const Box2& box) { return box.min_y + box.max_y; }));
  }
  boxes_.reserve(n + n / (kFanout - 1) + 64);
  rows_.reserve(n);
  for (const std::size_t i : order) {
    boxes_.push_back(boxes[i]);
    rows_.push_back(rows[i]);
  }
  levels_ = {0, n};
  while (levels_.back() - levels_[levels_.size() - 2] > 1) {
    const std::size_t begin = levels_[levels_.size() - 2];
    const std::size_t end = levels_.back();
    for (std::size_t child = begin; child < end; child += kFanout) {
      Box2 parent;
      for (std::size_t i = child; i < std::min(end, child + kFanout); ++i) parent.add(boxes_[i]);
      boxes_.push_back(parent);
    }
    levels_.push_back(boxes_.size());
  }
}

Box2 SpatialIndex::bounds() const {
  return boxes_.empty() ? Box2{} : boxes_.back();
}

template <typename Visit>
void SpatialIndex::for_each_meeting(const Box2& box, Visit visit) const {
  if (boxes_.empty() || box.empty()) return;
  std::vector<std::pair<std::size_t, std::size_t>> open{
      {levels_.size() - 2, boxes_.size() - 1}};  // level, node
  while (!open.empty()) {
    const auto [level, node] = open.back();
    open.pop_back();
    if (!boxes_[node].meets(box)) continue;
    if (level == 0) {
      if (!visit(node)) return;
      continue;
    }
    const std::size_t first = levels_[level - 1] + (node - levels_[level]) * kFanout;
    const std::size_t last = std::min(first + kFanout, levels_[level]);
    for (std::size_t child = first; child < last; ++child) open.emplace_back(level - 1, child);
  }
}

std::vector<std::int64_t> SpatialIndex::within(const Box2& box) const {
  return within(box, rows_.size());
}

std::vector<std::int64_t> SpatialIndex::within(const Box2& box, std::size_t most) const {
  std::vector<std::int64_t> found;
  for_each_meeting(box, [&](std::size_t entry) {
    if (found.size() < most) found.push_back(rows_[entry]);
    return found.size() < most;
  });
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::int64_t> SpatialIndex::within(std::span<const double> rings) const {
  std::vector<std::int64_t> found;
  for_each_meeting(bounding_box(rings), [&](std::size_t entry) {
    const Point2 centre = boxes_[entry].centre();
    if (polygon_holds(rings, centre.x, centre.y)) found.push_back(rows_[entry]);
    return true;
  });
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::int64_t> SpatialIndex::containing(double x, double y) const {
  std::vector<std::int64_t> found;
  for_each_meeting({x, y, x, y}, [&](std::size_t entry) {
    if (distance_squared(entry, x, y) == 0) found.push_back(rows_[entry]);
    return true;
  });
  std::sort(found.begin(), found.end());
  return found;
}

double SpatialIndex::distance_squared(std::size_t entry, double x, double y) const {
  if (shapes_ == nullptr) return distance_squared_to(boxes_[entry], x, y);
  const auto row = static_cast<std::size_t>(rows_[entry]);
  const auto* offsets = reinterpret_cast<const std::int64_t*>(shapes_->offsets.data());
  const auto* values = reinterpret_cast<const double*>(shapes_->data.data());
  const auto size = static_cast<std::size_t>(offsets[row + 1] - offsets[row]);
  return city::distance_squared(shape_, std::span<const double>(values + offsets[row], size), x, y);
}

std::vector<Neighbour> SpatialIndex::nearest(double x, double y, std::int64_t k) const {
  std::vector<Neighbour> found;
  if (boxes_.empty() || k <= 0 || !std::isfinite(x) || !std::isfinite(y)) return found;
  // Best first (Hjaltason and Samet 1999). At equal distance nodes come before entries, whose distance is
  // only bounded, and those before rows, so that of equally distant rows all are known before the smallest is
  // taken.
  enum Stage : int { kNode = 0, kEntry = 1, kRow = 2 };
  struct Candidate {
    double distance;
    int stage;
    std::int64_t key;  // kNode: node; kEntry: entry; kRow: row
    std::size_t level;
  };
  const auto later = [](const Candidate& a, const Candidate& b) {
    if (a.distance != b.distance) return a.distance > b.distance;
    return a.stage != b.stage ? a.stage > b.stage : a.key > b.key;
  };
  std::priority_queue<Candidate, std::vector<Candidate>, decltype(later)> open(later);
  const auto push = [&](std::size_t level, std::size_t node) {
    open.push({distance_squared_to(boxes_[node], x, y), level == 0 ? kEntry : kNode,
               static_cast<std::int64_t>(node), level});
  };
  push(levels_.size() - 2, boxes_.size() - 1);
  while (!open.empty() && static_cast<std::int64_t>(found.size()) < k) {
    const Candidate best = open.top();
    open.pop();
    const auto node = static_cast<std::size_t>(best.key);
    if (best.stage == kRow) {
      found.push_back({best.key, std::sqrt(best.distance)});
    } else if (best.stage == kEntry) {
      // Never nearer than its box, though rounding may say so.
      open.push({std::max(best.distance, distance_squared(node, x, y)), kRow, rows_[node], 0});
    } else {
      const std::size_t first = levels_[best.level - 1] + (node - levels_[best.level]) * kFanout;
      const std::size_t last = std::min(first + kFanout, levels_[best.level]);
      for (std::size_t child = first; child < last; ++child) push(best.level - 1, child);
    }
  }
  return found;
}

}  // namespace conurb::city
