// SPDX-License-Identifier: Apache-2.0
// Finds rows by place: an R-tree over bounding boxes, packed once by sort-tile-recursive (Leutenegger, Lopez,
// Edgington: STR, ICDE 1997) into two flat arrays and never changed. Answers are exact and in an order that
// depends on nothing but the data.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/city/query_shape.hpp"
#include "engine/city/table.hpp"

namespace conurb::city {

struct Neighbour {
  std::int64_t row = -1;
  double distance = 0;  ///< metres, in the plane; 0 inside of a polygon
};

/// Immutable and self-contained (keeps a pin of the shapes, if built from a table); several threads may ask
/// at once.
class SpatialIndex {
 public:
  SpatialIndex() = default;
  /// Over the alive rows of a table with a shape; rows whose shape is empty or not finite are left out.
  /// Throws Error invalid_argument if the table has no shape.
  [[nodiscard]] static SpatialIndex of_table(const Table& table);
  /// Over points x[i], y[i], metres; the row of a point is its i. Points that are not finite are left out.
  /// Throws Error invalid_argument if the lengths differ.
  [[nodiscard]] static SpatialIndex of_points(std::span<const double> x, std::span<const double> y);
  /// Over boxes; the row of a box is its place. Empty and non-finite boxes are left out. Distances are to the
  /// boxes.
  [[nodiscard]] static SpatialIndex of_boxes(std::span<const Box2> boxes);

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(rows_.size()); }
  /// Box2 around everything; empty if size() is 0.
  [[nodiscard]] Box2 bounds() const;

  /// Rows, ascending, whose bounding box meets `box`, touching included.
  [[nodiscard]] std::vector<std::int64_t> within(const Box2& box) const;
  /// No more than `most` of them, always the same ones.
  [[nodiscard]] std::vector<std::int64_t> within(const Box2& box, std::size_t most) const;
  /// Rows, ascending, of which the point, or else the centre of the bounding box, lies in the polygon
  /// (`rings` as Shape says; its border belongs to it).
  [[nodiscard]] std::vector<std::int64_t> within(std::span<const double> rings) const;
  /// Rows, ascending, whose shape holds the point (polygons, border included; of_boxes: boxes).
  [[nodiscard]] std::vector<std::int64_t> containing(double x, double y) const;
  /// The `k` rows nearest to a point by true distance to the shape, nearest first, equal distances by row.
  /// Fewer if there are fewer.
  [[nodiscard]] std::vector<Neighbour> nearest(double x, double y, std::int64_t k) const;

 private:
  // Level 0 holds the entries' boxes in packed order, the last level the root alone; kFanout neighbours share
  // a parent.
  static constexpr std::size_t kFanout = 16;
  void pack(std::vector<Box2> boxes, std::vector<std::int64_t> rows);
  /// Calls visit(entry) until it returns false.
  template <typename Visit>
  void for_each_meeting(const Box2& box, Visit visit) const;
  [[nodiscard]] double distance_squared(std::size_t entry, double x, double y) const;

  std::vector<Box2> boxes_;
  std::vector<std::size_t> levels_;  // first box of each level, and boxes_.size()
  std::vector<std::int64_t> rows_;   // row of each entry of level 0
  Shape shape_ = Shape::none;
  std::shared_ptr<const ColumnStorage> shapes_;  // what the boxes were made of; null for points and boxes
};

}  // namespace conurb::city
