// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_operation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "microgrid_fixture.hpp"
#include "plugins/energy/grid_solver.hpp"
#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy {
namespace {

using ::testing::HasSubstr;
using testing::kKilowattHour;

constexpr double kHour = 3600;

/// A city that is the district of the fixture, hour by hour: what stands in its tables is `network`.
class City : public ::testing::Test {
 protected:
  City() { network_.switches[0].coupling = true; }

  /// One step; gives the network that the power flow solved.
  Network step(double dt_s = kHour) {
    Network moment = network_;
    decisions_ = operate_microgrids(moment, kept_, dt_s);
    state_ = GridSolver(moment).solve(moment, {});
    settle_storages(moment, decisions_, state_.energised, dt_s);
    for (std::size_t s = 0; s < network_.storages.size(); ++s)
      network_.storages[s].charge = moment.storages[s].charge;
    for (std::size_t g = 0; g < network_.generators.size(); ++g)
      network_.generators[g].fuel = moment.generators[g].fuel;
    network_.switches[0].closed = moment.switches[0].closed;
    return moment;
  }
  void lose_grid() { network_.lines[0].in_service = false; }
  void find_grid() { network_.lines[0].in_service = true; }
  const MicrogridReport& report() const { return decisions_.reports.at(0); }
  double charge() const { return network_.storages[0].charge; }
  double fuel_l() const { return 1000 * network_.generators[1].fuel; }

  /// J: what came in is what went out, of the report and of the rows.
  void expect_books(double charge_before, double fuel_before_l, double dt_s = kHour) const {
    const MicrogridBalance& e = report().energy;
    EXPECT_NEAR(e.in(), e.out(), 1e-9 * std::max(1.0, e.in()));
    double drawn = 0;
    for (const double power : decisions_.drawn) drawn += std::isnan(power) ? 0 : power * dt_s;
    if (!std::isnan(decisions_.drawn[1])) {
      EXPECT_NEAR(drawn, e.served, 1e-9 * std::max(1.0, e.served));
    }
    EXPECT_NEAR(decisions_.storage[0] * dt_s, e.discharge - e.charge, 1e-6 * std::max(1.0, e.discharge));
    EXPECT_NEAR(charge(), charge_before - e.discharge / 0.95 + e.charge * 0.95, 1e-9 * kKilowattHour * 200);
    EXPECT_NEAR(fuel_before_l - fuel_l(), 0.27 * e.diesel / kKilowattHour, 1e-9 * 500);
  }

