// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/forcing.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/buildings/units.hpp"

namespace conurb::buildings {
namespace {

constexpr double kStefanBoltzmann = 5.670374419e-8;  // W/(m2 K4)

double sky_drop(const WeatherRecord& record) {
  if (!(record.horizontal_infrared > 0.0)) return kDefaultSkyDrop;
  const double sky = std::pow(record.horizontal_infrared / kStefanBoltzmann, 0.25) - kZeroCelsius;
  return record.theta_e - sky;
}

}  // namespace

WeatherHour<double> weather_hour(const Site& site, std::int64_t begin_utc_s, const WeatherRecord& record) {
  const double mid_hour = static_cast<double>(begin_utc_s) + 1800.0;
  const SurfaceIrradiance sun = surface_irradiance(site, mid_hour, record.sun);
  WeatherHour<double> out{};
  out.theta_e = record.theta_e;
  out.sky_drop = sky_drop(record);
  out.recovery = std::clamp(1.0 - (record.theta_e - kRecoveryUpTo) / 4.0, 0.0, 1.0);
  for (std::size_t o = 0; o < kOrientations; ++o) {
    out.window[o] = sun.window[o];
    out.opaque[o] = sun.incident[o];
  }
  return out;
}

WeatherHour<float> narrow(const WeatherHour<double>& hour) {
  WeatherHour<float> out{};
  out.theta_e = static_cast<float>(hour.theta_e);
  out.sky_drop = static_cast<float>(hour.sky_drop);
  out.recovery = static_cast<float>(hour.recovery);
  for (std::size_t o = 0; o < kOrientations; ++o) {
    out.window[o] = static_cast<float>(hour.window[o]);
    out.opaque[o] = static_cast<float>(hour.opaque[o]);
  }
  return out;
}

UseHour<double> use_hour(const UseProfile& profile, const HourStamp& stamp) {
  const auto at = [&](UseQuantity q) { return profile.at(q, stamp.day, stamp.local_hour % kDayHours); };
  UseHour<double> out{};
  out.set_heating = at(UseQuantity::heating_set_point);
  out.set_cooling = at(UseQuantity::cooling_set_point);
  out.gains =
      at(UseQuantity::people_gain) + at(UseQuantity::appliance_power) + at(UseQuantity::lighting_power);
  out.outdoor_air = at(UseQuantity::outdoor_air);
  out.occupied = at(UseQuantity::occupancy) >= kOccupiedFrom ? 1.0 : 0.0;
  return out;
}

UseHour<float> narrow(const UseHour<double>& hour) {
  return {static_cast<float>(hour.set_heating), static_cast<float>(hour.set_cooling),
          static_cast<float>(hour.gains), static_cast<float>(hour.outdoor_air),
          static_cast<float>(hour.occupied)};
}

std::vector<UseHour<float>> use_hours(const UseTable& table, std::span<const HourStamp> hours) {
  std::vector<UseHour<float>> out;
  out.reserve(hours.size() * table.profiles().size());
  for (const HourStamp& stamp : hours) {
    for (const UseProfile& profile : table.profiles()) out.push_back(narrow(use_hour(profile, stamp)));
  }
  return out;
}

}  // namespace conurb::buildings
