// SPDX-License-Identifier: Apache-2.0
// Input datasets of power-grid-model: each component and the two forms of rows.
#include "plugins/energy/formats/power_grid_model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "plugins/energy/error.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::kTight;
using testing::says;

const std::string kNodes =
    R"("node": [{"id": 1, "u_rated": 10000}, {"id": 2, "u_rated": 10000}, {"id": 6, "u_rated": 400}])";

std::string dataset(const std::string& data, const std::string& attributes = "") {
  return R"({"version": "1.0", "type": "input", "is_batch": false, "attributes": {)" + attributes +
         R"(}, "data": {)" + kNodes + (data.empty() ? "" : ", ") + data + "}}";
}
Import read_grid(const std::string& data, const std::string& attributes = "") {
  return read_power_grid_model(dataset(data, attributes), "grid.json");
}
std::string grid_refusal(const std::string& data) {
  return testing::refusal_of(dataset(data), "grid.json");
}

const std::string kEnds = R"("from_node": 1, "to_node": 2, "from_status": 1, "to_status": 1)";
const std::string kLine =
    R"("line": [{"id": 3, )" + kEnds + R"(, "r1": 0.25, "x1": 0.2, "c1": 1e-5, "tan1": 0.1, "i_n": 500}])";

TEST(PowerGridModel, ALineHasItsCapacitanceWithLosses) {
  const Network n = read_grid(kLine).network;
  ASSERT_EQ(n.lines.size(), 1U);
  const Line& line = n.lines[0];
  EXPECT_EQ(line.name, "line 3");
  EXPECT_EQ(line.r, 0.25);
  EXPECT_EQ(line.x, 0.2);
  EXPECT_NEAR(line.b, 2 * std::numbers::pi * 50 * 1e-5, 1e-18);
  EXPECT_NEAR(line.g, 0.1 * line.b, 1e-18);
  EXPECT_EQ(line.max_current, 500);
  EXPECT_TRUE(line.in_service);
  EXPECT_TRUE(n.switches.empty());
  const Network sixty = read_power_grid_model(dataset(kLine), "x", {.frequency = 60}).network;
  EXPECT_NEAR(sixty.lines[0].b, 2 * std::numbers::pi * 60 * 1e-5, 1e-18);
  EXPECT_EQ(sixty.frequency, 60);
}

TEST(PowerGridModel, RowsMayBeListsInDeclaredOrderMixedWithObjects) {
  const Import in = read_grid(
      R"("line": [[3, 1, 2, 1, 1, 0.5, 0.25, 0, 0, null], {"id": 4, )" + kEnds +
          R"(, "r1": 1, "x1": 1, "c1": 0, "tan1": 0, "i_n": "inf"}])",
      R"("line": ["id", "from_node", "to_node", "from_status", "to_status", "x1", "r1", "c1", "tan1",
        "i_n"])");
  ASSERT_EQ(in.network.lines.size(), 2U);
  EXPECT_EQ(in.network.lines[0].r, 0.25);  // the order is the declared one
  EXPECT_EQ(in.network.lines[0].x, 0.5);
  EXPECT_EQ(in.network.lines[0].max_current, kUnlimited);
  EXPECT_EQ(in.network.lines[1].max_current, kUnlimited);
}

TEST(PowerGridModel, RefusesDeclaredAttributesThatAreNotDifferentNames) {
  const auto refusal_with = [](const std::string& names, const std::string& row) {
    return testing::refusal_of(dataset(R"("link": [)" + row + "]", R"("link": )" + names), "grid.json");
  };
  const std::string row = "[3, 1, 2, 1, 1]";  // as long as the names that differ
  EXPECT_EQ(
      refusal_with(R"([7, "id", "from_node", "to_node", "from_status", "to_status"])", row),
      "grid.json: attributes of link: entry 1 of 6 is a number, must be a text; declare each attribute once, "
      "by its name");
  EXPECT_NE(refusal_with(R"(["id", "id", "from_node", "to_node", "from_status", "to_status"])", row)
                .find("attributes of link: entry 2 of 6, 'id', stands twice"),
            std::string::npos);
  EXPECT_NE(refusal_with(R"("id")", row).find("attributes of link is a text, must be a list"),
            std::string::npos);
  EXPECT_EQ(refusal_with(R"(["id", "from_node", "to_node", "from_status", "to_status"])", row), "");
}

