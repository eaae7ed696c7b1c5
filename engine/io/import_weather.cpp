// SPDX-License-Identifier: Apache-2.0
// Weather files as rows of `weather` and `weather_site`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/base/stamps.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::Table;

namespace {

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// Which row of the file stands for each hour of the calendar year, and when it begins.
struct CalendarHours {
  std::vector<std::size_t> row;
  std::vector<std::int64_t> begin_us;
  bool copied = false, left_out = false;  ///< 29 February

  CalendarHours(const EpwWeather& weather, int year) {
    const Duration offset = epw_offset(weather.time_zone_h);
    for (std::size_t i = 0; i < weather.size(); ++i) {
      const bool leap_day = weather.month[i] == 2 && weather.day[i] == 29;
      if (leap_day && !is_leap(year)) {
        left_out = true;
        continue;
      }
      add(i, {year, weather.month[i], weather.day[i]}, weather.hour[i], offset);
      const bool last_of_february = weather.month[i] == 2 && weather.day[i] == 28 && weather.hour[i] == 24;
      const bool has_leap_day = i + 1 < weather.size() && weather.month[i + 1] == 2;
      if (!last_of_february || has_leap_day || !is_leap(year)) continue;
      for (std::size_t h = 0; h < 24; ++h) add(i - 23 + h, {year, 2, 29}, static_cast<int>(h) + 1, offset);
      copied = true;
    }
  }

 private:
  void add(std::size_t i, CivilDate date, int hour, Duration offset) {
    row.push_back(i);
    begin_us.push_back(epw_interval({date, hour, 1, 1}, offset).begin.us);
  }
};

/// A column of the file, its column of the vocabulary, and the way from its unit to SI: value * factor +
/// offset.
struct WeatherColumn {
  const char* name;
  std::vector<double> EpwWeather::*values;
  double factor = 1, offset = 0;
};

const WeatherColumn kColumns[] = {
    {"dry_bulb_temperature", &EpwWeather::dry_bulb_c, 1, 273.15},
    {"dew_point_temperature", &EpwWeather::dew_point_c, 1, 273.15},
    {"relative_humidity", &EpwWeather::relative_humidity_percent, 0.01, 0},
    {"pressure", &EpwWeather::pressure_pa, 1, 0},
    // Wh/m2 in an hour is the mean in W/m2.
    {"global_horizontal_irradiance", &EpwWeather::global_horizontal_wh_m2, 1, 0},
    {"direct_normal_irradiance", &EpwWeather::direct_normal_wh_m2, 1, 0},
    {"diffuse_horizontal_irradiance", &EpwWeather::diffuse_horizontal_wh_m2, 1, 0},
    {"horizontal_infrared_irradiance", &EpwWeather::horizontal_infrared_w_m2, 1, 0},
    {"wind_speed", &EpwWeather::wind_speed_m_s, 1, 0},
    {"wind_direction", &EpwWeather::wind_direction_deg, std::numbers::pi / 180, 0},
    {"precipitation", &EpwWeather::liquid_precipitation_mm, 1e-3 / 3600, 0},  // mm in an hour
    {"snow_depth", &EpwWeather::snow_depth_cm, 0.01, 0},
    {"cloud_cover", &EpwWeather::total_sky_cover_tenths, 0.1, 0},
    {"opaque_cloud_cover", &EpwWeather::opaque_sky_cover_tenths, 0.1, 0},
    {"albedo", &EpwWeather::albedo, 1, 0},
};

/// Rows for `count` hours: those that are there if they are as many, else new ones, the old ones being
/// retired.
std::vector<std::int64_t> rows_for(Table& table, std::size_t count, ImportedSource& source) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (table.alive()[static_cast<std::size_t>(row)] != 0) rows.push_back(row);
  }
  if (rows.size() == count) {
    source.updated[table.name()] += static_cast<std::int64_t>(count);
    return rows;
  }
  if (!rows.empty()) source.retired[table.name()] += static_cast<std::int64_t>(rows.size());
  table.retire(rows);
  rows.clear();
  const std::int64_t first = table.insert(static_cast<std::int64_t>(count), 0);
  for (std::size_t i = 0; i < count; ++i) rows.push_back(first + static_cast<std::int64_t>(i));
  source.inserted[table.name()] += static_cast<std::int64_t>(count);
  return rows;
}

