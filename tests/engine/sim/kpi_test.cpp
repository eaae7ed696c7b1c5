// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/kpi.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file

// A plugin that computes nothing and has one figure.
host::PluginCode with_kpi(const std::string& over, const std::string& expression = "sum(level)",
                          const std::string& more = "") {
  return fake<Idle>("meter", R"("tables": {"node": {}}, "columns": {
    "node.level": {"access": "read", "type": "f64", "unit": "m"}}, "kpis": {"figure": {"label": "F", "table": "node",
    "expression": ")" + expression +
                                 R"(", "unit": "m", "better": "lower", "over": ")" + over + "\"" + more +
                                 "}}");
}

// The level of the first row at each step, each of which lasts so many hours.
struct Level {
  double level = 0;
  std::int64_t hours = 1;
};

std::vector<KpiResult> follow(const host::PluginCode& code, const std::vector<Level>& steps,
                              city::City city = city_of_nodes(1)) {
  World world(1);
  std::int64_t end = 0;
  for (const Level& step : steps) end += step.hours;
  const auto branch = branch_of(world, std::move(city), {code}, hours(end));
  KpiMeter meter(*branch);
  std::int64_t sequence = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    branch->act(set_entry(++sequence, branch->time(), "node", "level", {1}, steps[i].level));
    meter.sample(*branch, kHour * steps[i].hours, i + 1 == steps.size());
  }
  return meter.results();
}

double value_of(const std::string& over, const std::vector<Level>& steps, const std::string& more = "") {
  return follow(with_kpi(over, "sum(level)", more), steps).at(0).value;
}

TEST(Kpi, adds_up_over_time_as_it_is_declared) {
  const std::vector<Level> steps{{2, 1}, {5, 2}, {1, 1}};
  EXPECT_DOUBLE_EQ(value_of("sum_dt", steps), 13 * 3600.0);
  EXPECT_DOUBLE_EQ(value_of("mean", steps), 13 / 4.0);
  EXPECT_DOUBLE_EQ(value_of("max", steps), 5);
  EXPECT_DOUBLE_EQ(value_of("max", {{-3, 1}, {-2, 1}}), -2);
  EXPECT_DOUBLE_EQ(value_of("min", steps), 1);
  EXPECT_DOUBLE_EQ(value_of("min", {{-3, 1}, {2, 1}}), -3);
  EXPECT_DOUBLE_EQ(value_of("min", {{3, 1}, {4, 1}}), 3);
  EXPECT_DOUBLE_EQ(value_of("peak_to_valley", steps), 4);
  EXPECT_DOUBLE_EQ(value_of("peak_to_valley", {{7, 1}}), 0);
  EXPECT_DOUBLE_EQ(value_of("last", steps), 1);
  EXPECT_DOUBLE_EQ(value_of("hours_above", steps, R"(, "threshold": 1.5)"), 3);
  EXPECT_DOUBLE_EQ(value_of("hours_above", steps, R"(, "threshold": 5)"), 0);
}

TEST(Kpi, the_95th_percentile_lies_between_order_statistics) {
  std::vector<Level> steps;
  for (int i = 20; i >= 0; --i) steps.push_back({static_cast<double>(i), 1});
  EXPECT_DOUBLE_EQ(value_of("p95", steps), 19.0);
  EXPECT_DOUBLE_EQ(value_of("p95", {{3, 1}}), 3.0);
  EXPECT_DOUBLE_EQ(value_of("p95", {{0, 1}, {1, 1}}), 0.95);
}

TEST(Kpi, tells_range_and_number_of_rows) {
  const KpiResult result = follow(with_kpi("mean"), {{2, 1}}, city_of_nodes(5)).at(0);
  EXPECT_EQ(result.id, "meter.figure");
  EXPECT_EQ(result.group, "");
  EXPECT_EQ(result.low, result.value);
  EXPECT_EQ(result.high, result.value);
  EXPECT_EQ(result.n, 5);
}

TEST(Kpi, groups_are_followed_each_on_its_own_and_rows_without_one_are_unknown) {
  city::City city = city_of_nodes(4);
  for (const std::int64_t row : {0, 1}) set_cell(city, "node", "label", row, std::string("wet"));
  set_cell(city, "node", "label", 2, std::string("dry"));
  const host::PluginCode code = with_kpi("mean", "sum(level)", R"(, "group_by": "label")");
  const auto results = follow(code, {{3, 1}, {5, 1}}, std::move(city));
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].group, "dry");
  EXPECT_DOUBLE_EQ(results[0].value, 1);
  EXPECT_EQ(results[0].n, 1);
  EXPECT_EQ(results[1].group, "unknown");
  EXPECT_EQ(results[2].group, "wet");
  EXPECT_DOUBLE_EQ(results[2].value, 5);
  EXPECT_EQ(results[2].n, 2);
}

TEST(Kpi, what_has_no_value_counts_for_nothing_and_is_nan_if_it_never_has_one) {
  for (const char* over : {"sum_dt", "mean", "max", "p95", "last"}) {
    const auto results = follow(with_kpi(over, "mean(level where level > 100)"), {{1, 1}, {2, 1}});
    ASSERT_EQ(results.size(), 1U);
    EXPECT_TRUE(std::isnan(results[0].value)) << over;
    EXPECT_EQ(results[0].n, 0);
  }
  EXPECT_DOUBLE_EQ(follow(with_kpi("mean", "mean(level where level > 1)"), {{1, 5}, {2, 1}}).at(0).value, 2)
      << "the time without a value is no part of the mean";
}

TEST(Kpi, figures_outlive_the_version_of_a_plugin_that_declared_them) {
  World world(1);
  auto branch = branch_of(world, city_of_nodes(2), {with_kpi("mean")}, hours(3));
  KpiMeter meter(*branch);
  branch->advance();
  meter.sample(*branch, kHour, false);
  branch->reload(fake<Idle>("meter", R"("tables": {"node": {}}, "columns": {
    "node.level": {"access": "read", "type": "f64", "unit": "m"}})",
                            "second"));
  branch->advance();
  meter.sample(*branch, kHour, true);
  const auto results = meter.results();
  branch.reset();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].kpi->label, "F");
  EXPECT_DOUBLE_EQ(results[0].value, 2);
}

TEST(Kpi, an_expression_that_cannot_be_read_is_told_with_plugin_and_figure) {
  World world(1);
  const auto branch = branch_of(world, city_of_nodes(1), {with_kpi("mean", "sum(level")});
  try {
    const KpiMeter meter(*branch);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("org.test.meter, KPI 'figure'"));
  }
}

}  // namespace
}  // namespace conurb::sim
