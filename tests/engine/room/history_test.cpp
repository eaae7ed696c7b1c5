// SPDX-License-Identifier: Apache-2.0
// CONURB_ROWS: rows of the city that is scrubbed; 50,000 where the figure is measured.
#include "engine/room/history.hpp"

#include <bit>
#include <chrono>
#include <cmath>

#include "engine/room/frames.hpp"
#include "engine/sim/recorded_city.hpp"
#include "engine/sim/run.hpp"
#include "tests/engine/base/repeats.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;          // NOLINT: a test file
using namespace std::chrono_literals;  // NOLINT

// Values that differ from row to row and hour to hour; null here and there.
void vary(const Host& host, const sdk::View& view, Step& step) {
  const auto hour = static_cast<double>(step.t1_us) / static_cast<double>(kHour.us);
  const auto exact = view.write<double>(0U);
  for (std::size_t row = 0; row < exact.size(); ++row)
    exact[row] = std::sin(hour + 0.1 * static_cast<double>(row)) * 1e3;
  const auto coarse = view.write<float>(1U);
  for (std::size_t row = 0; row < coarse.size(); ++row)
    coarse[row] = row % 3 == 0 ? std::nanf("") : static_cast<float>(hour) + static_cast<float>(row);
  const auto word = view.write<std::int32_t>(2U);
  for (auto& code : word) code = host.code(2U, static_cast<std::int64_t>(hour) % 2 == 1 ? "odd" : "even");
  const auto rare = view.write<double>(3U);
  for (double& value : rare) value = hour;
  const auto chosen = view.write<double>(4U);
  for (std::size_t row = 0; row < chosen.size(); ++row) chosen[row] = hour * 100 + static_cast<double>(row);
}

host::PluginCode varying() {
  return fake<Stepper<vary>>("varying", R"("tables": {"node": {}}, "columns": {
    "node.exact": {"access": "write_all", "type": "f64", "unit": "m", "description": "e",
      "recording": {"every": 1}},
    "node.coarse": {"access": "write_all", "type": "f32", "unit": "m", "description": "c",
      "nullable": true, "recording": {"every": 1}},
    "node.word": {"access": "write_all", "type": "text", "description": "w", "recording": {"every": 7}},
    "node.rare": {"access": "write_all", "type": "f64", "unit": "h", "description": "r", "recording": {"every": 50}},
    "node.chosen": {"access": "write_all", "type": "f64", "unit": "h", "description": "s",
      "nullable": true, "recording": {"selection": "level > 2"}}})");
}

class HistoryTest : public ::testing::Test {
 protected:
  void record(std::int64_t rows, std::int64_t hours) {
    TwinRig twin(folder_.city(), rows, {varying()}, 2);
    twin->execute(0, set_level({2, 5}, 3.0));
    sim::RunRequest request;
    request.branches = {0};
    request.span = span_of_hours(hours);
    Progress progress(Progress::Callback{});
    run_ = sim::run(*twin, request, progress).front().run;
  }
  std::shared_ptr<const ColumnFrame> wait_for(History& history, const std::string& column, Time at) {
    (void)history.frame(run_, {"base", "node", column}, at);
    EXPECT_TRUE(history.settle(60s));
    (void)history.frame(run_, {"base", "node", column}, at);
    EXPECT_TRUE(history.settle(60s));
    (void)history.frame(run_, {"base", "node", column}, at);
    EXPECT_TRUE(history.settle(60s));
    return history.frame(run_, {"base", "node", column}, at);
  }

  CityFolder folder_;
  std::int64_t run_ = 0;
};

TEST_F(HistoryTest, scrubbing_shows_the_same_bits_as_the_recorded_city) {
  record(7, 180);
  History history(folder_.city());
  store::CityFile file = store::CityFile::open(folder_.city(), store::Mode::read_only);
  const auto run = sim::latest_run(file, 0);
  for (const std::int64_t minutes :
       {61L, 60L * 24, 60L * 25 - 1, 60L * 49 + 30, 60L * 100, 60L * 179, 60L * 500}) {
    const Time at{minutes * kMinute.us};
    city::City city = file.load();
    const auto added = sim::add_results(file, *run, at, city);
    const city::Table& table = city.table("node");
    for (const char* name : {"exact", "coarse", "word", "rare", "chosen"}) {
      const std::string column = name;
      if (std::find(added.begin(), added.end(), "node." + column) == added.end()) {
        EXPECT_THAT(*wait_for(history, column, at)->values, ::testing::IsEmpty())
            << column << " at " << minutes;
        continue;
      }
      const auto frame = history.read(run_, {"base", "node", column}, at);
      const auto later = wait_for(history, column, at);
      ASSERT_NE(frame, nullptr) << column << " at " << minutes;
      ASSERT_NE(later, nullptr) << column << " at " << minutes;
      EXPECT_LE(frame->time, at);
      const std::vector<float> expected = as_floats(table, table.index_of(column));
      for (std::size_t row = 0; row < expected.size(); ++row) {
        const float shown = row < frame->values->size() ? frame->values->at(row) : std::nanf("");
        if (column == "word") {
          EXPECT_EQ(frame->texts->at(static_cast<std::size_t>(shown)),
                    std::get<std::string>(table.column(column).get(static_cast<std::int64_t>(row))));
        } else if (std::isnan(expected[row])) {
          EXPECT_TRUE(std::isnan(shown)) << column << " row " << row;
        } else {
          EXPECT_EQ(std::bit_cast<std::uint32_t>(shown), std::bit_cast<std::uint32_t>(expected[row]))
              << column << " row " << row << " at " << minutes;
        }
      }
      EXPECT_EQ(later->time, frame->time);
      EXPECT_EQ(later->revision, frame->revision);
    }
  }
}

TEST_F(HistoryTest, before_the_first_record_and_of_what_was_not_recorded_there_is_nothing) {
  record(7, 5);
  History history(folder_.city());
  EXPECT_THAT(*wait_for(history, "exact", Time{kMinute.us})->values, ::testing::IsEmpty());
  EXPECT_EQ(wait_for(history, "level", Time{kDay.us}), nullptr);
  EXPECT_THAT(*history.read(run_, {"base", "node", "exact"}, Time{-1})->values, ::testing::IsEmpty());
  EXPECT_NE(wait_for(history, "exact", Time{kMinute.us})->revision,
            wait_for(history, "exact", Time{kHour.us})->revision);
  EXPECT_THAT(history.times(run_)->times, SizeIs(5));
  EXPECT_THAT(history.times(run_)->columns, Contains("node.chosen"));
  EXPECT_THAT(history.times(run_)->columns, Not(Contains("node.chosen_rows")));
}

TEST_F(HistoryTest, what_was_recorded_only_as_the_run_ended_is_shown_at_any_time_of_it) {
  record(7, 5);
  History history(folder_.city());
  const auto frame = wait_for(history, "rare", Time{kHour.us});
  EXPECT_THAT(*frame->values, ::testing::Each(5.0f));
  EXPECT_EQ(frame->time, Time{5 * kHour.us});
}

TEST_F(HistoryTest, a_run_that_is_not_there_is_told_and_nothing_hangs) {
  record(7, 5);
  History history(folder_.city());
  EXPECT_EQ(history.times(99), nullptr);
  EXPECT_TRUE(history.settle(10s));
  EXPECT_THAT(history.take_problem(), ::testing::HasSubstr("no run 99"));
  EXPECT_EQ(history.take_problem(), "");
}

TEST_F(HistoryTest, lines_over_time_are_those_of_rows_and_of_the_whole) {
  record(5, 100);
  History history(folder_.city());
  const auto line_of = [&](const std::string& column, LineOf what,
                           const std::vector<std::int64_t>& rows = {}) {
    for (int i = 0; i < 3; ++i) {
      (void)history.line(run_, "node", column, what, rows);
      EXPECT_TRUE(history.settle(60s));
    }
    return history.line(run_, "node", column, what, rows);
  };
  const auto row = line_of("exact", LineOf::sum, {3});
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->known, 1);
  ASSERT_THAT(row->times, SizeIs(100));
  EXPECT_TRUE(std::is_sorted(row->times.begin(), row->times.end()));
  for (std::size_t i = 0; i < 100; ++i)
    EXPECT_FLOAT_EQ(static_cast<float>(row->values[i]),
                    static_cast<float>(std::sin(static_cast<double>(i + 1) + 0.3) * 1e3));
  const auto mean = line_of("coarse", LineOf::mean);
  EXPECT_DOUBLE_EQ(mean->values[9], 10 + (1 + 2 + 4) / 3.0) << "nulls count for nothing";
  EXPECT_DOUBLE_EQ(line_of("rare", LineOf::sum)->values.at(0),
                   5 * (line_of("rare", LineOf::sum, {0})->values.at(0)));
  EXPECT_DOUBLE_EQ(line_of("coarse", LineOf::mean, {1, 3, 4})->values[9],
                   line_of("coarse", LineOf::sum, {1, 3, 4})->values[9] / 2)
      << "one of the three is null";
  EXPECT_EQ(history.line(run_, "node", "level", LineOf::sum), nullptr);
}

TEST_F(HistoryTest, the_cache_keeps_within_its_bounds_and_still_serves) {
  record(1000, 24 * 8);
  HistoryOptions options;
  options.cache_bytes = 2 * 24 * 1000 * sizeof(float);
  History history(folder_.city(), options);
  for (std::int64_t hour = 1; hour <= 24 * 8; hour += 11) {
    const auto frame = wait_for(history, "exact", Time{hour * kHour.us});
    ASSERT_NE(frame, nullptr);
    EXPECT_EQ(frame->time, Time{hour * kHour.us});
  }
}

TEST_F(HistoryTest, a_column_is_scrubbed_within_a_frame) {
  const std::int64_t rows = repeats("CONURB_ROWS", 2000);
  record(rows, 24 * 10);
  History history(folder_.city());
  double worst_ms = 0, sum_ms = 0;
  int count = 0;
  for (std::int64_t hour = 24 * 10; hour > 0; hour -= 13) {
    const auto begun = std::chrono::steady_clock::now();
    const auto frame = history.read(run_, {"base", "node", "exact"}, Time{hour * kHour.us});
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
    ASSERT_NE(frame, nullptr);
    worst_ms = std::max(worst_ms, ms);
    sum_ms += ms;
    ++count;
  }
  const auto begun = std::chrono::steady_clock::now();
  (void)history.frame(run_, {"base", "node", "exact"}, Time{13 * kHour.us});
  const double again_us =
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun).count();
  std::printf("scrub of %lld rows: mean %.1f ms, worst %.1f ms, again %.0f us\n",
              static_cast<long long>(rows), sum_ms / count, worst_ms, again_us);
}

}  // namespace
}  // namespace conurb::room
