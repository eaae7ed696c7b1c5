// SPDX-License-Identifier: Apache-2.0
// What becomes of the rows of a MATPOWER case. The text itself is tested in matpower_text_test.cpp.
#include "plugins/energy/formats/matpower.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/matpower_text.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::kTight;
using testing::says;

/// A case of three buses; each part may be replaced.
struct CaseText {
  std::string head = "function mpc = small\nmpc.version = '2';\nmpc.baseMVA = 100;\n";
  std::string bus =
      "1 3 0 0 0 0 1 1.02 5 110 1 1.1 0.9\n"
      "2 1 50 20 1 -3 1 1 0 110 1 1.05 0.95\n"
      "7 2 0 0 0 0 1 0.99 0 20 1 1.1 0.9\n";
  std::string gen =
      "1 10 5 100 -100 1.03 120 1 200 0\n"
      "7 30 1 40 -20 1.01 50 1 60 0\n";
  std::string branch =
      "1 2 0.01 0.1 0.02 250 0 0 0 0 1 -360 360\n"
      "2 7 0.002 0.05 0.004 80 0 0 0.98 30 1 -360 360\n";
  std::string tail;

  [[nodiscard]] std::string text() const {
    return head + "mpc.bus = [\n" + bus + "];\nmpc.gen = [\n" + gen + "];\nmpc.branch = [\n" + branch +
           "];\n" + tail;
  }
  [[nodiscard]] Import read() const { return read_matpower(text(), "small.m"); }
  [[nodiscard]] std::string refusal() const { return testing::refusal_of(text(), "small.m"); }
};

TEST(Matpower, ABusKeepsItsNumberVoltageAndBand) {
  const Network n = CaseText().read().network;
  EXPECT_EQ(n.name, "small");
  EXPECT_EQ(n.base_power, 100e6);
  ASSERT_EQ(n.buses.size(), 3U);
  EXPECT_EQ(n.buses[2].id, 7);  // numbers need not be consecutive
  EXPECT_EQ(n.buses[2].name, "bus 7");
  EXPECT_EQ(n.buses[2].nominal_voltage, 20e3);
  EXPECT_EQ(n.buses[1].v_max, 1.05);
  EXPECT_EQ(n.buses[1].v_min, 0.95);
  EXPECT_NEAR(n.buses[0].angle_start, 5 * std::numbers::pi / 180, kTight);
}

TEST(Matpower, LoadsAndShuntsStandAtTheirBusWithTheSignsOfDrawnPower) {
  const Network n = CaseText().read().network;
  ASSERT_EQ(n.loads.size(), 1U);
  EXPECT_EQ(n.loads[0].bus, 1);
  EXPECT_EQ(n.loads[0].p, 50e6);
  EXPECT_EQ(n.loads[0].q, 20e6);
  ASSERT_EQ(n.shunts.size(), 1U);
  EXPECT_EQ(n.shunts[0].p, 1e6);
  EXPECT_EQ(n.shunts[0].q, 3e6);  // Bs = -3 Mvar injected is 3 drawn
}

TEST(Matpower, ABranchWithoutTapIsALineInOhmsWithItsTotalCharging) {
  const Network n = CaseText().read().network;
  ASSERT_EQ(n.lines.size(), 1U);
  const double z = 110e3 * 110e3 / 100e6;
  EXPECT_NEAR(n.lines[0].r, 0.01 * z, kTight * z);
  EXPECT_NEAR(n.lines[0].x, 0.1 * z, kTight * z);
  EXPECT_NEAR(n.lines[0].b, 0.02 / z, kTight / z);
  EXPECT_NEAR(n.lines[0].max_current, 250e6 / (std::sqrt(3.0) * 110e3), 1e-9);  // A
}

