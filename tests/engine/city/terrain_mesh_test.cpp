// SPDX-License-Identifier: Apache-2.0
#include "engine/city/terrain_mesh.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "engine/base/error.hpp"
#include "engine/city/terrain.hpp"

namespace conurb::city {

namespace {

template <typename Height>
HeightTiles field(std::int64_t width, std::int64_t height, double cell, Height height_of) {
  std::vector<float> samples;
  for (std::int64_t row = 0; row < height; ++row) {
    for (std::int64_t column = 0; column < width; ++column)
      samples.push_back(static_cast<float>(height_of(column, row)));
  }
  return HeightTiles({0, 0, cell, width, height}, samples);
}

double hills(std::int64_t x, std::int64_t y) {
  const auto u = static_cast<double>(x), v = static_cast<double>(y);
  return 40 * std::sin(u / 37) * std::cos(v / 53) + 5 * std::sin(u / 5 + v / 7) +
         (x == 100 && y == 77 ? 60 : 0);
}

std::vector<GroundPoint> corners_of(const TerrainMesh& mesh) {
  std::vector<GroundPoint> corners;
  for (std::size_t i = 0; i < mesh.ground_triangles * 3; ++i) {
    const auto& v = mesh.vertices[mesh.triangles[i]];
    corners.push_back({mesh.origin_x + static_cast<double>(v.x), mesh.origin_y + static_cast<double>(v.y),
                       static_cast<double>(v.z)});
  }
  return corners;
}

/// Largest distance between a mesh and the samples under it; infinity if one is not covered.
double largest_error(const HeightTiles& tiles, const std::vector<TerrainMesh>& meshes) {
  std::vector<GroundPoint> corners;
  for (const TerrainMesh& mesh : meshes) {
    const auto own = corners_of(mesh);
    corners.insert(corners.end(), own.begin(), own.end());
  }
  const Terrain ground(std::move(corners));
  double largest = 0;
  for (std::int64_t row = 0; row < tiles.grid().height; ++row) {
    for (std::int64_t column = 0; column < tiles.grid().width; ++column) {
      const double sample = tiles.sample(column, row);
      if (std::isnan(sample)) continue;
      const double height = ground.height((static_cast<double>(column) + 0.5) * tiles.grid().cell,
                                          (static_cast<double>(row) + 0.5) * tiles.grid().cell);
      if (std::isnan(height)) return std::numeric_limits<double>::infinity();
      largest = std::max(largest, std::abs(height - sample));
    }
  }
  return largest;
}

/// Edges that only one triangle has.
std::size_t open_edges_inside(const TerrainMesh& mesh, float side) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
  for (std::size_t t = 0; t < mesh.ground_triangles; ++t) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::uint32_t p = mesh.triangles[3 * t + k], q = mesh.triangles[3 * t + (k + 1) % 3];
      ++edges[{std::min(p, q), std::max(p, q)}];
    }
  }
  return static_cast<std::size_t>(std::count_if(edges.begin(), edges.end(), [&](const auto& edge) {
    const auto &a = mesh.vertices[edge.first.first], &b = mesh.vertices[edge.first.second];
    const bool border =
        (a.x == b.x && (a.x == 0 || a.x == side)) || (a.y == b.y && (a.y == 0 || a.y == side));
    return edge.second == 1 && !border;
  }));
}

}  // namespace

TEST(TerrainMesh, AnInclinedPlaneIsTwoTrianglesATile) {
  Jobs jobs(1);
  const HeightTiles tiles = field(513, 257, 2, [](auto x, auto y) {
    return 0.25 * static_cast<double>(x) - 0.125 * static_cast<double>(y);
  });
  const auto meshes = TerrainMesher(tiles).meshes({.max_error = 0, .skirts = false}, jobs);
  ASSERT_EQ(meshes.size(), 2U);
  for (const TerrainMesh& mesh : meshes) EXPECT_EQ(mesh.ground_triangles, 2U);
  EXPECT_EQ(largest_error(tiles, meshes), 0);
}

TEST(TerrainMesh, TheErrorHoldsAtEverySample) {
  Jobs jobs(1);
  const HeightTiles tiles = field(400, 300, 5, hills);
  std::size_t before = std::numeric_limits<std::size_t>::max();
  for (const double bound : {0.0, 0.1, 0.5, 2.0, 10.0}) {
    const auto meshes = TerrainMesher(tiles).meshes({.max_error = bound, .skirts = false}, jobs);
    EXPECT_LE(largest_error(tiles, meshes), bound + 1e-4) << bound;  // of heights as float
    std::size_t triangles = 0;
    for (const TerrainMesh& mesh : meshes) triangles += mesh.ground_triangles;
    EXPECT_LT(triangles, before);
    before = triangles;
  }
}

