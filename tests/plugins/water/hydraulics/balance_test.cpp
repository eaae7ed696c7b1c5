// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/balance.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/plugins/water/hydraulics/small_network.hpp"

namespace conurb::water {
namespace {

using testing::first_moment;
using testing::Moment;
using testing::SmallNetwork;
using testing::worst_imbalance;

TEST(Balance, OfEqualPipesSideBySideIsHalfEach) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(50), end = small.junction(0, 0.1);
  small.pipe(source, end), small.pipe(end, source);
  const Moment moment = first_moment(small.net);
  EXPECT_NEAR(moment.flows[0], 0.05, 1e-6) << "as near as a head of 0.1 mm";
  EXPECT_NEAR(moment.flows[1], -0.05, 1e-6);
  EXPECT_NEAR(moment.outflows[0], -0.1, 1e-12);
}

/// Where three pipes meet without a demand, heads are between those of the ends (the three-reservoir
/// problem).
TEST(Balance, OfThreeReservoirsHasNoFlowLost) {
  SmallNetwork small;
  const std::int32_t a = small.reservoir(60), b = small.reservoir(40), c = small.reservoir(20);
  const std::int32_t meet = small.junction(0);
  small.pipe(a, meet, 2000, 0.4), small.pipe(b, meet, 1500, 0.3), small.pipe(meet, c, 1800, 0.35);
  const Moment moment = first_moment(small.net);
  EXPECT_NEAR(moment.flows[0] + moment.flows[1], moment.flows[2], 1e-12);
  EXPECT_GT(moment.heads[at(meet)], 20);
  EXPECT_LT(moment.heads[at(meet)], 60);
}

/// What is not solved for – dead ends, nodes along a row – comes out as if it were.
TEST(Balance, IsTheSameWhateverIsSolvedFor) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(80);
  std::vector<std::int32_t> ring;
  for (int i = 0; i < 6; ++i) ring.push_back(small.junction(5, 0.004 * (i + 1)));
  small.pipe(source, ring[0], 500, 0.4);
  for (std::size_t i = 0; i < 6; ++i) small.pipe(ring[i], ring[(i + 1) % 6], 300, 0.2);
  small.pipe(ring[1], ring[4], 700, 0.15);
  const std::int32_t branch = small.junction(9, 0.003), leaf = small.junction(7, 0.002);
  small.pipe(leaf, branch, 200, 0.1), small.pipe(ring[3], branch, 400, 0.15);
  HydraulicModel::Kept all;
  for (std::int32_t node = 0; node < row_of(small.net.nodes.size()); ++node) all.nodes.push_back(node);
  const Moment reduced = first_moment(small.net), whole = first_moment(small.net, all);
  for (std::size_t i = 0; i < reduced.flows.size(); ++i)
    EXPECT_NEAR(reduced.flows[i], whole.flows[i], 1e-7) << i;
  for (std::size_t i = 0; i < reduced.heads.size(); ++i)
    EXPECT_NEAR(reduced.heads[i], whole.heads[i], 2e-4) << i;
  EXPECT_LT(worst_imbalance(small.net, reduced), 1e-12);
}

TEST(Balance, OfAPressureReducingValveHoldsThePressureBeyond) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(90), before = small.junction(0), beyond = small.junction(10),
                     end = small.junction(10, 0.05);
  small.pipe(source, before);
  small.valve(LinkKind::pressure_reducing, before, beyond, 30);
  small.pipe(beyond, end, 300, 0.3);
  Moment moment = first_moment(small.net);
  EXPECT_NEAR(moment.heads[at(beyond)], 40, 1e-6);
  EXPECT_NEAR(moment.flows[1], 0.05, 1e-9);
  small.net.nodes[at(source)].elevation = 35;  // not enough to hold it: wide open
  moment = first_moment(small.net);
  EXPECT_NEAR(moment.heads[at(before)], moment.heads[at(beyond)], 1e-6);
  EXPECT_LT(moment.heads[at(beyond)], 40);
}

