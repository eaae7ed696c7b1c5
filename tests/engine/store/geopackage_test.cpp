// SPDX-License-Identifier: Apache-2.0
// What other programs make of a city file: GDAL's own checker, its driver, and edits as QGIS makes them
// (through GDAL).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "engine/store/catalogue.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/journal.hpp"
#include "store_testing.hpp"

namespace conurb::store {
namespace {

using city::City;
using city::EntryKind;
using city::Id;
using city::JournalEntry;
using city::Value;

bool has_program(const std::string& name) {
  int status = 0;
  (void)output_of("command -v " + name, status);
  return status == 0;
}

// The system's Python, as Debian's python3-gdal is a module of that one.
constexpr const char* kValidator = "/usr/bin/python3 -m osgeo_utils.samples.validate_gpkg -k ";

bool has_validator() {
  int status = 0;
  (void)output_of("/usr/bin/python3 -c 'import osgeo_utils.samples.validate_gpkg'", status);
  return status == 0;
}

std::filesystem::path saved_city(const TempFolder& folder) {
  CityFile file = CityFile::create(folder / "city.gpkg");
  City city = small_city(120);
  const std::int64_t row[] = {7};
  city.edit("building").retire(row);
  file.save(city, {.crs = {28992, "Amersfoort / RD New", ""}});
  file.close();
  return folder / "city.gpkg";
}

TEST(GeoPackage, gdal_finds_nothing_wrong) {
  if (!has_validator()) GTEST_SKIP() << "python3-gdal is not installed";
  const TempFolder folder;
  const auto path = saved_city(folder);
  int status = 0;
  const std::string output = output_of(kValidator + path.string(), status);
  EXPECT_EQ(status, 0) << output;
  EXPECT_EQ(output, "");
}

TEST(GeoPackage, a_city_without_tables_and_one_without_place_are_valid_too) {
  if (!has_validator()) GTEST_SKIP() << "python3-gdal is not installed";
  const TempFolder folder;
  CityFile::create(folder / "empty.gpkg").close();
  City city = small_city(3);
  city.set_place({});
  CityFile local = CityFile::create(folder / "local.gpkg");
  local.save(city);
  local.close();
  for (const char* name : {"empty.gpkg", "local.gpkg"}) {
    int status = 0;
    const std::string output = output_of(kValidator + (folder / name).string(), status);
    EXPECT_EQ(status, 0) << output;
  }
}

TEST(GeoPackage, gdal_lists_the_layers_and_none_of_our_tables_but_sources_and_findings) {
  if (!has_program("ogrinfo")) GTEST_SKIP() << "gdal-bin is not installed";
  const TempFolder folder;
  const auto path = saved_city(folder);
  int status = 0;
  const std::string list = output_of("ogrinfo -ro -q " + path.string(), status);
  EXPECT_NE(list.find("building (Multi Polygon)"), std::string::npos) << list;
  EXPECT_NE(list.find("sensor (Point)"), std::string::npos);
  EXPECT_NE(list.find("road_link (Line String)"), std::string::npos);
  EXPECT_NE(list.find("weather (None)"), std::string::npos);
  EXPECT_EQ(list.find("conurb_chunk"), std::string::npos);
  EXPECT_EQ(list.find("retired"), std::string::npos);
  const std::string layer = output_of("ogrinfo -ro -so " + path.string() + " building", status);
  EXPECT_NE(layer.find("Feature Count: 119"), std::string::npos) << layer;
  EXPECT_NE(layer.find("28992"), std::string::npos);
  EXPECT_NE(layer.find("heated: Integer(Boolean)"), std::string::npos);
}

TEST(GeoPackage, footprints_lie_where_the_crs_says) {
  if (!has_program("ogrinfo")) GTEST_SKIP() << "gdal-bin is not installed";
  const TempFolder folder;
  const auto path = saved_city(folder);
  int status = 0;
  const std::string feature = output_of("ogrinfo -ro -q " + path.string() + " building -fid 4", status);
  EXPECT_NE(feature.find("MULTIPOLYGON (((84060 447000,84070 447000,84070 447010,84060 447010,84060 447000),"
                         "(84062 447002,84062 447004,84064 447004,84062 447002)))"),
            std::string::npos)
      << feature;
}

class ExternalEdits : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("ogrinfo")) GTEST_SKIP() << "gdal-bin is not installed";
  }
  void sql(const std::string& text) { ASSERT_TRUE(edit_with_ogr(path_, text)); }
  static const JournalEntry* find(const std::vector<JournalEntry>& entries, std::string_view edit) {
    for (const JournalEntry& entry : entries) {
      if (entry.detail.find(fmt::format("\"edit\":\"{}\"", edit)) != std::string::npos) return &entry;
    }
    return nullptr;
  }

  TempFolder folder_;
  std::filesystem::path path_ = saved_city(folder_);
};

