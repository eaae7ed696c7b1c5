// SPDX-License-Identifier: Apache-2.0
// Which kind of day a time falls on, for schedules of occupancy, demand and timetables.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/base/zone.hpp"

namespace conurb {

/// Kinds of day that schedules distinguish. The values are stored in u8 columns: never renumbered.
enum class DayType : std::uint8_t { workday = 0, saturday = 1, sunday_or_holiday = 2 };

/// The zone and the public holidays of a city. A value; immutable after construction; any thread may use it.
class Calendar {
 public:
  /// `holidays` in any order, repeats allowed. Throws invalid_argument for a date that does not exist.
  explicit Calendar(Zone zone, std::vector<CivilDate> holidays = {});

  [[nodiscard]] const Zone& zone() const { return zone_; }

  /// Ascending, without repeats.
  [[nodiscard]] const std::vector<CivilDate>& holidays() const { return holidays_; }

  /// True if the local date is one of the holidays.
  [[nodiscard]] bool is_holiday(CivilDate date) const;

  /// Sunday or holiday, else Saturday, else workday; a holiday on a Saturday is a holiday.
  [[nodiscard]] DayType day_type(CivilDate date) const;
  [[nodiscard]] DayType day_type(Time time) const;

  [[nodiscard]] Weekday weekday(Time time) const;

  /// Hour that local clocks show, 0..23.
  [[nodiscard]] int hour_of_day(Time time) const;

  /// For i = 0..n-1 the local hour of the day (0..23) and the day type (values of DayType) at begin + i
  /// hours; n is the common length of both spans. Where clocks change an hour is missing or comes twice, as
  /// it should. Costs a few nanoseconds an hour. Throws invalid_argument if the lengths differ or a time is
  /// outside years 1..9999.
  void fill_hours(Time begin, std::span<std::uint8_t> hour_of_day, std::span<std::uint8_t> day_type) const;

 private:
  Zone zone_;
  std::vector<CivilDate> holidays_;
};

}  // namespace conurb
