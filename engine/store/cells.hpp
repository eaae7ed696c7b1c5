// SPDX-License-Identifier: Apache-2.0
// Single values on their way between columns and SQL. References stand in SQL as the id of the row they point
// to, so that they can be joined; lists as little-endian elements; null and NaN as NULL. Internal to
// engine/store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/city/table.hpp"
#include "engine/store/sqlite.hpp"
#include "engine/store/wkb.hpp"

namespace conurb::store {

/// The ids of a table, for turning ids into rows.
class IdIndex {
 public:
  IdIndex() = default;
  explicit IdIndex(std::span<const city::Id> ids) : ids_(ids) {}
  /// Row of an id, or -1. Constant time where ids have no gaps.
  [[nodiscard]] std::int64_t row_of(city::Id id) const;
  [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(ids_.size()); }
  [[nodiscard]] city::Id id_of(std::int64_t row) const { return ids_[static_cast<std::size_t>(row)]; }

 private:
  std::span<const city::Id> ids_;
};

/// Binds the values of one column, row by row. Holds views of the column: it must not be written meanwhile.
class CellWriter {
 public:
  /// `targets` are the ids of the table that a reference points to.
  CellWriter(const city::Table& table, std::size_t column, IdIndex targets);

  /// Throws Error bad_data naming table, column and id if the value cannot stand in the file.
  void bind(Statement& statement, int index, std::int64_t row);

 private:
  void bind_number(Statement& statement, int index, double value, std::int64_t row) const;
  void bind_list(Statement& statement, int index, std::int64_t row);
  [[nodiscard]] city::Id target(std::int32_t target_row, std::int64_t row) const;
  [[noreturn]] void fail(std::int64_t row, const std::string& what) const;

  const city::Table* table_;
  const city::Column* column_;
  const std::byte* data_;
  std::span<const std::int64_t> offsets_;
  const city::Dictionary* dictionary_ = nullptr;
  IdIndex targets_;
  std::vector<std::byte> scratch_;
};

/// Fills the storage of one column, row by row, in any order for plain columns and ascending for lists and
/// shapes.
class CellReader {
 public:
  CellReader(std::string table, std::shared_ptr<const city::ColumnSpec> spec, std::int64_t rows,
             std::shared_ptr<city::BufferPool> pool, IdIndex targets);
  /// The same for the shape column.
  void read_shapes(city::Shape shape, const Frame& frame);

  /// Takes the value in a statement's result column for a row. Throws Error bad_data naming the row's id if
  /// it is not of the column's type.
  void read(std::int64_t row, const Statement& statement, int column, city::Id id);
  /// Moves what was read into storage.
  void finish(city::ColumnStorage& storage);

 private:
  void read_plain(std::int64_t row, const Statement& statement, int column, city::Id id);
  void read_list(std::int64_t row, const Statement& statement, int column, city::Id id);
  void append_elements(std::span<const std::byte> blob, city::Id id);
  [[nodiscard]] std::int64_t whole(const Statement& statement, int column, city::Id id, std::int64_t low,
                                   std::int64_t high) const;
  [[noreturn]] void fail(city::Id id, const std::string& what) const;
  template <typename T>
  void put(std::int64_t row, T value);

  std::string table_;
  std::shared_ptr<const city::ColumnSpec> spec_;
  std::int64_t rows_;
  std::shared_ptr<city::BufferPool> pool_;
  IdIndex targets_;
  city::Shape shape_ = city::Shape::none;
  Frame frame_;
  city::Buffer data_;
  std::shared_ptr<city::Dictionary> dictionary_;
  std::vector<double> coordinates_;  // shapes
  std::vector<std::byte> elements_;  // other lists
  std::vector<std::int64_t> offsets_;
};

/// A value of SQL as a city value, for journal entries: numbers and text as they are, blobs in hexadecimal.
[[nodiscard]] city::Value sql_value(const Statement& statement, int column);

}  // namespace conurb::store
