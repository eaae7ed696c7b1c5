// SPDX-License-Identifier: Apache-2.0
// Solutions that another program found (shared data, transport/SOURCES.md: path-based gradient projection,
// relative gap below 1e-13, Chicago 1e-11), and what is published of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "plugins/transport/assignment/gmns/gmns.hpp"
#include "plugins/transport/assignment/tntp/tntp.hpp"
#include "tests/plugins/transport/assignment/fixtures.hpp"
#include "tests/validation.hpp"

namespace conurb::transport::assignment {
namespace {

using testing::chicago_sketch;
using testing::expect_conserved;
using testing::gap_by_definition;
using testing::reference_flows;
using testing::sioux_falls;
using testing::text_of;
using testing::transport_data;
using testing::worst_flow;

// Tables have 12 digits; flows of a gap of 1e-12 are as near to the solution as its square root times what
// the cost functions' steepness makes of it.
constexpr double kFlow = 1e-6, kSum = 1e-9;
const EquilibriumOptions kExact = {.relative_gap = 1e-13, .most_iterations = 200};

nlohmann::json summary(const std::string& folder) {
  return nlohmann::json::parse(text_of(transport_data(folder + "/ref_summary.json")));
}

double relative(double found, double expected) {
  return std::abs(found - expected) / expected;
}

std::vector<std::int32_t> links_between(const AssignmentProblem& problem, const std::string& a,
                                        const std::string& b) {
  std::vector<std::int32_t> found;
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    const std::string& from = problem.nodes[at(problem.links[row].from)];
    const std::string& to = problem.nodes[at(problem.links[row].to)];
    if ((from == a && to == b) || (from == b && to == a)) found.push_back(row_of(row));
  }
  return found;
}

/// A row of the page: what, iterations and distances of flows and of the objective or the total.
void tell(const char* what, const EquilibriumResult& result, double flow, double sum) {
  validation::row(
      "assignment",
      {what, std::to_string(result.steps.size() - 1), validation::figure(result.steps.back().relative_gap),
       flow < 0 ? "" : validation::figure(flow), validation::figure(sum), validation::met()});
}

TEST(AssignmentReference, SiouxFallsIsInUserEquilibrium) {
  CONURB_NEED_TRANSPORT_DATA("tap_siouxfalls");
  const auto expected = summary("tap_siouxfalls").at("ue");
  StaticEquilibrium found(sioux_falls().problem);
  const EquilibriumResult result = found.solve(kExact);
  ASSERT_EQ(result.stop, EquilibriumResult::Stop::gap);
  EXPECT_DOUBLE_EQ(result.trips, 360600);
  EXPECT_TRUE(result.unreachable.empty());
  const double flow = worst_flow(found, reference_flows(found.problem(), "tap_siouxfalls/ref_ue_flows.csv"));
  const double objective = relative(result.steps.back().objective, expected.at("beckmann"));
  EXPECT_LE(flow, kFlow);
  EXPECT_LE(objective, kSum);
  EXPECT_LE(relative(result.steps.back().total_travel_time, expected.at("tstt")), kSum);
  EXPECT_LE(relative(result.steps.back().objective, 42.31335287107440e5), kSum) << "as published";
  expect_conserved(found, result);
  EXPECT_NEAR(gap_by_definition(found), result.steps.back().relative_gap, 1e-14) << "sums of 1e6 cancel";
  tell("Sioux Falls, user equilibrium", result, flow, objective);
}

TEST(AssignmentReference, AGapOfAMillionthTakesFewIterations) {
  CONURB_NEED_TRANSPORT_DATA("tap_siouxfalls");
  StaticEquilibrium found(sioux_falls().problem);
  const EquilibriumResult result = found.solve();
  EXPECT_EQ(result.stop, EquilibriumResult::Stop::gap);
  EXPECT_LE(result.steps.size(), 13U);
  EXPECT_NEAR(gap_by_definition(found), result.steps.back().relative_gap, 1e-13);
  const double total = result.steps.back().total_cost;
  EXPECT_NEAR(result.steps.back().average_excess_cost, gap_by_definition(found) * total / 360600, 1e-12);
  for (std::size_t i = 1; i < result.steps.size(); ++i) {
    EXPECT_LT(result.steps[i].objective, result.steps[i - 1].objective) << "iteration " << i;
  }
}

TEST(AssignmentReference, SiouxFallsHasItsSystemOptimum) {
  CONURB_NEED_TRANSPORT_DATA("tap_siouxfalls");
  const double expected = summary("tap_siouxfalls").at("system_optimum").at("tstt");
  StaticEquilibrium found(sioux_falls().problem, Principle::system_optimum);
  const EquilibriumResult result = found.solve(kExact);
  ASSERT_EQ(result.stop, EquilibriumResult::Stop::gap);
  const double flow = worst_flow(found, reference_flows(found.problem(), "tap_siouxfalls/ref_so_flows.csv"));
  const double total = relative(result.steps.back().total_travel_time, expected);
  EXPECT_LE(flow, kFlow);
  EXPECT_LE(total, kSum);
  EXPECT_LE(relative(result.steps.back().objective, expected), kSum) << "which is what is least";
  expect_conserved(found, result);
  tell("Sioux Falls, system optimum", result, flow, total);
}

TEST(AssignmentReference, SiouxFallsFindsItsWayAroundAClosedRoad) {
  CONURB_NEED_TRANSPORT_DATA("tap_siouxfalls");
  const auto expected = summary("tap_siouxfalls").at("ue_links_10_15_both_directions_closed");
  StaticEquilibrium before(sioux_falls().problem);
  before.solve(kExact);
  StaticEquilibrium found = before;
  const std::vector<std::int32_t> road = links_between(found.problem(), "10", "15");
  ASSERT_EQ(road.size(), 2U);
  found.close(road);
  const EquilibriumResult result = found.solve(kExact);
  ASSERT_EQ(result.stop, EquilibriumResult::Stop::gap);
  const auto flows = reference_flows(found.problem(), "tap_siouxfalls/ref_ue_flows_closed_10_15.csv");
  const double flow = worst_flow(found, flows);
  const double objective = relative(result.steps.back().objective, expected.at("beckmann"));
  EXPECT_LE(flow, kFlow);
  EXPECT_LE(objective, kSum);
  EXPECT_LE(relative(result.steps.back().total_travel_time, expected.at("tstt")), kSum);
  expect_conserved(found, result);
  tell("Sioux Falls, 10-15 closed", result, flow, objective);

  found.open(road);
  const EquilibriumResult again = found.solve(kExact);
  ASSERT_EQ(again.stop, EquilibriumResult::Stop::gap);
  EXPECT_LE(worst_flow(found, {before.flows().begin(), before.flows().end()}), kFlow);
}

TEST(AssignmentReference, SiouxFallsFollowsItsDemand) {
  CONURB_NEED_TRANSPORT_DATA("tap_siouxfalls");
  const AssignmentProblem problem = sioux_falls().problem;
  StaticEquilibrium found(problem);
  found.solve(kExact);
  for (const auto& [factor, name] : {std::pair(0.5, "ue_demand_x0.5"), std::pair(1.5, "ue_demand_x1.5")}) {
    const auto expected = summary("tap_siouxfalls").at(name);
    found.set_demand(scaled(problem.demand, factor));
    const EquilibriumResult result = found.solve(kExact);
    ASSERT_EQ(result.stop, EquilibriumResult::Stop::gap);
    const double objective = relative(result.steps.back().objective, expected.at("beckmann"));
    EXPECT_LE(objective, kSum);
    EXPECT_LE(relative(result.steps.back().total_travel_time, expected.at("tstt")), kSum);
    expect_conserved(found, result);
    tell(factor < 1 ? "Sioux Falls, demand x 0.5" : "Sioux Falls, demand x 1.5", result, -1, objective);
  }
}

TEST(AssignmentReference, SiouxFallsIsTheSameInBothForms) {
  CONURB_NEED_TRANSPORT_DATA("tap_siouxfalls");
  const std::string node = text_of(transport_data("tap_siouxfalls/node.csv"));
  const std::string link = text_of(transport_data("tap_siouxfalls/link.csv"));
  const std::string demand = text_of(transport_data("tap_siouxfalls/demand.csv"));
  const Import gmns = read_gmns({{node, "node.csv"}, {link, "link.csv"}, {demand, "demand.csv"}});
  const Import tntp = sioux_falls();
  EXPECT_TRUE(gmns.findings.empty());
  EXPECT_TRUE(tntp.findings.empty());
  EXPECT_EQ(gmns.problem.nodes, tntp.problem.nodes);
  EXPECT_EQ(gmns.problem.zones, tntp.problem.zones);
  EXPECT_EQ(gmns.problem.passable, tntp.problem.passable);
  EXPECT_EQ(gmns.problem.demand.first, tntp.problem.demand.first);
  ASSERT_EQ(gmns.problem.links.size(), 76U);
  ASSERT_EQ(tntp.problem.links.size(), 76U);
  for (std::size_t i = 0; i < 76; ++i) {
    const Link &a = gmns.problem.links[i], &b = tntp.problem.links[i];
    EXPECT_TRUE(a.from == b.from && a.to == b.to && a.capacity == b.capacity && a.b == b.b &&
                a.free_flow_time == b.free_flow_time && a.power == b.power && a.length == b.length)
        << i;
  }
}

TEST(AssignmentReference, BraessGetsWorseByABridge) {
  CONURB_NEED_TRANSPORT_DATA("tap_braess");
  const auto expected = nlohmann::json::parse(text_of(transport_data("tap_braess/ref_braess.json")));
  const std::string trips = text_of(transport_data("tap_braess/Braess_trips.tntp"));
  for (const auto& [file, name] :
       {std::pair("no_bridge", "without_bridge"), std::pair("with_bridge", "with_bridge")}) {
    const std::string net = text_of(transport_data("tap_braess/Braess_" + std::string(file) + "_net.tntp"));
    StaticEquilibrium found(read_tntp({net, file}, {trips, "trips"}).problem);
    const EquilibriumResult result = found.solve(kExact);
    const auto& known = expected.at(name);
    EXPECT_NEAR(result.steps.back().total_travel_time, known.at("total"), 1e-6) << "free-flow times of 1e-8";
    EXPECT_NEAR(result.steps.back().objective, known.at("beckmann"), 1e-6);
    EXPECT_NEAR(found.least_costs(0)[1], known.at("cost_each"), 1e-6);
    for (std::size_t row = 0; row < found.problem().links.size(); ++row) {
      const Link& link = found.problem().links[row];
      const std::string key = found.problem().nodes[at(link.from)] + "-" + found.problem().nodes[at(link.to)];
      EXPECT_NEAR(found.flows()[row], known.at("flows").at(key), 1e-6) << key;
    }
  }
}

TEST(AssignmentReference, ChicagoIsInUserEquilibrium) {
  CONURB_NEED_TRANSPORT_DATA("tap_chicago_sketch");
  const auto expected = summary("tap_chicago_sketch");
  const Import read = chicago_sketch();
  ASSERT_EQ(read.problem.nodes.size(), 933U);
  ASSERT_EQ(read.problem.links.size(), 2950U);
  ASSERT_EQ(read.problem.zones.size(), 387U);
  ASSERT_EQ(read.problem.demand.trips.size(), 93135U);
  StaticEquilibrium found(read.problem);
  const EquilibriumResult quick = found.solve();
  EXPECT_EQ(quick.stop, EquilibriumResult::Stop::gap);
  EXPECT_LE(quick.steps.size(), 8U);
  EXPECT_LE(relative(quick.steps.back().objective, expected.at("ue").at("beckmann")), 1e-6);

  const EquilibriumResult result = found.solve({.relative_gap = 1e-12, .most_iterations = 60});
  ASSERT_EQ(result.stop, EquilibriumResult::Stop::gap);
  EXPECT_LE(relative(result.trips, expected.at("trips_interzonal")), 1e-12);
  const double flow =
      worst_flow(found, reference_flows(found.problem(), "tap_chicago_sketch/ref_ue_flows.csv"));
  const double objective = relative(result.steps.back().objective, expected.at("ue").at("beckmann"));
  EXPECT_LE(flow, kFlow);
  EXPECT_LE(objective, kSum);
  EXPECT_LE(relative(result.steps.back().total_travel_time, expected.at("ue").at("tstt")), kSum);
  expect_conserved(found, result);
  EXPECT_NEAR(gap_by_definition(found), result.steps.back().relative_gap, 1e-13) << "sums of 1e7 cancel";
  tell("Chicago Sketch, user equilibrium", result, flow, objective);
}

TEST(AssignmentReference, SameCallsGiveTheSameBits) {
  CONURB_NEED_TRANSPORT_DATA("tap_siouxfalls");
  const AssignmentProblem problem = sioux_falls().problem;
  StaticEquilibrium one(problem), two(problem);
  const EquilibriumResult first = one.solve();
  two.solve();
  const std::vector<double> flows(one.flows().begin(), one.flows().end());
  EXPECT_TRUE(std::equal(flows.begin(), flows.end(), two.flows().begin()));
  const EquilibriumResult again = one.solve();
  EXPECT_TRUE(std::equal(flows.begin(), flows.end(), one.flows().begin())) << "nothing has changed";
  ASSERT_EQ(again.steps.size(), 1U);
  EXPECT_EQ(again.steps.back().relative_gap, first.steps.back().relative_gap);
  one.solve(kExact);
  two.solve(kExact);
  EXPECT_TRUE(std::equal(one.flows().begin(), one.flows().end(), two.flows().begin()));
}

}  // namespace
}  // namespace conurb::transport::assignment
