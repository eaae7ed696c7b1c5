// SPDX-License-Identifier: Apache-2.0
#include "engine/base/posix_rule.hpp"

#include <algorithm>
#include <limits>

namespace conurb {

namespace {

/// Takes the parts of a TZ string off its front; every function answers false where the text does not fit.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool number(int& value, int most) {
    value = 0;
    std::size_t i = 0;
    for (; i < rest_.size() && i < 4 && rest_[i] >= '0' && rest_[i] <= '9'; ++i)
      value = value * 10 + (rest_[i] - '0');
    rest_.remove_prefix(i);
    return i > 0 && value <= most;
  }

  /// "CEST" or "<+01>".
  bool name() {
    std::size_t end = 0;
    if (take('<')) {
      end = rest_.find('>');
      if (end == std::string_view::npos) return false;
      rest_.remove_prefix(end + 1);
    } else {
      const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
      while (end < rest_.size() && letter(rest_[end])) ++end;
      rest_.remove_prefix(end);
    }
    return end >= 3;
  }

  /// [+-]hh[:mm[:ss]].
  bool clock(Duration& value, int most_hours) {
    const bool negative = take('-');
    if (!negative) take('+');
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    if (!number(hours, most_hours)) return false;
    if (take(':') && !number(minutes, 59)) return false;
    if (take(':') && !number(seconds, 59)) return false;
    value = hours * kHour + minutes * kMinute + seconds * kSecond;
    if (negative) value = -value;
    return true;
  }

  bool change(PosixChange& out) {
    if (take('M')) {
      out.kind = PosixChange::Kind::month_week_day;
      if (!number(out.month, 12) || !take('.') || !number(out.week, 5) || !take('.') || !number(out.day, 6))
        return false;
      if (out.month < 1 || out.week < 1) return false;
    } else if (take('J')) {
      out.kind = PosixChange::Kind::julian_no_leap;
      if (!number(out.day, 365) || out.day < 1) return false;
    } else {
      out.kind = PosixChange::Kind::zero_based_day;
      if (!number(out.day, 365)) return false;
    }
    out.time_of_day = 2 * kHour;
    return !take('/') || clock(out.time_of_day, 167);
  }

 private:
  std::string_view rest_;
};

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// Days since 1970-01-01 of the change's day in that year.
std::int64_t change_day(const PosixChange& change, int year) {
  const std::int64_t new_year = days_since_epoch({year, 1, 1});
  switch (change.kind) {
    case PosixChange::Kind::julian_no_leap:
      return new_year + change.day - 1 + (is_leap(year) && change.day >= 60 ? 1 : 0);
    case PosixChange::Kind::zero_based_day: return new_year + change.day;
    case PosixChange::Kind::month_week_day: break;
  }
  const std::int64_t first = days_since_epoch({year, change.month, 1});
  const int first_weekday = (static_cast<int>(weekday({year, change.month, 1})) + 1) % 7;  // 0 = Sunday
  std::int64_t day = first + (change.day - first_weekday + 7) % 7 + 7 * (change.week - 1);
  // Week 5 means the last; the month after begins at most 31 days later.
  while (date_from_days(day).month != change.month) day -= 7;
  return day;
}

}  // namespace

std::optional<PosixRule> parse_posix_rule(std::string_view text) {
  Scanner scan(text);
  PosixRule rule;
  if (!scan.name() || !scan.clock(rule.standard_offset, 24)) return std::nullopt;
  // POSIX counts offsets positive west of Greenwich.
  rule.standard_offset = -rule.standard_offset;
  if (scan.at_end()) return rule;
  rule.has_summer_time = true;
  if (!scan.name()) return std::nullopt;
  rule.summer_offset = rule.standard_offset + kHour;
  if (!scan.take(',')) {
    if (!scan.clock(rule.summer_offset, 24) || !scan.take(',')) return std::nullopt;
    rule.summer_offset = -rule.summer_offset;
  }
  if (!scan.change(rule.to_summer) || !scan.take(',') || !scan.change(rule.to_standard)) return std::nullopt;
  return scan.at_end() ? std::optional(rule) : std::nullopt;
}

ZoneSpan span_at(const PosixRule& rule, Time time) {
  constexpr Time kFirst{std::numeric_limits<std::int64_t>::min()};
  constexpr Time kLast{std::numeric_limits<std::int64_t>::max()};
  if (!rule.has_summer_time) return {kFirst, kLast, rule.standard_offset, false};
  ZoneSpan span{kFirst, kLast, {}, false};
  bool next_is_to_summer = false;
  const auto meet = [&](Time change, bool to_summer) {
    if (change > time) {
      if (change < span.end) next_is_to_summer = to_summer;
      span.end = std::min(span.end, change);
    } else if (change > span.begin || (change == span.begin && to_summer)) {
      // Where summer time ends and begins at the same instant it goes on: permanent summer time is written
      // so.
      span.begin = change;
      span.is_summer_time = to_summer;
    }
  };
  const int year = civil_in_utc(time).date.year;
  for (int y = std::max(year - 1, kFirstYear); y <= std::min(year + 1, kLastYear); ++y) {
    // The local time of a change is read on the clocks in force before it.
    const Time standard = Time{} + change_day(rule.to_standard, y) * kDay + rule.to_standard.time_of_day;
    const Time summer = Time{} + change_day(rule.to_summer, y) * kDay + rule.to_summer.time_of_day;
    meet(standard - rule.summer_offset, false);
    meet(summer - rule.standard_offset, true);
  }
  if (span.begin == kFirst) span.is_summer_time = !next_is_to_summer;
  span.offset = span.is_summer_time ? rule.summer_offset : rule.standard_offset;
  return span;
}

}  // namespace conurb