TEST(PowerGridModel, AnEndThatIsOffIsAnOpenSwitchAndTwoAreOutOfService) {
  const auto line = [](const char* from, const char* to) {
    return R"("line": [{"id": 3, "from_node": 1, "to_node": 2, "from_status": )" + std::string(from) +
           R"(, "to_status": )" + to + R"(, "r1": 1, "x1": 1, "c1": 0, "tan1": 0}])";
  };
  Network n = read_grid(line("0", "1")).network;
  EXPECT_TRUE(n.lines[0].in_service);
  ASSERT_EQ(n.switches.size(), 1U);
  EXPECT_EQ(n.switches[0].kind, Switch::Kind::line);
  EXPECT_EQ(n.switches[0].bus, 0);
  EXPECT_FALSE(n.switches[0].closed);
  EXPECT_EQ(read_grid(line("1", "0")).network.switches[0].bus, 1);
  n = read_grid(line("0", "0")).network;
  EXPECT_FALSE(n.lines[0].in_service);
  EXPECT_TRUE(n.switches.empty());
}

TEST(PowerGridModel, ALinkIsASwitchBetweenItsNodes) {
  const Network n =
      read_grid(R"("link": [{"id": 3, )" + kEnds +
                R"(}, {"id": 4, "from_node": 2, "to_node": 1, "from_status": 1, "to_status": 0}])")
          .network;
  ASSERT_EQ(n.switches.size(), 2U);
  EXPECT_EQ(n.switches[0].kind, Switch::Kind::bus);
  EXPECT_TRUE(n.switches[0].closed);
  EXPECT_FALSE(n.switches[1].closed);
  EXPECT_EQ(n.switches[1].bus, 1);
}

std::string transformer(const std::string& more) {
  return R"("transformer": [{"id": 7, "from_node": 1, "to_node": 6, "from_status": 1, "to_status": 1,
        "u1": 10500, "u2": 420,
             "sn": 4e5, "uk": 0.06, "pk": 6000, "i0": 0.01, "p0": 1350, "winding_from": 2,
             "winding_to": 1, "clock": 5, )" +
         more + "}]";
}

TEST(PowerGridModel, ATransformerHasItsFromSideAsHighVoltage) {
  const Transformer t =
      read_grid(transformer(R"("tap_side": 0, "tap_pos": 2, "tap_min": -2, "tap_max": 2, "tap_size": 250)"))
          .network.transformers.at(0);
  EXPECT_EQ(t.hv, 0);
  EXPECT_EQ(t.lv, 2);
  EXPECT_EQ(t.rated_hv, 10500);
  EXPECT_NEAR(t.shift, 150 * kDegree, kTight);
  EXPECT_NEAR(std::hypot(t.r, t.x), 0.06 * 420 * 420 / 4e5, kTight);
  EXPECT_NEAR(t.r, 6000 / 4e5 * 420 * 420 / 4e5, kTight);
  EXPECT_NEAR(t.g, 1350 / (420.0 * 420), kTight);
  EXPECT_NEAR(std::hypot(t.g, t.b), 0.01 * 4e5 / (420.0 * 420), kTight);
  EXPECT_LT(t.b, 0);
  EXPECT_EQ(t.tap.side, TapChanger::Side::hv);
  EXPECT_NEAR(t.tap.step, 250.0 / 10500, kTight);
  EXPECT_EQ(t.tap.position, 2);
}

