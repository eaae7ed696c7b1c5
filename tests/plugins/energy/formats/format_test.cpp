// SPDX-License-Identifier: Apache-2.0
// Telling formats apart, JSON within bounds, findings, and the last look at a network.
#include "plugins/energy/formats/format.hpp"

#include <gtest/gtest.h>

#include "plugins/energy/error.hpp"
#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/json_text.hpp"
#include "plugins/energy/formats/repairs.hpp"
#include "plugins/energy/formats/text_limits.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

TEST(Format, IsToldByEndingAndSignature) {
  EXPECT_EQ(detect("case9.m", "function mpc = case9\nmpc.version = '2';"), Format::matpower);
  EXPECT_EQ(detect("CASE9.M", "grid.baseMVA = 1;\ngrid.bus = [\n"), Format::matpower);
  EXPECT_EQ(detect("script.m", "function y = f(x)\ny = x;"), std::nullopt);
  EXPECT_EQ(detect("n.json", "\xEF\xBB\xBF \n{\"_class\": \"pandapowerNet\"}"), Format::pandapower);
  EXPECT_EQ(detect("n.json", "{\"version\": \"1.0\", \"is_batch\": false}"), Format::power_grid_model);
  EXPECT_EQ(detect("n.json", "{\"type\": \"FeatureCollection\"}"), std::nullopt);
  EXPECT_EQ(detect("n.json", "[\"pandapowerNet\"]"), std::nullopt);
  EXPECT_EQ(detect("n.txt", "{\"_class\": \"pandapowerNet\"}"), std::nullopt);
  EXPECT_EQ(detect("", ""), std::nullopt);
  EXPECT_EQ(format_name(Format::pandapower), "pandapower network");
}

TEST(Format, RealFilesAreTold) {
  NEED_SHARED("energy/matpower");
  for (const auto& [folder, format] :
       {std::pair{"matpower", Format::matpower}, {"pandapower", Format::pandapower}}) {
    for (const auto& file :
         std::filesystem::directory_iterator(testing::shared_file("energy/" + std::string(folder)))) {
      const std::string text = testing::read_text(file.path());
      EXPECT_EQ(detect(file.path().string(), std::string_view(text).substr(0, kDetectBytes)), format)
          << file.path();
    }
  }
}

TEST(Format, ATextOfNoFormatIsRefusedWithTheFormatsThereAre) {
  EXPECT_NE(testing::refusal_of("hello", "a.txt")
                .find("a.txt: is no power grid of a known format; give a MATPOWER case"),
            std::string::npos);
}

TEST(JsonText, IsBoundedInDepthAndNamesThePlace) {
  std::string deep(static_cast<std::size_t>(kDepthLimit), '[');
  EXPECT_NO_THROW((void)parse_json(deep + std::string(deep.size(), ']'), "x"));
  try {
    (void)parse_json("\n" + deep + "[", "x");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()), "x:2:201: is nested deeper than 200");
  }
  // Brackets in texts do not count, nor does an escaped quote end one.
  EXPECT_EQ(parse_json("\"\\\"" + deep + "[[\"", "x").get<std::string>().size(), deep.size() + 3);
}

TEST(JsonText, IsBoundedInTheNumberOfItsValues) {
  std::string many = "[0";
  for (std::size_t i = 0; i < kValueLimit; ++i) many += ",0";
  try {
    (void)parse_json(many + "]", "x");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("has more than 10000000 values"), std::string::npos)
        << error.what();
  }
  EXPECT_EQ(parse_json("\"" + many + "\"", "x").get_ref<const std::string&>().size(), many.size());
}

TEST(TextLimits, HoldForTextsOfBothKindsWithoutTheirByteOrderMark) {
  EXPECT_EQ(bounded_text("\xEF\xBB\xBF{}", "x"), "{}");
  const std::string long_text(kTextLimit + 1, ' ');
  for (const char* name : {"a.m", "a.json"}) {
    try {
      (void)bounded_text(long_text, name);
      FAIL();
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()),
                std::string(name) +
                    ": has 100000001 bytes, at most 100000000 are read; part the grid into "
                    "several files");
    }
  }
}

