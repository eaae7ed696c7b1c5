// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/column_recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/store/runs.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::DoubleEq;
using ::testing::ElementsAre;

// Writes the hours since the start into row 0, their negative into row 1; a text that tells odd from even.
void tell(const Host& host, const View& view, Step& step) {
  const auto hour = static_cast<double>(step.t1_us) / static_cast<double>(kHour.us);
  const auto clock = view.write<double>(0U);
  for (std::size_t row = 0; row < clock.size(); ++row) clock[row] = row % 2 == 0 ? hour : -hour;
  const auto word = view.write<std::int32_t>(1U);
  const bool odd = static_cast<std::int64_t>(hour) % 2 == 1;
  for (auto& code : word) code = host.code(1U, odd ? "odd" : "even");
}

host::PluginCode clock_with(const std::string& policy) {
  return fake<Stepper<tell>>("clock", R"("tables": {"node": {}}, "columns": {
    "node.clock": {"access": "write_all", "type": "f64", "unit": "h", "description": "c", "nullable": true,
      "recording": )" + policy + R"(},
    "node.word": {"access": "write_all", "type": "text", "description": "w", "recording": )" +
                                          (policy == "\"day_and_peak\"" ? "\"none\"" : policy) + "}}");
}

class ColumnRecorderTest : public ::testing::Test {
 protected:
  ColumnRecorderTest() : file_(store::CityFile::create(folder_.city())), runs_(file_) {}

  // Runs and records; the hash of the end.
  Hash128 run(const std::string& policy, std::int64_t end, const BranchOptions* chosen = nullptr,
              bool record = true) {
    World world(1);
    const BranchOptions options = chosen != nullptr ? *chosen : hours(end);
    const auto branch = branch_of(world, city_of_nodes(3), {clock_with(policy)}, options);
    run_ = runs_.begin({});
    store::RunRecorder out(file_, run_);
    ColumnRecorder recorder(*branch, calendar_, out);
    while (!branch->at_end()) {
      const Time before = branch->time();
      if (before == Time{3 * kHour.us}) branch->act(insert_entry(1, before, "node", {50}));
      branch->advance();
      if (record) recorder.sample(*branch, branch->time() - before, branch->at_end());
    }
    out.finish();
    return branch->content_hash();
  }
  store::Recorded read(const std::string& column) const { return runs_.read(run_, {"node", column}); }
  std::vector<double> row(const std::string& column, std::size_t index) const {
    const store::Recorded recorded = read(column);
    std::vector<double> values;
    for (std::size_t i = 0; i < recorded.exchanges.size(); ++i) {
      const auto at = recorded.at<double>(i);
      values.push_back(index < at.size() ? at[index] : -99);
    }
    return values;
  }

  CityFolder folder_;
  store::CityFile file_;
  store::Runs runs_;
  Calendar calendar_{Zone::utc()};
  std::int64_t run_ = 0;
};

TEST_F(ColumnRecorderTest, changes_no_bit_whatever_the_policy) {
  const Hash128 expected = run(R"("none")", 50, nullptr, false);
  for (const char* policy : {R"("none")", R"("last")", R"({"every": 3})", R"({"days": ["01-01"]})",
                             R"("day_and_peak")", R"({"selection": "level > 0"})"}) {
    // The policy is a word in the column's specification and no value.
    EXPECT_EQ(run(policy, 50), expected) << policy;
  }
}

TEST_F(ColumnRecorderTest, none_leaves_nothing_and_last_only_the_end) {
  run(R"("none")", 5);
  EXPECT_TRUE(runs_.recorded(run_).empty());
  run(R"("last")", 5);
  EXPECT_THAT(read("clock").exchanges, ElementsAre(5));
  EXPECT_THAT(row("clock", 0), ElementsAre(5.0));
  EXPECT_THAT(row("clock", 3), ElementsAre(-5.0)) << "with the row that came later";
}

