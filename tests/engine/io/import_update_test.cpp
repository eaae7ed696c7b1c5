// SPDX-License-Identifier: Apache-2.0
// Importing into a city file, and importing again.
#include <gtest/gtest.h>

#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/store/blobs.hpp"
#include "engine/store/journal.hpp"
#include "tests/engine/io/city_round_trip.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

constexpr double kUpdateTolerance = 1e-3;

class ImportUpdate : public testing::Test {
 protected:
  ImportResult import(const ModelText& text, const std::string& source = "city") {
    return import(text.model(), source);
  }
  /// Imports a model into the file as `source`; returns what came of it.
  ImportResult import(CityModel model, const std::string& source) {
    store::SourceRecord record = named(source);
    record.licence = licence_;
    return RoundTrip(path_, test_options(jobs_)).import(std::move(model), std::move(record));
  }
  /// Journals a value for the building of an object; `in_tables` also puts it there, as an edit in QGIS is.
  void edit(const std::string& object, const std::string& column, const city::Value& value, bool in_tables) {
    store::CityFile file = store::CityFile::open(path_, store::Mode::read_write);
    city::City city = file.load();
    city::Table& table = city.edit("building");
    std::vector<std::int64_t> rows;
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      if (table.column("object_id").get(row) == city::Value(object)) rows.push_back(row);
    }
    ASSERT_EQ(rows.size(), 1u);
    city::JournalEntry entry;
    entry.kind = city::EntryKind::set;
    entry.time_us = std::numeric_limits<std::int64_t>::min();
    entry.table = "building";
    entry.columns = {column};
    entry.ids = {table.ids()[static_cast<std::size_t>(rows[0])]};
    entry.values = {value};
    entry.who = "planner";
    std::vector<city::JournalEntry> entries{entry};
    store::Journal(file).append(entries);
    if (in_tables) {
      table.set(table.index_of(column), rows, value);
      file.save(city);
    }
    file.close();
  }
  /// The city as the file has it.
  city::City load() {
    file_.emplace(store::CityFile::open(path_, store::Mode::read_only));
    city::City city = file_->load();
    city.set_geometry(load_geometry(*file_));
    return city;
  }

  TempDir folder_;
  std::filesystem::path path_ = folder_.path() / "city.gpkg";
  Jobs jobs_{1};
  std::string licence_;
  std::optional<store::CityFile> file_;
};

TEST_F(ImportUpdate, TheFileHoldsWhatWasImported) {
  ModelText text;
  text.add_box("a", {}, R"("yearOfConstruction":1931,"owner":"x")");
  text.add_box("b", {10, 0, 0, 10, 10, 10});
  const ImportResult result = import(text);
  const city::City city = load();
  for (const char* column : {"volume", "party_wall_area", "footprint_area", "year_of_construction"}) {
    EXPECT_EQ(cell(city, "building", "a", column), cell(result.city, "building", "a", column)) << column;
  }
  EXPECT_EQ(cell(city, "building", "a", "owner"), city::Value("x"));
  ASSERT_NE(city.geometry(), nullptr);
  EXPECT_EQ(encode_geometry(*city.geometry()), encode_geometry(*result.city.geometry()));
  const store::Catalogue catalogue(*file_);
  ASSERT_EQ(catalogue.sources().size(), 1U);
  EXPECT_EQ(catalogue.identities(1, "city_object").size(), 2U);
  EXPECT_EQ(catalogue.provenance("building", "volume"), store::Provenance::derived);
  EXPECT_EQ(catalogue.provenance("building", "year_of_construction"), store::Provenance::measured);
  EXPECT_TRUE(store::Blobs(*file_).contains("source_raw", "city"));
}

