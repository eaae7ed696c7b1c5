// SPDX-License-Identifier: Apache-2.0
// Tests of parse_time and format_time (engine/base/time_text.cpp).
#include "engine/base/zone.hpp"

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/base/utc.hpp"

namespace conurb {
namespace {

using test::expect_error;

TEST(TimeText, usual_ways_of_writing_are_read) {
  const Zone zurich("Europe/Zurich");
  EXPECT_EQ(parse_time("2026-01-01", zurich), utc(2025, 12, 31, 23));
  EXPECT_EQ(parse_time("2026-02-10 07:00", zurich), utc(2026, 2, 10, 6));
  EXPECT_EQ(parse_time(" 2026-07-10T07:00 ", zurich), utc(2026, 7, 10, 5));
  EXPECT_EQ(parse_time("2026-02-10T07:00:30Z", zurich), utc(2026, 2, 10, 7) + 30 * kSecond);
  EXPECT_EQ(parse_time("2026-02-10T07:00:30.25", zurich), utc(2026, 2, 10, 6) + Duration{30'250'000});
  EXPECT_EQ(parse_time("2026-02-10T07:00:00,000001000Z", zurich), utc(2026, 2, 10, 7) + kMicrosecond);
  for (const char* text : {"2026-02-10T07:00+05:30", "2026-02-10T07:00+0530", "2026-02-10 07:00 +05:30"}) {
    EXPECT_EQ(parse_time(text, zurich), utc(2026, 2, 10, 1, 30)) << text;
  }
  EXPECT_EQ(parse_time("2026-02-10T07:00-05", zurich), utc(2026, 2, 10, 12));
  EXPECT_EQ(parse_time("2026-12-31 24:00", zurich), utc(2026, 12, 31, 23));
}

TEST(TimeText, everything_else_is_refused_by_name) {
  const Zone zone = Zone::utc();
  for (const char* text :
       {"", "2026", "2026-02", "2026-02-30", "2026-02-10 7:00", "2026-02-10 07", "2026-02-10 07:60",
        "2026-02-10 07:00:60", "2026-02-10 24:01", "2026-02-10 25:00", "2026-02-10x07:00",
        "2026-02-10 07:00:00.", "2026-02-10 07:00:00.0000001", "2026-02-10 07:00 ZZ", "2026-02-10T07:00+1",
        "2026-02-10T07:00+24:00", "2026-02-10T07:00 x", "9999-12-31 24:00", "10.02.2026 07:00"}) {
    EXPECT_THROW((void)parse_time(text, zone), Error) << text;
  }
  expect_error(ErrorCode::bad_data, "\"2026-02-10 07:61\" is no time: expected minutes 00..59",
               [&] { (void)parse_time("2026-02-10 07:61", zone); });
}

TEST(TimeText, written_times_read_back_exactly) {
  const Zone zurich("Europe/Zurich");
  const Time t = utc(2026, 2, 10, 6);
  EXPECT_EQ(format_time(t, zurich, TimeFormat::minute), "2026-02-10 07:00");
  EXPECT_EQ(format_time(t + kMillisecond, zurich, TimeFormat::second), "2026-02-10 07:00:00.001000");
  EXPECT_EQ(format_time(t, zurich, TimeFormat::iso), "2026-02-10T07:00:00+01:00");
  EXPECT_EQ(format_time(t, Zone::utc(), TimeFormat::iso), "2026-02-10T06:00:00Z");
  EXPECT_EQ(format_time(t, Zone("America/St_Johns"), TimeFormat::iso), "2026-02-10T02:30:00-03:30");
  // Both passes of the doubled hour, and local mean time with seconds in its offset.
  for (const Time time :
       {utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30) + kMicrosecond, utc(1800, 5, 5, 3, 7)}) {
    EXPECT_EQ(parse_time(format_time(time, zurich, TimeFormat::iso), Zone::utc()), time);
  }
}

}  // namespace
}  // namespace conurb
