// SPDX-License-Identifier: Apache-2.0
#include "engine/base/time.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb {

namespace {

constexpr const char* kDurationRemedy = "write a number and a unit, as in \"15 min\", \"1.5 h\" or \"1 d\"";

std::chrono::year_month_day to_chrono(CivilDate date) {
  return std::chrono::year(date.year) / std::chrono::month(static_cast<unsigned>(date.month)) /
         std::chrono::day(static_cast<unsigned>(date.day));
}

[[noreturn]] void refuse_date(CivilDate date) {
  throw Error(ErrorCode::invalid_argument, fmt::format("there is no day {}-{}-{} in years {}..{}", date.year,
                                                       date.month, date.day, kFirstYear, kLastYear));
}

/// The length of a named unit, or zero.
Duration unit_length(std::string_view name) {
  struct Named {
    std::string_view name;
    Duration length;
  };
  static constexpr std::array<Named, 19> kUnits{{{"us", kMicrosecond},
                                                 {"ms", kMillisecond},
                                                 {"s", kSecond},
                                                 {"sec", kSecond},
                                                 {"second", kSecond},
                                                 {"seconds", kSecond},
                                                 {"min", kMinute},
                                                 {"minute", kMinute},
                                                 {"minutes", kMinute},
                                                 {"h", kHour},
                                                 {"hour", kHour},
                                                 {"hours", kHour},
                                                 {"d", kDay},
                                                 {"day", kDay},
                                                 {"days", kDay},
                                                 {"w", kWeek},
                                                 {"week", kWeek},
                                                 {"weeks", kWeek},
                                                 {"\xC2\xB5s", kMicrosecond}}};
  for (const Named& unit : kUnits) {
    if (unit.name == name) return unit.length;
  }
  return {};
}

/// Takes one number and its unit off the front of `rest`.
Duration take_term(std::string_view& rest, std::string_view whole) {
  const auto refuse = [&](std::string_view why) {
    throw Error(ErrorCode::bad_data, fmt::format("{} is no duration: {}", in_quotes(whole), why), "",
                kDurationRemedy);
  };
  double number = 0;
  // from_chars would take "-1", "inf" and "nan"; a span is counted in digits.
  if (rest[0] != '.' && (rest[0] < '0' || rest[0] > '9')) refuse("a number is expected");
  const auto [end, status] =
      std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
  if (status != std::errc{}) refuse("a number is expected");
  rest = trim(rest.substr(static_cast<std::size_t>(end - rest.data())));
  std::size_t length = 0;
  while (length < rest.size() && rest[length] != ' ' && (rest[length] < '0' || rest[length] > '9')) ++length;
  const Duration unit = unit_length(rest.substr(0, length));
  if (unit.us == 0) refuse(fmt::format("{} is no unit of time", in_quotes(rest.substr(0, length))));
  rest = trim(rest.substr(length));
  const double us = std::round(number * static_cast<double>(unit.us));
  if (!(us < 0x1p62)) refuse("it is too long");
  return {static_cast<std::int64_t>(us)};
}

int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Duration from_seconds(double seconds) {
  const double us = std::round(seconds * 1e6);
  if (!(us >= -0x1p63 && us < 0x1p63)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} s is no duration of at most 292,000 years", seconds));
  }
  return {static_cast<std::int64_t>(us)};
}

Duration parse_duration(std::string_view text) {
  std::string_view rest = trim(text);
  if (rest.empty()) throw Error(ErrorCode::bad_data, "an empty text is no duration", "", kDurationRemedy);
  Duration sum;
  while (!rest.empty()) {
    const Duration term = take_term(rest, text);
    if (term.us > std::numeric_limits<std::int64_t>::max() - sum.us) {
      throw Error(ErrorCode::bad_data, in_quotes(text) + " is no duration: it is too long");
    }
    sum += term;
  }
  return sum;
}

std::string format_duration(Duration d) {
  struct Named {
    const char* name;
    Duration length;
  };
  static constexpr std::array<Named, 6> kUnits{{{"d", kDay},
                                                {"h", kHour},
                                                {"min", kMinute},
                                                {"s", kSecond},
                                                {"ms", kMillisecond},
                                                {"us", kMicrosecond}}};
  if (d.us == 0) return "0 s";
  std::string out;
  // Remainders are taken with their sign, as -INT64_MIN does not exist.
  std::int64_t rest = d.us;
  for (const Named& unit : kUnits) {
    const std::int64_t n = rest / unit.length.us;
    rest %= unit.length.us;
    if (n == 0) continue;
    if (!out.empty()) out += ' ';
    out += fmt::format("{} {}", n < 0 ? -n : n, unit.name);
  }
  return d.us < 0 ? "-" + out : out;
}

bool is_valid(CivilDate date) {
  if (date.year < kFirstYear || date.year > kLastYear) return false;
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return false;
  return to_chrono(date).ok();
}

bool is_valid(const CivilTime& time) {
  return is_valid(time.date) && time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 &&
         time.second >= 0 && time.second < 60 && time.microsecond >= 0 && time.microsecond < 1'000'000;
}

std::int64_t days_since_epoch(CivilDate date) {
  if (!is_valid(date)) refuse_date(date);
  return std::chrono::sys_days(to_chrono(date)).time_since_epoch().count();
}

CivilDate date_from_days(std::int64_t days) {
  constexpr std::int64_t kFirst = -719162;  // 0001-01-01
  constexpr std::int64_t kLast = 2932896;   // 9999-12-31
  if (days < kFirst || days > kLast) {
    throw Error(ErrorCode::invalid_argument, fmt::format("day {} after 1970-01-01 lies outside years {}..{}",
                                                         days, kFirstYear, kLastYear));
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

Weekday weekday(CivilDate date) {
  // 1970-01-01 was a Thursday.
  const std::int64_t day = (days_since_epoch(date) + 3) % 7;
  return static_cast<Weekday>(day < 0 ? day + 7 : day);
}

Time as_if_utc(const CivilTime& time) {
  if (!is_valid(time)) {
    if (!is_valid(time.date)) refuse_date(time.date);
    throw Error(ErrorCode::invalid_argument, fmt::format("{}:{}:{} and {} us is no time of day", time.hour,
                                                         time.minute, time.second, time.microsecond));
  }
  return Time{} + days_since_epoch(time.date) * kDay + time.hour * kHour + time.minute * kMinute +
         time.second * kSecond + time.microsecond * kMicrosecond;
}

CivilTime civil_in_utc(Time time) {
  const std::int64_t days = floor_div({time.us}, kDay);
  const std::int64_t rest = time.us - days * kDay.us;
  return {date_from_days(days), static_cast<int>(rest / kHour.us), static_cast<int>(rest / kMinute.us % 60),
          static_cast<int>(rest / kSecond.us % 60), static_cast<int>(rest % kSecond.us)};
}

CivilDate parse_date(std::string_view text) {
  CivilDate date{0, 0, 0};
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    date = {digits(text.substr(0, 4)), digits(text.substr(5, 2)), digits(text.substr(8, 2))};
  } else if (text.size() == 8) {
    date = {digits(text.substr(0, 4)), digits(text.substr(4, 2)), digits(text.substr(6, 2))};
  }
  if (!is_valid(date)) {
    throw Error(ErrorCode::bad_data, in_quotes(text) + " is no date", "", "write it as in \"2026-02-10\"");
  }
  return date;
}

std::string format_date(CivilDate date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace conurb
