// SPDX-License-Identifier: Apache-2.0
#include "engine/io/vector_layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "engine/base/files.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/table_export.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

using test::expect_error;
using ::testing::ElementsAre;

constexpr const char* kRdNew =
    R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},)";

std::string feature(const std::string& geometry, const std::string& properties = "", int id = 1) {
  return fmt::format(R"({{"type":"Feature","id":{},"properties":{{{}}},"geometry":{}}})", id, properties,
                     geometry);
}

std::string square(double x, double y, double side) {
  return fmt::format(
      R"({{"type":"Polygon","coordinates":[[[{0},{1}],[{0},{3}],[{2},{3}],[{2},{1}],[{0},{1}]]]}})", x, y,
      x + side, y + side);
}

std::string collection(const std::vector<std::string>& features, const std::string& crs = kRdNew) {
  std::string text;
  for (const std::string& each : features) text += (text.empty() ? "" : ",") + each;
  return fmt::format(R"({{"type":"FeatureCollection",{}"features":[{}]}})", crs, text);
}

VectorLayer layer_of(const std::string& text, const VectorOptions& options = {}) {
  return read_geojson({text.data(), text.size()}, "test.geojson", options);
}

TEST(VectorLayer, features_have_ids_shapes_and_typed_attributes) {
  const VectorLayer layer = layer_of(
      collection({feature(square(85000, 446000, 10), R"("use":"park","trees":3,"share":0.5,"open":true)", 7),
                  feature(square(85020, 446000, 5), R"("use":null,"trees":null,"share":2)", 9)}));
  EXPECT_EQ(layer.format, "GeoJSON");
  EXPECT_EQ(layer.shape, city::Shape::polygon);
  EXPECT_EQ(Crs::open(layer.crs).horizontal_epsg(), 28992);
  EXPECT_THAT(layer.ids, ElementsAre("7", "9"));
  // Counter-clockwise, whatever way the file goes round.
  EXPECT_THAT(layer.shapes[1],
              ElementsAre(85020, 446000, 85025, 446000, 85025, 446005, 85020, 446005, 85020, 446000));
  const CsvTable& attributes = layer.attributes;
  EXPECT_EQ(attributes.find("use")->type, CsvType::text);
  EXPECT_EQ(attributes.find("use")->texts[0], "park");
  EXPECT_EQ(attributes.find("use")->present[1], 0);
  EXPECT_EQ(attributes.find("trees")->type, CsvType::integer);
  EXPECT_EQ(attributes.find("trees")->integers[0], 3);
  EXPECT_EQ(attributes.find("share")->type, CsvType::real);
  EXPECT_EQ(attributes.find("open")->type, CsvType::boolean);
  EXPECT_EQ(attributes.find("open")->missing, 1u);
}

TEST(VectorLayer, what_cannot_be_used_is_left_out_and_named) {
  const VectorLayer layer = layer_of(collection(
      {feature(square(0, 0, 10)), feature("null", "", 2),
       feature(R"({"type":"Point","coordinates":[1,2]})", "", 3),
       feature(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]})", "", 4),
       feature(R"({"type":"Polygon","coordinates":[]})", "", 5), feature(square(20, 0, 10), "", 6)}));
  EXPECT_THAT(layer.ids, ElementsAre("1", "6"));
  EXPECT_EQ(layer.findings.counts().at("vector.geometry"), 4);
}

TEST(VectorLayer, a_line_in_pieces_is_its_longest) {
  const VectorLayer layer = layer_of(collection({feature(
      R"({"type":"MultiLineString","coordinates":[[[0,0,5],[1,0,5]],[[0,5],[9,5]],[[2,2],[3,3]]]})")}));
  EXPECT_EQ(layer.shape, city::Shape::line);
  EXPECT_THAT(layer.shapes[0], ElementsAre(0, 5, 9, 5));
  EXPECT_EQ(layer.findings.counts().at("vector.pieces"), 1);
}

TEST(VectorLayer, an_id_may_be_a_field_and_must_be_unique) {
  const std::string text = collection({feature(square(0, 0, 9), R"("key":"a","owner":"x")", 1),
                                       feature(square(20, 0, 9), R"("key":"b","owner":"x")", 2)});
  VectorOptions options;
  options.id = "KEY";
  EXPECT_THAT(layer_of(text, options).ids, ElementsAre("a", "b"));
  options.id = "owner";
  expect_error(ErrorCode::bad_data, "two features have the id", [&] { (void)layer_of(text, options); });
  options.id = "number";
  expect_error(ErrorCode::not_found, "no field \"number\"", [&] { (void)layer_of(text, options); });
}

