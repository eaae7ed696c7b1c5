// SPDX-License-Identifier: Apache-2.0
// Our triangles beside those of GLU and CGAL: every face of the real files, and random polygons with holes.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <vector>

#include "engine/city/geometry_measure.hpp"
#include "engine/city/triangulate.hpp"
#include "engine/io/cityjson.hpp"
#include "tests/engine/city/oracles/cgal_area.hpp"
#include "tests/engine/city/oracles/glu_tessellator.hpp"
#include "tests/engine/city/polygon_shapes.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::city {
namespace {

namespace fs = std::filesystem;

double area_of(std::span<const Point3> corners, const Point3& normal) {
  double area = 0;
  for (std::size_t i = 0; i < corners.size(); i += 3) {
    area += area_along(normal, corners[i], corners[i + 1], corners[i + 2]);
  }
  return area;
}

std::vector<fs::path> real_files() {
  std::vector<fs::path> files;
  for (const char* folder : {"cityjson", "cityjsonseq"}) {
    for (const auto& entry : fs::directory_iterator(io::shared_data() / "city3d" / folder)) {
      if (entry.path().string().find(".city.json") != std::string::npos) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Whether no point comes twice and no triangle is a sliver: else the oracles, which see rounded places,
/// leave out or add one.
bool is_plain(const TestPolygon& polygon, const Triangulation& result,
              std::span<const std::uint32_t> triangles) {
  std::vector<Point3> points = polygon.points;
  std::sort(points.begin(), points.end());
  if (std::adjacent_find(points.begin(), points.end()) != points.end()) return false;
  for (std::size_t i = 0; i < triangles.size(); i += 3) {
    const auto corner = [&](std::size_t k) { return polygon.points[triangles[i + k]]; };
    if (area_along(result.normal, corner(0), corner(1), corner(2)) < 1e-9 * result.area) return false;
  }
  return true;
}

struct Counts {
  std::size_t faces = 0, exact = 0, crossing = 0, no_area = 0, triangles = 0, plain = 0;
};

class FaceCheck {
 public:
  void face(const TestPolygon& polygon) {
    PodArray<std::uint32_t> triangles;
    const Triangulation result = triangulator_.add(polygon.points, polygon.ring_ends, triangles);
    ++counts.faces;
    counts.triangles += result.triangles;
    if (result.state == TriangulationState::no_area) {
      ++counts.no_area;
      return;
    }
    expect_accounted_for(polygon, result, triangles.view());
    if (result.state == TriangulationState::crossing) {
      ++counts.crossing;
      return;
    }
    ++counts.exact;
    const double nearly = 1e-9 * result.area;
    EXPECT_NEAR(std::abs(area_of(glu_.add(polygon.points, polygon.ring_ends), result.normal)), result.area,
                nearly);
    const CgalPolygon cgal = cgal_polygon(polygon.points, polygon.ring_ends, result.normal);
    EXPECT_NEAR(cgal.area, result.area, nearly);
    if (!is_plain(polygon, result, triangles.view())) return;
    ++counts.plain;
    EXPECT_EQ(cgal.triangles, result.triangles);
  }

  Counts counts;

 private:
  Triangulator triangulator_;
  GluTessellator glu_;
};

TestPolygon polygon_of(const GeometryPoints& points, std::uint32_t surface) {
  TestPolygon polygon;
  const GeometryStore& store = points.store();
  for (std::uint32_t r = store.rings(surface).begin; r < store.rings(surface).end; ++r) {
    for (const std::uint32_t v : store.ring(r)) polygon.points.push_back(points.at(v));
    polygon.ring_ends.push_back(static_cast<std::uint32_t>(polygon.points.size()));
  }
  return polygon;
}

TEST(TriangulateOracle, EveryFaceOfTheRealFilesIsCoveredAsByGluAndCgal) {
  CONURB_NEED_SHARED_DATA("city3d");
  io::CityJsonReader reader;
  FaceCheck check;
  for (const fs::path& file : real_files()) {
    const io::CityModel model = reader.read_file(file);
    const GeometryStore& store = model.geometry;
    for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
      const GeometryType type = store.type(g);
      if (type == GeometryType::multi_point || type == GeometryType::multi_line_string) continue;
      const GeometryPoints points(store, g);
      for (std::uint32_t s = store.surfaces(g).begin; s < store.surfaces(g).end; ++s) {
        SCOPED_TRACE(file.filename().string() + " surface " + std::to_string(s));
        check.face(polygon_of(points, s));
        ASSERT_FALSE(HasFailure());
      }
    }
  }
  RecordProperty("faces", static_cast<int>(check.counts.faces));
  std::printf("%zu faces: %zu exact (%zu plain), %zu crossing, %zu without area; %zu triangles\n",
              check.counts.faces, check.counts.exact, check.counts.plain, check.counts.crossing,
              check.counts.no_area, check.counts.triangles);
  EXPECT_GT(check.counts.faces, 20000U);
  EXPECT_GT(check.counts.plain, 20000U);
}

TEST(TriangulateOracle, RandomPolygonsWithHolesAreCoveredAsByGluAndCgal) {
  std::mt19937 random(42);
  FaceCheck check;
  for (int i = 0; i < 1000; ++i) {
    SCOPED_TRACE(i);
    check.face(random_polygon(random));
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_EQ(check.counts.exact, 1000U);
  EXPECT_EQ(check.counts.plain, 1000U);
}

}  // namespace
}  // namespace conurb::city
