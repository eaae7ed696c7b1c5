// SPDX-License-Identifier: Apache-2.0
// From weather and calendar to what the kernel reads: one WeatherHour per hour, one UseHour per hour and
// profile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "plugins/buildings/kernel.hpp"
#include "plugins/buildings/solar.hpp"
#include "plugins/buildings/use_profile.hpp"

namespace conurb::buildings {

/// Weather of one hour, as an EPW file has it. Hourly means over [begin, begin + 1 h).
struct WeatherRecord {
  double theta_e = 0;  ///< dry bulb, degC
  Irradiance sun;
  double horizontal_infrared =
      std::numeric_limits<double>::quiet_NaN();  ///< from the sky, W/m2; NaN = unknown
};

/// An hour of the calendar.
struct HourStamp {
  std::int64_t begin_utc_s = 0;  ///< seconds since 1970-01-01 UTC
  std::uint8_t local_hour = 0;   ///< 0..23, as people there live it
  DayType day = DayType::weekday;
};

/// Heat recovery of ventilation runs fully below this outdoor temperature and not at all 4 K above it (degC;
/// assumption: the summer bypass).
inline constexpr double kRecoveryUpTo = 14.0;

/// Air and effective sky temperature differ by this much if no infrared irradiance is known, K (ISO
/// 13790, 11.4.6, for intermediate climates).
inline constexpr double kDefaultSkyDrop = 11.0;

/// One hour of weather as buildings see it; the sun stands where it is in the middle of the hour. Pure, any
/// thread.
[[nodiscard]] WeatherHour<double> weather_hour(const Site& site, std::int64_t begin_utc_s,
                                               const WeatherRecord& record);

/// The same rounded for the kernel.
[[nodiscard]] WeatherHour<float> narrow(const WeatherHour<double>& hour);

/// One profile in one hour, as the building model reads it.
[[nodiscard]] UseHour<double> use_hour(const UseProfile& profile, const HourStamp& stamp);
[[nodiscard]] UseHour<float> narrow(const UseHour<double>& hour);

/// The whole StepForcing::use of a step: hours x profiles, hour-major.
[[nodiscard]] std::vector<UseHour<float>> use_hours(const UseTable& table, std::span<const HourStamp> hours);

}  // namespace conurb::buildings
