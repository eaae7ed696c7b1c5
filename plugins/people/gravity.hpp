// SPDX-License-Identifier: Apache-2.0
// Trips between zones: the doubly constrained gravity model of Wilson, "A statistical theory of spatial
// distribution models", Transportation Research 1 (1967) 253-269, with exponential deterrence, balanced as
// Furness does (Traffic Engineering and Control 7 (1965) 458-460).
#pragma once

#include <cstddef>
#include <vector>

#include "plugins/people/town.hpp"

namespace conurb::people {

struct Zones {
  std::vector<double> x, y;  ///< middle, m
  double cell = 0;           ///< side of the squares that zones are, m
  [[nodiscard]] std::size_t size() const { return x.size(); }
};

/// Flows T(i, j) = a(i) b(j) exp(-d(i, j) / length) of which row i adds up to its origins and column j to its
/// destinations, if both add up to the same; the factors are found by turns of rows and columns.
class Gravity {
 public:
  /// `length` > 0, m. Distances are those of the middles; within a zone the mean of two points of a square.
  Gravity(const Zones& zones, double length, ParallelFor parallel);

  /// Balances; the larger of both totals is scaled to the smaller. Returns the largest relative error of a
  /// row that is left: below 1e-6, unless 300 turns did not do.
  double balance(const std::vector<double>& origins, const std::vector<double>& destinations);

  [[nodiscard]] double flow(std::size_t from, std::size_t to) const {
    return a_[from] * b_[to] * deterrence(from, to);
  }
  [[nodiscard]] double deterrence(std::size_t from, std::size_t to) const {
    return deterrence_[from * n_ + to];
  }

 private:
  /// By zone: sum of deterrence times factor of the others.
  [[nodiscard]] std::vector<double> reach(const std::vector<double>& factor) const;

  std::size_t n_;
  ParallelFor parallel_;
  std::vector<double> deterrence_;  // symmetric, so that rows serve as columns
  std::vector<double> a_, b_;
};

}  // namespace conurb::people
