// SPDX-License-Identifier: Apache-2.0
// Findings in words, the layer of findings in a city file, and repairs of models and files.
#include "engine/io/validation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/json.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/store/blobs.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<city::TableSpec> vocabulary() {
  std::vector<city::TableSpec> tables = test_vocabulary();
  const std::string path = "assets/schema/finding.json";
  tables.push_back(city::parse_table(parse_json(read_file(path), path), path));
  return tables;
}

/// Corners of the box (0..10, 0..10, 0..10), the faces as given.
std::string solid_of(ModelText& text, const std::string& faces, const std::string& more = "") {
  std::size_t first = 0;
  for (const double z : {0.0, 10.0}) {
    for (const auto& [x, y] : {std::pair{0.0, 0.0}, {10.0, 0.0}, {10.0, 10.0}, {0.0, 10.0}}) {
      const std::size_t v = text.add_vertex(x, y, z);
      if (z == 0.0 && x == 0.0 && y == 0.0) first = v;
    }
  }
  if (first != 0) throw Error(ErrorCode::internal, "the box is to be the first object of the model");
  return R"({"type":"Solid","lod":"2","boundaries":[[)" + faces + "]]" + more + "}";
}

constexpr const char* kTurnedRoof = "[[0,3,2,1]],[[7,6,5,4]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]";

class ValidationTest : public testing::Test {
 protected:
  [[nodiscard]] ValidationOptions options() {
    ValidationOptions options;
    options.jobs = &jobs_;
    return options;
  }
  [[nodiscard]] Validation check(const ImportResult& result) {
    return validate(result.city, findings_of_readers(result), options());
  }
  void save(const ImportResult& result) {
    store::CityFile file = store::CityFile::create(path_);
    commit_import(file, result);
    file.close();
  }

  Jobs jobs_{2};
  TempDir folder_;
  std::filesystem::path path_ = folder_.path() / "city.gpkg";
};

TEST_F(ValidationTest, FindsNothingWrongWithBoxes) {
  ModelText text;
  text.add_box("a", {});
  text.add_box("b", {20, 0, 0, 5, 5, 5});
  const Validation validation = check(import_model(text.model(), jobs_));
  EXPECT_TRUE(validation.valid());
  EXPECT_THAT(validation.findings, IsEmpty());
  EXPECT_EQ(validation.objects, 2);
  EXPECT_EQ(validation.surfaces, 12);
}

TEST_F(ValidationTest, SaysObjectPlaceRuleAndFigure) {
  ModelText text;
  text.add_box("a", {}, "", "Building", "", {1});
  const Validation validation = check(import_model(text.model(), jobs_));
  ASSERT_EQ(validation.findings.size(), 1U);
  const ValidationFinding& finding = validation.findings[0];
  EXPECT_EQ(finding.rule, "shell.not_closed");
  EXPECT_EQ(finding.code, "val3dity 302");
  EXPECT_EQ(finding.severity, store::Severity::error);
  EXPECT_EQ(finding.object, "a");
  EXPECT_EQ(finding.place, "geometry 0 (Solid, level of detail 2)");
  EXPECT_TRUE(finding.located);
  EXPECT_NEAR(finding.at[0], 100005, 10);
  EXPECT_NEAR(finding.at[2], 10, 1e-6);
  EXPECT_NEAR(finding.figure, 40, 1e-6);
  EXPECT_THAT(finding.message, HasSubstr("40 m"));
  EXPECT_FALSE(validation.valid());
}

TEST_F(ValidationTest, TakesInWhatTheReaderFoundWithItsNameInCjval) {
  ModelText text;
  text.add_object("a", "Building", R"({"type":"MultiSurface","lod":"1","boundaries":[[[0,1,99]]]})");
  text.add_vertex(0, 0, 0);
  text.add_vertex(1, 0, 0);
  const Validation validation = check(import_model(text.model(), jobs_));
  ASSERT_FALSE(validation.findings.empty());
  EXPECT_EQ(validation.findings[0].rule, "geometry.index_range");
  EXPECT_EQ(validation.findings[0].code, "cjval wrong_vertex_index");
  for (const ValidationFinding& each : validation.findings)
    EXPECT_FALSE(each.rule.starts_with("building.")) << each.rule;
}

TEST_F(ValidationTest, JudgesTypesOfSurfacesAndValues) {
  ModelText text;
  text.add_box("water", {}, "", "WaterBody");
  text.add_box("house", {20, 0, 0, 5, 5, 5});
  ImportResult result = import_model(text.model(), jobs_);
  city::Table& buildings = result.city.edit("building");
  buildings.column("height").modify<float>()[0] = -4;
  const Validation validation = check(result);
  ASSERT_EQ(validation.rules.size(), 2U);
  EXPECT_EQ(validation.rules[0].rule, "value.out_of_range");
  EXPECT_EQ(validation.rules[1].rule, "semantics.surface_of_others");
  EXPECT_EQ(validation.rules[1].count, 3);  // ground, roof and wall
  const ValidationFinding& value = validation.findings.back();
  EXPECT_EQ(value.object, "house");
  EXPECT_TRUE(value.located);  // at its footprint
  EXPECT_THAT(value.message, HasSubstr("building.height = -4, which is to be at least 0 m"));
}

