// SPDX-License-Identifier: Apache-2.0
// What can be known of the factors L D Lᵀ of a sparse symmetric matrix before its values are: the order of
// elimination, where fill arises, and which values each step of the elimination changes. Made once per
// topology, shared by all who solve on it; immutable, so any thread may read it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/graph.hpp"

namespace conurb::solvers {

/// Rows are numbered by elimination ("places"); who stores his unknowns by place needs no indirection.
class SymmetricPattern {
 public:
  /// A diagonal for all `rows`, and one value for every edge between two of them; an edge may be there twice.
  /// The order is that of approximate minimum degree (block_pattern.hpp). Throws std::out_of_range for an end
  /// that is no row, std::length_error beyond 2^31 updates.
  SymmetricPattern(std::int32_t rows, std::span<const Edge> edges);

  [[nodiscard]] std::int32_t rows() const { return static_cast<std::int32_t>(row_at_.size()); }
  /// Row of each place, and the place of each row.
  [[nodiscard]] std::span<const std::int32_t> row_at() const { return row_at_; }
  [[nodiscard]] std::span<const std::int32_t> place_of() const { return place_of_; }

  /// Values beside the diagonal, fill included: those of place i, with the places after it, ascending, are
  /// start()[i] up to start()[i + 1].
  [[nodiscard]] std::size_t values() const { return column_.size(); }
  [[nodiscard]] std::span<const std::int32_t> start() const { return start_; }
  [[nodiscard]] std::span<const std::int32_t> column() const { return column_; }
  /// Number of the value between two places, in any order; -1 where there is none.
  [[nodiscard]] std::int32_t value(std::int32_t place, std::int32_t other) const;

  /// For each place, for each pair of its values (first not after second): the value that loses their
  /// product over the place's diagonal; a pair of the same is a diagonal: -1 - its place.
  [[nodiscard]] std::span<const std::int32_t> updates() const { return updates_; }

 private:
  std::vector<std::int32_t> row_at_, place_of_;
  std::vector<std::int32_t> start_, column_;
  std::vector<std::int32_t> updates_;
};

}  // namespace conurb::solvers
