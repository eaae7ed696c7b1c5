// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/sun_position.hpp"

#include <cmath>
#include <numbers>

namespace conurb::solvers {
namespace {

constexpr double kRadian = std::numbers::pi / 180.0;

}  // namespace

SunPosition sun_position(double utc_s, double latitude_deg, double longitude_deg) {
  const double days = utc_s / 86400.0;
  const double n = days - 10957.5;  // days since 2000-01-01 12:00 UTC
  const double hours = 24.0 * (days - std::floor(days));
  const double mean_longitude = (280.460 + 0.9856474 * n) * kRadian;
  const double anomaly = (357.528 + 0.9856003 * n) * kRadian;
  const double ecliptic =
      mean_longitude + (1.915 * std::sin(anomaly) + 0.020 * std::sin(2.0 * anomaly)) * kRadian;
  const double obliquity = (23.439 - 0.0000004 * n) * kRadian;
  const double right_ascension = std::atan2(std::cos(obliquity) * std::sin(ecliptic), std::cos(ecliptic));
  const double sin_declination = std::sin(obliquity) * std::sin(ecliptic);
  const double cos_declination = std::sqrt(1.0 - sin_declination * sin_declination);
  const double sidereal_deg = 15.0 * (6.697375 + 0.0657098242 * n + hours) + longitude_deg;
  const double hour_angle = sidereal_deg * kRadian - right_ascension;

  const double sin_latitude = std::sin(latitude_deg * kRadian);
  const double cos_latitude = std::cos(latitude_deg * kRadian);
  const double east = -cos_declination * std::sin(hour_angle);
  const double north = sin_declination * cos_latitude - cos_declination * std::cos(hour_angle) * sin_latitude;
  const double up = sin_declination * sin_latitude + cos_declination * std::cos(hour_angle) * cos_latitude;
  const double distance = 1.00014 - 0.01671 * std::cos(anomaly) - 0.00014 * std::cos(2.0 * anomaly);  // au
  SunPosition sun;
  sun.sin_elevation = up;
  sun.cos_elevation = std::sqrt(east * east + north * north);
  sun.azimuth_rad = std::atan2(east, north);
  sun.extraterrestrial_normal = kSolarConstant / (distance * distance);
  return sun;
}

}  // namespace conurb::solvers
