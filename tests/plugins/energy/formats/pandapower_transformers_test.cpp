// SPDX-License-Identifier: Apache-2.0
// Transformers of pandapower networks: nameplates, tap changers of all types, stars of three windings.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <initializer_list>
#include <numbers>
#include <string>
#include <string_view>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/pandapower.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::PandapowerText;
using testing::says;

constexpr double kTight = 1e-12;

/// The parts one behind the other.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

/// A row of the table trafo; texts are JSON.
struct Row {
  const char *parallel = "1", *shift = "150", *i0 = "0", *pfe = "0", *side = R"("hv")", *neutral = "0",
             *pos = "0", *percent = "2.5", *degree = "0", *type = R"("Ratio")", *more_columns = "",
             *more = "";

  [[nodiscard]] Import read(const char* type_column = "tap_changer_type") const {
    PandapowerText text;
    text.table("bus", R"(["vn_kv"])", "[0, 1]", "[[21], [0.4]]");
    text.table("trafo",
               joined({R"(["hv_bus", "lv_bus", "sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent", "vkr_percent",
                         "pfe_kw", "i0_percent", "shift_degree", "parallel", "tap_side", "tap_neutral",
                         "tap_pos", "tap_min", "tap_max", "tap_step_percent", "tap_step_degree", ")",
                       type_column, "\"", more_columns, "]"}),
               "[4]",
               joined({"[[0, 1, 0.4, 20, 0.41, 6, 1.5, ",
                       pfe,
                       ", ",
                       i0,
                       ", ",
                       shift,
                       ", ",
                       parallel,
                       ", ",
                       side,
                       ", ",
                       neutral,
                       ", ",
                       pos,
                       ", -2, 2, ",
                       percent,
                       ", ",
                       degree,
                       ", ",
                       type,
                       more,
                       "]]"}));
    return read_pandapower(text.text(), "net.json");
  }
  [[nodiscard]] Transformer transformer() const { return read().network.transformers.at(0); }
};

/// Complex turns of the winding with the tap changer at the present position.
std::complex<double> turns(const TapChanger& tap) {
  const int n = tap.position - tap.neutral;
  return std::polar(1 + n * tap.step, n * tap.step_angle);
}

TEST(PandapowerTransformers, TheNameplateIsSeenFromTheLowVoltageSide) {
  const Transformer t = Row().transformer();
  EXPECT_EQ(t.name, "trafo 4");
  EXPECT_EQ(t.rated_hv, 20e3);
  EXPECT_EQ(t.rated_lv, 410);
  EXPECT_NEAR(t.shift, 150 * std::numbers::pi / 180,
              kTight);  // kept, though pandapower ignores it by default
  EXPECT_NEAR(std::hypot(t.r, t.x), 0.06 * 410 * 410 / 0.4e6, kTight);
  EXPECT_NEAR(t.r, 0.015 * 410 * 410 / 0.4e6, kTight);
  EXPECT_EQ(t.g, 0);
  EXPECT_EQ(t.rated_power, 0.4e6);
  EXPECT_EQ(t.max_power, 0.4e6);
}

TEST(PandapowerTransformers, MagnetisingStandsInTheMiddleOfTheImpedance) {
  const Transformer t = [] {
    Row row;
    row.pfe = "1.35";
    row.i0 = "1";
    return row.transformer();
  }();
  // Open at one end the T shows its shunt behind half the impedance.
  const std::complex<double> z(0.015 * 410 * 410 / 0.4e6,
                               std::sqrt(0.06 * 0.06 - 0.015 * 0.015) * 410 * 410 / 0.4e6);
  const std::complex<double> y(1.35e3 / (410 * 410), -std::sqrt(4e3 * 4e3 - 1.35e3 * 1.35e3) / (410 * 410));
  const std::complex<double> open = 1.0 / (z / 2.0 + 1.0 / y);
  const std::complex<double> series = 1.0 / std::complex<double>(t.r, t.x), half(t.g / 2, t.b / 2);
  const std::complex<double> found = half + 1.0 / (1.0 / half + 1.0 / series);
  EXPECT_LT(std::abs(found - open), kTight * std::abs(open));
}

TEST(PandapowerTransformers, ParallelUnitsShareTheirCurrent) {
  Row row;
  row.parallel = "2";
  row.pfe = "1.35";
  const Transformer one = Row().transformer(), two = row.transformer();
  EXPECT_NEAR(two.x, one.x / 2,
              1e-4 * one.x);  // the T with its shunt differs a little from the plain impedance
  EXPECT_EQ(two.rated_power, 0.8e6);
  EXPECT_NEAR(two.g * 410 * 410, 2 * 1.35e3, 1e-3 * 2.7e3);
}

