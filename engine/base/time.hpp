// SPDX-License-Identifier: Apache-2.0
// Points in time, spans of time and calendar dates, without any zone: a Time is microseconds of UTC since
// 1970-01-01 (POSIX time, no leap seconds), as at the plugin border. Zones are in zone.hpp, EPW and GTFS
// stamps in stamps.hpp. All functions are pure and may be called from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace conurb {

/// A signed span of time in microseconds. Arithmetic is plain int64: the caller keeps within +-292,000 years.
struct Duration {
  std::int64_t us = 0;
  constexpr auto operator<=>(const Duration&) const = default;
};

/// A point in time: microseconds of UTC since 1970-01-01T00:00:00Z.
struct Time {
  std::int64_t us = 0;
  constexpr auto operator<=>(const Time&) const = default;
};

inline constexpr Duration kMicrosecond{1};
inline constexpr Duration kMillisecond{1'000};
inline constexpr Duration kSecond{1'000'000};
inline constexpr Duration kMinute{60 * kSecond.us};
inline constexpr Duration kHour{60 * kMinute.us};
inline constexpr Duration kDay{24 * kHour.us};
inline constexpr Duration kWeek{7 * kDay.us};

constexpr Duration operator+(Duration a, Duration b) {
  return {a.us + b.us};
}
constexpr Duration operator-(Duration a, Duration b) {
  return {a.us - b.us};
}
constexpr Duration operator-(Duration a) {
  return {-a.us};
}
constexpr Duration operator*(Duration a, std::int64_t n) {
  return {a.us * n};
}
constexpr Duration operator*(std::int64_t n, Duration a) {
  return {a.us * n};
}
constexpr Time operator+(Time t, Duration d) {
  return {t.us + d.us};
}
constexpr Time operator+(Duration d, Time t) {
  return {t.us + d.us};
}
constexpr Time operator-(Time t, Duration d) {
  return {t.us - d.us};
}
constexpr Duration operator-(Time a, Time b) {
  return {a.us - b.us};
}
constexpr Duration& operator+=(Duration& a, Duration b) {
  return a = a + b;
}
constexpr Duration& operator-=(Duration& a, Duration b) {
  return a = a - b;
}
constexpr Time& operator+=(Time& t, Duration d) {
  return t = t + d;
}
constexpr Time& operator-=(Time& t, Duration d) {
  return t = t - d;
}

/// Quotient rounded towards minus infinity, so that times before 1970 fall into the right bin; `step` > 0.
[[nodiscard]] constexpr std::int64_t floor_div(Duration span, Duration step) {
  const std::int64_t quotient = span.us / step.us;
  return quotient - ((span.us % step.us < 0) ? 1 : 0);
}

/// The last multiple of `step` (counted from 1970-01-01T00:00Z) at or before `t`; `step` > 0.
[[nodiscard]] constexpr Time floor(Time t, Duration step) {
  return {floor_div({t.us}, step) * step.us};
}

/// Length in seconds and in hours, rounded to the nearest double.
[[nodiscard]] constexpr double to_seconds(Duration d) {
  return static_cast<double>(d.us) / 1e6;
}
[[nodiscard]] constexpr double to_hours(Duration d) {
  return static_cast<double>(d.us) / 3.6e9;
}

/// The span nearest to `seconds` (half away from zero). Throws invalid_argument if not finite or beyond
/// int64.
[[nodiscard]] Duration from_seconds(double seconds);

/// Reads "1 h", "15 min", "1.5 d", "30s", "250 ms", "1 h 30 min". Units: us, ms, s, sec, min, h, hour(s), d,
/// day(s), w, week(s). No sign; months and years have no fixed length and are refused. Throws bad_data naming
/// the text.
[[nodiscard]] Duration parse_duration(std::string_view text);

/// The shortest text that parse_duration reads back exactly, as "1 h 30 min"; "0 s" for nothing, '-' first if
/// negative.
[[nodiscard]] std::string format_duration(Duration d);

/// A day of the proleptic Gregorian calendar; month and day count from 1.
struct CivilDate {
  int year = 1970;
  int month = 1;
  int day = 1;
  constexpr auto operator<=>(const CivilDate&) const = default;
};

/// A wall-clock reading in some zone; it names a point in time only together with a Zone.
struct CivilTime {
  CivilDate date;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int microsecond = 0;
  constexpr auto operator<=>(const CivilTime&) const = default;
};

/// Days of the week as ISO 8601 orders them, Monday = 0.
enum class Weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

/// Years that texts and dates may carry; a Time outside them cannot be shown as a date.
inline constexpr int kFirstYear = 1;
inline constexpr int kLastYear = 9999;

/// True if the day exists and its year lies in kFirstYear..kLastYear.
[[nodiscard]] bool is_valid(CivilDate date);

/// True if the date is valid and the clock reading lies in 00:00:00.000000..23:59:59.999999.
[[nodiscard]] bool is_valid(const CivilTime& time);

/// Days since 1970-01-01 (negative before). Throws invalid_argument for a date that is_valid refuses.
[[nodiscard]] std::int64_t days_since_epoch(CivilDate date);

/// The date that lies `days` after 1970-01-01. Throws invalid_argument outside kFirstYear..kLastYear.
[[nodiscard]] CivilDate date_from_days(std::int64_t days);

/// Day of the week of a valid date.
[[nodiscard]] Weekday weekday(CivilDate date);

/// The clock reading as if its zone were UTC, and back. Throw invalid_argument as the functions above.
[[nodiscard]] Time as_if_utc(const CivilTime& time);
[[nodiscard]] CivilTime civil_in_utc(Time time);

/// Reads "2026-02-10" or "20260210" (GTFS), nothing before or after. Throws bad_data naming the text.
[[nodiscard]] CivilDate parse_date(std::string_view text);

/// "2026-02-10".
[[nodiscard]] std::string format_date(CivilDate date);

}  // namespace conurb
