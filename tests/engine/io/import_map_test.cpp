// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/store/catalogue.hpp"
#include "tests/engine/io/osm_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {

namespace {

std::span<const double> shape_of(const city::City& city, const std::string& table, std::int64_t row) {
  const city::Column& column = city.table(table).column("shape");
  const auto at = static_cast<std::size_t>(row);
  const auto first = static_cast<std::size_t>(column.offsets()[at]);
  return column.values<double>().subspan(first, static_cast<std::size_t>(column.offsets()[at + 1]) - first);
}

std::int64_t alive(const city::City& city, const std::string& table) {
  return city.find(table) < 0 ? 0 : city.table(table).alive_rows();
}

/// Two streets that cross in node 3, one of them one-way, and a footway.
MapText crossing() {
  MapText text;
  text.node(1, 0, 0);
  text.node(2, 200, 0);
  text.node(3, 100, 0, {{"highway", "traffic_signals"}});
  text.node(4, 100, 100);
  text.node(5, 100, -50);
  text.way(11, {1, 3, 2},
           {{"highway", "primary"}, {"name", "Long Street"}, {"lanes", "4"}, {"maxspeed", "50"}});
  text.way(12, {5, 3, 4}, {{"highway", "residential"}, {"oneway", "-1"}});
  text.way(13, {4, 2}, {{"highway", "footway"}, {"tunnel", "yes"}});
  return text;
}

}  // namespace

TEST(ImportMap, StreetsMeetInNodesWithARowForEachDirection) {
  Jobs jobs(1);
  const ImportResult result = import_map(crossing().map(), jobs);
  const city::City& city = result.city;
  city.validate();
  EXPECT_EQ(city.place().crs, "EPSG:32632");
  EXPECT_EQ(alive(city, "road_node"), 5);
  EXPECT_EQ(alive(city, "road_link"), 10);  // five pieces, all of them walked both ways
  EXPECT_EQ(cell(city, "road_node", "node/3", "control"), city::Value(std::string("signal")));

  EXPECT_NEAR(number(city, "road_link", "way/11/1-3", "length"), 100, 0.05);
  EXPECT_EQ(number(city, "road_link", "way/11/1-3", "lanes"), 2);
  EXPECT_NEAR(number(city, "road_link", "way/11/1-3", "speed_limit"), 50 / 3.6, 1e-5);
  EXPECT_EQ(cell(city, "road_link", "way/11/1-3", "name"), city::Value(std::string("Long Street")));
  EXPECT_EQ(number(city, "road_link", "way/13/4-2", "level"), -1);
  EXPECT_EQ(number(city, "road_link", "way/13/4-2", "open"), 0);

  // Against the one-way street nobody drives, but people walk.
  EXPECT_EQ(number(city, "road_link", "way/12/5-3", "open"), 0);
  EXPECT_EQ(number(city, "road_link", "way/12/5-3", "walkable"), 1);
  EXPECT_EQ(number(city, "road_link", "way/12/5-3/back", "open"), 1);

  const city::Table& links = city.table("road_link");
  const auto from = links.column("from").values<std::int32_t>(),
             to = links.column("to").values<std::int32_t>();
  const auto reverse = links.column("reverse").values<std::int32_t>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(links.rows()); ++row) {
    const auto line = shape_of(city, "road_link", static_cast<std::int64_t>(row));
    const auto first = shape_of(city, "road_node", from[row]), last = shape_of(city, "road_node", to[row]);
    EXPECT_TRUE(std::ranges::equal(line.first(2), first) && std::ranges::equal(line.last(2), last));
    ASSERT_GE(reverse[row], 0);
    const auto back = static_cast<std::size_t>(reverse[row]);
    EXPECT_EQ(from[back], to[row]);
    EXPECT_EQ(static_cast<std::size_t>(reverse[back]), row);
  }
}

TEST(ImportMap, ALineEndsWhereItsNodesAreMissing) {
  MapText text;
  text.node(1, 0, 0);
  text.node(2, 10, 0);
  text.node(4, 30, 0);
  text.node(5, 40, 0);
  text.way(5, {1, 2, 3, 4, 5}, {{"highway", "residential"}});
  Jobs jobs(1);
  const ImportResult result = import_map(text.map(), jobs);
  EXPECT_EQ(alive(result.city, "road_link"), 4);
  EXPECT_NEAR(number(result.city, "road_link", "way/5/1-2", "length"), 10, 0.05);
  EXPECT_NEAR(number(result.city, "road_link", "way/5/4-5", "length"), 10, 0.05);
}

