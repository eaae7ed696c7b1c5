// SPDX-License-Identifier: Apache-2.0
// The rules that make relations.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/city/relation.hpp"
#include "engine/city/spatial_index.hpp"

namespace conurb::city {

namespace {

constexpr double kRounding = 1e-12;  // parts smaller than this share are not there

/// The cells of a grid table as places: which is where, and whether it is alive.
class Cells {
 public:
  explicit Cells(const Table& table) : grid_(table.spec().grid), alive_(table.alive()), rows_(table.rows()) {}

  [[nodiscard]] Box2 box(std::int64_t row) const {
    const double x = grid_.origin_x + static_cast<double>(row % grid_.width) * grid_.cell;
    const double y = grid_.origin_y + static_cast<double>(row / grid_.width) * grid_.cell;
    return {x, y, x + grid_.cell, y + grid_.cell};
  }
  [[nodiscard]] Box2 bounds() const {
    return {grid_.origin_x, grid_.origin_y, grid_.origin_x + static_cast<double>(grid_.width) * grid_.cell,
            grid_.origin_y + static_cast<double>(grid_.height) * grid_.cell};
  }
  [[nodiscard]] double column_of(double x) const { return (x - grid_.origin_x) / grid_.cell; }
  [[nodiscard]] double row_of(double y) const { return (y - grid_.origin_y) / grid_.cell; }
  /// Row of the table for a place in cells, or -1 outside; the far rim belongs to the last cell.
  [[nodiscard]] std::int64_t at(double column, double row) const {
    const auto width = static_cast<double>(grid_.width);
    const auto height = static_cast<double>(grid_.height);
    if (!(column >= 0 && column <= width && row >= 0 && row <= height)) return -1;
    const std::int64_t x = std::min(static_cast<std::int64_t>(column), grid_.width - 1);
    const std::int64_t y = std::min(static_cast<std::int64_t>(row), grid_.height - 1);
    const std::int64_t cell = y * grid_.width + x;
    return x >= 0 && y >= 0 && is_alive(cell) ? cell : -1;
  }
  [[nodiscard]] bool is_alive(std::int64_t cell) const {
    return cell >= 0 && cell < rows_ && alive_[static_cast<std::size_t>(cell)] != 0;
  }
  /// Calls f(row) for each cell that the box meets, ascending.
  template <typename F>
  void for_each_meeting(const Box2& box, F f) const {
    if (grid_.width <= 0 || grid_.height <= 0 || box.empty() || !box.meets(bounds())) return;
    const auto clamp = [](double value, std::int64_t count) {
      return static_cast<std::int64_t>(std::clamp(std::floor(value), 0.0, static_cast<double>(count - 1)));
    };
    const std::int64_t first = clamp(column_of(box.min_x), grid_.width);
    const std::int64_t last = clamp(column_of(box.max_x), grid_.width);
    const std::int64_t top = clamp(row_of(box.max_y), grid_.height);
    for (std::int64_t y = clamp(row_of(box.min_y), grid_.height); y <= top; ++y) {
      for (std::int64_t x = first; x <= last; ++x) {
        if (is_alive(y * grid_.width + x)) f(y * grid_.width + x);
      }
    }
  }

 private:
  GridSpec grid_;
  std::span<const std::uint8_t> alive_;
  std::int64_t rows_;
};

/// The shapes of a table, those of a grid being its cells.
class Shapes {
 public:
  explicit Shapes(const Table& table) : kind_(table.spec().shape), cells_(table) {
    if (table.spec().kind == TableKind::grid) {
      kind_ = Shape::polygon;
      is_grid_ = true;
    } else if (kind_ != Shape::none) {
      offsets_ = table.column("shape").offsets();
      values_ = table.column("shape").values<double>();
    } else {
      throw Error(ErrorCode::invalid_argument, fmt::format("table '{}' has no shape", table.name()), "",
                  "relate it by a reference, as in ref:<column>");
    }
  }

