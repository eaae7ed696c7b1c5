// SPDX-License-Identifier: Apache-2.0
// L D Lt factorisation of a sparse symmetric matrix, in two parts: what follows from the pattern alone
// (ordering, elimination tree, places of the factor's entries), computed once and shared, and the numbers.
// Up-looking, after T. A. Davis, Direct Methods for Sparse Linear Systems, SIAM 2006, chapter 4; ordered by
// minimum degree (Tinney and Walker, Proc. IEEE 55 (1967), scheme 2), ties broken by index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace probe_newton {

/// Pattern of a symmetric matrix of n rows, and of its factor. Immutable; any thread.
class SparseLdl {
 public:
  /// `edges` are the places (i, j), i != j, of entries off the diagonal, each pair once in either direction;
  /// the diagonal is always there. Indices in [0, n).
  SparseLdl(std::int32_t n, std::span<const std::pair<std::int32_t, std::int32_t>> edges);

  /// The numbers of one factorisation.
  struct Factor {
    std::vector<double> lower;     // entries of L below the diagonal, row by row
    std::vector<double> diagonal;  // D
  };

  /// Factors the matrix with these diagonal entries and these entries at the edges (in the order of the
  /// constructor). Returns false for a zero pivot. Work grows with the factor's entries; allocates only what
  /// `factor` lacks.
  [[nodiscard]] bool factor(std::span<const double> diagonal, std::span<const double> off_diagonal,
                            Factor& factor) const;
  /// Replaces the right-hand side by the solution.
  void solve(const Factor& factor, std::span<double> x) const;

  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(order_.size()); }
  /// Entries of L below the diagonal.
  [[nodiscard]] std::size_t factor_entries() const { return columns_.size(); }
  [[nodiscard]] std::size_t bytes() const;

 private:
  void order_by_degree(std::span<const std::pair<std::int32_t, std::int32_t>> edges);
  void place_entries(std::span<const std::pair<std::int32_t, std::int32_t>> edges);
  void analyse();

  std::vector<std::int32_t> order_;  // order_[k] = row eliminated k-th
  std::vector<std::int32_t> rank_;   // inverse
  std::vector<std::size_t>
      first_;  // matrix rows below the diagonal, permuted: entries first_[k] .. first_[k + 1]
  std::vector<std::int32_t> column_;  // their columns
  std::vector<std::size_t> source_;   // and the edge each comes from
  std::vector<std::size_t> row_;      // rows of L: entries row_[k] .. row_[k + 1], columns ascending
  std::vector<std::int32_t> columns_;
  std::vector<std::size_t> below_;        // columns of L: entries below_[k] .. below_[k + 1] of below_entry_
  std::vector<std::size_t> below_entry_;  // the entry's place in the rows' order
  std::vector<std::int32_t> below_row_;
};

}  // namespace probe_newton
