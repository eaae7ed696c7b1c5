// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/hosting_areas.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "plugins/energy/grid_solver.hpp"
#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using testing::NetworkText;

/// Medium voltage 0 - 1, a station at each, at 1 with two lines of low voltage, of which one forks; the lines
/// are 1: 3 - 4, 2: 3 - 5, 3: 5 - 6, and the station at 0 has 4: 2 - 7.
Network two_stations() {
  NetworkText text;
  text.bus();
  text.bus();
  for (int i = 0; i < 6; ++i) text.bus(400);
  text.line(0, 1);
  text.transformer(0, 2);
  text.transformer(1, 3);
  for (const auto& [from, to] : {std::pair{3, 4}, {3, 5}, {5, 6}, {2, 7}}) text.line(from, to, 0.05, 0.02);
  text.generator(0, Generator::Control::slack, 0, 1.02);
  for (int bus = 4; bus < 8; ++bus) text.load(bus, 5e3, 1e3);
  return text.network;
}

std::vector<HostingArea> areas_of(Network network, HostingScope scope) {
  const GridState state = GridSolver(network).solve(network, {});
  return hosting_areas(network, state.voltage, state.angle, scope);
}

/// The rows of the whole.
std::vector<std::int32_t> buses_of(const HostingArea& area, const HostingFeeder& feeder) {
  std::vector<std::int32_t> rows;
  for (const std::int32_t bus : feeder.buses) rows.push_back(area.bus[at(bus)]);
  return rows;
}

TEST(HostingAreas, EachLineOfALowVoltageBusbarIsAFeeder) {
  const std::vector<HostingArea> areas = areas_of(two_stations(), HostingScope::feeder);
  ASSERT_EQ(areas.size(), 2U);
  ASSERT_EQ(areas[0].feeders.size(), 1U);
  EXPECT_EQ(buses_of(areas[0], areas[0].feeders[0]), (std::vector<std::int32_t>{7}));
  EXPECT_EQ(areas[0].feeders[0].line, 4);
  EXPECT_EQ(areas[0].feeders[0].transformer, 0);
  ASSERT_EQ(areas[1].feeders.size(), 2U);
  EXPECT_EQ(buses_of(areas[1], areas[1].feeders[0]), (std::vector<std::int32_t>{4}));
  EXPECT_EQ(buses_of(areas[1], areas[1].feeders[1]), (std::vector<std::int32_t>{5, 6}));
  EXPECT_EQ(areas[1].feeders[1].line, 2);
  EXPECT_EQ(areas[1].feeders[1].transformer, 1);
}

TEST(HostingAreas, AStationIsAllBelowIt) {
  const std::vector<HostingArea> areas = areas_of(two_stations(), HostingScope::station);
  ASSERT_EQ(areas.size(), 2U);
  ASSERT_EQ(areas[1].feeders.size(), 1U);
  EXPECT_EQ(buses_of(areas[1], areas[1].feeders[0]), (std::vector<std::int32_t>{3, 4, 5, 6}));
  EXPECT_EQ(areas[1].feeders[0].transformer, 1);
  EXPECT_EQ(areas[1].feeders[0].line, kNone);
}

TEST(HostingAreas, AnIslandIsEverything) {
  const std::vector<HostingArea> areas = areas_of(two_stations(), HostingScope::island);
  ASSERT_EQ(areas.size(), 1U);
  EXPECT_EQ(areas[0].feeders[0].buses.size(), 8U);
}

/// The state at the cut is held, so the voltages behind it are those of the whole. 1e-9: both stop at a
/// mismatch of 1e-8 of the base power, with lines of some per cent.
TEST(HostingAreas, AnAreaByItselfHasTheVoltagesOfTheWhole) {
  Network network = two_stations();
  PowerFlowOptions options;
  options.newton.tolerance = 1e-12;
  const GridState state = GridSolver(network).solve(network, options);
  for (HostingArea& area : hosting_areas(network, state.voltage, state.angle, HostingScope::feeder)) {
    const GridState alone = GridSolver(area.network).solve(area.network, options);
    for (std::size_t bus = 0; bus < area.bus.size(); ++bus) {
      if (area.bus[bus] == kNone) continue;
      EXPECT_NEAR(alone.voltage[bus], state.voltage[at(area.bus[bus])], 1e-9);
    }
  }
}

TEST(HostingAreas, LinesThatMeetAgainAreOneFeeder) {
  Network network = two_stations();
  Line ring = network.lines[1];
  ring.from = 4;
  ring.to = 6;
  network.lines.push_back(ring);
  const std::vector<HostingArea> areas = areas_of(network, HostingScope::feeder);
  ASSERT_EQ(areas[1].feeders.size(), 1U);
  EXPECT_EQ(areas[1].feeders[0].line, 1);
  EXPECT_EQ(areas[1].feeders[0].buses.size(), 3U);
}

TEST(HostingAreas, TransformersTheWrongWayRoundAreStationsToo) {
  Network network = two_stations();
  Transformer& t = network.transformers[1];
  std::swap(t.hv, t.lv);
  std::swap(t.rated_hv, t.rated_lv);
  const double squared = 25.0 * 25.0;
  t.r *= squared;
  t.x *= squared;
  EXPECT_EQ(areas_of(network, HostingScope::feeder)[1].feeders.size(), 2U);
}

TEST(HostingAreas, ASwitchAtTheUpperSideOfAStationStaysWithIt) {
  Network network = two_stations();
  Switch s;
  s.kind = Switch::Kind::transformer;
  s.bus = 1;
  s.element = 1;
  network.switches.push_back(s);
  EXPECT_EQ(areas_of(network, HostingScope::feeder).size(), 2U);
  network.switches[0].closed = false;
  EXPECT_EQ(areas_of(network, HostingScope::feeder).size(), 1U);
}

TEST(HostingAreas, ASourceAtLowVoltageIsABusbar) {
  NetworkText text;
  for (int i = 0; i < 3; ++i) text.bus(400);
  text.line(0, 1, 0.05, 0.02);
  text.line(0, 2, 0.05, 0.02);
  text.generator(0, Generator::Control::slack);
  const std::vector<HostingArea> areas = areas_of(text.network, HostingScope::feeder);
  ASSERT_EQ(areas.size(), 1U);
  ASSERT_EQ(areas[0].feeders.size(), 2U);
  EXPECT_EQ(areas[0].feeders[1].line, 1);
  EXPECT_EQ(areas[0].feeders[1].transformer, kNone);
}

TEST(HostingAreas, MediumVoltageAloneStaysWholeAndWhatIsDeadIsNone) {
  NetworkText text;
  for (int i = 0; i < 4; ++i) text.bus();
  text.line(0, 1);
  text.line(2, 3);
  text.generator(0, Generator::Control::slack);
  const std::vector<HostingArea> areas = areas_of(text.network, HostingScope::feeder);
  ASSERT_EQ(areas.size(), 1U);
  EXPECT_EQ(buses_of(areas[0], areas[0].feeders[0]), (std::vector<std::int32_t>{0, 1}));
}

}  // namespace
}  // namespace conurb::energy
