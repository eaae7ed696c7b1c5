// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/matpower_text.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/matpower_code.hpp"
#include "plugins/energy/formats/text_limits.hpp"

namespace conurb::energy {
namespace {

const std::string kWhere = "case.m";

MatpowerCase parse(const std::string& text, std::vector<std::string>* code = nullptr) {
  return parse_matpower(text, kWhere, [&](const CaseStatement& statement, MatpowerCase&) {
    if (code != nullptr) code->push_back(std::to_string(statement.line) + " " + statement.text);
  });
}

std::string parse_refusal(const std::string& text) {
  try {
    (void)parse(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

std::vector<double> numbers(const std::string& text) {
  MatpowerCase read = parse("mpc.x = " + text);
  return read.find<CaseMatrix>("x")->values;
}

TEST(MatpowerText, ReadsNumbersTextsMatricesAndCells) {
  MatpowerCase read = parse(
      "function mpc = c9\nmpc.version = '2';\nmpc.baseMVA = 1e2\nmpc.a.b = -3.5, mpc.t = \"two\"\"s\"\n"
      "mpc.n = {'a', 'b'\n 'c'; 7};");
  EXPECT_EQ(read.name, "c9");
  EXPECT_EQ(*read.find<std::string>("version"), "2");
  EXPECT_EQ(*read.find<double>("baseMVA"), 100);
  EXPECT_EQ(*read.find<double>("a.b"), -3.5);
  EXPECT_EQ(*read.find<std::string>("t"), "two\"s");
  EXPECT_EQ(*read.find<CaseCells>("n"), (CaseCells{"a", "b", "c", ""}));
  EXPECT_EQ(read.find<double>("version"), nullptr);
}

TEST(MatpowerText, RowsEndAtSemicolonsAndLineEndsAndRemainTheirLines) {
  MatpowerCase read = parse("mpc.x = [ % head\n 1 2,3;4, 5\t6 % last\n\n\n -7 +8 .9e1; ]");
  const CaseMatrix& m = *read.find<CaseMatrix>("x");
  EXPECT_EQ(m.rows, 3U);
  EXPECT_EQ(m.columns, 3U);
  EXPECT_EQ(m.values, (std::vector<double>{1, 2, 3, 4, 5, 6, -7, 8, 9}));
  EXPECT_EQ(m.lines, (std::vector<std::uint32_t>{2, 2, 5}));
}

TEST(MatpowerText, ContinuedLinesAreOneRow) {
  EXPECT_EQ(numbers("[1 2 ... the rest\n 3; 4 5 6]"), (std::vector<double>{1, 2, 3, 4, 5, 6}));
}

TEST(MatpowerText, KnowsInfinityNanAndFortransExponents) {
  const std::vector<double> read = numbers("[Inf -inf NaN 1d3 2.E-1 3D+2]");
  EXPECT_TRUE(std::isinf(read[0]) && read[0] > 0);
  EXPECT_TRUE(std::isinf(read[1]) && read[1] < 0);
  EXPECT_TRUE(std::isnan(read[2]));
  EXPECT_EQ(read[3], 1000);
  EXPECT_EQ(read[4], 0.2);
  EXPECT_EQ(read[5], 300);
}

TEST(MatpowerText, SkipsBlockCommentsAlsoNestedAndWithinMatrices) {
  EXPECT_EQ(numbers("[1\n%{\n 2\n  %{\n 3\n  %}\n 4\n%}\n5]"), (std::vector<double>{1, 5}));
  EXPECT_EQ(numbers("[1 %{ no block\n2]"), (std::vector<double>{1, 2}));
  EXPECT_NE(parse_refusal("mpc.x = 1\n%{\nmpc.y = 2\n").find("case.m:2: the block comment is not closed"),
            std::string::npos);
}

TEST(MatpowerText, SkipsAByteOrderMarkAndCarriageReturns) {
  EXPECT_EQ(*parse("\xEF\xBB\xBFmpc.x = 4;\r\n").find<double>("x"), 4);
  EXPECT_EQ(numbers("[1 2\r\n3 4]\r\n").size(), 4U);
}

TEST(MatpowerText, GivesOtherStatementsInNormalForm) {
  std::vector<std::string> code;
  (void)parse(
      "function casedata = a\n[PD, ... x\n QD ] = idx_bus;\ncasedata.bus(:, [PD QD]) = casedata.bus(:, [PD, "
      "QD]) / 1e3\n",
      &code);
  EXPECT_EQ(code,
            (std::vector<std::string>{"2 [PD,QD]=idx_bus", "4 mpc.bus(:,[PD,QD])=mpc.bus(:,[PD,QD])/1000"}));
}

TEST(MatpowerText, RefusesWhatIsNoCaseWithTheLine) {
  EXPECT_NE(parse_refusal("function [baseMVA, bus, gen, branch] = case9\n")
                .find("case.m:1: the function returns a list of matrices"),
            std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = [1 2\n3]")
                .find("case.m:2: the row has 1 numbers, the first of the matrix has 2"),
            std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = [1 2\n").find("case.m:1: the matrix is not closed"), std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = {'a'\n").find("the cell array is not closed"), std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = 'a\nb'").find("the text is not closed"), std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = [1 2+3]").find("is code, which is not run"), std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = [1 - 3]").find("is code, which is not run"), std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = 2*3").find("'mpc.x = 2*3' is code"), std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = [3i]").find("begins with what is no number"), std::string::npos);
  EXPECT_NE(parse_refusal("mpc.x = 1e999").find("no number that a double can hold"), std::string::npos);
  EXPECT_NE(parse_refusal("function mpc = a\nfunction mpc = b\n")
                .find("case.m:2: 'function mpc = b' is not the head"),
            std::string::npos);
  EXPECT_NE(parse_refusal("x = (1 ]").find("is code"), std::string::npos);
}

TEST(MatpowerText, IsBoundedInTheNumberOfItsValues) {
  const auto repeated = [](const std::string& part) {
    std::string out;
    for (std::size_t i = 0; i < kValueLimit / 3; ++i) out += part;
    return out;
  };
  // Each kind is a third, so that all of them have to count; the last fields take the place of each other.
  const std::string text =
      "m.x = [" + repeated("1 ") + "]\nm.y = {" + repeated("1 ") + "}\n" + repeated("m.z=1,");
  EXPECT_EQ(parse_refusal(text), "case.m:3: has more than 10000000 values");
  EXPECT_EQ(parse_refusal(text.substr(0, text.size() - 12)), "");  // two statements less
}

TEST(MatpowerText, ReadsUpToAnyPlaceWhereATextIsCutOff) {
  const std::string whole =
      "function mpc = a\nmpc.v = '2'; %{\nmpc.x = [1 2; ...\n 3 4];\nmpc.n = {'a';'b'};\n[A] = idx_bus;\n";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    try {
      (void)parse(whole.substr(0, length));
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("case.m:"), std::string::npos);
    }
  }
}

// Conversions -----------------------------------------------------------------------------------------------

const std::string kMatrices =
    "mpc.baseMVA = 10;\nmpc.bus = [1 3 0 0 0 0 1 1 0 12.5; 2 1 100 0 0 0 1 1 0 12.5];\n"
    "mpc.branch = [1 2 15.625 31.25];\n";
const std::string kNames =
    "[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...\n"
    "    VA, BASE_KV, ZONE, VMAX, VMIN, LAM_P, LAM_Q, MU_VMAX, MU_VMIN] = idx_bus;\n"
    "[F_BUS, T_BUS, BR_R, BR_X, BR_B, RATE_A, RATE_B, RATE_C, ...\n"
    "    TAP, SHIFT, BR_STATUS, PF, QF, PT, QT, MU_SF, MU_ST, ...\n"
    "    ANGMIN, ANGMAX, MU_ANGMIN, MU_ANGMAX] = idx_brch;\n";
const std::string kOhm =
    "Vbase = mpc.bus(1, BASE_KV) * 1e3;      %% in Volts\nSbase = mpc.baseMVA * 1e6;              %% in VA\n"
    "mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);\n";
const std::string kFromKilo = "mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;\n";
const std::string kFactor =
    "pf = 0.8;\nmpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf));\nmpc.bus(:, PD) = mpc.bus(:, PD) * pf;\n";

MatpowerCase run(const std::string& text) {
  FindingList findings;
  CaseCode code(kWhere, findings);
  return parse_matpower(text, kWhere,
                        [&](const CaseStatement& statement, MatpowerCase& to) { code.run(statement, to); });
}

std::string run_refusal(const std::string& text) {
  try {
    (void)run(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(MatpowerCode, ConvertsOhmAndKilowatt) {
  MatpowerCase read = run(kMatrices + kNames + kOhm + kFromKilo);
  // 12.5 kV and 10 MVA: 15.625 ohm.
  EXPECT_EQ(read.find<CaseMatrix>("branch")->at(0, 2), 1);
  EXPECT_EQ(read.find<CaseMatrix>("branch")->at(0, 3), 2);
  EXPECT_EQ(read.find<CaseMatrix>("bus")->at(1, 2), 0.1);
}

TEST(MatpowerCode, SplitsApparentPowerByThePowerFactor) {
  MatpowerCase read = run(kMatrices + kNames + kFromKilo + kFactor);
  EXPECT_NEAR(read.find<CaseMatrix>("bus")->at(1, 2), 0.08, 1e-15);
  EXPECT_NEAR(read.find<CaseMatrix>("bus")->at(1, 3), 0.06, 1e-15);  // of the power before it is split
}

TEST(MatpowerCode, AcceptsNumbersForNamesAndTheEndOfTheFunction) {
  MatpowerCase read =
      run(kMatrices + "define_constants;\nmpc.bus(:, [3 4]) = mpc.bus(:, [3 4]) / 1000;\nend\n");
  EXPECT_EQ(read.find<CaseMatrix>("bus")->at(1, 2), 0.1);
}

TEST(MatpowerCode, RefusesAnyOtherCodeWithItsLine) {
  for (const char* code : {"mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e6;", "mpc.bus(:, PD) = 0;",
                           "mpc.branch(:, [BR_X BR_R]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);",
                           "[PV, PQ] = idx_bus;", "pf = 2;", "pf = pf / 2;", "disp('hello')", "if x, end",
                           "mpc = scale_load(2, mpc);", "mpc.bus(2, :) = [];", "system('rm');"}) {
    const std::string said = run_refusal(kMatrices + kOhm + "\n" + code);
    EXPECT_NE(said.find("case.m:8: "), std::string::npos) << code << " gave " << said;
    EXPECT_NE(said.find("is code, which is not run"), std::string::npos) << code << " gave " << said;
  }
}

TEST(MatpowerCode, RefusesAConversionBeforeItsData) {
  EXPECT_NE(run_refusal(kFromKilo).find("needs mpc.bus with 4 columns"), std::string::npos);
  EXPECT_NE(run_refusal(kMatrices + "mpc.branch(:, [3 4]) = mpc.branch(:, [3 4]) / (Vbase^2 / Sbase);")
                .find("needs Vbase and Sbase"),
            std::string::npos);
  EXPECT_NE(run_refusal(kMatrices + "mpc.bus(:, PD) = mpc.bus(:, PD) * pf;").find("needs pf"),
            std::string::npos);
  EXPECT_NE(run_refusal("Sbase = mpc.baseMVA * 1e6").find("needs mpc.baseMVA"), std::string::npos);
  EXPECT_NE(run_refusal("mpc.baseMVA = 1; mpc.bus = [1 3 0 0 0 0 1 1 0 0];mpc.branch = [1 2 3 4];\n" + kOhm)
                .find("needs a base impedance above 0"),
            std::string::npos);
}

}  // namespace
}  // namespace conurb::energy
