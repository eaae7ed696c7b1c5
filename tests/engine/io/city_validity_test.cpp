// SPDX-License-Identifier: Apache-2.0
// The rules of engine/city/validity.hpp on files: the invalid ones with the number that their index states,
// the real ones with what an independent script counted in them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/city/city_check.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

using city::CityReport;
using city::Rule;

CityReport check(CityModel model, std::size_t threads = 1) {
  Jobs jobs(threads);
  const ImportResult imported = import_model(std::move(model), jobs);
  return check_city(imported.city, {}, jobs, {});
}

CityReport check_file(const std::filesystem::path& path) {
  CityJsonReader reader;
  return check(reader.read_file(path));
}

std::string text_of(const CityReport& report) {
  std::string text;
  for (const city::CityFinding& each : report.findings) {
    text += fmt::format("{} {} surface {} at {} {} {}: {} {}\n", info(each.rule).code, info(each.rule).name,
                        each.surface, each.place[0], each.place[1], each.place[2], each.figure, each.detail);
  }
  return text;
}

TEST(CityValidity, FindsInEveryInvalidFileWhatItsIndexStates) {
  CONURB_NEED_SHARED_DATA("city3d/invalid");
  const auto folder = shared_data() / "city3d/invalid";
  const auto index = nlohmann::json::parse(slurp(folder / "index.json"));
  int with_code = 0, clean = 0;
  for (const auto& entry : index) {
    const auto file = entry["file"].get<std::string>();
    const bool accept = entry["expect"] == "accept";
    if (entry["iso19107_code"].is_null() && !accept) continue;
    const CityReport report = check_file(folder / file);
    SCOPED_TRACE(file + " (" + entry["what"].get<std::string>() + ")\n" + text_of(report));
    if (accept) {
      ++clean;
      EXPECT_EQ(report.count(city::RuleSeverity::error), 0);
      EXPECT_EQ(report.count(city::RuleSeverity::warning), 0);
      continue;
    }
    ++with_code;
    const auto code = entry["iso19107_code"].get<int>();
    EXPECT_TRUE(std::any_of(report.findings.begin(), report.findings.end(),
                            [code](const auto& each) { return info(each.rule).code == code; }))
        << "without " << code;
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr) std::cout << file << ":\n" << text_of(report);
  }
  EXPECT_EQ(with_code, 16);
  EXPECT_GT(clean, 15);
}

std::map<std::string, nlohmann::json> references() {
  std::map<std::string, nlohmann::json> by_file;
  for (auto& entry : nlohmann::json::parse(slurp(shared_data() / "city3d/reference/cityjson_reference.json")))
    by_file[entry["file"].get<std::string>()] = entry;
  return by_file;
}

TEST(CityValidity, CountsInRealFilesWhatTheReferenceCounts) {
  CONURB_NEED_SHARED_DATA("city3d/reference");
  for (const auto& [file, reference] : references()) {
    const auto folder = shared_data() / "city3d" / (file.ends_with("jsonl") ? "cityjsonseq" : "cityjson");
    const CityReport report = check_file(folder / file);
    SCOPED_TRACE(file);
    std::set<std::uint32_t> open, without_area;
    double deviation = 0;
    for (const city::CityFinding& each : report.findings) {
      switch (each.rule) {
        case Rule::shell_not_closed:
        case Rule::shell_not_manifold:
        case Rule::shell_face_orientation: open.insert(each.geometry); break;
        case Rule::polygon_no_area:
        case Rule::ring_too_few_points: without_area.insert(each.surface); break;
        case Rule::polygon_not_planar: deviation = std::max(deviation, each.figure); break;
        default: break;
      }
    }
    const auto number = [&entry = reference](const char* key) { return entry[key].get<std::int64_t>(); };
    EXPECT_EQ(report.shells, number("shells"));
    EXPECT_EQ(static_cast<std::int64_t>(open.size()), number("shells") - number("closed_oriented_shells"));
    EXPECT_EQ(report.count(Rule::solid_inside_out), number("outer_shells_with_negative_volume"));
    EXPECT_EQ(static_cast<std::int64_t>(without_area.size()), number("zero_area_surfaces"));
    EXPECT_EQ(report.count(Rule::polygon_not_planar), number("nonplanar_gt_1cm"));
    if (number("nonplanar_gt_1cm") > 0) {
      EXPECT_NEAR(deviation, reference["max_planarity_deviation_m"].get<double>(), 1e-4);
    }
    if (std::getenv("CONURB_PRINT_FINDINGS") != nullptr) {
      for (const city::RuleInfo& rule : city::rules()) {
        if (report.count(rule.rule) > 0)
          std::cout << file << ": " << report.count(rule.rule) << " " << rule.name << "\n";
      }
    }
  }
  validation::row("city",
                  {"12 CityJSON and 9 CityJSONSeq files: open and inside-out shells, faces without area, "
                   "faces off their plane",
                   validation::this_test(), "as the reference counts", validation::met()});
}

TEST(CityValidity, SaysWhichGroupsOfFacesVienneseDataHaveWrong) {
  CONURB_NEED_SHARED_DATA("city3d/reference");
  const CityReport vienna = check_file(shared_data() / "city3d/cityjsonseq/vienna_v11.city.jsonl");
  EXPECT_EQ(vienna.count(Rule::object_lod_twice), 490);
  EXPECT_EQ(vienna.count(Rule::solid_inside_out), 0);
}

TEST(CityValidity, IsTheSameForAnyNumberOfThreads) {
  CONURB_NEED_SHARED_DATA("city3d/reference");
  CityJsonReader reader;
  const auto path = shared_data() / "city3d/cityjsonseq/vienna_v11.city.jsonl";
  EXPECT_EQ(text_of(check(reader.read_file(path), 1)), text_of(check(reader.read_file(path), 4)));
}

}  // namespace
}  // namespace conurb::io
