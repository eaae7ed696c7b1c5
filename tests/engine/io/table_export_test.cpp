// SPDX-License-Identifier: Apache-2.0
#include "engine/io/table_export.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numeric>

#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/csv.hpp"
#include "engine/io/raster.hpp"
#include "engine/io/raster_export.hpp"
#include "tests/engine/base/expect_error.hpp"

namespace conurb::io {
namespace {

using test::expect_error;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

city::ColumnSpec column(std::string name, city::Scalar scalar, std::string unit = "1",
                        std::string display_unit = "") {
  city::ColumnSpec spec;
  spec.name = std::move(name);
  spec.scalar = scalar;
  spec.unit = std::move(unit);
  spec.display_unit = std::move(display_unit);
  spec.nullable = scalar != city::Scalar::u8;
  return spec;
}

/// Two houses on a lot in Delft, one retired between them; the ground below them.
class TableExportTest : public ::testing::Test {
 protected:
  TableExportTest() {
    city_.set_place({"EPSG:7415", "NAP", 85000, 446000, 0, "Europe/Amsterdam"});
    add_lots();
    add_houses();
    add_ground();
  }

  void add_lots() {
    city::TableSpec spec;
    spec.name = "lot";
    spec.shape = city::Shape::point;
    spec.columns = {column("shape", city::Scalar::f64, "m")};
    spec.columns[0].list = true;
    city::Table& table = city_.edit(city_.add_table(spec));
    table.insert(2, 0);
    const std::vector<double> at{10, 20, 300, 400};
    table.column("shape").assign_lists(std::vector<std::int64_t>{0, 2, 4},
                                       reinterpret_cast<const std::byte*>(at.data()));
  }

  void add_houses() {
    city::TableSpec spec;
    spec.name = "house";
    spec.shape = city::Shape::polygon;
    spec.description = "Houses";
    spec.columns = {column("shape", city::Scalar::f64, "m"),
                    column("name", city::Scalar::text),
                    column("lot", city::Scalar::ref),
                    column("heat", city::Scalar::f64, "J", "kWh"),
                    column("indoors", city::Scalar::f32, "K", "degC"),
                    column("people", city::Scalar::f32, "person"),
                    column("cooled", city::Scalar::u8),
                    column("storeys", city::Scalar::i32)};
    spec.columns[0].list = true;
    spec.columns[2].refers_to = "lot";
    spec.columns[6].min = 0;
    spec.columns[6].max = 1;
    city::Table& table = city_.edit(city_.add_table(spec));
    table.insert(3, 0);
    const std::vector<double> shapes{0,   0, 10,  0, 10,  10, 0,   10, 0,   0,  //
                                     500, 0, 510, 0, 510, 10, 500, 0,           //
                                     100, 0, 110, 0, 110, 10, 100, 10, 100, 0,  //
                                     102, 2, 102, 4, 104, 4,  104, 2,  102, 2};
    table.column("shape").assign_lists(std::vector<std::int64_t>{0, 10, 18, 38},
                                       reinterpret_cast<const std::byte*>(shapes.data()));
    const auto set = [&table](std::string_view name, std::int64_t row, const city::Value& value) {
      table.set(table.index_of(name), std::array{row}, value);
    };
    set("name", 0, std::string("Zum \"Ochsen\", alt"));
    set("lot", 0, std::int64_t{1});
    set("heat", 0, 7.2e6);
    set("indoors", 0, 293.15);
    set("people", 0, 4.0);
    set("people", 2, 25.0);
    set("cooled", 2, std::int64_t{1});
    set("storeys", 2, std::int64_t{3});
    table.retire(std::array{std::int64_t{1}});
  }

  void add_ground() {
    city::TableSpec spec;
    spec.name = "ground";
    spec.kind = city::TableKind::grid;
    spec.columns = {column("height", city::Scalar::f32, "m"), column("empty", city::Scalar::f32, "m")};
    city::Table& table = city_.edit(city_.add_table(spec));
    table.lay_grid({-5, -5, 10, 3, 2}, 0);
    const auto heights = table.column("height").modify<float>();
    std::iota(heights.begin(), heights.begin() + 6, 1.0F);
    heights[4] = std::numeric_limits<float>::quiet_NaN();
  }

