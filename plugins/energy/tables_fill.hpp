// SPDX-License-Identifier: Apache-2.0
// Columns written from what the energy core holds by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "energy_columns.hpp"
#include "engine/sdk/conurb.hpp"

namespace conurb::energy {

/// Writes one column of one row after the other.
template <class T, class Value>
void fill(const sdk::View& view, ::energy::Column column, std::size_t count, const Value& value) {
  const auto cells = view.write<T>(column);
  for (std::size_t row = 0; row < count; ++row) cells[row] = static_cast<T>(value(row));
}

/// A column that holds what the last step left, in which only other values count as changed.
template <class T, class Value>
void move_to(const sdk::Host& host, const sdk::View& view, ::energy::Column column, std::size_t count,
             const Value& value) {
  const auto cells = view.write<T>(column);
  std::vector<std::int64_t> moved;
  for (std::size_t row = 0; row < count; ++row) {
    const T one = static_cast<T>(value(row));
    if (cells[row] == one || (cells[row] != cells[row] && one != one)) continue;  // null stays null
    cells[row] = one;
    moved.push_back(static_cast<std::int64_t>(row));
  }
  host.mark_changed(column, moved);
}

}  // namespace conurb::energy
