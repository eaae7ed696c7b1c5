// SPDX-License-Identifier: Apache-2.0
// Writing for power-grid-model: what is read again is the same grid as far as the format holds it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <complex>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/power_grid_model.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::kTight;
using testing::says;

/// Greatest difference of two admittances, of the greater diagonal of its row and column.
double admittance_difference(const Network& a, const Network& b) {
  const testing::Admittances first = testing::admittances_of(a), second = testing::admittances_of(b);
  EXPECT_EQ(first.group, second.group);
  EXPECT_EQ(first.y.size(), second.y.size());
  double worst = 0;
  for (const auto& [key, y] : first.y) {
    const auto found = second.y.find(key);
    if (found == second.y.end()) return kUnlimited;
    const double scale = std::max(std::abs(first.y.at({key.first, key.first})), std::abs(y));
    worst = std::max(worst, std::abs(y - found->second) / scale);
  }
  return worst;
}

/// Sums over loads, shunts and generators: what a writer could lose.
struct Totals {
  double load = 0, reactive = 0, shunt = 0, generated = 0, voltages = 0;
  int slacks = 0, held = 0;
};
Totals totals_of(const Network& n) {
  Totals t;
  for (const Load& l : n.loads) t.load += l.p, t.reactive += l.q;
  for (const Shunt& s : n.shunts) t.shunt += s.q * s.steps;
  for (const Generator& g : n.generators) {
    t.generated += g.control == Generator::Control::slack ? 0 : g.p;
    t.voltages += g.control == Generator::Control::pq ? 0 : g.v;
    t.slacks += g.control == Generator::Control::slack;
    t.held += g.control == Generator::Control::pv;
  }
  return t;
}

class RoundTrip : public ::testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, GivesTheSameAdmittancesAndInjections) {
  const std::string name = GetParam();
  NEED_SHARED("energy/" + name);
  const Import original = read_network(testing::read_text(testing::shared_file("energy/" + name)), name);
  const Export written = write_power_grid_model(original.network);
  const Import again =
      read_power_grid_model(written.text, "again.json", {.frequency = original.network.frequency});
  EXPECT_TRUE(again.findings.empty()) << testing::listed(again.findings);
  ASSERT_EQ(again.network.buses.size(), original.network.buses.size());
  for (std::size_t i = 0; i < original.network.buses.size(); ++i) {
    EXPECT_EQ(again.network.buses[i].id, original.network.buses[i].id);
    EXPECT_EQ(again.network.buses[i].nominal_voltage, original.network.buses[i].nominal_voltage);
  }
  EXPECT_EQ(again.network.lines.size() + again.network.transformers.size(),
            original.network.lines.size() + original.network.transformers.size());
  // Numbers are written in full; ratios and capacitances go through a division and back.
  EXPECT_LT(admittance_difference(original.network, again.network), 1e-12);
  const Totals a = totals_of(original.network), b = totals_of(again.network);
  EXPECT_NEAR(a.load, b.load, kTight * std::abs(a.load));
  EXPECT_NEAR(a.reactive, b.reactive, kTight * std::abs(a.reactive));
  EXPECT_NEAR(a.shunt, b.shunt, kTight * std::abs(a.shunt));
  EXPECT_NEAR(a.generated, b.generated, kTight * std::abs(a.generated));
  EXPECT_NEAR(a.voltages, b.voltages, kTight * a.voltages);
  EXPECT_EQ(a.slacks, b.slacks);
  EXPECT_EQ(a.held, b.held);
}

