// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_part.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "microgrid_fixture.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Switch at_line(std::int32_t bus, std::int32_t line) {
  Switch s;
  s.kind = Switch::Kind::line;
  s.bus = bus;
  s.element = line;
  return s;
}

std::string refusal(const Network& n, std::int32_t coupling) {
  try {
    (void)part_behind(n, coupling);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(MicrogridPart, IsTheSideWithoutAnInfeed) {
  const Network n = testing::district();
  const MicrogridPart part = part_behind(n, 0);
  EXPECT_THAT(part.loads.whole, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(part.storages.whole, ElementsAre(0));
  EXPECT_THAT(part.generators.whole, ElementsAre(1, 2));
  EXPECT_THAT(part.lines.whole, ElementsAre(1, 2, 3, 4));
  EXPECT_TRUE(part.transformers.whole.empty());
  EXPECT_EQ(part.network.buses.size(), 6U);  // five, and one for the grid
  EXPECT_EQ(part.inner_bus, part.buses.part[3]);
  EXPECT_EQ(part.network.generators.size(), 3U);
  EXPECT_EQ(part.loads.part[0], kNone);
  EXPECT_EQ(part.loads.part[2], 1);
}

TEST(MicrogridPart, IsSynchronisedAsCloselyAsItsSourcesAreLarge) {
  Network n = testing::district();
  EXPECT_EQ(microgrid_behind(n, 0).sync.frequency, 0.3);  // 280 kVA
  n.storages[0].max_power = 400e3;                        // 580 kVA
  EXPECT_EQ(microgrid_behind(n, 0).sync.frequency, 0.2);
  n.generators[1].in_service = false;  // 500 kVA
  EXPECT_EQ(microgrid_behind(n, 0).sync.frequency, 0.3);
}

TEST(MicrogridPart, ALineBehindTheSwitchGoesWithThePart) {
  Network n = testing::district();
  n.switches.push_back(at_line(3, 1));  // line 1 and bus 4 behind it
  n.loads.push_back(n.loads[0]);
  n.loads.back().bus = 3;  // before the switch
  const MicrogridPart part = part_behind(n, 1);
  EXPECT_TRUE(part.loads.whole.empty());
  EXPECT_THAT(part.lines.whole, ElementsAre(1));
  EXPECT_EQ(part.network.buses[at(part.grid_bus)].nominal_voltage, 400);
  EXPECT_EQ(part.buses.whole[at(part.grid_bus)], 3);
  EXPECT_EQ(part.inner_bus, part.buses.part[4]);
  EXPECT_EQ(part.network.switches[at(part.coupling)].kind, Switch::Kind::line);
}

TEST(MicrogridPart, ALineBeforeTheSwitchStaysOutside) {
  Network n = testing::district();
  n.switches.push_back(at_line(4, 1));
  const MicrogridPart part = part_behind(n, 1);
  EXPECT_TRUE(part.lines.whole.empty());
  EXPECT_EQ(part.network.buses.size(), 2U);
  EXPECT_EQ(part.network.switches[at(part.coupling)].kind, Switch::Kind::bus);
}

TEST(MicrogridPart, WithoutAnyInfeedItIsTheSideThatCanFormAGrid) {
  Network n = testing::district();
  n.generators[0].in_service = false;
  EXPECT_THAT(part_behind(n, 0).storages.whole, ElementsAre(0));
  n.storages[0].grid_forming = n.generators[1].grid_forming = false;
  EXPECT_THAT(refusal(n, 0), HasSubstr("neither has a source that can form a grid"));
}

TEST(MicrogridPart, ASwitchThatDoesNotPartItFromTheGridIsRefused) {
  Network n = testing::district();
  EXPECT_THAT(refusal(n, 7), HasSubstr("there is none"));
  Network around = n;
  Line second = n.lines[1];
  second.from = 2;
  second.to = 3;
  around.lines.push_back(second);
  EXPECT_THAT(refusal(around, 0), HasSubstr("parts nothing"));
  around = n;
  around.switches.push_back(n.switches[0]);
  around.switches[0].name = "Q1";
  EXPECT_THAT(refusal(around, 0), HasSubstr("coupling switch 0 (Q1): with it open there is another way"));
  n.generators.push_back(n.generators[0]);
  n.generators.back().bus = 6;
  EXPECT_THAT(refusal(n, 0), HasSubstr("both sides have an infeed"));
}

}  // namespace
}  // namespace conurb::energy