  [[nodiscard]] Shape kind() const { return kind_; }
  /// Valid until the next call.
  [[nodiscard]] std::span<const double> at(std::int64_t row) {
    if (is_grid_) {
      const Box2 box = cells_.box(row);
      cell_ = {box.min_x, box.min_y, box.max_x, box.min_y, box.max_x,
               box.max_y, box.min_x, box.max_y, box.min_x, box.min_y};
      return cell_;
    }
    const auto begin = static_cast<std::size_t>(offsets_[static_cast<std::size_t>(row)]);
    const auto end = static_cast<std::size_t>(offsets_[static_cast<std::size_t>(row) + 1]);
    return values_.subspan(begin, end - begin);
  }

 private:
  Shape kind_;
  bool is_grid_ = false;
  Cells cells_;
  std::span<const std::int64_t> offsets_;
  std::span<const double> values_;
  std::array<double, 10> cell_{};
};

/// Gathers the entries of one row after the other.
class Builder {
 public:
  Builder(const Table& from, const Table& to, RelationWeights weights)
      : from_(from), to_(to), mode_(weights) {}

  void add(std::int64_t to, double part) { row_.emplace_back(static_cast<std::int32_t>(to), part); }
  [[nodiscard]] bool empty() const { return row_.empty(); }

  /// `own` is what the parts are parts of; `floor` the smallest that counts.
  void finish_row(double own, double floor = 0.0) {
    std::sort(row_.begin(), row_.end());
    std::size_t size = 0;  // parts of one to-row add up, the smaller first
    for (std::size_t i = 0; i < row_.size(); ++i) {
      if (size > 0 && row_[size - 1].first == row_[i].first) {
        row_[size - 1].second += row_[i].second;
      } else {
        row_[size++] = row_[i];
      }
    }
    row_.resize(size);
    std::erase_if(row_, [floor](const auto& entry) { return !(entry.second > floor); });
    double sum = 0;
    for (const auto& [to, part] : row_) sum += part;
    const double scale = mode_ == RelationWeights::measure ? 1 : mode_ == RelationWeights::share ? own : sum;
    for (const auto& [to, part] : row_) {
      columns_.push_back(to);
      weights_.push_back(part / scale);
    }
    row_.clear();
    offsets_.push_back(static_cast<std::int64_t>(columns_.size()));
  }

  /// A row that lies whole in one other and has no measure of its own.
  void finish_whole(std::int64_t to) {
    if (to >= 0) {
      columns_.push_back(static_cast<std::int32_t>(to));
      weights_.push_back(mode_ == RelationWeights::measure ? 0.0 : 1.0);
    }
    offsets_.push_back(static_cast<std::int64_t>(columns_.size()));
  }

  /// Calls f(row) for each alive row; retired ones have no entries.
  template <typename F>
  Relation run(F f) {
    const auto alive = from_.alive();
    for (std::int64_t row = 0; row < from_.rows(); ++row) {
      if (alive[static_cast<std::size_t>(row)] != 0) {
        f(row);
      } else {
        finish_whole(-1);
      }
    }
    return Relation(to_.rows(), std::move(offsets_), std::move(columns_), std::move(weights_));
  }

 private:
  const Table& from_;
  const Table& to_;
  RelationWeights mode_;
  std::vector<std::pair<std::int32_t, double>> row_;
  std::vector<std::int64_t> offsets_{0};
  std::vector<std::int32_t> columns_;
  std::vector<double> weights_;
};

bool is_grid(const Table& table) {
  return table.spec().kind == TableKind::grid;
}

[[noreturn]] void refuse(std::string_view rule, const Table& table, std::string_view needed) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("the rule '{}' needs {}, '{}' is of shape {}", rule, needed, table.name(),
                          is_grid(table) ? "grid" : to_string(table.spec().shape)));
}

Relation by_reference(const Table& from, const Table& to, std::string_view column, Builder builder) {
  const Column& ref = from.column(column);
  if (ref.spec().scalar != Scalar::ref || ref.spec().list || ref.spec().refers_to != to.name()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}.{}' does not refer to rows of '{}'", from.name(), column, to.name()));
  }
  const auto rows = ref.values<std::int32_t>();
  const auto alive = to.alive();
  return builder.run([&](std::int64_t row) {
    const std::int32_t target = rows[static_cast<std::size_t>(row)];
    if (target >= 0 && target < to.rows() && alive[static_cast<std::size_t>(target)] != 0)
      builder.add(target, 1);
    builder.finish_row(1);
  });
}

