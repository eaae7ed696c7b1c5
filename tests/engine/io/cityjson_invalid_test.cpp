// SPDX-License-Identifier: Apache-2.0
// Broken and odd files: what must be accepted, reported or refused, and that nothing ever crashes.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>

#include "engine/io/cityjson.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

enum class Outcome { accepted, reported, refused };

struct Result {
  Outcome outcome;
  std::string text;
};

Result read(const std::filesystem::path& path) {
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
    const Result result = read(folder / file);
    SCOPED_TRACE(file + " (" + entry["what"].get<std::string>() + ")\n" + result.text);
    // Codes of ISO 19107 are the business of geometry validation; the reader has only to survive such files.
    if (!entry["iso19107_code"].is_null()) continue;
    if (expected == "accept") EXPECT_EQ(result.outcome, Outcome::accepted);
    if (expected == "report") EXPECT_EQ(result.outcome, Outcome::reported);
    if (expected == "reject") EXPECT_EQ(result.outcome, Outcome::refused);
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr) std::cout << file << ": " << result.text << "\n";
  }
}

TEST(CityJsonReader, refuses_or_reports_the_invalid_conformance_fixtures) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  for (const auto& entry : std::filesystem::directory_iterator(shared_data() / "city3d/conformance/corpus_invalid")) {
    const Result result = read(entry.path());
    SCOPED_TRACE(entry.path().string() + "\n" + result.text);
    EXPECT_NE(result.outcome, Outcome::accepted);
    if (result.outcome == Outcome::reported) EXPECT_NE(result.text.find("error "), std::string::npos);
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr) std::cout << entry.path() << ": " << result.text << "\n";
  }
}

TEST(CityJsonReader, reads_every_valid_conformance_fixture_without_error) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  for (const auto& entry : std::filesystem::directory_iterator(shared_data() / "city3d/conformance/corpus_v20")) {
    const Result result = read(entry.path());
    SCOPED_TRACE(entry.path().string() + "\n" + result.text);
    EXPECT_NE(result.outcome, Outcome::refused);
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr) std::cout << entry.path() << ": " << result.text << "\n";
  }
}

}  // namespace
}  // namespace conurb::io