TEST(PowerGridModel, ATapMayCountDownwardsAndStandsWithinItsLimits) {
  const Transformer t =
      read_grid(
          transformer(
              R"("tap_side": 1, "tap_pos": 9, "tap_min": 5, "tap_max": -5, "tap_nom": 1, "tap_size": 4)"))
          .network.transformers.at(0);
  EXPECT_EQ(t.tap.position, 5);
  EXPECT_EQ(t.tap.neutral, 1);
  EXPECT_EQ(t.tap.lowest, -5);
  EXPECT_EQ(t.tap.highest, 5);
  EXPECT_NEAR(t.tap.step, -4.0 / 420, kTight);
  EXPECT_EQ(t.tap.side, TapChanger::Side::lv);
  const double u = 420 - 4 * 4;
  EXPECT_NEAR(t.x * t.x + t.r * t.r, std::pow(0.06 * u * u / 4e5, 2), kTight);
  // Without a position the nominal one holds, and -128 is the format's word for missing.
  EXPECT_EQ(
      read_grid(
          transformer(
              R"("tap_side": 1, "tap_pos": -128, "tap_min": 5, "tap_max": -5, "tap_nom": 1, "tap_size": 4)"))
          .network.transformers[0]
          .tap.position,
      1);
}

TEST(PowerGridModel, ShortCircuitValuesMayGoWithTheTap) {
  const auto at = [](const std::string& position) {
    return read_grid(transformer(R"("tap_side": 0, "tap_min": -2, "tap_max": 2, "tap_size": 250,
        "uk_max": 0.08, "uk_min": 0.05, "pk_max": 8000, "tap_pos": )" +
                                 position))
        .network.transformers.at(0);
  };
  const double z = 420 * 420 / 4e5;
  EXPECT_NEAR(std::hypot(at("1").r, at("1").x), 0.07 * z, kTight);
  EXPECT_NEAR(at("1").r, 7000 / 4e5 * z, kTight);
  EXPECT_NEAR(std::hypot(at("-2").r, at("-2").x), 0.05 * z, kTight);
  EXPECT_NEAR(at("-2").r, 6000 / 4e5 * z, kTight);  // without a value at the end that of the nominal tap
}

TEST(PowerGridModel, AGenericBranchCountsFromItsToSideWithAnOffNominalRatio) {
  const Network n =
      read_grid(
          R"("generic_branch": [{"id": 3, "from_node": 1, "to_node": 6, "from_status": 1, "to_status": 1,
      "r1": 0.01, "x1": 0.02, "g1": 1e-4, "b1": -2e-4, "k": 1.05, "theta": 0.5, "sn": 4e5},
      {"id": 4, )" +
          kEnds + R"(, "r1": 1, "x1": 2, "g1": 3e-5, "b1": 4e-5, "sn": 1e6}])")
          .network;
  const Transformer& t = n.transformers.at(0);
  EXPECT_NEAR(t.rated_hv / t.rated_lv, 1.05 * 25, kTight);
  EXPECT_EQ(t.shift, 0.5);
  EXPECT_EQ(t.r, 0.01);
  EXPECT_EQ(t.b, -2e-4);
  EXPECT_EQ(t.max_power, 4e5);
  const Line& line = n.lines.at(0);  // no ratio, no shift, one voltage
  EXPECT_EQ(line.g, 3e-5);
  EXPECT_NEAR(line.max_current, 1e6 / (std::sqrt(3.0) * 10000), 1e-9);
}