TEST(PandapowerTransformers, ATapAtTheHighSideChangesTheRatioOnly) {
  Row row;
  row.pos = "-2";
  const Transformer t = row.transformer();
  EXPECT_EQ(t.tap.side, TapChanger::Side::hv);
  EXPECT_EQ(t.tap.position, -2);
  EXPECT_EQ(t.tap.lowest, -2);
  EXPECT_EQ(t.tap.highest, 2);
  EXPECT_NEAR(std::abs(turns(t.tap)), 0.95, kTight);
  EXPECT_NEAR(t.x, Row().transformer().x, kTight);
}

TEST(PandapowerTransformers, ATapAtTheLowSideChangesRatioAndImpedance) {
  Row row;
  row.side = "\"lv\"";
  row.pos = "1";
  row.neutral = "-1";
  const Transformer t = row.transformer();
  EXPECT_EQ(t.tap.side, TapChanger::Side::lv);
  EXPECT_NEAR(std::abs(turns(t.tap)), 1.05, kTight);
  EXPECT_NEAR(t.x, Row().transformer().x * 1.05 * 1.05, kTight);
}

TEST(PandapowerTransformers, AMissingPositionIsNeutralAndAMissingSideNoTapChanger) {
  Row row;
  row.pos = "null";
  row.neutral = "3";
  EXPECT_EQ(row.transformer().tap.position, 3);
  row.side = "null";
  row.pos = "2";
  EXPECT_EQ(row.transformer().tap.step, 0);
  row = {};
  row.type = "null";
  row.pos = "2";
  EXPECT_EQ(std::abs(turns(row.transformer().tap)), 1);
}

TEST(PandapowerTransformers, ATapAtAnAngleIsExactAtThePresentPosition) {
  Row row;
  row.type = "\"Symmetrical\"";
  row.degree = "60";
  row.pos = "2";
  const Import in = row.read();
  const Transformer& t = in.network.transformers.at(0);
  const std::complex<double> expected = 1.0 + 0.05 * std::polar(1.0, std::numbers::pi / 3);
  EXPECT_LT(std::abs(turns(t.tap) - expected), kTight);
  EXPECT_TRUE(says(in.findings, "trafo 4", "exact at the present one"));
  row.pos = "0";
  EXPECT_LT(std::abs(turns(row.transformer().tap) - 1.0), kTight);
  EXPECT_NE(row.transformer().tap.step_angle, 0);
}

TEST(PandapowerTransformers, ATapAtAnAngleMayStandBelowNeutral) {
  Row row;
  row.type = "\"Ratio\"";
  row.degree = "60";
  row.pos = "-2";
  const std::complex<double> expected = 1.0 - 0.05 * std::polar(1.0, std::numbers::pi / 3);
  EXPECT_LT(std::abs(turns(row.transformer().tap) - expected), kTight);
}

TEST(PandapowerTransformers, AnIdealPhaseShifterTurnsByDegreesOrByPercent) {
  Row row;
  row.type = "\"Ideal\"";
  row.percent = "0";
  row.degree = "1.5";
  row.pos = "2";
  EXPECT_LT(std::abs(turns(row.transformer().tap) - std::polar(1.0, 3 * kDegree)), kTight);
  row.percent = "4";
  row.degree = "null";
  // An equal-sided triangle whose short side is twice 4 %.
  EXPECT_LT(std::abs(turns(row.transformer().tap) - std::polar(1.0, 2 * std::asin(0.04))), kTight);
  row.percent = "null";
  EXPECT_EQ(turns(row.transformer().tap), 1.0);
}

TEST(PandapowerTransformers, FormatTwoMarksPhaseShiftersWithAFlag) {
  Row row;
  row.percent = "0";
  row.degree = "2";
  row.pos = "1";
  row.type = "true";
  EXPECT_NEAR(std::arg(turns(row.read("tap_phase_shifter").network.transformers[0].tap)), 2 * kDegree,
              kTight);
  row.type = "false";
  row.percent = "2";
  row.degree = "0";
  EXPECT_NEAR(std::abs(turns(row.read("tap_phase_shifter").network.transformers[0].tap)), 1.02, kTight);
}

TEST(PandapowerTransformers, BetweenTwoTapsTheRatioIsFixed) {
  Row row;
  row.pos = "0.5";
  const Import in = row.read();
  EXPECT_NEAR(in.network.transformers[0].rated_hv, 20e3 * 1.0125, 1e-8);
  EXPECT_EQ(in.network.transformers[0].tap.step, 0);
  EXPECT_TRUE(says(in.findings, "trafo 4", "between two taps"));
}

