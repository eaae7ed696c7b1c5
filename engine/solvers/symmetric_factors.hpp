// SPDX-License-Identifier: Apache-2.0
// Factors L D Lᵀ of sparse symmetric matrices, of one or of eight at once (lanes.hpp), in the places of the
// values that they are made of. No rows change places: for matrices that are positive definite, as those of
// networks are, or whose pivots are known not to vanish.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/solvers/index.hpp"
#include "engine/solvers/symmetric_pattern.hpp"

namespace conurb::solvers {

/// The second half of a solution: D and Lᵀ.
template <typename Number>
void solve_upper(const SymmetricPattern& pattern, std::span<const Number> diagonal,
                 std::span<const Number> values, std::span<Number> x) {
  const std::int32_t* const start = pattern.start().data();
  const std::int32_t* const column = pattern.column().data();
  for (std::int32_t i = pattern.rows() - 1; i >= 0; --i) {
    Number sum = x[at(i)] * diagonal[at(i)];
    for (std::int32_t p = start[i]; p < start[i + 1]; ++p) sum -= values[at(p)] * x[at(column[p])];
    x[at(i)] = sum;
  }
}

/// Turns a matrix into its factors and `x`, the right-hand side, into the unknowns; all by place. `diagonal`
/// has a number for each row, then that of D^-1; `values` one for each value of the pattern, zero where the
/// matrix has none, then that of L. Nothing is allocated. A pivot of zero gives numbers that are none.
template <typename Number>
void factor_and_solve(const SymmetricPattern& pattern, std::span<Number> diagonal, std::span<Number> values,
                      std::span<Number> x) {
  const std::int32_t rows = pattern.rows();
  const std::int32_t* const start = pattern.start().data();
  const std::int32_t* const column = pattern.column().data();
  const std::int32_t* update = pattern.updates().data();
  for (std::int32_t i = 0; i < rows; ++i) {
    const Number inverse = 1.0 / diagonal[at(i)];
    const Number own = x[at(i)];
    const std::int32_t end = start[i + 1];
    for (std::int32_t p = start[i]; p < end; ++p) {
      const Number above = values[at(p)];
      const Number factor = above * inverse;
      diagonal[at(-1 - *update++)] -= factor * above;
      for (std::int32_t q = p + 1; q < end; ++q) values[at(*update++)] -= factor * values[at(q)];
      x[at(column[p])] -= factor * own;
    }
    for (std::int32_t p = start[i]; p < end; ++p) values[at(p)] = values[at(p)] * inverse;
    diagonal[at(i)] = inverse;
  }
  solve_upper<Number>(pattern, diagonal, values, x);
}

/// Solves for another right-hand side with the factors that factor_and_solve() left.
template <typename Number>
void solve_factored(const SymmetricPattern& pattern, std::span<const Number> diagonal,
                    std::span<const Number> values, std::span<Number> x) {
  const std::int32_t* const start = pattern.start().data();
  const std::int32_t* const column = pattern.column().data();
  for (std::int32_t i = 0; i < pattern.rows(); ++i) {
    const Number own = x[at(i)];
    for (std::int32_t p = start[i]; p < start[i + 1]; ++p) x[at(column[p])] -= values[at(p)] * own;
  }
  solve_upper<Number>(pattern, diagonal, values, x);
}

}  // namespace conurb::solvers