TEST(PowerGridModel, ThreeWindingsHaveTheImpedancesOfTheirPairs) {
  const auto three = [](const char* tap) {
    return read_grid(
               R"("three_winding_transformer": [{"id": 9, "node_1": 1, "node_2": 2, "node_3": 6,
               "status_1": 1, "status_2": 1, "status_3": 0,
        "u1": 10000, "u2": 9000, "u3": 410, "sn_1": 1e6, "sn_2": 8e5, "sn_3": 2e5, "uk_12": 0.1,
        "uk_13": 0.06, "uk_23": 0.07,
        "pk_12": 8000, "pk_13": 1000, "pk_23": 1200, "i0": 0.01, "p0": 2000, "winding_1": 1,
        "winding_2": 1, "winding_3": 2,
        "clock_12": 0, "clock_13": 5, )" +
               std::string(tap) + R"(, "tap_min": -2, "tap_max": 2, "tap_nom": 0, "tap_size": 100}])")
        .network;
  };
  Network n = three(R"("tap_side": 1, "tap_pos": 2)");
  ASSERT_EQ(n.transformers.size(), 3U);
  ASSERT_EQ(n.buses.size(), 4U);
  EXPECT_EQ(n.buses[3].nominal_voltage, 10000);
  EXPECT_EQ(n.transformers[1].hv, 1);
  EXPECT_EQ(n.transformers[1].lv, 3);
  const auto resistance = [&](std::size_t a, std::size_t b) {
    return (n.transformers[a].r + n.transformers[b].r) / 1e8;
  };
  EXPECT_NEAR(resistance(0, 1), 8000 / (8e5 * 8e5), 1e-20);  // the loss at the smaller power of the pair
  EXPECT_NEAR(resistance(0, 2), 1000 / (2e5 * 2e5), 1e-20);
  EXPECT_NEAR(resistance(1, 2), 1200 / (2e5 * 2e5), 1e-20);
  EXPECT_NEAR(n.transformers[2].shift, -150 * kDegree, kTight);  // from the node to the star
  EXPECT_GT(n.transformers[0].g, 0);
  EXPECT_EQ(n.transformers[1].g, 0);
  EXPECT_NEAR(n.transformers[1].tap.step, 100.0 / 9000, kTight);
  EXPECT_EQ(n.transformers[0].tap.step, 0);
  ASSERT_EQ(n.switches.size(), 1U);
  EXPECT_EQ(n.switches[0].element, 2);
  EXPECT_EQ(n.switches[0].bus, 2);
  EXPECT_EQ(three(R"("tap_side": 0)").transformers[0].tap.side, TapChanger::Side::hv);
}

TEST(PowerGridModel, ASourceIsASlackAndItsImpedanceIsToldWhereItMatters) {
  const std::string load =
      R"("sym_load": [{"id": 8, "node": 2, "status": 1, "type": 0, "p_specified": 1e6, "q_specified": 0}])";
  const auto source = [&](const char* more) {
    return read_grid(load +
                     R"(, "source": [{"id": 5, "node": 1, "status": 1, "u_ref": 1.05, "u_ref_angle": 0.2)" +
                     std::string(more) + "}]");
  };
  const Import stiff = source(R"(, "sk": 1e20)");
  const Generator& g = stiff.network.generators.at(0);
  EXPECT_EQ(g.control, Generator::Control::slack);
  EXPECT_EQ(g.v, 1.05);
  EXPECT_EQ(g.angle, 0.2);
  EXPECT_TRUE(stiff.findings.empty()) << testing::listed(stiff.findings);
  EXPECT_TRUE(says(source("").findings, "source 5", "short-circuit power 1e+10 VA, loads 1e+06 VA"));
  EXPECT_TRUE(
      says(read_grid(R"("source": [{"id": 5, "node": 1, "status": 1}])").findings, "source 5", "no u_ref"));
}

