// SPDX-License-Identifier: Apache-2.0
#include "engine/io/city_import.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/city/query_shape.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

constexpr double kTolerance = 1e-3;  // f32 of figures up to 1,000 in steps of millimetres

TEST(CityImport, ABoxHasTheMeasuresOfABox) {
  Jobs jobs(1);
  ModelText text;
  text.add_box("box", {3, 4, 2, 12, 8, 5});
  const ImportResult result = import_model(text.model(), jobs);
  const auto is = [&](const char* column) { return number(result.city, "building", "box", column); };
  EXPECT_NEAR(is("volume"), 480, kTolerance);
  EXPECT_NEAR(is("wall_area_n"), 60, kTolerance);
  EXPECT_NEAR(is("wall_area_s"), 60, kTolerance);
  EXPECT_NEAR(is("wall_area_e"), 40, kTolerance);
  EXPECT_NEAR(is("wall_area_w"), 40, kTolerance);
  EXPECT_EQ(is("wall_area_ne"), 0);
  EXPECT_NEAR(is("roof_area"), 96, kTolerance);
  EXPECT_NEAR(is("roof_area_flat"), 96, kTolerance);
  EXPECT_NEAR(is("ground_area"), 96, kTolerance);
  EXPECT_NEAR(is("footprint_area"), 96, kTolerance);
  EXPECT_NEAR(is("footprint_perimeter"), 40, kTolerance);
  EXPECT_NEAR(is("height"), 5, kTolerance);
  EXPECT_NEAR(is("mean_height"), 5, kTolerance);
  EXPECT_NEAR(is("eaves_height"), 5, kTolerance);
  EXPECT_NEAR(is("ground_height"), 2, kTolerance);
  EXPECT_EQ(is("shell_closed"), 1);
  EXPECT_TRUE(std::isnan(is("floor_area")));  // nobody said how many storeys it has
  EXPECT_EQ(result.city.table("surface").rows(), 6);
  EXPECT_EQ(count_findings(result, "building.open_shell"), 0);
}

TEST(CityImport, TheFootprintLiesInTheLocalFrame) {
  Jobs jobs(1);
  ModelText text;
  text.origin_x = 123456;
  text.origin_y = 456789;
  text.add_box("box", {3, 4, 2, 12, 8, 5});
  const ImportResult result = import_model(text.model(), jobs);
  EXPECT_EQ(result.city.place().crs, "EPSG:28992");
  EXPECT_EQ(result.city.place().vertical_datum, "EPSG:5709");
  EXPECT_EQ(result.city.place().origin_x, 123000);
  EXPECT_EQ(result.city.place().origin_y, 457000);
  const auto box = city::bounding_box(result.city.table("building").column("shape").values<double>());
  EXPECT_DOUBLE_EQ(box.min_x, 459);
  EXPECT_DOUBLE_EQ(box.min_y, -207);
  EXPECT_DOUBLE_EQ(box.max_x, 471);
  EXPECT_DOUBLE_EQ(box.max_y, -199);
}

TEST(CityImport, AnOpenShellGetsTheVolumeOfThePrismUnderItsRoofAndAFinding) {
  Jobs jobs(1);
  ModelText text;
  text.add_box("no floor", {0, 0, 0, 10, 10, 4}, "", "Building", "", {0});
  text.add_box("no wall", {100, 0, 0, 10, 10, 4}, "", "Building", "", {2});
  const ImportResult result = import_model(text.model(), jobs);
  for (const char* id : {"no floor", "no wall"}) {
    EXPECT_NEAR(number(result.city, "building", id, "volume"), 400, kTolerance) << id;
    EXPECT_NEAR(number(result.city, "building", id, "ground_area"), 100, kTolerance) << id;
    EXPECT_NEAR(number(result.city, "building", id, "footprint_area"), 100, kTolerance) << id;
    EXPECT_EQ(number(result.city, "building", id, "shell_closed"), 0) << id;
  }
  EXPECT_EQ(count_findings(result, "building.open_shell"), 2);
}

