// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/zone.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

/// A year of weather whose temperature is the number of its row in tenths of a degree, of many years' months.
EpwWeather made_weather(bool leap_year) {
  EpwWeather weather;
  weather.latitude_deg = 47;
  weather.longitude_deg = 8;
  weather.elevation_m = 400;
  weather.time_zone_h = 1;
  const int days[] = {31, leap_year ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= days[month - 1]; ++day) {
      for (int hour = 1; hour <= 24; ++hour) {
        weather.year.push_back(static_cast<std::int16_t>(1990 + month));
        weather.month.push_back(static_cast<std::uint8_t>(month));
        weather.day.push_back(static_cast<std::uint8_t>(day));
        weather.hour.push_back(static_cast<std::uint8_t>(hour));
      }
    }
  }
  const std::size_t n = weather.hour.size();
  for (auto* column :
       {&weather.dew_point_c, &weather.relative_humidity_percent, &weather.horizontal_infrared_w_m2,
        &weather.global_horizontal_wh_m2, &weather.direct_normal_wh_m2, &weather.diffuse_horizontal_wh_m2,
        &weather.wind_speed_m_s, &weather.total_sky_cover_tenths, &weather.opaque_sky_cover_tenths,
        &weather.snow_depth_cm, &weather.albedo, &weather.liquid_precipitation_mm}) {
    column->assign(n, 0.5);
  }
  weather.pressure_pa.assign(n, 101325);
  weather.wind_direction_deg.assign(n, 90);
  for (std::size_t i = 0; i < n; ++i) weather.dry_bulb_c.push_back(static_cast<double>(i % 400) / 10);
  return weather;
}

ImportResult import_weather(const EpwWeather& weather, int year, city::City base = city::City()) {
  Jobs jobs(1);
  ImportOptions options = test_options(jobs);
  options.weather_year = year;
  CityImport import(std::move(base), {}, std::move(options));
  import.add(weather, named("weather.epw"));
  return import.finish();
}

Time at(const char* text) {
  return parse_time(text, Zone::utc());
}

TEST(ImportWeather, MonthsOfManyYearsBecomeOneCalendarYearInUtc) {
  const ImportResult result = import_weather(made_weather(false), 2026);
  const city::Table& weather = result.city.table("weather");
  ASSERT_EQ(weather.rows(), 8760);
  const auto time = weather.column("time").values<std::int64_t>();
  // The first hour of the year begins at midnight of UTC+1.
  EXPECT_EQ(time[0], at("2025-12-31 23:00").us);
  EXPECT_EQ(time[8759], at("2026-12-31 22:00").us);
  for (std::size_t i = 1; i < 8760; ++i) ASSERT_EQ(time[i] - time[i - 1], kHour.us) << i;
  EXPECT_EQ(weather.column("interval").values<std::int64_t>()[100], kHour.us);
}

TEST(ImportWeather, UnitsAreThoseOfTheVocabulary) {
  const ImportResult result = import_weather(made_weather(false), 2026);
  const city::Table& weather = result.city.table("weather");
  const auto is = [&](const char* column) {
    return static_cast<double>(weather.column(column).values<float>()[10]);
  };
  // Tolerances: one step of f32.
  EXPECT_NEAR(is("dry_bulb_temperature"), 274.15, 4e-5);
  EXPECT_NEAR(is("relative_humidity"), 0.005, 1e-9);
  EXPECT_NEAR(is("wind_direction"), 1.5707963, 2e-7);
  EXPECT_NEAR(is("precipitation"), 0.5e-3 / 3600, 1e-13);
  EXPECT_NEAR(is("cloud_cover"), 0.05, 1e-8);
  EXPECT_NEAR(is("snow_depth"), 0.005, 1e-9);
  EXPECT_NEAR(is("global_horizontal_irradiance"), 0.5, 1e-7);
  EXPECT_NEAR(is("pressure"), 101325, 0.01);
}

TEST(ImportWeather, TheLeapDayIsLeftOutOrCopied) {
  const ImportResult without = import_weather(made_weather(true), 2026);
  EXPECT_EQ(without.city.table("weather").rows(), 8760);
  EXPECT_EQ(count_findings(without, "weather.leap_day"), 1);

  const ImportResult with = import_weather(made_weather(false), 2028);
  const city::Table& weather = with.city.table("weather");
  ASSERT_EQ(weather.rows(), 8784);
  EXPECT_EQ(count_findings(with, "weather.leap_day"), 1);
  const std::size_t leap = 59 * 24;  // 29 February 00:00
  const auto time = weather.column("time").values<std::int64_t>();
  EXPECT_EQ(time[leap], at("2028-02-28 23:00").us);
  for (std::size_t i = 1; i < 8784; ++i) ASSERT_EQ(time[i] - time[i - 1], kHour.us) << i;
  const auto temperature = weather.column("dry_bulb_temperature").values<float>();
  for (std::size_t h = 0; h < 24; ++h) EXPECT_EQ(temperature[leap + h], temperature[leap - 24 + h]);

  EXPECT_EQ(import_weather(made_weather(true), 2028).city.table("weather").rows(), 8784);
}

TEST(ImportWeather, TheSiteIsOneRowAndSaysWhereAndInWhichTime) {
  const ImportResult result = import_weather(made_weather(false), 2026);
  const city::Table& site = result.city.table("weather_site");
  ASSERT_EQ(site.rows(), 1);
  EXPECT_EQ(site.column("latitude").get(0), city::Value(47.0));
  EXPECT_EQ(site.column("longitude").get(0), city::Value(8.0));
  EXPECT_EQ(site.column("utc_offset").get(0), city::Value(3600.0));
  EXPECT_EQ(result.city.place().time_zone, "Etc/GMT-1");
}

TEST(ImportWeather, NewWeatherTakesThePlaceOfTheOld) {
  const ImportResult first = import_weather(made_weather(false), 2026);
  const ImportResult same = import_weather(made_weather(false), 2027, first.city);
  EXPECT_EQ(same.city.table("weather").rows(), 8760);
  const ImportResult longer = import_weather(made_weather(false), 2028, first.city);
  EXPECT_EQ(longer.city.table("weather").alive_rows(), 8784);
  EXPECT_EQ(longer.city.table("weather_site").alive_rows(), 1);
  longer.city.validate();
}

TEST(ImportWeather, TwoWeathersAreOneTooMany) {
  Jobs jobs(1);
  CityImport import(city::City(), {}, test_options(jobs));
  import.add(made_weather(false), named("one.epw"));
  EXPECT_THROW(import.add(made_weather(false), named("two.epw")), Error);
}

TEST(ImportWeather, RealFilesGoIn) {
  CONURB_NEED_SHARED_DATA("weather");
  for (const char* name :
       {"DEU_BW_Mannheim_107290_TRY2035_avg.epw", "USA_IL_Chicago-OHare_725300_TMY3.epw"}) {
    SCOPED_TRACE(name);
    const ImportResult result = import_weather(read_epw_file(shared_data() / "weather" / name), 2026);
    const city::Table& weather = result.city.table("weather");
    ASSERT_EQ(weather.rows(), 8760);
    const auto temperature = weather.column("dry_bulb_temperature").values<float>();
    for (std::size_t i = 0; i < 8760; ++i) ASSERT_TRUE(temperature[i] > 230 && temperature[i] < 320) << i;
  }
}

}  // namespace
}  // namespace conurb::io
