// SPDX-License-Identifier: Apache-2.0
#include "engine/city/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/base/units.hpp"
#include "engine/city/city.hpp"

namespace conurb::city {
namespace {

using ::testing::HasSubstr;

Json column_json() {
  return Json::parse(R"({"name": "height", "type": "f32", "unit": "m", "description": "Of the roof"})");
}

Json table_json() {
  return {{"name", "building"}, {"description", "Buildings"}, {"columns", Json::array({column_json()})}};
}

template <typename Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_data);
    return error.what();
  }
  return "no error";
}

std::string column_fault(const char* key, const Json& value) {
  Json json = column_json();
  json[key] = value;
  return message_of([&json] { (void)parse_column(json, "my.json"); });
}

std::string table_fault(const char* key, const Json& value) {
  Json json = table_json();
  json[key] = value;
  return message_of([&json] { (void)parse_table(json, "my.json"); });
}

TEST(Schema, a_column_is_read_with_its_defaults) {
  const ColumnSpec spec = parse_column(column_json(), "my.json");
  EXPECT_EQ(spec.name, "height");
  EXPECT_EQ(spec.scalar, Scalar::f32);
  EXPECT_EQ(spec.unit, "m");
  EXPECT_EQ(spec.role, Role::fixed);
  EXPECT_FALSE(spec.nullable);
  EXPECT_TRUE(is_null(spec.initial));
  EXPECT_EQ(spec.max, std::numeric_limits<double>::infinity());
  EXPECT_EQ(spec.recording.kind, Recording::Kind::last);
}

TEST(Schema, what_is_written_reads_back_the_same) {
  for (
      const char* text : {
          R"({"name":"a","type":"f64","unit":"K","display_unit":"degC","description":"d","role":"input",
               "initial":293.15,"range":[0,null],"nullable":true,"recording":{"every":4}})",
          R"({"name":"b","type":"i64","unit":"1","description":"d","initial":9007199254740993,"role":"state"})",
          R"({"name":"c","type":"text","description":"d","nullable":true,"initial":"x","role":"output",
               "recording":"day_and_peak"})",
          R"({"name":"d","type":"ref","refers_to":"parcel","description":"d","nullable":true,"recording":"none"})",
          R"({"name":"e","type":"i32","list":true,"unit":"1","description":"d","recording":{"selection":"a > 3"}})",
          R"({"name":"f","type":"u8","unit":"1","description":"d","initial":1,"range":[0,1]})",
          R"({"name":"g","type":"f32","unit":"W","description":"d","recording":{"days":["01-15","02-29"]}})"}) {
    const Json json = Json::parse(text);
    EXPECT_EQ(to_json(parse_column(json, "x")), json) << text;
  }
  const Json grid = Json::parse(R"({"name":"terrain","kind":"grid","description":"d","columns":[],
      "grid":{"origin":[-5,10],"cell":2.5,"width":100,"height":80}})");
  EXPECT_EQ(to_json(parse_table(grid, "x")), grid);
  const Json series = Json::parse(R"({"name":"weather","kind":"series","shape":"point","description":"d",
      "interpolation":"step","columns":[{"name":"a","type":"f32","unit":"K","description":"d"}]})");
  EXPECT_EQ(to_json(parse_table(series, "x")), series);
}

TEST(Schema, a_table_says_how_the_file_keeps_it) {
  EXPECT_EQ(parse_table(table_json(), "my.json").storage, Storage::rows);
  Json json = table_json();
  json["storage"] = "chunks";
  EXPECT_EQ(parse_table(json, "my.json").storage, Storage::chunks);
  EXPECT_EQ(to_json(parse_table(json, "my.json"))["storage"], "chunks");
  json["shape"] = "polygon";
  EXPECT_THAT(message_of([&] { (void)parse_table(json, "my.json"); }), HasSubstr("on the map"));
}

