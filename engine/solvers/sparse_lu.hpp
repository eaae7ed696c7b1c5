// SPDX-License-Identifier: Apache-2.0
// LU factors of a general sparse matrix with rows changing places where that keeps numbers small: KLU (Davis,
// Palamadai Natarajan, ACM TOMS 37(3), 2010, algorithm 907) with an ordering by approximate minimum degree.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace conurb::solvers {

/// A square matrix by columns: those of column j are row[start[j]] … row[start[j + 1] - 1], ascending.
struct ColumnMatrix {
  std::vector<std::int32_t> start, row;
  std::vector<double> value;

  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(start.size()) - 1; }
};

/// Not thread-safe.
class SparseLu {
 public:
  /// The symbolic part, of the pattern alone. Throws std::invalid_argument if the matrix is not square and in
  /// order or its structure has no inverse, std::bad_alloc.
  explicit SparseLu(const ColumnMatrix& matrix);
  ~SparseLu();
  SparseLu(SparseLu&&) noexcept;
  SparseLu& operator=(SparseLu&&) noexcept;

  /// Factors of a matrix of that pattern, rows chosen anew. False if it is singular.
  [[nodiscard]] bool factor(const ColumnMatrix& matrix);
  /// The same with the rows chosen at the last factor(): faster. False if that is not possible.
  [[nodiscard]] bool refactor(const ColumnMatrix& matrix);
  /// `x`: the right-hand side, then the unknowns. After a factor() that succeeded.
  void solve(std::span<double> x);

 private:
  struct Klu;
  std::unique_ptr<Klu> klu_;
};

}  // namespace conurb::solvers