TEST_F(ValidationTest, MakesALayerThatTheNextCheckReplaces) {
  ModelText text;
  text.add_box("a", {}, "", "Building", "", {1});
  text.add_box("b", {30, 0, 0, 10, 10, 10}, "", "Building", "", {0});
  ImportResult result = import_model(text.model(), jobs_);
  save(result);
  const auto rows_of = [this] {
    store::CityFile file = store::CityFile::open(path_, store::Mode::read_only);
    const city::City city = file.load();
    return city.find("finding") < 0 ? -1 : city.table("finding").alive_rows();
  };
  EXPECT_EQ(rows_of(), -1);
  for (const std::int64_t expected : {2, 1, 2}) {
    store::CityFile file = store::CityFile::open(path_, store::Mode::read_write);
    city::City city = file.load();
    city.set_geometry(load_geometry(file));
    Validation validation = validate(city, findings_of_readers(file), options());
    ASSERT_EQ(validation.findings.size(), 2U);
    if (expected == 1) validation.findings.erase(validation.findings.begin());
    put_finding_layer(city, validation, vocabulary(), 100);
    city.validate();
    file.save(city);
    EXPECT_THAT(file.check(), IsEmpty());
    file.close();
    EXPECT_EQ(rows_of(), expected);
  }
  store::CityFile file = store::CityFile::open(path_, store::Mode::read_only);
  const city::City city = file.load();
  const city::Table& findings = city.table("finding");
  for (std::int64_t row = 0; row < findings.rows(); ++row) {
    if (findings.alive()[static_cast<std::size_t>(row)] == 0) continue;
    EXPECT_EQ(findings.column("rule").get(row), city::Value(std::string("shell.not_closed")));
    EXPECT_EQ(findings.column("severity").get(row), city::Value(std::string("error")));
    EXPECT_EQ(findings.column("figure").get(row), city::Value(40.0));
  }
}

TEST_F(ValidationTest, CutsTheLayerAtItsLimit) {
  ModelText text;
  for (int i = 0; i < 5; ++i)
    text.add_box(fmt::format("b{}", i), {i * 20.0, 0, 0, 5, 5, 5}, "", "Building", "", {1});
  ImportResult result = import_model(text.model(), jobs_);
  put_finding_layer(result.city, check(result), vocabulary(), 3);
  EXPECT_EQ(result.city.table("finding").alive_rows(), 3);
}

TEST_F(ValidationTest, MendsAModelBeforeItComesIn) {
  ModelText text;
  const std::string solid = solid_of(text, kTurnedRoof);
  text.add_object("a", "Building", solid);
  CityModel model = text.model();
  const std::vector<city::Repair> repairs = repair_model(model, {});
  ASSERT_EQ(repairs.size(), 1U);
  EXPECT_EQ(repairs[0].rule, city::Rule::shell_face_orientation);
  EXPECT_THAT(describe(repairs[0]),
              HasSubstr("shell.face_orientation: in a closed solid the face is turned"));
  model.validate();
  EXPECT_TRUE(check(import_model(std::move(model), jobs_)).valid());
}

TEST_F(ValidationTest, LeavesFacesThatAppearanceCounts) {
  ModelText text;
  const std::string solid = solid_of(text, kTurnedRoof, R"(,"material":{"day":{"value":0}})");
  text.add_object("a", "Building", solid);
  CityModel model = text.model();
  EXPECT_THAT(repair_model(model, {}), IsEmpty());
  // In a file, too, which keeps the appearance beside the tables.
  save(import_model(std::move(model), jobs_));
  store::CityFile file = store::CityFile::open(path_, store::Mode::read_write);
  EXPECT_THAT(repair_city(file, {}, test_options(jobs_)), IsEmpty());
}

TEST_F(ValidationTest, MendsACityFileAndMeasuresItAnewButForWhatWasMeasured) {
  ModelText text;
  // A wall that is there twice counts twice until it is mended.
  const std::string twice = std::string(
      "[[0,3,2,1]],[[4,5,6,7]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]],"
      "[[0,1,5,4]]");
  std::string surface = solid_of(text, twice);
  surface.replace(surface.find("Solid"), 5, "MultiSurface");
  surface.replace(surface.find("[[["), 1, "");
  surface.erase(surface.rfind("]]") + 1, 1);
  text.add_object("a", "Building", surface, R"("measuredHeight":77.5)");
  text.add_box("b", {40, 0, 0, 10, 10, 10});
  save(import_model(text.model(), jobs_));
  double before = 0;
  {
    store::CityFile file = store::CityFile::open(path_, store::Mode::read_write);
    before = number(file.load(), "building", "a", "wall_area_s");
    const std::vector<city::Repair> repairs = repair_city(file, {}, test_options(jobs_));
    ASSERT_EQ(repairs.size(), 1U);
    EXPECT_EQ(repairs[0].rule, city::Rule::face_duplicate);
    EXPECT_THAT(file.check(), IsEmpty());
    file.close();
  }
  store::CityFile file = store::CityFile::open(path_, store::Mode::read_only);
  city::City city = file.load();
  city.set_geometry(load_geometry(file));
  city.validate();
  city.geometry()->validate();
  EXPECT_TRUE(validate(city, {}, options()).valid());
  EXPECT_NEAR(before, 200, 1e-3);
  EXPECT_NEAR(number(city, "building", "a", "wall_area_s"), 100, 1e-3);
  EXPECT_NEAR(number(city, "building", "a", "height"), 77.5, 1e-3);
  EXPECT_NEAR(number(city, "building", "b", "wall_area_s"), 100, 1e-3);
  // Rows of `surface` still point at their faces.
  const city::Table& surfaces = city.table("surface");
  EXPECT_EQ(surfaces.alive_rows(), 12);
  for (std::int64_t row = 0; row < surfaces.rows(); ++row) {
    if (surfaces.alive()[static_cast<std::size_t>(row)] == 0) continue;
    const auto face = surfaces.column("surface").values<std::int32_t>()[static_cast<std::size_t>(row)];
    EXPECT_LT(face, static_cast<std::int32_t>(city.geometry()->surface_count()));
  }
}

}  // namespace
}  // namespace conurb::io
