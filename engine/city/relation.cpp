// SPDX-License-Identifier: Apache-2.0
#include "engine/city/relation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::city {

namespace {

void require(std::size_t found, std::int64_t needed, std::string_view what) {
  if (found >= static_cast<std::size_t>(needed)) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} of {} elements for a relation that needs {}", what, found, needed));
}

}  // namespace

Relation::Relation(std::int64_t to_rows, std::vector<std::int64_t> offsets, std::vector<std::int32_t> columns,
                   std::vector<double> weights)
    : to_rows_(to_rows),
      offsets_(std::move(offsets)),
      columns_(std::move(columns)),
      weights_(std::move(weights)) {
  const bool fits =
      !offsets_.empty() && offsets_.front() == 0 && std::is_sorted(offsets_.begin(), offsets_.end()) &&
      static_cast<std::size_t>(offsets_.back()) == columns_.size() && columns_.size() == weights_.size();
  if (!fits)
    throw Error(ErrorCode::invalid_argument, "offsets, columns and weights of a relation do not fit");
  for (const std::int32_t column : columns_) {
    if (column < 0 || column >= to_rows_) {
      throw Error(ErrorCode::invalid_argument, fmt::format("row {} of {} in a relation", column, to_rows_));
    }
  }
}

Relation Relation::transposed() const {
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(to_rows_) + 1, 0);
  for (const std::int32_t column : columns_) ++offsets[static_cast<std::size_t>(column) + 1];
  for (std::size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
  std::vector<std::int64_t> next(offsets.begin(), offsets.end() - 1);
  std::vector<std::int32_t> columns(columns_.size());
  std::vector<double> weights(weights_.size());
  for (std::size_t from = 0; from + 1 < offsets_.size(); ++from) {
    for (std::int64_t i = offsets_[from]; i < offsets_[from + 1]; ++i) {
      const auto entry = static_cast<std::size_t>(i);
      const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(columns_[entry])]++);
      columns[place] = static_cast<std::int32_t>(from);
      weights[place] = weights_[entry];
    }
  }
  return Relation(from_rows(), std::move(offsets), std::move(columns), std::move(weights));
}

void Relation::scatter(std::span<const double> values, std::span<double> out) const {
  require(values.size(), from_rows(), "values");
  require(out.size(), to_rows_, "results");
  std::fill_n(out.begin(), to_rows_, 0.0);
  for (std::size_t from = 0; from + 1 < offsets_.size(); ++from) {
    for (std::int64_t i = offsets_[from]; i < offsets_[from + 1]; ++i) {
      const auto entry = static_cast<std::size_t>(i);
      out[static_cast<std::size_t>(columns_[entry])] += weights_[entry] * values[from];
    }
  }
}

void Relation::gather(std::span<const double> values, std::span<double> out, double missing) const {
  require(values.size(), to_rows_, "values");
  require(out.size(), from_rows(), "results");
  for (std::size_t from = 0; from + 1 < offsets_.size(); ++from) {
    double sum = offsets_[from] == offsets_[from + 1] ? missing : 0.0;
    for (std::int64_t i = offsets_[from]; i < offsets_[from + 1]; ++i) {
      const auto entry = static_cast<std::size_t>(i);
      sum += weights_[entry] * values[static_cast<std::size_t>(columns_[entry])];
    }
    out[from] = sum;
  }
}

}  // namespace conurb::city