void write_site(CityImport::State& state, const EpwWeather& weather, ImportedSource& source) {
  Table& table = state.city.edit(state.vocabulary_table("weather_site"));
  const std::vector<std::int64_t> rows = rows_for(table, 1, source);
  const std::int64_t first_new = state.first_new_row(table);
  const auto real = [&](const char* name, double value) {
    const std::size_t column = table.index_of(name);
    if (table.column(column).spec().scalar == city::Scalar::f64) {
      CellWriter<double> cells(table, column, state.known.edited, first_new);
      cells.set(rows[0], value);
      cells.finish();
    } else {
      CellWriter<float> cells(table, column, state.known.edited, first_new);
      cells.set(rows[0], static_cast<float>(value));
      cells.finish();
    }
  };
  real("latitude", weather.latitude_deg);
  real("longitude", weather.longitude_deg);
  real("elevation", weather.elevation_m);
  real("utc_offset", weather.time_zone_h * 3600);
}

}  // namespace

void CityImport::add(const EpwWeather& weather, store::SourceRecord record) {
  State& state = *state_;
  for (const ImportedSource& each : state.sources) {
    if (each.format != "EPW") continue;
    throw Error(ErrorCode::invalid_argument,
                "two weather files in one import: " + each.record.name + " and " + record.name, "",
                "a city has one weather: give the file of the nearest station");
  }
  const std::size_t index = state.sources.size();
  ImportedSource& source = state.sources.emplace_back();
  source.record = std::move(record);
  source.format = "EPW";
  state.findings.push_back(weather.findings);
  if (source.record.attribution.empty()) source.record.attribution = weather.source;
  city::Place place = state.city.place();
  if (state.options.time_zone.empty() && place.time_zone == "UTC" && state.first_weather_zone) {
    // Without a word on the zone, days are to begin when those of the weather do.
    const auto hours = static_cast<int>(std::lround(weather.time_zone_h));
    if (hours != 0 && std::abs(weather.time_zone_h - hours) < 1e-9) {
      place.time_zone = fmt::format("Etc/GMT{:+d}", -hours);
      state.city.set_place(place);
      state.find(
          index, Severity::info, "", "zone.guessed",
          fmt::format(
              "no --zone given: the city keeps the standard time of its weather, {} (UTC{:+d}), without "
              "summer time",
              place.time_zone, hours));
    }
  }
  const CalendarHours hours(weather, state.options.weather_year);
  if (hours.left_out) {
    state.find(
        index, Severity::info, "", "weather.leap_day",
        fmt::format("{} has no 29 February: that day of the file is left out", state.options.weather_year));
  }
  if (hours.copied) {
    state.find(
        index, Severity::info, "", "weather.leap_day",
        fmt::format("29 February {} is a copy of the 28th: the file has none", state.options.weather_year));
  }
  Table& table = state.city.edit(state.vocabulary_table("weather"));
  const std::vector<std::int64_t> rows = rows_for(table, hours.row.size(), source);
  const std::int64_t first_new = state.first_new_row(table);
  CellWriter<std::int64_t> time(table, table.index_of("time"), state.known.edited, first_new);
  CellWriter<std::int64_t> interval(table, table.index_of("interval"), state.known.edited, first_new);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    time.set(rows[i], hours.begin_us[i]);
    interval.set(rows[i], kHour.us);
  }
  time.finish();
  interval.finish();
  for (const WeatherColumn& column : kColumns) {
    const auto target = table.find(column.name);
    if (!target) continue;
    const city::ColumnSpec& spec = table.column(*target).spec();
    CellWriter<float> cells(table, *target, state.known.edited, first_new);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      double value = (weather.*column.values)[hours.row[i]] * column.factor + column.offset;
      if (value < spec.min || value > spec.max) {
        value = std::numeric_limits<double>::quiet_NaN();
        ++refused;
      }
      cells.set(rows[i], static_cast<float>(value));
    }
    cells.finish();
    if (refused > 0) {
      state.find(index, Severity::error, "", "weather.range",
                 fmt::format("{} value(s) of {} are out of range: left empty", refused, column.name));
    }
    source.provenance.push_back({"weather", column.name, store::Provenance::measured, {}});
  }
  write_site(state, weather, source);
}

}  // namespace conurb::io
