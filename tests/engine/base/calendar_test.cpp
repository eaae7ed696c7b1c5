// SPDX-License-Identifier: Apache-2.0
#include "engine/base/calendar.hpp"

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/base/utc.hpp"

namespace conurb {
namespace {

using test::expect_error;

TEST(Calendar, days_are_sorted_into_types) {
  const Calendar calendar(Zone("Europe/Zurich"), {{2026, 12, 25}, {2026, 8, 1}, {2026, 8, 1}});
  EXPECT_EQ(calendar.holidays().size(), 2U);
  EXPECT_EQ(calendar.day_type(CivilDate{2026, 7, 31}), DayType::workday);
  EXPECT_EQ(calendar.day_type(CivilDate{2026, 8, 1}), DayType::sunday_or_holiday);  // a Saturday
  EXPECT_EQ(calendar.day_type(CivilDate{2026, 8, 2}), DayType::sunday_or_holiday);
  EXPECT_EQ(calendar.day_type(CivilDate{2026, 8, 8}), DayType::saturday);
  EXPECT_EQ(calendar.day_type(CivilDate{2026, 12, 25}), DayType::sunday_or_holiday);
}

TEST(Calendar, the_local_day_counts_not_the_utc_day) {
  const Calendar calendar(Zone("Europe/Zurich"));
  const Time t = utc(2026, 7, 31, 22);  // Saturday, 00:00 in Zurich
  EXPECT_EQ(calendar.day_type(t), DayType::saturday);
  EXPECT_EQ(calendar.weekday(t), Weekday::saturday);
  EXPECT_EQ(calendar.hour_of_day(t), 0);
}

TEST(Calendar, filling_a_year_of_hours_agrees_with_asking_for_each) {
  for (const char* name : {"Europe/Zurich", "America/St_Johns", "Australia/Lord_Howe"}) {
    const Calendar calendar(Zone(name), {{2026, 1, 1}, {2026, 5, 1}});
    const Time begin = utc(2026, 1, 1, 5);
    std::vector<std::uint8_t> hours(8760);
    std::vector<std::uint8_t> types(8760);
    calendar.fill_hours(begin, hours, types);
    for (std::size_t i = 0; i < hours.size(); ++i) {
      const Time t = begin + static_cast<std::int64_t>(i) * kHour;
      ASSERT_EQ(hours[i], calendar.hour_of_day(t)) << name << ' ' << i;
      ASSERT_EQ(types[i], static_cast<std::uint8_t>(calendar.day_type(t))) << name << ' ' << i;
    }
  }
}

TEST(Calendar, clock_changes_leave_out_and_double_an_hour) {
  const Calendar calendar(Zone("Europe/Zurich"));
  std::array<std::uint8_t, 4> hours{};
  std::array<std::uint8_t, 4> types{};
  calendar.fill_hours(utc(2026, 3, 29), hours, types);
  EXPECT_THAT(hours, testing::ElementsAre(1, 3, 4, 5));
  calendar.fill_hours(utc(2026, 10, 25), hours, types);
  EXPECT_THAT(hours, testing::ElementsAre(2, 2, 3, 4));
  EXPECT_THAT(types, testing::Each(2));
}

TEST(Calendar, wrong_arguments_are_refused) {
  const Calendar calendar(Zone::utc());
  std::array<std::uint8_t, 4> hours{};
  std::array<std::uint8_t, 3> types{};
  expect_error(ErrorCode::invalid_argument, "4 hours", [&] { calendar.fill_hours({}, hours, types); });
  expect_error(ErrorCode::invalid_argument, "2026-02-30", [] {
    (void)Calendar(Zone::utc(), {{2026, 2, 30}});
  });
  calendar.fill_hours({}, {}, {});
}

}  // namespace
}  // namespace conurb
