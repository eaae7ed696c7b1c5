// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/power_flow.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using ::testing::HasSubstr;
using testing::NetworkText;
using testing::Solved;

/// One line of r + jx (parts of the base) from a source at 1 to a load of p + jq: the magnitude is a root of
/// v^4 + (2 (r p + x q) - 1) v^2 + (r^2 + x^2)(p^2 + q^2) = 0.
double far_voltage(double r, double x, double p, double q) {
  const double b = 1 - 2 * (r * p + x * q), c = (r * r + x * x) * (p * p + q * q);
  return std::sqrt((b + std::sqrt(b * b - 4 * c)) / 2);
}

NetworkText one_line() {
  NetworkText text;
  text.bus();
  text.bus();
  text.line(0, 1, 1, 2);  // 0.1 + j 0.2
  text.generator(0, Generator::Control::slack);
  return text;
}

TEST(PowerFlow, EqualsTheClosedFormOfOneLine) {
  NetworkText text = one_line();
  text.load(1, 4e6, 2e6);
  const Solved solved(text.network);
  ASSERT_TRUE(solved.result.converged()) << solved.notes();
  EXPECT_NEAR(std::abs(solved.v(1)), far_voltage(0.1, 0.2, 0.4, 0.2), 1e-12);
  EXPECT_EQ(solved.v(0), Complex(1));
}

/// At the magnitude found, the load is what its shares make of it there.
TEST(PowerFlow, LoadsFollowTheVoltageByTheirShares) {
  for (const auto& [z, i] : {std::pair{1.0, 0.0}, {0.0, 1.0}, {0.3, 0.5}}) {
    NetworkText text = one_line();
    text.load(1, 4e6, 2e6, z, i);
    const Solved solved(text.network);
    ASSERT_TRUE(solved.result.converged());
    const double m = std::abs(solved.v(1));
    const double drawn = 1 - z - i + i * m + z * m * m;
    EXPECT_NEAR(m, far_voltage(0.1, 0.2, 0.4 * drawn, 0.2 * drawn), 1e-11);
    const BranchFlow flow = branch_flows(solved.grid, solved.voltages)[0];
    EXPECT_NEAR(-flow.p_to, 4e6 * drawn, 1e-3);
  }
}

TEST(PowerFlow, WhatIsFedInIsWhatIsDrawnAndLost) {
  NetworkText text = one_line();
  const std::int32_t low = text.bus(400);
  text.transformer(1, low);
  text.load(1, 2e6, 1e6, 0.2, 0.3);
  text.load(low, 3e5, 1e5);
  text.generator(low, Generator::Control::pq, 1e5);
  const Solved solved(text.network);
  ASSERT_TRUE(solved.result.converged());
  const std::vector<BranchFlow> flows = branch_flows(solved.grid, solved.voltages);
  const double m = std::abs(solved.v(1));
  const double drawn = 2e6 * (0.5 + 0.3 * m + 0.2 * m * m) + 3e5 - 1e5;
  EXPECT_NEAR(flows[0].p_from, drawn + losses(flows), 1e-3);  // W, of 2.3e6
}

TEST(PowerFlow, KnowsTheShiftsOfVectorGroupsFromTheStart) {
  NetworkText text = one_line();
  const std::int32_t low = text.bus(400);
  text.network.transformers[static_cast<std::size_t>(text.transformer(1, low))].shift = 150 * kDegree;
  text.load(low, 3e5, 1e5);
  const Solved solved(text.network);
  EXPECT_EQ(solved.result.way, Way::newton);
  EXPECT_LE(solved.result.iterations, 4);
  EXPECT_NEAR(std::arg(solved.v(low)) / kDegree, -150, 10);
}

TEST(PowerFlow, AnIslandWithoutASourceIsDeadAndTheRestGoesOn) {
  NetworkText text = one_line();
  text.load(1, 1e6, 0);
  const std::int32_t a = text.bus(), b = text.bus();
  text.line(a, b);
  text.load(b, 1e6, 0);
  const Solved solved(text.network);
  ASSERT_TRUE(solved.result.converged());
  EXPECT_EQ(solved.v(a), Complex(0));
  EXPECT_EQ(solved.v(b), Complex(0));
  EXPECT_NEAR(std::abs(solved.v(1)), far_voltage(0.1, 0.2, 0.1, 0), 1e-12);
}

TEST(PowerFlow, TheLargestGridFormingUnitHoldsAnIslandOfItsOwn) {
  NetworkText text = one_line();
  const std::int32_t a = text.bus(), b = text.bus();
  text.line(a, b, 1, 2);
  text.load(b, 4e6, 2e6);
  Storage battery;
  battery.bus = a;
  battery.grid_forming = true;
  battery.max_power = 5e6;
  text.network.storages.push_back(battery);
  Generator& small = text.generator(b, Generator::Control::pq);
  small.grid_forming = true;
  small.rated_power = 1e6;
  const Solved solved(text.network);
  ASSERT_TRUE(solved.result.converged());
  EXPECT_EQ(solved.v(a), Complex(1));
  EXPECT_NEAR(std::abs(solved.v(b)), far_voltage(0.1, 0.2, 0.4, 0.2), 1e-12);
}

TEST(PowerFlow, HoldsTheMagnitudeAtAGenerator) {
  NetworkText text = one_line();
  text.load(1, 4e6, 2e6);
  text.generator(1, Generator::Control::pv, 1e6, 1.02);
  const Solved solved(text.network);
  ASSERT_TRUE(solved.result.converged());
  EXPECT_NEAR(std::abs(solved.v(1)), 1.02, 1e-14);
}

