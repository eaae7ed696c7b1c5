// SPDX-License-Identifier: Apache-2.0
#include "engine/base/zone.hpp"

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/base/utc.hpp"

namespace conurb {
namespace {

using test::expect_error;

TEST(Zone, zurich_changes_its_clocks_on_29_march_and_25_october_2026) {
  const Zone zurich("Europe/Zurich");
  const Time spring = utc(2026, 3, 29, 1);
  const Time autumn = utc(2026, 10, 25, 1);
  EXPECT_EQ(zurich.to_local(spring - kMicrosecond), (CivilTime{{2026, 3, 29}, 1, 59, 59, 999'999}));
  EXPECT_EQ(zurich.to_local(spring), (CivilTime{{2026, 3, 29}, 3, 0, 0, 0}));
  EXPECT_EQ(zurich.to_local(autumn - kMicrosecond), (CivilTime{{2026, 10, 25}, 2, 59, 59, 999'999}));
  EXPECT_EQ(zurich.to_local(autumn), (CivilTime{{2026, 10, 25}, 2, 0, 0, 0}));
  const ZoneSpan summer = zurich.span_at(spring);
  EXPECT_EQ(summer.begin, spring);
  EXPECT_EQ(summer.end, autumn);
  EXPECT_EQ(summer.offset, 2 * kHour);
  EXPECT_TRUE(summer.is_summer_time);
  EXPECT_EQ(zurich.offset(spring - kMicrosecond), kHour);
}

TEST(Zone, a_reading_that_occurs_twice_means_the_earlier) {
  const Zone zurich("Europe/Zurich");
  EXPECT_EQ(zurich.to_utc({{2026, 10, 25}, 2, 30, 0, 0}), utc(2026, 10, 25, 0, 30));
  EXPECT_EQ(zurich.to_utc({{2026, 10, 25}, 1, 59, 0, 0}), utc(2026, 10, 24, 23, 59));
  EXPECT_EQ(zurich.to_utc({{2026, 10, 25}, 3, 0, 0, 0}), utc(2026, 10, 25, 2));
}

TEST(Zone, a_reading_that_never_occurs_is_shifted_forward_by_the_gap) {
  const Zone zurich("Europe/Zurich");
  EXPECT_EQ(zurich.to_utc({{2026, 3, 29}, 2, 0, 0, 0}), utc(2026, 3, 29, 1));
  EXPECT_EQ(zurich.to_utc({{2026, 3, 29}, 2, 30, 0, 0}), utc(2026, 3, 29, 1, 30));
  EXPECT_EQ(zurich.to_utc({{2026, 3, 29}, 3, 0, 0, 0}), utc(2026, 3, 29, 1));
  // The same west of Greenwich, where the reading taken as UTC lies on the other side of the change.
  const Zone new_york("America/New_York");
  EXPECT_EQ(new_york.to_utc({{2026, 3, 8}, 2, 30, 0, 0}), utc(2026, 3, 8, 7, 30));
  EXPECT_EQ(new_york.to_utc({{2026, 11, 1}, 1, 30, 0, 0}), utc(2026, 11, 1, 5, 30));
  // A whole day left out: Samoa crossed the date line at the end of 29 December 2011.
  const Zone apia("Pacific/Apia");
  EXPECT_EQ(apia.to_utc({{2011, 12, 30}, 12, 0, 0, 0}), utc(2011, 12, 30, 22));
}

TEST(Zone, a_day_starts_when_the_clocks_first_show_it) {
  EXPECT_EQ(Zone("Europe/Zurich").day_start({2026, 7, 1}), utc(2026, 6, 30, 22));
  // Clocks in Beirut went from 00:00 to 01:00 on 31 March 2024.
  EXPECT_EQ(Zone("Asia/Beirut").day_start({2024, 3, 31}), utc(2024, 3, 30, 22));
}

TEST(Zone, summer_time_goes_on_after_the_last_change_in_the_database) {
  const Zone zurich("Europe/Zurich");
  EXPECT_EQ(zurich.offset(utc(2050, 7, 1)), 2 * kHour);
  EXPECT_EQ(zurich.offset(utc(2050, 1, 1)), kHour);
  const ZoneSpan summer = zurich.span_at(utc(2050, 7, 1));
  EXPECT_EQ(summer.begin, utc(2050, 3, 27, 1));
  EXPECT_EQ(summer.end, utc(2050, 10, 30, 1));
  // The seam between table and rule, in both directions.
  const ZoneSpan winter = zurich.span_at(utc(2037, 12, 1));
  EXPECT_EQ(winter.begin, utc(2037, 10, 25, 1));
  EXPECT_EQ(winter.end, utc(2038, 3, 28, 1));
  const Zone sydney("Australia/Sydney");
  EXPECT_EQ(sydney.offset(utc(2060, 1, 1)), 11 * kHour);
  EXPECT_EQ(sydney.offset(utc(2060, 7, 1)), 10 * kHour);
  EXPECT_EQ(zurich.to_utc({{2050, 3, 27}, 2, 30, 0, 0}), utc(2050, 3, 27, 1, 30));
}

TEST(Zone, every_hour_of_two_years_converts_there_and_back) {
  for (const char* name : {"Europe/Zurich", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"}) {
    const Zone zone(name);
    for (Time t = utc(2037, 1, 1); t < utc(2039, 1, 1); t += kHour) {
      const Time back = zone.to_utc(zone.to_local(t));
      // Only the second pass through a doubled hour comes back earlier, by the length of the step back.
      if (back != t) {
        ASSERT_EQ(zone.to_local(back), zone.to_local(t)) << name;
        ASSERT_LT(back, t);
      }
    }
  }
}

TEST(Zone, fixed_offsets_never_change) {
  const Zone epw = Zone::fixed(5 * kHour + 30 * kMinute);
  EXPECT_EQ(epw.name(), "UTC+05:30");
  EXPECT_EQ(epw.to_utc({{2026, 7, 1}, 5, 30, 0, 0}), utc(2026, 7, 1));
  EXPECT_EQ(Zone::fixed(-kHour).name(), "UTC-01:00");
  EXPECT_EQ(Zone::utc().to_utc({{2026, 7, 1}, 0, 0, 0, 0}), utc(2026, 7, 1));
  expect_error(ErrorCode::invalid_argument, "beyond 24 h", [] { (void)Zone::fixed(kDay); });
}

TEST(Zone, unknown_names_are_refused_with_the_nearest) {
  expect_error(ErrorCode::not_found, "did you mean \"Europe/Zurich\"?", [] { (void)Zone("Europe/Zürich"); });
  expect_error(ErrorCode::not_found, "no time zone", [] { (void)Zone("../../../etc/passwd"); });
  expect_error(ErrorCode::not_found, "no time zone", [] { (void)Zone(""); });
}

TEST(Zone, times_outside_the_calendar_are_refused) {
  const Zone zurich("Europe/Zurich");
  expect_error(ErrorCode::invalid_argument, "years 1..9999", [&] { (void)zurich.to_local({INT64_MAX}); });
  EXPECT_EQ(zurich.offset(utc(1, 1, 2)), Duration{2048 * kSecond.us});  // local mean time, +00:34:08
  EXPECT_EQ(zurich.to_local(utc(9999, 12, 31, 12)).hour, 13);
  EXPECT_EQ(zurich.to_utc({{9999, 12, 31}, 23, 0, 0, 0}), utc(9999, 12, 31, 22));
}

}  // namespace
}  // namespace conurb
