// SPDX-License-Identifier: Apache-2.0
// Buses, lines, switches, places and injections of pandapower networks. Transformers are in
// pandapower_transformers_test.cpp.
#include "plugins/energy/formats/pandapower.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "plugins/energy/error.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::kTight;
using testing::PandapowerText;
using testing::says;

const std::string kLineColumns =
    R"(["name", "from_bus", "to_bus", "length_km", "r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km",
        "g_us_per_km",
        "max_i_ka", "df", "parallel", "in_service"])";

/// Three buses with the indices 3, 17 and 5, and two lines.
PandapowerText small() {
  PandapowerText text;
  text.table("bus", R"(["name", "vn_kv", "in_service"])", "[3, 17, 5]",
             R"([["A", 20.0, true], ["B", 20.0, true], [null, 20.0, false]])");
  text.table("line", kLineColumns, "[8, 2]",
             R"([["L", 3, 17, 2.0, 0.1, 0.2, 100.0, 1.5, 0.3, 0.9, 2, true],
                 [null, 17, 5, 1.0, 0.1, 0.2, 0.0, null, null, 1.0, 1, false]])");
  return text;
}

Import read_net(const PandapowerText& text) {
  return read_pandapower(text.text(), "net.json");
}
std::string net_refusal(const PandapowerText& text) {
  return testing::refusal_of(text.text(), "net.json");
}

TEST(Pandapower, BusesKeepTheirIndexAsId) {
  PandapowerText text = small();
  const Import in = read_net(text.set("name", "\"town\"").set("f_hz", "60").set("sn_mva", "100.0"));
  const Network& n = in.network;
  EXPECT_EQ(n.name, "town");
  EXPECT_EQ(n.frequency, 60);
  EXPECT_EQ(n.base_power, 100e6);
  ASSERT_EQ(n.buses.size(), 3U);
  EXPECT_EQ(n.buses[1].id, 17);
  EXPECT_EQ(n.buses[1].name, "B");
  EXPECT_EQ(n.buses[2].name, "bus 5");
  EXPECT_FALSE(n.buses[2].in_service);
  EXPECT_EQ(n.buses[0].nominal_voltage, 20e3);
  EXPECT_TRUE(std::isnan(n.buses[0].x));
  EXPECT_TRUE(in.findings.empty()) << testing::listed(in.findings);
}

TEST(Pandapower, ALineHasTheValuesOfItsLengthAndOfItsParallelSystems) {
  const Network n = read_net(small()).network;
  ASSERT_EQ(n.lines.size(), 2U);
  const Line& line = n.lines[0];
  EXPECT_EQ(line.name, "L");
  EXPECT_EQ(line.from, 0);
  EXPECT_EQ(line.to, 1);
  EXPECT_EQ(line.length, 2000);
  EXPECT_NEAR(line.r, 0.1, kTight);  // 2 km of 0.1 ohm/km, twice
  EXPECT_NEAR(line.x, 0.2, kTight);
  EXPECT_NEAR(line.b, 2 * std::numbers::pi * 50 * 400e-9, 1e-18);
  EXPECT_NEAR(line.g, 6e-6, 1e-18);
  EXPECT_NEAR(line.max_current, 300 * 0.9 * 2, 1e-9);
  EXPECT_EQ(n.lines[1].name, "line 2");
  EXPECT_EQ(n.lines[1].max_current, kUnlimited);
  EXPECT_FALSE(n.lines[1].in_service);
}

TEST(Pandapower, CapacitanceGoesWithTheFrequencyOfTheNetwork) {
  PandapowerText text = small();
  EXPECT_NEAR(read_net(text.set("f_hz", "60")).network.lines[0].b, 2 * std::numbers::pi * 60 * 400e-9, 1e-18);
}