TEST(PowerGridModel, LoadsAndGeneratorsGoWithTheVoltageByType) {
  const Import in = read_grid(
      R"("sym_load": [{"id": 10, "node": 2, "status": 0, "type": 0, "p_specified": 3, "q_specified": 1},
      {"id": 11, "node": 2, "status": 1, "type": 1, "p_specified": 3, "q_specified": 1},
      {"id": 12, "node": 6, "status": 1, "type": 2, "p_specified": 3, "q_specified": null}],
      "sym_gen": [{"id": 13, "node": 2, "status": 1, "type": 0, "p_specified": 5, "q_specified": 2},
      {"id": 14, "node": 2, "status": 1, "type": 2, "p_specified": 5, "q_specified": 2}],
      "asym_load": [{"id": 15, "node": 2, "status": 1, "type": 0, "p_specified": [1, null, 3],
        "q_specified": [1, 1, 1]}],
      "asym_gen": [{"id": 16, "node": 2, "status": 1, "type": 0, "p_specified": [1, 2, 3],
        "q_specified": [0, 0, 0]}])");
  const Network& n = in.network;
  ASSERT_EQ(n.loads.size(), 5U);
  EXPECT_FALSE(n.loads[0].in_service);
  EXPECT_EQ(n.loads[1].share_z, 1);
  EXPECT_EQ(n.loads[2].share_i, 1);
  EXPECT_EQ(n.loads[2].q, 0);
  EXPECT_EQ(n.loads[3].p, 4);
  EXPECT_EQ(n.loads[4].p, -5);  // the generator of constant current
  EXPECT_EQ(n.loads[4].share_i, 1);
  ASSERT_EQ(n.generators.size(), 2U);
  EXPECT_EQ(n.generators[0].p, 5);
  EXPECT_EQ(n.generators[1].p, 6);
  EXPECT_TRUE(says(in.findings, "sym_load 12", "states no q_specified"));
  EXPECT_TRUE(says(in.findings, "sym_gen 14", "load of negative power"));
  EXPECT_TRUE(says(in.findings, "asym_load 15", "balanced"));
}

TEST(PowerGridModel, ARegulatedGeneratorHoldsItsVoltage) {
  const Import in = read_grid(
      R"("sym_gen": [{"id": 13, "node": 2, "status": 1, "type": 0, "p_specified": 5, "q_specified": 2}],
      "voltage_regulator": [{"id": 20, "regulated_object": 13, "status": 1, "u_ref": 1.03, "q_min": -4,
        "q_max": "inf"},
      {"id": 21, "regulated_object": 99, "status": 1, "u_ref": 1}])");
  const Generator& g = in.network.generators.at(0);
  EXPECT_EQ(g.control, Generator::Control::pv);
  EXPECT_EQ(g.v, 1.03);
  EXPECT_EQ(g.q_min, -4);
  EXPECT_EQ(g.q_max, kUnlimited);
  EXPECT_TRUE(says(in.findings, "voltage_regulator 21", "left out"));
}

TEST(PowerGridModel, ATapRegulatorMakesTheTapAutomatic) {
  const Import in = read_grid(
      transformer(R"("tap_side": 0, "tap_pos": 0, "tap_min": -2, "tap_max": 2, "tap_size": 250)") +
      R"(, "transformer_tap_regulator": [{"id": 20, "regulated_object": 7, "status": 1, "control_side": 1,
                            "u_set": 410, "u_band": 8, "line_drop_compensation_r": 0.1}])");
  const TapChanger& tap = in.network.transformers[0].tap;
  EXPECT_TRUE(tap.automatic);
  EXPECT_EQ(tap.controlled, 2);
  EXPECT_NEAR(tap.target, 410.0 / 400, kTight);
  EXPECT_NEAR(tap.dead_band, 8.0 / 400, kTight);
  EXPECT_TRUE(says(in.findings, "transformer_tap_regulator 20", "line's drop"));
}

TEST(PowerGridModel, AShuntIsPowerAtTheRatedVoltage) {
  const Network n = read_grid(R"("shunt": [{"id": 8, "node": 6, "status": 1, "g1": 0.5, "b1": 2}])").network;
  EXPECT_EQ(n.shunts.at(0).p, 0.5 * 160000);
  EXPECT_EQ(n.shunts.at(0).q, -2.0 * 160000);
}

TEST(PowerGridModel, WhatIsNotTakenIsCounted) {
  const Import in = read_grid(
      R"("sym_voltage_sensor": [{"id": 30}], "asym_line": [{"id": 31}, {"id": 32}],
        "reactor": [{"id": 33}], "fault": [])");
  EXPECT_EQ(in.findings.size(), 3U) << testing::listed(in.findings);
  EXPECT_TRUE(says(in.findings, "sym_voltage_sensor", "1 is not taken"));
  EXPECT_TRUE(says(in.findings, "asym_line", "2 are not taken: the grid lacks"));
  EXPECT_TRUE(says(in.findings, "reactor", "1 is not taken: the grid lacks"));
}