TEST(Schema, a_fault_in_a_column_names_file_column_and_key) {
  EXPECT_THAT(column_fault("colour", "red"), HasSubstr("my.json, column 'height'"));
  EXPECT_THAT(column_fault("colour", "red"), HasSubstr("colour"));
  EXPECT_THAT(column_fault("type", "f46"), HasSubstr("\"type\" is \"f46\"; did you mean \"f64\"?"));
  EXPECT_THAT(column_fault("type", 3), HasSubstr("type"));
  EXPECT_THAT(column_fault("type", "text"), HasSubstr("\"unit\" is given for a text"));
  EXPECT_THAT(column_fault("name", "Height"), HasSubstr("which is no name"));
  EXPECT_THAT(column_fault("unit", ""), HasSubstr("\"unit\" must be one line of text"));
  EXPECT_THAT(column_fault("description", "two\nlines"), HasSubstr("\"description\" must be one line"));
  EXPECT_THAT(column_fault("role", "fixed"), HasSubstr("static, input, state, output"));
  EXPECT_THAT(column_fault("refers_to", "parcel"), HasSubstr("no ref"));
  EXPECT_THAT(column_fault("range", Json::array({3, 1})), HasSubstr("the low end is above the high one"));
  EXPECT_THAT(column_fault("range", Json::array({1})), HasSubstr("must be [low, high]"));
  EXPECT_THAT(column_fault("range", Json::array({"a", 1})), HasSubstr("must be numbers"));
  EXPECT_THAT(column_fault("initial", "tall"), HasSubstr("is of type f32"));
  EXPECT_THAT(column_fault("initial", nullptr), HasSubstr("\"initial\" must be a number or a text"));
  EXPECT_THAT(column_fault("recording", "always"), HasSubstr("none, last, day_and_peak"));
  EXPECT_THAT(column_fault("recording", {{"every", 0}}), HasSubstr("from 1 on"));
  EXPECT_THAT(column_fault("recording", Json::object()), HasSubstr("either"));
  for (const char* day : {"02-30", "1-15", "2026-01-15", "", "01-15 "})
    EXPECT_THAT(column_fault("recording", {{"days", {day}}}), HasSubstr("days of the year")) << day;
  EXPECT_THAT(column_fault("recording", {{"days", Json::array()}}), HasSubstr("days of the year"));
  Json whole = column_json();
  whole["type"] = "i32";
  whole["nullable"] = true;
  EXPECT_THAT(message_of([&] { (void)parse_column(whole, "my.json"); }), HasSubstr("i32 has no null"));
  whole["nullable"] = false;
  whole["range"] = {0, 5};
  whole["initial"] = 7;
  EXPECT_THAT(message_of([&] { (void)parse_column(whole, "my.json"); }), HasSubstr("is outside [0, 5]"));
  Json bare = column_json();
  bare.erase("unit");
  EXPECT_THAT(message_of([&] { (void)parse_column(bare, "my.json"); }), HasSubstr("unit"));
  EXPECT_THAT(message_of([] { (void)parse_column(Json(3), "my.json"); }), HasSubstr("my.json"));
}

TEST(Schema, a_fault_in_a_table_names_file_table_and_key) {
  EXPECT_THAT(table_fault("kind", "entity"), HasSubstr("my.json, table 'building': \"kind\" is \"entity\""));
  EXPECT_THAT(table_fault("shape", "blob"), HasSubstr("none, point, line, polygon"));
  EXPECT_THAT(table_fault("storage", "sql"), HasSubstr("rows, chunks"));
  EXPECT_THAT(table_fault("kind", "series"), HasSubstr("interpolation"));
  EXPECT_THAT(table_fault("interpolation", "step"), HasSubstr("no series"));
  EXPECT_THAT(table_fault("grid", Json::object()), HasSubstr("no grid"));
  EXPECT_THAT(table_fault("columns", Json::array({column_json(), column_json()})),
              HasSubstr("'height' is there twice"));
  Json own = column_json();
  own["name"] = "alive";
  EXPECT_THAT(table_fault("columns", Json::array({own})), HasSubstr("is part of every table"));
  EXPECT_THAT(table_fault("columns", 3), HasSubstr("columns"));
  EXPECT_THAT(table_fault("owner", "me"), HasSubstr("owner"));
  Json grid = table_json();
  grid["kind"] = "grid";
  grid["grid"] = {{"cell", 0}, {"width", 3}, {"height", 3}};
  EXPECT_THAT(message_of([&] { (void)parse_table(grid, "my.json"); }), HasSubstr("cell is above 0 m"));
  grid["grid"] = {{"cell", 1}, {"width", 1 << 20}, {"height", 1 << 20}};
  EXPECT_THAT(message_of([&] { (void)parse_table(grid, "my.json"); }), HasSubstr("fewer than 2^31"));
}

TEST(Schema, a_folder_is_read_whole_or_refused) {
  const TempDir folder("schema");
  EXPECT_THROW((void)read_schema(folder.path() / "missing"), Error);
  write_file_atomic(folder.path() / "building.json", table_json().dump());
  EXPECT_EQ(read_schema(folder.path()).size(), 1U);
  Json road = table_json();
  road["name"] = "road";
  write_file_atomic(folder.path() / "street.json", road.dump());
  EXPECT_THAT(message_of([&] { (void)read_schema(folder.path()); }), HasSubstr("name the file as the table"));
  road["name"] = "street";
  road["columns"] =
      Json::array({{{"name", "a"}, {"type", "ref"}, {"refers_to", "town"}, {"description", "d"}}});
  write_file_atomic(folder.path() / "street.json", road.dump());
  EXPECT_THAT(message_of([&] { (void)read_schema(folder.path()); }), HasSubstr("refers to table 'town'"));
}

// The standard vocabulary.

const char* const kVocabulary = "assets/schema";