  Network network_ = testing::district();
  std::vector<OperatedMicrogrid> kept_;
  MicrogridDecisions decisions_;
  GridState state_;
};

TEST_F(City, ConnectedAPartChargesItsBatteryAndIsDrawnAsAnyOther) {
  const Network moment = step();
  EXPECT_EQ(report().mode, MicrogridMode::connected);
  EXPECT_EQ(moment.storages[0].p, -50e3);
  EXPECT_NEAR(charge(), (100 + 50 * 0.95) * kKilowattHour, 1);
  EXPECT_TRUE(std::isnan(decisions_.drawn[1]));
  EXPECT_EQ(moment.generators[1].p, 0);
  // The grid gives what is drawn: 610 kW, the charging and the losses.
  EXPECT_NEAR(state_.generator[0].real(), 660e3, 20e3);
  (void)step();
  (void)step();
  EXPECT_NEAR(charge(), 200 * kKilowattHour, 1e-3);
  EXPECT_NEAR(decisions_.storage[0], -(200 - 195) * 1e3 / 0.95, 1e-3);  // mean of an hour that filled it
}

TEST_F(City, ALostLineMakesAnIslandThatIsSolvedAsPartOfTheWhole) {
  network_.storages[0].max_power = 150e3;
  network_.storages[0].capacity = network_.storages[0].charge = 800 * kKilowattHour;
  network_.generators[1].fuel = 0.5;
  (void)step();
  lose_grid();
  const double before = charge(), fuel = fuel_l();
  const Network moment = step();
  EXPECT_EQ(report().mode, MicrogridMode::islanded);
  EXPECT_FALSE(network_.switches[0].closed);
  EXPECT_THAT(decisions_.island, ::testing::ElementsAre(0, 0, 0, 1, 1, 1, 1, 1));
  EXPECT_THAT(state_.energised, ::testing::ElementsAre(1, 0, 0, 1, 1, 1, 1, 1));
  expect_books(before, fuel);
  // The whole is solved with what the part decided: the former balances what it said itself.
  double given = 0;
  for (const Load& load : moment.loads) given += load.bus > 2 && load.in_service ? load.p : 0;
  EXPECT_NEAR(moment.storages[0].p, given, 0.03 * given);
  EXPECT_EQ(decisions_.shed, std::vector<std::uint8_t>(5, 0));
}

TEST_F(City, IslandedDayRunsDownShedsBurnsAndComesBackWithItsBooksClosed) {
  network_.generators[1].fuel = 0.03;
  (void)step();
  lose_grid();
  bool burnt = false, shed = false, dark = false;
  for (int hour = 0; hour < 24; ++hour) {
    const double before = charge(), fuel = fuel_l();
    const Network moment = step();
    expect_books(before, fuel);
    burnt = burnt || fuel_l() < fuel;
    shed = shed || decisions_.shed[2] != 0;
    // Picture and decisions say the same.
    EXPECT_EQ(state_.energised[5] != 0, report().mode == MicrogridMode::islanded) << hour;
    if (report().mode == MicrogridMode::black) {
      dark = true;
      EXPECT_EQ(decisions_.island[5], 0);
      EXPECT_EQ(decisions_.shed[1], 1);
    } else {
      EXPECT_EQ(decisions_.shed[1], 0);
      EXPECT_EQ(decisions_.unserved[1], 0);
    }
    EXPECT_FALSE(moment.switches[0].closed);
  }
  EXPECT_TRUE(burnt && shed && dark);
  EXPECT_EQ(fuel_l(), 0);
  find_grid();
  const double before = charge();
  const Network moment = step();
  EXPECT_EQ(report().mode, MicrogridMode::connected);
  EXPECT_TRUE(moment.switches[0].closed && network_.switches[0].closed);
  EXPECT_GT(charge(), before);
  EXPECT_EQ(state_.energised, std::vector<std::uint8_t>(8, 1));
  EXPECT_EQ(decisions_.shed, std::vector<std::uint8_t>(5, 0));
}

TEST_F(City, SupplyOfPartOfAStepIsCountedAsSuch) {
  network_.loads[4].p = 40e3;
  network_.storages[0].max_power = 60e3;  // a black start in the first minute
  network_.generators[1].fuel = 0.5;
  (void)step();
  lose_grid();
  const double before = charge(), fuel = fuel_l();
  const Network moment = step();
  expect_books(before, fuel);
  EXPECT_NEAR(moment.loads[1].p, 30e3 * (1 - 20 / kHour), 1e-6);
  const double hospital = decisions_.unserved[1] / 30e3;
  EXPECT_GT(hospital, 0);
  EXPECT_LT(hospital, 0.01);  // 20 s of an hour
  EXPECT_NEAR(hospital, 20 / kHour, 1e-9);
}

TEST_F(City, WhoOpensTheCouplingGetsAnIslandAndWhoClosesItTheGrid) {
  network_.storages[0].max_power = 150e3;
  (void)step();
  network_.switches[0].closed = false;
  (void)step();
  EXPECT_EQ(report().mode, MicrogridMode::islanded);
  EXPECT_EQ(report().actions.at(0).kind, MicrogridAction::Kind::open_coupling);
  EXPECT_THAT(report().actions.at(0).text, HasSubstr("planned"));
  (void)step();
  EXPECT_EQ(report().mode, MicrogridMode::islanded);  // until somebody wants otherwise
  network_.switches[0].closed = true;
  (void)step();
  EXPECT_EQ(report().mode, MicrogridMode::connected);
  EXPECT_TRUE(network_.switches[0].closed);
}

TEST_F(City, TheSideOfAPartIsKnownWhenTheGridBeyondHasSourcesThatCouldFormItToo) {
  Storage other = network_.storages[0];
  other.bus = 1;
  network_.storages.push_back(other);
  (void)step();
  lose_grid();
  (void)step();
  EXPECT_EQ(report().trouble, "");
  EXPECT_EQ(report().mode, MicrogridMode::islanded);
  kept_.clear();
  (void)step();
  EXPECT_THAT(report().trouble, HasSubstr("neither side has an infeed, and both have"));
}

TEST_F(City, TwoPartsOnOneDeadFeederLiveEachByItself) {
  network_.storages[0].max_power = 150e3;
  // The same part again behind a second coupling at bus 2: its battery and a load at one bus.
  network_.buses.push_back(network_.buses[3]);
  Switch coupling = network_.switches[0];
  coupling.element = 8;
  network_.switches.push_back(coupling);
  Storage battery = network_.storages[0];
  battery.bus = 8;
  network_.storages.push_back(battery);
  Load load = network_.loads[2];
  load.bus = 8;
  network_.loads.push_back(load);
  lose_grid();
  (void)step();
  ASSERT_EQ(decisions_.reports.size(), 2U);
  for (const MicrogridReport& one : decisions_.reports) {
    EXPECT_EQ(one.trouble, "");
    EXPECT_EQ(one.mode, MicrogridMode::islanded);
  }
  EXPECT_NEAR(decisions_.storage[1], 20e3, 1e-3);
}

TEST_F(City, NestedAndDoubleCouplingsAreToldOfAndStandAsTheyAre) {
  Switch second;  // from the part to the grid once more
  second.bus = 4;
  second.element = 2;
  second.coupling = true;
  network_.switches.push_back(second);
  (void)step();
  ASSERT_EQ(decisions_.reports.size(), 2U);
  for (const MicrogridReport& one : decisions_.reports)
    EXPECT_THAT(one.trouble, HasSubstr("another coupling"));
  EXPECT_TRUE(network_.switches[0].closed);
  // Within the part: the outer one is operated, with all behind it.
  network_.buses.push_back(network_.buses[3]);
  network_.switches[1].bus = 7;
  network_.switches[1].element = 8;
  Load load = network_.loads[2];
  load.bus = 8;
  network_.loads.push_back(load);
  for (const bool there : {true, false}) {
    there ? find_grid() : lose_grid();
    (void)step();
    EXPECT_EQ(decisions_.reports[0].trouble, "");
    EXPECT_THAT(decisions_.reports[1].trouble, HasSubstr("lies within the part"));
    EXPECT_EQ(decisions_.island.back(), there ? 0 : 1);
  }
}

TEST_F(City, UnitsThatMakeNoSenseLeaveTheSwitchToItself) {
  network_.storages[0].efficiency = 0;
  (void)step();
  EXPECT_THAT(report().trouble, HasSubstr("storage 0: its efficiency"));
  EXPECT_TRUE(kept_.empty());
  EXPECT_EQ(state_.energised, std::vector<std::uint8_t>(8, 1));
}

TEST_F(City, AStorageInNoMicrogridGivesWhatItIsToldWhileItCan) {
  network_.switches[0].coupling = false;
  network_.storages[0].p = 60e3;
  const double held = charge();
  Network moment = step();
  EXPECT_EQ(moment.storages[0].p, 60e3);
  EXPECT_NEAR(charge(), held - 60 / 0.95 * kKilowattHour, 1);
  moment = step();
  EXPECT_EQ(charge(), 0);
  EXPECT_NEAR(decisions_.storage[0], (100 * 0.95 - 60) * 1e3, 1e-3);
  EXPECT_EQ(step().storages[0].p, 0);
  network_.storages[0].p = -300e3;
  EXPECT_EQ(step().storages[0].p, -100e3);  // its rated power
  network_.storages[0].charge = 0;
  network_.storages[0].max_power = 0;  // nobody knows
  (void)step();
  EXPECT_NEAR(charge(), 200 * kKilowattHour, 1e-3);
  EXPECT_NEAR(decisions_.storage[0], -200e3 / 0.95, 1e-3);
  network_.generators[1].grid_forming = false;
  lose_grid();
  network_.storages[0].p = 10e3;
  (void)step();
  EXPECT_TRUE(std::isnan(decisions_.storage[0]));
  EXPECT_NEAR(charge(), 200 * kKilowattHour, 1e-3);
}

class CityAtRandom : public City, public ::testing::WithParamInterface<std::uint32_t> {};

TEST_P(CityAtRandom, WhateverIsCoupledCutOrOpenedTheBooksCloseAndThePictureIsWhatWasDecided) {
  std::mt19937 random(GetParam());
  const auto chance = [&](double of) { return std::uniform_real_distribution<double>(0, 1)(random) < of; };
  add_line_switches(network_);
  network_.storages.push_back(network_.storages[0]);
  network_.storages[1].bus = 6;
  network_.generators[1].fuel = 0.05;
  network_.generators[2].p = 40e3;
  for (Switch& each : network_.switches) each.coupling = each.coupling ? chance(0.8) : chance(0.15);
  for (int step_number = 0; step_number < 30; ++step_number) {
    for (Line& line : network_.lines) line.in_service = chance(line.in_service ? 0.95 : 0.5);
    for (Switch& each : network_.switches) each.closed = chance(each.closed ? 0.95 : 0.5);
    for (Load& load : network_.loads) load.p = 60e3 * std::uniform_real_distribution<double>(0, 1)(random);
    const Network moment = step(900);
    for (std::size_t s = 0; s < network_.switches.size(); ++s)
      network_.switches[s].closed = moment.switches[s].closed;
    for (const MicrogridReport& one : decisions_.reports)
      EXPECT_NEAR(one.energy.in(), one.energy.out(), 1e-9 * std::max(1.0, one.energy.in()));
    for (const Storage& storage : network_.storages) {
      EXPECT_GE(storage.charge, 0);
      EXPECT_LE(storage.charge, storage.capacity);
    }
    for (std::size_t bus = 0; bus < network_.buses.size(); ++bus) {
      if (decisions_.island[bus] != 0) {
        EXPECT_EQ(state_.energised[bus], 1) << "bus " << bus << " in step " << step_number;
      }
    }
    for (std::size_t l = 0; l < network_.loads.size(); ++l) {
      if (std::isnan(decisions_.drawn[l])) continue;
      EXPECT_GE(decisions_.unserved[l], 0);
      EXPECT_LE(decisions_.unserved[l], network_.loads[l].p * (1 + 1e-12));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, CityAtRandom, ::testing::Range(1U, 41U));

}  // namespace
}  // namespace conurb::energy