TEST_F(ImportUpdate, TheSameFileAgainAddsNoRow) {
  ModelText text;
  text.add_box("a", {});
  text.add_box("b", {10, 0, 0, 10, 10, 10});
  import(text);
  const ImportResult again = import(text);
  EXPECT_EQ(again.sources[0].inserted.at("city_object"), 0);
  const city::City city = load();
  EXPECT_EQ(city.table("building").rows(), 2);
  EXPECT_EQ(city.table("city_object").rows(), 2);
  EXPECT_EQ(city.table("surface").rows(), 12);
  EXPECT_EQ(city.geometry()->geometry_count(), 2U);
  EXPECT_EQ(store::Catalogue(*file_).sources().size(), 1U);
}

TEST_F(ImportUpdate, ALicenceOnceGivenStaysWithItsSource) {
  ModelText text;
  text.add_box("a", {});
  licence_ = "CC-BY-4.0";
  import(text);
  licence_ = "";
  import(text);
  load();
  EXPECT_EQ(store::Catalogue(*file_).sources().at(0).licence, "CC-BY-4.0");
}

TEST_F(ImportUpdate, AnAttributeThatTheFileNoLongerHasLosesItsValues) {
  ModelText text, later;
  text.add_box("a", {}, R"("owner":"x","rooms":3)");
  later.add_box("a", {}, R"("rooms":4)");
  import(text);
  import(later);
  const city::City city = load();
  EXPECT_EQ(cell(city, "building", "a", "owner"), city::Value());
  EXPECT_EQ(cell(city, "building", "a", "rooms"), city::Value(4.0));
}

TEST_F(ImportUpdate, ChangedAttributesAndShapesAreBroughtUpToDate) {
  ModelText text;
  text.add_box("a", {}, R"("yearOfConstruction":1931,"owner":"x")");
  text.add_box("b", {10, 0, 0, 10, 10, 10}, R"("owner":"y")");
  import(text);
  ModelText later;
  later.add_box("b", {10, 0, 0, 10, 10, 5}, R"("owner":"y")");
  later.add_box("a", {}, R"("yearOfConstruction":1950)");
  import(later);
  const city::City city = load();
  EXPECT_EQ(city.table("building").alive_rows(), 2);
  EXPECT_EQ(number(city, "building", "a", "year_of_construction"), 1950);
  EXPECT_EQ(cell(city, "building", "a", "owner"), city::Value());
  EXPECT_EQ(cell(city, "building", "b", "owner"), city::Value("y"));
  EXPECT_NEAR(number(city, "building", "b", "volume"), 500, kUpdateTolerance);
  EXPECT_NEAR(number(city, "building", "a", "party_wall_area"), 50, kUpdateTolerance);
}

TEST_F(ImportUpdate, NewObjectsAreAddedMissingOnesRetiredAndReturningOnesNew) {
  ModelText both, one, back;
  both.add_box("a", {});
  both.add_box("b", {10, 0, 0, 10, 10, 10});
  one.add_box("a", {});
  one.add_box("c", {30, 0, 0, 10, 10, 10});
  back.add_box("a", {});
  back.add_box("b", {10, 0, 0, 10, 10, 10});
  import(both);
  const ImportResult second = import(one);
  EXPECT_EQ(count_findings(second, "object.gone"), 1);
  {
    const city::City city = load();
    EXPECT_EQ(city.table("building").rows(), 3);
    EXPECT_EQ(city.table("building").alive_rows(), 2);
    EXPECT_EQ(city.table("surface").alive_rows(), 12);
    EXPECT_EQ(number(city, "building", "a", "party_wall_area"), 0);
    EXPECT_NEAR(number(city, "building", "a", "wall_area_e"), 100, kUpdateTolerance);
  }
  import(back);
  const city::City city = load();
  EXPECT_EQ(city.table("building").rows(), 4);
  EXPECT_EQ(city.table("building").alive_rows(), 2);
  EXPECT_NEAR(number(city, "building", "b", "party_wall_area"), 100, kUpdateTolerance);
}

