// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/contingency.hpp"

#include <gtest/gtest.h>

#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using testing::NetworkText;
using testing::Solved;

/// A ring of four with a tail of two, and a spare source at the tail's end if asked for.
Network ring_with_tail() {
  NetworkText text;
  for (int i = 0; i < 6; ++i) text.bus();
  for (const auto& [from, to] : {std::pair{0, 1}, {1, 2}, {2, 3}, {3, 0}, {2, 4}, {4, 5}})
    text.line(from, to);
  text.generator(0, Generator::Control::slack);
  for (int bus = 1; bus < 6; ++bus) text.load(bus, 1e5 * bus, 5e4 * bus);
  for (Line& line : text.network.lines) line.max_current = 100;
  return text.network;
}

TEST(Contingency, TellsAtOnceWhatABridgeCutsOff) {
  const Solved s(ring_with_tail());
  std::vector<double> customers(6, 0.0);
  for (std::int32_t bus = 0; bus < 6; ++bus)
    customers[static_cast<std::size_t>(s.grid.place_of_bus(bus))] = bus;
  ContingencyStudy outages(s.network, s.grid, s.injections, s.voltages, customers, {});
  const Contingency ring = outages.run(1), tail = outages.run(4), end = outages.run(5);
  EXPECT_FALSE(ring.islanded);
  EXPECT_EQ(ring.lost_power, 0);
  EXPECT_TRUE(tail.islanded);
  EXPECT_NEAR(tail.lost_power, 9e5, 1e-6);
  EXPECT_EQ(tail.lost_customers, 9);
  EXPECT_NEAR(end.lost_power, 5e5, 1e-6);
  EXPECT_TRUE(tail.converged && end.converged && ring.converged);
}

/// The same outage by a flow of its own, with the line taken out of the network. 1e-9: both stop at a
/// mismatch of 1e-9 or below.
TEST(Contingency, EqualsAFlowWithoutTheElement) {
  const Solved s(ring_with_tail());
  ContingencyStudy outages(s.network, s.grid, s.injections, s.voltages, {}, {});
  for (std::int32_t branch = 0; branch < 6; ++branch) {
    const Contingency found = outages.run(branch);
    Network without = s.network;
    without.lines[static_cast<std::size_t>(branch)].in_service = false;
    const Solved alone(without);
    ASSERT_TRUE(alone.result.converged());
    const std::vector<BranchFlow> flows = branch_flows(alone.grid, alone.voltages);
    double v_min = 1, loading = 0;
    for (std::int32_t bus = 0; bus < 6; ++bus)
      if (std::abs(alone.v(bus)) > 0) v_min = std::min(v_min, std::abs(alone.v(bus)));
    for (const double share : loadings(alone.network, alone.grid, flows)) loading = std::max(loading, share);
    EXPECT_NEAR(found.v_min, v_min, 1e-9);
    EXPECT_NEAR(found.loss, losses(flows), 1e-9 * 10e6);
    EXPECT_NEAR(found.most_loading, loading, 1e-8);
  }
}

TEST(Contingency, FlowsAreLeftOutWhereNobodyAsksForThem) {
  const Solved s(ring_with_tail());
  using Flows = ContingencyOptions::Flows;
  for (const Flows flows : {Flows::cut_nothing_off, Flows::none}) {
    ContingencyOptions options;
    options.flows = flows;
    ContingencyStudy outages(s.network, s.grid, s.injections, s.voltages, {}, options);
    const Contingency tail = outages.run(4), ring = outages.run(1);
    EXPECT_TRUE(tail.islanded);
    EXPECT_NEAR(tail.lost_power, 9e5, 1e-6);
    EXPECT_FALSE(tail.converged);
    EXPECT_EQ(ring.converged, flows == Flows::cut_nothing_off);
  }
}

TEST(Contingency, APartWithASourceOfItsOwnIsNotLost) {
  Network network = ring_with_tail();
  Generator second;
  second.bus = 5;
  second.control = Generator::Control::slack;
  network.generators.push_back(second);
  const Solved s(network);
  ContingencyStudy outages(s.network, s.grid, s.injections, s.voltages, {}, {});
  const Contingency tail = outages.run(4);
  EXPECT_FALSE(tail.islanded);
  EXPECT_EQ(tail.lost_power, 0);
  EXPECT_TRUE(tail.converged);
}

TEST(Contingency, GivesTheSameBitsInAnyOrder) {
  const Solved s(ring_with_tail());
  ContingencyStudy one(s.network, s.grid, s.injections, s.voltages, {}, {});
  ContingencyStudy other(s.network, s.grid, s.injections, s.voltages, {}, {});
  std::vector<double> first, second(6);
  for (std::int32_t b = 0; b < 6; ++b) first.push_back(one.run(b).v_min);
  for (std::int32_t b = 5; b >= 0; --b) second[static_cast<std::size_t>(b)] = other.run(b).v_min;
  EXPECT_EQ(first, second);
}

TEST(Contingency, RanksByCustomersThenPowerThenTrouble) {
  std::vector<Contingency> all(5);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].branch = static_cast<std::int32_t>(i);
    all[i].converged = true;
    all[i].v_min = 0.95;
  }
  all[4].lost_customers = 3;
  all[3].lost_power = 1e6;
  all[2].converged = false;
  all[1].most_loading = 1.2;
  rank(all);
  std::vector<std::int32_t> order;
  for (const Contingency& c : all) order.push_back(c.branch);
  EXPECT_EQ(order, (std::vector<std::int32_t>{4, 3, 2, 1, 0}));
}

}  // namespace
}  // namespace conurb::energy