TEST(Matpower, ATapIsTheRatioAtTheFromBusAndAPositiveShiftADelay) {
  const Network n = CaseText().read().network;
  ASSERT_EQ(n.transformers.size(), 1U);
  const Transformer& t = n.transformers[0];
  const double z = 20e3 * 20e3 / 100e6;  // of the to side
  EXPECT_EQ(t.hv, 1);
  EXPECT_EQ(t.lv, 2);
  EXPECT_NEAR(t.rated_hv / t.rated_lv, 0.98 * 110 / 20, kTight);
  EXPECT_NEAR(t.shift, std::numbers::pi / 6, kTight);
  EXPECT_NEAR(t.x, 0.05 * z, kTight * z);
  EXPECT_NEAR(t.b, 0.004 / z, kTight / z);
  EXPECT_EQ(t.max_power, 80e6);
}

TEST(Matpower, ATransformerMayStandWithItsLowVoltageAtTheFromBus) {
  CaseText text;
  text.branch = "7 2 0.002 0.05 0 0 0 0 0.98 0 1\n1 2 0.01 0.1 0 0 0 0 0 0 1\n";
  const Network n = text.read().network;
  ASSERT_EQ(n.transformers.size(), 1U);
  EXPECT_EQ(n.transformers[0].hv, 2);
  EXPECT_NEAR(n.transformers[0].rated_hv / n.transformers[0].rated_lv, 0.98 * 20 / 110, kTight);
}

TEST(Matpower, RatioZeroMeansOneAndLimitZeroMeansNone) {
  CaseText text;
  text.branch = "1 2 0.01 0.1 0 0 0 0 0 0 1\n1 7 0.01 0.1 0 0 0 0 0 0 1\n";
  const Network n = text.read().network;
  EXPECT_EQ(n.lines.at(0).max_current, kUnlimited);
  EXPECT_NEAR(n.transformers.at(0).rated_hv / n.transformers.at(0).rated_lv, 110.0 / 20, kTight);
  EXPECT_EQ(n.transformers.at(0).max_power, kUnlimited);
}

TEST(Matpower, TheOrderOfBranchesIsKept) {
  CaseText text;
  text.branch =
      "2 7 0.002 0.05 0 0 0 0 0.98 0 1\n1 2 0.01 0.1 0 0 0 0 0 0 1\n1 2 0 0 0 0 0 0 0 0 1\n1 2 0.01 0.1 0 0 "
      "0 0 0 0 "
      "0\n";
  const Network n = text.read().network;
  ASSERT_EQ(n.branch_order.size(), 4U);
  EXPECT_EQ(n.branch_order[0].kind, BranchRef::Kind::transformer);
  EXPECT_EQ(n.branch_order[1].kind, BranchRef::Kind::line);
  EXPECT_EQ(n.branch_order[1].row, 0);
  EXPECT_EQ(n.branch_order[2].kind, BranchRef::Kind::bus_switch);
  EXPECT_EQ(n.branch_order[3].row, 1);  // the parallel line
  EXPECT_EQ(n.lines[1].name, "branch 4");
  EXPECT_FALSE(n.lines[1].in_service);
}

TEST(Matpower, NegativeReactanceAndZeroResistanceStay) {
  CaseText text;
  text.branch = "1 2 0 -0.1 0 0 0 0 0 0 1\n2 7 0 0.05 0 0 0 0 0 0 1\n";
  const Network n = text.read().network;
  EXPECT_LT(n.lines.at(0).x, 0);
  EXPECT_EQ(n.lines.at(0).r, 0);
}