TEST_F(ImportUpdate, WhatPeopleChangedIsLeftAlone) {
  ModelText text;
  text.add_box("a", {}, R"("yearOfConstruction":1931,"owner":"x")");
  import(text);
  {
    store::CityFile file = store::CityFile::open(path_, store::Mode::read_write);
    city::City city = file.load();
    city::Table& table = city.edit("building");
    const std::vector<std::int64_t> rows{0};
    table.set(table.index_of("owner"), rows, city::Value("corrected"));
    city::JournalEntry entry;
    entry.kind = city::EntryKind::set;
    entry.table = "building";
    entry.columns = {"owner"};
    entry.ids = {table.ids()[0]};
    entry.values = {city::Value("corrected")};
    entry.who = "planner";
    std::vector<city::JournalEntry> entries{entry};
    store::Journal(file).append(entries);
    file.save(city);
    file.close();
  }
  ModelText later;
  later.add_box("a", {}, R"("yearOfConstruction":1940,"owner":"z")");
  import(later);
  const city::City city = load();
  EXPECT_EQ(cell(city, "building", "a", "owner"), city::Value("corrected"));
  EXPECT_EQ(number(city, "building", "a", "year_of_construction"), 1940);
}

TEST_F(ImportUpdate, AnEditThatTheSourceContradictsIsAConflict) {
  ModelText text, later;
  text.add_box("a", {}, R"("owner":"x","rooms":3,"yearOfConstruction":1931)");
  text.add_box("b", {30, 0, 0, 10, 10, 10}, R"("owner":"x")");
  later.add_box("a", {}, R"("owner":"z","rooms":3,"yearOfConstruction":1940)");
  later.add_box("b", {30, 0, 0, 10, 10, 10}, R"("owner":"x","rooms":1)");
  import(text);
  edit("a", "owner", city::Value("mine"), true);
  edit("a", "rooms", city::Value(4.0), true);  // the source says nothing new of it
  edit("b", "owner", city::Value("x"), true);  // as the source has it
  edit("a", "year_of_construction", city::Value(1935.0), false);
  const ImportResult result = import(later);
  ASSERT_EQ(result.sources[0].conflicts.size(), 2u);
  const ImportConflict& owner = result.sources[0].conflicts[0];
  EXPECT_EQ(owner.column, "owner");
  EXPECT_EQ(owner.object, "a");
  EXPECT_EQ(owner.edited, city::Value("mine"));
  EXPECT_EQ(owner.source, city::Value("z"));
  const ImportConflict& year = result.sources[0].conflicts[1];
  EXPECT_EQ(year.column, "year_of_construction");
  EXPECT_EQ(year.edited, city::Value(1935.0));
  EXPECT_EQ(year.source, city::Value(1940.0));
  EXPECT_EQ(count_findings(result, "import.conflict"), 2);
  const city::City city = load();
  EXPECT_EQ(cell(city, "building", "a", "owner"), city::Value("mine"));
  EXPECT_EQ(cell(city, "building", "a", "rooms"), city::Value(4.0));
  // What stands in the journal only is replayed on top of what the source says.
  EXPECT_EQ(number(city, "building", "a", "year_of_construction"), 1940);
}

TEST_F(ImportUpdate, TellsAttributeEditsFromGeometryEdits) {
  CONURB_NEED_SHARED_DATA("city3d/versioning");
  const auto folder = shared_data() / "city3d/versioning";
  const Json expected = parse_json(slurp(folder / "expected.json"), "expected.json")["diff_v1_v2"];
  CityJsonReader reader;
  import(reader.read_file(folder / "v1.city.json"), "bag");
  const ImportResult result = import(reader.read_file(folder / "v2_main.city.json"), "bag");
  const SourceChanges& changes = result.sources[0].changes;
  EXPECT_TRUE(changes.compared);
  EXPECT_EQ(Json(changes.attributes), expected["attribute_changed"]);
  EXPECT_EQ(Json(changes.geometry), expected["geometry_changed"]);
  EXPECT_EQ(Json(changes.added), expected["added"]);
  EXPECT_EQ(Json(changes.gone), expected["deleted"]);
  EXPECT_EQ(static_cast<std::size_t>(changes.unchanged), expected["unchanged"].size());
  EXPECT_EQ(count_findings(result, "object.gone"), 1);
  EXPECT_EQ(result.sources[0].retired.at("building"), 1);
}

