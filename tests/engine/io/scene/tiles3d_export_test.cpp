// SPDX-License-Identifier: Apache-2.0
// Tilesets, walked and read back tile by tile.
#include "engine/io/tiles3d_export.hpp"

#include <gmock/gmock.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "engine/base/error.hpp"
#include "tests/engine/io/scene/scene_fixture.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

namespace fs = std::filesystem;
using city::Point3;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A tileset as a reader walks it; what it finds wrong is told to the test.
class Tileset {
 public:
  explicit Tileset(const fs::path& folder)
      : folder_(folder), json_(Json::parse(slurp(folder / "tileset.json"))) {
    EXPECT_EQ(json_["asset"]["version"], "1.1");
    const Json& root = json_["root"];
    EXPECT_EQ(root["refine"], "ADD");
    EXPECT_GE(json_["geometricError"].get<double>(), root["geometricError"].get<double>());
    (void)walk(root, root["geometricError"]);
  }

  /// Everything below a tile, in the root's frame.
  city::Box walk(const Json& tile, double limit) {
    const double error = tile["geometricError"];
    EXPECT_LE(error, limit);
    city::Box inside;
    for (const Json& child : tile.value("children", Json::array())) {
      EXPECT_FALSE(child.contains("transform"));
      const city::Box box = walk(child, error);
      if (!box.empty()) inside.add(box);
    }
    EXPECT_TRUE(tile.contains("children") || error == 0);
    if (tile.contains("content")) {
      const std::string uri = tile["content"]["uri"];
      EXPECT_TRUE(files.emplace(uri, read_gltf(slurp(folder_ / uri))).second) << uri;
      const GltfFile& file = files.at(uri);
      EXPECT_THAT(file.problems, IsEmpty()) << uri;
      for (const GltfPart& part : file.parts) {
        for (const Point3& p : part.positions) inside.add(p);
      }
    }
    const auto box = tile["boundingVolume"]["box"].get<std::array<double, 12>>();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      EXPECT_LE(box[axis] - box[3 + 4 * axis], inside.lower[axis]);
      EXPECT_GE(box[axis] + box[3 + 4 * axis], inside.upper[axis]);
      EXPECT_NEAR(2 * box[3 + 4 * axis], inside.upper[axis] - inside.lower[axis], 0.01) << "too roomy";
    }
    return inside;
  }

  [[nodiscard]] std::size_t triangles(const std::string& mesh) const {
    std::size_t count = 0;
    for (const auto& [uri, file] : files) count += file.triangles(mesh);
    return count;
  }
  /// Identifiers of all features of all tiles.
  [[nodiscard]] std::vector<std::string> objects() const {
    std::vector<std::string> ids;
    for (const auto& [uri, file] : files) {
      for (const GltfTable& table : file.tables) {
        for (const Json& id : table.columns.at("object_id")) ids.push_back(id);
      }
    }
    return ids;
  }
  [[nodiscard]] const Json& json() const { return json_; }

  std::map<std::string, GltfFile> files;

 private:
  fs::path folder_;
  Json json_;
};

class Tiles3d : public testing::Test {
 protected:
  SceneExportResult write(SceneCity& city, const TilesetExportOptions& options, const fs::path& folder) {
    fs::create_directories(folder);
    return export_tileset(city.city, options, city.units, folder, city.jobs);
  }
  TempDir dir_;
};

ModelText street() {
  ModelText model;
  for (int i = 0; i < 60; ++i) {
    const int row = i / 10;
    model.add_box(fmt::format("b{}", i), {30.0 * (i % 10), 40.0 * row, 2, 10, 8, 5.0 + i});
  }
  return model;
}

TEST_F(Tiles3d, EveryObjectIsInOneTileAndEveryBoxHoldsItsContent) {
  SceneCity city(street());
  TilesetExportOptions options;
  options.tile_triangles = 60;
  const SceneExportResult result = write(city, options, dir_.path() / "t");
  const Tileset tiles(dir_.path() / "t");
  EXPECT_EQ(result.objects, 60);
  EXPECT_EQ(result.triangles, 720);
  EXPECT_EQ(tiles.triangles("objects"), 720u);
  EXPECT_EQ(static_cast<std::int64_t>(tiles.files.size()) + 1, result.files);
  EXPECT_GT(tiles.files.size(), 12u);
  std::vector<std::string> ids = tiles.objects();
  EXPECT_EQ(ids.size(), 60u);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
  // Of the root: the largest of all; of the first tile: the largest that is not in it.
  const Json& root = tiles.json()["root"];
  EXPECT_NEAR(root["geometricError"].get<double>(), std::hypot(10, 8, 64), 1e-6);
  EXPECT_NEAR(root["children"][0]["geometricError"].get<double>(), std::hypot(10, 8, 59), 1e-6);
}

