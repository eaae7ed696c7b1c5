// SPDX-License-Identifier: Apache-2.0
// Transformers of two windings of pandapower networks: nameplates, tap changers of all types. Those of three
// are in pandapower_three_windings_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <string>

#include "plugins/energy/formats/pandapower.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::joined;
using testing::kTight;
using testing::PandapowerText;
using testing::says;
using testing::turns;

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

}  // namespace
}  // namespace conurb::energy
