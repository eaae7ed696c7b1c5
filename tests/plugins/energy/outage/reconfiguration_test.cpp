// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/reconfiguration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "fixtures.hpp"
#include "plan_checks.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/switched_grid.hpp"
#include "tests/validation.hpp"

namespace conurb::energy {
namespace {

using ::testing::ElementsAre;

/// All lines closed but these, which are counted from 1 as the literature does.
Positions with_open(const Network& n, const std::vector<std::int32_t>& lines) {
  Positions p = positions_of(n);
  std::ranges::fill(p.switches, std::uint8_t{1});
  for (const std::int32_t line : lines) p.switches[at(testing::to_switch(n, line - 1))] = 0;
  return p;
}

/// Lines with an open switch, from 1.
std::vector<std::int32_t> open_lines(const Network& n, const Reconfiguration& r) {
  std::vector<std::int32_t> lines;
  for (const std::int32_t s : r.open) lines.push_back(n.switches[at(s)].element + 1);
  std::ranges::sort(lines);
  return lines;
}

TEST(Reconfiguration, LossesOfTheReferenceTableAreFoundToItsLastDigit) {
  const auto file = testing::shared_file("energy/ref/case33bw_reconfiguration.csv");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file << ": set CONURB_SHARED_DATA";
  const Network n = testing::baran_wu();
  SwitchedGrid grid(n);
  const Limits limits = limits_of(n, {});
  const auto rows = testing::read_csv(file);
  ASSERT_EQ(rows.size(), 7U);
  for (std::size_t row = 1; row < rows.size(); ++row) {
    SCOPED_TRACE(rows[row][0]);
    std::vector<std::int32_t> open;
    std::istringstream names(rows[row][0]);
    for (std::int32_t line = 0; names >> line;) open.push_back(line);
    const Assessment state = grid.solve(with_open(n, open), limits);
    ASSERT_TRUE(state.solved);
    // Half of the last digit that the table gives.
    EXPECT_NEAR(state.loss / 1e3, std::stod(rows[row][1]), 0.5e-4);
    EXPECT_NEAR(state.v_min, std::stod(rows[row][2]), 0.5e-6);
    EXPECT_EQ(state.v_min_bus + 1, std::stoi(rows[row][3]));
  }
  validation::row("switching", {"six radial states of the 33-bus feeder, by MATPOWER: losses, lowest voltage",
                                validation::this_test(), "the last digit", validation::met()});
}

TEST(Reconfiguration, TheFeederComesToTheLeastLossKnown) {
  const Network n = testing::baran_wu();
  const Reconfiguration r = reconfigure(n);
  EXPECT_THAT(open_lines(n, r), ElementsAre(7, 9, 14, 32, 37));
  EXPECT_NEAR(r.before.loss / 1e3, 202.6771, 0.5e-4);
  EXPECT_NEAR(r.after.loss / 1e3, 139.5513, 0.5e-4);
  EXPECT_NEAR(r.after.v_min, 0.937819, 0.5e-6);
  EXPECT_TRUE(r.complete);
}

TEST(Reconfiguration, NoRadialConfigurationOfTheFeederLosesLess) {
  const Network n = testing::baran_wu();
  const Zones zones = find_zones(n);
  SwitchedGrid grid(n);
  const Limits limits = limits_of(n, {});
  const Positions closed = with_open(n, {});
  std::vector<std::uint8_t> open(37, 0);
  std::fill(open.end() - 5, open.end(), std::uint8_t{1});
  int radial = 0;
  double least = kUnlimited;
  do {
    Positions p = closed;
    for (std::int32_t l = 0; l < 37; ++l)
      if (open[at(l)] != 0) p.switches[at(testing::to_switch(n, l))] = 0;
    if (supply_of(zones, p).loops > 0) continue;
    ++radial;
    const Assessment state = grid.look(p, limits);
    if (state.solved) least = std::min(least, state.loss);
  } while (std::next_permutation(open.begin(), open.end()));
  EXPECT_EQ(radial, 50751);  // spanning trees of the graph, by Kirchhoff's theorem
  const double found = reconfigure(n).after.loss;
  EXPECT_NEAR(found, least, 1e-3);
  char kw[16];
  std::snprintf(kw, sizeof kw, "%.2f kW", found / 1e3);
  validation::row("switching", {"least loss of all " + std::to_string(radial) + " radial states of it",
                                validation::this_test(), "1e-3 W", kw});
}

TEST(Reconfiguration, WhoIsAskedBeforeEachFlowMayEndTheSearch) {
  struct Stopped {};
  ReconfigurationOptions options;
  int flows = 0;
  options.before_flow = [&] {
    if (++flows == 20) throw Stopped();
  };
  EXPECT_THROW(static_cast<void>(reconfigure(testing::baran_wu(), {}, options)), Stopped);
  EXPECT_EQ(flows, 20);
}

TEST(Reconfiguration, ComesToTheSameFromEveryRadialStart) {
  for (const std::vector<std::int32_t>& start : {std::vector<std::int32_t>{7, 9, 14, 28, 32},
                                                 {7, 10, 14, 32, 37},
                                                 {2, 8, 12, 16, 24},
                                                 {3, 8, 11, 15, 26}}) {
    Network n = testing::baran_wu();
    const Positions p = with_open(n, start);
    for (std::size_t s = 0; s < n.switches.size(); ++s) n.switches[s].closed = p.switches[s] != 0;
    EXPECT_NEAR(reconfigure(n).after.loss / 1e3, 139.5513, 0.5e-4) << start[0] << ' ' << start[1];
  }
}

TEST(Reconfiguration, OpeningOneByOneHelpsWhereThePresentStateHasNoFlow) {
  Network n = testing::baran_wu();
  for (Load& load : n.loads) {
    load.p *= 2;
    load.q *= 2;
  }
  const double least = reconfigure(n).after.loss;
  const Positions p = with_open(n, {2, 13, 22, 25, 33});
  for (std::size_t s = 0; s < n.switches.size(); ++s) n.switches[s].closed = p.switches[s] != 0;
  const Reconfiguration r = reconfigure(n);
  EXPECT_FALSE(r.before.solved);
  EXPECT_EQ(r.start, Reconfiguration::Start::sequential_opening);
  EXPECT_NEAR(r.after.loss, least, 1e-3);
}

TEST(Reconfiguration, AMeshedGridIsMadeRadial) {
  Network n = testing::baran_wu();
  for (Switch& s : n.switches) s.closed = true;
  const Reconfiguration r = reconfigure(n);
  EXPECT_NEAR(r.before.loss / 1e3, 123.2908, 0.5e-4);
  EXPECT_NEAR(r.after.loss / 1e3, 139.5513, 0.5e-4);
  EXPECT_EQ(r.steps.size(), 5U);
  EXPECT_EQ(r.start, Reconfiguration::Start::sequential_opening);
}

TEST(Reconfiguration, TheOperationsKeepTheGridRadialAndLegal) {
  const Network n = testing::baran_wu();
  const std::vector<double> customers(33, 1);
  for (const Loops loops : {Loops::never, Loops::change_over}) {
    ReconfigurationOptions options;
    options.loops = loops;
    const Reconfiguration r = reconfigure(n, customers, options);
    EXPECT_EQ(r.steps.size(), 8U);
    Network now = n;
    for (const ReconfigurationStep& step : r.steps) {
      now.switches[at(step.operation.device.row)].closed = step.operation.close;
      const testing::StateSeen seen = testing::look_at(now, customers);
      EXPECT_TRUE(seen.legal);
      EXPECT_TRUE(step.state.legal());
      EXPECT_LE(seen.loops, loops == Loops::never ? 0 : 1);
      EXPECT_TRUE(loops == Loops::never || seen.supplied == 33);
    }
    EXPECT_EQ(testing::look_at(now, customers).loops, 0);
    EXPECT_EQ(testing::look_at(now, customers).supplied, 33);
  }
}

TEST(Reconfiguration, ALimitComesBeforeTheLoss) {
  Network n = testing::baran_wu();
  // The best configuration carries more than this over line 18 (2 - 19).
  SwitchedGrid grid(n);
  (void)grid.solve(with_open(n, {7, 9, 14, 32, 37}), limits_of(n, {}));
  const double amperes = branch_flows(grid.grid(), grid.voltages())[17].current_from;
  n.lines[17].max_current = 0.9 * amperes;
  const Reconfiguration r = reconfigure(n);
  EXPECT_TRUE(r.after.legal());
  EXPECT_GT(r.after.loss / 1e3, 139.56);
  EXPECT_LT(r.after.loss, r.before.loss);
}

TEST(Reconfiguration, SwitchesThatAreFixedStayAsTheyAre) {
  const Network n = testing::baran_wu();
  ReconfigurationOptions options;
  options.fixed = {testing::to_switch(n, 34)};
  const Reconfiguration r = reconfigure(n, {}, options);
  EXPECT_THAT(r.open, ::testing::Contains(testing::to_switch(n, 34)));
  // Line 7 is the first to be opened otherwise.
  options.fixed = {testing::to_switch(n, 6), testing::to_switch(n, 6) - 1};
  const Reconfiguration held = reconfigure(n, {}, options);
  EXPECT_THAT(open_lines(n, held), ::testing::Not(::testing::Contains(7)));
  EXPECT_LT(held.after.loss, held.before.loss);
  options.fixed = {500};
  EXPECT_THROW((void)reconfigure(n, {}, options), InputError);
}

TEST(Reconfiguration, WhatIsDarkStaysDark) {
  Network n = testing::baran_wu();
  n.switches[at(testing::to_switch(n, 24))].closed = false;  // bus 26 and all behind it
  const Reconfiguration r = reconfigure(n);
  for (const ReconfigurationStep& step : r.steps) EXPECT_TRUE(step.state.legal());
  Network now = n;
  for (const ReconfigurationStep& step : r.steps)
    now.switches[at(step.operation.device.row)].closed = step.operation.close;
  EXPECT_FALSE(testing::look_at(now, std::vector<double>(33, 1)).bus_alive[26]);
}

TEST(Reconfiguration, AGridWithoutAFlowOrWithLoopsThatMayNotBeOpenedIsRefused) {
  Network n = testing::baran_wu();
  for (Load& load : n.loads) load.p *= 100;
  EXPECT_THROW((void)reconfigure(n), InputError);
  n = testing::baran_wu();
  ReconfigurationOptions options;
  for (std::size_t s = 0; s < n.switches.size(); ++s) {
    n.switches[s].closed = true;
    options.fixed.push_back(row_of(s));
  }
  EXPECT_THROW((void)reconfigure(n, {}, options), InputError);
}

TEST(Reconfiguration, LoopsOfLinesWithoutSwitchesStay) {
  Network n = testing::baran_wu();
  n.switches.clear();
  const Reconfiguration r = reconfigure(n);
  EXPECT_TRUE(r.steps.empty());
  EXPECT_EQ(r.after.loss, r.before.loss);
}

}  // namespace
}  // namespace conurb::energy
