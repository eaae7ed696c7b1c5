// SPDX-License-Identifier: Apache-2.0
// Rows of a table for the objects of a source that names them, and their columns: the way that sources
// without a 3D model (maps, terrain) go into the city. Private to engine/io.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/import_state.hpp"

namespace conurb::io {

/// Gives each external id (no two alike) a row: the one it had at the source's last import, else a new one.
/// Rows of objects that the source no longer has are retired. A row that somebody retired stays retired.
/// Counts what it did in the source and has it remember the identities.
[[nodiscard]] std::vector<std::int64_t> place_rows(CityImport::State& state, city::Table& table,
                                                   std::size_t source,
                                                   const std::vector<std::string>& externals);

/// Fills columns of the placed rows. Cells that people edited stay as they are. Columns that the city's table
/// lacks (references to tables that are not there) are passed over.
class RowFill {
 public:
  RowFill(CityImport::State& state, city::Table& table, std::size_t source,
          std::span<const std::int64_t> rows)
      : state_(state), table_(table), source_(source), rows_(rows) {}

  /// `value(i)` of the i-th row as double; NaN is null. A value outside the column's range is left out, with
  /// a finding. The column is f32 or f64.
  template <typename Value>
  void real(std::string_view column, Value value) {
    const auto at = table_.find(column);
    if (!at) return;
    if (table_.column(*at).spec().scalar == city::Scalar::f64) {
      fill_real<double>(*at, value);
    } else {
      fill_real<float>(*at, value);
    }
  }
  /// `value(i)` as std::string_view, "" is null.
  template <typename Value>
  void text(std::string_view column, Value value) {
    fill<std::int32_t>(column, [&](city::Column& cells, std::size_t i) {
      const std::string_view text = value(i);
      return text.empty() ? -1 : cells.intern(text);
    });
  }
  /// `value(i)` as a number of T: std::uint8_t for u8, std::int32_t for i32 and (rows) ref.
  template <typename T, typename Value>
  void whole(std::string_view column, Value value) {
    fill<T>(column, [&](city::Column&, std::size_t i) { return static_cast<T>(value(i)); });
  }
  /// Shapes as city::Shape says, one for each row. Rows need not ascend.
  void shapes(const std::vector<std::vector<double>>& shapes);

 private:
  template <typename T, typename Value>
  void fill(std::string_view column, Value value) {
    const auto at = table_.find(column);
    if (!at) return;
    std::vector<T> values;
    values.reserve(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) values.push_back(value(table_.column(*at), i));
    CellWriter<T> cells(table_, *at, state_.known.edited, state_.first_new_row(table_));
    for (std::size_t i = 0; i < rows_.size(); ++i) cells.set(rows_[i], values[i]);
    cells.finish();
  }
  template <typename T, typename Value>
  void fill_real(std::size_t column, Value value) {
    const city::ColumnSpec& spec = table_.column(column).spec();
    std::size_t refused = 0;
    CellWriter<T> cells(table_, column, state_.known.edited, state_.first_new_row(table_));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      double number = value(i);
      if (number < spec.min || number > spec.max || std::isinf(number)) {
        number = std::nan("");
        ++refused;
      }
      cells.set(rows_[i], static_cast<T>(number));
    }
    cells.finish();
    if (refused > 0) tell_refused(spec.name, refused);
  }
  void tell_refused(const std::string& column, std::size_t count);

  CityImport::State& state_;
  city::Table& table_;
  std::size_t source_;
  std::span<const std::int64_t> rows_;
};

}  // namespace conurb::io
