// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/equilibrium/towns.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::transport {
namespace {

using testing::grid_town;
using testing::Town;
using testing::TwoRoutes;

constexpr double kEvery = 1.5;  // s between departures
constexpr double kPeak = 1200;  // s of them

TwoRoutes peak() {
  TwoRoutes town;
  for (int i = 0; i * kEvery < kPeak; ++i) town.vehicle(i * kEvery, town.start, town.end);
  return town;
}

DynamicEquilibriumOptions fine_slices() {
  DynamicEquilibriumOptions options;
  options.slice = 60'000;
  options.target_gap = 0.01;
  options.most_iterations = 60;
  return options;
}

double time_s(const Flow& flow, std::size_t trip) {
  return (flow.state().trips[trip].arrived - flow.demand().trips[trip].depart) * 1e-3;
}

// One arrives every 1.5 s, and at the narrow place one passes every 3 s. All take the quick way until its
// queue costs the 60 s that the other one is longer: a queue that grows by 1 s each s does so after 60 s.
// From then on every second one takes the quick way. So of 800 trips 40 and half of 760 do: 420.
TEST(DynamicEquilibrium, SplitsABottleneckAsTheQueueThatLevelsTheTimes) {
  const TwoRoutes town = peak();
  DynamicEquilibrium equilibrium = town.equilibrium(fine_slices());
  const DynamicEquilibriumResult result = equilibrium.solve();
  EXPECT_EQ(result.stop, DynamicEquilibriumResult::Stop::gap) << result.steps.back().gap;
  std::int32_t quick = 0;
  std::array<double, 2> time{}, trips{};
  for (std::size_t t = 0; t < town.demand.vehicles.size(); ++t) {
    const bool by_quick = equilibrium.route(row_of(t))[1] == town.quick;
    quick += by_quick ? 1 : 0;
    if (equilibrium.demand().trips[t].depart < 180'000) continue;
    time[by_quick ? 1 : 0] += time_s(*equilibrium.run(), t);
    trips[by_quick ? 1 : 0] += 1;
  }
  EXPECT_NEAR(quick, 420, 12);                             // 3 %, four slices' rounding
  EXPECT_NEAR(time[0] / trips[0], time[1] / trips[1], 3);  // a headway
  EXPECT_EQ(equilibrium.run()->validate(), "");
}

TEST(DynamicEquilibrium, TheGapFallsOnAGridOfStreets) {
  DynamicEquilibriumOptions options;
  options.target_gap = 0;
  options.most_iterations = 12;
  DynamicEquilibrium equilibrium = grid_town(5, 5000).equilibrium(options);
  const std::vector<DynamicEquilibriumStep> steps = equilibrium.solve().steps;
  ASSERT_EQ(steps.size(), 12U);
  EXPECT_GT(steps.front().gap, 0.03);
  EXPECT_LT(steps.back().gap, 0.3 * steps.front().gap);
  EXPECT_LT(steps.back().mean_time_s, steps.front().mean_time_s);
  for (std::size_t i = 1; i < steps.size(); ++i) EXPECT_LT(steps[i].gap, steps.front().gap) << i;
  EXPECT_EQ(steps.back().arrived, 5000);
  EXPECT_NEAR(static_cast<double>(steps.front().asked), 4096,
              100);  // a draw for each of 5,000: three deviations
  EXPECT_EQ(steps.back().asked, 5000);
  EXPECT_EQ(equilibrium.run()->validate(), "");
}

TEST(DynamicEquilibrium, TellsTheGapOfEachIntervalOfDeparture) {
  DynamicEquilibriumOptions options;
  options.most_iterations = 1;
  DynamicEquilibrium equilibrium = peak().equilibrium(options);
  const DynamicEquilibriumStep step = equilibrium.solve().steps.back();
  ASSERT_EQ(step.by_departure.size(), 4U);  // of 5 minutes each
  std::vector<double> gaps;
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(step.by_departure[i].begin, 300'000 * row_of(i));
    EXPECT_EQ(step.by_departure[i].asked, 200);
    EXPECT_GT(step.by_departure[i].mean_time_s, 150);  // what the quick way takes by itself
    gaps.push_back(step.by_departure[i].gap);
  }
  EXPECT_GT(step.gap, *std::min_element(gaps.begin(), gaps.end()));
  EXPECT_LT(step.gap, *std::max_element(gaps.begin(), gaps.end()));
}

// The small hours in which nobody sets out are not kept, and change nothing.
TEST(DynamicEquilibrium, IsTheSameEightHoursLater) {
  TwoRoutes late = peak();
  for (Vehicle& vehicle : late.demand.vehicles) vehicle.depart += 8 * 3'600'000;
  DynamicEquilibriumOptions options;
  options.most_iterations = 3;
  options.target_gap = 0;
  DynamicEquilibrium soon = peak().equilibrium(options), later = late.equilibrium(options);
  const std::vector<DynamicEquilibriumStep> a = soon.solve().steps, b = later.solve().steps;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].gap, b[i].gap);
    EXPECT_EQ(a[i].mean_time_s, b[i].mean_time_s);
    EXPECT_EQ(a[i].moved, b[i].moved);
    EXPECT_EQ(a[i].by_departure.size(), b[i].by_departure.size());
  }
  EXPECT_EQ(b.back().by_departure.front().begin, 8 * 3'600'000);
}