TEST(Pandapower, AnElementWithoutANumberIsNamedAndOutOfService) {
  PandapowerText text = small();
  text.table("line", kLineColumns, "[8]", "[[null, 3, 17, 2.0, null, null, 0, 0, 0.3, 1, 1, true]]");
  text.table("bus", R"(["name", "vn_kv", "in_service"])", "[3, 17]",
             R"([["A", 20.0, true], ["B", null, true]])");
  const Import in = read_net(text);
  EXPECT_FALSE(in.network.lines[0].in_service);
  EXPECT_FALSE(in.network.buses[1].in_service);
  EXPECT_TRUE(says(in.findings, "line 8", "lacks r_ohm_per_km, x_ohm_per_km"))
      << testing::listed(in.findings);
  EXPECT_TRUE(says(in.findings, "bus 17", "lacks vn_kv")) << testing::listed(in.findings);
}

TEST(Pandapower, SwitchesJoinBusesAndCutEndsOfLines) {
  PandapowerText text = small();
  text.table("switch", R"(["bus", "element", "et", "closed", "name", "z_ohm"])", "[4, 6, 9, 10, 11, 12]",
             R"([[17, 8, "l", false, "S", 0.0], [3, 5, "b", true, null, 0.0], [3, 5, "b", true, null, 0.01],
                 [5, 8, "l", true, null, 0], [3, 99, "l", true, null, 0], [3, 5, "q", true, null, 0]])");
  const Import in = read_net(text);
  const auto& s = in.network.switches;
  ASSERT_EQ(s.size(), 3U);
  EXPECT_EQ(s[0].kind, Switch::Kind::line);
  EXPECT_EQ(s[0].bus, 1);
  EXPECT_EQ(s[0].element, 0);  // the row of line 8
  EXPECT_FALSE(s[0].closed);
  EXPECT_EQ(s[1].kind, Switch::Kind::bus);
  EXPECT_EQ(s[1].element, 2);
  EXPECT_EQ(s[1].name, "switch 6");
  EXPECT_TRUE(says(in.findings, "switch 9", "z_ohm"));
  EXPECT_TRUE(says(in.findings, "switch 10", "where its element does not end"));
  EXPECT_TRUE(says(in.findings, "switch 11", "not there"));
  EXPECT_TRUE(says(in.findings, "switch 12", "unknown kind (et 'q')"));
}

TEST(Pandapower, CircuitBreakersAreBreakersAndRemoteOtherSwitchesAreNeither) {
  PandapowerText text = small();
  text.table("switch", R"(["bus", "element", "et", "closed", "type"])", "[0, 1, 2, 3, 4]",
             R"([[3, 8, "l", true, "CB"], [17, 8, "l", true, "LBS"], [3, 5, "b", true, "LS"],
                 [3, 5, "b", true, "DS"], [17, 2, "l", true, null]])");
  const Import in = read_net(text);
  ASSERT_EQ(in.network.switches.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(in.network.switches[i].breaker, i == 0) << i;
    EXPECT_EQ(in.network.switches[i].remote, i == 0) << i;
  }
  EXPECT_TRUE(in.findings.empty()) << testing::listed(in.findings);
  EXPECT_FALSE(read_net(small().table("switch", R"(["bus", "element", "et"])", "[0]", R"([[3, 5, "b"]])"))
                   .network.switches.at(0)
                   .breaker);
}

TEST(Pandapower, ALineWithoutImpedanceIsASwitchWithItsCharging) {
  PandapowerText text = small();
  text.table("line", kLineColumns, "[1, 2]",
             R"([["Z", 3, 17, 1.0, 0.0, 0.0, 100.0, 0, 0.3, 1, 1, true], ["Y", 3, 17, 0.0, 0.1, 0.1, 0, 0, 1,
        1, 1, true]])");
  text.table("switch", R"(["bus", "element", "et", "closed"])", "[0]", R"([[3, 2, "l", false]])");
  const Import in = read_net(text);
  const Network& n = in.network;
  ASSERT_EQ(n.switches.size(), 3U);
  EXPECT_EQ(n.switches[1].kind, Switch::Kind::bus);
  EXPECT_TRUE(n.switches[1].closed);
  EXPECT_FALSE(n.switches[2].closed);  // its line had an open end
  EXPECT_FALSE(n.lines[0].in_service);
  ASSERT_EQ(n.shunts.size(), 1U);
  EXPECT_NEAR(n.shunts[0].q, -2 * std::numbers::pi * 50 * 100e-9 * 20e3 * 20e3, 1e-9);
  EXPECT_TRUE(says(in.findings, "line 'Z', 'Y'", "no impedance")) << testing::listed(in.findings);
}

