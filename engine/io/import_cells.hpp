// SPDX-License-Identifier: Apache-2.0
// How an import writes into columns: rows that were there before are changed only where the new value differs
// and nobody has edited them since, and the column is told which rows changed. What people edited and the
// source says otherwise is noted. Private to engine/io.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/city/table.hpp"

namespace conurb::io {

/// A cell where an import met what people had changed.
struct KeptCell {
  std::string table, column;
  city::Id id = 0;
  city::Value edited, source;  ///< what it has, and what the source says
};

/// Cells that people changed. Where the change is part of the saved tables an import leaves the cell alone;
/// where it stands in the journal only, the table takes the source's value and the journal is replayed on
/// top. Either way the cell is noted if the two differ.
class EditedCells {
 public:
  void add(const std::string& table, const std::string& column, city::Id id) {
    cells_[{table, column}].push_back(id);
  }
  void add_pending(const std::string& table, const std::string& column, city::Id id, city::Value value) {
    pending_[{table, column}][id] = std::move(value);
  }
  /// To be called once, after the last add().
  void sort() {
    for (auto& [name, ids] : cells_) std::sort(ids.begin(), ids.end());
  }
  /// Ids of the edited cells of a column, ascending; null if there are none.
  [[nodiscard]] const std::vector<city::Id>* of(const std::string& table, const std::string& column) const {
    const auto found = cells_.find({table, column});
    return found == cells_.end() ? nullptr : &found->second;
  }
  /// Values that stand in the journal only, by id; null if there are none.
  [[nodiscard]] const std::map<city::Id, city::Value>* pending(const std::string& table,
                                                               const std::string& column) const {
    const auto found = pending_.find({table, column});
    return found == pending_.end() ? nullptr : &found->second;
  }
  void note(KeptCell cell) { kept_.push_back(std::move(cell)); }
  [[nodiscard]] const std::vector<KeptCell>& kept() const { return kept_; }

 private:
  using Name = std::pair<std::string, std::string>;
  std::map<Name, std::vector<city::Id>> cells_;
  std::map<Name, std::map<city::Id, city::Value>> pending_;
  std::vector<KeptCell> kept_;
};

/// Writes one plain column. `first_new` is the first row that the import added. T as in Column::values.
template <typename T>
class CellWriter {
 public:
  CellWriter(city::Table& table, std::size_t column, EditedCells& cells, std::int64_t first_new)
      : table_(table),
        column_(column),
        cells_(cells),
        edited_(cells.of(table.name(), table.column(column).spec().name)),
        pending_(cells.pending(table.name(), table.column(column).spec().name)),
        first_new_(first_new),
        values_(table.column(column).template modify<T>()) {}
  CellWriter(const CellWriter&) = delete;
  CellWriter& operator=(const CellWriter&) = delete;

  void set(std::int64_t row, T value) {
    T& cell = values_[static_cast<std::size_t>(row)];
    if (row < first_new_) {
      if (same(cell, value)) return;
      if (is_edited(row)) return note(row, value_of(cell), value_of(value));
      if (pending_ != nullptr) note_pending(row, value_of(value));
      changed_.push_back(row);
    }
    cell = value;
  }
  [[nodiscard]] T get(std::int64_t row) const { return values_[static_cast<std::size_t>(row)]; }

  /// Tells the column what changed. Call it once, at the end.
  void finish() {
    if (first_new_ == 0) {
      table_.mark_changed(column_);
      return;
    }
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    for (std::int64_t row = first_new_; row < table_.rows(); ++row) changed_.push_back(row);
    table_.mark_changed(column_, std::move(changed_));
  }

 private:
  static bool same(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) {
      if (std::isnan(a) && std::isnan(b)) return true;
    }
    return a == b;
  }
  [[nodiscard]] bool is_edited(std::int64_t row) const {
    return edited_ != nullptr &&
           std::binary_search(edited_->begin(), edited_->end(), table_.ids()[static_cast<std::size_t>(row)]);
  }

  [[nodiscard]] city::Value value_of(T value) const {
    const city::Column& column = table_.column(column_);
    if (column.spec().scalar == city::Scalar::text) {
      const auto code = static_cast<std::int32_t>(value);
      return code < 0 ? city::Value() : city::Value(std::string(column.dictionary().text(code)));
    }
    if constexpr (std::is_floating_point_v<T>) {
      return std::isnan(value) ? city::Value() : city::Value(static_cast<double>(value));
    } else {
      return static_cast<std::int64_t>(value);
    }
  }
  void note(std::int64_t row, city::Value edited, city::Value source) {
    cells_.note({table_.name(), table_.column(column_).spec().name,
                 table_.ids()[static_cast<std::size_t>(row)], std::move(edited), std::move(source)});
  }
  void note_pending(std::int64_t row, city::Value source) {
    const auto found = pending_->find(table_.ids()[static_cast<std::size_t>(row)]);
    if (found != pending_->end() && found->second != source) note(row, found->second, std::move(source));
  }

  city::Table& table_;
  std::size_t column_;
  EditedCells& cells_;
  const std::vector<city::Id>* edited_;
  const std::map<city::Id, city::Value>* pending_;
  std::int64_t first_new_;
  std::span<T> values_;
  std::vector<std::int64_t> changed_;
};

}  // namespace conurb::io
