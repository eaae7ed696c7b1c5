// SPDX-License-Identifier: Apache-2.0
// What no file can mean: each refusal names the line, the element and the value.
#include <gtest/gtest.h>

#include <string>

#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/inp_text.hpp"
#include "tests/plugins/water/formats/fixtures.hpp"

namespace conurb::water {
namespace {

using testing::refusal_of;
using testing::SmallInp;

/// Sections put in place of those of the small file; what the message must hold beside the line.
struct Wrong {
  const char* name;
  const char* section;
  const char* lines;
  const char* says;
  std::size_t line = 0;  // of the section, from 0
};
void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.name;
}

class InpRefusal : public ::testing::TestWithParam<Wrong> {};

TEST_P(InpRefusal, NamesTheLineAndTheValue) {
  const Wrong& wrong = GetParam();
  SmallInp inp;
  inp.set("PATTERNS", "day 1\n");
  inp.set("CURVES", "c 50 30\ng 0 0\ng 10 5\n");
  inp.set("PUMPS", "U A B HEAD c\n");
  inp.set("VALVES", "G A B 100 GPV g\n");
  inp.add("PIPES", "CV1 A B 10 100 120 0 CV\n");
  inp.set(wrong.section, wrong.lines);
  const std::string message = inp.refusal();
  const std::string place = "small.inp:" + std::to_string(inp.line_of(wrong.section) + wrong.line) + ": ";
  EXPECT_EQ(message.substr(0, place.size()), place) << message;
  EXPECT_NE(message.find(wrong.says), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Nodes, InpRefusal,
    ::testing::Values(Wrong{"NodeTwice", "JUNCTIONS", "A 1\nB 2\nA 3\n", "'A' has the name of one before", 2},
                      Wrong{"NodeOfTwoKinds", "RESERVOIRS", "A 50\n", "'A' has the name of one before"},
                      Wrong{"NoNumber", "JUNCTIONS", "A 1x\nB 2\n", "'1x', which is no number"},
                      Wrong{"NotFinite", "JUNCTIONS", "A inf\nB 2\n", "'inf', which is no number"},
                      Wrong{"CommaNumber", "JUNCTIONS", "A 1,5\nB 2\n", "'1,5'"},
                      Wrong{"EmptyId", "JUNCTIONS", "\"\" 1\nA 1\nB 2\n", "empty name"},
                      Wrong{"NoPattern", "JUNCTIONS", "A 1 2 night\nB 2\n", "'night', which is not there"},
                      Wrong{"LevelsInDisorder", "TANKS", "T 20 6 1 5 10 0\n", "'6' (at the start)"},
                      Wrong{"NegativeDiameter", "TANKS", "T 20 3 1 5 -10 0\n", "diameter is -10"},
                      Wrong{"FewWords", "TANKS", "T 20 3 1\n", "no highest level"},
                      Wrong{"Overflow", "TANKS", "T 20 3 1 5 10 0 * maybe\n", "'maybe'"},
                      Wrong{"NoVolumeCurve", "TANKS", "T 20 3 1 5 10 0 v\n", "'v', which is not there"},
                      Wrong{"NoDemandNode", "DEMANDS", "X 5\n", "'X', which is not there"},
                      Wrong{"NoEmitterNode", "EMITTERS", "A 1\nX 5\n", "'X', which is not there", 1},
                      Wrong{"NegativeEmitter", "EMITTERS", "A -1\n", "coefficient is -1"}),
    [](const auto& param) { return std::string(param.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Links, InpRefusal,
    ::testing::Values(
        Wrong{"NoNode", "PIPES", "P1 R A 1 1 1\nP2 A X 1 1 1\n", "'X', which is not there", 1},
        Wrong{"CaseOfLetters", "PIPES", "P1 R a 1 1 1\n", "the case of letters counts"},
        Wrong{"Loop", "PIPES", "P1 A A 1 1 1\n", "begins and ends at 'A'"},
        Wrong{"LinkTwice", "PIPES", "P1 R A 1 1 1\nP1 A B 1 1 1\n", "has the name of one before", 1},
        Wrong{"NegativeLength", "PIPES", "P1 R A -5 1 1\n", "length is -5"},
        Wrong{"NoDiameter", "PIPES", "P1 R A 5 0 1\n", "diameter is 0"},
        Wrong{"NoRoughness", "PIPES", "P1 R A 5 1 0\n", "roughness is 0"},
        Wrong{"NegativeMinorLoss", "PIPES", "P1 R A 5 1 1 -2\n", "minor loss is -2"},
        Wrong{"PipeStatus", "PIPES", "P1 R A 5 1 1 0 ajar\n", "'ajar'"},
        Wrong{"PumpKeyword", "PUMPS", "U A B BLADES 3\n", "'BLADES'"},
        Wrong{"PumpWithoutCurve", "PUMPS", "U A B SPEED 1\n", "neither HEAD nor POWER"},
        Wrong{"PumpPower", "PUMPS", "U A B POWER 0\n", "power is 0"},
        Wrong{"OldPump", "PUMPS", "U A B 1 2 3\n", "has 3 numbers"},
        Wrong{"ValveType", "VALVES", "V A B 100 XXV 3\n", "'XXV'"},
        Wrong{"ValveAtTank", "VALVES", "V B T 100 PRV 3\n", "'T', which is a reservoir or tank"},
        Wrong{"ValvesMeet", "VALVES", "V R A 100 TCV 1\nW A B 9 PRV 3\nX B A 9 PRV 3\n", "meets a valve", 2},
        Wrong{"GpvWithoutCurve", "VALVES", "V A B 100 GPV\n", "no curve"},
        Wrong{"LeakOfNoPipe", "LEAKAGE", "X 1 1\n", "'X', which is not there"},
        Wrong{"StatusOfCheckValve", "STATUS", "CV1 Open\n", "'CV1' has a check valve"},
        Wrong{"StatusOfCurve", "STATUS", "G 5\n", "but has a curve"},
        Wrong{"NegativeStatus", "STATUS", "U -1\n", "status is -1"},
        Wrong{"StatusWord", "STATUS", "U ajar\n", "'ajar'"}),
    [](const auto& param) { return std::string(param.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Series, InpRefusal,
    ::testing::Values(Wrong{"CurveGoesBack", "CURVES", "g 0 0\ng 1 1\nc 5 30\nc 5 20\n", "from x 5 to 5", 2},
                      Wrong{"CurveWithoutY", "CURVES", "g 0 0\ng 1 1\nc 5\n", "has no y", 2},
                      Wrong{"PumpCurveRises", "CURVES", "g 0 0\nc 5 30\nc 6 31\n",
                            "does not fall from head 30 to 31", 1},
                      Wrong{"PatternWithoutFactor", "PATTERNS", "day\n", "'day' has no factor"},
                      Wrong{"FactorIsNoNumber", "PATTERNS", "day 1 two\n", "'two'"}),
    [](const auto& param) { return std::string(param.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Operation, InpRefusal,
    ::testing::Values(
        Wrong{"ControlOfCheckValve", "CONTROLS", "LINK CV1 CLOSED AT TIME 3\n", "'CV1' has a check valve"},
        Wrong{"ControlOfNoLink", "CONTROLS", "LINK X CLOSED AT TIME 3\n", "'X', which is not there"},
        Wrong{"ControlOfNoNode", "CONTROLS", "LINK U CLOSED IF NODE X ABOVE 3\n", "'X', which is not there"},
        Wrong{"ControlTime", "CONTROLS", "LINK U CLOSED AT TIME noon\n", "'noon', which is no time"},
        Wrong{"ControlWord", "CONTROLS", "LINK U CLOSED IF NODE A NEAR 3\n", "'NEAR'"},
        Wrong{"ControlShort", "CONTROLS", "LINK U CLOSED\n", "too few words"},
        Wrong{"ControlOfCurve", "CONTROLS", "LINK G 3 AT TIME 3\n", "but has a curve"},
        Wrong{"NegativeSpeed", "CONTROLS", "LINK U -1 AT TIME 3\n", "speed is -1"},
        Wrong{"RuleWithoutThen", "RULES", "RULE 1\nIF TANK T LEVEL < 2\n", "no THEN"},
        Wrong{"RuleWithoutHead", "RULES", "IF TANK T LEVEL < 2\n", "before the first RULE"},
        Wrong{"RuleOrder", "RULES", "RULE 1\nTHEN PUMP U STATUS = OPEN\n", "'THEN' where it cannot stand", 1},
        Wrong{"RuleObject", "RULES", "RULE 1\nIF CLOUD T LEVEL < 2\n", "'CLOUD'", 1},
        Wrong{"RuleVariable", "RULES", "RULE 1\nIF TANK T FLOW < 2\n", "'FLOW' of 'TANK'", 1},
        Wrong{"RuleRelation", "RULES", "RULE 1\nIF TANK T LEVEL ~ 2\n", "'~'", 1},
        Wrong{"RuleFilling", "RULES", "RULE 1\nIF NODE A FILLTIME > 2\n", "is a junction", 1},
        Wrong{"RuleStatusNumber", "RULES", "RULE 1\nIF PUMP U STATUS = 1\n", "OPEN, CLOSED or ACTIVE", 1},
        Wrong{"RuleOfCheckValve", "RULES", "RULE 1\nIF TANK T LEVEL < 2\nTHEN PIPE CV1 STATUS = OPEN\n",
              "check valve", 2}),
    [](const auto& param) { return std::string(param.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Options, InpRefusal,
    ::testing::Values(Wrong{"Units", "OPTIONS", "UNITS LPS\nUNITS FURLONGS\n", "'FURLONGS'", 1},
                      Wrong{"HeadLoss", "OPTIONS", "HEADLOSS X-Y\n", "'X-Y'"},
                      Wrong{"Trace", "OPTIONS", "QUALITY TRACE X\n", "'X' is to be traced"},
                      Wrong{"Gravity", "OPTIONS", "SPECIFIC GRAVITY 0\n", "value is 0"},
                      Wrong{"Exponent", "OPTIONS", "EMITTER EXPONENT 50\n", "0.01 to 10"},
                      Wrong{"Time", "TIMES", "DURATION soon\n", "'soon', which is no time"},
                      Wrong{"WallOrder", "REACTIONS", "ORDER WALL 2\n", "order 2"},
                      Wrong{"Reaction", "REACTIONS", "ROOF P1 2\n", "'ROOF'"},
                      Wrong{"Mixing", "MIXING", "T STIRRED\n", "'STIRRED'"},
                      Wrong{"Source", "SOURCES", "X 2\n", "'X', which is not there"},
                      Wrong{"NegativeQuality", "QUALITY", "A -2\n", "quality is -2"},
                      Wrong{"EnergyOfNoPump", "ENERGY", "PUMP P1 PRICE 2\n", "'P1' is no pump"},
                      Wrong{"EnergyWord", "ENERGY", "GLOBAL MOOD 2\n", "'MOOD'"}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(InpRefusals, OfAVolumeCurveThatDoesNotReachTheLevels) {
  const std::string message =
      SmallInp().set("TANKS", "T 20 3 1 5 10 0 V\n").set("CURVES", "V 2 0\nV 5 400\n").refusal();
  EXPECT_NE(message.find("levels from 1 to 5, its volume curve goes from 2 to 5"), std::string::npos)
      << message;
}

TEST(InpRefusals, OfTextThatIsNoNetwork) {
  EXPECT_NE(refusal_of("").find("has no section"), std::string::npos);
  EXPECT_NE(refusal_of("hello\nworld\n").find("has no section"), std::string::npos);
  EXPECT_NE(refusal_of(std::string("[\0J\0U\0N\0C\0", 10)).find("save it as UTF-8"), std::string::npos);
  EXPECT_NE(refusal_of("[JUNCTIONS]\nA 1\n[CONDUITS]\n").find("SWMM"), std::string::npos);
  const std::string long_text(kLongestInp + 1, ' ');
  EXPECT_NE(refusal_of(long_text).find("at most 100000000"), std::string::npos);
}

TEST(InpRefusals, OfRangesWhoseNumberWouldTakeForever) {
  std::string pipes, ranges;
  for (int i = 0; i < 6000; ++i) {
    pipes += "p" + std::to_string(i) + " R A 1 1 1\n";
    ranges += "a z Closed\n";
  }
  const std::string message = SmallInp().set("PIPES", pipes).set("STATUS", ranges).refusal();
  EXPECT_NE(message.find("one range of ids too many"), std::string::npos) << message;
}

}  // namespace
}  // namespace conurb::water
