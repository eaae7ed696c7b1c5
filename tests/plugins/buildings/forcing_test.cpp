// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/forcing.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/plugins/buildings/fixtures.hpp"

namespace conurb::buildings {
namespace {

TEST(Forcing, PutsTheSunInTheMiddleOfTheHour) {
  // On the equinox, on the meridian, the hour from 11:30 to 12:30 UTC is symmetric: east and west get the
  // same, up to the equation of time (7.5 minutes on 20 March).
  const Site site{50.0, 1.9, 0.2};
  const std::int64_t begin = 11401 * std::int64_t{86400} + 11 * 3600 + 1800;
  const WeatherHour<double> hour = weather_hour(site, begin, {10.0, {500, 600, 100}});
  EXPECT_NEAR(hour.opaque[2], hour.opaque[6], 3.0);
  const WeatherHour<double> before = weather_hour(site, begin - 3600, {10.0, {500, 600, 100}});
  EXPECT_GT(before.opaque[2], before.opaque[6] + 100.0);
}

TEST(Forcing, TakesTheSkysTemperatureFromItsRadiation) {
  const double sky_k = 260.0;
  const double infrared = 5.670374419e-8 * std::pow(sky_k, 4);
  EXPECT_NEAR(weather_hour({}, 0, {5.0, {}, infrared}).sky_drop, 5.0 + 273.15 - sky_k, 1e-9);
  EXPECT_EQ(weather_hour({}, 0, {5.0, {}}).sky_drop, kDefaultSkyDrop);
  EXPECT_EQ(weather_hour({}, 0, {5.0, {}, 0.0}).sky_drop, kDefaultSkyDrop);
}

TEST(Forcing, BypassesHeatRecoveryInWarmWeather) {
  EXPECT_EQ(weather_hour({}, 0, {0.0, {}}).recovery, 1.0);
  EXPECT_EQ(weather_hour({}, 0, {16.0, {}}).recovery, 0.5);
  EXPECT_EQ(weather_hour({}, 0, {25.0, {}}).recovery, 0.0);
}

TEST(Forcing, LaysUseOutByHourThenProfile) {
  const UseTable table = testing::shipped_profiles();
  const std::vector<HourStamp> stamps{{0, 3, DayType::weekday}, {3600, 10, DayType::sunday}};
  const auto use = use_hours(table, stamps);
  ASSERT_EQ(use.size(), 2 * table.profiles().size());
  const std::size_t office = table.index("office");
  EXPECT_EQ(use[office].occupied, 0.0F);
  EXPECT_EQ(use[table.profiles().size() + office].occupied, 0.0F);
  const std::vector<HourStamp> monday{{0, 10, DayType::weekday}};
  const auto busy = use_hours(table, monday);
  EXPECT_EQ(busy[office].occupied, 1.0F);
  const UseProfile& p = table.profiles()[office];
  EXPECT_FLOAT_EQ(busy[office].gains,
                  static_cast<float>(p.at(UseQuantity::people_gain, DayType::weekday, 10) +
                                     p.at(UseQuantity::appliance_power, DayType::weekday, 10) +
                                     p.at(UseQuantity::lighting_power, DayType::weekday, 10)));
}

}  // namespace
}  // namespace conurb::buildings
