// SPDX-License-Identifier: Apache-2.0
// Writes the rows of one table to its SQL layer: what is new, what has changed, what was retired. Internal to
// engine/store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/store/cells.hpp"
#include "engine/store/file_core.hpp"
#include "engine/store/wkb.hpp"

namespace conurb::store {

/// Boxes of rows on their way into an R-tree.
struct RowBox {
  city::Id id = 0;
  Extent box;  ///< in the CRS
};
/// Puts boxes into a table's R-tree, near ones after each other: a tree grown along a Hilbert curve has
/// little overlap, and its nodes stay in the cache while it grows.
void insert_boxes(Connection& connection, const std::string& table, std::vector<RowBox> boxes);

class LayerWriter {
 public:
  /// `columns` are those that stand in SQL, without the shape.
  LayerWriter(Connection& connection, const city::City& city, const city::Table& table,
              const std::vector<std::size_t>& columns, const Frame& frame);

  /// Removes all rows.
  void clear();
  /// Moves rows that other programs added out of the way of ids that the city has given out meanwhile.
  void move_foreign_rows();
  /// Rows 0 … rows - 1 that were retired, or came back through an undo, since they were saved.
  void sync_alive(std::int64_t rows);
  /// Writes columns (indices into the table) of given rows anew.
  void update(const std::vector<std::size_t>& columns, const std::vector<std::int64_t>& rows);
  /// Appends rows first … end - 1.
  void insert(std::int64_t first, std::int64_t end);
  /// Bounding box and count in GeoPackage's tables.
  void finish();

 private:
  struct Cells;
  [[nodiscard]] std::vector<Cells> cells(const std::vector<std::size_t>& columns) const;
  /// Binds a row's columns from `index` on; returns its box if it has a shape that is not empty.
  std::optional<RowBox> bind_row(Statement& statement, int index, std::vector<Cells>& cells,
                                 std::int64_t row);
  void retire(city::Id id);
  void revive(city::Id id, std::int64_t row);
  void put_box(const RowBox& box);
  [[nodiscard]] IdIndex ids_of(std::string_view table) const;
  [[nodiscard]] bool has_shape() const { return table_.spec().shape != city::Shape::none; }

  Connection& connection_;
  const city::City& city_;
  const city::Table& table_;
  std::vector<std::size_t> columns_;  // with the shape
  Frame frame_;
  std::span<const city::Id> ids_;
  std::span<const std::uint8_t> alive_;
  std::vector<std::byte> geometry_;
  std::optional<Extent> bounds_;  // of what was written, in the CRS
  bool cleared_ = false;
};

}  // namespace conurb::store
