// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/city/terrain.hpp"
#include "engine/io/import_commit.hpp"
#include "tests/engine/io/osm_fixture.hpp"
#include "tests/engine/io/raster_fixture.hpp"

namespace conurb::io {

namespace {

using Height = std::function<double(double, double)>;

/// A raster in UTM zone 32 whose pixel centres have `height(x, y)`, metres from MapText's corner.
Raster raster_of(double west, double north, int width, int height, double cell, const Height& height_of) {
  const TempDir folder("terrain");
  TiffText text;
  text.width = width;
  text.height = height;
  text.transform = {MapText::kEast + west, cell, 0, MapText::kNorth + north, 0, -cell};
  text.write(folder.path() / "a.tif",
             [&](int i, int j) { return height_of(west + (i + 0.5) * cell, north - (j + 0.5) * cell); });
  return read_raster_file(folder.path() / "a.tif");
}

double slope(double x, double y) {
  return 100 + 0.25 * x - 0.125 * y;
}

ImportResult import_rasters(std::vector<Raster> rasters, Jobs& jobs, city::City base = city::City(),
                            double cell = 0) {
  ImportOptions options = map_options(jobs);
  options.terrain_cell = cell;
  CityImport import(std::move(base), {}, options);
  for (std::size_t i = 0; i < rasters.size(); ++i)
    import.add(std::move(rasters[i]), named(fmt::format("dem{}.tif", i)));
  return import.finish();
}

double height_at(const city::City& city, double x, double y) {
  const city::Place& place = city.place();
  return city::Terrain::of_city(city).height(MapText::kEast + x - place.origin_x,
                                             MapText::kNorth + y - place.origin_y);
}

}  // namespace

TEST(ImportTerrain, CellsAreThePixelsAndAPlaneIsExact) {
  Jobs jobs(2);
  const ImportResult result = import_rasters({raster_of(0, 1000, 500, 400, 2, slope)}, jobs);
  result.city.validate();
  const city::Table& table = result.city.table("terrain");
  EXPECT_EQ(table.rows(), 500 * 400);
  EXPECT_EQ(table.spec().grid.cell, 2);
  EXPECT_EQ(result.city.place().crs, "EPSG:32632");
  for (const auto& [x, y] : {std::pair{1.0, 999.0}, {500.3, 700.7}, {998.9, 201.1}})
    EXPECT_NEAR(height_at(result.city, x, y), slope(x, y), 1e-9);
  const auto steep = table.column("slope").values<float>();
  const auto aspect = table.column("aspect").values<float>();
  for (std::size_t row = 0; row < 200000; row += 777) {
    EXPECT_NEAR(steep[row], std::atan(std::hypot(0.25, 0.125)), 1e-6);
    EXPECT_NEAR(aspect[row], 3 * std::acos(-1.0) / 2 + std::atan(0.5), 1e-6);  // down to the west-north-west
  }
}

TEST(ImportTerrain, NeighbouringFilesMakeOneGridAndTheFirstCounts) {
  Jobs jobs(1);
  const auto flat = [](double, double) { return 50.0; };
  const ImportResult result =
      import_rasters({raster_of(0, 200, 100, 100, 2, slope), raster_of(100, 200, 100, 100, 2, flat)}, jobs);
  EXPECT_EQ(result.city.table("terrain").rows(), 150 * 100);
  EXPECT_NEAR(height_at(result.city, 151, 101), slope(151, 101), 1e-9);
  EXPECT_EQ(height_at(result.city, 251, 101), 50);
  EXPECT_EQ(result.sources[1].inserted.at("terrain"), 50 * 100);
}

TEST(ImportTerrain, LaterFilesFillTheGridThatIsThere) {
  Jobs jobs(1);
  const auto hole = [](double x, double y) { return x > 100 ? std::nan("") : slope(x, y); };
  ImportResult first = import_rasters({raster_of(0, 200, 100, 100, 2, hole)}, jobs);
  EXPECT_TRUE(std::isnan(height_at(first.city, 150, 100)));
  const auto flat = [](double, double) { return 50.0; };
  const ImportResult second =
      import_rasters({raster_of(100, 200, 100, 100, 2, flat)}, jobs, std::move(first.city));
  EXPECT_EQ(second.city.table("terrain").rows(), 100 * 100);
  EXPECT_EQ(height_at(second.city, 151, 101), 50);
  EXPECT_NEAR(height_at(second.city, 51, 101), slope(51, 101), 1e-9);
  EXPECT_EQ(count_findings(second, "terrain.cut"), 1);
  EXPECT_EQ(second.sources[0].updated.at("terrain"), 50 * 100);
}

TEST(ImportTerrain, FinerAndWantedCellsAreMeans) {
  Jobs jobs(1);
  const ImportResult fine = import_rasters({raster_of(0, 200, 400, 400, 0.5, slope)}, jobs);
  EXPECT_EQ(fine.city.table("terrain").spec().grid.cell, 2);
  EXPECT_EQ(count_findings(fine, "terrain.cell"), 1);
  EXPECT_NEAR(height_at(fine.city, 99.3, 101.2), slope(99.3, 101.2), 1e-3);
  const ImportResult wide = import_rasters({raster_of(0, 200, 100, 100, 2, slope)}, jobs, city::City(), 10);
  EXPECT_EQ(wide.city.table("terrain").rows(), 400);
  EXPECT_NEAR(height_at(wide.city, 99.3, 101.2), slope(99.3, 101.2), 1e-3);
}

TEST(ImportTerrain, DegreesBecomeAGridInTheZoneOfTheirMiddle) {
  const TempDir folder("terrain");
  TiffText text;
  text.epsg = 4326;
  text.width = 60;
  text.height = 40;
  text.transform = {8.9, 0.001, 0, 50.02, 0, -0.001};
  const auto height = [](double longitude, double latitude) {
    return 500 + 4000 * (longitude - 8.9) + 2000 * (latitude - 50);
  };
  text.write(folder.path() / "a.tif",
             [&](int i, int j) { return height(8.9 + (i + 0.5) * 0.001, 50.02 - (j + 0.5) * 0.001); });
  Jobs jobs(1);
  const ImportResult result = import_rasters({read_raster_file(folder.path() / "a.tif")}, jobs);
  EXPECT_EQ(result.city.place().crs, "EPSG:32632");
  EXPECT_EQ(count_findings(result, "crs.converted"), 1);
  EXPECT_NEAR(result.city.table("terrain").spec().grid.cell, std::sqrt(71.6 * 111.2), 1);
  const Crs crs = Crs::open("EPSG:32632");
  for (const auto& [longitude, latitude] : {std::pair{8.92, 50.0}, {8.9413, 50.0071}}) {
    const auto [x, y] = crs.from_wgs84(longitude, latitude);
    EXPECT_NEAR(height_at(result.city, x - MapText::kEast, y - MapText::kNorth), height(longitude, latitude),
                0.05);
  }
}

TEST(ImportTerrain, BuildingsAndStreetsStandOnIt) {
  MapText text;
  text.box(1, 40, 40, 20, 20, {{"building", "yes"}});
  text.node(1, 100, 100);
  text.node(2, 200, 100);
  text.way(5, {1, 2}, {{"highway", "residential"}});
  ModelText model;
  model.origin_x = model.origin_y = 0;
  model.with_crs = false;
  model.add_box("modelled", {MapText::kEast + 300, MapText::kNorth + 100, 7, 10, 10, 8});
  Jobs jobs(1);
  ImportOptions options = map_options(jobs);
  options.crs = "EPSG:32632";
  CityImport import(city::City(), {}, options);
  import.add(text.map(), named("test.osm"));
  import.add(raster_of(0, 400, 200, 200, 2, slope), named("dem.tif"));
  import.add(model.model(), named("test.city.json"));
  const ImportResult result = import.finish();
  const city::City& city = result.city;
  EXPECT_NEAR(number(city, "building", "way/1", "ground_height"), slope(40, 60), 0.01);
  EXPECT_EQ(number(city, "building", "modelled", "ground_height"), 7);
  EXPECT_NEAR(number(city, "road_node", "node/1", "elevation"), slope(100, 100), 0.01);
  EXPECT_NEAR(number(city, "road_link", "way/5/1-2", "gradient"), 0.25, 1e-3);
  EXPECT_NEAR(number(city, "road_link", "way/5/1-2/back", "gradient"), -0.25, 1e-3);
}

TEST(ImportTerrain, WhatWasDerivedFollowsANewerTerrain) {
  const TempDir folder("terrain");
  Jobs jobs(1);
  const auto import = [&](const std::function<void(CityImport&)>& add) {
    const std::filesystem::path path = folder.path() / "city.gpkg";
    const bool fresh = !std::filesystem::exists(path);
    store::CityFile file =
        fresh ? store::CityFile::create(path) : store::CityFile::open(path, store::Mode::read_write);
    city::City base = fresh ? city::City() : file.load();
    KnownImports known = fresh ? KnownImports() : read_known_imports(file);
    CityImport importing(std::move(base), std::move(known), map_options(jobs));
    add(importing);
    const ImportResult result = importing.finish();
    commit_import(file, result);
    return std::pair(number(result.city, "building", "way/1", "ground_height"),
                     number(result.city, "road_link", "way/5/1-2", "gradient"));
  };
  MapText text;
  text.box(1, 40, 40, 20, 20, {{"building", "yes"}});
  text.node(1, 100, 100);
  text.node(2, 200, 100);
  text.way(5, {1, 2}, {{"highway", "residential"}});
  const auto first = import([&](CityImport& importing) {
    importing.add(text.map(), named("test.osm"));
    importing.add(raster_of(0, 400, 200, 200, 2, slope), named("dem.tif"));
  });
  EXPECT_NEAR(first.first, slope(40, 60), 0.01);
  EXPECT_NEAR(first.second, 0.25, 1e-3);
  const auto flat = import([&](CityImport& importing) {
    importing.add(raster_of(0, 400, 200, 200, 2, [](double, double) { return 50.0; }), named("dem.tif"));
  });
  EXPECT_EQ(flat.first, 50);
  EXPECT_EQ(flat.second, 0);
}

TEST(ImportTerrain, TriangulatedReliefIsTheGroundWhereItIs) {
  ModelText model;
  model.with_crs = false;
  model.origin_x = model.origin_y = 0;
  const std::size_t a = model.add_vertex(MapText::kEast, MapText::kNorth, 10);
  const std::size_t b = model.add_vertex(MapText::kEast + 100, MapText::kNorth, 20);
  const std::size_t c = model.add_vertex(MapText::kEast, MapText::kNorth + 100, 30);
  model.add_object(
      "ground", "TINRelief",
      fmt::format(R"({{"type":"CompositeSurface","lod":"1","boundaries":[[[{},{},{}]]]}})", a, b, c));
  Jobs jobs(1);
  ImportOptions options = map_options(jobs);
  options.crs = "EPSG:32632";
  MapText text;
  text.box(1, 20, 20, 20, 20, {{"building", "yes"}});
  CityImport import(city::City(), {}, options);
  import.add(model.model(), named("test.city.json"));
  import.add(text.map(), named("test.osm"));
  const ImportResult result = import.finish();
  EXPECT_NEAR(height_at(result.city, 25, 25), 10 + 2.5 + 5, 1e-6);
  EXPECT_TRUE(std::isnan(height_at(result.city, 80, 80)));
  EXPECT_NEAR(number(result.city, "building", "way/1", "ground_height"), 10 + 2 + 4, 0.01);
}

TEST(ImportTerrain, TheFileGivesItBack) {
  const TempDir folder("terrain");
  Jobs jobs(1);
  const ImportResult result = import_rasters({raster_of(0, 200, 300, 100, 2, slope)}, jobs);
  store::CityFile file = store::CityFile::create(folder.path() / "city.gpkg");
  commit_import(file, result);
  const city::City loaded = file.load();
  EXPECT_EQ(loaded.table("terrain").spec().grid.width, 300);
  EXPECT_EQ(height_at(loaded, 101.3, 77.7), height_at(result.city, 101.3, 77.7));
}

TEST(ImportTerrain, WhatLiesElsewhereIsNamed) {
  Jobs jobs(1);
  const auto flat = [](double, double) { return 50.0; };
  ImportResult first = import_rasters({raster_of(0, 200, 100, 100, 2, slope)}, jobs);
  const ImportResult second =
      import_rasters({raster_of(90000, 200, 10, 10, 2, flat)}, jobs, std::move(first.city));
  EXPECT_EQ(count_findings(second, "terrain.outside"), 1);
  ImportOptions options = map_options(jobs);
  CityImport import(city::City(), {}, options);
  import.add(raster_of(0, 200, 100, 100, 2, slope), named("a.tif"));
  import.add(raster_of(1e7, 200, 10, 10, 2, flat), named("b.tif"));
  EXPECT_THROW((void)import.finish(), Error);  // a grid around both would be too large
}

}  // namespace conurb::io
