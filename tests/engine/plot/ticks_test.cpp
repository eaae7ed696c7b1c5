// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/ticks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace conurb::plot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> result;
  for (const Tick& tick : ticks) result.push_back(tick.label);
  return result;
}

Room room(double pixels) {
  return {pixels, 10, [](std::string_view text) { return 8.0 * static_cast<double>(text.size()); }};
}

TimeAxis axis(const char* zone_name, const char* from, const char* to, double pixels, bool contexts = true) {
  const Zone zone(zone_name);
  return time_axis(
      {static_cast<double>(parse_time(from, zone).us), static_cast<double>(parse_time(to, zone).us)}, zone,
      room(pixels), contexts);
}

TEST(NumberAxis, BeginsAndEndsOnRoundNumbers) {
  const NumberAxis loads = round_axis({3, 118}, 4, false);
  EXPECT_EQ(loads.range.low, 0);
  EXPECT_EQ(loads.range.high, 150);
  EXPECT_THAT(labels(loads.ticks), ElementsAre("0", "50", "100", "150"));
  EXPECT_THAT(labels(round_axis({-0.25, 0.3}, 4, true).ticks),
              ElementsAre("−0.4", "−0.2", "0.0", "+0.2", "+0.4"));
  EXPECT_THAT(labels(round_axis({18.2, 26.9}, 3, false).ticks), ElementsAre("15", "20", "25", "30"));
}

TEST(NumberAxis, NeverHasMoreStepsThanAsked) {
  for (int most = 2; most <= 8; ++most) {
    for (double low = -1e5; low < 1e5; low = low < 0 ? low / 3 + 0.01 : low * 3 + 0.01) {
      const NumberAxis one = round_axis({low, low + 37.3}, most, false);
      EXPECT_LE(one.ticks.size(), static_cast<std::size_t>(most) + 1) << low;
      EXPECT_LE(one.range.low, low);
      EXPECT_GE(one.range.high, low + 37.3);
    }
  }
}

