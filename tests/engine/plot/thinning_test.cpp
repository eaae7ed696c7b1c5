// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/thinning.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace conurb::plot {
namespace {

constexpr double kNothingHere = std::numeric_limits<double>::quiet_NaN();

std::vector<double> counted(std::size_t n) {
  std::vector<double> x(n);
  std::iota(x.begin(), x.end(), 0.0);
  return x;
}

TEST(Thinning, KeepsEveryPeakOfALongSeries) {
  const std::vector<double> x = counted(100'000);
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::sin(x[i] * 0.001);
  y[31'415] = 9;
  y[59'265] = -7;
  const auto runs = thinned(x, y, {0, 99'999}, 500);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_LE(runs[0].size(), 4U * 501);
  const auto [low, high] = std::minmax_element(runs[0].begin(), runs[0].end(),
                                               [](const Point& a, const Point& b) { return a.y < b.y; });
  EXPECT_EQ(high->x, 31'415);
  EXPECT_EQ(high->y, 9);
  EXPECT_EQ(low->x, 59'265);
  EXPECT_EQ(runs[0].front().x, 0);
  EXPECT_EQ(runs[0].back().x, 99'999);
  EXPECT_TRUE(std::is_sorted(runs[0].begin(), runs[0].end(),
                             [](const Point& a, const Point& b) { return a.x < b.x; }));
}

TEST(Thinning, LeavesAShortSeriesAsItIs) {
  const std::vector<double> x = counted(10);
  const auto runs = thinned(x, x, {0, 9}, 100);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].size(), 10U);
}

TEST(Thinning, BreaksAtGaps) {
  const std::vector<double> x = counted(7);
  const std::vector<double> y{1, kNothingHere, 3, 4, std::numeric_limits<double>::infinity(), kNothingHere,
                              7};
  const auto runs = thinned(x, y, {0, 6}, 100);
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(runs[0].size(), 1U);
  EXPECT_EQ(runs[1].size(), 2U);
  EXPECT_EQ(runs[2].size(), 1U);
}

TEST(Thinning, EndsLinesOnTheWindowsBorders) {
  const std::vector<double> x{0, 10, 20}, y{0, 100, 0};
  const auto runs = thinned(x, y, {5, 12}, 100);
  ASSERT_EQ(runs.size(), 1U);
  ASSERT_EQ(runs[0].size(), 3U);
  EXPECT_EQ(runs[0][0].x, 5);
  EXPECT_EQ(runs[0][0].y, 50);
  EXPECT_EQ(runs[0][2].x, 12);
  EXPECT_EQ(runs[0][2].y, 80);
  const auto between = thinned(x, y, {2, 3}, 100);
  ASSERT_EQ(between.size(), 1U) << "a window between two points";
  EXPECT_EQ(between[0].size(), 2U);
  EXPECT_TRUE(thinned(x, y, {30, 40}, 100).empty());
}

TEST(Thinning, BearsAnything) {
  EXPECT_TRUE(thinned({}, {}, {0, 1}, 10).empty());
  EXPECT_EQ(thinned(std::vector<double>{5}, std::vector<double>{1}, {5, 5}, 10).size(), 1U);
  EXPECT_TRUE(
      thinned(std::vector<double>{5}, std::vector<double>{1}, {kNothingHere, kNothingHere}, 10).empty());
  EXPECT_EQ(thinned(std::vector<double>{5, 6, 7}, std::vector<double>{1}, {0, 10}, 10)[0].size(), 1U)
      << "more x than y";
}

TEST(Envelopes, CoverAllValuesOfEachColumn) {
  const std::vector<double> x = counted(1000);
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = i % 2 == 0 ? 3 : -1;
  const auto covered = envelopes(x, y, y, {0, 999}, 10);
  ASSERT_EQ(covered.size(), 1U);
  ASSERT_EQ(covered[0].mean.size(), 10U) << "the last x belongs to the last column";
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(covered[0].upper[i].y, 3);
    EXPECT_EQ(covered[0].lower[i].y, -1);
    EXPECT_NEAR(covered[0].mean[i].y, 1, 0.05);
  }
  y[500] = kNothingHere;
  EXPECT_EQ(envelopes(x, y, y, {0, 999}, 10).size(), 2U);
}

}  // namespace
}  // namespace conurb::plot