  [[nodiscard]] std::filesystem::path path(const char* name) const { return folder_.path() / name; }
  TableExportResult write(const char* name, std::vector<std::string> columns = {}, bool wkt = false) {
    const ExportLayer layer{"house", std::move(columns), {0, 2}};
    TableExportOptions options;
    options.wkt = wkt;
    options.attribution = "Survey of Delft";
    return export_tables(city_, std::array{layer}, *table_format_of(name), path(name), units_, options);
  }
  [[nodiscard]] std::string text(const char* name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TempDir folder_;
  UnitSystem units_;
  city::City city_;
};

TEST_F(TableExportTest, csv_has_ids_units_and_empty_cells) {
  const TableExportResult result = write("out.csv");
  EXPECT_EQ(result.rows, 2);
  EXPECT_EQ(result.columns, 7);
  EXPECT_EQ(result.suppressed, 1);
  EXPECT_EQ(text("out.csv"),
            "id,name,lot,heat [kWh],indoors [degC],people [person],cooled,storeys\n"
            "1,\"Zum \"\"Ochsen\"\", alt\",2,2,20,,0,0\n"
            "3,,,,,25,1,3\n");
}

TEST_F(TableExportTest, csv_is_read_again_as_it_was_meant) {
  write("out.csv", {"heat", "name"}, true);
  const CsvTable table = read_csv_file(path("out.csv"));
  EXPECT_EQ(table.find("heat")->unit, "kWh");
  EXPECT_EQ(table.find("heat")->real(0), 2);
  EXPECT_EQ(table.find("name")->texts[0], "Zum \"Ochsen\", alt");
  EXPECT_EQ(table.find("WKT")->texts[0],
            "MULTIPOLYGON (((85000 446000,85010 446000,85010 446010,85000 446010,85000 446000)))");
}

TEST_F(TableExportTest, geojson_lies_on_the_globe) {
  write("out.geojson");
  const Json collection = Json::parse(text("out.geojson"));
  EXPECT_EQ(collection["type"], "FeatureCollection");
  EXPECT_FALSE(collection.contains("crs"));  // RFC 7946 section 4
  EXPECT_THAT(collection["description"].get<std::string>(), HasSubstr("heat in kWh"));
  EXPECT_THAT(collection["description"].get<std::string>(), HasSubstr("Survey of Delft"));
  ASSERT_EQ(collection["features"].size(), 2u);
  const Json& house = collection["features"][0];
  EXPECT_EQ(house["id"], 1);
  EXPECT_EQ(house["properties"]["heat"], 2.0);
  EXPECT_EQ(house["properties"]["lot"], 2);
  EXPECT_TRUE(house["properties"]["people"].is_null());
  EXPECT_EQ(house["properties"]["cooled"], false);
  const std::array<double, 2> expected = Crs::open("EPSG:28992").to_wgs84(85000, 446000);
  EXPECT_EQ(house["geometry"]["type"], "Polygon");
  const Json& corner = house["geometry"]["coordinates"][0][0];
  EXPECT_NEAR(corner[0], expected[0], 1e-7);  // seven digits are written: a centimetre
  EXPECT_NEAR(corner[1], expected[1], 1e-7);
  EXPECT_EQ(collection["features"][1]["geometry"]["coordinates"].size(), 2u);  // with its courtyard
}

TEST_F(TableExportTest, a_city_without_place_keeps_its_own_coordinates_and_says_so) {
  city_.set_place({});
  EXPECT_FALSE(write("out.geojson").placed);
  EXPECT_EQ(Json::parse(text("out.geojson"))["features"][0]["geometry"]["coordinates"][0][0][1][0], 10.0);
}

TEST_F(TableExportTest, what_cannot_be_written_is_named) {
  expect_error(ErrorCode::invalid_argument, "is a list", [this] { write("a.csv", {"shape"}); });
  expect_error(ErrorCode::not_found, "haet", [this] { write("a.csv", {"haet"}); });
  const std::array two{ExportLayer{"house", {}, {0}}, ExportLayer{"lot", {}, {0}}};
  expect_error(ErrorCode::invalid_argument, "one table",
               [&] { (void)export_tables(city_, two, TableFormat::csv, path("a.csv"), units_); });
  const std::array ground{ExportLayer{"ground", {}, {0}}};
  expect_error(ErrorCode::invalid_argument, "is a grid",
               [&] { (void)export_tables(city_, ground, TableFormat::csv, path("a.csv"), units_); });
  expect_error(ErrorCode::io, "cannot be written", [&] {
    (void)export_tables(city_, std::array{two[0]}, TableFormat::geopackage, folder_.path() / "no" / "a.gpkg",
                        units_);
  });
}

TEST_F(TableExportTest, a_box_takes_what_reaches_into_it) {
  EXPECT_THAT(rows_in_box(city_, "house", 85005, 446005, 85100, 446006), ElementsAre(0, 2));
  EXPECT_THAT(rows_in_box(city_, "house", 85490, 446000, 85600, 446010), ElementsAre());  // retired
  EXPECT_THAT(rows_in_box(city_, "lot", 85300, 446400, 85300, 446400), ElementsAre(1));
  expect_error(ErrorCode::invalid_argument, "no inside",
               [this] { (void)rows_in_box(city_, "lot", 1, 0, 0, 1); });
  expect_error(ErrorCode::invalid_argument, "no place",
               [this] { (void)rows_in_box(city_, "ground", 0, 0, 1, 1); });
}

TEST_F(TableExportTest, a_grid_is_read_again_where_it_was) {
  EXPECT_EQ(export_grid(city_, "ground", {}, path("out.tif"), units_, "Survey of Delft"), 1);
  const Raster raster = read_raster_file(path("out.tif"));
  EXPECT_EQ(raster.width, 3);
  EXPECT_EQ(raster.height, 2);
  EXPECT_THAT(raster.transform, ElementsAre(84995, 10, 0, 446015, 0, -10));
  EXPECT_THAT(raster.crs, HasSubstr("RD New"));
  // From the north: the upper row of the grid first.
  EXPECT_THAT(raster.heights, ElementsAre(4, ::testing::IsNan(), 6, 1, 2, 3));
}

TEST_F(TableExportTest, a_grid_that_cannot_be_written_is_named) {
  const std::vector<std::string> empty{"empty"};
  expect_error(ErrorCode::invalid_argument, "ground.empty has no value",
               [&] { (void)export_grid(city_, "ground", empty, path("a.tif"), units_, ""); });
  expect_error(ErrorCode::invalid_argument, "house is no grid",
               [&] { (void)export_grid(city_, "house", {}, path("a.tif"), units_, ""); });
}

}  // namespace
}  // namespace conurb::io