TEST(VectorLayer, bad_files_are_refused_with_what_to_do) {
  expect_error(ErrorCode::bad_data, "no layer that can be read", [] { (void)layer_of("{\"type\":"); });
  expect_error(ErrorCode::bad_data, "no layer that can be read", [] { (void)layer_of(""); });
  expect_error(ErrorCode::bad_data, "has a place on the map", [] { (void)layer_of(collection({})); });
  VectorOptions options;
  options.most_features = 1;
  const std::string two = collection({feature(square(0, 0, 9), "", 1), feature(square(0, 0, 9), "", 2)});
  expect_error(ErrorCode::limit, "more than 1", [&] { (void)layer_of(two, options); });
  options.layer = "roads";
  expect_error(ErrorCode::not_found, "no layer \"roads\"", [&] { (void)layer_of(two, options); });
}

// ---- into the city

class ImportLayer : public ::testing::Test {
 protected:
  ImportResult import(const std::string& text, const std::string& table, bool with_model = false) {
    CityImport import(city::City(), {}, test_options(jobs_));
    if (with_model) {
      ModelText model;  // around 100000, 400000
      model.add_box("a", {0, 0, 0, 10, 10, 12});
      import.add(model.model(), named("city"));
    }
    import.add(layer_of(text), table, units_, named("test.geojson"));
    return import.finish();
  }

  Jobs jobs_{1};
  UnitSystem units_;
};

TEST_F(ImportLayer, features_are_rows_with_their_attributes_in_the_columns_they_mean) {
  const ImportResult result = import(
      collection(
          {feature(square(85000, 446000, 10), R"("Land Use":"park","owner":"city","depth [cm]":250)")}),
      "parcel");
  const city::Table& parcel = result.city.table("parcel");
  EXPECT_EQ(parcel.column("land_use").get(0), city::Value("park"));
  EXPECT_EQ(parcel.column("area").get(0), city::Value(100.0));
  EXPECT_EQ(parcel.column("object_id").get(0), city::Value("1"));
  EXPECT_EQ(parcel.column("owner").get(0), city::Value("city"));
  EXPECT_EQ(parcel.column("depth").spec().unit, "cm");
  EXPECT_EQ(result.city.place().crs, "EPSG:28992");
  EXPECT_EQ(parcel.column("shape").values<double>()[0] + result.city.place().origin_x, 85000);
  result.city.validate();
}

TEST_F(ImportLayer, degrees_are_put_on_the_citys_map) {
  const auto [longitude, latitude] = Crs::open("EPSG:28992").to_wgs84(100040, 400020);
  const std::string text = collection(
      {feature(fmt::format(R"({{"type":"Point","coordinates":[{:.12f},{:.12f}]}})", longitude, latitude))},
      "");
  const ImportResult result = import(text, "hydrant", true);
  const city::Table& hydrant = result.city.table("hydrant");
  EXPECT_EQ(hydrant.spec().shape, city::Shape::point);
  EXPECT_EQ(result.city.place().crs, "EPSG:28992");
  // Within a millimetre: the way to WGS 84 and back is as good as the Dutch grid's inverse.
  EXPECT_NEAR(hydrant.column("shape").values<double>()[0] + result.city.place().origin_x, 100040, 1e-3);
  EXPECT_NEAR(hydrant.column("shape").values<double>()[1] + result.city.place().origin_y, 400020, 1e-3);
}

TEST_F(ImportLayer, footprints_become_blocks_where_no_model_stands) {
  const ImportResult result = import(
      collection(
          {feature(square(100000, 400000, 10), R"("bouwjaar":1970)", 1),
           feature(square(100050, 400000, 10), R"("bouwjaar":1930,"measuredHeight":9,"class":"office")", 2),
           feature(square(100090, 400000, 10), R"("bouwjaar":null,"bouwlagen":4)", 3)}),
      "building", true);
  const city::City& city = result.city;
  EXPECT_EQ(city.table("building").alive_rows(), 3);  // the model and two blocks
  EXPECT_EQ(number(city, "building", "2", "height"), 9);
  EXPECT_EQ(number(city, "building", "2", "storeys_above_ground"), 3);
  EXPECT_EQ(number(city, "building", "2", "year_of_construction"), 1930);
  EXPECT_EQ(number(city, "building", "2", "volume"), 900);
  EXPECT_EQ(number(city, "building", "3", "height"), 12);
  EXPECT_EQ(number(city, "building", "a", "height"), 12);
}

TEST_F(ImportLayer, another_kind_of_shape_is_refused) {
  const std::string point = collection({feature(R"({"type":"Point","coordinates":[1,2]})")});
  expect_error(ErrorCode::incompatible, "parcel has a polygon for each row, the layer a point",
               [&] { (void)import(point, "parcel"); });
  expect_error(ErrorCode::incompatible, "no table of things on the map",
               [&] { (void)import(point, "weather"); });
}

}  // namespace
}  // namespace conurb::io