TEST(CityImport, ParentsGiveAttributesAndPartsGiveGeometry) {
  Jobs jobs(1);
  ModelText text;
  text.add_object("house", "Building", "", R"("yearOfConstruction":1931,"owner":"city")",
                  R"(,"children":["p","q"])");
  text.add_box("p", {0, 0, 0, 10, 10, 6}, R"("measuredHeight":6.5,"roofType":"1000")", "BuildingPart",
               R"(,"parents":["house"])");
  text.add_box("q", {10, 0, 0, 10, 10, 9}, R"("measuredHeight":9.5,"yearOfConstruction":1999)",
               "BuildingPart", R"(,"parents":["house"])");
  const ImportResult result = import_model(text.model(), jobs);
  ASSERT_EQ(result.city.table("building").rows(), 1);
  ASSERT_EQ(result.city.table("building_part").rows(), 2);
  const auto is = [&](const char* column) { return number(result.city, "building", "house", column); };
  EXPECT_EQ(is("year_of_construction"), 1931);  // its own word counts before that of a part
  EXPECT_EQ(is("height"), 9.5);                 // of the parts the highest
  EXPECT_EQ(cell(result.city, "building", "house", "roof_type"), city::Value("flat"));
  EXPECT_EQ(cell(result.city, "building", "house", "owner"), city::Value("city"));
  EXPECT_NEAR(is("volume"), 1500, kTolerance);
  EXPECT_NEAR(is("footprint_area"), 200, kTolerance);
  EXPECT_NEAR(is("footprint_perimeter"), 60, kTolerance);  // the wall between the parts is no outline
  EXPECT_NEAR(is("wall_area_e"), 90, kTolerance);
  EXPECT_EQ(cell(result.city, "building_part", "q", "year_of_construction"), city::Value(1999.0));
  EXPECT_EQ(cell(result.city, "building_part", "q", "building"), city::Value(std::int64_t{0}));
  EXPECT_EQ(cell(result.city, "city_object", "q", "root"), city::Value(std::int64_t{0}));
}

TEST(CityImport, ALevelOfDetailCountsOnceAndTheFinestOfEachObject) {
  Jobs jobs(1);
  ModelText text;
  text.add_box("a", {});
  const std::string solid =
      R"({"type":"Solid","lod":"1","boundaries":[[[[0,3,2,1]],[[4,5,6,7]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]]]})";
  const std::string faces =
      R"({"type":"MultiSurface","lod":"1","boundaries":[[[0,3,2,1]],[[4,5,6,7]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]]})";
  const std::string outline = R"({"type":"MultiSurface","lod":"0","boundaries":[[[0,1,2]]]})";
  text.add_object("twice", "Building", faces + "," + solid + "," + outline);
  const ImportResult result = import_model(text.model(), jobs);
  EXPECT_NEAR(number(result.city, "building", "twice", "volume"), 1000, kTolerance);
  EXPECT_NEAR(number(result.city, "building", "twice", "roof_area"), 100, kTolerance);
  EXPECT_NEAR(number(result.city, "building", "twice", "footprint_area"), 50, kTolerance);  // its own outline
}

TEST(CityImport, AShellThatIsInsideOutIsTurned) {
  Jobs jobs(1);
  ModelText text;
  text.add_box("a", {});
  text.add_object(
      "out", "Building",
      R"({"type":"Solid","lod":"1","boundaries":[[[[1,2,3,0]],[[7,6,5,4]],[[4,5,1,0]],[[5,6,2,1]],[[6,7,3,2]],[[7,4,0,3]]]]})");
  const ImportResult result = import_model(text.model(), jobs);
  EXPECT_NEAR(number(result.city, "building", "out", "volume"), 1000, kTolerance);
  EXPECT_NEAR(number(result.city, "building", "out", "roof_area_flat"), 100, kTolerance);
  EXPECT_NEAR(number(result.city, "building", "out", "wall_area_s"), 100, kTolerance);
  EXPECT_EQ(count_findings(result, "building.inside_out"), 1);
}

