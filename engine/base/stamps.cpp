// SPDX-License-Identifier: Apache-2.0
#include "engine/base/stamps.hpp"

#include <fmt/core.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb {

Interval epw_interval(const EpwStamp& stamp, Duration standard_offset) {
  const auto check = [](const char* field, int value, int least, int most) {
    if (value >= least && value <= most) return;
    throw Error(ErrorCode::bad_data, fmt::format("EPW {} {} lies outside {}..{}", field, value, least, most));
  };
  if (!is_valid(stamp.date)) {
    throw Error(ErrorCode::bad_data, fmt::format("EPW date {} does not exist", format_date(stamp.date)));
  }
  check("hour", stamp.hour, 1, 24);
  check("records per hour", stamp.records_per_hour, 1, 60);
  check("record", stamp.record, 1, stamp.records_per_hour);
  if (60 % stamp.records_per_hour != 0) {
    throw Error(ErrorCode::bad_data,
                fmt::format("EPW records per hour {} does not divide 60 minutes", stamp.records_per_hour));
  }
  const Duration length{kHour.us / stamp.records_per_hour};
  const Time hour_begin = as_if_utc({stamp.date, stamp.hour - 1, 0, 0, 0}) - standard_offset;
  const Time end = hour_begin + stamp.record * length;
  return {end - length, end};
}

Duration epw_offset(double hours) {
  const double minutes = hours * 60;
  if (!(hours >= -12 && hours <= 14) || std::abs(minutes - std::round(minutes)) > 1e-6) {
    throw Error(ErrorCode::bad_data,
                fmt::format("EPW time zone {} h is not in -12..14 h or no whole minute", hours));
  }
  return static_cast<std::int64_t>(std::llround(minutes)) * kMinute;
}

Duration parse_gtfs_time(std::string_view text) {
  const std::vector<std::string_view> fields = split(trim(text), ':');
  const auto number = [](std::string_view digits) {
    int value = digits.empty() || digits.size() > 3 ? -1 : 0;
    for (const char c : digits) value = value < 0 || c < '0' || c > '9' ? -1 : value * 10 + (c - '0');
    return value;
  };
  if (fields.size() == 3 && fields[1].size() == 2 && fields[2].size() == 2) {
    const int hours = number(fields[0]);
    const int minutes = number(fields[1]);
    const int seconds = number(fields[2]);
    if (hours >= 0 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60) {
      return hours * kHour + minutes * kMinute + seconds * kSecond;
    }
  }
  throw Error(ErrorCode::bad_data, in_quotes(text) + " is no GTFS time", "",
              "write hours, minutes and seconds as in \"25:10:00\"");
}

Time gtfs_to_utc(CivilDate service_date, Duration time, const Zone& agency_zone) {
  return agency_zone.to_utc({service_date, 12, 0, 0, 0}) - 12 * kHour + time;
}

}  // namespace conurb