TEST(TerrainMesh, TrianglesMeetWithoutCracksAndFaceUp) {
  const HeightTiles tiles = field(257, 257, 1, hills);
  const TerrainMesh mesh = TerrainMesher(tiles).mesh(0, 0, {.max_error = 1, .skirts = false});
  EXPECT_EQ(open_edges_inside(mesh, 256), 0U);
  double area = 0;
  const auto corners = corners_of(mesh);
  for (std::size_t i = 0; i < corners.size(); i += 3) {
    const GroundPoint &a = corners[i], &b = corners[i + 1], &c = corners[i + 2];
    const double twice = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    EXPECT_GT(twice, 0);
    area += twice / 2;
  }
  EXPECT_DOUBLE_EQ(area, 256.0 * 256.0);
}

TEST(TerrainMesh, SkirtsReachBelowWhateverTheNeighbourDoes) {
  const HeightTiles tiles = field(513, 257, 1, hills);
  const TerrainMesher mesher(tiles);
  const MeshOptions options{.max_error = 2, .skirts = true};
  const TerrainMesh west = mesher.mesh(0, 0, options), east = mesher.mesh(1, 0, options);
  EXPECT_GT(west.triangles.size() / 3, west.ground_triangles);
  const Terrain left(corners_of(west)), right(corners_of(east));
  for (double y = 0.5; y < 256; y += 0.25) {
    const double gap = left.height(256.5, y) - right.height(256.5, y);
    EXPECT_LE(std::abs(gap), 2 * options.max_error + 1e-4);
  }
  for (std::size_t i = 3 * west.ground_triangles; i < west.triangles.size(); i += 3) {
    const auto &a = west.vertices[west.triangles[i]], &b = west.vertices[west.triangles[i + 1]],
               &c = west.vertices[west.triangles[i + 2]];
    // The upright triangle looks away from the tile's middle.
    const float nx = (b.y - a.y) * (c.z - a.z) - (b.z - a.z) * (c.y - a.y);
    const float ny = (b.z - a.z) * (c.x - a.x) - (b.x - a.x) * (c.z - a.z);
    EXPECT_GT(nx * (a.x - 128) + ny * (a.y - 128), 0);
  }
}

TEST(TerrainMesh, MissingSamplesLeaveHolesOfTheirOwnCells) {
  Jobs jobs(1);
  const auto height = [](auto x, auto y) {
    return x >= 100 && x < 110 && y >= 20 && y < 40 ? std::nan("") : hills(x, y);
  };
  const HeightTiles tiles = field(300, 200, 1, height);
  const auto meshes = TerrainMesher(tiles).meshes({.max_error = 1, .skirts = false}, jobs);
  EXPECT_LE(largest_error(tiles, meshes), 1 + 1e-4);
  double area = 0;
  for (const TerrainMesh& mesh : meshes) {
    const auto corners = corners_of(mesh);
    for (std::size_t i = 0; i < corners.size(); i += 3)
      area += ((corners[i + 1].x - corners[i].x) * (corners[i + 2].y - corners[i].y) -
               (corners[i + 2].x - corners[i].x) * (corners[i + 1].y - corners[i].y)) /
              2;
  }
  EXPECT_NEAR(area, 299 * 199 - 11 * 21, 2);  // the hole's four corners may lose or keep half a cell
  const HeightTiles nothing = field(300, 200, 1, [](auto, auto) { return std::nan(""); });
  for (const TerrainMesh& mesh : TerrainMesher(nothing).meshes({}, jobs)) EXPECT_TRUE(mesh.triangles.empty());
}

TEST(TerrainMesh, ThreadsDoNotShow) {
  const HeightTiles tiles = field(700, 600, 1, hills);
  Jobs one(1), two(2);
  const auto a = TerrainMesher(tiles).meshes({}, one), b = TerrainMesher(tiles).meshes({}, two);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].triangles, b[i].triangles);
}

TEST(TerrainMesh, ATileThatIsNotThereIsRefused) {
  const HeightTiles tiles = field(10, 10, 1, hills);
  const TerrainMesher mesher(tiles);
  EXPECT_THROW((void)mesher.mesh(1, 0, {}), Error);
  EXPECT_THROW((void)mesher.mesh(0, 0, {.max_error = -1}), Error);
  const HeightTiles line = field(10, 1, 1, hills);
  EXPECT_EQ(TerrainMesher(line).tiles_across(), 0);
}

}  // namespace conurb::city