TEST(PowerGridModel, RefusesFaultsWithTheComponent) {
  EXPECT_NE(grid_refusal(R"("line": [{"id": 1}])").find("line 1: id stands twice"), std::string::npos);
  EXPECT_NE(grid_refusal(R"("line": [{}])").find("row 1 of line has no id"), std::string::npos);
  EXPECT_NE(grid_refusal(R"("line": [[1, 2]])").find("neither an object nor a list of the 0 attributes"),
            std::string::npos);
  EXPECT_NE(grid_refusal(R"("line": {})").find("data of line is an object, must be a list"),
            std::string::npos);
  EXPECT_NE(
      grid_refusal(R"("link": [{"id": 3, "from_node": 1, "to_node": 5, "from_status": 1, "to_status": 1}])")
          .find("link 3: to_node is 5, which is no node"),
      std::string::npos);
  EXPECT_NE(
      grid_refusal(R"("link": [{"id": 3, "from_node": 1, "to_node": 1, "from_status": 1, "to_status": 1}])")
          .find("also from_node"),
      std::string::npos);
  EXPECT_NE(
      grid_refusal(R"("link": [{"id": 3, "from_node": 1, "to_node": 2, "from_status": 2, "to_status": 1}])")
          .find("from_status is 2"),
      std::string::npos);
  EXPECT_NE(
      grid_refusal(R"("link": [{"id": 3.5, "from_node": 1, "to_node": 2}])").find("must be a whole number"),
      std::string::npos);
  EXPECT_NE(grid_refusal(R"("line": [{"id": 3, )" + kEnds + R"(, "r1": 0, "x1": 0, "c1": 0, "tan1": 0}])")
                .find("r1 and x1 are both 0"),
            std::string::npos);
  EXPECT_NE(
      grid_refusal(R"("line": [{"id": 3, "from_node": 1, "to_node": 6, "from_status": 1, "to_status": 1}])")
          .find("another rated voltage"),
      std::string::npos);
  EXPECT_NE(grid_refusal(R"("line": [{"id": 3, )" + kEnds + R"(, "r1": "wide"}])")
                .find("r1 is a text, must be a number"),
            std::string::npos);
  EXPECT_NE(grid_refusal(R"("line": [{"id": 3, )" + kEnds + "}]").find("line 3: r1 is missing"),
            std::string::npos);
  EXPECT_NE(grid_refusal(R"("sym_load": [{"id": 3, "node": 1, "status": 1, "type": 3}])").find("type is 3"),
            std::string::npos);
  EXPECT_NE(
      grid_refusal(R"("asym_load": [{"id": 3, "node": 1, "status": 1, "type": 0, "p_specified": [1, 2]}])")
          .find("list of three phases"),
      std::string::npos);
}

TEST(PowerGridModel, RefusesOtherVersionsKindsAndBatches) {
  const auto said = [](const std::string& head) {
    return testing::refusal_of("{" + head + R"("data": {"node": [], "u_rated": []}})", "g.json");
  };
  EXPECT_NE(said(R"("version": "2.0", "type": "input", )").find("is not of version \"1.0\""),
            std::string::npos);
  EXPECT_NE(said(R"("version": "1.0", "type": "update", )").find("is not of type \"input\""),
            std::string::npos);
  EXPECT_NE(said(R"("version": "1.0", "type": "input", "is_batch": true, )").find("is a batch"),
            std::string::npos);
  EXPECT_NE(testing::refusal_of(
                R"({"version": "1.0", "type": "input", "data": "u_rated", "is_batch": false})", "g.json")
                .find("must be an object"),
            std::string::npos);
}

TEST(PowerGridModel, ReadsUpToAnyPlaceWhereATextIsCutOff) {
  const std::string whole = dataset(kLine);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW((void)read_power_grid_model(whole.substr(0, length), "x"), InputError) << length;
  }
}

}  // namespace
}  // namespace conurb::energy