TEST_F(ExternalEdits, changed_values_are_journaled_with_what_was_there_before) {
  sql("UPDATE building SET height = 42.5, function = 'museum' WHERE fid IN (2, 3)");
  sql("UPDATE building SET height = 43.5 WHERE fid = 3");
  CityFile file = CityFile::open(path_, Mode::read_write);
  ASSERT_EQ(file.external_edits().size(), 1U);
  const JournalEntry& entry = file.external_edits().front();
  EXPECT_EQ(entry.kind, EntryKind::external_edit);
  EXPECT_EQ(entry.table, "building");
  EXPECT_EQ(entry.ids, (std::vector<Id>{2, 3}));
  ASSERT_EQ(entry.columns.size(), 2U);
  const auto height = static_cast<std::size_t>(
      std::find(entry.columns.begin(), entry.columns.end(), "height") - entry.columns.begin());
  EXPECT_EQ(entry.values[height], Value(42.5));
  EXPECT_EQ(entry.values[2 + height], Value(43.5));
  EXPECT_EQ(entry.values[1 - height], Value(std::string("museum")));
  EXPECT_NE(entry.detail.find("9.3"), std::string::npos) << entry.detail;
  EXPECT_EQ(Journal(file).read(), file.external_edits());
  const City city = file.load();
  EXPECT_EQ(city.table("building").column("height").get(2), Value(43.5));
  file.close();
  EXPECT_TRUE(CityFile::open(path_, Mode::read_write).external_edits().empty());
}

TEST_F(ExternalEdits, a_change_taken_back_leaves_no_entry) {
  sql("UPDATE building SET floor_area = 5 WHERE fid = 2");
  sql("UPDATE building SET floor_area = 0.10000000149011612 WHERE fid = 2");
  EXPECT_TRUE(CityFile::open(path_, Mode::read_write).external_edits().empty());
}

TEST_F(ExternalEdits, a_deleted_row_is_retired_and_its_id_never_returns) {
  sql("DELETE FROM building WHERE fid IN (5, 120)");
  CityFile file = CityFile::open(path_, Mode::read_write);
  const JournalEntry* entry = find(file.external_edits(), "retire");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->ids, (std::vector<Id>{5, 120}));
  City city = file.load();
  EXPECT_EQ(city.table("building").rows(), 120);
  EXPECT_EQ(city.table("building").alive_rows(), 117);
  EXPECT_EQ(city.table("building").alive()[4], 0);
  city.validate();
  EXPECT_EQ(city.table("building").column("year_of_construction").get(4), Value(std::int64_t{1904}));
  city.edit("building").insert(1, 0);
  EXPECT_EQ(city.table("building").ids()[120], 121);
}

TEST_F(ExternalEdits, an_added_row_joins_the_city_with_initial_values_where_nothing_was_said) {
  sql("INSERT INTO building (geom, height) SELECT geom, 7 FROM building WHERE fid = 1");
  CityFile file = CityFile::open(path_, Mode::read_write);
  const JournalEntry* entry = find(file.external_edits(), "insert");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->ids, (std::vector<Id>{121}));
  const City city = file.load();
  city.validate();
  EXPECT_EQ(city.table("building").rows(), 121);
  EXPECT_EQ(city.table("building").column("height").get(120), Value(7.0));
  EXPECT_EQ(city.table("building").column("heated").get(120), Value(std::int64_t{1}));
  EXPECT_TRUE(city::is_null(city.table("building").column("function").get(120)));
  EXPECT_EQ(city.table("building").column("shape").offsets()[121] -
                city.table("building").column("shape").offsets()[120],
            10);
  EXPECT_EQ(file.window("building", 1, 1, 2, 2), (std::vector<Id>{1, 121}));
}

