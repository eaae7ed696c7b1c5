// SPDX-License-Identifier: Apache-2.0
// Time stamps of two formats that do not name a point in time directly: weather files (EPW) and timetables
// (GTFS).
#pragma once

#include <string_view>

#include "engine/base/time.hpp"
#include "engine/base/zone.hpp"

namespace conurb {

/// A half-open interval [begin, end).
struct Interval {
  Time begin;
  Time end;
  [[nodiscard]] constexpr Duration length() const { return end - begin; }
  [[nodiscard]] constexpr Time middle() const { return begin + Duration{(end - begin).us / 2}; }
  constexpr bool operator==(const Interval&) const = default;
};

/// One data line of an EPW file: hours count 1..24 and name the END of the interval, so hour 24 of 31
/// December ends at midnight. With n records per hour, record 1..n counts within the hour (the file's minute
/// field is 60 * record / n, and is 0 or 60, at random, in hourly files: give the record, not that field).
struct EpwStamp {
  CivilDate date;
  int hour = 1;
  int records_per_hour = 1;
  int record = 1;
};

/// The interval that an EPW line speaks of. Radiation and illuminance are integrals or means over it, so the
/// sun is placed at middle(); temperature, wind and pressure are readings at its end. `standard_offset` is
/// the TIME ZONE field of the LOCATION line (hours east of Greenwich): EPW knows no summer time. Source:
/// EnergyPlus, Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary". Throws bad_data naming
/// the field for a date, hour or record out of range; records_per_hour must divide 60.
[[nodiscard]] Interval epw_interval(const EpwStamp& stamp, Duration standard_offset);

/// Offset of the LOCATION line's time zone in hours (5.75 for Nepal). Throws bad_data outside -12..+14, the
/// range of the data dictionary, or if it is no whole minute.
[[nodiscard]] Duration epw_offset(double hours);

/// Reads a GTFS time "H:MM:SS" or "HH:MM:SS", with hours past 24 for trips that run after midnight; spaces
/// around are ignored. The result counts from "noon minus 12 h" of the service day. Throws bad_data naming
/// the text; at most 999 h. Source: GTFS Schedule Reference, field type Time.
[[nodiscard]] Duration parse_gtfs_time(std::string_view text);

/// The point in time of a GTFS time on a service date: noon of that date in the agency's zone, minus 12 h,
/// plus `time`. On days with a clock change this is not midnight, which is what keeps the rest of the
/// timetable right.
[[nodiscard]] Time gtfs_to_utc(CivilDate service_date, Duration time, const Zone& agency_zone);

}  // namespace conurb
