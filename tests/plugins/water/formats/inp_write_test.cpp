// SPDX-License-Identifier: Apache-2.0
// That what was read stands in the written file again.
#include "plugins/water/formats/inp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_units.hpp"
#include "plugins/water/formats/same_network.hpp"
#include "tests/plugins/water/formats/fixtures.hpp"

namespace conurb::water {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::Reading;
using testing::reading_of;
using testing::SmallInp;

void expect_round_trip(const std::string& text) {
  const Reading once = reading_of(text);
  const std::string written = write_inp(once.file);
  const Reading twice = reading_of(written);
  EXPECT_TRUE(same(once.file, twice.file)) << written;
  EXPECT_EQ(write_inp(twice.file), written);
}

/// Every section, and in them what is easily lost.
std::string everything(const std::string& units) {
  return SmallInp()
      .set("TITLE", "  A town\n; no title\nof three lines\n\n")
      .set("JUNCTIONS",
           "A 10.1234567890123 2 ;school; old\nB 12 3 day\n\"a b\" 1\nC 1 0 day\nD 1\nE 1\nF 1\n")
      .set("TANKS", "T 20 3 1 5 10 0\nU 20 3 1 5 0 0 V YES\nW 1 3 1 5 4 77 * YES\nX 5 1 0 2 0\n")
      .set("PIPES",
           "P1 R A 0 200 120 0.3 Open ;main\nP2 A B 300 150 110\nP3 B T 2 3 4 CV\nP4 B U 2 3 4 Closed\n")
      .set("PUMPS",
           "Q1 A B HEAD c SPEED 1.1 PATTERN day ;pump\nQ2 A B POWER 7.3\nQ3 A B 30 50\nQ4 A B 40 30 5 0 9\n")
      .set("VALVES",
           "V1 C D 100 PRV 40.7 0.1\nV2 E F 90 FCV 8\nV3 A C 80 TCV 7\nV4 A D 70 GPV g 0.2\n"
           "V5 A E 60 PCV 25 0.4 h\nV6 A F 50 PBV 3.3\nV7 B E 40 PSV 11\n")
      .set("EMITTERS", "A 0.31\n")
      .set("DEMANDS", "A 4 day ;homes\nA 1 ;leaks; and more\nD 0\n")
      .set("LEAKAGE", "P1 5.1 0.03\n")
      .set("STATUS", "V1 Open\nV4 Closed\nQ1 Closed\nQ2 0.77\n")
      .set("PATTERNS", ";of day\nday 1 2 3 4 5 6 7.123456789\n1 1 ;trailing\nz 2 ;-- odd\n")
      .set("CURVES",
           ";PUMP: works\nc 50.5 30.1\ng 0 0\ng 10 5\nh 0 0\nh 100 100\nV 0 0\nV 5 400\ne 1 70\ne 5 80\n"
           ";PUMP: not one\nspare 1 2 GENERIC\n")
      .set("CONTROLS",
           "; why\nLINK P2 CLOSED IF NODE T ABOVE 4.1\nLINK Q1 OPEN IF NODE A BELOW 20.3 DISABLED\n"
           "LINK V1 33 AT TIME 1:02:03\nLINK V2 Open AT CLOCKTIME 6 PM\nLINK V4 OPEN AT TIME 2\nLINK Q1 0.4 "
           "AT TIME 3\n"
           "LINK V5 12.5 AT TIME 2\n")
      .set(
          "RULES",
          ";first\nRULE one\nIF TANK T LEVEL < 2.2\nAND NODE A DEMAND >= 1.7\nOR SYSTEM CLOCKTIME = 5:30 PM\n"
          "AND LINK V1 STATUS NOT OPEN\nAND VALVE V2 SETTING > 3.3\nAND TANK T DRAINTIME < 1.1\n"
          "THEN PUMP Q1 SETTING = 0.9\nAND VALVE V4 STATUS = OPEN\nELSE VALVE V1 SETTING = 20.2\nPRIORITY "
          "2.5\nDISABLED\n"
          "RULE \"two words\"\nIF RESERVOIR R HEAD <> 7\nTHEN PIPE P2 STATUS = CLOSED\n")
      .set("ENERGY",
           "GLOBAL EFFIC 66\nGLOBAL PRICE 0.21\nGLOBAL PATTERN day\nDEMAND CHARGE 3.3\nPUMP Q1 PRICE 0.19\n"
           "PUMP Q1 PATTERN 1\nPUMP Q1 EFFIC e\n")
      .set("QUALITY", "A 0.33\nT 0.7\n")
      .set("SOURCES", "A MASS 3.1 day\nB FLOWPACED 0.7\n")
      .set("REACTIONS",
           "ORDER BULK 1.5\nORDER WALL 0\nGLOBAL BULK -0.37\nGLOBAL WALL -1.3\nBULK P1 -0.11\nWALL P2 0\n"
           "TANK T -0.7\nLIMITING POTENTIAL 0.9\nROUGHNESS CORRELATION 0.13\n")
      .set("MIXING", "T 2COMP 0.3\nU LIFO\n")
      .set("TIMES",
           "DURATION 1 DAY\nHYDRAULIC TIMESTEP 0:55\nQUALITY TIMESTEP 0\nPATTERN TIMESTEP 0:30\nPATTERN "
           "START 2\n"
           "REPORT TIMESTEP 1\nREPORT START 0:10\nSTART CLOCKTIME 3 pm\nSTATISTIC NONE\n")
      .set("OPTIONS",
           "UNITS " + units +
               "\nHEADLOSS D-W\nVISCOSITY 1.3\nDIFFUSIVITY 0.9\nSPECIFIC GRAVITY 1.03\nTRIALS 77\nACCURACY "
               "1e-6\n"
               "UNBALANCED CONTINUE 7\nPATTERN day\nDEMAND MULTIPLIER 1.7\nDEMAND MODEL PDA\nMINIMUM "
               "PRESSURE 1.1\n"
               "REQUIRED PRESSURE 17.3\nPRESSURE EXPONENT 0.55\nEMITTER EXPONENT 0.63\nBACKFLOW ALLOWED NO\n"
               "QUALITY Chlorine mg/L\nTOLERANCE 0.013\nCHECKFREQ 3\nMAXCHECK 9\nDAMPLIMIT 0.07\nHEADERROR "
               "0.003\n"
               "FLOWCHANGE 0.009\nMAP a.map\n")
      .set("COORDINATES", "A 1.123456789 -2\n\"a b\" 3 4\n")
      .set("VERTICES", "P1 1 2\nP1 3.5 4\n")
      .set("LABELS", ";X Y\n1 2 \"a label\"\n")
      .set("REPORT", "Status Full\n  Nodes All ; all\n\nPage 5\n")
      .set("BACKDROP", "DIMENSIONS 0 0 1 1\n")
      .set("TAGS", "NODE A zone\nLINK P1 \"old iron\"\n")
      .set("MADE BY US", "some text\n  and more\n")
      .text();
}

TEST(InpWrite, KeepsEverythingInAllUnits) {
  for (const char* units : {"CFS", "GPM", "MGD", "IMGD", "AFD", "LPS", "LPM", "MLD", "CMH", "CMD", "CMS"}) {
    SCOPED_TRACE(units);
    expect_round_trip(everything(units));
  }
}

TEST(InpWrite, KeepsEverythingInAllPressureUnits) {
  for (const char* unit : {"PSI", "KPA", "METERS", "BAR", "FEET"}) {
    SCOPED_TRACE(unit);
    expect_round_trip(everything(std::string("GPM\nPRESSURE ") + unit));
    expect_round_trip(everything(std::string("CMH\nPRESSURE ") + unit));
  }
}

TEST(InpWrite, KeepsWhatIsFollowed) {
  for (const char* quality : {"NONE", "NONE ug/L", "AGE", "TRACE \"a b\"", "Fluoride ug/L", "Chemical"}) {
    SCOPED_TRACE(quality);
    expect_round_trip(everything(std::string("GPM\nQUALITY NONE\n")) + "");
    std::string text = everything("GPM");
    text.replace(text.find("QUALITY Chlorine mg/L"), 21, "QUALITY " + std::string(quality));
    expect_round_trip(text);
  }
}

TEST(InpWrite, TheNumbersAreThoseOfTheFile) {
  const std::string written = write_inp(reading_of(everything("GPM")).file);
  for (const char* part : {"A\t10.1234567890123",
                           "A\t4\tday\t;homes",
                           "V1\tC\tD\t100\tPRV\t40.7\t0.1",
                           "c\t50.5\t30.1\tPUMP",
                           "LINK\tV1\t33\tAT TIME 1:02:03",
                           "LINK\tQ1\tOPEN\tIF NODE A BELOW 20.3\tDISABLED",
                           "GLOBAL EFFICIENCY\t66",
                           "HYDRAULIC TIMESTEP\t0:55",
                           "QUALITY TIMESTEP\t0:00",
                           "Q2\tA\tB\tPOWER 7.3\tSPEED 0.77",
                           "A\t0.31",
                           "GLOBAL BULK\t-0.37",
                           "\"a b\"\t1",
                           "AND\tTANK T\tDRAINTIME\t<\t1.1",
                           "P1\t5.1\t0.03",
                           "VISCOSITY\t1.3",
                           "REQUIRED PRESSURE\t17.3",
                           "B\tFLOWPACED\t0.7",
                           "W\t1\t3\t1\t5\t4\t77\t*\tYES",
                           "[MADE BY US]\nsome text\n"}) {
    EXPECT_THAT(written, HasSubstr(part));
  }
}

TEST(InpWrite, AViscosityGivenItselfIsWrittenSoThatItReadsBack) {
  for (const char* units : {"GPM", "LPS"}) {
    for (const char* value : {"1.1e-5", "1e-6", "3.3e-7"}) {
      expect_round_trip(
          SmallInp().set("OPTIONS", std::string("UNITS ") + units + "\nVISCOSITY " + value + "\n").text());
    }
  }
}

TEST(InpWrite, ADefaultPatternThatIsNotThereStaysNone) {
  const std::string text = SmallInp().set("PATTERNS", "1 2\n").add("OPTIONS", "PATTERN absent\n").text();
  EXPECT_EQ(reading_of(text).file.network.hydraulics.default_pattern, kNone);
  expect_round_trip(text);
  InpFile file = reading_of(SmallInp().set("PATTERNS", "1 2\n").text()).file;
  file.network.hydraulics.default_pattern = kNone;
  EXPECT_EQ(reading_of(write_inp(file)).file.network.hydraulics.default_pattern, kNone);
}

TEST(InpWrite, ANetworkFromElsewhereCannotBreakItsLines) {
  InpFile file = reading_of(SmallInp().text()).file;
  file.network.title = "[JUNCTIONS]\nX 1";
  file.network.nodes[0].comment = "two\nlines";
  file.network.nodes[1].id = "B;\nC";
  file.sections.push_back({"[REPORT]", "[PIPES]\nStatus No"});
  const Reading read = reading_of(write_inp(file));
  EXPECT_EQ(read.file.network.nodes.size(), 4U);
  EXPECT_EQ(read.file.network.links.size(), 3U);
  EXPECT_EQ(read.node("A").comment, "two lines");
  EXPECT_EQ(read.node("B__C").elevation, 12);
  EXPECT_EQ(read.file.network.title, "'[JUNCTIONS]\nX 1");
}

TEST(InpWrite, KeepsNamesWithQuotesAndBracketsInThem) {
  const std::string text =
      SmallInp()
          .add("JUNCTIONS", "15\" 1\n\"[x\" 2\n\"two words\" 3\n")
          .set("RULES", "RULE [a\"b\nIF NODE 15\" HEAD > 1\nTHEN PIPE P1 STATUS = OPEN\n")
          .text();
  EXPECT_EQ(reading_of(text).node("15\"").elevation, 1);
  EXPECT_EQ(reading_of(text).node("[x").elevation, 2);
  expect_round_trip(text);
}

TEST(InpWrite, OnlyTellsVersionsWhatTheyNeedToKnow) {
  const std::string written = write_inp(reading_of(SmallInp().text()).file);
  for (const char* word : {"LEAKAGE", "BACKFLOW", "DEMAND MODEL", "MINIMUM", "HEADERROR"}) {
    EXPECT_THAT(written, Not(HasSubstr(word)));
  }
}

TEST(FileNumber, IsTheShortestThatReadsBack) {
  EXPECT_EQ(file_number(0), "0");
  EXPECT_EQ(file_number(0.1 * 0.3048, 0.3048), "0.1");
  EXPECT_EQ(file_number(1e-3 * 250, 1e-3), "250");
  EXPECT_EQ(file_number(170.55415562219525 * 0.3048, 0.3048), "170.55415562219525");
  EXPECT_EQ(file_number(-12345678.9), "-12345678.9");
}

TEST(FileNumber, ReadsBackForAllUnitsAndManyNumbers) {
  const InpScales scales = scales_of({FlowUnit::gpm, PressureUnit::psi, "mg/L"}, SupplyNetwork());
  for (const double factor :
       {scales.length, scales.flow, scales.pressure, scales.emitter, scales.volume, scales.diameter,
        scales.power, kPercentShare, kPricePerKilowattHour, scales.bulk}) {
    double value = 0.000123456789;
    for (int i = 0; i < 2000; ++i) {
      value *= 1.0137;
      const std::string text = file_number(value * factor, factor);
      ASSERT_EQ(inp_number(text).value() * factor, value * factor) << text;
    }
  }
}

TEST(SameNetwork, TellsEachKindOfDifference) {
  const InpFile file = reading_of(everything("GPM")).file;
  EXPECT_TRUE(same(file, file));
  const auto differs = [&](auto change) {
    InpFile other = file;
    change(other.network);
    return !same(file, other);
  };
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.title += "x"; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.nodes[0].elevation += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.nodes[0].x = kNotGiven; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.nodes[0].demands[0].base += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.links[0].setting += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.rules[0].premises[0].value += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.rules[0].then[0].setting = 5; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.controls[0].time += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.curves[0].x[0] += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.patterns[0].factors[0] += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.times.duration += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.quality.tolerance += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.energy.price += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.hydraulics.accuracy += 1; }));
  EXPECT_TRUE(differs([](SupplyNetwork& n) { n.sources[0].strength += 1; }));
}

}  // namespace
}  // namespace conurb::water