INSTANTIATE_TEST_SUITE_P(All, RoundTrip,
                         ::testing::Values("pandapower/lv_schutterwald.json", "pandapower/mv_oberrhein.json",
                                           "pandapower/mv_oberrhein_substations.json", "matpower/case118.m",
                                           "matpower/case300.m", "matpower/case2869pegase.m"),
                         [](const auto& param) {
                           std::string name = param.param;
                           for (char& c : name)
                             c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

Network three_buses() {
  Network n;
  n.buses = {{.id = 4, .nominal_voltage = 400},
             {.id = 2, .nominal_voltage = 400},
             {.id = 9, .nominal_voltage = 10000}};
  return n;
}

TEST(PowerGridModelWriter, KeepsOpenEndsAndSwitchesOffWhatIsOutOfService) {
  Network n = three_buses();
  n.lines = {{.from = 0, .to = 1, .r = 1, .x = 1}, {.from = 0, .to = 1, .r = 2, .x = 1, .in_service = false}};
  n.switches = {{.kind = Switch::Kind::line, .bus = 1, .element = 0, .closed = false},
                {.kind = Switch::Kind::line, .bus = 0, .element = 0, .closed = true},
                {.kind = Switch::Kind::bus, .bus = 0, .element = 1, .closed = false}};
  const Network again = read_power_grid_model(write_power_grid_model(n).text, "x").network;
  ASSERT_EQ(again.lines.size(), 2U);
  EXPECT_TRUE(again.lines[0].in_service);
  EXPECT_FALSE(again.lines[1].in_service);
  ASSERT_EQ(again.switches.size(), 2U);
  EXPECT_EQ(again.switches[0].kind, Switch::Kind::line);
  EXPECT_EQ(again.switches[0].bus, 1);
  EXPECT_FALSE(again.switches[0].closed);
  EXPECT_EQ(again.switches[1].kind, Switch::Kind::bus);
  EXPECT_FALSE(again.switches[1].closed);
}

TEST(PowerGridModelWriter, HoldsLinesThatNoCapacitanceDescribes) {
  Network n = three_buses();
  n.lines = {{.from = 0, .to = 1, .r = 1, .x = 1, .g = 1e-3},
             {.from = 0, .to = 1, .r = 1, .x = 1, .b = -1e-3, .max_current = 100},
             {.from = 0, .to = 2, .r = 1, .x = 1, .b = 1e-3}};  // volts are volts at both ends
  const Network again = read_power_grid_model(write_power_grid_model(n).text, "x").network;
  ASSERT_EQ(again.lines.size(), 2U);
  ASSERT_EQ(again.transformers.size(), 1U);
  EXPECT_EQ(again.lines[0].g, 1e-3);
  EXPECT_NEAR(again.lines[1].max_current, 100, 1e-9);
  EXPECT_NEAR(again.transformers[0].rated_hv / again.transformers[0].rated_lv, 1, kTight);
  EXPECT_LT(admittance_difference(n, again), 1e-12);
}

TEST(PowerGridModelWriter, WritesTheRatioOfThePresentTap) {
  Network n = three_buses();
  Transformer t{.hv = 2, .lv = 0, .rated_hv = 10500, .rated_lv = 410, .shift = 0.3, .r = 0.01, .x = 0.02};
  t.tap = {.side = TapChanger::Side::lv, .position = 3, .neutral = 1, .step = 0.025, .step_angle = 0.01};
  n.transformers = {t};
  const Export written = write_power_grid_model(n);
  EXPECT_LT(admittance_difference(n, read_power_grid_model(written.text, "x").network), 1e-12);
  EXPECT_TRUE(says(written.findings, "transformer", "tap changers are not held"));
}

TEST(PowerGridModelWriter, PartsMixedLoadsAndNamesWhatIsLost) {
  Network n = three_buses();
  n.loads = {{.bus = 0, .p = 100, .q = 50, .share_z = 0.3, .share_i = 0.7, .priority = 2}};
  n.storages = {{.name = "B", .bus = 0, .p = -5, .q = 1}};
  n.shunts = {{.bus = 1, .q = -100, .steps = 3, .most_steps = 4, .automatic = true}};
  const Export written = write_power_grid_model(n);
  const Network again = read_power_grid_model(written.text, "x").network;
  ASSERT_EQ(again.loads.size(), 2U);
  EXPECT_EQ(again.loads[0].share_z, 1);
  EXPECT_NEAR(again.loads[0].p, 30, 1e-9);
  EXPECT_NEAR(again.loads[1].p, 70, 1e-9);
  EXPECT_EQ(again.generators.at(0).p, -5);
  EXPECT_NEAR(again.shunts.at(0).q, -300, 1e-9);
  EXPECT_TRUE(says(written.findings, "storage 'B'", "generator of its present power"));
  EXPECT_TRUE(says(written.findings, "shunt", "automatic"));
  EXPECT_TRUE(says(written.findings, "load", "priorities"));
  EXPECT_TRUE(says(written.findings, "load", "mixed"));
}

TEST(PowerGridModelWriter, NumbersNodesByRowWhereTheirIdsDoNotFit) {
  Network n = three_buses();
  n.buses[1].id = 4;
  n.buses[2].in_service = false;
  const Export written = write_power_grid_model(n);
  EXPECT_EQ(read_power_grid_model(written.text, "x").network.buses[1].id, 1);
  EXPECT_TRUE(says(written.findings, "bus", "numbered by row"));
  EXPECT_TRUE(says(written.findings, "bus 9", "out of service"));
  n.buses[1].id = std::int64_t{1} << 40;
  EXPECT_EQ(read_power_grid_model(write_power_grid_model(n).text, "x").network.buses[1].id, 1);
}

TEST(PowerGridModelWriter, SaysThatAFrequencyOtherThanTheDefaultHasToBeGivenToTheReader) {
  Network n = three_buses();
  n.lines = {{.from = 0, .to = 1, .r = 1, .x = 1, .b = 1e-3}};
  EXPECT_FALSE(says(write_power_grid_model(n).findings, "network", "Hz"));
  n.frequency = 60;
  const Export written = write_power_grid_model(n);
  EXPECT_TRUE(says(written.findings, "network", "60 Hz, which the format does not hold"))
      << testing::listed(written.findings);
  EXPECT_NEAR(read_power_grid_model(written.text, "x", {.frequency = 60}).network.lines.at(0).b, 1e-3,
              kTight * 1e-3);
  EXPECT_NEAR(read_power_grid_model(written.text, "x").network.lines.at(0).b, 1e-3 * 50 / 60, kTight * 1e-3);
}

TEST(PowerGridModelWriter, LeavesOutWhatJoinsABusToItself) {
  Network n = three_buses();
  n.lines = {{.name = "L", .from = 0, .to = 0, .r = 1, .x = 1, .b = 1e-3},
             {.name = "M", .from = 1, .to = 1, .r = 1, .x = 1},
             {.name = "N", .from = 0, .to = 1, .r = 1, .x = 1}};
  n.transformers = {{.name = "T", .hv = 2, .lv = 2, .rated_hv = 1, .rated_lv = 1, .x = 1}};
  n.switches = {{.name = "S", .bus = 1, .element = 1}};
  const Export written = write_power_grid_model(n);
  const Network again = read_power_grid_model(written.text, "x").network;
  EXPECT_EQ(again.lines.size(), 1U);
  EXPECT_TRUE(again.transformers.empty() && again.switches.empty());
  EXPECT_TRUE(says(written.findings, "line 'L', 'M'", "joins a bus to itself"))
      << testing::listed(written.findings);
  EXPECT_TRUE(says(written.findings, "transformer 'T'", "joins a bus to itself"));
  EXPECT_TRUE(says(written.findings, "switch 'S'", "joins a bus to itself"));
}

TEST(PowerGridModelWriter, CountsTheBreakersAndRemoteSwitchesThatItLoses) {
  Network n = three_buses();
  n.switches = {{.bus = 0, .element = 1, .remote = true, .breaker = true},
                {.bus = 0, .element = 1, .remote = true},
                {.bus = 0, .element = 1, .remote = true, .breaker = true},
                {.bus = 0, .element = 1}};
  const Export written = write_power_grid_model(n);
  EXPECT_TRUE(says(written.findings, "switch", "2 breakers and 3 remote ones of 4 are not held as such"))
      << testing::listed(written.findings);
  n.switches = {n.switches[3]};
  EXPECT_FALSE(says(write_power_grid_model(n).findings, "switch", "not held as such"));
}

TEST(PowerGridModelWriter, RefusesANetworkThatIsNotConsistent) {
  Network n = three_buses();
  n.lines = {{.from = 0, .to = 7, .r = 1, .x = 1}};
  EXPECT_THROW((void)write_power_grid_model(n), InputError);
  n.lines = {{.from = 0, .to = 1}};
  EXPECT_THROW((void)write_power_grid_model(n), InputError);
}

}  // namespace
}  // namespace conurb::energy