Relation to_nearest(const Table& from, const Table& to, const RelationOptions& options, Builder builder) {
  if (is_grid(to)) refuse("nearest", to, "points, lines or polygons to go to (\"within\" goes to a grid)");
  if (options.neighbours < 1)
    throw Error(ErrorCode::invalid_argument, "the nearest 0 rows; ask for at least 1");
  Shapes shapes(from);
  const SpatialIndex index = SpatialIndex::of_table(to);
  return builder.run([&](std::int64_t row) {
    const Point2 centre = centroid(shapes.kind(), shapes.at(row));
    std::int64_t found = 0;
    for (const Neighbour& neighbour : index.nearest(centre.x, centre.y, options.neighbours)) {
      if (neighbour.distance > options.max_distance) break;
      builder.add(neighbour.row, 1);
      ++found;
    }
    builder.finish_row(static_cast<double>(found));
  });
}

Relation to_holding(const Table& from, const Table& to, Builder builder) {
  if (!is_grid(to) && to.spec().shape != Shape::polygon) refuse("within", to, "polygons or a grid to go to");
  Shapes shapes(from);
  const Cells cells(to);
  const SpatialIndex index = is_grid(to) ? SpatialIndex() : SpatialIndex::of_table(to);
  return builder.run([&](std::int64_t row) {
    const Point2 centre = centroid(shapes.kind(), shapes.at(row));
    if (is_grid(to)) {
      const std::int64_t cell = cells.at(cells.column_of(centre.x), cells.row_of(centre.y));
      if (cell >= 0) builder.add(cell, 1);
    } else if (std::isfinite(centre.x)) {
      for (const std::int64_t polygon : index.containing(centre.x, centre.y)) builder.add(polygon, 1);
    }
    builder.finish_row(1);
  });
}

Relation by_overlap(const Table& from, const Table& to, Builder builder) {
  if (!is_grid(from) && from.spec().shape != Shape::polygon) refuse("overlap", from, "polygons or a grid");
  if (!is_grid(to) && to.spec().shape != Shape::polygon) refuse("overlap", to, "polygons or a grid to go to");
  Shapes shapes(from);
  Shapes targets(to);
  const Cells cells(to);
  const SpatialIndex index = is_grid(to) ? SpatialIndex() : SpatialIndex::of_table(to);
  return builder.run([&](std::int64_t row) {
    const std::span<const double> shape = shapes.at(row);
    const double own = std::abs(polygon_area(shape));  // outlines the wrong way round measure negative
    if (!(own > 0)) {
      const Point2 centre = centroid(Shape::polygon, shape);
      std::int64_t place = -1;
      if (is_grid(to)) {
        place = cells.at(cells.column_of(centre.x), cells.row_of(centre.y));
      } else if (std::isfinite(centre.x)) {
        const std::vector<std::int64_t> holding = index.containing(centre.x, centre.y);
        if (!holding.empty()) place = holding.front();
      }
      builder.finish_whole(place);
      return;
    }
    if (is_grid(to)) {
      cells.for_each_meeting(bounding_box(shape), [&](std::int64_t cell) {
        builder.add(cell, std::abs(area_in_box(shape, cells.box(cell))));
      });
    } else {
      for (const std::int64_t polygon : index.within(bounding_box(shape))) {
        builder.add(polygon, std::abs(shared_area(shape, targets.at(polygon))));
      }
    }
    builder.finish_row(own, kRounding * own);
  });
}

/// Cuts segments where they cross the lines of a grid.
class SegmentCutter {
 public:
  explicit SegmentCutter(const Cells& cells) : cells_(cells), bounds_(cells.bounds()) {}

