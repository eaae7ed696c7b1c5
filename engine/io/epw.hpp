// SPDX-License-Identifier: Apache-2.0
// Reader of EnergyPlus weather files (EPW; EnergyPlus "Auxiliary Programs", section "EnergyPlus Weather File
// (EPW) Data Dictionary"): one year of hourly weather at one place.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/findings.hpp"

namespace conurb::io {

/// Undisturbed ground temperatures at one depth.
struct GroundTemperatures {
  double depth_m = 0;
  std::array<double, 12> monthly_c{};  ///< January to December
};

/// One year of weather. Every column has 8760 or 8784 rows; a value that is missing in the file is NaN. Row i
/// covers the hour that ends at hour[i] o'clock, local standard time (no daylight saving): 1 is 00:00-01:00,
/// 24 ends at midnight.
struct EpwWeather {
  std::string city, region, country, source, station;  ///< station: WMO number
  double latitude_deg = 0;                             ///< north positive
  double longitude_deg = 0;                            ///< east positive
  double time_zone_h = 0;                              ///< local standard time minus UTC
  double elevation_m = 0;
  bool leap_year_allowed = false;     ///< as the header says; the rows count
  std::string first_weekday;          ///< of the data period, "Sunday"
  std::vector<std::string> comments;  ///< origin and terms of use
  std::vector<GroundTemperatures> ground;

  std::vector<std::int16_t> year;  ///< of the observation; typical years are put together of months of many
  std::vector<std::uint8_t> month, day;    ///< from 1
  std::vector<std::uint8_t> hour;          ///< 1..24, the end of the interval
  std::vector<std::uint16_t> day_of_year;  ///< from 1, with 29 February when the file has it

  std::vector<double> dry_bulb_c;
  std::vector<double> dew_point_c;
  std::vector<double> relative_humidity_percent;
  std::vector<double> pressure_pa;               ///< of the station, not reduced to sea level
  std::vector<double> horizontal_infrared_w_m2;  ///< long-wave radiation from the sky on the horizontal
  std::vector<double> global_horizontal_wh_m2;   ///< solar, sum of the hour
  std::vector<double> direct_normal_wh_m2;
  std::vector<double> diffuse_horizontal_wh_m2;
  std::vector<double> wind_direction_deg;  ///< where it comes from, clockwise from north
  std::vector<double> wind_speed_m_s;
  std::vector<double> total_sky_cover_tenths;
  std::vector<double> opaque_sky_cover_tenths;
  std::vector<double> snow_depth_cm;
  std::vector<double> albedo;
  std::vector<double> liquid_precipitation_mm;

  FindingList findings;

  [[nodiscard]] std::size_t size() const { return hour.size(); }
};

/// Reads a weather file. Throws Error(not_found, io) when it cannot be read, Error(bad_data) with the line
/// number when the header is incomplete, a row is malformed or out of order, or the year is not whole;
/// Error(incompatible) for more than one row an hour. Missing and impossible values become NaN, with one
/// finding per column.
[[nodiscard]] EpwWeather read_epw_file(const std::filesystem::path& path);

/// Reads a text in memory; `name` is used in messages. Takes any bytes.
[[nodiscard]] EpwWeather read_epw(std::span<const char> bytes, std::string_view name);

}  // namespace conurb::io