TEST(CityImport, AttributesKeepTheirNamesAndTypes) {
  Jobs jobs(1);
  ModelText text;
  text.add_box(
      "a", {},
      R"("heightOfDoor":2.1,"Rooms":5,"listed":true,"note":"x","tags":["a",1],"volume":7,"geom":"g","ID":9007199254740993)");
  text.add_box("b", {50, 0, 0, 1, 1, 1}, R"("Rooms":null,"listed":false)");
  text.add_box("road", {90, 0, 0, 5, 5, 1}, R"("function":"1","storeysAboveGround":2)", "Road");
  const ImportResult result = import_model(text.model(), jobs);
  const city::Table& buildings = result.city.table("building");
  EXPECT_EQ(cell(result.city, "building", "a", "height_of_door"), city::Value(2.1));
  EXPECT_EQ(cell(result.city, "building", "a", "rooms"), city::Value(5.0));
  EXPECT_EQ(cell(result.city, "building", "b", "rooms"), city::Value());
  EXPECT_EQ(buildings.column("listed").spec().scalar, city::Scalar::u8);
  EXPECT_EQ(cell(result.city, "building", "a", "tags"), city::Value(R"(["a",1])"));
  EXPECT_EQ(cell(result.city, "building", "a", "volume_source"), city::Value(7.0));  // the name is taken
  EXPECT_NEAR(number(result.city, "building", "a", "volume"), 1000, kTolerance);
  EXPECT_EQ(cell(result.city, "building", "a", "geom_source"), city::Value("g"));
  EXPECT_EQ(cell(result.city, "building", "a", "id_source"), city::Value("9007199254740993"));
  EXPECT_EQ(buildings.column("note").spec().description, "Attribute \"note\" of the source");
  EXPECT_EQ(cell(result.city, "road", "road", "function"), city::Value("1"));  // the map is for buildings
  EXPECT_EQ(cell(result.city, "road", "road", "storeys_above_ground"), city::Value(2.0));
  EXPECT_NEAR(city::polygon_area(result.city.table("road").column("shape").values<double>()), 25, kTolerance);
}

TEST(CityImport, WordsAndDatesAreTranslatedAndTheOriginalsKept) {
  Jobs jobs(1);
  ModelText text;
  text.add_box(
      "a", {},
      R"("dateOfConstruction":"1931-05-01","gebruiksdoel":"woonfunctie","storeysAboveGround":"3","measuredHeight":-4)");
  const ImportResult result = import_model(text.model(), jobs);
  EXPECT_EQ(number(result.city, "building", "a", "year_of_construction"), 1931);
  EXPECT_EQ(cell(result.city, "building", "a", "date_of_construction"), city::Value("1931-05-01"));
  EXPECT_EQ(cell(result.city, "building", "a", "function"), city::Value("residential"));
  EXPECT_EQ(cell(result.city, "building", "a", "gebruiksdoel"), city::Value("woonfunctie"));
  EXPECT_NEAR(number(result.city, "building", "a", "floor_area"), 300, kTolerance);  // storeys x footprint
  EXPECT_EQ(count_findings(result, "attribute.range"), 1);
  EXPECT_NEAR(number(result.city, "building", "a", "height"), 10,
              kTolerance);  // derived, for want of a good value
}

TEST(CityImport, WhatIsNotUnderstoodStaysWithItsObject) {
  Jobs jobs(1);
  ModelText text;
  text.add_object("a", "+Spaceship", "", "\"crew\":3", R"(,"warp":{"factor":9})");
  const ImportResult result = import_model(text.model(), jobs);
  EXPECT_EQ(cell(result.city, "city_object", "a", "extra"), city::Value(R"({"warp":{"factor":9}})"));
  EXPECT_EQ(cell(result.city, "spaceship", "a", "crew"), city::Value(3.0));
  const SourceModel said = decode_source(result.sources[0].raw);
  EXPECT_NE(said.model.metadata.find("referenceSystem"), std::string::npos);
  EXPECT_EQ(said.model.objects.extra.at(0), R"("warp":{"factor":9})");
}

