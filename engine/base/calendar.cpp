// SPDX-License-Identifier: Apache-2.0
#include "engine/base/calendar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb {

Calendar::Calendar(Zone zone, std::vector<CivilDate> holidays)
    : zone_(std::move(zone)), holidays_(std::move(holidays)) {
  for (const CivilDate date : holidays_) {
    if (!is_valid(date)) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("the holiday {} does not exist", format_date(date)));
    }
  }
  std::sort(holidays_.begin(), holidays_.end());
  holidays_.erase(std::unique(holidays_.begin(), holidays_.end()), holidays_.end());
}

bool Calendar::is_holiday(CivilDate date) const {
  return std::binary_search(holidays_.begin(), holidays_.end(), date);
}

DayType Calendar::day_type(CivilDate date) const {
  const Weekday day = conurb::weekday(date);
  if (day == Weekday::sunday || is_holiday(date)) return DayType::sunday_or_holiday;
  return day == Weekday::saturday ? DayType::saturday : DayType::workday;
}

DayType Calendar::day_type(Time time) const {
  return day_type(zone_.to_local(time).date);
}

Weekday Calendar::weekday(Time time) const {
  return conurb::weekday(zone_.to_local(time).date);
}

int Calendar::hour_of_day(Time time) const {
  return zone_.to_local(time).hour;
}

void Calendar::fill_hours(Time begin, std::span<std::uint8_t> hour_of_day,
                          std::span<std::uint8_t> day_type) const {
  const std::size_t n = hour_of_day.size();
  if (day_type.size() != n) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} hours of the day but {} day types to fill", n, day_type.size()));
  }
  std::size_t i = 0;
  while (i < n) {
    const Time time = begin + static_cast<std::int64_t>(i) * kHour;
    const ZoneSpan span = zone_.span_at(time);
    const CivilTime local = civil_in_utc(time + span.offset);
    const auto type = static_cast<std::uint8_t>(this->day_type(local.date));
    // Within one span of the zone the clock runs evenly to the day's end.
    Time t = time;
    for (int hour = local.hour; hour < 24 && i < n && t < span.end; ++hour, ++i, t += kHour) {
      hour_of_day[i] = static_cast<std::uint8_t>(hour);
      day_type[i] = type;
    }
  }
}

}  // namespace conurb
