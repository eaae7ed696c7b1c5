// SPDX-License-Identifier: Apache-2.0
// glTF files of cities, read back by tinygltf (gltf_reader.hpp) and by assimp.
#include "engine/io/gltf_export.hpp"

#include <assimp/cimport.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <gmock/gmock.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/city/triangulate.hpp"
#include "tests/engine/io/scene/scene_fixture.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

using city::Point3;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ModelText two_boxes() {
  ModelText model;
  model.add_box("small", {0, 0, 5, 10, 8, 6}, R"("function":"residential","yearOfConstruction":1931)");
  model.add_box("large", {40, 0, 5, 20, 10, 30}, R"("function":"office")");
  return model;
}

const GltfPart* part_of(const GltfFile& file, const std::string& material) {
  for (const GltfPart& part : file.parts) {
    if (part.material == material) return &part;
  }
  return nullptr;
}

/// Area of the triangles of a feature as a part shows it.
Point3 vector_area(const GltfPart& part, std::uint32_t feature) {
  Point3 sum{0, 0, 0};
  for (std::size_t i = 0; i < part.indices.size(); i += 3) {
    if (part.features[part.indices[i]] != feature) continue;
    const Point3 &a = part.positions[part.indices[i]], &b = part.positions[part.indices[i + 1]],
                 &c = part.positions[part.indices[i + 2]];
    const Point3 u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
    sum[0] += 0.5 * (u[1] * v[2] - u[2] * v[1]);
    sum[1] += 0.5 * (u[2] * v[0] - u[0] * v[2]);
    sum[2] += 0.5 * (u[0] * v[1] - u[1] * v[0]);
  }
  return sum;
}

TEST(GltfExport, ABoxHasItsFacesColoursAndValues) {
  SceneCity city(two_boxes());
  const GltfFile file = city.read();
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(file.triangles(), 24u);
  EXPECT_NEAR(file.area(), 2 * (80 + 60 + 48) + 2 * (200 + 600 + 300), 1e-3);
  EXPECT_EQ(city.result.objects, 2);
  EXPECT_EQ(city.result.triangles, 24);
  ASSERT_EQ(file.parts.size(), 3u);
  const GltfPart& roof = *part_of(file, "roof");
  EXPECT_FALSE(roof.double_sided);
  EXPECT_EQ(roof.feature_count, 2u);
  EXPECT_NEAR(vector_area(roof, 0)[2], 80, 1e-3);
  EXPECT_NEAR(vector_area(roof, 1)[2], 200, 1e-3);
  EXPECT_NEAR(vector_area(*part_of(file, "ground"), 1)[2], -200, 1e-3);
  ASSERT_EQ(file.tables.size(), 1u);
  const GltfTable& table = file.tables[0];
  EXPECT_EQ(table.schema_class, "building");
  EXPECT_THAT(table.columns.at("object_id"), ElementsAre("small", "large"));
  EXPECT_THAT(table.columns.at("object_type"), ElementsAre("Building", "Building"));
  EXPECT_THAT(table.columns.at("function"), ElementsAre("residential", "office"));
  EXPECT_THAT(table.columns.at("year_of_construction"), ElementsAre(1931.0F, nullptr));
  EXPECT_NEAR(table.columns.at("height")[1].get<double>(), 30, 1e-5);
  EXPECT_THAT(file.schema["classes"]["building"]["properties"]["height"]["description"].get<std::string>(),
              HasSubstr("[m]"));
}

TEST(GltfExport, PlacesComeBack) {
  SceneCity city(two_boxes());
  SceneExportOptions options;
  options.attribution = "City of Test (CC BY 4.0)";
  const GltfFile file = city.read(options);
  EXPECT_EQ(file.asset["copyright"], "City of Test (CC BY 4.0)");
  EXPECT_EQ(file.asset["extras"]["crs"], "EPSG:28992");
  const auto origin = file.asset["extras"]["origin"].get<Point3>();
  city::Box box;
  for (const GltfPart& part : file.parts) {
    for (const Point3& p : part.positions) box.add(p);
  }
  EXPECT_NEAR(origin[0] + box.lower[0], 100000, 1e-4);
  EXPECT_NEAR(origin[0] + box.upper[0], 100060, 1e-4);
  EXPECT_NEAR(origin[1] + box.upper[1], 400010, 1e-4);
  EXPECT_NEAR(origin[2] + box.lower[2], 5, 1e-4);
  EXPECT_NEAR(origin[2] + box.upper[2], 35, 1e-4);
}