TEST(CityImport, AFileInAnotherCrsIsConvertedWithAFinding) {
  Jobs jobs(1);
  ModelText dutch, german;
  dutch.origin_x = 250000;  // near Enschede
  dutch.origin_y = 470000;
  dutch.add_box("a", {});
  german.origin_x = 348125.258;  // the same place in UTM 32, by GDAL 3.6
  german.origin_y = 5786713.350;
  german.add_box("b", {0, 0, 0, 20, 10, 10});
  std::string text = german.text();
  text.replace(text.find("EPSG/0/7415"), 11, "EPSG/0/25832");
  CityJsonReader reader;
  CityImport import(city::City(), {}, test_options(jobs));
  import.add(dutch.model(), named("one"));
  import.add(reader.read(text, "two.city.json"), named("two"));
  const ImportResult result = import.finish();
  EXPECT_EQ(result.city.place().crs, "EPSG:28992");
  EXPECT_EQ(count_findings(result, "crs.converted"), 1);
  // Both are conformal projections with a scale within 0.1 % of 1; coordinates are rounded to millimetres.
  EXPECT_NEAR(number(result.city, "building", "b", "footprint_area"), 200, 0.4);
  EXPECT_NEAR(number(result.city, "building", "b", "height"), 10, 1e-3);
  EXPECT_EQ(number(result.city, "building", "b", "shell_closed"), 1);
  const auto offsets = result.city.table("building").column("shape").offsets();
  const auto shapes = result.city.table("building").column("shape").values<double>();
  const auto box = city::bounding_box(shapes.subspan(static_cast<std::size_t>(offsets[1])));
  EXPECT_NEAR(box.min_x, 0, 0.6);  // the axes are turned by 3 degrees: half a metre on 10
  EXPECT_NEAR(box.min_y, 0, 1.2);
}

TEST(CityImport, DegreesAndFeetBecomeMetres) {
  Jobs jobs(1);
  const auto imported = [&jobs](const std::string& crs, double x, double y, const std::string& steps) {
    ModelText text;
    text.add_box("a", {0, 0, 0, 100, 100, 10});
    std::string json = text.text();
    json.replace(json.find("EPSG/0/7415"), 11, "EPSG/0/" + crs);
    const std::size_t scale = json.find("[0.001,0.001,0.001]");
    json.replace(scale, 19, steps);
    const std::size_t at = json.find("\"translate\":[") + 13;
    json.replace(at, json.find(",0]", at) - at, fmt::format("{},{}", x, y));
    CityJsonReader reader;
    return import_model(reader.read(json, crs), jobs);
  };
  // State Plane New York Long Island, US survey feet: a box of 100 ft is 30.48 m wide.
  const ImportResult feet = imported("2263", 985000, 200000, "[0.001,0.001,0.001]");
  EXPECT_EQ(feet.city.place().crs, "EPSG:32618");
  EXPECT_NEAR(number(feet.city, "building", "a", "footprint_area"), 30.48 * 30.48, 1.5);
  EXPECT_NEAR(number(feet.city, "building", "a", "height"), 3.048, 2e-3);
  EXPECT_EQ(count_findings(feet, "crs.converted"), 1);
  // A ten-thousandth of a degree at 47 degrees north: 11.117 m along the meridian, 7.600 m along the parallel
  // (GRS 80).
  const ImportResult degrees = imported("4258", 8.5, 47, "[1e-9,1e-9,0.001]");
  EXPECT_EQ(degrees.city.place().crs, "EPSG:32632");
  EXPECT_NEAR(number(degrees.city, "building", "a", "footprint_area"), 11.117 * 7.600, 0.2);
  EXPECT_NEAR(number(degrees.city, "building", "a", "height"), 10, 2e-3);
}

TEST(CityImport, ACityWithoutCrsTakesNoFileThatHasOne) {
  Jobs jobs(1);
  ModelText without, with;
  without.with_crs = false;
  without.add_box("a", {});
  with.add_box("b", {});
  CityImport import(city::City(), {}, test_options(jobs));
  import.add(without.model(), named("one"));
  EXPECT_THROW(import.add(with.model(), named("two")), Error);
}

TEST(CityImport, SeveralFilesShareWallsAcrossTheirBorder) {
  Jobs jobs(1);
  ModelText west, east;
  west.add_box("a", {});
  east.add_box("b", {10, 0, 0, 10, 10, 10});
  CityImport import(city::City(), {}, test_options(jobs));
  import.add(west.model(), named("west"));
  import.add(east.model(), named("east"));
  const ImportResult result = import.finish();
  EXPECT_NEAR(number(result.city, "building", "a", "party_wall_area"), 100, kTolerance);
  EXPECT_NEAR(number(result.city, "building", "b", "party_wall_area"), 100, kTolerance);
  EXPECT_EQ(result.city.geometry()->owner(1), 1U);
  result.city.validate();
  result.city.geometry()->validate();
}

struct RealFile {
  const char* path;
  std::int64_t buildings, closed;
  double ground, roof, wall, volume;  // m2 and m3, data/city3d/reference
};

class CityImportReal : public testing::TestWithParam<RealFile> {};