TEST(PandapowerTransformers, WhatCannotBeHeldIsTold) {
  Row row;
  row.type = "\"Tabular\"";
  row.pos = "1";
  row.more_columns =
      R"(, "leakage_resistance_ratio_hv", "tap2_pos", "tap2_neutral", "df", "tap_dependency_table")";
  row.more = ", 0.3, 1, 0, 0, true";
  const Import in = row.read();
  EXPECT_EQ(std::abs(turns(in.network.transformers[0].tap)), 1);
  EXPECT_TRUE(says(in.findings, "trafo 4", "of type 'Tabular'"));
  EXPECT_TRUE(says(in.findings, "trafo 4", "leakage_resistance_ratio_hv is not 0.5"));
  EXPECT_TRUE(says(in.findings, "trafo 4", "second tap changer"));
  EXPECT_TRUE(says(in.findings, "trafo 4", "df that is not above 0"));
  EXPECT_TRUE(says(in.findings, "trafo 4", "depend on the tap position"));
}

// Three windings
// ---------------------------------------------------------------------------------------------

struct ThreeRow {
  const char *side = "null", *pos = "null", *at_star = "false", *loss_side = "null", *pfe = "0", *i0 = "0",
             *vk_hv = "10.4", *neutral = "0", *percent = "1.2", *degree = "0";

  [[nodiscard]] Import read() const {
    PandapowerText text;
    text.table("bus", R"(["vn_kv"])", "[4, 2, 9]", "[[110], [20], [10]]");
    text.table("trafo3w",
               R"(["name", "hv_bus", "mv_bus", "lv_bus", "sn_hv_mva", "sn_mv_mva", "sn_lv_mva", "vn_hv_kv",
                   "vn_mv_kv", "vn_lv_kv", "vk_hv_percent", "vk_mv_percent", "vk_lv_percent",
                   "vkr_hv_percent", "vkr_mv_percent", "vkr_lv_percent", "pfe_kw", "i0_percent",
                   "shift_mv_degree", "shift_lv_degree", "tap_side", "tap_neutral", "tap_pos",
                   "tap_step_percent", "tap_step_degree", "tap_at_star_point", "loss_side"])",
               "[1]",
               joined({R"([["T", 4, 2, 9, 63, 25, 38, 112, 20.5, 10.2, )",
                       vk_hv,
                       ", 10.2, 10.3, 0.28, 0.32, 0.35, ",
                       pfe,
                       ", ",
                       i0,
                       ", 30, 150, ",
                       side,
                       ", ",
                       neutral,
                       ", ",
                       pos,
                       ", ",
                       percent,
                       ", ",
                       degree,
                       ", ",
                       at_star,
                       ", ",
                       loss_side,
                       "]]"}));
    text.table("switch", R"(["bus", "element", "et", "closed"])", "[0]", R"([[2, 1, "t3", false]])");
    return read_pandapower(text.text(), "net.json");
  }
};

TEST(PandapowerTransformers, ThreeWindingsAreAStarAroundABusOfTheHighVoltage) {
  const Network n = ThreeRow().read().network;
  ASSERT_EQ(n.buses.size(), 4U);
  EXPECT_EQ(n.buses[3].nominal_voltage, 110e3);
  EXPECT_EQ(n.buses[3].id, 10);
  EXPECT_EQ(n.buses[3].name, "T star");
  ASSERT_EQ(n.transformers.size(), 3U);
  const Transformer &hv = n.transformers[0], &mv = n.transformers[1], &lv = n.transformers[2];
  EXPECT_EQ(hv.hv, 0);
  EXPECT_EQ(hv.lv, 3);
  EXPECT_EQ(mv.hv, 3);
  EXPECT_EQ(mv.lv, 1);
  EXPECT_EQ(lv.lv, 2);
  EXPECT_EQ(hv.star, 0);
  EXPECT_EQ(hv.rated_lv, 112e3);
  EXPECT_EQ(mv.rated_hv, 112e3);
  EXPECT_EQ(mv.rated_lv, 20.5e3);
  EXPECT_NEAR(mv.shift, 30 * kDegree, kTight);
  EXPECT_NEAR(lv.shift, 150 * kDegree, kTight);
  EXPECT_EQ(lv.max_power, 38e6);
  // The switch lies at the winding that ends at its bus.
  EXPECT_EQ(n.switches.at(0).element, 1);
  EXPECT_EQ(n.switches.at(0).bus, 1);
}

TEST(PandapowerTransformers, TheStarHasTheShortCircuitVoltagesOfItsPairs) {
  const Network n = ThreeRow().read().network;
  const auto z = [&](std::size_t i) {  // in parts of the winding's voltage at 1 VA
    const Transformer& t = n.transformers[i];
    return std::complex<double>(t.r, t.x) / (t.rated_lv * t.rated_lv);
  };
  EXPECT_NEAR(std::abs(z(0) + z(1)) * 25e6, 0.104, kTight);
  EXPECT_NEAR(std::abs(z(1) + z(2)) * 25e6, 0.102, kTight);
  EXPECT_NEAR(std::abs(z(0) + z(2)) * 38e6, 0.103, kTight);
  EXPECT_NEAR((z(0) + z(1)).real() * 25e6, 0.0028, kTight);
}