TEST(Pandapower, PlacesComeFromGeoJson) {
  PandapowerText text;
  text.table("bus", R"(["vn_kv", "geo"])", "[0, 1, 2, 3]",
             R"([[20, "{\"type\": \"Point\", \"coordinates\": [7.5, 48.25]}"], [20, "{\"coordinates\": 3}"],
        [20, "["], [20, null]])");
  text.table("line", R"(["from_bus", "to_bus", "length_km", "r_ohm_per_km", "x_ohm_per_km", "geo"])", "[0]",
             R"([[0, 1, 1, 1, 1, "{\"type\": \"LineString\", \"coordinates\": [[7.5, 48.25], )"
             R"([7.6, 48.5, 12], [8, 49]]}"]])");
  const Import in = read_net(text);
  EXPECT_EQ(in.network.buses[0].x, 7.5);
  EXPECT_EQ(in.network.buses[0].y, 48.25);
  EXPECT_TRUE(std::isnan(in.network.buses[3].x));
  EXPECT_EQ(in.network.lines[0].path, (std::vector<double>{7.5, 48.25, 7.6, 48.5, 8, 49}));
  EXPECT_TRUE(says(in.findings, "bus 1", "without coordinates"));
  EXPECT_TRUE(says(in.findings, "bus 2", "no GeoJSON"));
}

TEST(Pandapower, PlacesOfFormatTwoComeFromTheirTables) {
  PandapowerText text = small();
  text.set("format_version", "\"2.14.0\"");
  text.table("bus_geodata", R"(["x", "y", "coords"])", "[17, 99, 5]",
             "[[1.5, 2.5, null], [0, 0, null], [null, 1, null]]");
  text.table("line_geodata", R"(["coords"])", "[8, 99]", "[[[[1, 2], [3, 4]]], [[[0, 0], [1, 1]]]]");
  const Import in = read_net(text);
  EXPECT_EQ(in.network.buses[1].x, 1.5);
  EXPECT_EQ(in.network.buses[1].y, 2.5);
  EXPECT_TRUE(std::isnan(in.network.buses[2].x));
  EXPECT_EQ(in.network.lines[0].path, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_TRUE(in.findings.empty()) << testing::listed(in.findings);
}

TEST(Pandapower, LoadsAreScaledAndKeepTheirSharesOfVoltageDependence) {
  PandapowerText text = small();
  text.table("load",
             R"(["bus", "p_mw", "q_mvar", "const_z_p_percent", "const_z_q_percent", "const_i_p_percent",
        "const_i_q_percent", "scaling", "in_service", "name"])",
             "[4, 5]",
             R"([[17, 0.5, 0.2, 30, 30, 20, 20, 0.6, true, "H"], [3, 1, 1, 50, 0, 0, 10, 1, true, "M"]])");
  const Import in = read_net(text);
  const auto& loads = in.network.loads;
  ASSERT_EQ(loads.size(), 3U);
  EXPECT_NEAR(loads[0].p, 0.3e6, 1e-6);
  EXPECT_NEAR(loads[0].q, 0.12e6, 1e-6);
  EXPECT_NEAR(loads[0].share_z, 0.3, kTight);
  EXPECT_NEAR(loads[0].share_i, 0.2, kTight);
  EXPECT_EQ(loads[0].bus, 1);
  // Other shares for p and q: one load for each.
  EXPECT_EQ(loads[1].q, 0);
  EXPECT_EQ(loads[1].share_z, 0.5);
  EXPECT_EQ(loads[2].p, 0);
  EXPECT_EQ(loads[2].q, 1e6);
  EXPECT_NEAR(loads[2].share_i, 0.1, kTight);
  EXPECT_TRUE(says(in.findings, "load 5", "two loads"));
}

