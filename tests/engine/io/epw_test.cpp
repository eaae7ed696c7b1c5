// SPDX-License-Identifier: Apache-2.0
#include "engine/io/epw.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/error.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

using ::testing::HasSubstr;

std::string row(int month, int day, int hour, const std::string& dry_bulb = "1.0") {
  return "2001," + std::to_string(month) + "," + std::to_string(day) + "," + std::to_string(hour) +
         ",0,flags," + dry_bulb +
         ",0.5,80,101325,0,0,300,0,0,0,0,0,0,0,180,2.5,5,4,9999,99999,9,999999999,10,0.1,3,88,0.2,0.4,1\n";
}

/// A whole year made up here, leap or not.
std::string year(bool leap) {
  std::string text =
      "LOCATION,Testville,XX,TST,made up,000001,50.0,8.0,1.0,100\nDESIGN CONDITIONS,0\nTYPICAL/EXTREME "
      "PERIODS,0\n"
      "GROUND TEMPERATURES,1,0.5,,,,1,2,3,4,5,6,7,8,9,10,11,12\nHOLIDAYS/DAYLIGHT SAVINGS,Yes,0,0,0\n"
      "COMMENTS 1,M\xFCnchen\nCOMMENTS 2,none\nDATA PERIODS,1,1,Data,Monday, 1/ 1,12/31\n";
  const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= days[month - 1]; ++day) {
      for (int hour = 1; hour <= 24; ++hour) text += row(month, day, hour);
    }
  }
  return text;
}

