// SPDX-License-Identifier: Apache-2.0
// Shapes of rows that are added to a table: lists x, y, x, y … behind those that stand there.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "energy_columns.hpp"
#include "engine/sdk/conurb.hpp"

namespace conurb::energy {

class ShapeLists {
 public:
  /// For the rows of a column from `first` on.
  ShapeLists(const sdk::View& view, ::energy::Column column, std::size_t first) : column_(column) {
    if (first == 0) return;
    const std::int64_t* const before = view.column(column).offsets;
    offsets_.assign(before, before + first + 1);
    const auto old = view.read<double>(column).first(static_cast<std::size_t>(offsets_.back()));
    places_.assign(old.begin(), old.end());
  }

  /// Adds the next row's; empty if a place is not known.
  void add(std::span<const double> of_row) {
    if (std::all_of(of_row.begin(), of_row.end(), [](double v) { return std::isfinite(v); }))
      places_.insert(places_.end(), of_row.begin(), of_row.end());
    offsets_.push_back(static_cast<std::int64_t>(places_.size()));
  }

  /// Once all rows have been added.
  void assign(const sdk::Host& host) const {
    host.assign_lists(column_, std::span<const std::int64_t>(offsets_), std::span<const double>(places_));
  }

 private:
  ::energy::Column column_;
  std::vector<std::int64_t> offsets_{0};
  std::vector<double> places_;
};

}  // namespace conurb::energy