TEST(Pandapower, FormatTwoHasOneShareForBothPowers) {
  PandapowerText text = small();
  text.set("format_version", "2.2");
  text.table("load", R"(["bus", "p_mw", "q_mvar", "const_z_percent", "const_i_percent"])", "[0]",
             "[[3, 1, 1, 25, 50]]");
  const Network n = read_net(text).network;
  ASSERT_EQ(n.loads.size(), 1U);
  EXPECT_EQ(n.loads[0].share_z, 0.25);
  EXPECT_EQ(n.loads[0].share_i, 0.5);
}

TEST(Pandapower, GeneratorsHoldVoltagesAndExternalGridsAngles) {
  PandapowerText text = small();
  text.table(
      "gen",
      R"(["bus", "p_mw", "vm_pu", "sn_mva", "min_q_mvar", "max_q_mvar", "scaling", "slack", "in_service"])",
      "[1, 2, 3]",
      "[[17, 2, 1.01, 5, -1, 1, 0.5, false, true], [3, 1, 1.05, null, null, null, 1, true, true], [3, 1, "
      "1.05, null, 2, 1, 1, false, false]]");
  text.table("ext_grid", R"(["bus", "vm_pu", "va_degree", "in_service"])", "[0]", "[[3, 1.02, 30, true]]");
  text.table("sgen", R"(["bus", "p_mw", "q_mvar", "sn_mva", "scaling"])", "[7]",
             "[[17, 0.4, -0.1, 0.5, 0.5]]");
  const Import in = read_net(text);
  const auto& g = in.network.generators;
  ASSERT_EQ(g.size(), 5U);
  EXPECT_EQ(g[0].control, Generator::Control::slack);
  EXPECT_EQ(g[0].v, 1.02);
  EXPECT_NEAR(g[0].angle, std::numbers::pi / 6, kTight);
  EXPECT_EQ(g[1].control, Generator::Control::pv);
  EXPECT_EQ(g[1].p, 1e6);
  EXPECT_EQ(g[1].v, 1.01);
  EXPECT_EQ(g[1].q_min, -1e6);
  EXPECT_EQ(g[1].rated_power, 5e6);
  EXPECT_EQ(g[2].control, Generator::Control::slack);
  EXPECT_EQ(g[2].q_max, kUnlimited);
  EXPECT_EQ(g[2].v, 1.02);  // the external grid stands first at the bus
  EXPECT_EQ(g[4].control, Generator::Control::pq);
  EXPECT_NEAR(g[4].p, 0.2e6, 1e-6);
  EXPECT_NEAR(g[4].q, -0.05e6, 1e-6);
  EXPECT_TRUE(says(in.findings, "bus 3", "different voltages"));
  EXPECT_TRUE(says(in.findings, "gen 3", "min_q_mvar above max_q_mvar"));
}

TEST(Pandapower, AStorageThatChargesFeedsInLessThanNothing) {
  PandapowerText text = small();
  text.table("storage", R"(["bus", "p_mw", "q_mvar", "sn_mva", "soc_percent", "max_e_mwh", "scaling"])",
             "[0]", "[[3, 0.2, 0.1, 0.5, 25, 2, 1]]");
  const Storage s = read_net(text).network.storages.at(0);
  EXPECT_EQ(s.p, -0.2e6);
  EXPECT_EQ(s.q, -0.1e6);
  EXPECT_EQ(s.capacity, 7.2e9);
  EXPECT_EQ(s.charge, 1.8e9);
  EXPECT_EQ(s.max_power, 0.5e6);
}

TEST(Pandapower, AShuntIsReferredToTheVoltageOfItsBus) {
  PandapowerText text = small();
  text.table("shunt", R"(["bus", "p_mw", "q_mvar", "vn_kv", "step", "max_step"])", "[0, 1]",
             "[[3, 0.1, -2, 10, 2, 3], [17, 0, 1, null, 1, null]]");
  const Network n = read_net(text).network;
  EXPECT_NEAR(n.shunts[0].p, 0.4e6, 1e-6);  // twice the voltage: four times the power
  EXPECT_NEAR(n.shunts[0].q, -8e6, 1e-6);
  EXPECT_EQ(n.shunts[0].steps, 2);
  EXPECT_EQ(n.shunts[0].most_steps, 3);
  EXPECT_EQ(n.shunts[1].q, 1e6);
}

