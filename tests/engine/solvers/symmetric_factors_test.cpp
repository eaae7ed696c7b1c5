// SPDX-License-Identifier: Apache-2.0
// Factors L D Lᵀ against KLU's, which know nothing of symmetry, and eight at once against one by one.
#include "engine/solvers/symmetric_factors.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "engine/solvers/lanes.hpp"
#include "engine/solvers/sparse_lu.hpp"

namespace conurb::solvers {
namespace {

/// Mains of a town: a tree with some loops.
std::vector<Edge> mains(std::int32_t nodes) {
  std::mt19937 random(7);
  std::vector<Edge> edges;
  for (std::int32_t i = 1; i < nodes; ++i)
    edges.push_back({static_cast<std::int32_t>(random() % static_cast<unsigned>(i)), i});
  for (std::int32_t i = 0; i < nodes / 4; ++i) {
    const auto a = static_cast<std::int32_t>(random() % static_cast<unsigned>(nodes));
    const auto b = static_cast<std::int32_t>(random() % static_cast<unsigned>(nodes));
    if (a != b) edges.push_back({a, b});
  }
  return edges;
}

/// Conductances between nodes and one to the ground: a matrix as networks have it, by place.
struct Conductances {
  std::vector<double> diagonal, values;
  ColumnMatrix columns;
};
Conductances conductances(const SymmetricPattern& pattern, const std::vector<Edge>& edges, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> exponent(-4, 2);
  Conductances made;
  made.diagonal.assign(at(pattern.rows()), 0);
  made.values.assign(pattern.values(), 0);
  for (const Edge& edge : edges) {
    const double p = std::pow(10, exponent(random));
    const std::int32_t a = pattern.place_of()[at(edge.from)], b = pattern.place_of()[at(edge.to)];
    made.diagonal[at(a)] += p, made.diagonal[at(b)] += p;
    made.values[at(pattern.value(a, b))] -= p;
  }
  made.diagonal[0] += 1;
  made.columns.start.push_back(0);
  for (std::int32_t column = 0; column < pattern.rows(); ++column) {
    for (std::int32_t row = 0; row < pattern.rows(); ++row) {
      const std::int32_t value = row == column ? -1 : pattern.value(row, column);
      if (row != column && value < 0) continue;
      made.columns.row.push_back(row);
      made.columns.value.push_back(row == column ? made.diagonal[at(row)] : made.values[at(value)]);
    }
    made.columns.start.push_back(static_cast<std::int32_t>(made.columns.row.size()));
  }
  return made;
}

std::vector<double> right_hand_side(std::int32_t rows, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> number(-1, 1);
  std::vector<double> x(at(rows));
  for (double& one : x) one = number(random);
  return x;
}

TEST(SymmetricFactors, SolveAsKluDoes) {
  const std::vector<Edge> edges = mains(300);
  const SymmetricPattern pattern(300, edges);
  Conductances matrix = conductances(pattern, edges, 1);
  for (unsigned seed = 2; seed < 5; ++seed) {
    std::vector<double> expected = right_hand_side(300, seed), x = expected, again = expected;
    SparseLu lu(matrix.columns);
    ASSERT_TRUE(lu.factor(matrix.columns));
    lu.solve(expected);
    std::vector<double> diagonal = matrix.diagonal, values = matrix.values;
    factor_and_solve<double>(pattern, diagonal, values, x);
    solve_factored<double>(pattern, diagonal, values, again);
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_NEAR(x[i], expected[i], 1e-8 * (1 + std::fabs(expected[i])));
      ASSERT_NEAR(again[i], x[i], 1e-12 * (1 + std::fabs(x[i])));
    }
  }
}

TEST(SymmetricFactors, EightAtOnceGiveTheBitsOfEachAlone) {
  const std::vector<Edge> edges = mains(120);
  const SymmetricPattern pattern(120, edges);
  std::vector<Lanes> diagonal(120), values(pattern.values()), x(120);
  std::vector<std::vector<double>> alone;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    Conductances matrix = conductances(pattern, edges, static_cast<unsigned>(10 + lane));
    std::vector<double> own = right_hand_side(120, static_cast<unsigned>(30 + lane));
    for (std::size_t i = 0; i < own.size(); ++i) diagonal[i][lane] = matrix.diagonal[i], x[i][lane] = own[i];
    for (std::size_t i = 0; i < values.size(); ++i) values[i][lane] = matrix.values[i];
    factor_and_solve<double>(pattern, matrix.diagonal, matrix.values, own);
    alone.push_back(own);
  }
  factor_and_solve<Lanes>(pattern, diagonal, values, x);
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_EQ(x[i][lane], alone[lane][i]) << lane << " " << i;
}

TEST(SymmetricFactors, NothingIsSolvedAtOnce) {
  const SymmetricPattern pattern(0, {});
  factor_and_solve<double>(pattern, {}, {}, {});
  EXPECT_EQ(pattern.rows(), 0);
}

}  // namespace
}  // namespace conurb::solvers