// Areas and volumes of the reference were computed by an independent program; sums of f32 cells agree within
// 1e-6 of them.
TEST_P(CityImportReal, AgreesWithTheReference) {
  CONURB_NEED_SHARED_DATA("city3d/cityjson");
  const RealFile& file = GetParam();
  Jobs jobs(2);
  CityJsonReader reader;
  const ImportResult result = import_model(reader.read_file(shared_data() / "city3d" / file.path), jobs);
  result.city.validate();
  const city::Table& buildings = result.city.table("building");
  const auto sum = [&](const char* column) {
    double total = 0;
    const auto values = buildings.column(column).values<float>();
    for (std::size_t i = 0; i < static_cast<std::size_t>(buildings.rows()); ++i)
      total += static_cast<double>(values[i]);
    return total;
  };
  std::int64_t closed = 0;
  const auto flags = buildings.column("shell_closed").values<std::uint8_t>();
  for (std::size_t i = 0; i < static_cast<std::size_t>(buildings.rows()); ++i) closed += flags[i];
  EXPECT_EQ(buildings.rows(), file.buildings);
  EXPECT_EQ(closed, file.closed);
  EXPECT_NEAR(sum("ground_area"), file.ground, 1e-6 * file.ground + 0.1);
  EXPECT_NEAR(sum("roof_area"), file.roof, 1e-6 * file.roof + 0.1);
  EXPECT_NEAR(sum("volume"), file.volume, 1e-6 * file.volume + 0.1);
  // Walls are in the reference as they stand in the file; here what neighbours hide is taken off.
  const city::Table& surfaces = result.city.table("surface");
  double wall = 0;
  const std::int32_t code = surfaces.column("type").dictionary().find("WallSurface");
  for (std::size_t i = 0; i < static_cast<std::size_t>(surfaces.rows()); ++i) {
    if (surfaces.column("type").values<std::int32_t>()[i] == code) {
      wall += static_cast<double>(surfaces.column("area").values<float>()[i]);
    }
  }
  EXPECT_NEAR(wall, file.wall, 1e-6 * file.wall + 0.1);
  double exposed = 0;
  for (const char* sector : {"n", "ne", "e", "se", "s", "sw", "w", "nw"})
    exposed += sum(fmt::format("wall_area_{}", sector).c_str());
  EXPECT_LE(exposed + sum("party_wall_area"), wall + 0.1);
}

INSTANTIATE_TEST_SUITE_P(
    Files, CityImportReal,
    testing::Values(
        RealFile{"cityjsonseq/3dbag_tile901_v11.city.jsonl", 52, 52, 4601.6, 5340.1, 17013.2, 54060.8},
        RealFile{"cityjsonseq/vienna_v11.city.jsonl", 149, 136, 66188.7, 77016.6, 478230.6, 1343161.6},
        RealFile{"cityjson/denhaag_subset_v11.city.json", 4, 4, 247.8, 291.1, 1192.0, 1825.9},
        RealFile{"cityjson/3dbag_multi_lod_v20.city.json", 10, 10, 530.1, 655.2, 1436.9, 2786.8},
        RealFile{"cityjson/citygml4j_lod2_buildings_v2.city.json", 100, 100, 4800.0, 9582.4, 16460.0,
                 35184.0},
        // Turned right side out; the reference has the volume with its sign.
        RealFile{"cityjson/japanese_v20.city.json", 2, 2, 968.7, 980.6, 8925.4, 46140.3}));

TEST(CityImport, EveryFileOfTheCollectionsGoesInOrIsRefusedWithOneMessage) {
  CONURB_NEED_SHARED_DATA("city3d/invalid");
  Jobs jobs(1);
  for (const char* folder : {"invalid", "conformance/corpus_v20", "conformance/corpus_invalid", "cityjson"}) {
    for (const auto& entry : std::filesystem::directory_iterator(shared_data() / "city3d" / folder)) {
      const std::string name = entry.path().filename().string();
      if (!entry.is_regular_file() || name == "index.json") continue;
      SCOPED_TRACE(name);
      CityJsonReader reader;
      try {
        const ImportResult result = import_model(reader.read_file(entry.path()), jobs);
        result.city.validate();
        result.city.geometry()->validate();
      } catch (const Error& error) {
        EXPECT_NE(error.code(), ErrorCode::internal) << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace conurb::io
