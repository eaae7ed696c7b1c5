// SPDX-License-Identifier: Apache-2.0
// Faults in synthesised grids: what their breakers and fuses leave dark, and whether the rest comes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "invented_city.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/restoration.hpp"
#include "plugins/energy/synthesis/synthesis.hpp"

namespace conurb::energy {
namespace {

class Protection : public ::testing::Test {
 protected:
  [[nodiscard]] FaultEffect effect(Fault::Kind kind, std::int32_t row) const {
    const Zones zones = find_zones(grid_.network);
    return effect_of(grid_.network, zones, zone_loads(grid_.network, zones, {}), {kind, row},
                     positions_of(grid_.network));
  }
  /// Numbers of the stations whose medium-voltage busbar, or whose low-voltage one, is dark.
  [[nodiscard]] std::set<std::int32_t> dark_stations(const FaultEffect& effect, BusRole role) const {
    std::set<std::int32_t> dark;
    for (const std::int32_t bus : effect.dark_buses)
      if (grid_.bus_role[at(bus)] == role) dark.insert(grid_.station_of_bus[at(bus)]);
    return dark;
  }
  /// Of a ring, those before its open point or those behind it.
  [[nodiscard]] std::set<std::int32_t> half(const SynthesisRing& ring, bool first) const {
    const std::size_t open = open_leg_of(ring);
    const auto middle = ring.stations.begin() + static_cast<std::ptrdiff_t>(open);
    return first ? std::set(ring.stations.begin(), middle) : std::set(middle, ring.stations.end());
  }
  [[nodiscard]] std::size_t open_leg_of(const SynthesisRing& ring) const {
    const std::int32_t line = grid_.network.switches[at(ring.open_switch)].element;
    return static_cast<std::size_t>(std::find(ring.lines.begin(), ring.lines.end(), line) -
                                    ring.lines.begin());
  }
  void expect_tripped(const FaultEffect& effect, const std::vector<SwitchRole>& roles) const {
    ASSERT_EQ(effect.tripped.size(), roles.size());
    for (std::size_t k = 0; k < roles.size(); ++k) {
      ASSERT_EQ(effect.tripped[k].kind, Device::Kind::bus_switch);
      EXPECT_EQ(grid_.switch_role[at(effect.tripped[k].row)], roles[k]);
    }
  }

  const test::InventedCity city_ = test::grid_city(6, 5);
  const Synthesis grid_ = synthesize(city_.streets, city_.buildings, {});
};

TEST_F(Protection, AFaultOnARingDarkensOneHalfOfItAlone) {
  for (const SynthesisRing& ring : grid_.rings)
    for (std::size_t leg = 0; leg < ring.lines.size(); ++leg) {
      const FaultEffect fault = effect(Fault::Kind::line, ring.lines[leg]);
      expect_tripped(fault, {SwitchRole::ring_end});
      // The open leg is parted at its beginning: it hangs on the second half.
      EXPECT_EQ(dark_stations(fault, BusRole::station), half(ring, leg < open_leg_of(ring)));
    }
}

TEST_F(Protection, AFaultOnAFeederDarkensNothingElse) {
  std::size_t tried = 0;
  for (std::size_t l = 0; l < grid_.network.lines.size(); l += 17) {
    if (grid_.line_role[l] == LineRole::ring) continue;
    const FaultEffect fault = effect(Fault::Kind::line, row_of(l));
    expect_tripped(fault, {SwitchRole::feeder});
    EXPECT_TRUE(dark_stations(fault, BusRole::station).empty());
    EXPECT_TRUE(dark_stations(fault, BusRole::station_low).empty());
    EXPECT_FALSE(fault.dark_buses.empty());
    ++tried;
  }
  EXPECT_GT(tried, 20U);
}

TEST_F(Protection, AFaultWithinAStationDarkensThatStationAlone) {
  for (const SynthesisStation& station : grid_.stations) {
    for (const FaultEffect& fault :
         {effect(Fault::Kind::bus, station.low_bus), effect(Fault::Kind::transformer, station.transformer)}) {
      expect_tripped(fault, {SwitchRole::transformer});
      EXPECT_TRUE(dark_stations(fault, BusRole::station).empty());
      for (const std::int32_t bus : fault.dark_buses)
        EXPECT_EQ(grid_.station_of_bus[at(bus)], grid_.station_of_bus[at(station.low_bus)]);
    }
  }
}

TEST_F(Protection, AFaultInATransformerOfASubstationDarkensItsSectionAlone) {
  std::set<std::int32_t> expected;
  for (const SynthesisRing& ring : grid_.rings)
    if (ring.substation == 0) expected.merge(half(ring, true));
  ASSERT_EQ(grid_.transformer_role[0], TransformerRole::primary);
  const FaultEffect fault = effect(Fault::Kind::transformer, 0);
  expect_tripped(fault, {SwitchRole::transformer});
  EXPECT_EQ(dark_stations(fault, BusRole::station), expected);
}

TEST_F(Protection, WhatAFaultOnARingDarkensComesBackFromTheOtherSide) {
  const SynthesisRing& ring = grid_.rings.front();
  const RestorationPlan plan =
      plan_restoration(grid_.network, {Fault::Kind::line, ring.lines[1]}, {}, RestorationOptions{});
  EXPECT_TRUE(plan.legal);
  EXPECT_GT(plan.effect.dark_customers, 0);
  EXPECT_LT(plan.effect.dark_customers, plan.reliability.customers);
  // The cable lies between switches at both ends, and nobody hangs on it.
  for (const Unrestored& part : plan.dark) EXPECT_EQ(part.customers, 0) << part.reason;
  EXPECT_TRUE(std::any_of(plan.steps.begin(), plan.steps.end(), [&](const SwitchingStep& step) {
    return step.close && step.device.row == ring.open_switch;
  }));
}

TEST_F(Protection, AFuseIsPutBackByHandAfterTheRepair) {
  std::int32_t line = 0;
  while (grid_.line_role[at(line)] != LineRole::feeder) ++line;
  const RestorationPlan plan =
      plan_restoration(grid_.network, {Fault::Kind::line, line}, {}, RestorationOptions{});
  EXPECT_TRUE(plan.legal);
  ASSERT_EQ(plan.effect.tripped.size(), 1U);
  const auto back = std::find_if(plan.back.begin(), plan.back.end(), [&](const SwitchingStep& step) {
    return step.device == plan.effect.tripped[0];
  });
  ASSERT_NE(back, plan.back.end());
  EXPECT_FALSE(back->remote);
}

}  // namespace
}  // namespace conurb::energy