TEST(Vocabulary, holds_the_tables_that_a_city_needs_and_makes_a_city) {
  City city;
  for (const TableSpec& table : read_schema(kVocabulary)) city.add_table(table);
  for (const char* name :
       {"building", "city_object", "surface", "parcel", "district", "road_node", "road_link", "rail_node",
        "rail_link", "terrain", "weather", "sensor", "stream", "person_group", "source", "identity"}) {
    EXPECT_GE(city.find(name), 0) << name;
  }
  for (std::size_t i = 0; i < city.table_count(); ++i) city.edit(i).insert(20, 0);
  city.validate();
}

TEST(Vocabulary, every_unit_is_known_and_shown_in_one_of_its_kind) {
  const UnitSystem units;
  for (const TableSpec& table : read_schema(kVocabulary)) {
    for (const ColumnSpec& column : table.columns) {
      const std::string name = table.name + "." + column.name;
      Unit unit;
      ASSERT_NO_THROW(unit = units.parse(column.unit)) << name;
      if (column.display_unit.empty()) continue;
      Unit shown;
      ASSERT_NO_THROW(shown = units.parse(column.display_unit)) << name;
      EXPECT_TRUE(units.convertible(unit, shown)) << name;
    }
  }
}

// SI units without prefix, and those beside them that the city counts in; the microsecond is the clock's.
TEST(Vocabulary, values_are_in_si_units) {
  const std::set<std::string> known{"1",         "m",           "m2", "m3",    "K",     "Pa",    "V",
                                    "rad",       "person",      "us", "s-1",   "m s-1", "W m-2", "W m-2 K-1",
                                    "J m-2 K-1", "vehicle s-1", "s",  "degree"};  // places on earth, as every
                                                                                  // map and weather file has
                                                                                  // them
  for (const TableSpec& table : read_schema(kVocabulary)) {
    for (const ColumnSpec& column : table.columns) {
      EXPECT_TRUE(known.contains(column.unit)) << table.name << "." << column.name << " in " << column.unit;
    }
  }
}

TEST(Vocabulary, names_carry_no_unit_and_mean_one_type_and_unit_everywhere) {
  std::map<std::string, const ColumnSpec*> seen;
  const std::vector<TableSpec> tables = read_schema(kVocabulary);
  for (const TableSpec& table : tables) {
    EXPECT_LE(table.description.size(), 140U) << table.name;
    for (const ColumnSpec& column : table.columns) {
      EXPECT_LE(column.description.size(), 140U) << table.name << "." << column.name;
      for (const char* ending : {"_m", "_m2", "_kwh", "_deg", "_k", "_pa", "_degc", "_ms"}) {
        EXPECT_FALSE(column.name.ends_with(ending)) << column.name;
      }
      const auto [known, fresh] = seen.try_emplace(column.name, &column);
      if (fresh || column.scalar == Scalar::ref) continue;
      std::string why;
      EXPECT_TRUE(shareable(*known->second, column, &why)) << table.name << "." << column.name << ": " << why;
    }
  }
}

TEST(Vocabulary, links_have_ends) {
  for (const TableSpec& table : read_schema(kVocabulary)) {
    if (table.kind != TableKind::links) continue;
    for (const char* end : {"from", "to"}) {
      const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                      [end](const ColumnSpec& column) { return column.name == end; });
      ASSERT_NE(found, table.columns.end()) << table.name;
      EXPECT_EQ(found->scalar, Scalar::ref) << table.name;
    }
  }
}

TEST(Vocabulary, a_building_has_what_its_energy_balance_needs) {
  const std::vector<TableSpec> tables = read_schema(kVocabulary);
  const auto building = std::find_if(tables.begin(), tables.end(),
                                     [](const TableSpec& table) { return table.name == "building"; });
  ASSERT_NE(building, tables.end());
  for (const char* name : {"function",
                           "year_of_construction",
                           "storeys_above_ground",
                           "height",
                           "footprint_area",
                           "floor_area",
                           "volume",
                           "wall_area_n",
                           "wall_area_ne",
                           "wall_area_e",
                           "wall_area_se",
                           "wall_area_s",
                           "wall_area_sw",
                           "wall_area_w",
                           "wall_area_nw",
                           "roof_area",
                           "party_wall_area",
                           "ground_area",
                           "wall_u_value",
                           "roof_u_value",
                           "floor_u_value",
                           "window_u_value",
                           "window_ratio",
                           "window_g_value",
                           "infiltration_rate",
                           "heating_set_point",
                           "cooling_set_point",
                           "heat_source",
                           "residents",
                           "jobs",
                           "geometry"}) {
    EXPECT_TRUE(std::any_of(building->columns.begin(), building->columns.end(),
                            [name](const ColumnSpec& column) { return column.name == name; }))
        << name;
  }
}

}  // namespace
}  // namespace conurb::city
