// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/low_voltage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "grid_checks.hpp"
#include "plugins/energy/synthesis/findings.hpp"
#include "plugins/energy/synthesis/planning.hpp"

namespace conurb::energy::synthesis {
namespace {

/// A station in the middle of one street of houses.
struct Street {
  CityStreets streets;
  CityBuildings buildings;
  SynthesisOptions options;
  std::vector<Customer> all;

  Street(int houses, double step, double power, double roof) {
    streets.add(0, 1, std::array{0.0, 0.0, step * houses, 0.0});
    for (int i = 0; i < houses; ++i) {
      buildings.x.push_back(step * (i + 0.5));
      buildings.y.push_back(i % 2 == 0 ? 12 : -15);
    }
    buildings.peak_power.assign(buildings.x.size(), power);
    buildings.roof_power.assign(buildings.x.size(), roof);
  }

  LowVoltageNet lay() {
    Findings findings;
    all = customers(buildings, options, findings);
    const StreetPlan plan = plan_streets(streets, buildings, options, in_order, findings);
    std::vector<std::vector<std::int32_t>> at_vertex(plan.graph.vertices());
    std::vector<Item> items;
    for (std::size_t i = 0; i < all.size(); ++i) {
      items.push_back({plan.connections[i].vertex, all[i].demand});
      at_vertex[at(plan.connections[i].vertex)].push_back(row_of(i));
    }
    const Districts districts = divide(plan.graph, items, {1e9, 1e6}, 1);
    return lay_station({buildings, plan, all, options}, districts, 0, at_vertex);
  }
};

/// Behind its station's medium voltage at `voltage`.
test::Solution solve(const LowVoltageNet& net, double voltage) {
  Network network = net.network;
  Generator above;
  above.control = Generator::Control::slack;
  above.v = voltage;
  network.generators.push_back(above);
  return test::solve(network);
}

TEST(LowVoltage, AStreetHasOneFeederEachWayAndAServiceForEachHouse) {
  Street street(20, 20, 9e3, 0);
  const LowVoltageNet net = street.lay();
  EXPECT_EQ(std::count(net.switch_role.begin(), net.switch_role.end(), SwitchRole::feeder), 3);
  EXPECT_EQ(std::count(net.line_role.begin(), net.line_role.end(), LineRole::service), 20);
  EXPECT_EQ(std::count(net.line_role.begin(), net.line_role.end(), LineRole::feeder), 19);
  double feeder = 0;
  for (std::size_t l = 0; l < net.network.lines.size(); ++l)
    if (net.line_role[l] == LineRole::feeder) feeder += net.network.lines[l].length;
  EXPECT_NEAR(feeder, 19 * 20, 1e-6);
  EXPECT_NEAR(net.customers, 20, 0);
}

TEST(LowVoltage, LoadsTakeTheirSharesOfTheStationsPeak) {
  Street street(20, 20, 9e3, 0);
  LowVoltageNet net = street.lay();
  set_loads(net, net.demand, street.options);
  double drawn = 0;
  for (const Load& load : net.network.loads) drawn += load.p;
  EXPECT_NEAR(drawn, 20 * 9e3 * (0.07 + 0.93 / std::sqrt(20)), 1e-6);
  EXPECT_NEAR(net.network.loads[3].q / net.network.loads[3].p, std::tan(std::acos(0.95)), 1e-12);
}

TEST(LowVoltage, OverloadsAreRaisedUntilThereAreNone) {
  Street street(20, 20, 40e3, 0);
  LowVoltageNet net = street.lay();
  SynthesisOptions strict = street.options;
  strict.max_loading = 0.25;
  make_legal(net, strict);
  EXPECT_EQ(net.trouble, "");
  EXPECT_EQ(test::excess(net.network, solve(net, least_medium_voltage(strict)), 0.25), "");
  EXPECT_GT(*std::max_element(net.line_step.begin(), net.line_step.end()), 0);
}

TEST(LowVoltage, AFeederIsRaisedNoFurtherThanItsLoadAsks) {
  Street street(20, 20, 40e3, 0);
  LowVoltageNet net = street.lay();
  SynthesisOptions strict = street.options;
  strict.max_loading = 0.25;
  make_legal(net, strict);
  const std::vector<double> loading = solve(net, least_medium_voltage(strict)).loading;
  std::map<std::int32_t, double> most;  // of a feeder with the cable one step thinner
  for (std::size_t l = 0; l < net.network.lines.size(); ++l) {
    if (net.line_role[l] != LineRole::feeder || net.line_step[l] == 0) continue;
    const double thinner = loading[l] * max_power(strict.low_types, net.line_step[l], 400) /
                           max_power(strict.low_types, net.line_step[l] - 1, 400);
    most[net.line_feeder[l]] = std::max(most[net.line_feeder[l]], thinner);
  }
  EXPECT_FALSE(most.empty());
  for (const auto& [feeder, thinner] : most) EXPECT_GT(thinner, 0.25) << feeder;
}

TEST(LowVoltage, TapAndCablesKeepTheBandWherePlanningWasTooFree) {
  Street street(30, 100, 30e3, 0);
  street.options.planned_loading = 1;
  street.options.low_voltage_drop = 0.3;
  LowVoltageNet net = street.lay();
  make_legal(net, street.options);
  EXPECT_EQ(net.trouble, "");
  EXPECT_EQ(test::excess(net.network, solve(net, least_medium_voltage(street.options)), 1), "");
  EXPECT_EQ(net.network.transformers[0].tap.position, net.network.transformers[0].tap.lowest);
  EXPECT_GT(*std::max_element(net.line_step.begin(), net.line_step.end()), 0);
}

TEST(LowVoltage, AtNoonTheVoltageKeepsItsBandToo) {
  Street street(30, 40, 4e3, 15e3);
  street.options.low_voltage_rise = 0.2;
  LowVoltageNet net = street.lay();
  const auto noon = [&] {
    LowVoltageNet at_noon = net;
    set_loads(at_noon, at_noon.demand, street.options);
    for (Load& load : at_noon.network.loads)
      load.p *= street.options.low_load, load.q *= street.options.low_load;
    for (Generator& roof : at_noon.network.generators)
      roof.p = roof.rated_power * street.options.solar_simultaneity;
    return test::excess(at_noon.network, solve(at_noon, most_medium_voltage(street.options)), 1);
  };
  EXPECT_NE(noon(), "");
  make_legal(net, street.options);
  EXPECT_EQ(net.trouble, "");
  EXPECT_EQ(noon(), "");
  for (const Generator& roof : net.network.generators) EXPECT_EQ(roof.p, 0);  // as it was
}

}  // namespace
}  // namespace conurb::energy::synthesis
