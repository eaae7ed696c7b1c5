// SPDX-License-Identifier: Apache-2.0
// Local time: what the clocks of a place show, from the IANA time zone database of the system. After the last
// change that the database lists (2037 in Debian's files) the rule in the file's footer (RFC 8536, 3.3) goes
// on for ever, so a scenario of 2050 has its summer time. Rule for texts and clock readings: a reading that
// occurs twice (clocks set back) means the earlier of the two; one that never occurs (clocks set forward) is
// shifted forward by the length of the gap. Java, RFC 5545 and ECMAScript's Temporal ("compatible") do the
// same.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/time.hpp"

namespace conurb {

/// A stretch [begin, end) of one offset from UTC. `end` may be far beyond any date (no further change).
struct ZoneSpan {
  Time begin;
  Time end;
  Duration offset;              ///< local = UTC + offset; positive east of Greenwich
  bool is_summer_time = false;  ///< the database's daylight saving flag
};

/// A time zone: a cheap value to copy. Immutable; any thread may use it.
class Zone {
 public:
  /// The IANA zone of that name ("Europe/Zurich"). Throws not_found with the nearest name. Reads the
  /// database's file.
  explicit Zone(std::string_view name);

  /// Coordinated universal time.
  [[nodiscard]] static Zone utc();

  /// A zone without clock changes, as the standard time of an EPW file: `offset` east of Greenwich, within
  /// +-24 h. Its name is like "UTC+01:00". Throws invalid_argument.
  [[nodiscard]] static Zone fixed(Duration offset);

  [[nodiscard]] const std::string& name() const;

  /// The stretch of constant offset that holds `time`. Throws invalid_argument outside years 1..9999, as all
  /// below.
  [[nodiscard]] ZoneSpan span_at(Time time) const;

  /// local = UTC + offset at that time.
  [[nodiscard]] Duration offset(Time time) const { return span_at(time).offset; }

  /// What the clocks show.
  [[nodiscard]] CivilTime to_local(Time time) const;

  /// The point in time of a clock reading, by the rule above.
  [[nodiscard]] Time to_utc(const CivilTime& local) const;

  /// The start of a local day (00:00, or the first instant after it where clocks skip midnight).
  [[nodiscard]] Time day_start(CivilDate date) const { return to_utc({date, 0, 0, 0, 0}); }

 private:
  struct Impl;
  explicit Zone(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

/// Reads ISO 8601 and its usual relaxations: "2026-01-01", "2026-02-10 07:00", "2026-02-10T07:00:30.25",
/// with "Z" or an offset ("+01:00", "+0100", "+01") where given; else local time of `zone`. 24:00 is the end
/// of the day. Fractions finer than a microsecond and leap seconds (":60") are refused. Throws bad_data
/// naming the text.
[[nodiscard]] Time parse_time(std::string_view text, const Zone& zone);

/// How much of a time is written.
enum class TimeFormat {
  minute,  ///< "2026-02-10 07:00"
  second,  ///< "2026-02-10 07:00:30", with ".250000" only if there is a fraction
  iso,     ///< "2026-02-10T07:00:30+01:00", "Z" for zero offset; parse_time reads it back exactly
};

/// Text of a time in local time of `zone`. An offset that is no whole minute (before 1950 or so) is written
/// +hh:mm:ss.
[[nodiscard]] std::string format_time(Time time, const Zone& zone, TimeFormat format);

}  // namespace conurb
