// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/queries/switching.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::NetworkText;

/// Two lines in a row, and one around them that is out of service.
Network ring() {
  NetworkText text;
  for (int i = 0; i < 3; ++i) text.bus();
  text.line(0, 1);
  text.line(1, 2);
  text.line(0, 2);
  text.network.lines[2].in_service = false;
  text.generator(0, Generator::Control::slack);
  return text.network;
}

TEST(Switching, LinesWithoutSwitchesAreOperatedThemselvesAtANamedEnd) {
  const SwitchedNetwork switched = with_switches(ring());
  ASSERT_EQ(switched.network.switches.size(), 6U);
  const Operated second = operated(switched, {Device::Kind::bus_switch, 3});
  EXPECT_EQ(second.own_switch, kNone);
  EXPECT_EQ(second.line, 1);
  EXPECT_EQ(second.bus, 2);
  EXPECT_THAT(switched.assumed, HasSubstr("no switches"));
  EXPECT_THAT(switched.assumed, HasSubstr("no breakers"));
}

TEST(Switching, ALineOutOfServiceIsATieThatStandsOpen) {
  const SwitchedNetwork switched = with_switches(ring());
  EXPECT_TRUE(switched.network.lines[2].in_service);
  EXPECT_TRUE(switched.network.switches[4].closed);
  EXPECT_FALSE(switched.network.switches[5].closed);
}

TEST(Switching, SwitchesOfTheTablesKeepTheirRowsAndGetNoCompany) {
  Network network = ring();
  Switch s;
  s.kind = Switch::Kind::line;
  s.bus = 1;
  s.element = 1;
  s.breaker = true;
  network.switches.push_back(s);
  const SwitchedNetwork switched = with_switches(network);
  EXPECT_EQ(switched.network.switches.size(), 1U);
  EXPECT_FALSE(switched.network.lines[2].in_service);
  EXPECT_THAT(switched.assumed, IsEmpty());
  const Operated first = operated(switched, {Device::Kind::bus_switch, 0});
  EXPECT_EQ(first.own_switch, 0);
  EXPECT_EQ(first.line, kNone);
  EXPECT_EQ(first.bus, 1);
}

TEST(Switching, RowsOfSwitchesThatAreGoneDoNotCount) {
  Network network = ring();
  Switch gone;
  gone.closed = false;  // of bus 0 to itself, as retired rows are read
  network.switches.push_back(gone);
  const SwitchedNetwork switched = with_switches(network);
  ASSERT_EQ(switched.network.switches.size(), 7U);
  EXPECT_EQ(operated(switched, {Device::Kind::bus_switch, 1}).line, 0);
}

TEST(Switching, AnInfeedIsOperatedAtItsGenerator) {
  const Operated infeed = operated(with_switches(ring()), {Device::Kind::infeed, 0});
  EXPECT_EQ(infeed.generator, 0);
  EXPECT_EQ(infeed.bus, 0);
  EXPECT_EQ(infeed.line, kNone);
}

}  // namespace
}  // namespace conurb::energy
