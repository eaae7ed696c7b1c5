// SPDX-License-Identifier: Apache-2.0
#include "engine/base/stamps.hpp"

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/base/utc.hpp"

namespace conurb {
namespace {

using test::expect_error;

TEST(Epw, hour_1_begins_at_midnight_of_standard_time_and_hour_24_ends_the_day) {
  const Duration zurich = epw_offset(1);
  const Interval first = epw_interval({{2026, 1, 1}, 1}, zurich);
  EXPECT_EQ(first, (Interval{utc(2025, 12, 31, 23), utc(2026, 1, 1)}));
  EXPECT_EQ(first.middle(), utc(2025, 12, 31, 23, 30));
  const Interval last = epw_interval({{2026, 12, 31}, 24}, zurich);
  EXPECT_EQ(last, (Interval{utc(2026, 12, 31, 22), utc(2026, 12, 31, 23)}));
  // No summer time in July.
  EXPECT_EQ(epw_interval({{2026, 7, 1}, 12}, zurich).end, utc(2026, 7, 1, 11));
}

TEST(Epw, hours_follow_each_other_without_gap_through_the_year) {
  Time end = utc(2026, 1, 1);
  for (std::int64_t day = days_since_epoch({2026, 1, 1}); day < days_since_epoch({2027, 1, 1}); ++day) {
    for (int hour = 1; hour <= 24; ++hour) {
      const Interval interval = epw_interval({date_from_days(day), hour}, {});
      ASSERT_EQ(interval.begin, end);
      ASSERT_EQ(interval.length(), kHour);
      end = interval.end;
    }
  }
  EXPECT_EQ(end, utc(2027, 1, 1));
}

TEST(Epw, several_records_share_an_hour) {
  const Interval third = epw_interval({{2026, 1, 1}, 1, 4, 3}, {});
  EXPECT_EQ(third, (Interval{utc(2026, 1, 1, 0, 30), utc(2026, 1, 1, 0, 45)}));
}

TEST(Epw, fields_out_of_range_are_refused_by_name) {
  expect_error(ErrorCode::bad_data, "EPW hour 0", [] { (void)epw_interval({{2026, 1, 1}, 0}, {}); });
  expect_error(ErrorCode::bad_data, "EPW hour 25", [] { (void)epw_interval({{2026, 1, 1}, 25}, {}); });
  expect_error(ErrorCode::bad_data, "2026-02-29", [] { (void)epw_interval({{2026, 2, 29}, 1}, {}); });
  expect_error(ErrorCode::bad_data, "EPW record 5", [] { (void)epw_interval({{2026, 1, 1}, 1, 4, 5}, {}); });
  expect_error(ErrorCode::bad_data, "EPW records per hour 7", [] {
    (void)epw_interval({{2026, 1, 1}, 1, 7, 1}, {});
  });
  expect_error(ErrorCode::bad_data, "EPW time zone 15", [] { (void)epw_offset(15); });
  expect_error(ErrorCode::bad_data, "whole minute", [] { (void)epw_offset(0.001); });
  EXPECT_EQ(epw_offset(5.75), 5 * kHour + 45 * kMinute);
  EXPECT_EQ(epw_offset(-3.5), -(3 * kHour + 30 * kMinute));
}

TEST(Gtfs, times_past_24_hours_run_into_the_next_day) {
  const Zone zurich("Europe/Zurich");
  EXPECT_EQ(parse_gtfs_time("25:10:00"), 25 * kHour + 10 * kMinute);
  EXPECT_EQ(gtfs_to_utc({2026, 2, 10}, parse_gtfs_time("25:10:00"), zurich), utc(2026, 2, 11, 0, 10));
  EXPECT_EQ(parse_gtfs_time(" 7:05:09"), 7 * kHour + 5 * kMinute + 9 * kSecond);
}

TEST(Gtfs, days_with_a_clock_change_count_from_noon_minus_12_hours) {
  const Zone zurich("Europe/Zurich");
  // 29 March 2026 is short: noon minus 12 h is 23:00 of the day before, and 08:00 is what the clocks show at
  // 08:00.
  EXPECT_EQ(gtfs_to_utc({2026, 3, 29}, {}, zurich), utc(2026, 3, 28, 22));
  EXPECT_EQ(gtfs_to_utc({2026, 3, 29}, 8 * kHour, zurich), zurich.to_utc({{2026, 3, 29}, 8, 0, 0, 0}));
  // 25 October is long: noon minus 12 h is 01:00.
  EXPECT_EQ(gtfs_to_utc({2026, 10, 25}, {}, zurich), utc(2026, 10, 24, 23));
  EXPECT_EQ(zurich.to_local(gtfs_to_utc({2026, 10, 25}, {}, zurich)).hour, 1);
  EXPECT_EQ(zurich.to_local(gtfs_to_utc({2026, 10, 25}, 25 * kHour + 10 * kMinute, zurich)),
            (CivilTime{{2026, 10, 26}, 1, 10, 0, 0}));
}

TEST(Gtfs, other_texts_are_refused_by_name) {
  for (const char* text : {"", "7", "7:05", "7:5:00", "7:60:00", "7:00:60", "-7:00:00", "1000:00:00",
                           "a:00:00", "7:00:00:00", ":00:00"}) {
    EXPECT_THROW((void)parse_gtfs_time(text), Error) << text;
  }
}

}  // namespace
}  // namespace conurb