  /// Calls f(cell, length) for the parts of the segment in the grid, in order.
  template <typename F>
  void cut(Point2 a, Point2 b, F f) {
    double first = 0;
    double last = 1;
    // What lies outside is left off before crossings are counted: a line may be far longer than the grid is
    // wide.
    if (!trim(a.x, b.x - a.x, bounds_.min_x, bounds_.max_x, first, last)) return;
    if (!trim(a.y, b.y - a.y, bounds_.min_y, bounds_.max_y, first, last)) return;
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const Point2 from{cells_.column_of(a.x), cells_.row_of(a.y)};
    const Point2 way{cells_.column_of(b.x) - from.x, cells_.row_of(b.y) - from.y};
    cuts_.clear();
    cuts_.push_back(first);
    add_crossings(from.x, way.x, first, last);
    add_crossings(from.y, way.y, first, last);
    cuts_.push_back(last);
    std::sort(cuts_.begin(), cuts_.end());
    for (std::size_t i = 1; i < cuts_.size(); ++i) {
      const double part = cuts_[i] - cuts_[i - 1];
      if (!(part > 0)) continue;
      const double middle = 0.5 * (cuts_[i - 1] + cuts_[i]);
      const std::int64_t cell = cells_.at(from.x + middle * way.x, from.y + middle * way.y);
      if (cell >= 0) f(cell, part * length);
    }
  }

 private:
  // Liang and Barsky (1984), one axis: narrows [first, last] to where low <= start + t * way <= high.
  static bool trim(double start, double way, double low, double high, double& first, double& last) {
    if (way == 0) return start >= low && start <= high;
    const double enter = ((way > 0 ? low : high) - start) / way;
    const double leave = ((way > 0 ? high : low) - start) / way;
    first = std::max(first, enter);
    last = std::min(last, leave);
    return first < last;
  }

  void add_crossings(double start, double way, double first, double last) {
    if (way == 0) return;
    const double low = std::min(start + first * way, start + last * way);
    const double high = std::max(start + first * way, start + last * way);
    for (double line = std::floor(low) + 1; line < high; line += 1) {
      const double t = (line - start) / way;
      if (t > first && t < last) cuts_.push_back(t);
    }
  }

  const Cells& cells_;
  Box2 bounds_;
  std::vector<double> cuts_;
};

Relation by_length(const Table& from, const Table& to, Builder builder) {
  if (from.spec().shape != Shape::line) refuse("line_cells", from, "lines");
  if (!is_grid(to)) refuse("line_cells", to, "a grid to go to");
  Shapes shapes(from);
  const Cells cells(to);
  SegmentCutter cutter(cells);
  return builder.run([&](std::int64_t row) {
    const std::span<const double> line = shapes.at(row);
    const double own = line_length(line);
    if (!(own > 0) || !std::isfinite(own)) {
      const Point2 centre = centroid(Shape::line, line);
      builder.finish_whole(cells.at(cells.column_of(centre.x), cells.row_of(centre.y)));
      return;
    }
    for (std::size_t i = 0; i + 3 < line.size(); i += 2) {
      cutter.cut({line[i], line[i + 1]}, {line[i + 2], line[i + 3]},
                 [&](std::int64_t cell, double part) { builder.add(cell, part); });
    }
    builder.finish_row(own);
  });
}

}  // namespace

Relation Relation::build(const City& city, std::string_view from, std::string_view to, std::string_view rule,
                         const RelationOptions& options) {
  const Table& source = city.table(from);
  const Table& target = city.table(to);
  const Builder builder(source, target, options.weights);
  constexpr std::string_view kRef = "ref:";
  if (rule.starts_with(kRef)) return by_reference(source, target, rule.substr(kRef.size()), builder);
  if (rule == "nearest") return to_nearest(source, target, options, builder);
  if (rule == "within") return to_holding(source, target, builder);
  if (rule == "overlap") return by_overlap(source, target, builder);
  if (rule == "line_cells") return by_length(source, target, builder);
  throw Error(ErrorCode::invalid_argument, fmt::format("there is no rule '{}' for relations", rule), "",
              "use ref:<column>, nearest, within, overlap or line_cells");
}

}  // namespace conurb::city