TEST(ImportMap, ALoopMeetsItselfInItsNode) {
  MapText text;
  text.node(1, 0, 0);
  text.node(2, 50, 0);
  text.node(3, 80, 30);
  text.node(4, 80, -30);
  text.way(5, {1, 2, 3, 4, 2}, {{"highway", "service"}, {"junction", "roundabout"}});
  Jobs jobs(1);
  const city::City city = import_map(text.map(), jobs).city;
  EXPECT_EQ(alive(city, "road_node"), 2);
  EXPECT_EQ(number(city, "road_link", "way/5/2-2", "open"), 1);
  EXPECT_EQ(number(city, "road_link", "way/5/2-2/back", "open"), 0);
  EXPECT_EQ(cell(city, "road_node", "node/2", "control"), city::Value(std::string("roundabout")));
}

TEST(ImportMap, AreasLinesAndPointsGoIntoTheirTables) {
  MapText text;
  text.box(1, 0, 0, 100, 100, {});
  text.box(2, 40, 40, 20, 20, {});
  text.multipolygon(7, {{1, "outer"}, {2, "inner"}},
                    {{"natural", "water"}, {"water", "lake"}, {"name", "Mere"}});
  text.box(3, 200, 0, 50, 50, {{"leisure", "park"}});
  text.box(4, 300, 0, 50, 50, {{"landuse", "industrial"}});
  text.node(101, 5, 5, {{"natural", "tree"}, {"height", "12 m"}, {"circumference", "3.14159265"}});
  text.node(102, 5, 6, {{"place", "suburb"}, {"name", "West End"}, {"population", "4200"}});
  text.node(103, 5, 7, {{"shop", "bakery"}, {"name", "Crust"}});
  text.node(104, 6, 8);
  text.way(8, {101, 104, 103}, {{"waterway", "stream"}, {"tunnel", "culvert"}});
  text.way(9, {101, 104, 103}, {{"railway", "tram"}, {"gauge", "1000"}});
  text.node(105, 500, 8, {{"railway", "station"}, {"name", "Central"}});
  Jobs jobs(1);
  const ImportResult result = import_map(text.map(), jobs);
  const city::City& city = result.city;
  city.validate();
  EXPECT_NEAR(number(city, "water_area", "relation/7", "area"), 9600, 10);
  EXPECT_EQ(cell(city, "water_area", "relation/7", "water_class"), city::Value(std::string("lake")));
  const auto lake = shape_of(city, "water_area", 0);
  EXPECT_NEAR(city::polygon_area(lake), 9600, 10);
  EXPECT_FALSE(city::polygon_holds(lake, lake[0] + 50, lake[1] + 50) && lake[0] < lake[2]);
  EXPECT_EQ(cell(city, "green_area", "way/3", "green_class"), city::Value(std::string("park")));
  EXPECT_EQ(cell(city, "land_use_area", "way/4", "land_use"), city::Value(std::string("industrial")));
  EXPECT_EQ(number(city, "tree", "node/101", "height"), 12);
  EXPECT_NEAR(number(city, "tree", "node/101", "trunk_diameter"), 1, 1e-6);
  EXPECT_EQ(number(city, "place", "node/102", "population"), 4200);
  EXPECT_EQ(cell(city, "point_of_interest", "node/103", "kind"), city::Value(std::string("bakery")));
  EXPECT_EQ(number(city, "watercourse", "way/8", "level"), -1);
  EXPECT_EQ(number(city, "rail_link", "way/9/101-103", "gauge"), 1.0F);
  EXPECT_EQ(number(city, "rail_node", "node/105", "station"), 1);
}

