// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/systems.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "plugins/buildings/error.hpp"
#include "tests/plugins/buildings/fixtures.hpp"

namespace conurb::buildings {
namespace {

TEST(Systems, GiveTheHeatPumpItsShareOfCarnot) {
  const HeatPump pump{35.0, 0.40};
  EXPECT_NEAR(cop(pump, 2.0), 0.40 * 308.15 / 33.0, 1e-9);
  EXPECT_NEAR(cop(pump, -7.0), 0.40 * 308.15 / 42.0, 1e-9);
  EXPECT_DOUBLE_EQ(cop(pump, 30.0), kCopMax);
  EXPECT_DOUBLE_EQ(cop(pump, 60.0), kCopMax);  // source above the sink: the limit, not a negative COP
  EXPECT_DOUBLE_EQ(cop({80.0, 0.1}, -30.0), kCopMin);
  EXPECT_GT(cop(pump, 7.0), cop({55.0, 0.40}, 7.0));
}

TEST(Systems, TurnUsefulIntoFinalEnergyByCarrier) {
  UsefulEnergy useful;
  useful.heating = 900;
  useful.heating_by_heat_pump = 291;
  useful.hot_water = 90;
  useful.hot_water_by_heat_pump = 38.8;
  useful.cooling = 30;
  useful.appliances = 100;
  const FinalEnergy gas = final_energy(factors_of(supply_of(HeatSource::gas_boiler)), useful);
  EXPECT_NEAR(gas.at(Carrier::gas), 990 / 0.90, 1e-9);
  EXPECT_NEAR(gas.at(Carrier::electricity), 110, 1e-9);
  const FinalEnergy pump = final_energy(factors_of(supply_of(HeatSource::heat_pump)), useful);
  EXPECT_EQ(pump.at(Carrier::gas), 0.0);
  EXPECT_NEAR(pump.at(Carrier::electricity), (291 + 38.8) / 0.97 + 110, 1e-9);
  const FinalEnergy half =
      final_energy(factors_of(with_heat_pump_share(supply_of(HeatSource::gas_boiler), 0.5)), useful);
  EXPECT_NEAR(half.total(), 0.5 * (gas.total() + pump.total()), 1e-9);
}

TEST(Systems, MoveOtherSourcesInProportionWhenHeatPumpsCome) {
  Supply supply;
  supply.share = {0.5, 0.2, 0.1, 0.1, 0.0, 0.1};
  const Supply moved = with_heat_pump_share(supply, 0.55);
  EXPECT_NEAR(moved.share[0], 0.25, 1e-12);
  EXPECT_NEAR(moved.share[1], 0.10, 1e-12);
  EXPECT_NEAR(moved.share[5], 0.55, 1e-12);
  EXPECT_NO_THROW(validate(moved));
  const Supply back = with_heat_pump_share(supply_of(HeatSource::heat_pump), 0.4);
  EXPECT_NEAR(back.share[static_cast<std::size_t>(HeatSource::direct_electric)], 0.6, 1e-12);
  EXPECT_NO_THROW(validate(back));
}

TEST(Systems, RefuseSharesThatDoNotSumToOne) {
  Supply supply;
  supply.share[1] = 0.5;
  EXPECT_THROW(validate(supply), InputError);
  EXPECT_THROW((void)with_heat_pump_share(supply, 1.2), InputError);
  EXPECT_THROW((void)with_heat_pump_share(supply, std::nan("")), InputError);
  EXPECT_THROW((void)inverse_cop_of({50, 0}), InputError);
  supply = {};
  supply.efficiency[0] = 0;
  EXPECT_THROW(validate(supply), InputError);
}

TEST(Systems, CountCarbonAndCostPerKilowattHour) {
  FinalEnergy energy;
  energy.by_carrier[static_cast<std::size_t>(Carrier::gas)] = 1000 * kJoulePerKwh;
  energy.by_carrier[static_cast<std::size_t>(Carrier::electricity)] = 100 * kJoulePerKwh;
  EXPECT_NEAR(co2_kg(energy), 201 + 38, 1e-9);
  EXPECT_NEAR(cost_eur(energy), 110 + 35, 1e-9);
}

TEST(Systems, SumAProfileOverAStepAndHeatItsWater) {
  const UseTable table = testing::shipped_profiles();
  const UseProfile& home = table.profiles()[table.index("residential")];
  const testing::WeatherYear year = testing::invented_year(48);
  std::vector<double> cold(48, 0.0);
  std::vector<double> warm(48, 20.0);
  const UseEnergy winter = use_energy(home, year.stamps, cold, {55, 0.4});
  const UseEnergy summer = use_energy(home, year.stamps, warm, {55, 0.4});
  EXPECT_DOUBLE_EQ(winter.hot_water, summer.hot_water);
  EXPECT_DOUBLE_EQ(winter.appliances, summer.appliances);
  EXPECT_NEAR(winter.hot_water / winter.hot_water_by_heat_pump, cop({55, 0.4}, 0.0), 1e-9);
  EXPECT_LT(summer.hot_water_by_heat_pump, winter.hot_water_by_heat_pump);
  EXPECT_THROW((void)use_energy(home, year.stamps, std::span(cold).first(3), {55, 0.4}), InputError);
}

}  // namespace
}  // namespace conurb::buildings
