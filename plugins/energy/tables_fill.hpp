// SPDX-License-Identifier: Apache-2.0
// Columns written from what the energy core holds by row.
#pragma once

#include <cstddef>

#include "energy_columns.hpp"
#include "engine/sdk/conurb.hpp"

namespace conurb::energy {

/// Writes one column of one row after the other.
template <class T, class Value>
void fill(const sdk::View& view, ::energy::Column column, std::size_t count, const Value& value) {
  const auto cells = view.write<T>(column);
  for (std::size_t row = 0; row < count; ++row) cells[row] = static_cast<T>(value(row));
}

}  // namespace conurb::energy