TEST_F(ExternalEdits, a_number_typed_into_a_gap_is_replaced_by_the_next_free_id) {
  sql("DELETE FROM building WHERE fid = 9");
  {
    CityFile file = CityFile::open(path_, Mode::read_write);
    EXPECT_EQ(file.external_edits().size(), 1U);
  }
  sql("INSERT INTO building (fid, height) VALUES (9, 1.5), (500, 2.5)");
  CityFile file = CityFile::open(path_, Mode::read_write);
  const JournalEntry* entry = find(file.external_edits(), "insert");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->ids, (std::vector<Id>{121, 122}));
  const City city = file.load();
  city.validate();
  EXPECT_EQ(city.table("building").rows(), 122);
  EXPECT_EQ(city.table("building").alive()[8], 0);
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST_F(ExternalEdits, a_row_deleted_and_put_back_is_an_update_and_one_added_and_deleted_is_nothing) {
  sql("DELETE FROM building WHERE fid = 5");
  sql("INSERT INTO building (fid, height, year_of_construction, external, heated) VALUES (5, 1, 2, 3, 0)");
  sql("INSERT INTO building (height) VALUES (3)");
  sql("DELETE FROM building WHERE height = 3 AND fid > 120");
  sql("UPDATE building SET fid = 300 WHERE fid = 6");
  CityFile file = CityFile::open(path_, Mode::read_write);
  const JournalEntry* updated = find(file.external_edits(), "update");
  ASSERT_NE(updated, nullptr);
  EXPECT_EQ(updated->ids, (std::vector<Id>{5}));
  const JournalEntry* retired = find(file.external_edits(), "retire");
  ASSERT_NE(retired, nullptr);
  EXPECT_EQ(retired->ids, (std::vector<Id>{6}));
  const JournalEntry* inserted = find(file.external_edits(), "insert");
  ASSERT_NE(inserted, nullptr);
  EXPECT_EQ(inserted->ids.size(), 1U);
  const City city = file.load();
  city.validate();
  EXPECT_EQ(city.table("building").rows(), 121);
  EXPECT_EQ(city.table("building").alive_rows(), 119);
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST_F(ExternalEdits, values_that_a_column_cannot_have_are_set_back_with_a_finding) {
  sql("UPDATE building SET height = -5 WHERE fid = 2");
  sql("UPDATE building SET part_of = 99999 WHERE fid = 3");
  sql("UPDATE building SET part_of = 1 WHERE fid = 4");
  CityFile file = CityFile::open(path_, Mode::read_write);
  ASSERT_EQ(file.external_edits().size(), 1U);
  EXPECT_EQ(file.external_edits()[0].ids, (std::vector<Id>{4}));
  EXPECT_EQ(file.external_edits()[0].values, (std::vector<Value>{std::int64_t{0}}));
  EXPECT_EQ(Catalogue(file).findings().size(), 2U);
  const City city = file.load();
  EXPECT_EQ(city.table("building").column("height").get(1), Value(6.2));
  EXPECT_EQ(city.table("building").column("part_of").get(2), Value(std::int64_t{1}));
  EXPECT_EQ(city.table("building").column("part_of").get(3), Value(std::int64_t{0}));
}

TEST_F(ExternalEdits, a_moved_footprint_is_journaled_and_loaded) {
  sql("UPDATE building SET geom = (SELECT geom FROM building WHERE fid = 11) WHERE fid = 2");
  CityFile file = CityFile::open(path_, Mode::read_write);
  ASSERT_EQ(file.external_edits().size(), 1U);
  EXPECT_EQ(file.external_edits()[0].columns, std::vector<std::string>{"shape"});
  EXPECT_EQ(file.load().table("building").column("shape").values<double>()[10], 200.0);
  EXPECT_EQ(file.window("building", 201, 1, 202, 2), (std::vector<Id>{2, 11}));
}

TEST_F(ExternalEdits, while_the_file_is_open_nothing_moves_until_they_are_taken_over) {
  CityFile file = CityFile::open(path_, Mode::read_write);
  City city = file.load();
  sql("UPDATE building SET height = 99 WHERE fid = 2");
  sql("DELETE FROM building WHERE fid = 3");
  sql("INSERT INTO building (height) VALUES (7)");
  // Columns that are read only now still show the city that was loaded.
  City expected = small_city(120);
  const std::int64_t retired[] = {7};
  expected.edit("building").retire(retired);
  expect_same_city(expected, city);
  file.save(city);  // nothing to write, so nothing of the other program's is lost
  const std::int64_t other[] = {9};
  city.edit("building").set(city.table("building").index_of("height"), other, 5.0);
  EXPECT_EQ(error_of([&] { file.save(city); }).code(), ErrorCode::conflict);
  const auto entries = file.take_external_edits();
  ASSERT_EQ(entries.size(), 3U);
  city::Table& table = city.edit("building");
  const std::int64_t changed[] = {1}, gone[] = {2};
  table.set(table.index_of("height"), changed, 99.0);
  table.retire(gone);
  table.insert_with_ids(find(entries, "insert")->ids);
  const std::int64_t fresh[] = {120};
  table.set(table.index_of("height"), fresh, 7.0);
  file.save(city);
  expect_same_city(city, file.load());
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST_F(ExternalEdits, rows_added_meanwhile_make_way_for_ids_that_the_city_gave_out) {
  CityFile file = CityFile::open(path_, Mode::read_write);
  City city = file.load();
  sql("INSERT INTO building (height) VALUES (7)");
  const std::int64_t first = city.edit("building").insert(2, 0);
  std::vector<JournalEntry> mine(1);
  mine[0].kind = EntryKind::insert;
  mine[0].table = "building";
  mine[0].ids = {121, 122};
  Journal(file).append(mine);
  EXPECT_TRUE(file.take_external_edits().empty());
  const std::int64_t row[] = {first};
  city.edit("building").set(city.table("building").index_of("height"), row, 1.0);
  file.save(city);
  expect_same_city(city, file.load());
  const auto entries = file.take_external_edits();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].ids, (std::vector<Id>{123}));
  EXPECT_EQ(file.load().table("building").column("height").get(122), Value(7.0));
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST_F(ExternalEdits, a_column_that_somebody_added_stays_and_does_no_harm) {
  sql("ALTER TABLE building ADD COLUMN remark TEXT");
  sql("UPDATE building SET remark = 'nice' WHERE fid = 2");
  CityFile file = CityFile::open(path_, Mode::read_write);
  EXPECT_TRUE(file.external_edits().empty());
  City city = file.load();
  const std::int64_t row[] = {1};
  city.edit("building").set(city.table("building").index_of("height"), row, 8.0);
  file.save(city);
  expect_same_city(city, file.load());
}

}  // namespace
}  // namespace conurb::store
