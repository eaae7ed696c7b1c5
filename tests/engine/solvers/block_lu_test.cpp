// SPDX-License-Identifier: Apache-2.0
// Factors of blocks and KLU's are each other's check: two methods, one matrix.
#include "engine/solvers/block_lu.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "engine/solvers/index.hpp"
#include "engine/solvers/sparse_lu.hpp"

namespace conurb::solvers {
namespace {

/// A street net: a grid of `width` x `width` with every third edge gone, and parallel ones.
std::vector<Edge> streets(std::int32_t width) {
  std::vector<Edge> edges;
  for (std::int32_t i = 0; i < width * width; ++i) {
    if (i % width + 1 < width && i % 3 != 0) edges.push_back({i, i + 1});
    if (i + width < width * width) edges.push_back({i + width, i});
    if (i % 7 == 0 && i + width < width * width) edges.push_back({i, i + width});
  }
  return edges;
}

/// Random blocks where the pattern has one from an edge, by (place, column): heavy on the diagonal.
struct Matrix {
  std::vector<double> values;
  ColumnMatrix columns;  ///< the same, as single numbers
};
Matrix random_matrix(const BlockPattern& pattern, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> number(-1, 1);
  Matrix matrix;
  matrix.values.assign(4 * pattern.blocks(), 0.0);
  std::vector<std::uint8_t> is_fill(pattern.blocks(), 0);
  for (const std::int32_t block : pattern.fill()) is_fill[at(block)] = 1;
  const std::size_t n = at(pattern.rows());
  std::vector<std::vector<std::pair<std::int32_t, double>>> columns(2 * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::int32_t b = pattern.start()[i]; b < pattern.start()[i + 1]; ++b) {
      if (is_fill[at(b)] != 0) continue;
      const std::size_t j = at(pattern.column()[at(b)]);
      for (std::size_t e = 0; e < 4; ++e) {
        const double value = number(random) + (i == j && e % 3 == 0 ? 6.0 : 0.0);
        matrix.values[4 * at(b) + e] = value;
        columns[2 * j + e % 2].emplace_back(static_cast<std::int32_t>(2 * i + e / 2), value);
      }
    }
  }
  matrix.columns.start.push_back(0);
  for (auto& column : columns) {
    std::sort(column.begin(), column.end());
    for (const auto& [row, value] : column) {
      matrix.columns.row.push_back(row);
      matrix.columns.value.push_back(value);
    }
    matrix.columns.start.push_back(static_cast<std::int32_t>(matrix.columns.row.size()));
  }
  return matrix;
}

std::vector<double> right_side(std::int32_t rows) {
  std::vector<double> x;
  for (std::int32_t i = 0; i < 2 * rows; ++i) x.push_back(std::sin(i));
  return x;
}

TEST(BlockPattern, HasAPlaceForEveryRowAndABlockForEveryEdge) {
  const std::vector<Edge> edges = streets(9);
  const BlockPattern pattern(81, edges);
  std::vector<std::int32_t> rows(pattern.row_at().begin(), pattern.row_at().end());
  std::sort(rows.begin(), rows.end());
  for (std::int32_t i = 0; i < 81; ++i) {
    EXPECT_EQ(rows[at(i)], i);
    EXPECT_EQ(pattern.row_at()[at(pattern.place_of()[at(i)])], i);
    EXPECT_EQ(pattern.block(i, i), pattern.diagonal()[at(i)]);
  }
  for (const Edge& edge : edges) {
    EXPECT_GE(pattern.block(pattern.place_of()[at(edge.from)], pattern.place_of()[at(edge.to)]), 0);
    EXPECT_GE(pattern.block(pattern.place_of()[at(edge.to)], pattern.place_of()[at(edge.from)]), 0);
  }
}

TEST(BlockPattern, FillsNothingInATree) {
  std::vector<Edge> edges;
  for (std::int32_t i = 1; i < 300; ++i) edges.push_back({i, i / 3});
  const BlockPattern pattern(300, edges);
  EXPECT_TRUE(pattern.fill().empty());
  EXPECT_EQ(pattern.blocks(), 300U + 2 * 299U);
}

TEST(BlockPattern, TakesNoRowsAndRowsWithoutEdges) {
  EXPECT_EQ(BlockPattern(0, {}).blocks(), 0U);
  EXPECT_EQ(BlockPattern(3, {}).blocks(), 3U);
  EXPECT_THROW(BlockPattern(3, std::vector<Edge>{{0, 3}}), std::out_of_range);
}

/// 1e-12: the matrices are well conditioned; two orders of elimination round differently.
TEST(BlockLu, SolvesAsKluDoes) {
  for (const std::int32_t width : {1, 2, 5, 20}) {
    const std::int32_t rows = width * width;
    const auto pattern = std::make_shared<const BlockPattern>(rows, streets(width));
    const Matrix matrix = random_matrix(*pattern, 3);
    BlockLu lu(pattern);
    std::copy(matrix.values.begin(), matrix.values.end(), lu.values().begin());
    EXPECT_GT(lu.factor(), 0.1);
    std::vector<double> x = right_side(rows), expected = x;
    lu.solve(x);
    SparseLu klu(matrix.columns);
    ASSERT_TRUE(klu.factor(matrix.columns));
    klu.solve(expected);
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(x[i], expected[i], 1e-12) << "unknown " << i;
  }
}

TEST(BlockLu, GivesTheSameBitsAgainAfterOtherValues) {
  const auto pattern = std::make_shared<const BlockPattern>(100, streets(10));
  const Matrix one = random_matrix(*pattern, 1), other = random_matrix(*pattern, 2);
  BlockLu lu(pattern);
  const auto solved = [&](const Matrix& matrix) {
    std::copy(matrix.values.begin(), matrix.values.end(), lu.values().begin());
    for (const std::int32_t block : pattern->fill())
      lu.values()[4 * at(block)] = 1e3;  // what factors leave there
    lu.clear_fill();
    EXPECT_GT(lu.factor(), 0.0);
    std::vector<double> x = right_side(100);
    lu.solve(x);
    return x;
  };
  const std::vector<double> first = solved(one);
  EXPECT_NE(solved(other), first);
  EXPECT_EQ(solved(one), first);
}

TEST(BlockLu, TellsAMatrixThatCannotBeFactoredSo) {
  const auto pattern = std::make_shared<const BlockPattern>(2, std::vector<Edge>{{0, 1}});
  BlockLu lu(pattern);
  for (double& value : lu.values()) value = 1;
  EXPECT_EQ(lu.factor(), 0.0);
  for (double& value : lu.values()) value = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(lu.factor(), 0.0);
}

TEST(SparseLu, RefactorsWithTheRowsChosenBeforeAndTellsASingularMatrix) {
  // Needs its rows changed: nothing on the diagonal.
  ColumnMatrix matrix{{0, 1, 2}, {1, 0}, {2.0, 4.0}};
  SparseLu lu(matrix);
  ASSERT_TRUE(lu.factor(matrix));
  matrix.value = {4.0, 8.0};
  ASSERT_TRUE(lu.refactor(matrix));
  std::vector<double> x = {8.0, 4.0};
  lu.solve(x);
  EXPECT_EQ(x, (std::vector<double>{1.0, 1.0}));
  matrix.value = {0.0, 8.0};
  EXPECT_FALSE(lu.factor(matrix));
}

TEST(SparseLu, RefusesAPatternThatIsNotInOrder) {
  EXPECT_THROW(SparseLu(ColumnMatrix{{0, 2, 2}, {5, 0}, {1.0, 1.0}}), std::invalid_argument);
}

}  // namespace
}  // namespace conurb::solvers