TEST(Pandapower, AsymmetricKindsAreTheSumOfTheirPhasesAndTold) {
  PandapowerText text = small();
  const std::string columns =
      R"(["bus", "p_a_mw", "q_a_mvar", "p_b_mw", "q_b_mvar", "p_c_mw", "q_c_mvar", "scaling"])";
  text.table("asymmetric_load", columns, "[0]", "[[3, 1, 0.1, 2, 0.2, 3, 0.3, 0.5]]");
  text.table("asymmetric_sgen", columns, "[0]", "[[3, 1, 0, 1, 0, 1, 0, 1]]");
  const Import in = read_net(text);
  EXPECT_NEAR(in.network.loads.at(0).p, 3e6, 1e-6);
  EXPECT_NEAR(in.network.loads.at(0).q, 0.3e6, 1e-6);
  EXPECT_NEAR(in.network.generators.at(0).p, 3e6, 1e-6);
  EXPECT_TRUE(says(in.findings, "asymmetric_load 0", "sum of its phases"));
}

TEST(Pandapower, TheEuropeanLowVoltageFeederIsReadAsBalanced) {
  NEED_SHARED("energy/pandapower");
  const Import in = read_pandapower(
      testing::read_text(testing::shared_file("energy/pandapower/IEEE_European_LV_On_Peak_566.json")),
      "ieee.json");
  EXPECT_EQ(in.network.buses.size(), 907U);
  EXPECT_EQ(in.network.lines.size(), 905U);
  EXPECT_EQ(in.network.transformers.size(), 1U);
  EXPECT_EQ(in.network.loads.size(), 55U);
  EXPECT_EQ(in.network.base_power, 100e6);
  double p = 0;
  for (const Load& load : in.network.loads) p += load.p;
  EXPECT_NEAR(p, 57.36e3,
              0.2e3);  // "On Peak 566": 57.4 kW in the file's own results, losses of some 0.1 kW within
  EXPECT_TRUE(says(in.findings, "asymmetric_load 0, 1, 2, 3, 4 and 50 more", "balanced"))
      << testing::listed(in.findings);
}

TEST(Pandapower, EquipmentThatIsNotTakenIsCounted) {
  PandapowerText text = small();
  text.table("ward", R"(["bus"])", "[0, 1]", "[[3], [3]]");
  text.table("impedance", R"(["from_bus"])", "[0]", "[[3]]");
  text.table("motor", R"(["bus"])", "[]", "[]");
  text.table("poly_cost", R"(["element"])", "[0]", "[[3]]");
  text.table("flying_saucer", R"(["bus"])", "[0]", "[[3]]");
  text.table("res_bus", R"(["vm_pu"])", "[0]", "[[1]]");
  const std::vector<Finding> findings = read_net(text).findings;
  text.set("group", R"({"_class": "DataFrame", "orient": "records", "_object": "[]"})");
  EXPECT_TRUE(says(read_net(text).findings, "group", "not taken"));  // of a form that is not read
  EXPECT_EQ(findings.size(), 4U) << testing::listed(findings);
  EXPECT_TRUE(says(findings, "ward", "2 rows are not taken: the grid lacks"));
  EXPECT_TRUE(says(findings, "impedance", "1 row is not taken"));
  EXPECT_TRUE(says(findings, "poly_cost", "1 row is not taken"));
  EXPECT_TRUE(says(findings, "flying_saucer", "not known"));
}

