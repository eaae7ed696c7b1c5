// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/zones.hpp"

#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/outage/switch_graph.hpp"

namespace conurb::energy {
namespace {

Switch line_switch(std::int32_t bus, std::int32_t line) {
  Switch s;
  s.kind = Switch::Kind::line;
  s.bus = bus;
  s.element = line;
  return s;
}

/// 0 - line 0 - 1 - line 1 - 2, without switches.
Network chain() {
  Network n;
  n.buses.resize(3);
  for (Bus& bus : n.buses) bus.nominal_voltage = 1e4;
  n.lines.resize(2);
  n.lines[0].to = n.lines[1].from = 1;
  n.lines[1].to = 2;
  for (Line& line : n.lines) line.r = line.x = 0.1;
  return n;
}

TEST(Zones, ALineWithoutSwitchesHangsTogetherWithBothItsBuses) {
  const Zones zones = find_zones(chain());
  EXPECT_EQ(zones.count, 1);
  EXPECT_EQ(zones.of_line[1], zones.of_bus[0]);
}

TEST(Zones, ALineBetweenTwoSwitchesIsAZoneOfItsOwn) {
  Network n = chain();
  n.switches = {line_switch(0, 0), line_switch(1, 0)};
  const Zones zones = find_zones(n);
  EXPECT_EQ(zones.count, 3);
  EXPECT_NE(zones.of_line[0], zones.of_bus[0]);
  EXPECT_NE(zones.of_line[0], zones.of_bus[1]);
  EXPECT_EQ(zones.of_line[1], zones.of_bus[1]);
  EXPECT_EQ(zones.of_switch[0].at_bus, zones.of_bus[0]);
  EXPECT_EQ(zones.of_switch[0].beyond, zones.of_line[0]);
}

TEST(Zones, ALineWithASwitchAtOneEndBelongsToTheOther) {
  Network n = chain();
  n.switches = {line_switch(1, 1)};
  const Zones zones = find_zones(n);
  EXPECT_EQ(zones.count, 2);
  EXPECT_EQ(zones.of_line[1], zones.of_bus[2]);
  EXPECT_TRUE(zones.of_switch[0].parts());
}

TEST(Zones, TwoSwitchesAtOneEndAreInSeries) {
  Network n = chain();
  n.switches = {line_switch(1, 1), line_switch(1, 1)};
  Generator infeed;
  infeed.control = Generator::Control::slack;
  n.generators = {infeed};
  const Zones zones = find_zones(n);
  for (const std::size_t open : {0U, 1U}) {
    Positions positions = positions_of(n);
    positions.switches[open] = 0;
    EXPECT_EQ(supply_of(zones, positions).alive[static_cast<std::size_t>(zones.of_bus[2])], 0) << open;
  }
}

TEST(Zones, ASwitchWithAnotherWayAroundItPartsNothing) {
  Network n = chain();
  Switch around;
  around.bus = 0;
  around.element = 2;
  n.switches = {around};
  EXPECT_FALSE(find_zones(n).of_switch[0].parts());
}

TEST(Zones, WhatIsOutOfServiceIsInNoZone) {
  Network n = chain();
  n.buses[2].in_service = false;
  n.lines[0].in_service = false;
  n.switches = {line_switch(2, 1)};
  const Zones zones = find_zones(n);
  EXPECT_EQ(zones.of_bus[2], kNone);
  EXPECT_EQ(zones.of_line[0], kNone);
  EXPECT_FALSE(zones.of_switch[0].parts());
}

TEST(Zones, JoiningTwoInfeedsIsALoop) {
  Network n = testing::two_feeders();
  Generator other = n.generators[0];
  other.bus = 4;
  n.generators.push_back(other);
  n.switches[static_cast<std::size_t>(testing::to_switch(n, 3))].closed = false;
  const Zones zones = find_zones(n);
  Positions positions = positions_of(n);
  EXPECT_EQ(supply_of(zones, positions).loops, 0);
  set(positions, {Device::Kind::bus_switch, testing::to_switch(n, 2)}, true);
  EXPECT_EQ(supply_of(zones, positions).loops, 1);
}

TEST(Zones, RowsThatAreNotThereAreRefused) {
  Network n = chain();
  n.switches = {line_switch(1, 7)};
  EXPECT_THROW((void)find_zones(n), InputError);
}

TEST(Zones, LinesOutOfServiceBecomeTiesWithOneOpenSwitch) {
  const Network n = testing::baran_wu();
  EXPECT_EQ(n.switches.size(), 74U);
  for (std::int32_t line = 0; line < 37; ++line) {
    EXPECT_TRUE(n.lines[static_cast<std::size_t>(line)].in_service);
    EXPECT_EQ(n.switches[static_cast<std::size_t>(testing::to_switch(n, line))].closed, line < 32);
  }
  const Supply supply = supply_of(find_zones(n), positions_of(n));
  EXPECT_EQ(supply.loops, 0);
}

TEST(Zones, ASwitchIsAtTheEndWhoseBusItNames) {
  Network n = chain();
  n.transformers.resize(1);
  n.transformers[0].hv = 2;
  n.transformers[0].lv = 1;
  EXPECT_TRUE(end_of(n, line_switch(1, 1)).from);
  EXPECT_FALSE(end_of(n, line_switch(2, 1)).from);
  EXPECT_EQ(end_of(n, line_switch(2, 1)).branch, 1U);
  Switch s = line_switch(2, 0);
  s.kind = Switch::Kind::transformer;
  EXPECT_TRUE(end_of(n, s).from);
  EXPECT_EQ(end_of(n, s).branch, 2U);  // after two lines
}

TEST(Zones, ALineOutOfServiceBecomesATieWhereItHasClosedSwitchesToo) {
  for (const bool at_both : {false, true}) {
    Network n = chain();
    Generator infeed;
    infeed.control = Generator::Control::slack;
    n.generators = {infeed};
    n.lines[1].in_service = false;
    n.switches = {line_switch(2, 1)};
    if (at_both) n.switches.push_back(line_switch(1, 1));
    add_line_switches(n);
    EXPECT_TRUE(n.lines[1].in_service);
    EXPECT_FALSE(n.switches[0].closed);
    EXPECT_TRUE(n.switches[1].closed);
    const Zones zones = find_zones(n);
    EXPECT_EQ(supply_of(zones, positions_of(n)).alive[static_cast<std::size_t>(zones.of_bus[2])], 0);
  }
}

TEST(Zones, ATieWithAnOpenSwitchAtItsEndIsLeftAsItIs) {
  Network n = chain();
  n.lines[1].in_service = false;
  n.switches = {line_switch(2, 1), line_switch(2, 1)};
  n.switches[1].closed = false;
  add_line_switches(n);
  EXPECT_TRUE(n.switches[0].closed);
  EXPECT_FALSE(n.switches[1].closed);
}

TEST(Zones, FeederBreakersAreThoseAtTheInfeedWhereAFileKnowsNone) {
  const Network n = testing::two_feeders();
  for (std::size_t s = 0; s < n.switches.size(); ++s)
    EXPECT_EQ(n.switches[s].breaker, n.switches[s].bus == 0);
}

TEST(SwitchGraph, BothSwitchesOfALineAreOneLink) {
  const Network n = testing::two_feeders();
  const SwitchGraph graph(n, find_zones(n));
  EXPECT_EQ(graph.links().size(), 6U);  // five lines and the infeed
  const Positions positions = positions_of(n);
  int closed = 0;
  for (std::int32_t l = 0; l < 6; ++l) closed += graph.closed(l, positions) ? 1 : 0;
  EXPECT_EQ(closed, 5);
}

TEST(SwitchGraph, AFaultedLineIsNotPassedThrough) {
  const Network n = testing::two_feeders();
  const Zones zones = find_zones(n);
  const SwitchGraph graph(n, zones, zones.of_line[1]);
  EXPECT_EQ(graph.links().size(), 7U);
}

TEST(SwitchGraph, TheWayBetweenTwoEndsLeadsOverTheirCommonRoot) {
  const Network n = testing::two_feeders();
  const SwitchGraph graph(n, find_zones(n));
  const SwitchGraph::Tree tree = graph.tree(positions_of(n));
  EXPECT_EQ(SwitchGraph::way(tree, graph.zones().of_bus[2], graph.zones().of_bus[4]).size(), 4U);
}

TEST(SwitchGraph, CountsOfCustomersMustFitTheBuses) {
  const Network n = testing::two_feeders();
  const Zones zones = find_zones(n);
  EXPECT_THROW((void)zone_loads(n, zones, std::vector<double>{1, 2}), InputError);
  EXPECT_THROW((void)zone_loads(n, zones, std::vector<double>{1, 2, 3, 4, -5}), InputError);
  double sum = 0;
  for (const double customers : zone_loads(n, zones, {}).customers) sum += customers;
  EXPECT_EQ(sum, 4);  // one at each bus with a load
}

}  // namespace
}  // namespace conurb::energy
