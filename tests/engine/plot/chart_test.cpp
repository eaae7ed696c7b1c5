// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

namespace conurb::plot {
namespace {

using testing::Each;
using testing::ElementsAre;

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(DurationCurve, FallsFromTheHighestToTheLowestOverAllTheTime) {
  const std::vector<double> values{3, kNothing, 9, 1, kInfinity, 5};
  const Chart chart = duration_curve("t", {.unit = "W"}, std::vector<Sample>{{"A", 0, values}});
  ASSERT_EQ(chart.series.size(), 1U);
  EXPECT_THAT(chart.series[0].y, ElementsAre(9, 5, 3, 1));
  EXPECT_EQ(chart.series[0].x.front(), 0);
  EXPECT_EQ(chart.series[0].x.back(), 100);
  EXPECT_EQ(chart.x.unit, "%");
}

TEST(DurationCurve, OneValueLastsAllTheTime) {
  const std::vector<double> values{7};
  const Chart chart = duration_curve("t", {}, std::vector<Sample>{{"A", 0, values}, {"B", 1, {}}});
  EXPECT_THAT(chart.series[0].x, ElementsAre(0, 100));
  EXPECT_THAT(chart.series[0].y, ElementsAre(7, 7));
  EXPECT_TRUE(chart.series[1].y.empty());
}

TEST(Histogram, CountsEveryValueOnceInBinsThatAllShare) {
  const std::vector<double> a{0, 1, 1.5, 9.9, 10, kNothing}, b{4, 4, -kInfinity};
  const Chart chart =
      histogram("t", {.unit = "m"}, "Buildings", std::vector<Sample>{{"A", 0, a}, {"B", 1, b}}, 6);
  EXPECT_THAT(chart.series[0].x, ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_EQ(chart.series[0].x, chart.series[1].x);
  EXPECT_THAT(chart.series[0].y, ElementsAre(3, 0, 0, 0, 2)) << "the last bin holds its upper edge";
  EXPECT_THAT(chart.series[1].y, ElementsAre(0, 0, 2, 0, 0)) << "a value on an edge counts above it";
}

TEST(Histogram, HasRoundBinsForAnyRange) {
  for (double size = 1e-9; size < 1e12; size *= 7) {
    for (const double shift : {0.0, -0.5, 3.0, 1000.0}) {
      std::vector<double> values;
      for (int i = 0; i <= 100; ++i) values.push_back(size * (i / 100.0 + shift));
      const Chart chart = histogram("t", {}, "n", std::vector<Sample>{{"A", 0, values}}, 20);
      const Series& series = chart.series[0];
      EXPECT_EQ(std::accumulate(series.y.begin(), series.y.end(), 0.0), 101) << size << ' ' << shift;
      EXPECT_LE(series.y.size(), 20U) << size << ' ' << shift;
      EXPECT_GE(series.y.size(), 5U) << size << ' ' << shift;
    }
  }
}

TEST(Histogram, EqualValuesAreOneBinAndNoneAreNoBins) {
  const std::vector<double> same{21, 21, 21};
  const Chart chart = histogram("t", {}, "n", std::vector<Sample>{{"A", 0, same}});
  EXPECT_THAT(chart.series[0].y, ElementsAre(3));
  EXPECT_LE(chart.series[0].x[0], 21);
  EXPECT_GE(chart.series[0].x[1], 21);
  EXPECT_FALSE(has_values(histogram("t", {}, "n", std::vector<Sample>{{"A", 0, {}}})));
}

}  // namespace
}  // namespace conurb::plot
