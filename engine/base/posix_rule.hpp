// SPDX-License-Identifier: Apache-2.0
// The rule by which clocks change in all years to come, as the footer of a time zone file states it: the TZ
// string of POSIX.1-2017, 8.3 "Other Environment Variables", with RFC 8536's extension to hours of -167..167.
// libhowardhinnant-date reads the files' table of changes but not this footer.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/zone.hpp"

namespace conurb {

/// The day and the local time at which clocks change every year.
struct PosixChange {
  enum class Kind {
    month_week_day,  ///< Mm.w.d: day d (0 = Sunday) of week w (5 = last) of month m
    julian_no_leap,  ///< Jn: day 1..365, 29 February never counted
    zero_based_day   ///< n: day 0..365
  };
  Kind kind = Kind::month_week_day;
  int month = 0;
  int week = 0;
  int day = 0;
  Duration time_of_day;
};

/// A parsed footer.
struct PosixRule {
  Duration standard_offset;
  Duration summer_offset;
  bool has_summer_time = false;
  PosixChange to_summer;
  PosixChange to_standard;
};

/// Reads a TZ string as "CET-1CEST,M3.5.0,M10.5.0/3"; nothing if it is malformed. Any thread.
[[nodiscard]] std::optional<PosixRule> parse_posix_rule(std::string_view text);

/// The stretch of constant offset that holds `time` (years 1..9999). Without summer time it spans all times.
[[nodiscard]] ZoneSpan span_at(const PosixRule& rule, Time time);

}  // namespace conurb