TEST(ImportMap, BuildingsAreBlocksThatShareTheirPartyWalls) {
  MapText text;
  text.node(1, 0, 0);
  text.node(2, 10, 0);
  text.node(3, 20, 0);
  text.node(4, 20, 10);
  text.node(5, 10, 10);
  text.node(6, 0, 10);
  text.way(11, {1, 2, 5, 6, 1}, {{"building", "house"}, {"height", "9"}});
  text.way(12, {2, 3, 4, 5, 2}, {{"building", "apartments"}, {"building:levels", "5"}});
  text.box(13, 100, 0, 10, 10, {{"building", "yes"}});
  Jobs jobs(1);
  const ImportResult result = import_map(text.map(), jobs);
  const city::City& city = result.city;
  EXPECT_EQ(alive(city, "building"), 3);
  EXPECT_EQ(number(city, "building", "way/11", "height"), 9);
  EXPECT_EQ(number(city, "building", "way/12", "height"), 15);
  EXPECT_EQ(number(city, "building", "way/13", "height"), 6);
  EXPECT_EQ(cell(city, "building", "way/12", "function"), city::Value(std::string("residential")));
  EXPECT_NEAR(number(city, "building", "way/11", "footprint_area"), 100, 0.5);
  EXPECT_NEAR(number(city, "building", "way/12", "volume"), 1500, 5);
  EXPECT_NEAR(number(city, "building", "way/12", "floor_area"), 500, 2);
  EXPECT_NEAR(number(city, "building", "way/11", "party_wall_area"), 90, 0.5);
  EXPECT_NEAR(number(city, "building", "way/12", "party_wall_area"), 90, 0.5);
  EXPECT_NEAR(number(city, "building", "way/11", "wall_area_e"), 0, 0.5);
  EXPECT_NEAR(number(city, "building", "way/12", "wall_area_w"), 60, 0.5);
  EXPECT_NEAR(number(city, "building", "way/12", "wall_area_s"), 150, 0.5);
}

TEST(ImportMap, PartsMakeTheHeightOfTheirBuilding) {
  MapText text;
  text.box(1, 0, 0, 20, 20, {{"building", "office"}, {"building:levels", "2"}});
  text.box(2, 0, 0, 10, 10, {{"building:part", "yes"}, {"height", "60"}});
  text.box(3, 500, 0, 10, 10, {{"building:part", "yes"}});
  Jobs jobs(1);
  const ImportResult result = import_map(text.map(), jobs);
  EXPECT_EQ(alive(result.city, "building"), 1);
  EXPECT_EQ(number(result.city, "building", "way/1", "height"), 60);
  EXPECT_NEAR(number(result.city, "building", "way/1", "volume"), 100 * 60 + 300 * 6, 30);
  EXPECT_EQ(count_findings(result, "osm.lone_part"), 1);
}

TEST(ImportMap, NoBuildingWhereAModelStands) {
  ModelText model;
  model.origin_x = 0;
  model.origin_y = 0;
  model.with_crs = false;
  model.add_box("modelled", {MapText::kEast, MapText::kNorth, 0, 10, 10, 8});
  MapText text;
  text.box(1, 1, 1, 10, 10, {{"building", "yes"}});  // 81 % of it under the model
  text.box(2, 9, 9, 10, 10, {{"building", "yes"}});  // 1 %
  text.box(3, 300, 0, 10, 10, {{"building", "yes"}});
  Jobs jobs(1);
  ImportOptions options = map_options(jobs);
  options.crs = "EPSG:32632";
  CityImport both(city::City(), {}, options);
  both.add(text.map(), named("test.osm"));
  both.add(model.model(), named("test.city.json"));
  const ImportResult result = both.finish();
  EXPECT_EQ(alive(result.city, "building"), 3);
  EXPECT_EQ(count_findings(result, "osm.modelled"), 1);
  EXPECT_EQ(number(result.city, "building", "modelled", "height"), 8);
  EXPECT_EQ(number(result.city, "building", "way/2", "height"), 6);

  // The map first, the model in a later import: the map's building goes.
  const ImportResult first = import_map(text.map(), jobs);
  EXPECT_EQ(alive(first.city, "building"), 3);
  CityImport later(first.city, known_of(first), options);
  later.add(model.model(), named("test.city.json"));
  const ImportResult second = later.finish();
  second.city.validate();
  EXPECT_EQ(alive(second.city, "building"), 3);
  EXPECT_EQ(number(second.city, "building", "way/2", "height"), 6);
  EXPECT_NEAR(number(second.city, "building", "way/2", "wall_area_n"), 60, 0.5);
  EXPECT_EQ(cell(second.city, "building", "way/1", "height"), city::Value(std::string("no row way/1")));
}