TEST(Balance, OfAFlowControlValveLetsItsFlowPass) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(90), a = small.junction(0), b = small.junction(0);
  const std::int32_t sink = small.reservoir(20);
  small.pipe(source, a);
  small.valve(LinkKind::flow_control, a, b, 0.02);
  small.pipe(b, sink);
  EXPECT_NEAR(first_moment(small.net).flows[1], 0.02, 1e-9);
}

TEST(Balance, CheckValvesLetNothingBack) {
  SmallNetwork small;
  const std::int32_t high = small.reservoir(50), low = small.reservoir(20), end = small.junction(0, 0.01);
  small.pipe(high, end);
  const std::int32_t guarded = small.pipe(low, end);
  small.net.links[at(guarded)].check_valve = true;
  EXPECT_EQ(first_moment(small.net).flows[at(guarded)], 0);
  small.net.links[at(guarded)].check_valve = false;
  EXPECT_LT(first_moment(small.net).flows[at(guarded)], -0.01);
}

TEST(Balance, WhoIsCutOffDrawsNothingAndHasNoHead) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(50), near = small.junction(0, 0.01),
                     far = small.junction(0, 0.02);
  const std::int32_t leaf = small.junction(0, 0.03);
  small.pipe(source, near);
  const std::int32_t shut = small.pipe(near, far);
  small.pipe(far, leaf);
  small.net.links[at(shut)].initial_status = LinkStatus::closed;
  const Moment moment = first_moment(small.net);
  EXPECT_NEAR(moment.flows[0], 0.01, 1e-9);
  EXPECT_EQ(moment.outflows[at(far)], 0);
  EXPECT_EQ(moment.outflows[at(leaf)], 0);
  EXPECT_TRUE(std::isnan(moment.heads[at(far)]));
  EXPECT_TRUE(std::isnan(moment.heads[at(leaf)]));
}

/// No link is shut here: these never had a source.
TEST(Balance, PartsWithoutASourceAreCutOffFromTheStart) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(50), near = small.junction(0, 0.01);
  const std::int32_t alone = small.junction(0, 0.02), a = small.junction(0, 0.01), b = small.junction(0);
  small.pipe(source, near);
  small.pipe(a, b), small.pipe(b, a);
  const Moment moment = first_moment(small.net);
  EXPECT_NEAR(moment.flows[0], 0.01, 1e-12);
  for (const std::int32_t node : {alone, a, b}) {
    EXPECT_TRUE(std::isnan(moment.heads[at(node)]));
    EXPECT_EQ(moment.outflows[at(node)], 0);
  }
  EXPECT_EQ(moment.flows[1], 0);
  small.pipe(near, near);
  EXPECT_THROW(first_moment(small.net), std::runtime_error);
}

/// Wagner's demand: the share of what is wanted is the root of the pressure's share.
TEST(Balance, DemandsByPressureAreTheRootOfItsShare) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(25), end = small.junction(10, 0.08);
  small.pipe(source, end, 800, 0.25);
  small.net.hydraulics.demand_model = DemandModel::pressure_driven;
  small.net.hydraulics.required_pressure = 20;
  const Moment moment = first_moment(small.net);
  const double pressure = moment.heads[at(end)] - 10;
  ASSERT_GT(pressure, 0);
  ASSERT_LT(pressure, 20);
  EXPECT_NEAR(moment.outflows[at(end)], 0.08 * std::sqrt(pressure / 20), 1e-6);
  EXPECT_LT(worst_imbalance(small.net, moment), 1e-12);
}

TEST(Balance, AnEmitterLetsOutByTheRootOfThePressure) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(60), burst = small.junction(10);
  small.pipe(source, burst);
  small.net.nodes[at(burst)].emitter = 0.005;
  const Moment moment = first_moment(small.net);
  EXPECT_NEAR(moment.outflows[at(burst)], 0.005 * std::sqrt(moment.heads[at(burst)] - 10), 1e-7);
}

TEST(Balance, ANetworkWithoutASourceIsRefused) {
  SmallNetwork small;
  const std::int32_t a = small.junction(0, 1), b = small.junction(0);
  small.pipe(a, b);
  EXPECT_THROW(first_moment(small.net), std::runtime_error);
}

}  // namespace
}  // namespace conurb::water
