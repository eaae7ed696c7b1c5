// SPDX-License-Identifier: Apache-2.0
// What becomes of nodes and links.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "plugins/water/formats/inp.hpp"
#include "tests/plugins/water/formats/fixtures.hpp"

namespace conurb::water {
namespace {

using testing::kCubicFoot;
using testing::kTight;
using testing::Reading;
using testing::SmallInp;

TEST(InpNodes, JunctionsReservoirsAndTanksStandInThisOrder) {
  const Reading read = SmallInp().read();
  const auto& nodes = read.file.network.nodes;
  ASSERT_EQ(nodes.size(), 4U);
  EXPECT_EQ(nodes[0].id, "A");
  EXPECT_EQ(nodes[2].id, "R");
  EXPECT_EQ(nodes[2].kind, Node::Kind::reservoir);
  EXPECT_EQ(nodes[2].elevation, 50);
  EXPECT_EQ(nodes[3].kind, Node::Kind::tank);
  EXPECT_TRUE(read.findings.empty());
}

TEST(InpNodes, FlowsGoThroughTheRoundedConstantOfEpanet) {
  const Reading read = SmallInp().read();
  ASSERT_EQ(read.node("A").demands.size(), 1U);
  EXPECT_NEAR(read.node("A").demands[0].base, 2 / 28.317 * kCubicFoot, kTight);
  EXPECT_NE(read.node("A").demands[0].base, 0.002);
}

TEST(InpNodes, SectionsMayComeInAnyOrderAndInParts) {
  const std::string text =
      "[PIPES]\nP1 R A 100 200 120\n[JUNCTIONS]\nA 10\n[OPTIONS]\nUNITS LPS\n[RESERVOIRS]\nR 50\n"
      "[junctions]\nB 11\n[Pipe]\nP2 A B 50 100 120\n";
  const Reading read = testing::reading_of(text);
  EXPECT_EQ(read.file.network.nodes.size(), 3U);
  EXPECT_EQ(read.file.network.links.size(), 2U);
  EXPECT_EQ(read.node("B").elevation, 11);
}

TEST(InpNodes, ATankHasItsLevelsAndVolumes) {
  const Reading read = SmallInp().set("TANKS", "T 20 3 1 5 10 0\nU 20 3 1 5 10 90 * YES\n").read();
  const Node& tank = read.node("T");
  EXPECT_EQ(tank.initial_level, 3);
  EXPECT_EQ(tank.lowest_level, 1);
  EXPECT_EQ(tank.highest_level, 5);
  EXPECT_EQ(tank.diameter, 10);
  // Without a volume at the lowest level it is a cylinder down to its floor.
  EXPECT_NEAR(tank.lowest_volume, std::numbers::pi * 25, 1e-12);
  EXPECT_FALSE(tank.overflows);
  EXPECT_EQ(read.node("U").lowest_volume, 90);
  EXPECT_EQ(read.node("U").volume_curve, kNone);
  EXPECT_TRUE(read.node("U").overflows);
}

TEST(InpNodes, ATankWithAVolumeCurveMayHaveNoDiameter) {
  const Reading read = SmallInp().set("TANKS", "T 20 3 1 5 0 0 V\n").set("CURVES", "V 0 0\nV 5 400\n").read();
  EXPECT_EQ(read.curve("V").kind, Curve::Kind::volume);
  EXPECT_EQ(read.curve("V").y[1], 400);
  EXPECT_EQ(read.node("T").kind, Node::Kind::tank);
}

TEST(InpNodes, ATankWithoutDiameterIsAReservoirAsForEpanet) {
  const Reading read = SmallInp().set("TANKS", "T 20 3 1 5 0 0\n").read();
  EXPECT_EQ(read.node("T").kind, Node::Kind::reservoir);
  EXPECT_EQ(read.node("T").elevation, 23);
  EXPECT_TRUE(read.says("'T'", "it is a reservoir"));
}

TEST(InpNodes, AReservoirMayStandAmongTanksAndFollowAPattern) {
  const Reading read = SmallInp().add("TANKS", "S 40 daily\n").set("PATTERNS", "daily 1 1.1\n").read();
  EXPECT_EQ(read.node("S").kind, Node::Kind::reservoir);
  EXPECT_EQ(read.node("S").head_pattern, 0);
}

TEST(InpNodes, DemandsReplaceThoseOfJunctionsAndFurtherOnesAddCategories) {
  const Reading read =
      SmallInp().set("PATTERNS", "day 1 2\n").set("DEMANDS", "A 4 day ;homes\nA 1 ;leaks\n").read();
  const auto& demands = read.node("A").demands;
  ASSERT_EQ(demands.size(), 2U);
  EXPECT_NEAR(demands[0].base, 4 / 28.317 * kCubicFoot, kTight);
  EXPECT_EQ(demands[0].pattern, 0);
  EXPECT_EQ(demands[0].category, "homes");
  EXPECT_EQ(demands[1].pattern, kNone);
  EXPECT_EQ(demands[1].category, "leaks");
  EXPECT_EQ(read.node("B").demands.size(), 1U);
}

TEST(InpNodes, TheMultiplierOfOldFilesMayStandAmongDemands) {
  EXPECT_EQ(SmallInp().set("DEMANDS", "MULTIPLY 1.5\n").read().file.network.hydraulics.demand_factor, 1.5);
}

TEST(InpNodes, AnEmitterIsTheFlowAtOneMetreWhateverPressuresAreGivenIn) {
  const double litre = kCubicFoot / 28.317;
  EXPECT_NEAR(SmallInp().set("EMITTERS", "A 3\n").add("OPTIONS", "Pressure KPA\n").read().node("A").emitter,
              3 * litre, kTight);
  const Reading us = SmallInp()
                         .set("EMITTERS", "A 3\n")
                         .set("OPTIONS", "Units GPM\nEmitter Exponent 0.7\nSpecific Gravity 1.1\n")
                         .read();
  // q = K p^0.7, p in psi: one metre is 0.4333 * 1.1 / 0.3048 psi.
  EXPECT_NEAR(us.node("A").emitter, 3 * kCubicFoot / 448.831 * std::pow(0.4333 * 1.1 / 0.3048, 0.7), kTight);
}

TEST(InpNodes, CommentsTagsAndPlacesAreKept) {
  const Reading read = SmallInp()
                           .set("JUNCTIONS", "A 10 2 ; a school \nB 12 3\n")
                           .set("COORDINATES", ";Node X Y\nA 4.5 -3e2\n")
                           .set("VERTICES", "P1 1 2\nP1 3 4\n")
                           .set("TAGS", "NODE A zone1\nLINK P1 \"old iron\"\n")
                           .read();
  EXPECT_EQ(read.node("A").comment, "a school");
  EXPECT_EQ(read.node("A").x, 4.5);
  EXPECT_EQ(read.node("A").y, -300);
  EXPECT_TRUE(std::isnan(read.node("B").x));
  EXPECT_EQ(read.link("P1").vertices, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(read.node("A").tag, "zone1");
  EXPECT_EQ(read.link("P1").tag, "old iron");
}

TEST(InpLinks, APipeHasItsSizesInMetresAndItsStatus) {
  const Reading read =
      SmallInp().set("PIPES", "P1 R A 100 200 120 0.5 CV\nP2 A B 300 150 110 Closed\nP3 B T 5 6 7\n").read();
  const Link& pipe = read.link("P1");
  EXPECT_EQ(pipe.from, 2);
  EXPECT_EQ(pipe.to, 0);
  EXPECT_EQ(pipe.length, 100);
  EXPECT_NEAR(pipe.diameter, 0.2, kTight);
  EXPECT_EQ(pipe.roughness, 120);
  EXPECT_EQ(pipe.minor_loss, 0.5);
  EXPECT_TRUE(pipe.check_valve);
  EXPECT_EQ(read.link("P2").initial_status, LinkStatus::closed);
  EXPECT_EQ(read.link("P3").initial_status, LinkStatus::open);
}

TEST(InpLinks, AmericanSizesAreInchesFeetMillifeetAndHorsepower) {
  const Reading read =
      SmallInp().set("OPTIONS", "Units GPM\nHeadloss D-W\n").set("PUMPS", "U A B POWER 20\n").read();
  EXPECT_NEAR(read.link("P1").length, 30.48, 1e-13);
  EXPECT_NEAR(read.link("P1").diameter, 200 * 0.0254, 1e-13);
  EXPECT_NEAR(read.link("P1").roughness, 0.12 * 0.3048, 1e-13);
  EXPECT_NEAR(read.link("U").power, 20 * 745.7, 1e-9);
  EXPECT_NEAR(read.node("A").elevation, 3.048, 1e-14);
}

TEST(InpLinks, APipeThatLacksSizesTakesThoseOfEpanet) {
  const Reading read = SmallInp().add("PIPES", "P4 A T 40\n").read();
  EXPECT_EQ(read.link("P4").length, 40);
  EXPECT_NEAR(read.link("P4").diameter, 0.254, kTight);
  EXPECT_EQ(read.link("P4").roughness, 130);
  EXPECT_TRUE(read.says("'P4'", "lacks sizes"));
}

TEST(InpLinks, APipeOfLengthZeroBecomesACentimetre) {
  const Reading read = SmallInp().add("PIPES", "P4 A T 0 100 120\n").read();
  EXPECT_NEAR(read.link("P4").length, 0.01, 1e-15);
  EXPECT_TRUE(read.says("'P4'", "length 0"));
}

TEST(InpLinks, APumpNamesItsCurveSpeedAndPattern) {
  const Reading read = SmallInp()
                           .set("PUMPS", "U A B HEAD c SPEED 1.2 PATTERN day\n")
                           .set("CURVES", ";PUMP: of the works\nc 50 30\n")
                           .set("PATTERNS", "day 1 0\n")
                           .read();
  const Link& pump = read.link("U");
  EXPECT_EQ(pump.kind, LinkKind::pump);
  EXPECT_EQ(pump.speed, 1.2);
  EXPECT_EQ(pump.speed_pattern, 0);
  EXPECT_EQ(pump.head_curve, 0);
  const Curve& curve = read.curve("c");
  EXPECT_EQ(curve.kind, Curve::Kind::pump_head);
  EXPECT_NEAR(curve.x[0], 50 / 28.317 * kCubicFoot, kTight);
  EXPECT_EQ(curve.y[0], 30);
  EXPECT_EQ(curve.comment, "PUMP: of the works");
}

TEST(InpLinks, PumpsOfVersionOneGetACurveOfTheirNumbers) {
  const Reading read = SmallInp().set("PUMPS", "U A B 20\nV A B 30 50\nW A B 40 30 50 0 90\n").read();
  EXPECT_NEAR(read.link("U").power, 20e3, 1e-9);
  EXPECT_EQ(read.curve("V").x.size(), 1U);
  EXPECT_EQ(read.curve("V").y[0], 30);
  const Curve& three = read.curve("W");
  EXPECT_EQ(three.y, (std::vector<double>{40, 30, 0}));
  EXPECT_EQ(three.x[0], 0);
  EXPECT_NEAR(three.x[2], 90 / 28.317 * kCubicFoot, kTight);
  EXPECT_TRUE(read.says("'W'", "as in version 1"));
}

TEST(InpLinks, ValvesHaveSettingsInTheirOwnUnits) {
  const Reading read =
      SmallInp()
          .set("OPTIONS", "Units LPS\nPressure KPA\n")
          .set("JUNCTIONS", "A 1\nB 1\nC 1\nD 1\nE 1\nF 1\n")
          .set("CURVES", "g 0 0\ng 10 5\nh 0 0\nh 50 20\nh 100 100\n")
          .set("VALVES",
               "v1 A B 100 PRV 40 0.1\nv2 C D 100 FCV 8\nv3 A C 100 TCV 7\nv4 A D 100 GPV g 0\n"
               "v5 E F 100 PCV 25 0.4 h\nv6 E A 100 PCV 130\nv7 F A 100 PBV 10\n")
          .read();
  // kPa to feet of water by 6.895 kPa a psi and 0.4333 psi a foot.
  EXPECT_NEAR(read.link("v1").setting, 40 / 6.895 / 0.4333 * 0.3048, 1e-13);
  EXPECT_EQ(read.link("v1").initial_status, LinkStatus::active);
  EXPECT_NEAR(read.link("v2").setting, 8 / 28.317 * kCubicFoot, kTight);
  EXPECT_EQ(read.link("v3").setting, 7);
  EXPECT_EQ(read.link("v4").kind, LinkKind::general_purpose);
  EXPECT_EQ(read.curve("g").kind, Curve::Kind::head_loss);
  EXPECT_EQ(read.link("v4").initial_status, LinkStatus::active);
  EXPECT_NEAR(read.link("v5").setting, 0.25, kTight);
  EXPECT_EQ(read.curve("h").kind, Curve::Kind::opening);
  EXPECT_NEAR(read.curve("h").x[1], 0.5, kTight);
  EXPECT_NEAR(read.curve("h").y[1], 0.2, kTight);
  EXPECT_EQ(read.link("v6").setting, 1);
  EXPECT_TRUE(read.says("'v6'", "100 %"));
  EXPECT_NEAR(read.link("v7").setting, 10 / 6.895 / 0.4333 * 0.3048, 1e-13);
}

TEST(InpLinks, LeakageIsAnAreaPerMetreOfPipe) {
  const Reading read = SmallInp().set("LEAKAGE", "P1 50 0.4\n").read();
  EXPECT_NEAR(read.link("P1").leak_area, 50e-6 / 100, 1e-18);
  EXPECT_NEAR(read.link("P1").leak_expansion, 0.4e-6 / 100, 1e-20);
  const Reading us = SmallInp().set("OPTIONS", "UNITS GPM\n").set("LEAKAGE", "P1 50 0.4\n").read();
  EXPECT_NEAR(us.link("P1").leak_area, 50e-6 / 30.48, 1e-18);
  EXPECT_NEAR(us.link("P1").leak_expansion, 0.4e-6 / 30.48 / 0.3048, 1e-20);
}

TEST(InpSeries, PatternsGoOnOverSeveralLinesEvenWithOthersBetween) {
  const Reading read = SmallInp().set("PATTERNS", ";of homes\na 1 2\nb 5\na 3\n").read();
  EXPECT_EQ(read.file.network.patterns[0].factors, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(read.file.network.patterns[0].comment, "of homes");
  EXPECT_EQ(read.file.network.patterns[1].factors, (std::vector<double>{5}));
}

TEST(InpSeries, PatternOneIsThatOfDemandsWithoutOne) {
  EXPECT_EQ(SmallInp().set("PATTERNS", "x 1\n1 2\n").read().file.network.hydraulics.default_pattern, 1);
  EXPECT_EQ(SmallInp()
                .set("PATTERNS", "x 1\n1 2\n")
                .add("OPTIONS", "Pattern x\n")
                .read()
                .file.network.hydraulics.default_pattern,
            0);
  EXPECT_EQ(SmallInp().set("PATTERNS", "x 1\n").read().file.network.hydraulics.default_pattern, kNone);
}

TEST(InpSeries, ACurveThatNobodyNamesKeepsItsNumbers) {
  const Reading read = SmallInp().set("CURVES", "c 1 2\nd 1 2 EFFIC\n").read();
  EXPECT_EQ(read.curve("c").kind, Curve::Kind::unused);
  EXPECT_EQ(read.curve("c").x[0], 1);
  EXPECT_EQ(read.curve("d").kind, Curve::Kind::efficiency);
  EXPECT_NEAR(read.curve("d").y[0], 0.02, kTight);
}

TEST(InpSeries, ACurveOfTwoMeaningsIsTakenTwice) {
  const Reading read = SmallInp()
                           .set("PUMPS", "U A B HEAD c\n")
                           .set("CURVES", "c 50 30\n")
                           .set("ENERGY", "PUMP U EFFIC c\n")
                           .read();
  const auto& curves = read.file.network.curves;
  ASSERT_EQ(curves.size(), 2U);
  EXPECT_EQ(curves[0].y[0], 30);
  EXPECT_NEAR(curves[1].y[0], 0.3, kTight);
  EXPECT_EQ(read.link("U").efficiency_curve, 1);
  EXPECT_TRUE(read.says("'c'", "taken twice"));
}

}  // namespace
}  // namespace conurb::water
