// SPDX-License-Identifier: Apache-2.0
// Newton's method is the oracle: another method on the same equations.
#include "plugins/energy/radial_sweep.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/plugins/energy/reference_cases.hpp"
#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using testing::NetworkText;
using testing::Solved;

/// Two feeders below a transformer of a vector group, with charging, an open end, loads of all kinds and
/// feed-in.
NetworkText feeders() {
  NetworkText text;
  for (int i = 0; i < 3; ++i) text.bus();
  const std::int32_t low = text.bus(400), far = text.bus(400), side = text.bus(400);
  text.generator(0, Generator::Control::slack, 0, 1.02);
  text.line(0, 1);
  text.line(2, 1, 0.4, 0.3);  // against the direction of the walk
  text.network.lines[1].b = 1e-3;
  Transformer& t = text.network.transformers[static_cast<std::size_t>(text.transformer(1, low))];
  t.shift = 150 * kDegree;
  t.b = -1e-3;
  t.tap.position = 2;
  t.tap.step = 0.025;
  text.line(low, far, 0.01, 0.004);
  text.line(low, side, 0.02, 0.004);
  text.load(2, 2e6, 1e6);
  text.load(far, 1e5, 3e4, 0.2, 0.5);
  text.load(side, 2e4, 0, 1);
  text.generator(side, Generator::Control::pq, 5e4);
  const std::int32_t loose = text.line(2, text.bus());
  text.network.lines[static_cast<std::size_t>(loose)].b = 5e-4;
  text.join(Switch::Kind::line, 6, loose, false);
  return text;
}

/// 1e-10 of the nominal voltage: both stop at mismatches below 1e-12.
TEST(RadialSweep, EqualsNewtonsMethodOnATree) {
  const Solved s(feeders().network);
  ASSERT_TRUE(s.result.converged());
  std::optional<RadialSweep> sweep = RadialSweep::on(s.grid, s.injections);
  ASSERT_TRUE(sweep.has_value());
  solvers::BlockLu workspace(s.grid.shared_pattern());
  Voltages v = start_voltages(Start::dc, s.network, s.grid, s.injections, workspace);
  const NewtonResult result = sweep->solve(s.injections, {1e-12, 50}, v);
  EXPECT_EQ(result.outcome, Outcome::converged);
  for (std::size_t i = 0; i < v.re.size(); ++i) {
    EXPECT_NEAR(v.re[i], s.voltages.re[i], 1e-10);
    EXPECT_NEAR(v.im[i], s.voltages.im[i], 1e-10);
  }
}

TEST(RadialSweep, LeavesLoopsAndHeldVoltagesToOthers) {
  NetworkText loop = feeders();
  loop.line(0, 2);
  EXPECT_FALSE(RadialSweep::on(Solved(loop.network).grid, Solved(loop.network).injections).has_value());
  NetworkText held = feeders();
  held.generator(2, Generator::Control::pv, 1e5, 1);
  EXPECT_FALSE(RadialSweep::on(Solved(held.network).grid, Solved(held.network).injections).has_value());
  NetworkText two = feeders();
  two.generator(2, Generator::Control::slack);
  EXPECT_FALSE(RadialSweep::on(Solved(two.network).grid, Solved(two.network).injections).has_value());
}

TEST(RadialSweep, TellsWhenAFeederCarriesNoMore) {
  NetworkText text = feeders();
  text.network.loads[0].p = 4e8;
  Solved s(text.network);
  std::optional<RadialSweep> sweep = RadialSweep::on(s.grid, s.injections);
  Voltages v = start_voltages(Start::flat, s.network, s.grid, s.injections, s.flow.newton().jacobian());
  EXPECT_NE(sweep->solve(s.injections, {1e-8, 50}, v).outcome, Outcome::converged);
}

TEST(RadialSweep, ManyCasesAtOnceHaveTheBitsOfEachAlone) {
  const Solved s(feeders().network);
  std::optional<RadialSweep> sweep = RadialSweep::on(s.grid, s.injections);
  const std::size_t n = s.voltages.re.size();
  std::vector<double> p(n * kLanes), q(n * kLanes), re(n * kLanes), im(n * kLanes);
  const auto factor = [](std::size_t lane) { return 0.5 + 0.1 * static_cast<double>(lane); };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      p[i * kLanes + lane] = s.injections.p[i] * factor(lane);
      q[i * kLanes + lane] = s.injections.q[i] * factor(lane);
      re[i * kLanes + lane] = s.voltages.re[i];
      im[i * kLanes + lane] = s.voltages.im[i];
    }
  }
  std::array<NewtonResult, kLanes> results;
  sweep->solve_many(p, q, {1e-9, 50}, re, im, results);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    Injections alone = s.injections;
    for (std::size_t i = 0; i < n; ++i) {
      alone.p[i] = p[i * kLanes + lane];
      alone.q[i] = q[i * kLanes + lane];
    }
    Voltages v = s.voltages;
    const NewtonResult result = sweep->solve(alone, {1e-9, 50}, v);
    EXPECT_EQ(results[lane].iterations, result.iterations);
    EXPECT_EQ(results[lane].outcome, Outcome::converged);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(re[i * kLanes + lane], v.re[i]);
      EXPECT_EQ(im[i * kLanes + lane], v.im[i]);
    }
  }
  EXPECT_NE(results[0].iterations, results[5].iterations);  // the lane near the start is done first and stays
}

}  // namespace
}  // namespace conurb::energy
