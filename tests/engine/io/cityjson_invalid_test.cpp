// SPDX-License-Identifier: Apache-2.0
// Broken and odd files: what must be accepted, reported or refused, and that nothing ever crashes.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>

#include "engine/io/cityjson.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

enum class Outcome { accepted, reported, refused };

struct Result {
  Outcome outcome;
  std::string text;
};

Result read_invalid(const std::filesystem::path& path) {
  CityJsonReader reader;
  try {
    const CityModel model = reader.read_file(path);
    model.validate();
    std::string text;
    for (const Finding& finding : model.findings.kept()) {
      text += std::string(to_string(finding.severity)) + " " + finding.rule + " [" + finding.object + "] " +
              finding.place + ": " + finding.message + "\n";
    }
    const bool clean = model.findings.count(Severity::error) + model.findings.count(Severity::warning) == 0;
    return {clean ? Outcome::accepted : Outcome::reported, text};
  } catch (const Error& error) {
    EXPECT_NE(error.code(), ErrorCode::internal) << error.what();
    return {Outcome::refused, error.what()};
  }
}

TEST(CityJsonReader, treats_every_invalid_file_as_the_index_expects) {
  CONURB_NEED_SHARED_DATA("city3d/invalid");
  const auto folder = shared_data() / "city3d/invalid";
  const auto index = nlohmann::json::parse(slurp(folder / "index.json"));
  ASSERT_GT(index.size(), 75u);
  for (const auto& entry : index) {
    const auto file = entry["file"].get<std::string>();
    const auto expected = entry["expect"].get<std::string>();
    const Result result = read_invalid(folder / file);
    SCOPED_TRACE(file + " (" + entry["what"].get<std::string>() + ")\n" + result.text);
    // Codes of ISO 19107 are the business of geometry validation; the reader has only to survive such files.
    if (!entry["iso19107_code"].is_null()) continue;
    EXPECT_EQ(result.outcome, expected == "accept"   ? Outcome::accepted
                              : expected == "report" ? Outcome::reported
                                                     : Outcome::refused);
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr) std::cout << file << ": " << result.text << "\n";
  }
  validation::row("city", {std::to_string(index.size()) + " invalid and odd files", validation::this_test(),
                           "as their index says", validation::met()});
}

TEST(CityJsonReader, refuses_or_reports_the_invalid_conformance_fixtures) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  for (const auto& entry :
       std::filesystem::directory_iterator(shared_data() / "city3d/conformance/corpus_invalid")) {
    const Result result = read_invalid(entry.path());
    SCOPED_TRACE(entry.path().string() + "\n" + result.text);
    EXPECT_NE(result.outcome, Outcome::accepted);
    if (result.outcome == Outcome::reported) {
      EXPECT_NE(result.text.find("error "), std::string::npos);
    }
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr)
      std::cout << entry.path() << ": " << result.text << "\n";
  }
  validation::row("city", {"conformance corpus, invalid files", validation::this_test(), "none accepted",
                           validation::met()});
}

TEST(CityJsonReader, refuses_no_valid_conformance_fixture) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  for (const auto& entry :
       std::filesystem::directory_iterator(shared_data() / "city3d/conformance/corpus_v20")) {
    const Result result = read_invalid(entry.path());
    SCOPED_TRACE(entry.path().string() + "\n" + result.text);
    EXPECT_NE(result.outcome, Outcome::refused);
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr)
      std::cout << entry.path() << ": " << result.text << "\n";
  }
  validation::row("city", {"conformance corpus, valid files", validation::this_test(), "none refused",
                           validation::met()});
}

/// Reads bytes and checks that the model holds together, or that the refusal is the caller's fault.
void survive(CityJsonReader& reader, const std::string& bytes) {
  try {
    reader.read(bytes, "fuzz").validate();
  } catch (const Error& error) {
    ASSERT_NE(error.code(), ErrorCode::internal) << error.what() << "\n" << bytes.substr(0, 2000);
  }
}

TEST(CityJsonReader, survives_truncation_at_every_byte) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  CityJsonReader reader;
  for (const char* const name : {"conformance/corpus_v20/cityjson_fake_complete.city.json",
                                 "invalid/q_valid3.city.jsonl", "invalid/s_template_index.city.json"}) {
    const std::string whole = slurp(shared_data() / "city3d" / name);
    for (std::size_t length = 0; length < whole.size(); ++length) survive(reader, whole.substr(0, length));
  }
}

TEST(CityJsonReader, survives_random_damage) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  CityJsonReader reader;
  std::mt19937 random(20260101);
  const std::string alphabet = "[]{},:\"\\0123456789-.eEtfn \n\x80\xff";
  for (const char* const name :
       {"conformance/corpus_v20/cityjson_fake_complete.city.json",
        "conformance/corpus_v20/geometry_texture_multisolid.city.json", "invalid/q_valid3.city.jsonl",
        "invalid/s_attr_odd.city.json", "invalid/s_template_index.city.json",
        "invalid/v10_cube_plain.city.json", "cityjsonseq/fcb_noise_extension.city.jsonl"}) {
    const std::string whole = slurp(shared_data() / "city3d" / name);
    for (int round = 0; round < 3000; ++round) {
      std::string damaged = whole;
      for (std::uint32_t edits = 1 + random() % 4; edits > 0; --edits) {
        const std::size_t at = random() % damaged.size();
        switch (random() % 3) {
          case 0: damaged[at] = alphabet[random() % alphabet.size()]; break;
          case 1: damaged.insert(at, 1, alphabet[random() % alphabet.size()]); break;
          default: damaged.erase(at, 1 + random() % 20); break;
        }
        if (damaged.empty()) damaged.assign(1, ' ');
      }
      survive(reader, damaged);
    }
  }
}

TEST(CityJsonReader, reads_lists_of_nothing_and_deep_nesting_without_harm) {
  CityJsonReader reader;
  const std::string head =
      R"({"type":"CityJSON","version":"2.0","transform":{"scale":[1,1,1],"translate":[0,0,0]},)";
  for (const char* const boundaries :
       {"[]", "[[]]", "[[[]]]", "[[[[]]]]", "[[[[[]]]]]", "[null]", "[[[[0,1]]],null]",
        "[[[[0,1,2]]],[[]],[]]", "[{}]", "[\"]\"]", "[[[[007]]]]", "0"}) {
    for (const char* const type : {"MultiPoint", "MultiLineString", "MultiSurface", "Solid", "MultiSolid"}) {
      survive(reader, head + R"("CityObjects":{"a":{"type":"Building","geometry":[{"type":")" + type +
                          R"(","lod":"1","boundaries":)" + boundaries +
                          R"(,"semantics":{"surfaces":[{"type":"X"}],"values":[[[0]]]}}]}},)"
                          R"("vertices":[[0,0,0],[1,0,0],[0,1,0]]})");
    }
  }
  for (const std::size_t depth : {1000u, 1030u, 5'000'000u}) {
    std::string text = head + R"("CityObjects":{"a":{"type":"Building","x":)";
    text.append(depth, '[').append(depth, ']').append("}},\"vertices\":[]}");
    survive(reader, text);
    text = head + R"("CityObjects":{},"vertices":)";
    survive(reader, text.append(depth, '['));
  }
}

}  // namespace
}  // namespace conurb::io
