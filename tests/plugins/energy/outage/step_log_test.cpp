// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/step_log.hpp"

#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

class StepLogTest : public ::testing::Test {
 protected:
  bool legal_after(std::int32_t faulted, const Positions& tripped, Device device, Loops loops) {
    const SearchContext context{graph_, loads_, grid_, limits_, times_};
    StepLog log(context, faulted, normal_, tripped, loops);
    SwitchingStep step;
    step.device = device;
    step.close = true;
    step.end_s = 60;
    log.take(step);
    return log.legal();
  }

  static Network with_a_lone_bus() {
    Network n = testing::two_feeders();
    n.buses.push_back(n.buses[4]);
    return n;
  }

  Network network_ = with_a_lone_bus();
  SwitchGraph graph_{network_, find_zones(network_)};
  ZoneLoads loads_ = zone_loads(network_, graph_.zones(), {});
  SwitchedGrid grid_{network_};
  Limits limits_ = limits_of(network_, {});
  std::vector<double> times_;
  Positions normal_ = positions_of(network_);
};

TEST_F(StepLogTest, ALoopIsIllegalUnlessItIsAllowed) {
  const Device tie{Device::Kind::bus_switch, testing::to_switch(network_, 2)};
  const std::int32_t elsewhere = graph_.zones().of_bus[5];
  EXPECT_FALSE(legal_after(elsewhere, normal_, tie, Loops::never));
  EXPECT_TRUE(legal_after(elsewhere, normal_, tie, Loops::change_over));
}

TEST_F(StepLogTest, FeedingTheFaultIsIllegalAlways) {
  Positions tripped = normal_;
  tripped.switches[0] = 0;
  const Device breaker{Device::Kind::bus_switch, 0};
  for (const Loops loops : {Loops::never, Loops::change_over, Loops::lasting})
    EXPECT_FALSE(legal_after(graph_.zones().of_line[1], tripped, breaker, loops));
  tripped.switches[at(testing::to_switch(network_, 1) - 1)] = 0;
  EXPECT_TRUE(legal_after(graph_.zones().of_line[1], tripped, breaker, Loops::never));
}

TEST_F(StepLogTest, WhoIsStillDarkCountsUntilTheEnd) {
  const SearchContext context{graph_, loads_, grid_, limits_, times_};
  Positions tripped = normal_;
  tripped.switches[0] = 0;
  const StepLog log(context, graph_.zones().of_line[1], normal_, tripped, Loops::never);
  const Reliability r = log.reliability(600, 180);
  EXPECT_EQ(r.customer_minutes, 20);  // two for ten minutes
  EXPECT_EQ(r.energy_not_supplied, 2e5 * 600);
  EXPECT_EQ(r.saifi, 0.5);
  EXPECT_EQ(r.saidi_minutes, 5);
}

}  // namespace
}  // namespace conurb::energy
