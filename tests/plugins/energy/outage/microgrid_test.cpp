// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "microgrid_fixture.hpp"

namespace conurb::energy {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = MicrogridAction::Kind;
using testing::kKilowattHour;

std::vector<MicrogridAction> of_kind(const MicrogridResult& r, Kind kind) {
  std::vector<MicrogridAction> found;
  std::ranges::copy_if(r.actions, std::back_inserter(found), [&](const auto& a) { return a.kind == kind; });
  return found;
}

std::vector<std::int32_t> rows(const std::vector<MicrogridAction>& actions) {
  std::vector<std::int32_t> found;
  for (const MicrogridAction& a : actions) found.push_back(a.row);
  return found;
}

class Microgrid : public ::testing::Test {
 protected:
  MicrogridResult run(const MicrogridSeries& series) { return run_microgrid(network_, options_, series); }
  void without_diesel() { options_.diesels.clear(); }

  Network network_ = testing::district();
  MicrogridOptions options_ = testing::district_options(network_);
};

TEST_F(Microgrid, ConnectedItChargesItsBatteryFromTheGrid) {
  const MicrogridResult r = run(testing::outage_from(99, 8, 900));
  ASSERT_FALSE(r.steps.empty());
  const MicrogridStep& first = r.steps.front();
  EXPECT_EQ(first.mode, MicrogridMode::connected);
  EXPECT_EQ(first.frequency, 50);
  EXPECT_EQ(first.power.charge, 50e3);
  EXPECT_NEAR(first.power.import, first.power.served + first.power.loss + 50e3, 1e-3);
  // Two hours with 50 kW and 95 %.
  EXPECT_NEAR(r.steps.back().charge[0], (100 + 2 * 50 * 0.95) * kKilowattHour, 1);
  EXPECT_THAT(r.actions, IsEmpty());
}

TEST_F(Microgrid, LosesTheGridWithoutAnInterruptionWhereTheBatteryCanCarryIt) {
  network_.storages[0].max_power = 150e3;
  const MicrogridResult r = run(testing::outage_from(1, 2, 900));
  EXPECT_THAT(of_kind(r, Kind::shed), IsEmpty());
  EXPECT_THAT(of_kind(r, Kind::go_black), IsEmpty());
  const MicrogridStep& island = r.steps[1];
  EXPECT_EQ(island.mode, MicrogridMode::islanded);
  EXPECT_EQ(island.power.import, 0);
  // Battery alone: 2 % of 50 Hz at its rated power.
  EXPECT_NEAR(island.frequency, 50 * (1 - 0.02 * island.battery[0] / 150e3), 1e-9);
  EXPECT_NEAR(island.battery[0], island.power.served + island.power.loss, 1e-3);
}

TEST_F(Microgrid, ShedsTheLowestPrioritiesUntilSourcesAndReserveCoverTheRest) {
  without_diesel();
  network_.storages[0].max_power = 80e3;  // 110 kW are drawn; a step to 138 % is ridden through
  const MicrogridResult r = run(testing::outage_from(1, 2, 900));
  EXPECT_THAT(rows(of_kind(r, Kind::shed)), ElementsAre(4));
  EXPECT_THAT(r.steps[1].served, ElementsAre(0, 1, 1, 1, 0));
  network_.storages[0].max_power = 77.5e3;  // its reserve of 10 % does not cover 70 kW and the reactive power
  EXPECT_THAT(run(testing::outage_from(1, 2, 900)).steps[1].served, ElementsAre(0, 1, 0, 1, 0));
}

TEST_F(Microgrid, AStepBeyondWhatSourcesRideThroughIsABlackoutFromWhichItStartsItself) {
  without_diesel();
  network_.storages[0].max_power = 60e3;
  const MicrogridResult r = run(testing::outage_from(1, 2, 900));
  EXPECT_EQ(of_kind(r, Kind::go_black).size(), 1U);
  ASSERT_EQ(of_kind(r, Kind::form).size(), 1U);
  const std::vector<MicrogridAction> back = of_kind(r, Kind::restore);
  ASSERT_THAT(rows(back), ElementsAre(1));  // the hospital: with homes, there would be no margin
  EXPECT_EQ(back[0].time_s, 920);           // 10 s until it starts, 10 s until the first load
  EXPECT_NEAR(r.black_s, 10, 1e-9);
}

TEST_F(Microgrid, PlannedIslandingHasTheDieselRunningBeforeTheSwitchOpens) {
  network_.storages[0].max_power = 60e3;
  MicrogridSeries series = testing::outage_from(1, 2, 900);
  series.outages[0].planned = true;
  const MicrogridResult r = run(series);
  EXPECT_THAT(of_kind(r, Kind::go_black), IsEmpty());
  EXPECT_THAT(of_kind(r, Kind::shed), IsEmpty());
  EXPECT_EQ(of_kind(r, Kind::open_coupling).at(0).power, 0);
  EXPECT_GT(r.steps[1].diesel[0], 0);
  series.outages[0].planned = false;
  EXPECT_EQ(of_kind(run(series), Kind::go_black).size(), 1U);
}

TEST_F(Microgrid, WithoutAFormingSourceRunningItIsBlackUntilTheDieselIsReady) {
  network_.storages[0].grid_forming = false;
  options_.diesels[0].start_delay_s = 45;
  MicrogridSeries series = testing::outage_from(1, 3, 900);
  series.renewable = {20e3, 20e3, 20e3};
  const MicrogridResult r = run(series);
  std::vector<Kind> kinds;
  for (const MicrogridAction& a : r.actions) kinds.push_back(a.kind);
  ASSERT_GE(kinds.size(), 6U);
  EXPECT_THAT(std::vector<Kind>(kinds.begin(), kinds.begin() + 6),
              ElementsAre(Kind::open_coupling, Kind::start_diesel, Kind::go_black, Kind::diesel_ready,
                          Kind::form, Kind::restore));
  EXPECT_EQ(of_kind(r, Kind::diesel_ready).at(0).time_s, 945);
  EXPECT_NEAR(r.black_s, 45, 1e-9);
  EXPECT_EQ(of_kind(r, Kind::restore).at(0).row, 1);
  // The sun comes back after the loads have begun to.
  EXPECT_EQ(of_kind(r, Kind::connect_renewables).at(0).time_s, 945 + options_.renewable_return_s);
  EXPECT_EQ(r.autonomy_s, 0);
}

TEST_F(Microgrid, ABlackStartPicksUpNoMoreAtOnceThanTheSourcesBear) {
  MicrogridSeries series = testing::outage_from(0, 4, 300);
  series.begins_black = true;
  const MicrogridResult r = run(series);
  EXPECT_EQ(of_kind(r, Kind::form).at(0).time_s, 0);
  EXPECT_GT(of_kind(r, Kind::diesel_ready).at(0).time_s, of_kind(r, Kind::restore).at(0).time_s);
  EXPECT_THAT(rows(of_kind(r, Kind::restore)), ElementsAre(1, 2, 3, 4));
  const double ready_s = of_kind(r, Kind::diesel_ready).at(0).time_s;
  for (const MicrogridAction& a : of_kind(r, Kind::restore)) {
    double at_once = 0;
    for (const MicrogridAction& b : of_kind(r, Kind::restore))
      if (a.time_s == b.time_s) at_once += b.power;
    EXPECT_LE(at_once, 0.5 * (a.time_s < ready_s ? 100e3 : 180e3));
  }
  EXPECT_THAT(r.steps.back().served, ElementsAre(0, 1, 1, 1, 1));
}

TEST_F(Microgrid, ALoadTooLargeToPickUpIsToldOfAndDoesNotKeepTheOthersWaiting) {
  without_diesel();
  network_.loads[1].p = 60e3;
  MicrogridSeries series = testing::outage_from(0, 2, 300);
  series.begins_black = true;
  const MicrogridResult r = run(series);
  EXPECT_THAT(r.notes, ElementsAre(HasSubstr("load 1 of 60000 W is more than the 50000 W")));
  EXPECT_EQ(r.steps.back().served[2], 1);
}

TEST_F(Microgrid, TheHospitalIsTheLastToBeShed) {
  without_diesel();
  const MicrogridResult r = run(testing::outage_from(0, 24, 900));
  EXPECT_EQ(r.steps.back().mode, MicrogridMode::black);
  bool others = false;
  for (const MicrogridStep& step : r.steps) {
    if (step.mode != MicrogridMode::islanded) continue;
    EXPECT_EQ(step.served[1], 1);
    others = others || step.served[2] == 0;
  }
  EXPECT_TRUE(others);
  EXPECT_NEAR(r.autonomy_s, r.islanded_s, 1e-6);
  // All down to 30 %, then the hospital alone down to 10 %: what the battery gives is what is drawn.
  EXPECT_NEAR(r.energy.discharge, 0.95 * (0.5 - 0.1) * 200 * kKilowattHour, 10);
}

TEST_F(Microgrid, AutonomyIsWhatTheBatteryHoldsOverWhatTheHospitalDraws) {
  without_diesel();
  for (const std::size_t load : {2U, 3U, 4U}) network_.loads[load].in_service = false;
  const MicrogridResult r = run(testing::outage_from(0, 24, 900));
  const double drawn = r.steps.front().battery[0];
  EXPECT_NEAR(drawn, 30e3, 200);  // and its losses
  EXPECT_NEAR(r.autonomy_s, 0.95 * 0.4 * 200 * kKilowattHour / drawn, 1e-3);
}

TEST_F(Microgrid, TheDieselCarriesOnFromTheBatteryAndBurnsByTimeAndEnergy) {
  options_.diesels[0].idle_l_per_h = 2;
  options_.diesels[0].slope_l_per_kwh = 0.25;
  network_.storages[0].charge = 70 * kKilowattHour;
  const MicrogridResult r = run(testing::outage_from(0, 8, 900));
  double hours = 0, energy = 0;
  for (const MicrogridStep& step : r.steps) {
    if (!(step.diesel[0] > 0)) continue;
    hours += step.duration_s / 3600;
    energy += step.diesel[0] * step.duration_s / kKilowattHour;
    EXPECT_GE(step.diesel[0], 0.3 * 80e3 - 1e-6);
    EXPECT_LE(step.diesel[0], 80e3 + 1e-6);
  }
  EXPECT_GT(hours, 0.5);
  EXPECT_NEAR(r.fuel_l, 2 * hours + 0.25 * energy, 1e-9 * r.fuel_l);
  EXPECT_NEAR(r.steps.back().fuel_l[0], 500 - r.fuel_l, 1e-9);
  EXPECT_EQ(r.autonomy_s, std::numeric_limits<double>::infinity());
}

TEST_F(Microgrid, ADieselThatChargesRunsAtItsTarget) {
  network_.storages[0].charge = 50 * kKilowattHour;
  MicrogridSeries series = testing::outage_from(0, 4, 900);
  series.load.assign(4, 0.3);
  const MicrogridResult r = run(series);
  ASSERT_GT(r.steps.back().diesel[0], 0);
  EXPECT_NEAR(r.steps.back().diesel[0], 0.8 * 80e3, 1e3);  // what droop makes of the losses
  EXPECT_LT(r.steps.back().battery[0], 0);
}

TEST_F(Microgrid, AnEmptyTankEndsTheAutonomy) {
  network_.storages[0].grid_forming = false;
  network_.storages[0].in_service = true;
  options_.batteries.clear();
  options_.diesels[0].tank_l = 10;
  options_.diesels[0].slope_l_per_kwh = 0.25;
  options_.pickup = 1;
  MicrogridSeries series = testing::outage_from(0, 8, 900);
  series.outages[0].planned = true;
  const MicrogridResult r = run(series);
  EXPECT_NEAR(r.energy.diesel / kKilowattHour, 40, 1e-6);
  EXPECT_NEAR(r.fuel_l, 10, 1e-9);
  EXPECT_NEAR(r.autonomy_s, r.islanded_s, 1e-6);
  EXPECT_THAT(of_kind(r, Kind::stop_diesel).at(0).text, HasSubstr("tank is empty"));
}

TEST_F(Microgrid, SunBeyondLoadAndBatteryIsCurtailed) {
  network_.storages[0].charge = network_.storages[0].capacity;
  MicrogridSeries series = testing::outage_from(0, 4, 900);
  series.load.assign(4, 0.5);
  series.renewable.assign(4, 100e3);
  const MicrogridResult r = run(series);
  for (const MicrogridStep& step : r.steps) {
    EXPECT_EQ(step.battery[0] > 1 || step.battery[0] < -1, false);
    EXPECT_NEAR(step.power.curtailed, 100e3 - step.power.served - step.power.loss, 1e-3);
    EXPECT_GE(step.frequency, 50 - 1e-6);
  }
}

TEST_F(Microgrid, TwoSourcesShareByTheirDroopAtOneFrequency) {
  // Charged beyond where the diesel would fill it, with more load than the battery carries alone.
  network_.storages[0].charge = 0.95 * network_.storages[0].capacity;
  MicrogridSeries series = testing::outage_from(0, 1, 600);
  series.outages[0].planned = true;
  const MicrogridResult r = run(series);
  const MicrogridStep& step = r.steps.back();
  ASSERT_GT(step.diesel[0], 0);
  const double below = 1 - step.frequency / 50;
  EXPECT_NEAR(step.battery[0], 100e3 * below / 0.02, 1e-2);
  EXPECT_NEAR(step.diesel[0], 40e3 + 80e3 * below / 0.04, 1e-2);
}

TEST_F(Microgrid, PowersThatDoNotComeToWhatTheFrequencySaysAreToldOf) {
  network_.storages.push_back(network_.storages[0]);
  network_.storages[1].bus = 7;
  network_.storages[1].grid_forming = false;
  for (Storage& s : network_.storages) s.max_power = 150e3;
  options_ = testing::district_options(network_);
  without_diesel();
  EXPECT_THAT(run(testing::outage_from(0, 2, 900)).notes, IsEmpty());
  network_.lines[1].r = 1;  // ohm at 400 V: a watt more at its battery is mostly lost
  EXPECT_THAT(run(testing::outage_from(0, 2, 900)).notes, ElementsAre(HasSubstr("do not come together")));
}

/// By which the island is ahead of the grid at a time, from the frequencies that were told; it starts at 0.
double angle_at(const MicrogridResult& r, double time_s) {
  double angle = 0;
  for (const MicrogridStep& step : r.steps)
    if (step.mode == MicrogridMode::islanded && step.start_s < time_s)
      angle +=
          2 * std::numbers::pi * (step.frequency - 50) * std::min(step.duration_s, time_s - step.start_s);
  return std::remainder(angle, 2 * std::numbers::pi);
}

TEST_F(Microgrid, IsSynchronisedBeforeTheSwitchClosesAndThenAllComesBack) {
  without_diesel();
  const double back_s = 8 * 900;
  bool waited = false;
  for (const double factor : {0.7, 0.8, 0.9, 1.0}) {
    MicrogridSeries series = testing::outage_from(0, 12, 900);
    series.outages[0].end = 8;
    series.load.assign(12, factor);
    const MicrogridResult r = run(series);
    const double close_s = of_kind(r, Kind::close_coupling).at(0).time_s;
    // The frequency is told with 16 digits of some 50 Hz, for two hours: 1e-9 rad, and 1e-6 s of the clock.
    constexpr double kRounding = 1e-6;
    EXPECT_LE(std::abs(angle_at(r, close_s)), options_.sync.angle + kRounding);
    if (std::abs(angle_at(r, back_s)) <= options_.sync.angle) {
      EXPECT_EQ(close_s, back_s);
    } else {
      waited = true;
      EXPECT_NEAR(angle_at(r, close_s), -options_.sync.angle, kRounding);  // no later than it may be
      EXPECT_LE(close_s, back_s + 1 / options_.slip);
    }
    for (const MicrogridStep& step : r.steps) {
      if (step.start_s >= close_s) {
        EXPECT_THAT(step.served, ElementsAre(0, 1, 1, 1, 1));
      } else if (step.start_s >= back_s) {
        EXPECT_NEAR(step.frequency, 50.05, 1e-12);
      }
    }
  }
  EXPECT_TRUE(waited);
}

TEST_F(Microgrid, StaysAnIslandWhereItsVoltageCannotComeNearEnough) {
  options_.grid_voltage = 1.2;
  MicrogridSeries series = testing::outage_from(0, 4, 900);
  series.outages[0].end = 2;
  const MicrogridResult r = run(series);
  EXPECT_THAT(of_kind(r, Kind::close_coupling), IsEmpty());
  EXPECT_THAT(of_kind(r, Kind::refuse_coupling).at(0).text, HasSubstr("the voltage differs by"));
  EXPECT_EQ(r.steps.back().mode, MicrogridMode::islanded);
}

TEST_F(Microgrid, MovesItsVoltageTowardsThatOfTheGridToCloseOntoIt) {
  options_.grid_voltage = 1.13;  // 0.1 may be left
  MicrogridSeries series = testing::outage_from(0, 4, 900);
  series.outages[0].end = 2;
  EXPECT_EQ(of_kind(run(series), Kind::close_coupling).size(), 1U);
  options_.voltage_range = 0;
  EXPECT_EQ(of_kind(run(series), Kind::refuse_coupling).size(), 1U);
}

TEST_F(Microgrid, ADeadPartIsClosedOntoTheGridAtOnce) {
  without_diesel();
  network_.storages[0].charge = 0.1 * network_.storages[0].capacity;
  MicrogridSeries series = testing::outage_from(0, 4, 900);
  series.outages[0].end = 2;
  const MicrogridResult r = run(series);
  EXPECT_EQ(of_kind(r, Kind::close_coupling).at(0).time_s, 1800);
  EXPECT_NEAR(r.black_s, 1800, 1e-6);
  EXPECT_THAT(r.steps.back().served, ElementsAre(0, 1, 1, 1, 1));
}

TEST_F(Microgrid, AnIslandThatWasRefusedAndThenGoesBlackIsClosedOntoTheGridWhichIsThere) {
  without_diesel();
  options_.grid_voltage = 1.2;  // too far from what the island can come to
  MicrogridSeries series = testing::outage_from(0, 40, 900);
  series.outages[0].end = 2;
  const MicrogridResult r = run(series);
  EXPECT_EQ(of_kind(r, Kind::refuse_coupling).size(), 1U);
  const MicrogridAction black = of_kind(r, Kind::go_black).at(0);
  ASSERT_EQ(of_kind(r, Kind::close_coupling).size(), 1U);
  EXPECT_NEAR(of_kind(r, Kind::close_coupling)[0].time_s, black.time_s + options_.pickup_interval_s, 1e-6);
  EXPECT_EQ(r.steps.back().mode, MicrogridMode::connected);
}

TEST_F(Microgrid, AutonomyCountsFromTheBlackoutWhereItWasConnectedUntilThen) {
  network_.storages[0].max_power = 1e12;  // no flow can charge it so
  const MicrogridResult r = run(testing::outage_from(9, 2, 900));
  EXPECT_EQ(of_kind(r, Kind::go_black).at(0).time_s, 0);
  EXPECT_EQ(r.autonomy_s, 0);
}

TEST_F(Microgrid, AnEmptyBatteryStartsAgainWithTheSun) {
  without_diesel();
  network_.storages[0].charge = 0.1 * network_.storages[0].capacity;
  MicrogridSeries series = testing::outage_from(0, 6, 900);
  series.renewable = {0, 0, 60e3, 60e3, 60e3, 60e3};
  const MicrogridResult r = run(series);
  EXPECT_EQ(of_kind(r, Kind::form).at(0).time_s, 1800);
  EXPECT_EQ(r.steps.back().mode, MicrogridMode::islanded);
  EXPECT_EQ(r.steps.back().served[1], 1);
  EXPECT_GT(r.steps.back().charge[0], 0.1 * network_.storages[0].capacity);
}

TEST_F(Microgrid, IsTheSameEveryTime) {
  const MicrogridSeries series = testing::outage_from(1, 20, 900);
  const MicrogridResult a = run(series), b = run(series);
  ASSERT_EQ(a.steps.size(), b.steps.size());
  for (std::size_t i = 0; i < a.steps.size(); ++i) {
    EXPECT_EQ(a.steps[i].start_s, b.steps[i].start_s);
    EXPECT_EQ(a.steps[i].battery, b.steps[i].battery);
    EXPECT_EQ(a.steps[i].frequency, b.steps[i].frequency);
  }
}

}  // namespace
}  // namespace conurb::energy
