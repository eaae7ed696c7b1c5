// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/building_hour.hpp"

#include <gtest/gtest.h>

#include "plugins/buildings/building_physics.hpp"

namespace conurb::buildings {
namespace {

BuildingCoefficients<double> house() {
  BuildingCoefficients<double> b{};
  b.zone = make_zone(100, 250, 165e5, 30, 80);
  b.h_ve_base = 10;
  b.h_ve_use = 30;
  b.gain_area = 100;
  b.heating_limit = 1e9;
  b.comfort_limit = 26;
  b.inverse_cop_at_zero = 0.4;
  b.inverse_cop_per_kelvin = 0.008;
  return b;
}

constexpr UseHour<double> kHome{20, 26, 3, 1, 1};

BuildingHour<double> hour(const BuildingCoefficients<double>& b, double theta_e, double sun, double theta_m,
                          const UseHour<double>& use = kHome, double recovery = 1.0) {
  return building_hour(b, theta_e, recovery, use, SolarGain<double>{sun, 0.0}, theta_m);
}

TEST(BuildingHour, LowersBlindsOnlyWhenItIsWarm) {
  BuildingCoefficients<double> with = house();
  with.blinds = 0.5;
  const BuildingCoefficients<double> without = house();
  EXPECT_EQ(hour(with, 5, 3000, kTooWarmFrom).zone.theta_air,
            hour(without, 5, 3000, kTooWarmFrom).zone.theta_air);
  const double warm = kTooWarmFrom + kTooWarmBand;
  EXPECT_EQ(hour(with, 5, 3000, warm).zone.theta_air, hour(without, 5, 1500, warm).zone.theta_air);
}

TEST(BuildingHour, OpensWindowsOnlyWhenItIsWarmInsideAndColderOutside) {
  BuildingCoefficients<double> with = house();
  with.h_ve_airing = 100;
  BuildingCoefficients<double> open = house();
  open.h_ve_base += 100;
  EXPECT_EQ(hour(with, 5, 0, 22).zone.theta_air, hour(house(), 5, 0, 22).zone.theta_air);
  EXPECT_EQ(hour(with, 35, 0, 30).zone.theta_air, hour(house(), 35, 0, 30).zone.theta_air);
  EXPECT_NEAR(hour(with, 18, 0, 30).zone.theta_air, hour(open, 18, 0, 30).zone.theta_air, 1e-12);
}

TEST(BuildingHour, RecoversHeatFromUsedAirAloneAndNotInTheBypass) {
  BuildingCoefficients<double> with = house();
  with.heat_recovery = 0.8;
  BuildingCoefficients<double> less_air = house();
  less_air.h_ve_use = 0.2 * house().h_ve_use;
  EXPECT_NEAR(hour(with, 0, 0, 20).zone.heating, hour(less_air, 0, 0, 20).zone.heating, 1e-9);
  EXPECT_EQ(hour(with, 0, 0, 20, kHome, 0.0).zone.heating, hour(house(), 0, 0, 20).zone.heating);
}

TEST(BuildingHour, CountsTooWarmHoursOnlyWhenSomebodyIsThere) {
  UseHour<double> empty = kHome;
  empty.occupied = 0;
  EXPECT_EQ(hour(house(), 35, 0, 30).too_warm, 1.0);
  EXPECT_EQ(hour(house(), 35, 0, 30, empty).too_warm, 0.0);
  EXPECT_EQ(hour(house(), 15, 0, 20).too_warm, 0.0);
}

TEST(BuildingHour, DrawsHeatPumpPowerByTheOutdoorTemperature) {
  const BuildingHour<double> cold = hour(house(), -10, 0, 18);
  EXPECT_NEAR(cold.heat_pump_power, cold.zone.heating * 0.48, 1e-9);
  const BuildingHour<double> mild = hour(house(), 10, 0, 18);
  EXPECT_NEAR(mild.heat_pump_power, mild.zone.heating * 0.32, 1e-9);
}

TEST(BuildingHour, ShiftsSetPointsByTheBuildingsOffset) {
  BuildingCoefficients<double> cooler = house();
  cooler.set_heating_offset = -2;
  EXPECT_NEAR(hour(cooler, -10, 0, 18).zone.theta_air, 18, 1e-9);
  EXPECT_NEAR(hour(house(), -10, 0, 18).zone.theta_air, 20, 1e-9);
}

TEST(BuildingHour, AddsSunOverNineOrientationsAndTakesOffTheSky) {
  BuildingCoefficients<double> b = house();
  WeatherHour<double> w{};
  double window = 0;
  double opaque = 0;
  for (std::size_t o = 0; o < kOrientations; ++o) {
    const double n = static_cast<double>(o + 1);
    b.window[o] = n;
    b.opaque[o] = 0.1 * n;
    w.window[o] = 10 * n;
    w.opaque[o] = 20 * n;
    window += 10 * n * n;
    opaque += 2 * n * n;
  }
  b.sky_loss = 3;
  w.sky_drop = 11;
  const SolarGain<double> sun = solar_gain(b, w);
  EXPECT_NEAR(sun.window, window, 1e-9);
  EXPECT_NEAR(sun.opaque, opaque - 33, 1e-9);
}

}  // namespace
}  // namespace conurb::buildings
