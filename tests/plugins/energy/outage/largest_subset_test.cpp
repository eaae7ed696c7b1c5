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
    const Supply supply = supply_of(graph.zones(), now());
    for (std::size_t zone = 0; zone < supply.alive.size(); ++zone) within[zone] = supply.alive[zone] == 0;
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

// Nothing is drawn at bus 2 itself, so giving it up costs as much as giving up bus 5 behind it; but bus 1,
// which is moved over to hang at bus 2, would be dark.
TEST_F(LargestSubset, GivesUpWhatLiesBehindAZoneThatSomethingElseHangsAt) {
  network_.buses.push_back(network_.buses[4]);
  network_.loads[1].bus = 5;
  network_.lines.push_back(network_.lines[2]);
  network_.lines.back().from = 2;
  network_.lines.back().to = 5;
  add_line_switches(network_);
  Positions full = now();
  full.switches[at(testing::to_switch(network_, 0))] = 0;
  for (const std::int32_t line : {1, 4}) full.switches[at(testing::to_switch(network_, line))] = 1;
  const Subset subset = find(full);
  EXPECT_EQ(subset.worth.amounts, (std::vector<std::int64_t>{1000, 100000}));  // bus 4
  const Zones zones = find_zones(network_);
  const Supply supply = supply_of(zones, subset.positions);
  EXPECT_EQ(supply.alive[at(zones.of_bus[1])], 1);
  EXPECT_EQ(supply.alive[at(zones.of_bus[5])], 0);
}

}  // namespace
}  // namespace conurb::energy