TEST(GltfExport, AShellThatIsInsideOutIsTurned) {
  ModelText model;
  const auto a = model.add_vertex(0, 0, 0), b = model.add_vertex(3, 0, 0), c = model.add_vertex(0, 3, 0),
             d = model.add_vertex(0, 0, 3);
  model.add_object("t", "Building",
                   fmt::format(R"({{"type":"Solid","lod":"2","boundaries":[[[[{0},{1},{2}]],[[{0},{3},{1}]],
                     [[{1},{3},{2}]],[[{2},{3},{0}]]]]}})",
                               a, b, c, d));
  SceneCity city(model);
  const GltfFile file = city.read();
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(city.result.turned, 1);
  // Three sides stand or lie on the axes: outwards is away from the fourth.
  EXPECT_NEAR(vector_area(*part_of(file, "ground"), 0)[2], -4.5, 1e-5);
  EXPECT_FALSE(part_of(file, "ground")->double_sided);
}

TEST(GltfExport, OpenShellsAreSeenFromBothSides) {
  ModelText model;
  model.add_box("open", {}, "", "Building", "", {0});
  SceneCity city(model);
  const GltfFile file = city.read();
  EXPECT_EQ(file.triangles(), 10u);
  for (const GltfPart& part : file.parts) EXPECT_TRUE(part.double_sided) << part.material;
}

TEST(GltfExport, AFaceWithoutAreaLeavesNothing) {
  ModelText model;
  model.add_box("box", {});
  const auto a = model.add_vertex(20, 0, 0), b = model.add_vertex(25, 0, 0), c = model.add_vertex(30, 0, 0),
             d = model.add_vertex(25, 4, 0);
  model.add_object("odd", "GenericCityObject",
                   fmt::format(R"({{"type":"MultiSurface","lod":"2","boundaries":[[[{0},{1},{2}]],
                     [[{0},{0},{0}]],[[{0},{1},{2},{1},{3}]]]}})",
                               a, b, c, d));
  SceneCity city(model);
  const GltfFile file = city.read();
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(city.result.without_area, 2);
  EXPECT_NEAR(file.area(), 600 + 10, 1e-3);
  ASSERT_EQ(file.tables.size(), 2u);
  EXPECT_THAT(file.tables[1].columns.at("object_type"), ElementsAre("GenericCityObject"));
}

TEST(GltfExport, ABentFaceShowsItsTriangles) {
  ModelText model;
  const auto a = model.add_vertex(0, 0, 0), b = model.add_vertex(10, 0, 5), c = model.add_vertex(10, 10, 0),
             d = model.add_vertex(0, 10, 5);
  model.add_object(
      "tent", "Building",
      fmt::format(R"({{"type":"MultiSurface","lod":"2","boundaries":[[[{},{},{},{}]]]}})", a, b, c, d));
  SceneCity city(model);
  const GltfFile file = city.read();
  EXPECT_THAT(file.problems, IsEmpty());
  ASSERT_EQ(file.parts.size(), 1u);
  EXPECT_EQ(file.parts[0].positions.size(), 6u);
  EXPECT_NE(file.parts[0].normals[0], file.parts[0].normals[3]);
}

constexpr const char* kTwoLevels = R"({{"type":"MultiSurface","lod":"{}","boundaries":[[[{},{},{}]]]}})";

TEST(GltfExport, TheLevelOfDetailIsTheHighestUpToTheOneAskedFor) {
  ModelText model;
  const double places[][3] = {{0, 0, 0}, {10, 0, 0}, {0, 10, 20}, {10, 10, 30}, {0, 20, 40}};
  for (const auto& [x, y, z] : places) model.add_vertex(x, y, z);
  model.add_object("b", "Building",
                   fmt::format(kTwoLevels, "1.2", 0, 1, 2) + "," + fmt::format(kTwoLevels, "2.2", 0, 1, 3) +
                       "," + fmt::format(kTwoLevels, "2.0", 0, 1, 4));
  SceneCity city(model);
  const auto top = [&](const std::string& lod) {
    SceneExportOptions options;
    options.scene.lod = lod;
    const GltfFile file = city.read(options);
    double highest = -1;
    for (const Point3& p : file.parts.at(0).positions) highest = std::max(highest, p[2]);
    return highest;
  };
  EXPECT_EQ(top("best"), 30);
  EXPECT_EQ(top("2.2"), 30);
  EXPECT_EQ(top("2"), 30);
  EXPECT_EQ(top("2.1"), 40);
  EXPECT_EQ(top("1"), 20);
  for (const char* bad : {"0", "two", "2.", "", "-1", "12"}) EXPECT_THROW(top(bad), Error) << bad;
}

