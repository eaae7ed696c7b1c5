// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/recorded_city.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/sim/run.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Writes the hours since the start times the row, and whether they are odd.
void tell_rows(const Host& host, const View& view, Step& step) {
  const auto hour = static_cast<double>(step.t1_us) / static_cast<double>(kHour.us);
  const auto clock = view.write<double>(0U);
  for (std::size_t row = 0; row < clock.size(); ++row) clock[row] = hour * static_cast<double>(row);
  const auto word = view.write<std::int32_t>(1U);
  for (auto& code : word) code = host.code(1U, static_cast<std::int64_t>(hour) % 2 == 1 ? "odd" : "even");
}

host::PluginCode row_clock(const std::string& policy) {
  return fake<Stepper<tell_rows>>("clock", R"("tables": {"node": {}}, "columns": {
    "node.clock": {"access": "write_all", "type": "f64", "unit": "s", "display_unit": "h",
      "description": "Time told", "nullable": true, "recording": )" +
                                               policy + R"(},
    "node.word": {"access": "write_all", "type": "text", "description": "w", "recording": {"every": 1}}})");
}

class RecordedCityTest : public ::testing::Test {
 protected:
  void run_for(const std::string& policy, std::int64_t hours) {
    TwinRig twin(folder_.city(), 3, {row_clock(policy)});
    RunRequest request;
    request.branches = {0};
    request.span = span_of_hours(hours);
    Progress progress(Progress::Callback{});
    (void)run(*twin, request, progress);
  }
  /// The city of the file with results, seen without the plugin.
  const city::Table& at(std::optional<Time> time) {
    store::CityFile file = store::CityFile::open(folder_.city(), store::Mode::read_only);
    city_ = file.load();
    const auto run = latest_run(file, 0);
    EXPECT_TRUE(run.has_value());
    added_ = add_results(file, *run, time, city_);
    return city_.table("node");
  }
  static std::vector<double> values(const city::Table& table, const char* column) {
    const auto all = table.column(column).values<double>();
    return {all.begin(), all.begin() + table.rows()};
  }

  CityFolder folder_;
  city::City city_;
  std::vector<std::string> added_;
};

TEST_F(RecordedCityTest, the_last_record_stands_in_the_tables_with_its_unit) {
  run_for(R"({"every": 1})", 30);
  const city::Table& node = at(std::nullopt);
  EXPECT_THAT(values(node, "clock"), ElementsAre(0, 30, 60));
  EXPECT_EQ(node.column("word").get(1), city::Value("even"));
  EXPECT_THAT(added_, ElementsAre("node.clock", "node.word"));
  const city::ColumnSpec& spec = node.column("clock").spec();
  EXPECT_EQ(spec.unit, "s");
  EXPECT_EQ(spec.display_unit, "h");
  EXPECT_EQ(spec.description, "Time told");
}

TEST_F(RecordedCityTest, a_time_between_records_shows_the_one_before) {
  run_for(R"({"every": 7})", 30);
  EXPECT_THAT(values(at(Time{20 * kHour.us}), "clock"), ElementsAre(0, 14, 28));
  EXPECT_THAT(values(at(Time{21 * kHour.us}), "clock"), ElementsAre(0, 21, 42));
  const city::Table& early = at(Time{5 * kHour.us});
  EXPECT_FALSE(early.find("clock").has_value());
  EXPECT_EQ(early.column("word").get(0), city::Value("odd"));
}

TEST_F(RecordedCityTest, what_was_recorded_only_as_the_run_ended_is_of_the_whole_run) {
  run_for(R"("last")", 30);
  EXPECT_THAT(values(at(Time{2 * kHour.us}), "clock"), ElementsAre(0, 30, 60));
}

TEST_F(RecordedCityTest, days_and_peaks_are_described_by_what_they_were_made_of) {
  run_for(R"("day_and_peak")", 24);
  const city::Table& node = at(std::nullopt);
  EXPECT_THAT(values(node, "clock_day_peak"), ElementsAre(0, 24, 48));
  EXPECT_EQ(node.column("clock_day_mean").spec().description, "Time told, mean of the day");
  EXPECT_EQ(node.column("clock_day_mean").spec().unit, "s");
}

TEST_F(RecordedCityTest, rows_that_were_not_selected_have_no_value) {
  run_for(R"({"selection": "clock >= 4"})", 4);
  const auto clock = values(at(std::nullopt), "clock");
  EXPECT_TRUE(std::isnan(clock[0]));
  EXPECT_EQ(clock[1], 4);
  EXPECT_EQ(clock[2], 8);
  EXPECT_THAT(added_, ElementsAre("node.clock", "node.word"));
}

TEST_F(RecordedCityTest, before_the_first_record_there_is_nothing_to_be_seen) {
  run_for(R"({"every": 1})", 4);
  expect_error(ErrorCode::not_found, "nothing by that time", [this] { (void)at(Time{-1}); });
}

TEST_F(RecordedCityTest, a_branch_that_never_ran_has_no_latest_run) {
  run_for(R"({"every": 1})", 4);
  const store::CityFile file = store::CityFile::open(folder_.city(), store::Mode::read_only);
  EXPECT_FALSE(latest_run(file, 7).has_value());
}

}  // namespace
}  // namespace conurb::sim
