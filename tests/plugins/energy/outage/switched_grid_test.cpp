// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/switched_grid.hpp"

#include <gtest/gtest.h>

#include <random>

#include "fixtures.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

/// baran_wu() with a switch between buses 10 and 20 as well, so that some moves need another Grid.
Network with_coupler() {
  Network n = testing::baran_wu();
  Switch coupler;
  coupler.bus = 10;
  coupler.element = 20;
  coupler.closed = false;
  n.switches.push_back(coupler);
  return n;
}

TEST(SwitchedGrid, GivesWhatAGridMadeAnewGivesToTheLastDigit) {
  const Network n = with_coupler();
  const Limits limits = limits_of(n, {});
  SwitchedGrid moved(n);
  std::mt19937 random(3);
  for (int round = 0; round < 40; ++round) {
    Positions p = positions_of(n);
    for (std::uint8_t& closed : p.switches) closed = random() % 8 == 0 ? 0 : 1;
    const Assessment found = moved.look(p, limits);
    SwitchedGrid anew(n);
    const Assessment expected = anew.look(p, limits);
    EXPECT_EQ(found.loss, expected.loss);
    EXPECT_EQ(found.v_min, expected.v_min);
    EXPECT_EQ(found.severity, expected.severity);
  }
}

TEST(SwitchedGrid, WhatHangsOnNoInfeedIsDarkThoughABatteryAndADieselAreThere) {
  Network n = testing::two_feeders();
  Storage battery;
  battery.bus = 2;
  battery.max_power = 1e6;
  battery.grid_forming = true;
  n.storages.push_back(battery);
  Generator diesel;
  diesel.bus = 1;
  diesel.rated_power = 2e6;
  diesel.grid_forming = true;
  n.generators.push_back(diesel);
  SwitchedGrid grid(n);
  Positions p = positions_of(n);
  p.switches[0] = 0;
  ASSERT_TRUE(grid.solve(p, limits_of(n, {})).solved);
  const std::int32_t place = grid.grid().place_of_bus(2);
  EXPECT_EQ(grid.voltages().re[at(place)], 0);
}

TEST(SwitchedGrid, AStateWithoutASolutionIsWorseThanAnyThatBreaksLimits) {
  Network n = testing::two_feeders();
  for (Load& load : n.loads) load.p = 1e9;
  SwitchedGrid grid(n);
  const Assessment state = grid.look(positions_of(n), limits_of(n, {}));
  EXPECT_FALSE(state.legal());
  EXPECT_GE(state.severity, 1e6);
  EXPECT_EQ(state.worst->kind, Violation::Kind::no_solution);
}

TEST(Limits, TheWorstViolationIsNamedWithBothValues) {
  Network n = testing::two_feeders();
  n.lines[0].max_current = 6;
  n.lines[0].name = "Ring 1";
  SwitchedGrid grid(n);
  const Assessment state = grid.solve(positions_of(n), limits_of(n, {}));
  ASSERT_TRUE(state.worst.has_value());
  EXPECT_EQ(text(*state.worst, n), "line 0 (Ring 1) carries 193.6 % of its rating, at most 100 % is allowed");
  EXPECT_NEAR(state.severity, 0.936, 1e-3);  // 11.6 A of 6 A, less one
  LimitOptions options;
  options.v_max = 0.99;
  const Assessment high = grid.solve(positions_of(n), limits_of(testing::two_feeders(), options));
  EXPECT_GT(high.severity, 0.936);
}

TEST(Limits, GiveWayToAStateThatBreaksThemAndNoFurther) {
  Network n = testing::two_feeders();
  n.buses[4].v_min = 0.9999;
  n.lines[0].max_current = 6;
  SwitchedGrid grid(n);
  Limits limits = limits_of(n, {});
  const Positions normal = positions_of(n);
  EXPECT_FALSE(grid.solve(normal, limits).legal());
  ASSERT_TRUE(grid.give_way_to(normal, limits));
  EXPECT_TRUE(grid.solve(normal, limits).legal());
  for (Load& load : n.loads) load.p *= 2;
  EXPECT_FALSE(SwitchedGrid(n).solve(normal, limits).legal());
  n.lines[0].max_current = kUnlimited;
  const Assessment low = SwitchedGrid(n).solve(normal, limits);
  ASSERT_TRUE(low.worst.has_value());
  EXPECT_EQ(low.worst->kind, Violation::Kind::low_voltage);
}

TEST(Limits, ThatAreNoNumbersAreRefused) {
  Network n = testing::two_feeders();
  n.buses[3].v_min = kUnknown;
  EXPECT_THROW((void)limits_of(n, {}), InputError);
  EXPECT_THROW((void)limits_of(testing::two_feeders(), {.loading = -1}), InputError);
}

}  // namespace
}  // namespace conurb::energy
