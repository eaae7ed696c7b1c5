// SPDX-License-Identifier: Apache-2.0
// How an import writes into columns: rows that were there before are changed only where the new value differs
// and nobody has edited them since, and the column is told which rows changed. Private to engine/io.
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

/// Cells that people changed (journal entries that are part of the saved tables): an import leaves them
/// alone.
class EditedCells {
 public:
  void add(const std::string& table, const std::string& column, city::Id id) {
    cells_[{table, column}].push_back(id);
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

 private:
  std::map<std::pair<std::string, std::string>, std::vector<city::Id>> cells_;
};

/// Writes one plain column. `first_new` is the first row that the import added. T as in Column::values.
template <typename T>
class CellWriter {
 public:
  CellWriter(city::Table& table, std::size_t column, const EditedCells& edited, std::int64_t first_new)
      : table_(table),
        column_(column),
        edited_(edited.of(table.name(), table.column(column).spec().name)),
        first_new_(first_new),
        values_(table.column(column).template modify<T>()) {}
  CellWriter(const CellWriter&) = delete;
  CellWriter& operator=(const CellWriter&) = delete;

  void set(std::int64_t row, T value) {
    T& cell = values_[static_cast<std::size_t>(row)];
    if (row < first_new_) {
      if (same(cell, value) || is_edited(row)) return;
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

  city::Table& table_;
  std::size_t column_;
  const std::vector<city::Id>* edited_;
  std::int64_t first_new_;
  std::span<T> values_;
  std::vector<std::int64_t> changed_;
};

}  // namespace conurb::io
