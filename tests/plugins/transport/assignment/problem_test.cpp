// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "plugins/transport/assignment/link_costs.hpp"
#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/assignment/fixtures.hpp"

namespace conurb::transport::assignment {
namespace {

using ::testing::HasSubstr;

Link road(double power) {
  return {.from = 0, .to = 1, .capacity = 30, .free_flow_time = 2, .b = 0.15, .power = power};
}

TEST(AssignmentProblem, TimesFollowTheFormulaForAllPowers) {
  for (const double power : {0.0, 0.5, 1.0, 2.0, 3.0, 3.5, 4.0, 5.0, 7.0, 16.83, 31.0, 40.0}) {
    const Bpr time = link_time(road(power));
    for (const double flow : {0.0, 1.0, 29.0, 30.0, 75.0}) {
      const double expected = 2 * (1 + 0.15 * std::pow(flow / 30, power));
      EXPECT_NEAR(time.at(flow).cost, expected, 1e-13 * expected) << power << " at " << flow;
      if (flow == 0) continue;
      const double h = 1e-4 * flow;  // central differences err by its square, and by 1e-16 of the time over h
      const double slope = (time.at(flow + h).cost - time.at(flow - h).cost) / (2 * h);
      EXPECT_NEAR(time.at(flow).slope, slope, 1e-5 * slope + 1e-11) << power << " at " << flow;
      const double change = (time.integral(flow + h) - time.integral(flow - h)) / (2 * h);
      EXPECT_NEAR(time.at(flow).cost, change, 1e-5 * change) << power << " at " << flow;
    }
    EXPECT_EQ(time.integral(0), 0);
  }
}

TEST(AssignmentProblem, SlopesAreFiniteWithoutFlow) {
  EXPECT_EQ(link_time(road(0)).at(0).slope, 0);
  EXPECT_DOUBLE_EQ(link_time(road(1)).at(0).slope, 2 * 0.15 / 30);
  EXPECT_EQ(link_time(road(4)).at(0).slope, 0);
  EXPECT_EQ(link_time(road(3.5)).at(0).slope, 0);
  EXPECT_TRUE(std::isfinite(link_time(road(0.5)).at(0).slope)) << "where the formula's is infinite";
  EXPECT_EQ(link_time({.free_flow_time = 0, .power = 4}).at(1e9).cost, 0) << "whatever the capacity is";
}

TEST(AssignmentProblem, TheOptimumsCostIsWhatOneMoreVehicleAddsToAll) {
  AssignmentProblem problem;
  problem.toll_factor = 3;
  problem.distance_factor = 0.5;
  for (const double power : {0.0, 1.0, 3.5, 4.0}) {
    Link link = road(power);
    link.toll = 2;
    link.length = 8;
    link.fixed_cost = 1;
    EXPECT_DOUBLE_EQ(fixed_cost(problem, link), 11);
    const Bpr own = link_cost(problem, link, Principle::user_equilibrium);
    const Bpr all = link_cost(problem, link, Principle::system_optimum);
    for (const double flow : {0.0, 20.0, 50.0}) {
      EXPECT_NEAR(all.at(flow).cost, own.at(flow).cost + flow * own.at(flow).slope, 1e-12);
      EXPECT_NEAR(all.integral(flow), flow * own.at(flow).cost, 1e-10);
    }
  }
}

TEST(AssignmentProblem, DemandIsSortedAndAddedUp) {
  const Demand demand = demand_of(3, {{2, 0, 1}, {0, 2, 4}, {0, 1, 2}, {0, 2, 0.5}, {1, 2, 0}});
  EXPECT_EQ(demand.first, (std::vector<std::size_t>{0, 2, 2, 3}));
  ASSERT_EQ(demand.trips.size(), 3U);
  EXPECT_EQ(demand.trips[0].destination, 1);
  EXPECT_EQ(demand.trips[1].destination, 2);
  EXPECT_EQ(demand.trips[1].flow, 4.5);
  EXPECT_EQ(scaled(demand, 2).trips[1].flow, 9);
}

std::string problem_refusal(const std::function<void(AssignmentProblem&)>& spoil) {
  AssignmentProblem problem = testing::braess(5);
  require_sound(problem);
  spoil(problem);
  try {
    require_sound(problem, "here");
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is refused";
}

TEST(AssignmentProblem, WhatIsUnsoundIsRefusedByName) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  using P = AssignmentProblem;
  EXPECT_THAT(problem_refusal([](P& p) { p.links[1].capacity = 0; }),
              HasSubstr("here: link 2 (0 -> 3): the capacity is 0, must be more than 0"));
  EXPECT_THAT(problem_refusal([&](P& p) { p.links[1].capacity = inf; }), HasSubstr("the capacity is inf"));
  EXPECT_THAT(problem_refusal([&](P& p) { p.links[4].free_flow_time = nan; }),
              HasSubstr("link 5 (2 -> 3): the free-flow time is nan"));
  EXPECT_THAT(problem_refusal([](P& p) { p.links[0].free_flow_time = -1; }),
              HasSubstr("is -1, must be 0 or more"));
  EXPECT_THAT(problem_refusal([](P& p) { p.links[0].b = -0.15; }), HasSubstr("b is -0.15"));
  EXPECT_THAT(problem_refusal([](P& p) { p.links[0].power = -4; }), HasSubstr("the power is -4"));
  EXPECT_THAT(problem_refusal([](P& p) { p.links[0].fixed_cost = -4; }),
              HasSubstr("with all fixed costs is -3.9"));
  EXPECT_THAT(problem_refusal([&](P& p) { p.links[0].toll = inf; }), HasSubstr("fixed costs is -nan"));
  EXPECT_THAT(problem_refusal([](P& p) { p.links[0].to = 4; }),
              HasSubstr("link 1 (0 -> nowhere): an end is no node"));
  EXPECT_THAT(problem_refusal([](P& p) { p.links[0].to = 0; }), HasSubstr("leads back to its own start"));
  EXPECT_THAT(problem_refusal([](P& p) { p.centroid[1] = 0; }), HasSubstr("zone 1 is at node row 0"));
  EXPECT_THAT(problem_refusal([](P& p) { p.centroid.pop_back(); }), HasSubstr("of 1 zones where they are"));
  EXPECT_THAT(problem_refusal([](P& p) { p.passable.pop_back(); }), HasSubstr("tells of 3 nodes"));
  EXPECT_THAT(problem_refusal([](P& p) { p.demand.first.pop_back(); }), HasSubstr("do not fit the 2 zones"));
  EXPECT_THAT(problem_refusal([](P& p) { p.demand.trips[0].destination = 2; }), HasSubstr("to zone row 2"));
  EXPECT_THAT(problem_refusal([&](P& p) { p.demand.trips[0].flow = nan; }), HasSubstr("the flow is nan"));
  EXPECT_THAT(problem_refusal([](P& p) {
                p.links[0].power = 400;
                p.links[0].capacity = 1e-3;
              }),
              HasSubstr("link 1 (0 -> 2): the cost with the flow of all trips, 6, is inf"));
}

}  // namespace
}  // namespace conurb::transport::assignment
