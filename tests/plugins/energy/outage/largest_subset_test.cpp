// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/largest_subset.hpp"

#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

/// two_feeders() with buses 2 and 4 dark between buses 1 and 3, which each hang on their own feeder.
class LargestSubset : public ::testing::Test {
 protected:
  LargestSubset() {
    network_.lines[3].max_current = 20;  // three loads of 5.9 A
    for (const std::int32_t line : {1, 4})
      network_.switches[at(testing::to_switch(network_, line))].closed = false;
    network_.switches[at(testing::to_switch(network_, 2))].closed = true;
  }

  Subset find(const Positions& full) {
    const SwitchGraph graph(network_, find_zones(network_));
    const ZoneLoads loads = zone_loads(network_, graph.zones(), {});
    SwitchedGrid grid(network_);
    const Limits limits = limits_of(network_, {});
    const std::vector<double> times(network_.switches.size(), 0.0);
    std::vector<std::uint8_t> within(at(graph.root()) + 1, 0);
    for (const std::int32_t bus : {2, 4}) within[at(graph.zones().of_bus[at(bus)])] = 1;
    const SearchContext context{graph, loads, grid, limits, times};
    return largest_subset(context, full, positions_of(network_), within, 100);
  }

  Positions now() const { return positions_of(network_); }

  Network network_ = testing::two_feeders();
};

TEST_F(LargestSubset, GivesUpWhatIsTooMuch) {
  network_.lines[3].max_current = 15;
  Positions full = now();
  full.switches[at(testing::to_switch(network_, 4))] = 1;
  const Subset subset = find(full);
  EXPECT_EQ(subset.worth.amounts, (std::vector<std::int64_t>{1000, 100000}));
  EXPECT_EQ(subset.positions.switches[at(testing::to_switch(network_, 4))], 1);
}

// Bus 1 moved over behind buses 4 and 2: with bus 2 given up, bus 4 would be legal, but bus 1 dark.
TEST_F(LargestSubset, DarkensNothingThatHasSupply) {
  Positions full = now();
  full.switches[at(testing::to_switch(network_, 0))] = 0;
  for (const std::int32_t line : {1, 4}) full.switches[at(testing::to_switch(network_, line))] = 1;
  EXPECT_TRUE(find(full).worth.none());
}

}  // namespace
}  // namespace conurb::energy