TEST_F(ImportUpdate, TwoWaysToANewVersionMeetInOneConflict) {
  CONURB_NEED_SHARED_DATA("city3d/versioning");
  const auto folder = shared_data() / "city3d/versioning";
  const Json expected = parse_json(slurp(folder / "expected.json"), "expected.json")["merge_v2_v3"];
  CityJsonReader reader;
  CityModel first = reader.read_file(folder / "v1.city.json");
  const CityModel branch = reader.read_file(folder / "v3_branch.city.json");
  // The columns that the branch edits are there because another source brought them.
  ModelText columns;
  columns.origin_x = 153400;
  columns.origin_y = 414300;
  columns.with_crs = false;
  columns.add_box("other", {}, R"("renovated":0.5,"owner":"x")");
  import(columns, "other");
  import(std::move(first), "bag");
  edit("6751773", "renovated", city::Value(0.0), true);
  edit("2499572", "owner", city::Value("city"), true);
  const ImportResult result = import(reader.read_file(folder / "v2_main.city.json"), "bag");
  ASSERT_EQ(result.sources[0].conflicts.size(), 1u);
  EXPECT_EQ(result.sources[0].conflicts[0].object, expected["conflict"][0].get<std::string>());
  EXPECT_EQ(result.sources[0].conflicts[0].column, expected["conflict_key"].get<std::string>());
  EXPECT_EQ(result.sources[0].conflicts[0].source, city::Value(1.0));
  const city::City city = load();
  EXPECT_EQ(number(city, "building", "6751773", "renovated"), 0.0);
  EXPECT_EQ(cell(city, "building", expected["clean"][0], "owner"), city::Value("city"));
  EXPECT_EQ(cell(city, "building", expected["added"][0], "object_id"), city::Value("new-building-1"));
  EXPECT_EQ(cell(city, "building", expected["deleted"][0], "object_id"), city::Value("no row 2128302"));
}

TEST_F(ImportUpdate, GeometryThatTheSourceHasNotChangedStays) {
  ModelText text, later;
  text.add_box("a", {});
  text.add_box("b", {30, 0, 0, 10, 10, 10});
  later.add_box("b", {30, 0, 0, 10, 10, 12});
  later.add_box("a", {}, R"("owner":"x")");
  import(text);
  const ImportResult result = import(later);
  EXPECT_EQ(result.sources[0].changes.geometry, std::vector<std::string>{"b"});
  EXPECT_EQ(result.sources[0].changes.attributes, std::vector<std::string>{"a"});
  const city::City city = load();
  ASSERT_EQ(city.geometry()->geometry_count(), 2u);
  EXPECT_EQ(city.geometry()->owner(0), 0u);
  EXPECT_NEAR(number(city, "building", "b", "volume"), 1200, kUpdateTolerance);
  EXPECT_NEAR(number(city, "building", "a", "volume"), 1000, kUpdateTolerance);
}

TEST_F(ImportUpdate, TemplatesDoNotPileUp) {
  CONURB_NEED_SHARED_DATA("city3d/cityjsonseq");
  const auto file = shared_data() / "city3d/cityjsonseq/fcb_geom_temp.city.jsonl";
  CityJsonReader reader;
  import(reader.read_file(file), "trees");
  const std::uint32_t once = load().geometry()->geometry_count();
  file_.reset();
  import(reader.read_file(file), "trees");
  EXPECT_EQ(load().geometry()->geometry_count(), once);
}

TEST_F(ImportUpdate, RowsThatStandInTheJournalOnlyMakeAnImportWait) {
  ModelText text;
  text.add_box("a", {});
  import(text);
  {
    store::CityFile file = store::CityFile::open(path_, store::Mode::read_write);
    city::JournalEntry entry;
    entry.kind = city::EntryKind::insert;
    entry.table = "building";
    entry.ids = {77};
    entry.who = "planner";
    std::vector<city::JournalEntry> entries{entry};
    store::Journal(file).append(entries);
    file.close();
  }
  EXPECT_THROW(import(text), Error);
}

