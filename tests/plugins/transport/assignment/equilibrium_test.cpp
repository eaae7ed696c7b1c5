// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/equilibrium.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/assignment/fixtures.hpp"

namespace conurb::transport::assignment {
namespace {

using testing::braess;
using testing::expect_conserved;
using testing::gap_by_definition;
using testing::linear;
using testing::problem_of;

// Near the least gap that sums of doubles can show, for problems of some hundred trips.
const EquilibriumOptions kTight = {.relative_gap = 1e-13, .most_iterations = 300};

EquilibriumResult solved(StaticEquilibrium& found) {
  const EquilibriumResult result = found.solve(kTight);
  EXPECT_EQ(result.stop, EquilibriumResult::Stop::gap) << "gap " << result.steps.back().relative_gap;
  expect_conserved(found, result);
  return result;
}

TEST(StaticEquilibrium, BraessPaysForItsBridge) {
  StaticEquilibrium without(braess(4)), with(braess(5)), best(braess(5), Principle::system_optimum);
  EXPECT_NEAR(solved(without).steps.back().total_travel_time, 498, 1e-6);
  EXPECT_NEAR(solved(with).steps.back().total_travel_time, 552, 1e-6);
  EXPECT_NEAR(with.flows()[4], 2, 1e-6);
  EXPECT_NEAR(solved(best).steps.back().total_travel_time, 498, 1e-6);
  EXPECT_NEAR(best.flows()[4], 0, 1e-6) << "at the optimum nobody takes it";
}

TEST(StaticEquilibrium, ParallelRoadsOfAnyPowerCostTheSame) {
  const auto road = [](double time, double capacity, double b, double power) {
    return Link{.from = 0, .to = 1, .capacity = capacity, .free_flow_time = time, .b = b, .power = power};
  };
  const std::vector<Link> roads = {road(10, 20, 0.15, 4),   road(9, 15, 0.6, 16.83), road(11, 5, 2, 0.5),
                                   road(8, 10, 1, 3.5),     road(12, 9, 1, 1),       road(13, 1, 0.25, 40),
                                   road(1, 1e-3, 1e-9, 2.5)};
  StaticEquilibrium found(problem_of(2, roads, {0, 1}, {{0, 1, 120}}));
  solved(found);
  const double cost = found.least_costs(0)[1];
  double total = 0;
  for (std::size_t row = 0; row < roads.size(); ++row) {
    const double time = link_time(roads[row]).at(found.flows()[row]).cost;
    EXPECT_TRUE(found.flows()[row] <= 1e-9 || time <= cost * (1 + 1e-9)) << row;
    EXPECT_GE(time, cost * (1 - 1e-12)) << row;
    total += found.flows()[row];
  }
  EXPECT_NEAR(total, 120, 1e-10);
  EXPECT_GT(cost, 10);
}

TEST(StaticEquilibrium, ARoadOfConstantTimeTakesTheRest) {
  const Link constant = {.from = 0, .to = 1, .free_flow_time = 10, .b = 0.2, .power = 0};  // 12
  StaticEquilibrium found(
      problem_of(2, {linear(0, 1, 5, 1), constant, linear(0, 1, 10, 1)}, {0, 1}, {{0, 1, 20}}));
  solved(found);
  EXPECT_NEAR(found.flows()[0], 7, 1e-9);
  EXPECT_NEAR(found.flows()[1], 11, 1e-9);
  EXPECT_NEAR(found.flows()[2], 2, 1e-9);
}

TEST(StaticEquilibrium, NobodyPassesACentroid) {
  // 0 -> 1 -> 2 is short but leads through zone 1's centroid; 0 -> 3 -> 2 is long.
  AssignmentProblem problem =
      problem_of(4, {linear(0, 1, 1, 0), linear(1, 2, 1, 0), linear(0, 3, 5, 0), linear(3, 2, 5, 0)},
                 {0, 1, 2}, {{0, 2, 4}, {0, 1, 1}, {1, 2, 2}});
  problem.passable = {0, 0, 0, 1};
  StaticEquilibrium found(problem);
  solved(found);
  EXPECT_EQ(found.flows()[0], 1);
  EXPECT_EQ(found.flows()[1], 2) << "of trips that begin there";
  EXPECT_EQ(found.flows()[2], 4);
  EXPECT_EQ(found.least_costs(0)[2], 10);
  problem.passable[1] = 1;
  StaticEquilibrium free(problem);
  solved(free);
  EXPECT_EQ(free.flows()[0], 5);
}

TEST(StaticEquilibrium, FreeLinksAndTheirCyclesAreNoObstacle) {
  // A ring of free links, both ways round, with a costly way in and two out.
  std::vector<Link> links = {linear(4, 0, 1, 1), linear(1, 5, 3, 1), linear(2, 5, 1, 2)};
  for (std::int32_t node = 0; node < 4; ++node) {
    links.push_back({.from = node, .to = (node + 1) % 4});
    links.push_back({.from = (node + 1) % 4, .to = node});
  }
  StaticEquilibrium found(problem_of(6, links, {4, 5, 0, 2}, {{0, 1, 10}, {2, 3, 5}, {3, 2, 1}, {2, 1, 2}}));
  solved(found);
  EXPECT_NEAR(found.flows()[1] + 3, 1 + 2 * found.flows()[2], 1e-9);
  EXPECT_NEAR(found.flows()[1] + found.flows()[2], 12, 1e-9);
}

TEST(StaticEquilibrium, ParallelLinksShareTheirTrips) {
  StaticEquilibrium found(
      problem_of(3, {linear(0, 1, 1, 1), linear(0, 1, 1, 1), linear(0, 1, 2, 1), linear(1, 2, 0, 1)}, {0, 2},
                 {{0, 1, 5}}));
  solved(found);
  EXPECT_NEAR(found.flows()[0], 2, 1e-9);
  EXPECT_NEAR(found.flows()[1], 2, 1e-9);
  EXPECT_NEAR(found.flows()[2], 1, 1e-9);
}

TEST(StaticEquilibrium, TripsWithoutAWayAreLeftOutByName) {
  StaticEquilibrium found(problem_of(4, {linear(0, 1, 1, 1), linear(2, 3, 1, 1), linear(3, 2, 1, 1)},
                                     {0, 1, 2, 3}, {{0, 1, 3}, {0, 2, 4}, {2, 3, 1}, {1, 0, 7}, {3, 3, 9}}));
  const EquilibriumResult result = solved(found);
  EXPECT_EQ(result.trips, 4) << "those within a zone are ignored";
  ASSERT_EQ(result.unreachable.size(), 2U);
  EXPECT_EQ(result.unreachable[0].origin, 0);
  EXPECT_EQ(result.unreachable[0].destination, 2);
  EXPECT_EQ(result.unreachable[0].flow, 4);
  EXPECT_EQ(result.unreachable[1].origin, 1);
  EXPECT_TRUE(std::isinf(found.least_costs(0)[2]));
  EXPECT_EQ(found.flows()[0], 3);
}

TEST(StaticEquilibrium, ClosingTheOnlyWayAndOpeningItAgainChangesNothing) {
  AssignmentProblem problem = braess(5);
  problem.links.push_back(linear(1, 0, 1, 1));
  problem.demand = demand_of(2, {{0, 1, 6}, {1, 0, 2}});
  StaticEquilibrium found(problem);
  solved(found);
  const std::vector<double> before(found.flows().begin(), found.flows().end());
  const std::vector<std::int32_t> in = {1, 0};
  found.close(in);
  const EquilibriumResult cut = solved(found);
  ASSERT_EQ(cut.unreachable.size(), 1U);
  EXPECT_EQ(cut.trips, 2);
  EXPECT_EQ(found.flows()[0], 0);
  EXPECT_TRUE(std::isinf(found.costs()[0]));
  EXPECT_TRUE(found.problem().links[0].closed);
  found.open(in);
  EXPECT_TRUE(solved(found).unreachable.empty());
  for (std::size_t row = 0; row < before.size(); ++row) EXPECT_NEAR(found.flows()[row], before[row], 1e-6);
}

TEST(StaticEquilibrium, ALinkThatIsClosedInTheProblemCarriesNothing) {
  AssignmentProblem problem = braess(5);
  problem.links[4].closed = true;
  StaticEquilibrium found(problem);
  EXPECT_NEAR(solved(found).steps.back().total_travel_time, 498, 1e-6);
}

TEST(StaticEquilibrium, TollsAreFeltButNotSpentAsTime) {
  AssignmentProblem problem = problem_of(2, {linear(0, 1, 10, 1), linear(0, 1, 10, 1)}, {0, 1}, {{0, 1, 10}});
  problem.links[0].toll = 2;
  problem.toll_factor = 2;
  StaticEquilibrium found(problem);
  const EquilibriumStep last = solved(found).steps.back();
  EXPECT_NEAR(found.flows()[0], 3, 1e-9);
  EXPECT_NEAR(last.total_cost, 170, 1e-7);
  EXPECT_NEAR(last.total_travel_time, 3 * 13 + 7 * 17, 1e-7);
}

TEST(StaticEquilibrium, DemandFromNewOriginsIsTakenUp) {
  StaticEquilibrium found(braess(5));
  solved(found);
  AssignmentProblem problem = braess(5);
  problem.links.push_back(linear(1, 0, 1, 1));
  StaticEquilibrium warm(problem);
  solved(warm);
  warm.set_demand(demand_of(2, {{1, 0, 3}}));
  EXPECT_EQ(solved(warm).trips, 3);
  EXPECT_EQ(warm.flows()[5], 3);
  EXPECT_EQ(warm.flows()[0], 0) << "no trips begin at zone 0 any more";
  warm.set_demand(problem.demand);
  solved(warm);
  for (std::size_t row = 0; row < 5; ++row) EXPECT_NEAR(warm.flows()[row], found.flows()[row], 1e-6);
}

TEST(StaticEquilibrium, WithoutTripsThereIsNothingToDo) {
  AssignmentProblem problem = braess(5);
  problem.demand = demand_of(2, {});
  StaticEquilibrium found(problem);
  const EquilibriumResult result = found.solve();
  EXPECT_EQ(result.stop, EquilibriumResult::Stop::gap);
  EXPECT_EQ(result.steps.back().objective, 0);
  StaticEquilibrium nothing(AssignmentProblem{});
  EXPECT_EQ(nothing.solve().steps.back().relative_gap, 0);
}

TEST(StaticEquilibrium, StopsWhereItIsAskedTo) {
  StaticEquilibrium found(braess(5));
  EXPECT_EQ(found.solve({.relative_gap = 0, .most_iterations = 0}).stop, EquilibriumResult::Stop::iterations);
  int asked = 0, told = 0;
  EquilibriumOptions options;
  options.relative_gap = 1e-300;
  options.on_step = [&](const EquilibriumStep& step) { EXPECT_EQ(step.iteration, told++); };
  options.cancelled = [&] { return ++asked > 3; };
  const EquilibriumResult result = found.solve(options);
  EXPECT_EQ(result.stop, EquilibriumResult::Stop::cancelled);
  EXPECT_EQ(told, static_cast<int>(result.steps.size()));
  EXPECT_LE(asked, 6);
  expect_conserved(found, result);
  EXPECT_NEAR(gap_by_definition(found), result.steps.back().relative_gap, 1e-14);
}

TEST(StaticEquilibrium, WhatMakesNoSenseIsRefused) {
  StaticEquilibrium found(braess(5));
  EXPECT_THROW(found.solve({.relative_gap = -1}), InputError);
  EXPECT_THROW(found.solve({.relative_gap = std::numeric_limits<double>::quiet_NaN()}), InputError);
  EXPECT_THROW(found.solve({.most_iterations = -1}), InputError);
  const std::vector<std::int32_t> none = {5}, less = {-1};
  EXPECT_THROW(found.close(none), InputError);
  EXPECT_THROW(found.open(less), InputError);
  EXPECT_THROW(found.set_demand(demand_of(3, {})), InputError);
  AssignmentProblem unsound = braess(5);
  unsound.links[0].capacity = 0;
  EXPECT_THROW(StaticEquilibrium{unsound}, InputError);
}

/// A street grid with centroids at some crossings, one-way streets and powers of all kinds.
AssignmentProblem random_grid(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto pick = [&](std::uint32_t count) { return static_cast<std::int32_t>(random() % count); };
  const std::int32_t side = 4 + pick(4), crossings = side * side, zones = 3 + pick(6);
  std::vector<Link> links;
  const auto street = [&](std::int32_t from, std::int32_t to) {
    if (pick(8) == 0) return;
    const double powers[] = {4, 4, 4, 0, 1, 2, 2.5, 6, 12.7};
    links.push_back({.from = from,
                     .to = to,
                     .capacity = 5.0 + pick(40),
                     .free_flow_time = pick(12) == 0 ? 0.0 : 1.0 + pick(5),
                     .b = 0.15 * (1 + pick(3)),
                     .power = powers[pick(9)]});
  };
  for (std::int32_t x = 0; x < side; ++x) {
    for (std::int32_t y = 0; y < side; ++y) {
      const std::int32_t node = x * side + y;
      if (x + 1 < side) street(node, node + side);
      if (x + 1 < side) street(node + side, node);
      if (y + 1 < side) street(node, node + 1);
      if (y + 1 < side) street(node + 1, node);
    }
  }
  std::vector<std::int32_t> centroids;
  for (std::int32_t zone = 0; zone < zones; ++zone) {
    centroids.push_back(crossings + zone);
    for (int gate = 0; gate < 2; ++gate) {
      const std::int32_t crossing = pick(static_cast<std::uint32_t>(crossings));
      links.push_back({.from = crossings + zone, .to = crossing, .free_flow_time = 0.5 * gate, .b = 0});
      links.push_back({.from = crossing, .to = crossings + zone, .free_flow_time = 0.5 * gate, .b = 0});
    }
  }
  std::vector<ZonePair> pairs;
  for (std::int32_t a = 0; a < zones; ++a) {
    for (std::int32_t b = 0; b < zones; ++b) pairs.push_back({a, b, pick(3) == 0 ? 0.0 : 1.0 + pick(12)});
  }
  AssignmentProblem problem = problem_of(crossings + zones, links, centroids, pairs);
  for (std::int32_t zone = 0; zone < zones; ++zone) problem.passable[at(crossings + zone)] = 0;
  return problem;
}

class RandomGrid : public ::testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, RandomGrid, ::testing::Range(0U, 60U));

/// Flows of constant costs are not unique, objectives are: to the gap times the total cost.
TEST_P(RandomGrid, EndsInEquilibriumColdAndWarm) {
  const AssignmentProblem problem = random_grid(GetParam());
  StaticEquilibrium found(problem);
  const EquilibriumOptions options = {.relative_gap = 1e-10, .most_iterations = 300};
  const auto check = [&](StaticEquilibrium& one) {
    const EquilibriumResult result = one.solve(options);
    EXPECT_EQ(result.stop, EquilibriumResult::Stop::gap) << result.steps.back().relative_gap;
    expect_conserved(one, result);
    EXPECT_NEAR(gap_by_definition(one), result.steps.back().relative_gap, 1e-13);
    return result.steps.back();
  };
  check(found);
  std::mt19937 random(GetParam());
  for (int change = 0; change < 4; ++change) {
    std::vector<std::int32_t> links;
    for (int i = 0; i < 3; ++i) links.push_back(static_cast<std::int32_t>(random() % problem.links.size()));
    if (change % 2 == 0) found.close(links);
    if (change % 2 == 1) found.open(links);
    if (change == 2) found.set_demand(scaled(problem.demand, 1.3));
    const EquilibriumStep warm = check(found);
    StaticEquilibrium cold(found.problem());
    EXPECT_NEAR(check(cold).objective, warm.objective, 2e-10 * warm.total_cost);
  }
  StaticEquilibrium best(problem, Principle::system_optimum), own(problem);
  EXPECT_LE(check(best).total_travel_time, check(own).total_travel_time * (1 + 1e-9));
}

}  // namespace
}  // namespace conurb::transport::assignment