TEST(DynamicEquilibrium, AimsAtAnotherGap) {
  DynamicEquilibrium equilibrium = peak().equilibrium(fine_slices());
  equilibrium.aim_at(0.2);
  const DynamicEquilibriumResult result = equilibrium.solve();
  EXPECT_EQ(result.stop, DynamicEquilibriumResult::Stop::gap);
  EXPECT_GT(result.steps.back().gap, 0.01);
  EXPECT_THROW(equilibrium.aim_at(-0.1), InputError);
}

// By the times of the run before the closure all of them would take the quick way: nobody was on it then.
TEST(DynamicEquilibrium, ThoseWhoAreSentAnotherWayKnowOfEachOther) {
  TwoRoutes town;
  const std::int32_t direct =
      town.link(town.roads.links[at(town.quick)].from, town.roads.links[at(town.end)].from, 500, 20, 2);
  town.connect(town.start, direct, 0, 0);
  town.connect(direct, town.end, 0, 0);
  for (int i = 0; i * kEvery < kPeak; ++i) town.vehicle(i * kEvery, town.start, town.end);
  DynamicEquilibriumOptions options;
  options.most_iterations = 1;
  DynamicEquilibrium equilibrium = town.equilibrium(options);
  equilibrium.solve();
  for (std::int32_t t = 0; t < 800; ++t) ASSERT_EQ(equilibrium.route(t)[1], direct);
  std::vector<Finding> findings;
  EXPECT_EQ(equilibrium.set_changes({{0, Change::What::close_link, direct, 0}}, findings), 800);
  const DynamicEquilibriumStep step = equilibrium.solve().steps.back();
  int quick = 0;
  for (std::int32_t t = 0; t < 800; ++t) quick += equilibrium.route(t)[1] == town.quick ? 1 : 0;
  EXPECT_GT(quick, 100);  // 420 in equilibrium
  EXPECT_LT(quick, 700);
  EXPECT_EQ(step.arrived, 800);
}

TEST(DynamicEquilibrium, GivesTheSameBitsWithTwoThreads) {
  const Town town = grid_town(5, 5000);
  DynamicEquilibriumOptions options;
  options.most_iterations = 4;
  options.target_gap = 0;
  DynamicEquilibrium one = town.equilibrium(options), two = town.equilibrium(options);
  DynamicEquilibriumHooks hooks;
  const std::vector<DynamicEquilibriumStep> alone = one.solve(hooks).steps;
  hooks.parallel = test::two_threads;
  const std::vector<DynamicEquilibriumStep> together = two.solve(hooks).steps;
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(alone[i].gap, together[i].gap);
    ASSERT_EQ(alone[i].by_departure.size(), together[i].by_departure.size());
    for (std::size_t k = 0; k < alone[i].by_departure.size(); ++k)
      EXPECT_EQ(alone[i].by_departure[k].gap, together[i].by_departure[k].gap);
    EXPECT_EQ(alone[i].moved, together[i].moved);
    EXPECT_EQ(alone[i].mean_time_s, together[i].mean_time_s);
  }
  for (std::int32_t t = 0; t < 5000; ++t) EXPECT_EQ(one.route(t), two.route(t));
}

