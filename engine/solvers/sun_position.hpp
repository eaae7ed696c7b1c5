// SPDX-License-Identifier: Apache-2.0
// Where the sun stands: Michalsky, "The Astronomical Almanac's algorithm for approximate solar position
// (1950-2050)", Solar Energy 40(3), 1988, 227-235: within 0.01 degree. Pure; any thread may call.
#pragma once

namespace conurb::solvers {

/// Total solar irradiance at the mean distance, W/m2 (Kopp and Lean, Geophys. Res. Lett. 38, 2011, L01706).
inline constexpr double kSolarConstant = 1360.8;

struct SunPosition {
  double sin_elevation = 0;  ///< also the cosine of the zenith angle; negative below the horizon
  double cos_elevation = 1;
  double azimuth_rad = 0;              ///< clockwise from north
  double extraterrestrial_normal = 0;  ///< W/m2, with the earth's distance of the day
};

/// Geometric (not refracted) position at `utc_s`, seconds since 1970-01-01 UTC without leap seconds. For
/// hourly weather call it with the middle of the hour: files stamp the hour's end, and the sun of that
/// instant is half an hour late.
[[nodiscard]] SunPosition sun_position(double utc_s, double latitude_deg, double longitude_deg);

}  // namespace conurb::solvers
