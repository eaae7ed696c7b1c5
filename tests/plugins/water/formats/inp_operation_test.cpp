// SPDX-License-Identifier: Apache-2.0
// [STATUS], [CONTROLS], [RULES] and water quality.
#include <gtest/gtest.h>

#include <cmath>

#include "plugins/water/formats/inp.hpp"
#include "tests/plugins/water/formats/fixtures.hpp"

namespace conurb::water {
namespace {

using testing::kCubicFoot;
using testing::kTight;
using testing::Reading;
using testing::SmallInp;

constexpr double kDay = 86400;

/// With a pump, a check valve and valves of three kinds.
SmallInp operated() {
  SmallInp inp;
  inp.add("PIPES", "CV1 A B 10 100 120 0 CV\n");
  inp.set("PUMPS", "U A B HEAD c SPEED 1.2\n");
  inp.set("VALVES", "V A B 100 PRV 40\nG A B 100 GPV g\n");
  inp.set("CURVES", "c 50 30\ng 0 0\ng 10 5\n");
  return inp;
}

TEST(InpStatus, SaysHowLinksAreAtTheStart) {
  const Reading read = operated().set("STATUS", "P1 Closed\nV Open\nG Closed\nU 0.8\n").read();
  EXPECT_EQ(read.link("P1").initial_status, LinkStatus::closed);
  EXPECT_EQ(read.link("V").initial_status, LinkStatus::open);
  EXPECT_EQ(read.link("V").setting, 40);  // until a control gives one it has none
  EXPECT_EQ(read.link("G").initial_status, LinkStatus::closed);
  EXPECT_EQ(read.link("U").initial_status, LinkStatus::open);
  EXPECT_EQ(read.link("U").speed, 0.8);
  EXPECT_TRUE(read.findings.empty());
}

TEST(InpStatus, APumpThatIsOpenRunsAtFullSpeedAndAtSpeedZeroIsClosed) {
  EXPECT_EQ(operated().read().link("U").speed, 1.2);
  const Reading open = operated().set("STATUS", "U OPEN\n").read();
  EXPECT_EQ(open.link("U").speed, 1);
  EXPECT_TRUE(open.says("'U'", "its speed is 1"));
  EXPECT_EQ(operated().set("STATUS", "U 0\n").read().link("U").initial_status, LinkStatus::closed);
}

TEST(InpStatus, AValveWithASettingIsActiveAndOneWithACurveAtIt) {
  const Reading read = operated().set("STATUS", "V Closed\nV 30\nG Open\n").read();
  EXPECT_EQ(read.link("V").initial_status, LinkStatus::active);
  EXPECT_EQ(read.link("V").setting, 30);
  EXPECT_EQ(read.link("G").initial_status, LinkStatus::active);
}

TEST(InpStatus, MayNameARangeOfIds) {
  const Reading words = operated().set("STATUS", "P1 P2 Closed\n").read();
  EXPECT_EQ(words.link("P1").initial_status, LinkStatus::closed);
  EXPECT_EQ(words.link("P2").initial_status, LinkStatus::closed);
  EXPECT_EQ(words.link("P3").initial_status, LinkStatus::open);
  const Reading numbers = SmallInp()
                              .set("PIPES", "9 R A 1 1 1\n10 A B 1 1 1\n200 B T 1 1 1\n")
                              .set("STATUS", "9 100 Closed\n")
                              .read();
  EXPECT_EQ(numbers.link("9").initial_status, LinkStatus::closed);
  EXPECT_EQ(numbers.link("10").initial_status, LinkStatus::closed);
  EXPECT_EQ(numbers.link("200").initial_status, LinkStatus::open);
}

TEST(InpStatus, OfNoLinkIsPassedOver) {
  EXPECT_TRUE(operated().set("STATUS", "nobody Closed\n").read().says("'nobody'", "no link"));
}

TEST(InpControls, ActByLevelPressureTimeAndClock) {
  const Reading read =
      operated()
          .set("CONTROLS",
               "LINK P1 CLOSED IF NODE T ABOVE 4.5\n; the night\nLINK U 0.7 IF NODE A BELOW 20\n"
               "link V 35 at time 3.4\nLINK U OPEN AT CLOCKTIME 5:30 PM ; evening\n"
               "LINK G OPEN AT TIME 90 MIN DISABLED\nLINK U CLOSED AT CLOCKTIME 26\n")
          .read();
  const auto& controls = read.file.network.controls;
  ASSERT_EQ(controls.size(), 6U);
  EXPECT_EQ(controls[0].when, Control::When::above);
  EXPECT_EQ(controls[0].node, 3);
  EXPECT_EQ(controls[0].level, 4.5);
  EXPECT_EQ(controls[0].status, LinkStatus::closed);
  EXPECT_TRUE(std::isnan(controls[0].setting));
  EXPECT_EQ(controls[1].when, Control::When::below);
  EXPECT_EQ(controls[1].setting, 0.7);
  EXPECT_EQ(controls[1].comment, "the night");
  EXPECT_EQ(controls[2].status, LinkStatus::active);
  EXPECT_EQ(controls[2].setting, 35);
  EXPECT_EQ(controls[2].time, 12240);
  EXPECT_EQ(controls[3].when, Control::When::at_clock);
  EXPECT_EQ(controls[3].time, 63000);
  EXPECT_EQ(controls[3].setting, 1);  // EPANET opens a pump at its full speed
  EXPECT_EQ(controls[3].comment, "evening");
  EXPECT_FALSE(controls[4].enabled);
  EXPECT_EQ(controls[4].time, 5400);
  EXPECT_EQ(controls[4].status, LinkStatus::active);  // open, at its curve
  EXPECT_EQ(controls[5].time, 7200);                  // of the day
  EXPECT_TRUE(std::isnan(controls[5].setting));
}

TEST(InpControls, OfPressureHaveThePressureUnitAndOfLevelsThatOfLengths) {
  const Reading read = operated()
                           .set("OPTIONS", "UNITS GPM\n")
                           .set("CONTROLS", "LINK P1 1 IF NODE T ABOVE 10\nLINK P1 0 IF NODE A BELOW 10\n")
                           .read();
  const auto& controls = read.file.network.controls;
  EXPECT_NEAR(controls[0].level, 3.048, kTight);
  EXPECT_EQ(controls[0].status, LinkStatus::open);
  EXPECT_NEAR(controls[1].level, 10 * 0.3048 / 0.4333, 1e-13);
  EXPECT_EQ(controls[1].status, LinkStatus::closed);
}

TEST(InpRules, HoldPremisesActionsAndPriorities) {
  const Reading read =
      operated()
          .set("RULES",
               "; of the works\nRULE 1\nIF TANK T LEVEL < 2.5\nAND SYSTEM CLOCKTIME >= 8 AM\n"
               "OR JUNCTION A PRESSURE BELOW 20\nTHEN PUMP U SETTING IS 1.1\nAND PIPE P1 STATUS = OPEN\n"
               "ELSE PUMP U STATUS IS CLOSED\nPRIORITY 3\n\nRULE 2\nIF LINK V STATUS IS ACTIVE\n"
               "THEN VALVE V SETTING = 30\nDISABLED\n")
          .read();
  const auto& rules = read.file.network.rules;
  ASSERT_EQ(rules.size(), 2U);
  const Rule& rule = rules[0];
  EXPECT_EQ(rule.id, "1");
  EXPECT_EQ(rule.comment, "of the works");
  ASSERT_EQ(rule.premises.size(), 3U);
  EXPECT_EQ(rule.premises[0].variable, RuleVariable::level);
  EXPECT_EQ(rule.premises[0].relation, RulePremise::Relation::less);
  EXPECT_EQ(rule.premises[0].value, 2.5);
  EXPECT_EQ(rule.premises[1].join, RulePremise::Join::all_of);
  EXPECT_EQ(rule.premises[1].object, RulePremise::Object::system);
  EXPECT_EQ(rule.premises[1].value, 28800);
  EXPECT_EQ(rule.premises[2].join, RulePremise::Join::any_of);
  EXPECT_EQ(rule.premises[2].relation, RulePremise::Relation::less);
  ASSERT_EQ(rule.then.size(), 2U);
  EXPECT_EQ(rule.then[0].setting, 1.1);
  EXPECT_EQ(rule.then[0].status, LinkStatus::open);
  EXPECT_EQ(rule.then[1].status, LinkStatus::open);
  EXPECT_TRUE(std::isnan(rule.then[1].setting));
  ASSERT_EQ(rule.otherwise.size(), 1U);
  EXPECT_EQ(rule.otherwise[0].status, LinkStatus::closed);
  EXPECT_EQ(rule.priority, 3);
  EXPECT_TRUE(rule.enabled);
  EXPECT_EQ(rules[1].premises[0].variable, RuleVariable::status);
  EXPECT_EQ(rules[1].premises[0].status, LinkStatus::active);
  EXPECT_EQ(rules[1].then[0].setting, 30);
  EXPECT_FALSE(rules[1].enabled);
}

TEST(InpRules, ConvertValuesByTheirVariable) {
  const auto value = [](const std::string& premise) {
    return operated()
        .set("OPTIONS", "UNITS GPM\n")
        .set("RULES", "RULE 1\nIF " + premise + "\nTHEN PIPE P1 STATUS = CLOSED\n")
        .read()
        .file.network.rules[0]
        .premises[0]
        .value;
  };
  const double gpm = kCubicFoot / 448.831, psi = 0.3048 / 0.4333;
  EXPECT_NEAR(value("SYSTEM DEMAND > 100"), 100 * gpm, kTight);
  EXPECT_NEAR(value("LINK P1 FLOW > 100"), 100 * gpm, kTight);
  EXPECT_NEAR(value("NODE A HEAD > 10"), 3.048, kTight);
  EXPECT_NEAR(value("NODE A GRADE > 10"), 3.048, kTight);
  EXPECT_NEAR(value("NODE A PRESSURE > 10"), 10 * psi, 1e-13);
  EXPECT_NEAR(value("VALVE V SETTING > 10"), 10 * psi, 1e-13);
  EXPECT_NEAR(value("PUMP U SETTING > 0.5"), 0.5, kTight);
  EXPECT_NEAR(value("TANK T FILLTIME < 1.5"), 5400, 1e-10);
  EXPECT_NEAR(value("SYSTEM TIME = 2:30"), 9000, 1e-10);
}

TEST(InpRules, ValuesAreEqualWithinAThousandthOfTheFilesUnit) {
  const auto tolerance = [](const std::string& premise) {
    return operated()
        .set("OPTIONS", "UNITS GPM\n")
        .set("RULES", "RULE 1\nIF " + premise + "\nTHEN PIPE P1 STATUS = CLOSED\n")
        .read()
        .file.network.rules[0]
        .premises[0]
        .tolerance;
  };
  EXPECT_NEAR(tolerance("NODE A HEAD > 10"), 0.3048e-3, kTight);
  EXPECT_NEAR(tolerance("LINK P1 FLOW > 100"), 1e-3 * kCubicFoot / 448.831, kTight);
  EXPECT_EQ(tolerance("TANK T FILLTIME < 1.5"), 1e-3);  // s
}

TEST(InpQuality, OfAChemicalIsAMassOfVolume) {
  const Reading read = SmallInp()
                           .add("OPTIONS", "QUALITY Chlorine ug/L\nTOLERANCE 0.2\n")
                           .set("QUALITY", "A 0.5\nB T 2\n")
                           .set("PATTERNS", "p 1\n")
                           .set("SOURCES", "A SETPOINT 3 p\nR MASS 60\nB 4\n")
                           .read();
  const SupplyNetwork& n = read.file.network;
  EXPECT_EQ(n.quality.kind, QualityOptions::Kind::chemical);
  EXPECT_EQ(n.quality.chemical, "Chlorine");
  EXPECT_EQ(read.file.units.quality, "ug/L");
  EXPECT_NEAR(n.quality.tolerance, 0.2e-6, 1e-20);
  EXPECT_NEAR(read.node("A").initial_quality, 0.5e-6, 1e-20);
  EXPECT_NEAR(read.node("R").initial_quality, 2e-6, 1e-20);  // B to T by their letters
  ASSERT_EQ(n.sources.size(), 3U);
  EXPECT_EQ(n.sources[0].kind, QualitySource::Kind::set_point);
  EXPECT_NEAR(n.sources[0].strength, 3e-6, 1e-20);
  EXPECT_EQ(n.sources[0].pattern, 0);
  EXPECT_NEAR(n.sources[1].strength, 1e-9, 1e-23);  // ug/min
  EXPECT_EQ(n.sources[2].kind, QualitySource::Kind::concentration);
}

TEST(InpQuality, MayBeAnAgeOrTheShareFromANode) {
  const Reading age = SmallInp().add("OPTIONS", "QUALITY AGE\n").set("QUALITY", "A 2\n").read();
  EXPECT_EQ(age.node("A").initial_quality, 7200);
  EXPECT_NEAR(age.file.network.quality.tolerance, 36, 1e-12);
  const Reading trace = SmallInp().add("OPTIONS", "QUALITY TRACE R\n").set("QUALITY", "A 25\n").read();
  EXPECT_EQ(trace.file.network.quality.trace_node, 2);
  EXPECT_NEAR(trace.node("A").initial_quality, 0.25, kTight);
}

TEST(InpReactions, AreOfSecondsAndByTheirOrder) {
  const Reading first = SmallInp()
                            .add("OPTIONS", "QUALITY Chlorine mg/L\n")
                            .set("REACTIONS",
                                 "GLOBAL BULK -0.5\nGLOBAL WALL -1\nBULK P1 -0.6\nWALL P2 -2\nTANK T -0.4\n"
                                 "LIMITING POTENTIAL 0.1\nROUGHNESS CORRELATION 3\n")
                            .read();
  const QualityOptions& quality = first.file.network.quality;
  EXPECT_NEAR(quality.bulk_reaction, -0.5 / kDay, 1e-19);
  EXPECT_NEAR(quality.wall_reaction, -1 / kDay, 1e-19);
  EXPECT_NEAR(first.link("P1").bulk_reaction, -0.6 / kDay, 1e-19);
  EXPECT_TRUE(std::isnan(first.link("P1").wall_reaction));
  EXPECT_NEAR(first.link("P2").wall_reaction, -2 / kDay, 1e-19);
  EXPECT_NEAR(first.node("T").bulk_reaction, -0.4 / kDay, 1e-19);
  EXPECT_NEAR(quality.limiting_concentration, 1e-4, 1e-18);
  EXPECT_NEAR(quality.roughness_factor, 3 / kDay, 1e-18);
  // Second order: L/mg/day, and walls of order 0 in mg/ft2/day. Orders may stand behind what they are of.
  const Reading second = SmallInp()
                             .set("OPTIONS", "UNITS GPM\nQUALITY Chlorine mg/L\n")
                             .set("REACTIONS", "GLOBAL BULK -0.5\nGLOBAL WALL -1\n")
                             .add("REACTIONS", "ORDER BULK 2\nORDER WALL 0\n")
                             .read();
  EXPECT_NEAR(second.file.network.quality.bulk_reaction, -0.5 * 1e3 / kDay, 1e-15);
  EXPECT_NEAR(second.file.network.quality.wall_reaction, -1e-6 / (0.3048 * 0.3048) / kDay, 1e-22);
  EXPECT_NEAR(second.node("T").bulk_reaction, -0.5 / kDay, 1e-19);  // the same number at the order of tanks
}

TEST(InpMixing, IsOneOfFourModels) {
  const auto mixing = [](const std::string& line) {
    return SmallInp().set("MIXING", line).read().node("T").mixing;
  };
  EXPECT_EQ(mixing("T 2COMP 0.3\n").model, Mixing::Model::two_compartments);
  EXPECT_EQ(mixing("T 2COMP 0.3\n").fraction, 0.3);
  EXPECT_EQ(mixing("T 2COMP 0\n").fraction, 1);
  EXPECT_EQ(mixing("T FIFO\n").model, Mixing::Model::first_in_first_out);
  EXPECT_EQ(mixing("T LIFO 0.3\n").fraction, 1);
  EXPECT_TRUE(SmallInp().set("MIXING", "A FIFO\n").read().says("'A'", "no tank"));
}

}  // namespace
}  // namespace conurb::water
