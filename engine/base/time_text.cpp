// SPDX-License-Identifier: Apache-2.0
// Times as text: parse_time and format_time of zone.hpp.
#include <fmt/core.h>

#include <cstdlib>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/base/zone.hpp"

namespace conurb {

namespace {

/// Takes the parts of a time text off its front.
class TimeScanner {
 public:
  explicit TimeScanner(std::string_view text) : whole_(text), rest_(trim(text)) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool at_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly two digits of at most `most`.
  int two_digits(const char* what, int most) {
    if (rest_.size() < 2 || !at_digit() || rest_[1] < '0' || rest_[1] > '9') refuse(what);
    const int value = (rest_[0] - '0') * 10 + (rest_[1] - '0');
    if (value > most) refuse(what);
    rest_.remove_prefix(2);
    return value;
  }

  CivilDate date() {
    if (rest_.size() < 10) refuse("a date");
    const std::string_view text = rest_.substr(0, 10);
    rest_.remove_prefix(10);
    try {
      return parse_date(text);
    } catch (const Error&) {
      refuse("a date that exists");
    }
  }

  /// Digits after the decimal point, as microseconds.
  int fraction() {
    if (!at_digit()) refuse("digits after the decimal point");
    int value = 0;
    int count = 0;
    for (; at_digit(); rest_.remove_prefix(1)) {
      if (++count > 6) {
        if (rest_[0] != '0') refuse("at most six digits after the decimal point");
        continue;
      }
      value = value * 10 + (rest_[0] - '0');
    }
    for (; count < 6; ++count) value *= 10;
    return value;
  }

  /// "Z", "+01", "+01:00", "+0100", "+00:34:08"; nothing if none of them stands here.
  std::optional<Duration> offset() {
    if (take('Z') || take('z')) return Duration{};
    const bool negative = take('-');
    if (!negative && !take('+')) return std::nullopt;
    Duration value = two_digits("hours of an offset, 00..23", 23) * kHour;
    const bool colon = take(':');
    if (colon || at_digit()) {
      value += two_digits("minutes of an offset, 00..59", 59) * kMinute;
      if (colon && take(':')) value += two_digits("seconds of an offset, 00..59", 59) * kSecond;
    }
    return negative ? -value : value;
  }

  [[noreturn]] void refuse(std::string_view expected) const {
    throw Error(ErrorCode::bad_data, fmt::format("{} is no time: expected {}", in_quotes(whole_), expected),
                "", "write it as in \"2026-02-10 07:00\" or \"2026-02-10T07:00:30+01:00\"");
  }

 private:
  std::string_view whole_;
  std::string_view rest_;
};

/// The clock part into `local`; true if it was 24:00, the end of the day.
bool scan_clock(TimeScanner& scan, CivilTime& local) {
  local.hour = scan.two_digits("hours 00..24", 24);
  if (!scan.take(':')) scan.refuse("':' and minutes");
  local.minute = scan.two_digits("minutes 00..59", 59);
  if (scan.take(':')) {
    local.second = scan.two_digits("seconds 00..59", 59);
    if (scan.take('.') || scan.take(',')) local.microsecond = scan.fraction();
  }
  if (local.hour < 24) return false;
  if (local.minute != 0 || local.second != 0 || local.microsecond != 0)
    scan.refuse("nothing later than 24:00");
  local.hour = 0;
  return true;
}

std::string format_offset(Duration offset) {
  if (offset.us == 0) return "Z";
  const std::int64_t seconds = std::abs(offset.us) / kSecond.us;
  std::string text =
      fmt::format("{}{:02}:{:02}", offset.us < 0 ? '-' : '+', seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) text += fmt::format(":{:02}", seconds % 60);
  return text;
}

}  // namespace

Time parse_time(std::string_view text, const Zone& zone) {
  TimeScanner scan(text);
  CivilTime local{scan.date()};
  bool next_day = false;
  std::optional<Duration> offset;
  if (!scan.at_end()) {
    if (!scan.take('T') && !scan.take('t') && !scan.take(' ')) scan.refuse("'T' or a blank after the date");
    next_day = scan_clock(scan, local);
    const bool blank = scan.take(' ');
    offset = scan.offset();
    if (!scan.at_end() || (blank && !offset)) scan.refuse("the end, 'Z' or an offset as \"+01:00\"");
  }
  if (next_day) {
    if (local.date == CivilDate{kLastYear, 12, 31}) scan.refuse("a time before the year 10000");
    local.date = date_from_days(days_since_epoch(local.date) + 1);
  }
  return offset ? as_if_utc(local) - *offset : zone.to_utc(local);
}

std::string format_time(Time time, const Zone& zone, TimeFormat format) {
  const Duration offset = zone.offset(time);
  const CivilTime local = civil_in_utc(time + offset);
  const char separator = format == TimeFormat::iso ? 'T' : ' ';
  std::string text =
      fmt::format("{}{}{:02}:{:02}", format_date(local.date), separator, local.hour, local.minute);
  if (format == TimeFormat::minute) return text;
  text += fmt::format(":{:02}", local.second);
  if (local.microsecond != 0) text += fmt::format(".{:06}", local.microsecond);
  if (format == TimeFormat::iso) text += format_offset(offset);
  return text;
}

}  // namespace conurb