TEST(Matpower, ABranchWithoutImpedanceIsASwitchAndItsChargingAShunt) {
  CaseText text;
  text.branch += "1 2 0 0 0.05 0 0 0 0 0 1 0 0\n1 2 0 0 0.05 0 0 0 0 0 0 0 0\n";
  const Import read = text.read();
  const Network& n = read.network;
  ASSERT_EQ(n.switches.size(), 2U);
  EXPECT_EQ(n.switches[0].kind, Switch::Kind::bus);
  EXPECT_EQ(n.switches[0].bus, 0);
  EXPECT_EQ(n.switches[0].element, 1);
  EXPECT_TRUE(n.switches[0].closed);
  EXPECT_FALSE(n.switches[1].closed);
  ASSERT_EQ(n.shunts.size(), 2U);  // one of the bus, one of the charging in service
  EXPECT_NEAR(n.shunts[1].q, -5e6, 1e-6);
  EXPECT_TRUE(says(read.findings, "branch 3, 4", "no impedance")) << testing::listed(read.findings);
  text.branch += "2 7 0 0 0 0 0 0 1 0 1 0 0\n";
  EXPECT_NE(text.refusal().find("branch row 5: r and x are 0"), std::string::npos) << text.refusal();
}

TEST(Matpower, TheReferenceBusHoldsItsAngleAndItsFirstGeneratorIsTheSlack) {
  CaseText text;
  text.gen =
      "1 0 0 9 -9 1.04 100 0 9 0\n1 10 5 100 -100 1.03 100 1 200 0\n1 20 0 9 -9 1.03 100 1 9 0\n7 30 1 40 "
      "-20 1.01 50 "
      "1 60 0\n2 4 1 9 -9 1 100 1 9 0\n";
  const Import read = text.read();
  const auto& g = read.network.generators;
  ASSERT_EQ(g.size(), 5U);
  EXPECT_FALSE(g[0].in_service);
  EXPECT_EQ(g[0].control, Generator::Control::pv);
  EXPECT_EQ(g[1].control, Generator::Control::slack);
  EXPECT_NEAR(g[1].angle, 5 * kDegree, kTight);
  EXPECT_EQ(g[2].control, Generator::Control::pv);
  EXPECT_EQ(g[3].control, Generator::Control::pv);
  EXPECT_EQ(g[3].p, 30e6);
  EXPECT_EQ(g[3].q_min, -20e6);
  EXPECT_EQ(g[3].q_max, 40e6);
  EXPECT_EQ(g[3].rated_power, 50e6);
  EXPECT_EQ(g[4].control, Generator::Control::pq);  // its bus is of type 1
  EXPECT_EQ(g[4].q, 1e6);
  EXPECT_FALSE(says(read.findings, "bus", "different voltages"));
}

TEST(Matpower, TheVoltageOfTheGeneratorOverridesThatOfTheBus) {
  const Network n = CaseText().read().network;
  EXPECT_EQ(n.generators[0].v, 1.03);
  EXPECT_EQ(n.buses[0].v_start, 1.03);
  EXPECT_EQ(n.buses[1].v_start, 1);
}

TEST(Matpower, OfGeneratorsThatDisagreeTheFirstInServiceDecides) {
  CaseText text;
  text.gen =
      "1 0 0 9 -9 1.03 100 1 9 0\n7 0 0 9 -9 1.09 100 0 9 0\n7 0 0 9 -9 1.01 100 1 9 0\n7 0 0 9 -9 1.02 100 "
      "1 9 0\n";
  const Import read = text.read();
  EXPECT_EQ(read.network.generators[2].v, 1.01);
  EXPECT_EQ(read.network.generators[3].v, 1.01);
  EXPECT_EQ(read.network.buses[2].v_start, 1.01);
  EXPECT_TRUE(says(read.findings, "bus 7", "different voltages")) << testing::listed(read.findings);
}

TEST(Matpower, APvBusWithoutGeneratorInServiceIsTold) {
  CaseText text;
  text.gen = "1 10 5 100 -100 1.03 120 1 200 0\n7 30 1 40 -20 1.01 50 0 60 0\n";
  const Import read = text.read();
  EXPECT_TRUE(says(read.findings, "bus 7", "its voltage is not held"));
  EXPECT_EQ(read.network.buses[2].v_start, 0.99);
}

