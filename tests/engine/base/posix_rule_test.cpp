// SPDX-License-Identifier: Apache-2.0
#include "engine/base/posix_rule.hpp"

#include <gtest/gtest.h>

#include "tests/engine/base/utc.hpp"

namespace conurb {
namespace {

TEST(PosixRule, zones_without_summer_time_span_all_times) {
  const auto rule = parse_posix_rule("<+0545>-5:45");
  ASSERT_TRUE(rule);
  EXPECT_EQ(span_at(*rule, utc(2100, 1, 1)).offset, 5 * kHour + 45 * kMinute);
  EXPECT_EQ(span_at(*rule, utc(2100, 1, 1)).begin.us, INT64_MIN);
}

TEST(PosixRule, northern_and_southern_summers_are_found) {
  const auto north = parse_posix_rule("EST5EDT,M3.2.0,M11.1.0");
  ASSERT_TRUE(north);
  EXPECT_EQ(span_at(*north, utc(2050, 7, 1)).begin, utc(2050, 3, 13, 7));
  EXPECT_EQ(span_at(*north, utc(2050, 7, 1)).end, utc(2050, 11, 6, 6));
  EXPECT_EQ(span_at(*north, utc(2050, 12, 31)).offset, -5 * kHour);
  const auto south = parse_posix_rule("AEST-10AEDT,M10.1.0,M4.1.0/3");
  ASSERT_TRUE(south);
  EXPECT_EQ(span_at(*south, utc(2050, 1, 1)).offset, 11 * kHour);
  EXPECT_EQ(span_at(*south, utc(2050, 1, 1)).end, utc(2050, 4, 2, 16));
}

TEST(PosixRule, negative_summer_time_and_times_outside_the_day_are_read) {
  const auto dublin = parse_posix_rule("IST-1GMT0,M10.5.0,M3.5.0/1");
  ASSERT_TRUE(dublin);
  EXPECT_EQ(span_at(*dublin, utc(2050, 7, 1)).offset, kHour);
  EXPECT_EQ(span_at(*dublin, utc(2050, 1, 1)).offset, Duration{});
  const auto nuuk = parse_posix_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  ASSERT_TRUE(nuuk);
  EXPECT_EQ(span_at(*nuuk, utc(2050, 7, 1)).begin, utc(2050, 3, 27, 1));
}

TEST(PosixRule, days_of_the_year_count_with_and_without_29_february) {
  const auto rule = parse_posix_rule("AAA0BBB,J60,300");
  ASSERT_TRUE(rule);
  EXPECT_EQ(span_at(*rule, utc(2048, 6, 1)).begin, utc(2048, 3, 1, 2));  // J60 is 1 March in a leap year too
  EXPECT_EQ(span_at(*rule, utc(2048, 6, 1)).end, utc(2048, 10, 27, 1));  // day 300 counts from zero
  EXPECT_EQ(span_at(*rule, utc(2049, 6, 1)).end, utc(2049, 10, 28, 1));
}

TEST(PosixRule, permanent_summer_time_has_no_winter_between) {
  const auto rule = parse_posix_rule("XXX3EDT4,0/0,J365/23");
  ASSERT_TRUE(rule);
  for (Time t = utc(2050, 12, 25); t < utc(2051, 1, 7); t += kHour)
    EXPECT_EQ(span_at(*rule, t).offset, -4 * kHour);
}

TEST(PosixRule, malformed_texts_give_nothing) {
  for (const char* text :
       {"", "C", "CET", "CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-99",
        "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M3.0.0,M10.5.0", "<+01-1", "CET-1:99", "CET-1CEST,J0,J5"}) {
    EXPECT_FALSE(parse_posix_rule(text)) << text;
  }
}

}  // namespace
}  // namespace conurb