std::string epw_refusal(const std::string& text) {
  try {
    (void)read_epw(text, "test.epw");
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}
double sum_kwh(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / 1000;
}

TEST(Epw, reads_header_and_stamps_of_a_year) {
  const EpwWeather weather = read_epw(year(false), "test.epw");
  EXPECT_EQ(weather.city, "Testville");
  EXPECT_EQ(weather.latitude_deg, 50);
  EXPECT_EQ(weather.time_zone_h, 1);
  EXPECT_EQ(weather.elevation_m, 100);
  EXPECT_EQ(weather.first_weekday, "Monday");
  EXPECT_EQ(weather.comments[0], "M\xC3\xBCnchen");  // Latin-1 in the file
  ASSERT_EQ(weather.ground.size(), 1u);
  EXPECT_EQ(weather.ground[0].monthly_c[11], 12);
  ASSERT_EQ(weather.size(), 8760u);
  EXPECT_EQ(weather.hour[0], 1);
  EXPECT_EQ(weather.hour[8759], 24);
  EXPECT_EQ(weather.day_of_year[8759], 365);
  EXPECT_EQ(weather.liquid_precipitation_mm[0], 0.4);
  EXPECT_EQ(weather.findings.kept().size(), 0u);
}

TEST(Epw, follows_the_file_into_a_leap_year) {
  const EpwWeather weather = read_epw(year(true), "test.epw");
  ASSERT_EQ(weather.size(), 8784u);
  EXPECT_EQ(weather.day_of_year[59 * 24], 60);
  EXPECT_EQ(weather.day[59 * 24], 29);
  EXPECT_EQ(weather.day_of_year.back(), 366);
}

TEST(Epw, turns_missing_and_impossible_values_into_nan_with_findings) {
  std::string text = year(false);
  const auto replace = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace(row(1, 1, 3), row(1, 1, 3, "99.9"));
  replace(row(1, 1, 4), row(1, 1, 4, ""));
  replace(row(1, 1, 5), row(1, 1, 5, "-300"));
  const EpwWeather weather = read_epw(text, "test.epw");
  EXPECT_TRUE(std::isnan(weather.dry_bulb_c[2]));
  EXPECT_TRUE(std::isnan(weather.dry_bulb_c[3]));
  EXPECT_TRUE(std::isnan(weather.dry_bulb_c[4]));
  ASSERT_EQ(weather.findings.kept().size(), 2u);
  EXPECT_EQ(weather.findings.kept()[0].message, "2 of 8760 values are missing");
  EXPECT_EQ(weather.findings.kept()[1].place, "dry bulb temperature, line 13");
}

TEST(Epw, refuses_bad_rows_with_their_line) {
  std::string text = year(false);
  text.replace(text.find(row(1, 1, 3)), row(1, 1, 3).size(), row(1, 1, 3, "warm"));
  EXPECT_THAT(epw_refusal(text),
              HasSubstr("test.epw:11: the dry bulb temperature \"warm\" in column 7 is no number"));
  text = year(false);
  text.replace(text.find(row(1, 1, 3)), row(1, 1, 3).size(), "");
  EXPECT_THAT(epw_refusal(text), HasSubstr("test.epw:11: the row is for 1/1 hour 4, expected 1/1 hour 3"));
  text = year(false);
  EXPECT_THAT(epw_refusal(text.substr(0, text.find(row(1, 1, 3)) + 30)), HasSubstr("columns instead of 35"));
  EXPECT_THAT(epw_refusal(text.substr(0, 100000)), HasSubstr("851 hourly rows instead of 8760 or 8784"));
  EXPECT_THAT(epw_refusal(year(false) + row(1, 1, 1)), HasSubstr("8761 hourly rows instead of 8760"));
  EXPECT_THAT(epw_refusal(""), HasSubstr("header"));
  EXPECT_THAT(epw_refusal("id,name\n1,2\n"), HasSubstr("LOCATION"));
  EXPECT_THAT(epw_refusal("LOCATION,a,b,c,d,1,95,8,1,100\n"), HasSubstr("latitude"));
}

TEST(Epw, matches_the_published_sums_of_the_denver_files) {
  CONURB_NEED_SHARED_DATA("weather-bestest");
  // Sums in kWh/m2 and temperatures as listed in the data's SOURCES.md, rounded there to whole kWh and 0.01
  // K.
  const EpwWeather denver = read_epw_file(shared_data() / "weather-bestest/725650TYCST.epw");
  EXPECT_NEAR(sum_kwh(denver.global_horizontal_wh_m2), 1670, 0.5);
  EXPECT_NEAR(sum_kwh(denver.direct_normal_wh_m2), 1978, 0.5);
  EXPECT_NEAR(sum_kwh(denver.diffuse_horizontal_wh_m2), 556, 0.5);
  EXPECT_NEAR(mean(denver.dry_bulb_c), 10.88, 0.005);
  EXPECT_EQ(*std::min_element(denver.dry_bulb_c.begin(), denver.dry_bulb_c.end()), -19.4);
  EXPECT_EQ(*std::max_element(denver.dry_bulb_c.begin(), denver.dry_bulb_c.end()), 40.0);
  EXPECT_EQ(denver.elevation_m, 1650);
  EXPECT_EQ(denver.time_zone_h, -7);

  const EpwWeather drycold = read_epw_file(shared_data() / "weather-bestest/DRYCOLDTMY.epw");
  EXPECT_NEAR(sum_kwh(drycold.global_horizontal_wh_m2), 1832, 0.5);
  EXPECT_NEAR(sum_kwh(drycold.direct_normal_wh_m2), 2354, 0.5);
  EXPECT_NEAR(sum_kwh(drycold.diffuse_horizontal_wh_m2), 501, 0.5);
  EXPECT_NEAR(mean(drycold.dry_bulb_c), 9.71, 0.005);
  EXPECT_TRUE(std::isnan(drycold.albedo[0]));  // the older format has no such column
  validation::row("weather", {"published sums, Denver", validation::this_test(), "0.5 kWh/m², 0.005 K",
                              validation::met()});
}

TEST(Epw, reads_the_other_shared_files) {
  CONURB_NEED_SHARED_DATA("weather");
  for (const char* const name :
       {"DEU_BW_Mannheim_107290_TRY2035_avg.epw", "USA_IL_Chicago-OHare_725300_TMY3.epw"}) {
    const EpwWeather weather = read_epw_file(shared_data() / "weather" / name);
    EXPECT_EQ(weather.size(), 8760u);
    EXPECT_EQ(weather.ground.size(), 3u);
    EXPECT_EQ(weather.findings.count(Severity::error), 0u);
  }
}

}  // namespace
}  // namespace conurb::io
