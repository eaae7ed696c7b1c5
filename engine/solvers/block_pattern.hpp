// SPDX-License-Identifier: Apache-2.0
// What can be known of the factors of a sparse matrix before its values are: the order of elimination, where
// fill arises, and the list of updates. For square matrices whose blocks lie symmetrically (row i has a block
// in column j wherever row j has one in column i), as those of networks do. Made once per topology, shared by
// all who solve on it; immutable, so any thread may read it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/graph.hpp"

namespace conurb::solvers {

/// Rows and columns are numbered by elimination ("places"), not as the caller numbers them ("rows"): who
/// stores his unknowns by place needs no indirection.
class BlockPattern {
 public:
  /// Diagonal blocks for all `rows`, and one block each way for every edge; an edge may be there twice. The
  /// order is that of approximate minimum degree (Amestoy, Davis, Duff, SIAM J. Matrix Anal. Appl. 17, 1996).
  /// Throws std::out_of_range for an end that is no row, std::length_error beyond 2^31 updates.
  BlockPattern(std::int32_t rows, std::span<const Edge> edges);

  [[nodiscard]] std::int32_t rows() const { return static_cast<std::int32_t>(row_at_.size()); }
  /// Row of each place, and the place of each row.
  [[nodiscard]] std::span<const std::int32_t> row_at() const { return row_at_; }
  [[nodiscard]] std::span<const std::int32_t> place_of() const { return place_of_; }

  /// Blocks of the factors, fill included, place by place, columns ascending: those of place i are start()[i]
  /// up to start()[i + 1], the diagonal one is diagonal()[i].
  [[nodiscard]] std::size_t blocks() const { return column_.size(); }
  [[nodiscard]] std::span<const std::int32_t> start() const { return start_; }
  [[nodiscard]] std::span<const std::int32_t> diagonal() const { return diagonal_; }
  [[nodiscard]] std::span<const std::int32_t> column() const { return column_; }
  /// Number of the block at two places; -1 where there is none.
  [[nodiscard]] std::int32_t block(std::int32_t place, std::int32_t column) const;
  /// Blocks that no edge gave: they must be zero before factors are made.
  [[nodiscard]] std::span<const std::int32_t> fill() const { return fill_; }

  /// The updates of an elimination row by row: for place i, for each block p left of its diagonal (columns
  /// ascending, k its column), for each block q of place k right of its diagonal: the block that loses p
  /// times q.
  [[nodiscard]] std::span<const std::int32_t> updates() const { return updates_; }

 private:
  void order(std::int32_t rows, std::span<const Edge> edges);
  void fill_in(std::span<const Edge> edges);
  void list_updates();

  std::vector<std::int32_t> row_at_, place_of_;
  std::vector<std::int32_t> start_, diagonal_, column_;
  std::vector<std::int32_t> fill_, updates_;
};

}  // namespace conurb::solvers