TEST(JsonText, RefusesFaultsAndNumbersBeyondADouble) {
  const auto refusal = [](std::string_view text) {
    try {
      (void)parse_json(text, "x");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(refusal("{\n\"a\": }").find("x:2:6: is not JSON"), std::string::npos) << refusal("{\n\"a\": }");
  EXPECT_NE(refusal("[1e999]").find("x: is not readable JSON: number overflow"), std::string::npos)
      << refusal("[1e999]");
  EXPECT_NE(refusal("\"\xFF\"").find("is not JSON"), std::string::npos);
  EXPECT_NE(refusal("").find("is not JSON"), std::string::npos);
  EXPECT_NE(refusal("[Nan]").find("is not JSON"), std::string::npos);
}

TEST(JsonText, PythonsWordsForNoNumberAreNullOutsideOfTexts) {
  EXPECT_EQ(parse_json("[NaN, -Infinity, Infinity, \"NaN \\\" NaN\", 1]", "x"),
            Json::parse(R"([null, null, null, "NaN \" NaN", 1])"));
}

TEST(Findings, OfOneRuleAreOneWithTheFirstRowsNamed) {
  FindingList list;
  for (int i = 1; i <= 7; ++i) list.warn("bus", std::to_string(i), "is odd");
  list.inform("bus", "1", "is odd");
  list.warn("line", {}, "are odd");
  const std::vector<Finding> findings = list.take();
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].object, "bus 1, 2, 3, 4, 5 and 2 more");
  EXPECT_EQ(findings[0].level, Finding::Level::warning);
  EXPECT_EQ(findings[1].object, "bus 1");
  EXPECT_EQ(findings[1].level, Finding::Level::info);
  EXPECT_EQ(findings[2].object, "line");
  EXPECT_TRUE(list.take().empty());
}

TEST(Findings, AreBoundedInNumber) {
  FindingList list;
  for (int i = 0; i < 2000; ++i) list.warn("bus", "1", "has value " + std::to_string(i));
  const std::vector<Finding> findings = list.take();
  EXPECT_EQ(findings.size(), 501U);
  EXPECT_EQ(findings.back().text, "1500 more findings are not told");
}

TEST(Findings, QuotesAreShortAndPrintable) {
  EXPECT_EQ(in_quotes("a\nb"), "'a?b'");
  EXPECT_EQ(in_quotes(std::string(100, 'x')), "'" + std::string(60, 'x') + "...'");
}

Network pair_of_buses() {
  Network n;
  n.buses = {{.id = 1, .nominal_voltage = 400}, {.id = 2, .nominal_voltage = 400}};
  n.lines = {{.name = "L", .from = 0, .to = 1, .r = 1, .x = 1}};
  return n;
}

std::string inconsistency(const Network& n) {
  try {
    require_consistent(n, "file");
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(Repairs, AConsistentNetworkPassesAndOthersAreNamed) {
  EXPECT_EQ(inconsistency(pair_of_buses()), "");
  Network n = pair_of_buses();
  n.lines[0].to = 2;
  EXPECT_EQ(inconsistency(n), "file: line row 0 'L': to refers to row 2 of 2; correct the file");
  n = pair_of_buses();
  n.lines[0].b = kUnlimited;
  EXPECT_NE(inconsistency(n).find("b is inf, must be finite"), std::string::npos);
  n = pair_of_buses();
  n.buses[1].nominal_voltage = 0;
  EXPECT_NE(inconsistency(n).find("bus row 1: nominal voltage is 0"), std::string::npos);
  n = pair_of_buses();
  n.transformers = {{.hv = 0, .lv = 1, .rated_hv = 400, .rated_lv = 400}};
  EXPECT_NE(inconsistency(n).find("r and x are 0"), std::string::npos);
  n.transformers[0].x = 1;
  n.transformers[0].tap = {.position = -20, .step = 0.05};
  EXPECT_NE(inconsistency(n).find("ratio at the tap position is 0"), std::string::npos);
  n = pair_of_buses();
  n.switches = {{.name = "S", .kind = Switch::Kind::line, .bus = 0, .element = 1}};
  EXPECT_NE(inconsistency(n).find("switch row 0 'S': element refers to row 1 of 1"), std::string::npos);
  n = pair_of_buses();
  n.loads = {{.bus = -1}};
  EXPECT_NE(inconsistency(n).find("load row 0: bus refers to row -1"), std::string::npos);
  n = pair_of_buses();
  n.generators = {{.bus = 0, .v = 0}};
  EXPECT_NE(inconsistency(n).find("generator row 0: voltage is 0"), std::string::npos);
  n = pair_of_buses();
  n.frequency = 0;
  EXPECT_NE(inconsistency(n).find("frequency is 0 Hz"), std::string::npos);
}

}  // namespace
}  // namespace conurb::energy
