// SPDX-License-Identifier: Apache-2.0
// LU factors of a sparse matrix of 2 x 2 blocks in a fixed order: two unknowns a node, such as angle and
// magnitude of a voltage. No rows change places, so one symbolic part serves every matrix on a topology; in
// exchange the caller looks at the pivot and the residual, and has sparse_lu.hpp where they do not do.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/solvers/block_pattern.hpp"

namespace conurb::solvers {

/// Not thread-safe; make one per thread. Allocates when made only.
class BlockLu {
 public:
  explicit BlockLu(std::shared_ptr<const BlockPattern> pattern);

  [[nodiscard]] const BlockPattern& pattern() const { return *pattern_; }

  /// The matrix before factor(), its factors after: block b row-wise at [4 b]. All blocks must be set, and
  /// clear_fill() called, before each factor().
  [[nodiscard]] std::span<double> values() { return values_; }
  void clear_fill();

  /// Factors in place. Returns the smallest |det| / (|a d| + |b c|) of the diagonal blocks as they are
  /// divided by: a measure of cancellation, 1 at best; 0 if the matrix cannot be factored so.
  [[nodiscard]] double factor();

  /// Solves with the factors: `x` holds two numbers a place, the right-hand side and then the unknowns.
  void solve(std::span<double> x) const;

 private:
  std::shared_ptr<const BlockPattern> pattern_;
  std::vector<double> values_;
};

}  // namespace conurb::solvers