TEST(DynamicEquilibrium, AfterAClosureReachesTheGapOfTheBaseSoonerThanFromTheStart) {
  const Town town = grid_town(5, 5000);
  DynamicEquilibriumOptions options;
  options.target_gap = 0.008;
  DynamicEquilibrium base = town.equilibrium(options);
  ASSERT_EQ(base.solve().stop, DynamicEquilibriumResult::Stop::gap);
  const std::vector<Change> closure = {{0, Change::What::close_link, 30, 0}};
  std::vector<Finding> findings;
  DynamicEquilibrium warm = base, cold = town.equilibrium(options);
  const std::int64_t sent = warm.set_changes(closure, findings);
  cold.set_changes(closure, findings);
  EXPECT_GT(sent, 0);
  EXPECT_LT(sent, 1000);
  const DynamicEquilibriumResult after = warm.solve(), anew = cold.solve();
  EXPECT_EQ(after.stop, DynamicEquilibriumResult::Stop::gap);
  EXPECT_LT(after.steps.size(), anew.steps.size());
  for (std::int32_t t = 0; t < 5000; ++t) {
    const std::vector<std::int32_t> route = warm.route(t);
    EXPECT_EQ(std::count(route.begin(), route.end(), 30), 0) << t;
  }
}

TEST(DynamicEquilibrium, WhatWasClosedForSomeIsToldAndComesBack) {
  TwoRoutes town = peak();
  DynamicEquilibrium equilibrium = town.equilibrium({});
  std::vector<Finding> findings;
  equilibrium.set_changes({{0, Change::What::close_link, town.end, 0}}, findings);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_NE(findings[0].object.find("795 more"), std::string::npos) << findings[0].object;
  EXPECT_EQ(equilibrium.solve().steps.back().trips, 0);
  equilibrium.set_changes({}, findings);
  EXPECT_EQ(findings.size(), 1U);
  EXPECT_EQ(equilibrium.solve().steps.back().arrived, 800);
}

TEST(DynamicEquilibrium, SlowedStreetsAreLeft) {
  const TwoRoutes town = peak();
  DynamicEquilibriumOptions options = fine_slices();
  options.target_gap = 0.01;
  DynamicEquilibrium equilibrium = town.equilibrium(options);
  equilibrium.solve();
  std::vector<Finding> findings;
  equilibrium.set_changes({{0, Change::What::speed, town.quick, 5000}}, findings);  // 300 s instead of 75 s
  equilibrium.solve();
  int still = 0;
  for (std::int32_t t = 0; t < 800; ++t) still += equilibrium.route(t)[1] == town.quick ? 1 : 0;
  EXPECT_LT(still, 24);  // of 800, each of whom costs 0.4 of his time: a gap of 1 %
}

TEST(DynamicEquilibrium, StopsWhenItIsCancelled) {
  DynamicEquilibrium equilibrium = peak().equilibrium({});
  int asked = 0;
  DynamicEquilibriumHooks hooks;
  hooks.cancelled = [&] { return ++asked > 8; };
  const DynamicEquilibriumResult result = equilibrium.solve(hooks);
  EXPECT_EQ(result.stop, DynamicEquilibriumResult::Stop::cancelled);
  EXPECT_EQ(asked, 9);
}

TEST(DynamicEquilibrium, RefusesWhatCannotBe) {
  const TwoRoutes town = peak();
  DynamicEquilibriumOptions options;
  options.slice = 1000;
  EXPECT_THROW((void)town.equilibrium(options), InputError);
  DynamicEquilibrium equilibrium = town.equilibrium({});
  std::vector<Finding> findings;
  EXPECT_THROW(equilibrium.set_changes({{5, Change::What::close_link, 0, 0}}, findings), InputError);
  EXPECT_THROW(equilibrium.set_changes({{0, Change::What::close_link, 99, 0}}, findings), InputError);
}

TEST(DynamicEquilibrium, AnswersForNobody) {
  TwoRoutes town;
  DynamicEquilibrium equilibrium = town.equilibrium({});
  const DynamicEquilibriumResult result = equilibrium.solve();
  EXPECT_EQ(result.stop, DynamicEquilibriumResult::Stop::gap);
  EXPECT_EQ(result.steps.size(), 1U);
}

}  // namespace
}  // namespace conurb::transport
