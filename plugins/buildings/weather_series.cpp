// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/weather_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "buildings_columns.hpp"
#include "plugins/buildings/units.hpp"

namespace conurb::buildings {

namespace {

using ::buildings::Column;
using ::buildings::Table;

constexpr std::int64_t kHour = 3'600'000'000;

std::unique_ptr<WeatherSeries> build(const sdk::View& view) {
  if (view.table(Table::weather_site).rows < 1) {
    throw sdk::Failure(CONURB_NOT_FOUND, "the city has no weather site; import a weather file (EPW)");
  }
  Site site;
  site.latitude_deg = view.read<double>(Column::weather_site_latitude)[0];
  site.longitude_deg = view.read<double>(Column::weather_site_longitude)[0];
  const auto rows = static_cast<std::size_t>(view.table(Table::weather).rows);
  const auto time = view.read<std::int64_t>(Column::weather_time);
  const auto temperature = view.read<float>(Column::weather_dry_bulb_temperature);
  const auto global = view.read<float>(Column::weather_global_horizontal_irradiance);
  const auto direct = view.read<float>(Column::weather_direct_normal_irradiance);
  const auto diffuse = view.read<float>(Column::weather_diffuse_horizontal_irradiance);
  const auto infrared = view.read<float>(Column::weather_horizontal_infrared_irradiance);
  auto series = std::make_unique<WeatherSeries>();
  series->begin_us.assign(time.begin(), time.begin() + static_cast<std::ptrdiff_t>(rows));
  series->hours.reserve(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    WeatherRecord record;
    record.theta_e = static_cast<double>(temperature[row]) - kZeroCelsius;
    record.sun = {static_cast<double>(global[row]), static_cast<double>(direct[row]),
                  static_cast<double>(diffuse[row])};
    if (!infrared.empty()) record.horizontal_infrared = static_cast<double>(infrared[row]);
    if (!std::isfinite(record.theta_e + record.sun.global_horizontal + record.sun.direct_normal +
                       record.sun.diffuse_horizontal)) {
      throw sdk::Failure(CONURB_BAD_DATA,
                         "weather row " + std::to_string(row) +
                             " lacks temperature or irradiance; import weather without gaps");
    }
    series->hours.push_back(narrow(weather_hour(site, series->begin_us[row] / 1'000'000, record)));
    series->theta_e.push_back(record.theta_e);
  }
  return series;
}

}  // namespace

const WeatherSeries& weather_of(const sdk::Host& host, const sdk::View& view) {
  constexpr std::array<std::uint32_t, 8> kColumns{
      static_cast<std::uint32_t>(Column::weather_time),
      static_cast<std::uint32_t>(Column::weather_dry_bulb_temperature),
      static_cast<std::uint32_t>(Column::weather_global_horizontal_irradiance),
      static_cast<std::uint32_t>(Column::weather_direct_normal_irradiance),
      static_cast<std::uint32_t>(Column::weather_diffuse_horizontal_irradiance),
      static_cast<std::uint32_t>(Column::weather_horizontal_infrared_irradiance),
      static_cast<std::uint32_t>(Column::weather_site_latitude),
      static_cast<std::uint32_t>(Column::weather_site_longitude)};
  const auto rows = static_cast<std::uint64_t>(view.table(Table::weather).rows);
  return host.cached<WeatherSeries>("weather", kColumns, rows * (sizeof(WeatherHour<float>) + 16),
                                    [&view] { return build(view); });
}

HourRange hours_between(const WeatherSeries& series, std::int64_t t0_us, std::int64_t t1_us) {
  const auto& begin = series.begin_us;
  const auto place = [&begin](std::int64_t end_us) {
    return static_cast<std::size_t>(std::upper_bound(begin.begin(), begin.end(), end_us - kHour) -
                                    begin.begin());
  };
  const HourRange range{place(t0_us), place(t1_us)};
  // Whole hours that end in the step, counted on the series' own grid.
  if (begin.empty() || begin.front() > t0_us || begin.back() + kHour < t1_us) {
    throw sdk::Failure(CONURB_NOT_FOUND,
                       "the weather does not cover the step; choose a span within it or import more");
  }
  for (std::size_t row = range.first; row < range.last; ++row) {
    if (row > 0 && begin[row] - begin[row - 1] != kHour) {
      throw sdk::Failure(CONURB_BAD_DATA,
                         "weather row " + std::to_string(row) + " does not follow one hour after the last");
    }
  }
  return range;
}

std::vector<HourStamp> stamps_of(const sdk::Host& host, const WeatherSeries& series, HourRange range) {
  std::vector<HourStamp> stamps;
  for (std::size_t row = range.first; row < range.last; ++row) {
    const conurb_hour hour = host.local_time(series.begin_us[row]);
    stamps.push_back({series.begin_us[row] / 1'000'000, static_cast<std::uint8_t>(hour.hour),
                      static_cast<DayType>(hour.day_type)});
  }
  return stamps;
}

}  // namespace conurb::buildings