TEST(Matpower, WithoutReferenceInServiceTheFirstPvBusIsTheSlack) {
  CaseText text;
  text.gen = "1 10 5 100 -100 1.03 120 0 200 0\n7 30 1 40 -20 1.01 50 1 60 0\n";
  const Import read = text.read();
  EXPECT_EQ(read.network.generators[1].control, Generator::Control::slack);
  EXPECT_TRUE(says(read.findings, "bus 1", "it is no slack"));
  EXPECT_TRUE(says(read.findings, "bus 7", "is the slack"));
  // The first bus, not the first row of mpc.gen.
  text.bus += "3 2 0 0 0 0 1 1 0 110 1 1.1 0.9\n";
  text.gen = "3 1 1 9 -9 1.01 100 1 9 0\n7 30 1 40 -20 1.01 50 1 60 0\n";
  EXPECT_EQ(text.read().network.generators[1].control, Generator::Control::slack);
  text.gen = "";
  EXPECT_TRUE(says(text.read().findings, "case", "nothing is supplied"));
}

TEST(Matpower, AnIsolatedBusIsOutOfService) {
  CaseText text;
  text.bus += "9 4 1 1 0 0 1 1 0 20 1 1.1 0.9\n";
  text.gen += "9 1 1 9 -9 1.01 100 1 9 0\n";
  const Network n = text.read().network;
  EXPECT_FALSE(n.buses[3].in_service);
  EXPECT_EQ(n.generators[2].control, Generator::Control::pq);
}

TEST(Matpower, BaseVoltageZeroIsOneKilovoltAndTold) {
  CaseText text;
  text.bus = "1 3 0 0 0 0 1 1 0 0 1 1.1 0.9\n2 1 5 2 0 0 1 1 0 0 1 1.1 0.9\n7 2 0 0 0 0 1 1 0 0 1 1.1 0.9\n";
  const Import read = text.read();
  EXPECT_EQ(read.network.buses[0].nominal_voltage, 1e3);
  EXPECT_NEAR(read.network.lines.at(0).x, 0.1 * 1e6 / 100e6, kTight);
  EXPECT_TRUE(says(read.findings, "bus 1, 2, 7", "base voltage 0: 1 kV")) << testing::listed(read.findings);
}

TEST(Matpower, InfiniteLimitsAreNoneAndCrossedOnesTold) {
  CaseText text;
  text.gen = "1 10 5 Inf -Inf 1.03 120 1 Inf 0\n7 30 1 -40 20 1.01 50 1 60 0\n";
  text.branch = "1 2 0.01 0.1 0.02 Inf 0 0 0 0 1\n2 7 0.002 0.05 0.004 80 0 0 0.98 30 1\n";
  const Import read = text.read();
  EXPECT_EQ(read.network.generators[0].q_max, kUnlimited);
  EXPECT_EQ(read.network.generators[0].q_min, -kUnlimited);
  EXPECT_EQ(read.network.generators[1].q_max, kUnlimited);
  EXPECT_EQ(read.network.lines[0].max_current, kUnlimited);
  EXPECT_TRUE(says(read.findings, "gen 2", "Qmin above Qmax"));
}

TEST(Matpower, NamesOfBusesAreTakenWhereTheirNumberFits) {
  CaseText text;
  text.tail = "mpc.bus_name = {\n\t'North';\n\t'it''s';\n\t'South';\n};\n";
  EXPECT_EQ(text.read().network.buses[1].name, "it's");
  text.tail = "mpc.bus_name = {'North'};";
  const Import read = text.read();
  EXPECT_EQ(read.network.buses[1].name, "bus 2");
  EXPECT_TRUE(says(read.findings, "mpc.bus_name", "1 names for 3 buses"));
}

TEST(Matpower, WhatIsNotTakenIsTold) {
  CaseText text;
  text.tail = "mpc.gencost = [2 0 0 3 0 20 0];\nmpc.dcline = [1 2 1 1 1 1 1 1; 1 7 1 1 1 1 1 1];\n";
  const std::vector<Finding> findings = text.read().findings;
  EXPECT_TRUE(says(findings, "mpc.gencost", "not taken"));
  EXPECT_TRUE(says(findings, "mpc.dcline", "2 lines of direct current are left out"));
}

