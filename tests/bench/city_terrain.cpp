// SPDX-License-Identifier: Apache-2.0
// city.terrain: from a raster of 4096 × 4096 heights to meshes whose error is bounded.
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/jobs.hpp"
#include "engine/city/terrain.hpp"
#include "engine/city/terrain_mesh.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

constexpr std::int64_t kSide = 4096;
constexpr double kMaxError_m = 0.5;

/// A number from -1 to 1 that belongs to a place.
double noise_at(std::int64_t x, std::int64_t y, std::uint64_t octave) {
  std::uint64_t h = static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15ULL ^
                    static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4FULL ^ octave * 0x165667B19E3779F9ULL;
  h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
  h = (h ^ (h >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>(static_cast<std::int64_t>(h ^ (h >> 31)) >> 11) / static_cast<double>(1LL << 52);
}

/// Hills of fractal noise: octaves of half the size and half the height (2 m cells, some 300 m of relief,
/// the finest octave 0.6 m), as ground from laser scanning has them.
std::vector<float> hills() {
  std::vector<float> heights(static_cast<std::size_t>(kSide * kSide), 100);
  double amplitude = 160;
  for (std::int64_t size = 1024; size >= 4; size /= 2, amplitude /= 2) {
    const auto smooth = [](double t) { return t * t * (3 - 2 * t); };
    for (std::int64_t y = 0; y < kSide; ++y) {
      const std::int64_t j = y / size;
      const double t = smooth(static_cast<double>(y % size) / static_cast<double>(size));
      for (std::int64_t i = 0; i < kSide / size; ++i) {
        const auto octave = static_cast<std::uint64_t>(size);
        const double left = (1 - t) * noise_at(i, j, octave) + t * noise_at(i, j + 1, octave);
        const double right = (1 - t) * noise_at(i + 1, j, octave) + t * noise_at(i + 1, j + 1, octave);
        float* out = heights.data() + static_cast<std::size_t>(y * kSide + i * size);
        for (std::int64_t x = 0; x < size; ++x) {
          const double s = smooth(static_cast<double>(x) / static_cast<double>(size));
          out[x] += static_cast<float>(amplitude * ((1 - s) * left + s * right));
        }
      }
    }
  }
  return heights;
}

/// Every sample of a tile is within the bound of its mesh.
void check(const city::HeightTiles& tiles, const city::TerrainMesh& mesh) {
  std::vector<city::GroundPoint> corners;
  for (std::size_t i = 0; i < 3 * mesh.ground_triangles; ++i) {
    const auto& v = mesh.vertices[mesh.triangles[i]];
    corners.push_back({mesh.origin_x + static_cast<double>(v.x), mesh.origin_y + static_cast<double>(v.y),
                       static_cast<double>(v.z)});
  }
  const city::Terrain ground(std::move(corners));
  const double cell = tiles.grid().cell;
  for (std::int64_t j = 0; j < city::TerrainMesher::kCells; ++j) {
    for (std::int64_t i = 0; i < city::TerrainMesher::kCells; ++i) {
      const double x = mesh.origin_x + static_cast<double>(i) * cell;
      const double y = mesh.origin_y + static_cast<double>(j) * cell;
      if (!(std::abs(ground.height(x, y) - tiles.height(x, y)) <= kMaxError_m + 1e-3))
        throw Error(ErrorCode::internal, "a sample is further from the mesh than the bound");
    }
  }
}

void measure_city_terrain(Results& results) {
  tell("making the raster");
  const std::vector<float> heights = hills();
  Jobs jobs;
  const city::GridSpec grid{0, 0, 2, kSide, kSide};
  city::HeightTiles tiles;
  std::vector<city::TerrainMesh> meshes;
  results.put("city.terrain", median_of_five([&] {
                return seconds([&] {
                  tiles = city::HeightTiles(grid, heights);
                  meshes =
                      city::TerrainMesher(tiles).meshes({.max_error = kMaxError_m, .skirts = true}, jobs);
                });
              }));
  std::size_t triangles = 0;
  for (const city::TerrainMesh& mesh : meshes) triangles += mesh.ground_triangles;
  results.put("city.terrain.triangles",
              static_cast<double>(triangles) / static_cast<double>(2 * (kSide - 1) * (kSide - 1)));
  for (const std::size_t tile : {std::size_t{0}, meshes.size() / 2 + 3}) check(tiles, meshes[tile]);
}

}  // namespace

void add_city_terrain(Benchmarks& benchmarks) {
  Group group;
  group.rows = {
      {"city.terrain", "s", Op::at_most, 3,
       "4096 x 4096 heights (float, in memory; fractal hills with 320 m of relief) to int16 tiles and "
       "256 meshes with skirts, error 0.5 m at every sample, all threads",
       "limit: a terrain while one waits"},
      {"city.terrain.triangles", "ratio", Op::at_most, 0.25, "triangles of these meshes",
       "two for each cell of the raster"}};
  group.measure = measure_city_terrain;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench
