// SPDX-License-Identifier: Apache-2.0
#include "engine/base/time.hpp"

#include <limits>

#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

using test::expect_error;

TEST(Time, arithmetic_is_exact_and_usable_at_compile_time) {
  static_assert(kDay.us == 86'400'000'000);
  static_assert(Time{5} + kSecond - Time{5} == kSecond);
  static_assert(2 * kHour > 119 * kMinute);
  static_assert(floor_div(-kSecond, kDay) == -1);
  static_assert(floor_div(-kDay, kDay) == -1);
  static_assert(floor(Time{-1}, kHour) == Time{-kHour.us});
  EXPECT_DOUBLE_EQ(to_hours(90 * kMinute), 1.5);
  EXPECT_DOUBLE_EQ(to_seconds(kMillisecond), 1e-3);
}

TEST(Time, seconds_are_rounded_to_the_nearest_microsecond) {
  EXPECT_EQ(from_seconds(0.1).us, 100'000);
  EXPECT_EQ(from_seconds(-1.0000006).us, -1'000'001);
  expect_error(ErrorCode::invalid_argument, "nan",
               [] { (void)from_seconds(std::numeric_limits<double>::quiet_NaN()); });
  expect_error(ErrorCode::invalid_argument, "1e+300", [] { (void)from_seconds(1e300); });
}

TEST(Duration, texts_with_units_are_read) {
  EXPECT_EQ(parse_duration("1 h"), kHour);
  EXPECT_EQ(parse_duration("15 min"), 15 * kMinute);
  EXPECT_EQ(parse_duration(" 1 d "), kDay);
  EXPECT_EQ(parse_duration("30s"), 30 * kSecond);
  EXPECT_EQ(parse_duration("1.5 hours"), 90 * kMinute);
  EXPECT_EQ(parse_duration("1 h 30 min"), 90 * kMinute);
  EXPECT_EQ(parse_duration("1h30min"), 90 * kMinute);
  EXPECT_EQ(parse_duration("2 weeks"), 14 * kDay);
  EXPECT_EQ(parse_duration(".25 ms"), Duration{250});
  EXPECT_EQ(parse_duration("0 s"), Duration{});
}

TEST(Duration, other_texts_are_refused_by_name) {
  for (const char* text : {"", " ", "h", "1", "1 year", "-1 h", "inf s", "nan s", "1 h 5", "1e300 d", "1,5 h",
                           "0x10 s", "1 h,", "9999999999999 weeks"}) {
    EXPECT_THROW((void)parse_duration(text), Error) << text;
  }
  expect_error(ErrorCode::bad_data, "\"3 month\" is no duration: \"month\" is no unit of time",
               [] { (void)parse_duration("3 month"); });
}

TEST(Duration, the_text_reads_back_as_the_same_span) {
  EXPECT_EQ(format_duration(90 * kMinute), "1 h 30 min");
  EXPECT_EQ(format_duration({}), "0 s");
  EXPECT_EQ(format_duration(-kHour), "-1 h");
  EXPECT_EQ(format_duration({std::numeric_limits<std::int64_t>::min()}).substr(0, 12), "-106751991 d");
  for (const Duration d : {kDay + kMicrosecond, 26 * kHour + 3 * kMillisecond, 59 * kSecond}) {
    EXPECT_EQ(parse_duration(format_duration(d)), d);
  }
}

TEST(CivilDate, every_day_of_four_centuries_converts_there_and_back) {
  CivilDate before = date_from_days(days_since_epoch({1900, 1, 1}) - 1);
  for (std::int64_t day = days_since_epoch({1900, 1, 1}); day < days_since_epoch({2300, 1, 1}); ++day) {
    const CivilDate date = date_from_days(day);
    ASSERT_LT(before, date);
    ASSERT_EQ(days_since_epoch(date), day);
    before = date;
  }
  EXPECT_EQ(days_since_epoch({2000, 3, 1}), 11017);
}

TEST(CivilDate, days_that_do_not_exist_are_refused) {
  EXPECT_TRUE(is_valid(CivilDate{2024, 2, 29}));
  for (const CivilDate date : {CivilDate{2026, 2, 29},
                               {2100, 2, 29},
                               {2026, 0, 1},
                               {2026, 13, 1},
                               {2026, 4, 31},
                               {0, 1, 1},
                               {10000, 1, 1},
                               {2026, 1, -1},
                               {2026, 1, 257}}) {
    EXPECT_FALSE(is_valid(date)) << format_date(date);
  }
  expect_error(ErrorCode::invalid_argument, "2026-2-30", [] { (void)days_since_epoch({2026, 2, 30}); });
  expect_error(ErrorCode::invalid_argument, "9999", [] { (void)date_from_days(1'000'000'000); });
  EXPECT_EQ(date_from_days(-719162), (CivilDate{1, 1, 1}));
  EXPECT_EQ(date_from_days(2932896), (CivilDate{9999, 12, 31}));
}

TEST(CivilDate, weekdays_follow_the_calendar) {
  EXPECT_EQ(weekday({1970, 1, 1}), Weekday::thursday);
  EXPECT_EQ(weekday({2026, 1, 1}), Weekday::thursday);
  EXPECT_EQ(weekday({1969, 12, 28}), Weekday::sunday);
  EXPECT_EQ(weekday({1, 1, 1}), Weekday::monday);
}

TEST(CivilDate, both_ways_of_writing_are_read) {
  EXPECT_EQ(parse_date("2026-02-10"), (CivilDate{2026, 2, 10}));
  EXPECT_EQ(parse_date("20260210"), (CivilDate{2026, 2, 10}));
  for (const char* text :
       {"", "2026-2-10", "2026-02-30", "2026/02/10", "202602100", "2026-02-1x", "-026-02-10"}) {
    EXPECT_THROW((void)parse_date(text), Error) << text;
  }
}

TEST(CivilTime, times_before_1970_have_positive_clock_readings) {
  EXPECT_EQ(civil_in_utc(Time{-1}), (CivilTime{{1969, 12, 31}, 23, 59, 59, 999'999}));
  EXPECT_EQ(as_if_utc({{1969, 12, 31}, 23, 59, 59, 999'999}), Time{-1});
  expect_error(ErrorCode::invalid_argument, "24:0:0", [] { (void)as_if_utc({{2026, 1, 1}, 24, 0, 0, 0}); });
}

}  // namespace
}  // namespace conurb