TEST_F(Tiles3d, TheSameFilesForAnyNumberOfThreads) {
  SceneCity city(street());
  TilesetExportOptions options;
  options.tile_triangles = 60;
  (void)write(city, options, dir_.path() / "a");
  Jobs one(1);
  fs::create_directory(dir_.path() / "b");
  (void)export_tileset(city.city, options, city.units, dir_.path() / "b", one);
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(dir_.path() / "a")) {
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_EQ(slurp(entry.path()), slurp(dir_.path() / "b" / fs::relative(entry.path(), dir_.path() / "a")));
  }
  EXPECT_GT(files, 12u);
}

TEST_F(Tiles3d, ACityWithoutPlaceKeepsItsAxes) {
  ModelText model = street();
  model.with_crs = false;
  SceneCity city(model);
  const SceneExportResult result = write(city, {}, dir_.path() / "t");
  EXPECT_THAT(result.heights, IsEmpty());
  const Tileset tiles(dir_.path() / "t");
  EXPECT_FALSE(tiles.json()["root"].contains("transform"));
  const auto origin = tiles.json()["asset"]["extras"]["origin"].get<Point3>();
  city::Box box;
  for (const Point3& p : tiles.files.at("objects/all.glb").parts.at(0).positions) box.add(p);
  EXPECT_NEAR(origin[0] + box.lower[0], 100000, 1e-4);
  EXPECT_NEAR(origin[2] + box.lower[2], 2, 1e-4);
}

TEST_F(Tiles3d, HeightsMayBeMoved) {
  SceneCity city(street());
  TilesetExportOptions options;
  options.height_offset = 43;
  const auto length = [](const Json& m) {
    return std::hypot(m[12].get<double>(), m[13].get<double>(), m[14].get<double>());
  };
  (void)write(city, {}, dir_.path() / "a");
  (void)write(city, options, dir_.path() / "b");
  const Tileset a(dir_.path() / "a"), b(dir_.path() / "b");
  EXPECT_NEAR(length(b.json()["root"]["transform"]) - length(a.json()["root"]["transform"]), 43, 1e-3);
  EXPECT_EQ(a.json()["asset"]["extras"]["origin"], b.json()["asset"]["extras"]["origin"]);
  EXPECT_EQ(b.json()["asset"]["extras"]["height_offset"], 43);
}

/// From earth-centred coordinates to those of a CRS, by GDAL.
class BackFromEarth {
 public:
  explicit BackFromEarth(const std::string& crs) {
    const OGRSpatialReferenceH from = OSRNewSpatialReference(nullptr), to = OSRNewSpatialReference(nullptr);
    OSRImportFromEPSG(from, 4978);
    OSRSetFromUserInput(to, crs.c_str());
    OSRPromoteTo3D(to, nullptr);
    OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
    way_ = OCTNewCoordinateTransformation(from, to);
    OSRRelease(from);
    OSRRelease(to);
  }
  ~BackFromEarth() { OCTDestroyCoordinateTransformation(way_); }
  BackFromEarth(const BackFromEarth&) = delete;
  BackFromEarth& operator=(const BackFromEarth&) = delete;

  Point3 operator()(const std::array<double, 16>& m, const Point3& p) const {
    Point3 at{};
    for (std::size_t axis = 0; axis < 3; ++axis)
      at[axis] = m[axis] * p[0] + m[4 + axis] * p[1] + m[8 + axis] * p[2] + m[12 + axis];
    OCTTransform(way_, 1, at.data(), &at[1], &at[2]);
    return at;
  }

 private:
  OGRCoordinateTransformationH way_ = nullptr;
};

class RealTiles : public Tiles3d, public testing::WithParamInterface<const char*> {};

/// Largest distance of the points of the tiles, brought back to the CRS, from the nearest corner of their
/// object in the model.
double largest_distance(const Tileset& tiles, SceneCity& city) {
  const Scene scene = choose_scene(city.city, {}, city.jobs);
  std::map<std::string, std::vector<Point3>> corners;
  const city::Table& objects = city.city.table("city_object");
  for (const SceneFeature& feature : scene.features) {
    auto& mine = corners[std::get<std::string>(objects.column("object_id").get(feature.object))];
    for (std::uint32_t g = feature.geometries.begin; g < feature.geometries.end; ++g) {
      const city::GeometryPoints points(*scene.store, scene.geometries[g].geometry);
      const city::Range surfaces = scene.store->surfaces(points.boundary());
      for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
        for (std::uint32_t r = scene.store->rings(s).begin; r < scene.store->rings(s).end; ++r) {
          for (const std::uint32_t v : scene.store->ring(r)) {
            Point3 at = points.at(v);
            for (std::size_t axis = 0; axis < 3; ++axis) at[axis] += points.base()[axis];
            mine.push_back(at);
          }
        }
      }
    }
  }
  const BackFromEarth back(city.city.place().crs);
  const auto transform = tiles.json()["root"]["transform"].get<std::array<double, 16>>();
  double largest = 0;
  for (const auto& [uri, file] : tiles.files) {
    for (const GltfPart& part : file.parts) {
      const auto& ids = file.tables.at(static_cast<std::size_t>(part.table)).columns.at("object_id");
      for (std::size_t i = 0; i < part.positions.size(); i += 7) {
        const Point3 at = back(transform, part.positions[i]);
        double nearest = 1e9;
        for (const Point3& corner : corners.at(ids[part.features[i]]))
          nearest = std::min(nearest, std::hypot(corner[0] - at[0], corner[1] - at[1], corner[2] - at[2]));
        largest = std::max(largest, nearest);
      }
    }
  }
  return largest;
}

