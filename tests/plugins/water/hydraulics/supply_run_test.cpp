// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/supply_run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "engine/solvers/lanes.hpp"
#include "tests/plugins/water/hydraulics/small_network.hpp"

namespace conurb::water {
namespace {

using testing::moment_of;
using testing::run_of;
using testing::SmallNetwork;

/// A tank of 10 m2 that a junction empties at 10 l/s: 1 mm a second, from 3 m to 1 m in 2000 s.
SmallNetwork draining() {
  SmallNetwork small;
  const std::int32_t tank = small.tank(40, 3, 1, 5, std::sqrt(40 / std::numbers::pi));
  const std::int32_t end = small.junction(0, 0.01);
  small.pipe(tank, end);
  small.net.times.duration = 7200;
  return small;
}

TEST(SupplyRun, ATankDrainsAndThenIsEmptyToTheSecond) {
  SupplyRun<double> run = run_of(draining().net);
  std::vector<std::int64_t> times;
  for (; !run.finished(0); run.advance()) {
    run.solve();
    times.push_back(run.time(0));
  }
  EXPECT_EQ(times, (std::vector<std::int64_t>{0, 2000, 3600, 7200}));
  EXPECT_NEAR(run.volume(0, 0), 10, 0.01) << "1 m of 10 m2";
  EXPECT_TRUE(std::isnan(moment_of(run).heads[1])) << "nobody is served any more";
}

TEST(SupplyRun, AControlActsAtItsLevel) {
  SmallNetwork small = draining();
  const std::int32_t source = small.reservoir(60);
  const std::int32_t fill = small.pipe(source, 1, 200, 0.3);
  small.net.links[at(fill)].initial_status = LinkStatus::closed;
  small.net.controls.push_back(
      {.link = fill, .status = LinkStatus::open, .when = Control::When::below, .node = 0, .level = 2});
  SupplyRun<double> run = run_of(small.net);
  std::vector<double> flow;
  std::vector<std::int64_t> times;
  for (; !run.finished(0); run.advance()) {
    run.solve();
    times.push_back(run.time(0));
    flow.push_back(moment_of(run).flows[at(fill)]);
  }
  ASSERT_GE(times.size(), 3U);
  EXPECT_EQ(times[1], 1000) << "1 m at 1 mm/s";
  EXPECT_EQ(flow[0], 0);
  EXPECT_GT(flow[1], 0.01);
}

TEST(SupplyRun, PatternsGoOnAndOn) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(60), end = small.junction(0);
  small.pipe(source, end);
  small.net.patterns.push_back({"day", {0.5, 1.5, 1.0}});
  small.net.nodes[at(end)].demands.push_back({0.02, 0, ""});
  small.net.times.duration = 6 * 3600;
  SupplyRun<double> run = run_of(small.net);
  std::vector<double> drawn;
  for (; !run.finished(0); run.advance()) {
    run.solve();
    drawn.push_back(moment_of(run).flows[0]);
  }
  ASSERT_EQ(drawn.size(), 7U);
  for (std::size_t i = 0; i < drawn.size(); ++i)
    EXPECT_NEAR(drawn[i], 0.02 * small.net.patterns[0].factors[i % 3], 1e-12);
}

TEST(SupplyRun, ARuleClosesWhatItNames) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(60), a = small.junction(0, 0.01), b = small.junction(0, 0.02);
  small.pipe(source, a);
  const std::int32_t link = small.pipe(a, b);
  Rule rule;
  rule.id = "night";
  rule.premises.push_back(
      {.variable = RuleVariable::clock, .relation = RulePremise::Relation::greater_equal, .value = 5400});
  rule.then.push_back({.link = link, .status = LinkStatus::closed});
  small.net.rules.push_back(rule);
  small.net.times.duration = 3 * 3600;
  SupplyRun<double> run = run_of(small.net);
  std::vector<std::int64_t> times;
  std::vector<double> flow;
  for (; !run.finished(0); run.advance()) {
    run.solve();
    times.push_back(run.time(0));
    flow.push_back(moment_of(run).flows[at(link)]);
  }
  EXPECT_EQ(times, (std::vector<std::int64_t>{0, 3600, 5400, 7200, 10800}));
  EXPECT_NEAR(flow[1], 0.02, 1e-9);
  EXPECT_EQ(flow[2], 0);
}

/// Eight variants side by side, each as it is alone.
TEST(SupplyRun, LanesHaveTheBitsOfEachAlone) {
  SmallNetwork small;
  const std::int32_t source = small.reservoir(70), tank = small.tank(50, 3, 1, 6, 8);
  std::vector<std::int32_t> nodes;
  for (int i = 0; i < 9; ++i) nodes.push_back(small.junction(3 + i % 4, 0.003 + 0.001 * i));
  small.pipe(source, nodes[0], 400, 0.3);
  for (std::size_t i = 0; i < 9; ++i) small.pipe(nodes[i], nodes[(i + 1) % 9], 250, 0.2);
  small.pipe(nodes[2], nodes[6], 300, 0.15);
  small.pipe(nodes[4], tank, 300, 0.25);
  small.net.times.duration = 6 * 3600;
  HydraulicModel::Kept kept;
  for (std::int32_t link = 1; link < 9; ++link) kept.links.push_back(link);
  const auto model =
      std::make_shared<const HydraulicModel>(std::make_shared<const SupplyNetwork>(small.net), kept);
  std::vector<SupplyVariant> variants(8);
  for (std::int32_t lane = 0; lane < 8; ++lane) {
    if (lane > 0) variants[at(lane)].closed = {lane};
    variants[at(lane)].demand_factor = 1 + 0.1 * lane;
  }
  SupplyRun<solvers::Lanes> all(model, variants);
  std::vector<std::vector<testing::Moment>> together(8);
  for (; !all.all_finished(); all.advance()) {
    all.solve();
    for (std::int32_t lane = 0; lane < 8; ++lane)
      if (!all.finished(lane)) together[at(lane)].push_back(moment_of(all, lane));
  }
  for (std::int32_t lane = 0; lane < 8; ++lane) {
    SupplyRun<double> one(model, std::span(variants).subspan(at(lane), 1));
    std::size_t i = 0;
    for (; !one.finished(0); one.advance(), ++i) {
      one.solve();
      ASSERT_LT(i, together[at(lane)].size());
      const testing::Moment alone = moment_of(one);
      EXPECT_EQ(together[at(lane)][i].flows, alone.flows) << lane << " at " << one.time(0);
    }
    EXPECT_EQ(i, together[at(lane)].size());
  }
}

}  // namespace
}  // namespace conurb::water