struct Fault {
  const char* part;  // "bus", "gen", "branch"
  const char* row;
  const char* said;
};
void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.said;
}

class MatpowerFault : public ::testing::TestWithParam<Fault> {};

TEST_P(MatpowerFault, IsRefusedWithRowLineAndValue) {
  CaseText text;
  const std::string part = GetParam().part;
  (part == "bus" ? text.bus : part == "gen" ? text.gen : text.branch) += std::string(GetParam().row) + "\n";
  const std::string said = text.refusal();
  EXPECT_NE(said.find(GetParam().said), std::string::npos) << said;
  EXPECT_NE(said.find("small.m:"), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    All, MatpowerFault,
    ::testing::Values(Fault{"bus", "2 1 0 0 0 0 1 1 0 110 1 1.1 0.9", "bus row 4: bus number 2 stands twice"},
                      Fault{"bus", "2.5 1 0 0 0 0 1 1 0 110 1 1.1 0.9",
                            "bus number is 2.5, must be a whole number"},
                      Fault{"bus", "1e300 1 0 0 0 0 1 1 0 110 1 1.1 0.9", "must be a whole number"},
                      Fault{"bus", "8 5 0 0 0 0 1 1 0 110 1 1.1 0.9", "type is 5"},
                      Fault{"bus", "8 1 NaN 0 0 0 1 1 0 110 1 1.1 0.9", "Pd is nan, must be finite"},
                      Fault{"bus", "8 1 0 0 0 0 1 1 0 -110 1 1.1 0.9", "baseKV is below 0"},
                      Fault{"gen", "8 0 0 9 -9 1 100 1 9 0", "bus is 8, which is not in mpc.bus"},
                      Fault{"gen", "7 Inf 0 9 -9 1 100 1 9 0", "Pg is inf, must be finite"},
                      Fault{"branch", "1 8 0 0.1 0 0 0 0 0 0 1 0 0", "to bus is 8, which is not in mpc.bus"},
                      Fault{"branch", "1 1 0 0.1 0 0 0 0 0 0 1 0 0", "joins its bus to itself"},
                      Fault{"branch", "1 2 0 0.1 0 0 0 0 -1 0 1 0 0", "ratio is -1"},
                      Fault{"branch", "1 2 0 0.1 0 -5 0 0 0 0 1 0 0", "rateA is -5"},
                      Fault{"branch", "1 2 NaN 0.1 0 0 0 0 0 0 1 0 0", "branch row 3: r is nan"}));

TEST(Matpower, VersionOneIsRefusedWithTheReason) {
  CaseText text;
  text.head = "function mpc = old\nmpc.version = '1';\nmpc.baseMVA = 100;\n";
  EXPECT_NE(text.refusal().find("version '1'; only version 2 is read"), std::string::npos) << text.refusal();
  text.head = "function mpc = old\nmpc.baseMVA = 100;\n";
  EXPECT_NE(text.refusal().find("too few columns for version 2"), std::string::npos) << text.refusal();
  text.head = "function mpc = old\nmpc.version = 2;\nmpc.baseMVA = 100;\n";
  EXPECT_EQ(text.refusal(), "");
}

TEST(Matpower, ACaseWithoutItsMatricesIsRefused) {
  CaseText text;
  text.head = "function mpc = x\nmpc.version = '2';\n";
  EXPECT_NE(text.refusal().find("mpc.baseMVA is missing"), std::string::npos);
  EXPECT_NE(
      testing::refusal_of("function mpc = x\nmpc.version = '2';\nmpc.baseMVA = 1;\nmpc.bus = [1 2];", "x.m")
          .find("mpc.bus has 2 columns"),
      std::string::npos);
  text = {};
  text.head = "function mpc = x\nmpc.version = '2';\nmpc.baseMVA = 0;\n";
  EXPECT_NE(text.refusal().find("base power is 0"), std::string::npos) << text.refusal();
}

/// Greatest relative difference over all numbers of branches and loads.
double difference(const Network& a, const Network& b) {
  double worst = 0;
  const auto compare = [&](double x, double y) {
    if (x != y) worst = std::max(worst, std::abs(x - y) / std::max(std::abs(x), std::abs(y)));
  };
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    compare(a.lines[i].r, b.lines[i].r);
    compare(a.lines[i].x, b.lines[i].x);
    compare(a.lines[i].b, b.lines[i].b);
    EXPECT_EQ(a.lines[i].in_service, b.lines[i].in_service);
    EXPECT_EQ(a.lines[i].to, b.lines[i].to);
  }
  for (std::size_t i = 0; i < a.loads.size(); ++i) {
    compare(a.loads[i].p, b.loads[i].p);
    compare(a.loads[i].q, b.loads[i].q);
    EXPECT_EQ(a.loads[i].bus, b.loads[i].bus);
  }
  return worst;
}

