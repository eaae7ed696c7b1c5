// SPDX-License-Identifier: Apache-2.0
// A class of things in the city: rows that are only ever appended, columns that branches share. Every table
// has two columns of its own: `id` (i64, stable for ever, ascending with the row) and `alive` (u8, 0 once
// retired).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/column.hpp"

namespace conurb::city {

using Id = std::int64_t;

/// Rows born in branch n carry n in the bits above this one, so that ids of two branches never meet.
constexpr int kBranchShift = 44;
[[nodiscard]] constexpr std::int32_t branch_of(Id id) {
  return static_cast<std::int32_t>(id >> kBranchShift);
}

/// What a table needs from the city it is part of; copied with it.
struct TableContext {
  std::shared_ptr<BufferPool> pool;
  std::shared_ptr<RevisionSource> revisions;
};

/// Copying a table copies no data. Not thread-safe for writing; several threads may read.
class Table {
 public:
  static constexpr std::size_t kId = 0;     ///< index of the id column
  static constexpr std::size_t kAlive = 1;  ///< index of the alive column

  Table(TableSpec spec, TableContext context);

  [[nodiscard]] const TableSpec& spec() const { return *spec_; }
  [[nodiscard]] const std::string& name() const { return spec_->name; }
  /// Rows including retired ones; columns have exactly this many.
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::int64_t alive_rows() const { return alive_rows_; }
  /// Changes whenever rows are inserted or retired, and only then.
  [[nodiscard]] Revision topology_revision() const { return topology_; }

  [[nodiscard]] std::size_t column_count() const { return columns_.size(); }
  [[nodiscard]] const Column& column(std::size_t index) const { return columns_[index]; }
  [[nodiscard]] Column& column(std::size_t index) { return columns_[index]; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
  /// By name; throws Error not_found with the nearest name.
  [[nodiscard]] const Column& column(std::string_view name) const { return columns_[index_of(name)]; }
  [[nodiscard]] Column& column(std::string_view name) { return columns_[index_of(name)]; }
  [[nodiscard]] std::size_t index_of(std::string_view column) const;
  /// The remedy for an unknown column: the nearest name there is, or the first of them.
  [[nodiscard]] std::string hint_for(std::string_view column) const;

  /// Adds a column of initial values, or finds the one of that name. Throws Error incompatible if one of the
  /// same name has another type or unit.
  std::size_t add_column(const ColumnSpec& spec);
  /// The same, and if the column is there already, `spec` says its role, owner, limits and recording from
  /// here on: for whoever owns it.
  std::size_t claim_column(const ColumnSpec& spec);

  /// Appends `count` rows of initial values with fresh ids of the given branch (of a later one if the last
  /// row is of that: ids ascend); returns the first row.
  std::int64_t insert(std::int64_t count, std::int32_t branch);
  /// Appends rows with given ascending ids above all that are here: how files and replays bring rows back.
  std::int64_t insert_with_ids(std::span<const Id> ids);
  /// Marks rows as no longer there; they keep their values. Retiring twice is no error.
  void retire(std::span<const std::int64_t> rows);

  /// Gives a grid without cells its cells. Throws Error invalid_argument if the table is no grid, conflict if
  /// it has cells already, limit for more than 2^31 of them.
  void lay_grid(const GridSpec& grid, std::int32_t branch);

  /// Row of an id, or -1.
  [[nodiscard]] std::int64_t row_of(Id id) const;
  [[nodiscard]] std::span<const Id> ids() const { return columns_[kId].values<Id>(); }
  [[nodiscard]] std::span<const std::uint8_t> alive() const {
    return columns_[kAlive].values<std::uint8_t>();
  }

  /// Sets one column of the given rows to one value, logging the change. Throws as Column::set, before
  /// anything changed.
  void set(std::size_t column, std::span<const std::int64_t> rows, const Value& value);
  /// Tells that a writer changed every row, or the given ascending rows, of a column.
  void mark_changed(std::size_t column);
  void mark_changed(std::size_t column, std::vector<std::int64_t> rows);

  /// Rows that exist in a file but whose columns are read at first use.
  void adopt_rows(std::int64_t rows, std::int64_t alive_rows, std::int64_t next_id);
  [[nodiscard]] std::int64_t next_id() const { return next_id_; }
  [[nodiscard]] const TableContext& context() const { return context_; }

  /// Throws Error internal naming the first broken invariant (row counts, ascending ids, alive flags). For
  /// tests.
  void validate() const;

 private:
  void grow(std::int64_t rows);
  Revision next_revision() const { return context_.revisions->next(); }

  std::shared_ptr<const TableSpec> spec_;
  TableContext context_;
  std::int64_t rows_ = 0;
  std::int64_t alive_rows_ = 0;
  std::int64_t next_id_ = 1;  // counter part of the next fresh id
  Revision topology_ = 0;
  std::vector<Column> columns_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace conurb::city