TEST(NumberAxis, LargeAndTinyValuesAreToldInAWord) {
  const NumberAxis energy = round_axis({0, 3.4e9}, 4, false);
  EXPECT_EQ(energy.size_word, "billion");
  EXPECT_THAT(labels(energy.ticks), ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_EQ(round_axis({0, 12'000}, 4, false).ticks.back().label, "15\u2009000");
  EXPECT_EQ(round_axis({0, 3e-6}, 4, false).size_word, "× 10⁻⁶");
  EXPECT_EQ(round_axis({0, 1e200}, 4, false).size_word, "× 10¹⁹⁸");
}

TEST(NumberAxis, OneValueReachesToZero) {
  EXPECT_EQ(round_axis({21, 21}, 4, false).range.low, 0);
  EXPECT_EQ(round_axis({-21, -21}, 4, false).range.high, 0);
  EXPECT_EQ(round_axis({0, 0}, 4, false).range.high, 1);
  EXPECT_GE(round_axis({1e15, 1e15 + 0.1}, 4, false).ticks.size(), 2U);
}

TEST(TimeAxis, StepsFollowTheRoom) {
  EXPECT_THAT(labels(axis("Europe/Zurich", "2026-01-15", "2026-01-16", 300).ticks),
              ElementsAre("00:00", "06:00", "12:00", "18:00", "00:00"));
  EXPECT_THAT(labels(axis("Europe/Zurich", "2026-01-12", "2026-01-15", 260).ticks),
              ElementsAre("Mon 12", "Tue 13", "Wed 14", "Thu 15"));
  EXPECT_THAT(labels(axis("Europe/Zurich", "2026-01-01", "2026-01-31", 300).ticks),
              ElementsAre("5 Jan", "12 Jan", "19 Jan", "26 Jan"));
  EXPECT_THAT(labels(axis("Europe/Zurich", "2026-01-01", "2027-01-01", 200).ticks),
              ElementsAre("Jan", "Apr", "Jul", "Oct", "Jan"));
  EXPECT_THAT(labels(axis("Europe/Zurich", "2000-01-01", "2051-01-01", 300).ticks),
              ElementsAre("2000", "2010", "2020", "2030", "2040", "2050"));
  EXPECT_THAT(labels(axis("UTC", "2026-01-01 12:00:00", "2026-01-01 12:00:20", 280).ticks),
              ElementsAre("12:00:00", "12:00:10", "12:00:20"));
}

TEST(TimeAxis, ContextsSayWhichDayMonthAndYear) {
  EXPECT_THAT(labels(axis("UTC", "2026-01-15 06:00", "2026-01-16 18:00", 600).contexts),
              ElementsAre("Thu 15 Jan 2026", "Fri 16 Jan"));
  EXPECT_THAT(labels(axis("UTC", "2026-01-20", "2026-02-10", 1800).contexts),
              ElementsAre("January 2026", "February"));
  EXPECT_THAT(labels(axis("UTC", "2025-07-01", "2026-07-01", 600).contexts), ElementsAre("2025", "2026"));
}

TEST(TimeAxis, WithoutContextsTheTicksSayIt) {
  EXPECT_THAT(labels(axis("UTC", "2026-01-15 12:00", "2026-01-16 12:00", 300, false).ticks),
              ElementsAre("12:00", "18:00", "Fri 16 Jan", "06:00", "12:00"));
  EXPECT_THAT(labels(axis("UTC", "2025-10-01", "2026-04-01", 600, false).ticks), Contains("2026"));
}

TEST(TimeAxis, DaysBeginAtLocalMidnightWhenClocksChange) {
  const Zone zone("Europe/Zurich");
  // 29 March 2026 has 23 hours, 25 October 25.
  const TimeAxis days = axis("Europe/Zurich", "2026-03-28", "2026-03-31", 300);
  ASSERT_EQ(days.ticks.size(), 4U);
  EXPECT_EQ(days.ticks[2].at - days.ticks[1].at, 23 * 3.6e9);
  for (const Tick& tick : days.ticks)
    EXPECT_EQ(zone.to_local(Time{static_cast<std::int64_t>(tick.at)}).hour, 0);
  const TimeAxis spring = axis("Europe/Zurich", "2026-03-29", "2026-03-30", 1500);
  EXPECT_THAT(labels(spring.ticks), Not(Contains("02:00")));
  EXPECT_EQ(spring.ticks.size(), 24U);  // 00:00 to 00:00, without 02:00
  const auto hours = labels(axis("Europe/Zurich", "2026-10-25", "2026-10-26", 1500).ticks);
  EXPECT_EQ(std::count(hours.begin(), hours.end(), "02:00"), 2) << "the hour comes twice";
  EXPECT_THAT(labels(axis("Europe/Zurich", "2026-10-25", "2026-10-26", 300).ticks),
              ElementsAre("00:00", "06:00", "12:00", "18:00", "00:00"));
}

TEST(TimeAxis, ADayWithoutMidnightBeginsWhereItDoes) {
  // Clocks in Santiago go from 24:00 to 01:00 of the next day.
  const TimeAxis days = axis("America/Santiago", "2025-09-06", "2025-09-09", 300);
  EXPECT_THAT(labels(days.ticks), ElementsAre("Sat 6", "Sun 7", "Mon 8", "Tue 9"));
}

TEST(TimeAxis, LabelsNeverTouch) {
  for (double pixels = 20; pixels < 3000; pixels *= 1.31) {
    for (double hours = 0.01; hours < 5e6; hours *= 2.7) {
      const double begin = 1.7e15;
      const Range range{begin, begin + hours * 3.6e9};
      const TimeAxis one = time_axis(range, Zone("Europe/Zurich"), room(pixels), true);
      for (const auto* ticks : {&one.ticks, &one.contexts}) {
        for (std::size_t i = 1; i < ticks->size(); ++i) {
          const double between = ((*ticks)[i].at - (*ticks)[i - 1].at) / range.span() * pixels;
          EXPECT_GT(between, 8 * 3) << hours << " h on " << pixels;
        }
      }
      for (const Tick& tick : one.ticks) EXPECT_TRUE(range.holds(tick.at)) << hours;
    }
  }
}

TEST(TimeAxis, NothingForWhatIsNoRange) {
  const Zone zone = Zone::utc();
  EXPECT_THAT(time_axis({5, 5}, zone, room(300), true).ticks, IsEmpty());
  EXPECT_THAT(time_axis({0, std::nan("")}, zone, room(300), true).ticks, IsEmpty());
  EXPECT_THAT(time_axis({0, 1e15}, zone, room(0), true).ticks, IsEmpty());
  EXPECT_NO_THROW((void)time_axis({-1e300, 1e300}, zone, room(300), true)) << "beyond all calendars";
}

TEST(TimeText, IsThatOfTheClocksThere) {
  const Zone zone("Europe/Zurich");
  EXPECT_EQ(time_text(static_cast<double>(parse_time("2026-01-15 07:00", zone).us), zone),
            "Thu 15 Jan 2026, 07:00");
  EXPECT_EQ(time_text(1e300, zone), "–");
  EXPECT_EQ(day_text({2026, 9, 3}), "3 Sep");
}

}  // namespace
}  // namespace conurb::plot