TEST_F(ColumnRecorderTest, every_n_and_the_last_read_back_as_the_column_was_with_its_rows_and_texts) {
  run(R"({"every": 2})", 7);
  EXPECT_THAT(read("clock").exchanges, ElementsAre(2, 4, 6, 7));
  EXPECT_THAT(read("clock").times_us, ElementsAre(2 * kHour.us, 4 * kHour.us, 6 * kHour.us, 7 * kHour.us));
  EXPECT_THAT(read("clock").rows, ElementsAre(3, 4, 4, 4));
  EXPECT_THAT(row("clock", 1), ElementsAre(-2.0, -4.0, -6.0, -7.0));
  run(R"({"every": 1})", 3);
  const store::Recorded word = read("word");
  const auto text = [&word](std::size_t i) {
    return word.texts.at(static_cast<std::size_t>(word.at<std::int32_t>(i)[0]));
  };
  EXPECT_EQ(text(0), "odd");
  EXPECT_EQ(text(1), "even");
}

TEST_F(ColumnRecorderTest, a_day_is_its_mean_over_time_and_its_peak) {
  run(R"("day_and_peak")", 30);
  EXPECT_THAT(read("clock_day_mean").exchanges, ElementsAre(24, 30));
  EXPECT_THAT(row("clock_day_mean", 0), ElementsAre(DoubleEq(12.5), DoubleEq(27.5)));
  EXPECT_THAT(row("clock_day_peak", 0), ElementsAre(24.0, 30.0));
  EXPECT_THAT(row("clock_day_peak", 1), ElementsAre(-1.0, -25.0));
  EXPECT_THAT(row("clock_day_mean", 3), ElementsAre(DoubleEq(-14.0), DoubleEq(-27.5)))
      << "a row that came at hour 3 is not diluted by hours in which it was not there";
  EXPECT_THAT(row("clock_day_peak", 3), ElementsAre(-4.0, -25.0));
}

TEST_F(ColumnRecorderTest, a_day_ends_also_where_no_exchange_meets_midnight) {
  BranchOptions options = hours(49);
  options.exchange = kHour * 7;
  run(R"("day_and_peak")", 49, &options);
  EXPECT_THAT(read("clock_day_peak").times_us, ElementsAre(28 * kHour.us, 49 * kHour.us));
  EXPECT_THAT(row("clock_day_peak", 0), ElementsAre(28.0, 49.0));
}

TEST_F(ColumnRecorderTest, days_are_those_of_the_city) {
  calendar_ = Calendar(Zone("Europe/Berlin"));
  run(R"("day_and_peak")", 30);
  EXPECT_THAT(read("clock_day_peak").times_us, ElementsAre(23 * kHour.us, 30 * kHour.us));
}

TEST_F(ColumnRecorderTest, all_exchanges_of_chosen_days_and_the_last_are_recorded) {
  BranchOptions options = hours(24 * 4);
  options.exchange = kHour * 8;
  run(R"({"days": ["01-02", "01-31"]})", 24 * 4, &options);
  EXPECT_THAT(read("clock").times_us, ElementsAre(32 * kHour.us, 40 * kHour.us, 48 * kHour.us, 96 * kHour.us))
      << "midnight belongs to the day that ends";
  EXPECT_THAT(row("clock", 0), ElementsAre(32.0, 40.0, 48.0, 96.0));
}

TEST_F(ColumnRecorderTest, a_selection_of_rows_is_recorded_with_their_numbers_and_texts) {
  run(R"({"selection": "clock > 2 or clock < -3"})", 4);
  const store::Recorded rows = read("clock_rows");
  const store::Recorded values = read("clock");
  EXPECT_THAT(values.exchanges, ElementsAre(3, 4));
  EXPECT_THAT(std::vector<std::int64_t>(rows.at<std::int64_t>(0).begin(), rows.at<std::int64_t>(0).end()),
              ElementsAre(0, 2));
  EXPECT_THAT(std::vector<double>(values.at<double>(1).begin(), values.at<double>(1).end()),
              ElementsAre(4.0, -4.0, 4.0, -4.0));
  const store::Recorded word = read("word");
  ASSERT_EQ(word.exchanges.size(), 2U);
  EXPECT_EQ(word.texts.at(static_cast<std::size_t>(word.at<std::int32_t>(0)[0])), "odd");
  EXPECT_EQ(word.texts.at(static_cast<std::size_t>(word.at<std::int32_t>(1)[0])), "even");
}

}  // namespace
}  // namespace conurb::sim