TEST_P(RealTiles, PointsComeBackToTheModelWithinAMillimetre) {
  CONURB_NEED_SHARED_DATA("city3d");
  SceneCity city = SceneCity::shared(GetParam());
  TilesetExportOptions options;
  options.tile_triangles = 3000;
  const SceneExportResult result = write(city, options, dir_.path() / "t");
  EXPECT_THAT(result.heights, HasSubstr("ellipsoid"));
  const Tileset tiles(dir_.path() / "t");
  EXPECT_EQ(static_cast<std::int64_t>(tiles.objects().size()), result.objects);
  EXPECT_EQ(static_cast<std::int64_t>(tiles.triangles("objects")), result.triangles);
  const std::string glb = city.glb();
  EXPECT_EQ(read_gltf(glb).triangles(), tiles.triangles("objects"));
  const double distance = largest_distance(tiles, city);
  EXPECT_LT(distance, 1e-3);
  validation::row("scene",
                  {fs::path(GetParam()).filename().string() + ": corners of 3D Tiles back in the CRS by GDAL",
                   validation::this_test(), "1 mm", validation::figure(1000 * distance) + " mm"});
}

INSTANTIATE_TEST_SUITE_P(Files, RealTiles,
                         testing::Values("cityjson/zurich_subset_lod2_v11.city.json",
                                         "cityjson/delft_v20.city.json"));

class TilesetFolderTest : public testing::Test {
 protected:
  void make(const fs::path& folder, const std::string& generator) {
    TilesetFolder target(folder);
    fs::create_directory(target.part() / "objects");
    std::ofstream(target.part() / "objects" / "all.glb") << "x";
    std::ofstream(target.part() / "tileset.json") << R"({"asset":{"generator":")" << generator << "\"}}";
    target.finish();
  }
  TempDir dir_;
};

TEST_F(TilesetFolderTest, ReplacesAWholeTilesetAndNothingElse) {
  const fs::path place = dir_.path() / "tiles";
  make(place, "Conurb 1");
  std::ofstream(place / "objects" / "old.glb") << "x";
  make(place / "", "Conurb 2");
  EXPECT_FALSE(fs::exists(place / "objects" / "old.glb"));
  EXPECT_THAT(slurp(place / "tileset.json"), HasSubstr("Conurb 2"));
  EXPECT_FALSE(fs::exists(dir_.path() / "tiles.part"));

  std::ofstream(place / "notes.txt") << "mine";
  EXPECT_THROW(make(place, "Conurb 3"), Error);
  EXPECT_TRUE(fs::exists(place / "notes.txt"));
  fs::remove(place / "notes.txt");
  make(place, "Another");
  EXPECT_THROW(make(place, "Conurb 4"), Error) << "a tileset of another program";
}

TEST_F(TilesetFolderTest, TakesAnEmptyFolderAndRefusesAFile) {
  fs::create_directory(dir_.path() / "empty");
  make(dir_.path() / "empty", "Conurb 1");
  std::ofstream(dir_.path() / "file") << "x";
  EXPECT_THROW(make(dir_.path() / "file", "Conurb 1"), Error);
  EXPECT_THROW(make(dir_.path() / "no" / "such", "Conurb 1"), Error);
  fs::create_directory(dir_.path() / "full");
  std::ofstream(dir_.path() / "full" / "a.txt") << "x";
  EXPECT_THROW(make(dir_.path() / "full", "Conurb 1"), Error);
}

TEST_F(TilesetFolderTest, LeavesNothingBehindAndClearsWhatAKilledExportLeft) {
  const fs::path place = dir_.path() / "tiles", part = dir_.path() / "tiles.part";
  { const TilesetFolder target(place); }
  EXPECT_FALSE(fs::exists(place));
  EXPECT_FALSE(fs::exists(part));
  fs::create_directories(part / "objects");
  std::ofstream(part / "objects" / "left.glb") << "x";
  make(place, "Conurb 1");
  EXPECT_FALSE(fs::exists(place / "objects" / "left.glb"));
  fs::create_directory(part);
  std::ofstream(part / "thesis.txt") << "x";
  EXPECT_THROW(make(place, "Conurb 2"), Error);
  EXPECT_TRUE(fs::exists(part / "thesis.txt"));
}

}  // namespace
}  // namespace conurb::io