TEST(PowerFlow, AGeneratorAtItsLimitStopsHoldingTheMagnitude) {
  NetworkText text = one_line();
  text.load(1, 4e6, 2e6);
  Generator& g = text.generator(1, Generator::Control::pv, 1e6, 1.05);
  g.q_min = -1e6;
  g.q_max = 1e6;
  PowerFlowOptions options;
  options.q_limits = true;
  const Solved solved(text.network, options);
  ASSERT_TRUE(solved.result.converged());
  EXPECT_NEAR(std::abs(solved.v(1)), far_voltage(0.1, 0.2, 0.3, 0.1), 1e-11);
  const Balance given = balance(solved.grid, solved.injections, solved.voltages);
  EXPECT_NEAR(given.q[static_cast<std::size_t>(solved.grid.place_of_bus(1))], 1e6, 1e-3);
}

TEST(PowerFlow, SharesTheImbalanceAmongGeneratorsThatTakePart) {
  NetworkText text = one_line();
  text.load(1, 4e6, 0);
  text.network.generators[0].share = 1;
  text.generator(1, Generator::Control::pq, 1e6).share = 3;
  PowerFlowOptions options;
  options.distribute_slack = true;
  const Solved solved(text.network, options);
  ASSERT_TRUE(solved.result.converged());
  const std::vector<BranchFlow> flows = branch_flows(solved.grid, solved.voltages);
  const double missing = 4e6 - 1e6 + losses(flows);
  EXPECT_NEAR(flows[0].p_from, missing / 4, 20);  // W: the share is settled to 1e-6 of 10 MVA
}

NetworkText regulated() {
  NetworkText text = one_line();
  const std::int32_t low = text.bus(400);
  TapChanger& tap = text.network.transformers[static_cast<std::size_t>(text.transformer(1, low))].tap;
  tap.automatic = true;
  tap.lowest = -8;
  tap.highest = 8;
  tap.step = 0.0125;
  tap.dead_band = 0.02;
  text.load(1, 3e6, 1e6);
  text.load(low, 5e5, 2e5);
  return text;
}

TEST(PowerFlow, ATapChangerBringsTheVoltageIntoItsBand) {
  PowerFlowOptions options;
  options.regulate = true;
  const Solved without(regulated().network), with(regulated().network, options);
  ASSERT_TRUE(with.result.converged());
  EXPECT_LT(std::abs(without.v(2)), 0.95);
  EXPECT_NEAR(std::abs(with.v(2)), 1, 0.01);
  EXPECT_LT(with.network.transformers[0].tap.position, 0);
  EXPECT_TRUE(with.result.controls_settled);
}

TEST(PowerFlow, ATapChangerWhoseStepIsWiderThanItsBandIsHeldAndToldOf) {
  Network network = regulated().network;
  network.transformers[0].tap.step = 0.06;
  network.transformers[0].tap.dead_band = 0.001;
  PowerFlowOptions options;
  options.regulate = true;
  const Solved solved(network, options);
  EXPECT_TRUE(solved.result.converged());
  EXPECT_FALSE(solved.result.controls_settled);
  EXPECT_THAT(solved.notes(), HasSubstr("to and fro"));
}

TEST(PowerFlow, CapacitorsAreSwitchedUntilTheVoltageIsInItsBand) {
  NetworkText text = one_line();
  text.load(1, 3e6, 2e6);
  Shunt bank;
  bank.bus = 1;
  bank.q = -5e5;
  bank.steps = 0;
  bank.most_steps = 8;
  bank.automatic = true;
  bank.target = 0.97;
  bank.dead_band = 0.03;
  text.network.shunts.push_back(bank);
  PowerFlowOptions options;
  options.regulate = true;
  const Solved solved(text.network, options);
  ASSERT_TRUE(solved.result.converged());
  EXPECT_GT(solved.network.shunts[0].steps, 0);
  EXPECT_NEAR(std::abs(solved.v(1)), 0.97, 0.015);
  // The steps count as if they had stood so from the beginning.
  EXPECT_NEAR(std::abs(Solved(solved.network).v(1) - solved.v(1)), 0, 1e-12);
}

TEST(PowerFlow, TellsAnOverloadFromAWrongUnit) {
  NetworkText text = one_line();
  text.load(1, 4e7, 0);
  const Solved overload(text.network);
  EXPECT_FALSE(overload.result.converged());
  EXPECT_EQ(overload.result.worst, 1);
  EXPECT_THAT(overload.notes(), HasSubstr("only without load"));
  text.network.loads[0].p = 2e7;  // 15.4 MW is the most that this line carries
  const Solved half(text.network);
  EXPECT_FALSE(half.result.converged());
  EXPECT_THAT(half.notes(), HasSubstr("with half of the load"));
}

TEST(PowerFlow, GivesTheSameBitsWhateverWasSolvedBefore) {
  NetworkText text = one_line();
  text.load(1, 4e6, 2e6);
  Solved first(text.network), second(text.network);
  Injections heavier = second.injections;
  heavier.p[0] *= 1.5;
  heavier.p[1] *= 1.5;
  Voltages other = second.voltages;
  (void)second.flow.solve(heavier, {}, other);
  Voltages again;
  PowerFlowOptions options;
  options.newton.tolerance = 1e-12;
  (void)second.flow.solve(second.injections, options, again);
  EXPECT_EQ(again.re, first.voltages.re);
  EXPECT_EQ(again.im, first.voltages.im);
}

}  // namespace
}  // namespace conurb::energy