TEST(GltfExport, ABuildingIsItsParts) {
  ModelText model;
  model.add_box("whole", {0, 0, 0, 20, 10, 10}, "", "Building", R"(,"children":["east","west","room"])");
  model.add_box("east", {10, 0, 0, 10, 10, 10}, "", "BuildingPart", R"(,"parents":["whole"])");
  model.add_box("west", {0, 0, 0, 10, 10, 10}, "", "BuildingPart", R"(,"parents":["whole"])");
  model.add_box("room", {1, 1, 1, 4, 4, 3}, "", "BuildingRoom", R"(,"parents":["whole"])");
  SceneCity city(model);
  const GltfFile file = city.read();
  EXPECT_EQ(city.result.objects, 1);
  EXPECT_EQ(file.triangles(), 24u);
  EXPECT_NEAR(file.area(), 2 * 600, 1e-3);
  EXPECT_THAT(file.tables.at(0).columns.at("object_id"), ElementsAre("whole"));
}

TEST(GltfExport, TemplatesStandAtTheirPlacesAlsoMirrored) {
  const auto document = [](int x) {
    return R"({"type":"CityJSON","version":"2.0","transform":{"scale":[0.001,0.001,0.001],"translate":[85000,446000,0]},
      "CityObjects":{"t":{"type":"SolitaryVegetationObject","geometry":[{"type":"GeometryInstance","template":0,
      "boundaries":[1],"transformationMatrix":[)" +
           std::to_string(x) + R"(,0,0,5, 0,2,0,0, 0,0,2,0, 0,0,0,1]}]}},
      "geometry-templates":{"templates":[{"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2]]]}],
      "vertices-templates":[[0,0,0],[1,0,0],[0,1,0]]},"vertices":[[0,0,0],[10000,0,0]]})";
  };
  CityJsonReader reader;
  for (const int x : {2, -2}) {
    SceneCity city(reader.read(document(x), "t.city.json"));
    const GltfFile file = city.read();
    EXPECT_THAT(file.problems, IsEmpty());
    ASSERT_EQ(file.parts.size(), 1u);
    EXPECT_EQ(file.parts[0].material, "plant");
    EXPECT_NEAR(vector_area(file.parts[0], 0)[2], 2, 1e-6) << x;
    const auto origin = file.asset["extras"]["origin"].get<Point3>();
    EXPECT_NEAR(origin[0] + file.parts[0].positions[0][0], 85015, 1e-4);
    EXPECT_NEAR(origin[0] + file.parts[0].positions[1][0], 85015 + x, 1e-4);
  }
}

TEST(GltfExport, SmallGroupsOfPeopleAreLeftOut) {
  SceneCity city(two_boxes());
  city.set("building", "residents", 0, 9.0);
  city.set("building", "residents", 1, 10.0);
  city::ColumnSpec pupils;
  pupils.name = "pupils";
  pupils.scalar = city::Scalar::i32;
  pupils.unit = "person";
  city.city.edit("building").add_column(pupils);
  city.set("building", "pupils", 0, std::int64_t{3});
  SceneExportOptions options;
  options.columns = {"residents", "pupils"};
  const GltfFile file = city.read(options);
  EXPECT_THAT(file.tables.at(0).columns.at("residents"), ElementsAre(nullptr, 10.0F));
  EXPECT_THAT(file.tables[0].columns.at("pupils"), ElementsAre(nullptr, 0.0));
  EXPECT_EQ(file.tables[0].columns.size(), 4u);
  EXPECT_EQ(city.result.suppressed, 2);
}

TEST(GltfExport, ColumnsOfEachType) {
  SceneCity city(two_boxes());
  city.set("building", "heating_set_point", 0, 293.15);
  city.set("building", "cooled", 1, std::int64_t{1});
  SceneExportOptions options;
  options.columns = {"heating_set_point", "cooled", "object", "geometry", "heat_source", "id"};
  const GltfFile file = city.read(options);
  const GltfTable& table = file.tables.at(0);
  EXPECT_NEAR(table.columns.at("heating_set_point")[0].get<double>(), 20, 1e-4);
  EXPECT_TRUE(table.columns.at("heating_set_point")[1].is_null());
  EXPECT_THAT(table.columns.at("cooled"), ElementsAre(false, true));
  EXPECT_THAT(table.columns.at("id"), ElementsAre(1, 2));
  EXPECT_EQ(table.columns.at("object")[1], city.city.table("city_object").ids()[1]);
  EXPECT_EQ(table.columns.at("geometry").size(), 2u);
  EXPECT_EQ(table.columns.count("heat_source"), 0u) << "nothing but nulls";
  EXPECT_EQ(file.schema["classes"]["building"]["properties"]["heat_source"]["type"], "STRING");
  options.columns = {"heigth"};
  try {
    (void)city.read(options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_THAT(error.remedy(), HasSubstr("height"));
  }
  options.columns = {"shape"};
  EXPECT_THROW((void)city.read(options), Error);
}

TEST(GltfExport, NothingToShowIsAnError) {
  SceneCity city(two_boxes());
  SceneExportOptions options;
  options.scene.wanted = {0, 0};
  EXPECT_THROW((void)city.glb(options), Error);
  options.scene.wanted = {0, 1};
  EXPECT_EQ(city.read(options).triangles(), 12u);
  ModelText lines;
  lines.add_vertex(0, 0, 0);
  lines.add_vertex(9, 0, 0);
  lines.add_object("r", "Road", R"({"type":"MultiLineString","lod":"0","boundaries":[[0,1]]})");
  SceneCity roads(lines);
  EXPECT_THROW((void)roads.glb(), Error);
  city.city.set_geometry(nullptr);
  EXPECT_THROW((void)city.glb(), Error);
}

void add_terrain(city::City& city) {
  const std::string path = "assets/schema/terrain.json";
  const std::size_t index = city.add_table(city::parse_table(parse_json(read_file(path), path), path));
  city::GridSpec grid;
  grid.origin_x = -1000 + 100000 - city.place().origin_x;
  grid.origin_y = -1000 + 400000 - city.place().origin_y;
  grid.cell = 5;
  grid.width = grid.height = 400;
  city::Table& table = city.edit(index);
  table.lay_grid(grid, 0);
  auto heights = table.column("elevation").modify<float>();
  for (std::size_t i = 0; i < 400 * 400; ++i)
    heights[i] = 50.0F + 5.0F * std::sin(static_cast<float>(i % 400) / 20.0F);
}

TEST(GltfExport, TheGroundIsAMeshOfItsOwn) {
  SceneCity city(two_boxes());
  add_terrain(city.city);
  const GltfFile file = city.read();
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(file.triangles("objects"), 24u);
  EXPECT_EQ(static_cast<std::int64_t>(file.triangles("ground")), city.result.ground_triangles);
  EXPECT_GT(city.result.ground_triangles, 1000);
  const auto origin = file.asset["extras"]["origin"].get<Point3>();
  const GltfPart& ground = *part_of(file, "terrain");
  EXPECT_EQ(ground.table, -1);
  double up = 0;
  std::size_t near = 0;
  for (std::size_t i = 0; i < ground.positions.size(); ++i) {
    up += ground.normals[i][2];
    const double x = origin[0] + ground.positions[i][0], z = origin[2] + ground.positions[i][2];
    if (std::abs(z - (50 + 5 * std::sin((x - 99000 - 2.5) / 100))) < 0.51) ++near;
  }
  EXPECT_GT(up, 0.9 * static_cast<double>(ground.positions.size()));
  EXPECT_GT(near, ground.positions.size() / 2) << "the rest are the lower ends of skirts";

  SceneExportOptions options;
  options.ground = false;
  EXPECT_EQ(city.read(options).triangles(), 24u);
  options.ground = true;
  options.ground_box = {100500, 400500, 100600, 400600};
  (void)city.read(options);
  EXPECT_GT(city.result.ground_triangles, 0);
  options.ground_box = {200500, 400500, 200600, 400600};
  EXPECT_EQ(city.read(options).triangles(), 24u);
}

/// What the geometries of a scene have by the triangulation and the measures of engine/city.
struct Expected {
  std::size_t triangles = 0;
  double area = 0;  ///< m2, of plane faces as measured, of bent ones (3 % of their size) each triangle
  std::int64_t without_area = 0;
};

double excess(const city::GeometryPoints& points, const city::PodArray<std::uint32_t>& triangles,
              const city::Triangulation& result) {
  double area = 0;
  for (std::size_t i = 0; i < triangles.size(); i += 3) {
    const Point3 a = points.at(triangles[i]), b = points.at(triangles[i + 1]),
                 c = points.at(triangles[i + 2]);
    const Point3 u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
    area += 0.5 * std::hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
  }
  return area - result.area;
}

Expected expected(const city::City& city, Jobs& jobs) {
  Expected sum;
  const Scene scene = choose_scene(city, {}, jobs);
  city::Triangulator triangulator;
  city::PodArray<std::uint32_t> triangles;
  for (const SceneGeometry& each : scene.geometries) {
    const city::GeometryPoints points(*scene.store, each.geometry);
    sum.area += city::measure_geometry(*scene.store, each.geometry).area;
    const city::Range surfaces = scene.store->surfaces(points.boundary());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      triangles.clear();
      const city::Triangulation result = triangulator.add(points, s, triangles);
      sum.triangles += result.triangles;
      if (result.deviation > 0.03 * std::sqrt(result.area)) sum.area += excess(points, triangles, result);
      sum.without_area += result.triangles == 0 ? 1 : 0;
    }
  }
  return sum;
}

class RealCity : public testing::TestWithParam<const char*> {};

TEST_P(RealCity, HasTheTrianglesAndTheAreaOfItsModel) {
  CONURB_NEED_SHARED_DATA("city3d");
  SceneCity city = SceneCity::shared(GetParam());
  const std::string bytes = city.glb();
  const GltfFile file = read_gltf(bytes);
  EXPECT_THAT(file.problems, IsEmpty());
  const Expected model = expected(city.city, city.jobs);
  EXPECT_EQ(file.triangles(), model.triangles);
  EXPECT_EQ(city.result.without_area, model.without_area);
  // Corners are off by a quarter of a millimetre (half a step of float32 at 5 km), to one side or the other:
  // over thousands of faces of metres the sum of areas is off by far less than the share of one.
  EXPECT_NEAR(file.area(), model.area, 1e-5 * model.area);

  std::size_t rows = 0;
  for (const GltfTable& table : file.tables) rows += table.count;
  EXPECT_EQ(static_cast<std::int64_t>(rows), city.result.objects);
  Jobs one(1);
  EXPECT_EQ(city.glb({}, one), bytes) << "other bits with another number of threads";

  const aiScene* const scene =
      aiImportFileFromMemory(bytes.data(), static_cast<unsigned>(bytes.size()), 0, "glb");
  ASSERT_NE(scene, nullptr) << aiGetErrorString();
  std::size_t faces = 0;
  for (unsigned i = 0; i < scene->mNumMeshes; ++i) faces += scene->mMeshes[i]->mNumFaces;
  EXPECT_EQ(faces, model.triangles);
  aiReleaseImport(scene);
  validation::row(
      "scene", {std::filesystem::path(GetParam()).filename().string() +
                    ": triangles and area of the .glb, tinygltf and assimp",
                validation::this_test(), "triangles exact, area 1e-5",
                std::to_string(faces) + ", " + validation::figure(std::abs(file.area() / model.area - 1))});
}

INSTANTIATE_TEST_SUITE_P(Files, RealCity,
                         testing::Values("cityjson/zurich_subset_lod2_v11.city.json",
                                         "cityjson/delft_v20.city.json", "cityjsonseq/vienna_v11.city.jsonl",
                                         "cityjson/japanese_v20.city.json",
                                         "cityjson/templates_group_v11.city.json",
                                         "cityjson/texture_lod3_v20.city.json",
                                         "cityjson/rotterdam_subset_v20.city.json"));

TEST(GltfExport, FeaturesOfARealCityLieWhereTheirBuildingsAre) {
  CONURB_NEED_SHARED_DATA("city3d");
  SceneCity city = SceneCity::shared("cityjson/zurich_subset_lod2_v11.city.json");
  const GltfFile file = city.read();
  const auto origin = file.asset["extras"]["origin"].get<Point3>();
  const Scene scene = choose_scene(city.city, {}, city.jobs);
  ASSERT_EQ(file.tables.size(), 1u);
  std::vector<city::Box> boxes(file.tables[0].count);
  for (const GltfPart& part : file.parts) {
    for (std::size_t i = 0; i < part.positions.size(); ++i) {
      Point3 at = part.positions[i];
      for (std::size_t axis = 0; axis < 3; ++axis) at[axis] += origin[axis];
      boxes.at(part.features[i]).add(at);
    }
  }
  const city::Place& place = city.city.place();
  const Point3 frame{place.origin_x, place.origin_y, place.origin_z};
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const SceneFeature& feature = scene.features[i];
    const city::Table& buildings = city.city.table(scene.tables[feature.table]);
    EXPECT_EQ(file.tables[0].columns.at("object_id")[i],
              std::get<std::string>(buildings.column("object_id").get(feature.row)));
    for (std::size_t axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(boxes[i].lower[axis], feature.box.lower[axis] + frame[axis], 1e-3);
      EXPECT_NEAR(boxes[i].upper[axis], feature.box.upper[axis] + frame[axis], 1e-3);
    }
  }
}

}  // namespace
}  // namespace conurb::io