TEST_F(ImportUpdate, ASecondTileRenewsTheWallsOfItsNeighboursOnly) {
  ModelText west, east;
  west.add_box("far", {-50, 0, 0, 10, 10, 10});
  west.add_box("a", {});
  west.add_box("beside", {-10, 0, 0, 10, 10, 10});
  east.add_box("b", {10, 0, 0, 10, 10, 10});
  import(west, "west");
  import(east, "east");
  const city::City city = load();
  EXPECT_EQ(city.table("building").rows(), 4);
  // The neighbour keeps the wall that it shares on its other side.
  EXPECT_NEAR(number(city, "building", "a", "party_wall_area"), 200, kUpdateTolerance);
  EXPECT_NEAR(number(city, "building", "beside", "party_wall_area"), 100, kUpdateTolerance);
  EXPECT_NEAR(number(city, "building", "b", "party_wall_area"), 100, kUpdateTolerance);
  EXPECT_NEAR(number(city, "building", "far", "party_wall_area"), 0, kUpdateTolerance);
  EXPECT_EQ(city.geometry()->owner(3), 3U);
  const city::Table& surfaces = city.table("surface");
  EXPECT_EQ(surfaces.rows(), 24);
  EXPECT_EQ(surfaces.column("surface").values<std::int32_t>()[23], 23);
}

TEST_F(ImportUpdate, RenewingOneSourceMovesTheSurfacesOfAnother) {
  ModelText west, east, west_later;
  west.add_box("a", {});
  west.add_box("w", {-30, 0, 0, 5, 5, 5});
  east.add_box("b", {30, 0, 0, 10, 10, 10});
  west_later.add_box("a", {});
  import(west, "west");
  import(east, "east");
  import(west_later, "west");
  const city::City city = load();
  const city::GeometryStore& geometry = *city.geometry();
  EXPECT_EQ(geometry.geometry_count(), 2U);
  const city::Table& surfaces = city.table("surface");
  const city::Table& objects = city.table("city_object");
  for (std::int64_t row = 0; row < surfaces.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    if (surfaces.alive()[at] == 0) continue;
    const auto surface = static_cast<std::uint32_t>(surfaces.column("surface").values<std::int32_t>()[at]);
    const std::int32_t object = surfaces.column("object").values<std::int32_t>()[at];
    const auto shown = objects.column("geometry").values<std::int32_t>()[static_cast<std::size_t>(object)];
    const city::Range range = geometry.surfaces(static_cast<std::uint32_t>(shown));
    EXPECT_TRUE(surface >= range.begin && surface < range.end) << row;
    EXPECT_EQ(geometry.owner(static_cast<std::uint32_t>(shown)), static_cast<std::uint32_t>(object));
  }
}

TEST_F(ImportUpdate, AnImportThatFailsLeavesTheFileAsItWas) {
  ModelText text;
  text.add_box("a", {});
  import(text);
  store::CityFile file = store::CityFile::open(path_, store::Mode::read_write);
  city::City base = file.load();
  base.set_geometry(load_geometry(file));
  CityImport importing(std::move(base), read_known_imports(file), test_options(jobs_));
  ModelText more;
  more.add_box("b", {50, 0, 0, 10, 10, 10});
  importing.add(more.model(), named("more"));
  ImportResult result = importing.finish();
  result.sources[0].provenance.push_back({"building", "volume", store::Provenance::measured, {}});
  result.sources[0].objects.push_back({"x", 1});
  EXPECT_THROW(file.atomically([&] {
    commit_import(file, result);
    throw Error(ErrorCode::io, "the disk is full");
  }),
               Error);
  file.close();
  const city::City city = load();
  EXPECT_EQ(city.table("building").rows(), 1);
  EXPECT_EQ(store::Catalogue(*file_).sources().size(), 1U);
}

}  // namespace
}  // namespace conurb::io