TEST(Pandapower, RefusesReferencesThatLeadNowhereAndIndicesTwice) {
  PandapowerText text = small();
  text.table("load", R"(["bus", "p_mw"])", "[9]", "[[4, 1]]");
  EXPECT_EQ(
      net_refusal(text),
      "net.json: load 9: bus is 4, which is not in the table bus; correct the network and write it again");
  text = small();
  text.table("load", R"(["bus", "p_mw"])", "[9]", "[[3, \"much\"]]");
  EXPECT_NE(net_refusal(text).find("load 9: p_mw is a text, must be a number"), std::string::npos)
      << net_refusal(text);
  text = small();
  text.table("load", R"(["bus", "p_mw"])", "[9]", "[[3.5, 1]]");
  EXPECT_NE(net_refusal(text).find("load 9: bus is 3.5, must be a whole number"), std::string::npos)
      << net_refusal(text);
  text = small();
  text.table("bus", R"(["vn_kv"])", "[3, 3]", "[[20], [20]]");
  EXPECT_NE(net_refusal(text).find("bus 3: index stands twice"), std::string::npos) << net_refusal(text);
  text.table("bus", R"(["vn_kv"])", "[3, \"x\"]", "[[20], [20]]");
  EXPECT_NE(net_refusal(text).find("index of row 2 is no whole number"), std::string::npos)
      << net_refusal(text);
}

TEST(Pandapower, RefusesFramesOfAnotherForm) {
  PandapowerText text = small();
  text.table("line", R"(["a", "b"])", "[1]", "[[1]]");
  EXPECT_NE(net_refusal(text).find("table line: row 1 does not have the 2 values"), std::string::npos)
      << net_refusal(text);
  text.table("line", R"(["a"])", "[1, 2]", "[[1]]");
  EXPECT_NE(net_refusal(text).find("is no frame with columns, index and data"), std::string::npos)
      << net_refusal(text);
  text.set("line", R"({"_class": "DataFrame", "orient": "records", "_object": "[]"})");
  EXPECT_NE(net_refusal(text).find("orient \"records\", only 'split'"), std::string::npos)
      << net_refusal(text);
  text.set("line", R"({"_class": "DataFrame", "orient": "split", "_object": "{"})");
  EXPECT_NE(net_refusal(text).find("net.json, table line:1:2: is not JSON"), std::string::npos)
      << net_refusal(text);
}

TEST(Pandapower, RefusesFormatOneAndForeignFiles) {
  PandapowerText text = small();
  EXPECT_NE(net_refusal(text.set("format_version", "\"1.6.0\"")).find("has format 1, which has other units"),
            std::string::npos);
  EXPECT_NE(net_refusal(text.set("format_version", "null")).find("states no format_version"),
            std::string::npos);
  EXPECT_TRUE(says(read_net(text.set("format_version", "\"4.0.0\"")).findings, "format_version", "is 4"));
  EXPECT_NE(testing::refusal_of(R"({"_class": "pandapowerNet"})", "a.json").find("\"_object\" is missing"),
            std::string::npos);
  EXPECT_NE(
      testing::refusal_of(R"({"_class": "pandapowerNet", "_object": {}})", "a.json").find("has no table bus"),
      std::string::npos);
}

TEST(Pandapower, ReadsAnObjectThatIsATextAndPythonsWordsForNoNumber) {
  const std::string plain = small().text();
  const std::size_t begin = plain.find("{", 1);
  const std::string inner = plain.substr(begin, plain.size() - begin - 1);
  std::string quoted = "\"";
  for (const char c : inner) quoted.append(c == '"' || c == '\\' ? "\\" : "").append(1, c == '\n' ? ' ' : c);
  const std::string text = plain.substr(0, begin) + quoted + "\"}";
  EXPECT_EQ(read_pandapower(text, "x").network.buses.size(), 3U);
  PandapowerText words = small();
  words.set("std_types", R"({"line": {"a": NaN, "b": -Infinity, "NaN": "NaN"}})");
  EXPECT_EQ(read_net(words).network.buses.size(), 3U);
}

TEST(Pandapower, ReadsUpToAnyPlaceWhereATextIsCutOff) {
  const std::string whole = small().text();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW((void)read_pandapower(whole.substr(0, length), "x"), InputError) << length;
  }
}

}  // namespace
}  // namespace conurb::energy
