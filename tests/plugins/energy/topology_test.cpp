// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/topology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/energy/error.hpp"
#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::NetworkText;
using testing::Solved;

NetworkText buses(int count) {
  NetworkText text;
  for (int i = 0; i < count; ++i) text.bus();
  return text;
}

TEST(Topology, FusesBusesThatClosedSwitchesJoin) {
  NetworkText text = buses(5);
  text.join(Switch::Kind::bus, 4, 1);
  text.join(Switch::Kind::bus, 1, 3);
  text.join(Switch::Kind::bus, 0, 2, false);
  text.join(Switch::Kind::bus, 3, 4);  // a loop of switches is one node like any other
  const Topology t = process(text.network);
  EXPECT_EQ(t.nodes, 3);
  EXPECT_THAT(t.node_of_bus, ElementsAre(0, 1, 2, 1, 1));
  EXPECT_THAT(t.bus_of_node, ElementsAre(0, 1, 2));
}

TEST(Topology, LeavesOutBusesOutOfServiceAndWhatTheyWouldJoin) {
  NetworkText text = buses(3);
  text.network.buses[1].in_service = false;
  text.join(Switch::Kind::bus, 0, 1);
  text.join(Switch::Kind::bus, 1, 2);
  text.line(0, 1);
  const Topology t = process(text.network);
  EXPECT_THAT(t.node_of_bus, ElementsAre(0, kNone, 1));
  EXPECT_TRUE(t.branches[0].from_closed);
  EXPECT_FALSE(t.branches[0].to_closed);
}

TEST(Topology, OpensTheEndWhereASwitchIsOpen) {
  NetworkText text = buses(3);
  text.line(0, 1);
  text.line(1, 2);
  text.transformer(0, 2);
  text.join(Switch::Kind::line, 1, 0, false);
  text.join(Switch::Kind::transformer, 0, 0, false);
  text.join(Switch::Kind::line, 1, 1);
  text.network.lines[1].in_service = true;
  const Topology t = process(text.network);
  EXPECT_TRUE(t.branches[0].from_closed);
  EXPECT_FALSE(t.branches[0].to_closed);
  EXPECT_TRUE(t.branches[1].through());
  EXPECT_FALSE(t.branches[2].from_closed);
  EXPECT_TRUE(t.branches[2].to_closed);
  EXPECT_EQ(islands(t).count, 2);
}

TEST(Topology, NamesTheElementThatLeadsNowhere) {
  NetworkText text = buses(2);
  text.line(0, 7);
  try {
    (void)process(text.network);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("line 0: there is no bus 7"));
  }
  NetworkText other = buses(1);
  other.join(Switch::Kind::transformer, 0, 0);
  EXPECT_THROW((void)process(other.network), InputError);
  NetworkText third = buses(1);
  third.load(-1, 1, 1);
  EXPECT_THROW((void)process(third.network), InputError);
}

TEST(Grid, OpeningAndClosingLeavesNoTraceInAnyDigit) {
  NetworkText text = buses(4);
  for (const auto& [from, to] : {std::pair{0, 1}, {1, 2}, {2, 3}, {3, 0}, {1, 2}})
    text.line(from, to, 0.1 + from, 0.3 + to);
  text.network.lines[1].b = 1e-4;
  Grid grid(text.network, process(text.network));
  const std::vector<Complex> before(grid.admittance().begin(), grid.admittance().end());
  for (std::size_t b = 0; b < 5; ++b) {
    grid.connect(b, false, true);
    EXPECT_NE(std::vector<Complex>(grid.admittance().begin(), grid.admittance().end()), before);
    grid.connect(b, true, true);
  }
  EXPECT_EQ(std::vector<Complex>(grid.admittance().begin(), grid.admittance().end()), before);
}

TEST(Grid, AnOpenLineDrawsItsChargingPowerAtTheEndThatIsLeft) {
  NetworkText text = buses(2);
  text.generator(0, Generator::Control::slack);
  text.line(0, 1);
  text.network.lines[0].b = 1e-3;
  Network closed = text.network;  // the far end runs free
  text.join(Switch::Kind::line, 1, 0, false);
  const Solved open(text.network), free(closed);
  ASSERT_TRUE(open.result.converged());
  const std::vector<BranchFlow> one = branch_flows(open.grid, open.voltages),
                                other = branch_flows(free.grid, free.voltages);
  EXPECT_NEAR(one[0].q_from, other[0].q_from, 1e-3);  // var, of 1e5
  EXPECT_LT(one[0].q_from, -9e4);
  EXPECT_EQ(one[0].q_to, 0);
  EXPECT_EQ(open.v(1), Complex(0));  // no source: dead, and no NaN
}

TEST(Grid, RefusesVoltagesThatAreNotAboveZeroAndImpedancesThatAreNoNumbers) {
  NetworkText text = buses(2);
  text.line(0, 1);
  text.network.buses[1].nominal_voltage = 0;
  EXPECT_THROW(Grid(text.network, process(text.network)), InputError);
  text.network.buses[1].nominal_voltage = 10e3;
  text.network.lines[0].x = kUnknown;
  EXPECT_THROW(Grid(text.network, process(text.network)), InputError);
}

}  // namespace
}  // namespace conurb::energy
