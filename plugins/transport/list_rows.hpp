// SPDX-License-Identifier: Apache-2.0
// Lists of rows that are added to a table, behind those that stand there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

template <class T>
class ListRows {
 public:
  /// For the rows of a column from `first` on.
  ListRows(const sdk::View& view, ::transport::Column column, std::size_t first) : column_(column) {
    if (first == 0) return;
    const std::int64_t* const before = view.column(column).offsets;
    offsets_.assign(before, before + first + 1);
    const auto old = view.read<T>(column).first(static_cast<std::size_t>(offsets_.back()));
    values_.assign(old.begin(), old.end());
  }

  /// Adds a value to the next row's list.
  void put(T value) { values_.push_back(value); }
  void put(std::span<const T> values) { values_.insert(values_.end(), values.begin(), values.end()); }
  /// Ends the next row's list.
  void end_row() { offsets_.push_back(static_cast<std::int64_t>(values_.size())); }

  /// Once all rows have been added.
  void assign(const sdk::Host& host) const {
    host.assign_lists(column_, std::span<const std::int64_t>(offsets_), std::span<const T>(values_));
  }

 private:
  ::transport::Column column_;
  std::vector<std::int64_t> offsets_{0};
  std::vector<T> values_;
};

}  // namespace conurb::transport