TEST(PandapowerTransformers, TheTapOfAWindingStandsAtItsTerminal) {
  ThreeRow row;
  row.side = "\"mv\"";
  row.pos = "3";
  Network n = row.read().network;
  EXPECT_NEAR(std::abs(turns(n.transformers[1].tap)), 1.036, kTight);
  EXPECT_EQ(n.transformers[1].tap.side, TapChanger::Side::lv);
  EXPECT_EQ(n.transformers[0].tap.step, 0);
  row.side = "\"hv\"";
  n = row.read().network;
  EXPECT_EQ(n.transformers[0].tap.side, TapChanger::Side::hv);
}

TEST(PandapowerTransformers, ATapAtTheStarPointGivesTheRatioOfTheTerminal) {
  for (const char* neutral : {"0", "2"}) {
    for (const char* side : {"\"hv\"", "\"mv\"", "\"lv\""}) {
      for (const char* position : {"-3", "0", "1", "8"}) {
        SCOPED_TRACE(std::string(side) + " at " + position + " of " + neutral);
        ThreeRow row;
        row.side = side;
        row.pos = position;
        row.neutral = neutral;
        const Network terminal = row.read().network;
        row.at_star = "true";
        const Network star = row.read().network;
        const std::size_t winding = std::string_view(side) == R"("hv")"   ? 0
                                    : std::string_view(side) == R"("mv")" ? 1
                                                                          : 2;
        const TapChanger &at_terminal = terminal.transformers[winding].tap,
                         &at_star = star.transformers[winding].tap;
        EXPECT_NE(at_star.side, at_terminal.side);
        EXPECT_EQ(at_star.position, at_terminal.position);
        // The turns of one end go up by the factor by which those of the other end would go down.
        EXPECT_LT(std::abs(turns(at_star) * turns(at_terminal) - 1.0), kTight);
        EXPECT_EQ(star.transformers[(winding + 1) % 3].tap.step, 0);
      }
    }
  }
}

TEST(PandapowerTransformers, ATapAtTheStarPointMayStandAtAnAngle) {
  ThreeRow row;
  row.side = "\"lv\"";
  row.pos = "4";
  row.degree = "30";
  const TapChanger terminal = row.read().network.transformers[2].tap;
  EXPECT_LT(std::abs(turns(terminal) - (1.0 + 0.048 * std::polar(1.0, 30 * kDegree))), kTight);
  row.at_star = "true";
  EXPECT_LT(std::abs(turns(row.read().network.transformers[2].tap) * turns(terminal) - 1.0), kTight);
}

TEST(PandapowerTransformers, RefusesAStarPointTapThatLeavesNoTurns) {
  ThreeRow row;
  row.side = "\"mv\"";
  row.at_star = "true";
  for (const char* position : {"-50", "-80"}) {  // 2 % a step: no turns, and fewer
    row.pos = position;
    row.percent = "2";
    try {
      (void)row.read();
      FAIL() << position;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("trafo3w 1: tap_pos leaves"), std::string::npos)
          << error.what();
    }
  }
}

TEST(PandapowerTransformers, LossesOfThreeWindingsStandWhereTheFileSays) {
  ThreeRow row;
  row.pfe = "35";
  row.i0 = "0.89";
  Network n = row.read().network;
  EXPECT_GT(n.transformers[0].g, 0);
  EXPECT_EQ(n.transformers[1].g, 0);
  row.loss_side = "\"lv\"";
  n = row.read().network;
  EXPECT_EQ(n.transformers[0].g, 0);
  EXPECT_GT(n.transformers[2].g, 0);
  row.loss_side = "\"star\"";
  n = row.read().network;
  EXPECT_EQ(n.transformers[0].g, 0);
  ASSERT_EQ(n.shunts.size(), 1U);
  EXPECT_EQ(n.shunts[0].bus, 3);
  EXPECT_NEAR(n.shunts[0].p, 35e3, 1e-6);
  EXPECT_NEAR(std::hypot(n.shunts[0].p, n.shunts[0].q), 0.0089 * 63e6, 1e-6);
}

TEST(PandapowerTransformers, ThreeWindingsWithoutAValueAreOutOfServiceWithTheirStar) {
  ThreeRow row;
  row.vk_hv = "null";
  const Import in = row.read();
  EXPECT_FALSE(in.network.buses[3].in_service);
  for (const Transformer& t : in.network.transformers) EXPECT_FALSE(t.in_service);
  EXPECT_TRUE(says(in.findings, "trafo3w 1", "vk_hv_percent"));
}

}  // namespace
}  // namespace conurb::energy
