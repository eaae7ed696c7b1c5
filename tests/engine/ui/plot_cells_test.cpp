// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/plot_cells.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace conurb::ui {
namespace {

using room::Joining;
using ::testing::ElementsAre;
using ::testing::SizeIs;

PlotCells cells(std::vector<double> values, std::vector<std::string> words = {}) {
  return {"base", 0, false, std::move(values), {}, std::move(words)};
}

TEST(PlotCells, bars_join_the_rows_of_a_group_and_the_largest_comes_first) {
  const std::vector<PlotCells> one{cells({1, 2, 10, std::nan(""), 5}, {"shop", "home", "home", "shop", ""})};
  const plot::Chart sums = bars_of(one, Joining::sum, "all", "others");
  EXPECT_EQ(sums.kind, plot::Kind::bars);
  EXPECT_THAT(sums.x.labels, ElementsAre("home", "shop"));
  EXPECT_THAT(sums.series.at(0).y, ElementsAre(12, 1));
  EXPECT_THAT(bars_of(one, Joining::mean, "all", "others").series.at(0).y, ElementsAre(6, 1));
}

TEST(PlotCells, without_groups_there_is_one_bar_a_branch) {
  const plot::Chart chart = bars_of({cells({1, 2}), cells({3, 4})}, Joining::sum, "all", "others");
  EXPECT_THAT(chart.x.labels, ElementsAre("all"));
  EXPECT_THAT(chart.series, SizeIs(2));
  EXPECT_THAT(chart.series.at(1).y, ElementsAre(7));
}

TEST(PlotCells, a_group_that_one_branch_lacks_has_no_bar_there) {
  const plot::Chart chart = bars_of({cells({1}, {"a"}), cells({2}, {"b"})}, Joining::sum, "all", "others");
  EXPECT_THAT(chart.x.labels, ElementsAre("a", "b"));
  EXPECT_TRUE(std::isnan(chart.series.at(0).y.at(1)));
  EXPECT_TRUE(std::isnan(chart.series.at(1).y.at(0)));
}

TEST(PlotCells, many_groups_lie_and_the_smallest_are_one) {
  std::vector<double> values;
  std::vector<std::string> words;
  for (int i = 1; i <= 20; ++i) {
    values.push_back(i);
    words.push_back(fmt::format("g{}", i));
  }
  const plot::Chart chart = bars_of({cells(values, words)}, Joining::sum, "all", "others");
  EXPECT_EQ(chart.kind, plot::Kind::rows);
  EXPECT_THAT(chart.x.labels, SizeIs(kMostGroups));
  EXPECT_EQ(chart.x.labels.back(), "others");
  EXPECT_EQ(chart.series.at(0).y.back(), 45) << "1 to 9";
}

TEST(PlotCells, nothing_at_all_is_an_empty_chart) {
  EXPECT_FALSE(plot::has_values(bars_of({}, Joining::sum, "all", "others")));
  EXPECT_FALSE(plot::has_values(bars_of({cells({})}, Joining::sum, "all", "others")));
  EXPECT_FALSE(plot::has_values(scatter_of({})));
}

TEST(PlotCells, points_are_those_that_have_both_values_and_no_more_than_can_be_told_apart) {
  PlotCells each = cells({1, std::nan(""), 3});
  each.across = {10, 20, std::nan("")};
  EXPECT_THAT(scatter_of({each}).series.at(0).x, ElementsAre(10));
  each.values.assign(100'000, 1);
  each.across.assign(100'000, 2);
  EXPECT_THAT(scatter_of({each}).series.at(0).x, SizeIs(::testing::Le(kMostPoints)));
}

}  // namespace
}  // namespace conurb::ui