TEST(ImportMap, ANewerMapUpdatesItsRows) {
  Jobs jobs(1);
  const ImportResult first = import_map(crossing().map(), jobs);
  MapText text = crossing();
  text.node(6, 300, 0);
  text.way(14, {2, 6}, {{"highway", "primary"}});
  const ImportResult second = import_map(text.map(), jobs, first.city, known_of(first));
  EXPECT_EQ(alive(second.city, "road_link"), 12);
  EXPECT_EQ(second.sources[0].inserted.at("road_link"), 2);
  EXPECT_EQ(second.sources[0].updated.at("road_link"), 10);
  const ImportResult third = import_map(crossing().map(), jobs, second.city, known_of(second));
  EXPECT_EQ(alive(third.city, "road_link"), 10);
  EXPECT_EQ(third.sources[0].retired.at("road_link"), 2);
  EXPECT_EQ(third.city.table("road_link").ids()[0], first.city.table("road_link").ids()[0]);
}

TEST(ImportMap, EditsOfPeopleOutliveANewerMap) {
  Jobs jobs(1);
  ImportResult first = import_map(crossing().map(), jobs);
  city::Table& links = first.city.edit("road_link");
  const std::int64_t row = 0;
  links.set(links.index_of("lanes"), std::span(&row, 1), 7.0);
  KnownImports known = known_of(first);
  known.edited.add("road_link", "lanes", links.ids()[0]);
  known.edited.sort();
  const ImportResult second = import_map(crossing().map(), jobs, first.city, std::move(known));
  EXPECT_EQ(second.city.table("road_link").column("lanes").get(0), city::Value(7.0));
}

TEST(ImportMap, ACityWithoutACrsIsRefused) {
  ModelText model;
  model.with_crs = false;
  model.add_box("a", {});
  Jobs jobs(1);
  ImportResult first = import_model(model.model(), jobs);
  CityImport import(std::move(first.city), known_of(first), map_options(jobs));
  EXPECT_THROW(import.add(crossing().map(), named("test.osm")), Error);
}

TEST(ImportMap, AttributionAndIdentitiesAreInTheFile) {
  const TempDir folder("map");
  Jobs jobs(1);
  const ImportResult result = import_map(crossing().map(), jobs);
  store::CityFile file = store::CityFile::create(folder.path() / "city.gpkg");
  commit_import(file, result);
  const store::Catalogue catalogue(file);
  const auto sources = catalogue.sources();
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_EQ(sources[0].attribution, "© OpenStreetMap contributors, ODbL 1.0");
  EXPECT_EQ(sources[0].licence, "ODbL-1.0");
  const KnownImports known = read_known_imports(file);
  EXPECT_EQ(known.rows.at("test.osm").at("road_link").size(), 10U);
  EXPECT_TRUE(known.objects.empty());
}

TEST(ImportMap, PortoAlegreIsANetworkOfItsStreets) {
  CONURB_NEED_SHARED_DATA("transport/gtfs_osm_portoalegre");
  Jobs jobs(2);
  const ImportResult result =
      import_map(read_osm_file(shared_data() / "transport/gtfs_osm_portoalegre/poa_osm.pbf"), jobs);
  const city::City& city = result.city;
  city.validate();
  EXPECT_EQ(city.place().crs, "EPSG:32722");
  const city::Table& links = city.table("road_link");
  const auto reverse = links.column("reverse").values<std::int32_t>();
  const auto length = links.column("length").values<float>();
  const city::Column& classes = links.column("road_class");
  // Each street counts once: by its row along the way, or the one there is.
  std::map<std::string, double> km;
  for (std::size_t row = 0; row < static_cast<std::size_t>(links.rows()); ++row) {
    if (reverse[row] >= 0 && static_cast<std::size_t>(reverse[row]) < row) continue;
    km[std::get<std::string>(classes.get(static_cast<std::int64_t>(row)))] +=
        static_cast<double>(length[row]) / 1000;
  }
  const Json reference = parse_json(
      slurp(shared_data() / "transport/gtfs_osm_portoalegre/ref_osm_raw_counts.json"), "reference");
  // UTM stretches by less than 0.1 %, a sphere of 6371 km differs from the ellipsoid by up to 0.6 %.
  for (const char* name : {"primary", "secondary", "tertiary", "residential", "service", "footway"}) {
    const double expected = reference.at("centreline_km_by_class").at(name).get<double>();
    EXPECT_NEAR(km[name], expected, 0.007 * expected) << name;
  }
}

}  // namespace conurb::io
