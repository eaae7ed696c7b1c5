// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/symmetric_pattern.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "engine/solvers/block_pattern.hpp"
#include "engine/solvers/index.hpp"

namespace conurb::solvers {

SymmetricPattern::SymmetricPattern(std::int32_t rows, std::span<const Edge> edges) {
  const BlockPattern blocks(rows, edges);
  row_at_.assign(blocks.row_at().begin(), blocks.row_at().end());
  place_of_.assign(blocks.place_of().begin(), blocks.place_of().end());
  start_.push_back(0);
  for (std::int32_t i = 0; i < rows; ++i) {
    const auto columns = blocks.column();
    column_.insert(column_.end(), columns.begin() + blocks.diagonal()[at(i)] + 1,
                   columns.begin() + blocks.start()[at(i) + 1]);
    start_.push_back(static_cast<std::int32_t>(column_.size()));
  }
  for (std::int32_t i = 0; i < rows; ++i)
    for (std::int32_t p = start_[at(i)]; p < start_[at(i) + 1]; ++p) {
      updates_.push_back(-1 - column_[at(p)]);
      for (std::int32_t q = p + 1; q < start_[at(i) + 1]; ++q)
        updates_.push_back(value(column_[at(p)], column_[at(q)]));
      if (updates_.size() > at(std::numeric_limits<std::int32_t>::max()))
        throw std::length_error("the factors of this matrix would be too large");
    }
}

std::int32_t SymmetricPattern::value(std::int32_t place, std::int32_t other) const {
  const auto [low, high] = std::minmax(place, other);
  const auto first = column_.begin() + start_[at(low)];
  const auto last = column_.begin() + start_[at(low) + 1];
  const auto found = std::lower_bound(first, last, high);
  return found != last && *found == high ? static_cast<std::int32_t>(found - column_.begin()) : -1;
}

}  // namespace conurb::solvers