class ConvertedCase : public ::testing::TestWithParam<const char*> {};

TEST_P(ConvertedCase, GivesTheSameGridAsItsEvaluatedCopy) {
  NEED_SHARED("energy/matpower");
  const auto read = [](const std::string& name) {
    return read_matpower(testing::read_text(testing::shared_file("energy/matpower/" + name)), name);
  };
  const std::string name = GetParam();
  const Import with_code = read(name + ".m"), evaluated = read(name + "_evaluated.m");
  ASSERT_EQ(with_code.network.lines.size(), evaluated.network.lines.size());
  ASSERT_EQ(with_code.network.loads.size(), evaluated.network.loads.size());
  ASSERT_EQ(with_code.network.buses.size(), evaluated.network.buses.size());
  EXPECT_EQ(with_code.network.generators.size(), evaluated.network.generators.size());
  // savecase wrote the copy with 9 significant digits.
  EXPECT_LT(difference(with_code.network, evaluated.network), 5e-9);
  EXPECT_TRUE(says(with_code.findings, "mpc.branch", "converted from ohm"));
  EXPECT_TRUE(says(with_code.findings, "mpc.bus", "converted from kW"));
  EXPECT_FALSE(says(evaluated.findings, "mpc.bus", "converted"));
}

TEST_P(ConvertedCase, HasTheOhmsAndKilowattsThatItsMatricesState) {
  NEED_SHARED("energy/matpower");
  const std::string text =
      testing::read_text(testing::shared_file("energy/matpower/" + std::string(GetParam()) + ".m"));
  const Network n = read_matpower(text, "x.m").network;
  MatpowerCase stated = parse_matpower(text, "x.m", [](const CaseStatement&, MatpowerCase&) {});
  const CaseMatrix &branch = *stated.find<CaseMatrix>("branch"), &bus = *stated.find<CaseMatrix>("bus");
  ASSERT_EQ(n.lines.size(), branch.rows);
  // To per unit and back with one base: a few units in the last place.
  for (std::size_t i = 0; i < branch.rows; ++i) {
    EXPECT_NEAR(n.lines[i].r, branch.at(i, 2), 1e-12 * branch.at(i, 2));
    EXPECT_NEAR(n.lines[i].x, branch.at(i, 3), 1e-12 * branch.at(i, 3));
  }
  for (const Load& load : n.loads) {
    const auto row = static_cast<std::size_t>(load.bus);
    EXPECT_NEAR(load.p, bus.at(row, 2) * 1e3, 1e-12 * load.p);
    EXPECT_NEAR(load.q, bus.at(row, 3) * 1e3, 1e-12 * load.q);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ConvertedCase, ::testing::Values("case33bw", "case69"),
                         [](const auto& param) { return std::string(param.param); });

}  // namespace
}  // namespace conurb::energy
