// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/change_over.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "fixtures.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

class ChangeOver : public ::testing::Test {
 protected:
  std::vector<Operation> way(const Positions& from, const Positions& to, Loops loops) {
    const SearchContext context{graph_, loads_, grid_, limits_, times_};
    return change_over(context, from, to, loops);
  }

  /// A random spanning tree: lines closed in random order unless that makes a loop.
  Positions random_tree(std::mt19937& random) {
    std::vector<std::int32_t> lines(37);
    for (std::int32_t l = 0; l < 37; ++l) lines[at(l)] = l;
    std::ranges::shuffle(lines, random);
    Positions p = positions_of(network_);
    std::ranges::fill(p.switches, std::uint8_t{1});
    for (std::int32_t l = 0; l < 37; ++l) p.switches[at(testing::to_switch(network_, l))] = 0;
    for (const std::int32_t l : lines) {
      std::uint8_t& closed = p.switches[at(testing::to_switch(network_, l))];
      closed = 1;
      if (supply_of(graph_.zones(), p).loops > 0) closed = 0;
    }
    return p;
  }

  Network network_ = testing::baran_wu();
  SwitchGraph graph_{network_, find_zones(network_)};
  ZoneLoads loads_ = zone_loads(network_, graph_.zones(), {});
  SwitchedGrid grid_{network_};
  Limits limits_ = limits_of(network_, {});
  std::vector<double> times_ = std::vector<double>(network_.switches.size(), 0.0);
};

TEST_F(ChangeOver, LeadsFromAnyForestToAnyOtherWithoutALoop) {
  std::mt19937 random(5);
  for (int round = 0; round < 25; ++round) {
    Positions now = random_tree(random);
    const Positions to = random_tree(random);
    for (const Loops loops : {Loops::never, Loops::change_over}) {
      Positions at_step = now;
      for (const Operation& o : way(now, to, loops)) {
        EXPECT_NE(is_closed(at_step, o.device), o.close);
        set(at_step, o.device, o.close);
        EXPECT_LE(supply_of(graph_.zones(), at_step).loops, loops == Loops::never ? 0 : 1);
      }
      EXPECT_EQ(at_step, to);
    }
  }
}

TEST_F(ChangeOver, WithLoopsForAMomentNobodyIsInterrupted) {
  limits_ = limits_of(network_, {.v_min = 0.1});  // random trees are far from legal
  std::mt19937 random(6);
  const Positions from = random_tree(random), to = random_tree(random);
  Positions now = from;
  for (const Operation& o : way(from, to, Loops::change_over)) {
    set(now, o.device, o.close);
    const Supply supply = supply_of(graph_.zones(), now);
    for (const std::int32_t zone : graph_.zones().of_bus) EXPECT_EQ(supply.alive[at(zone)], 1);
  }
  EXPECT_EQ(now, to);
}

TEST_F(ChangeOver, ComesToAMeshedStateToo) {
  std::mt19937 random(7);
  const Positions from = random_tree(random);
  Positions to = from;
  std::ranges::fill(to.switches, std::uint8_t{1});
  Positions now = from;
  for (const Operation& o : way(from, to, Loops::never)) set(now, o.device, o.close);
  EXPECT_EQ(now, to);
}

TEST_F(ChangeOver, WhatIsDarkIsPartedBeforeItIsSupplied) {
  // Behind bus 25 (25 - 26 … 32) is dark; the target has it in two parts, which one tie could carry as well.
  Positions from = positions_of(network_);
  from.switches[at(testing::to_switch(network_, 24))] = 0;
  Positions to = from;
  to.switches[at(testing::to_switch(network_, 28))] = 0;
  to.switches[at(testing::to_switch(network_, 35))] = 1;
  to.switches[at(testing::to_switch(network_, 36))] = 1;
  const std::vector<Operation> operations = way(from, to, Loops::never);
  ASSERT_EQ(operations.size(), 3U);
  EXPECT_FALSE(operations[0].close);
  EXPECT_TRUE(operations[1].close);
  EXPECT_TRUE(operations[2].close);
}

TEST_F(ChangeOver, BetweenEqualStatesThereIsNothingToDo) {
  const Positions p = positions_of(network_);
  EXPECT_TRUE(way(p, p, Loops::never).empty());
}

}  // namespace
}  // namespace conurb::energy
