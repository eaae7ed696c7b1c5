// SPDX-License-Identifier: Apache-2.0
#include "engine/city/terrain_mesh.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::city {

namespace {

constexpr std::int64_t kSide = TerrainMesher::kCells + 1;  // samples
constexpr std::uint32_t kFirstLeaf = 1U << 17;             // triangles of one cell's half
constexpr std::uint32_t kNoVertex = 0xFFFFFFFFu;

// How many of the samples of a triangle are missing.
constexpr std::uint8_t kNothing = 0, kSome = 1, kAll = 2;

std::size_t place(std::int16_t x, std::int16_t y) {
  return static_cast<std::size_t>(y) * kSide + static_cast<std::size_t>(x);
}

}  // namespace

struct TerrainMesher::Work {
  std::vector<float> heights = std::vector<float>(kSide * kSide);
  std::vector<std::uint8_t> split = std::vector<std::uint8_t>(kSide * kSide);  // by middle of the hypotenuse
  std::vector<std::uint32_t> vertex = std::vector<std::uint32_t>(kSide * kSide);
  // By triangle: how far its samples may lie above and below its plane, and how many are missing.
  std::vector<float> above = std::vector<float>(kFirstLeaf * 2);
  std::vector<float> below = std::vector<float>(kFirstLeaf * 2);
  std::vector<std::uint8_t> missing = std::vector<std::uint8_t>(kFirstLeaf * 2);
  std::vector<std::array<Corner, 2>> border;  // edges of triangles on the tile's border
  double cell = 1;

  [[nodiscard]] float height(Corner p) const { return heights[place(p.x, p.y)]; }

  /// Measures all samples of a triangle; true if one is further than `most` from its plane (then the
  /// figures are not to be used).
  bool exceeds(const Triangle& t, double most, float& above_plane, float& below_plane) const;
};

bool TerrainMesher::Work::exceeds(const Triangle& t, double most, float& above_plane,
                                  float& below_plane) const {
  const double bx = t.b.x - t.a.x, by = t.b.y - t.a.y, cx = t.c.x - t.a.x, cy = t.c.y - t.a.y;
  const double area = bx * cy - cx * by;
  const double za = static_cast<double>(height(t.a));
  const double zb = static_cast<double>(height(t.b)) - za, zc = static_cast<double>(height(t.c)) - za;
  const double slope_x = (zb * cy - zc * by) / area, slope_y = (zc * bx - zb * cx) / area;
  const Corner corners[4] = {t.a, t.b, t.c, t.a};
  const auto [low, high] = std::minmax({t.a.y, t.b.y, t.c.y});
  double most_above = 0, most_below = 0;
  for (int y = low; y <= high; ++y) {
    // Edges run along the axes or the diagonals: they meet each row at a sample.
    int first = kSide, last = -1;
    for (int e = 0; e < 3; ++e) {
      const Corner p = corners[e], q = corners[e + 1];
      if (y < std::min(p.y, q.y) || y > std::max(p.y, q.y)) continue;
      const int x0 = p.y == q.y ? p.x : p.x + (q.x - p.x) * (y - p.y) / (q.y - p.y);
      const int x1 = p.y == q.y ? q.x : x0;
      first = std::min({first, x0, x1});
      last = std::max({last, x0, x1});
    }
    const float* row = heights.data() + static_cast<std::size_t>(y) * kSide;
    const double start = za + (y - t.a.y) * slope_y - t.a.x * slope_x;
    for (int x = first; x <= last; ++x) {
      const double off = static_cast<double>(row[x]) - (start + x * slope_x);
      most_above = std::max(most_above, off);
      most_below = std::max(most_below, -off);
    }
    if (std::max(most_above, most_below) > most) return true;
  }
  above_plane = static_cast<float>(most_above);
  below_plane = static_cast<float>(most_below);
  return false;
}

TerrainMesher::TerrainMesher(const HeightTiles& tiles) : tiles_(tiles) {
  const GridSpec& grid = tiles.grid();
  if (grid.width < 2 || grid.height < 2) return;
  across_ = (grid.width - 1 + kCells - 1) / kCells;
  up_ = (grid.height - 1 + kCells - 1) / kCells;
  hierarchy_.resize(kFirstLeaf * 2);
  constexpr auto kEnd = static_cast<std::int16_t>(kCells);
  hierarchy_[2] = {{0, 0}, {kEnd, kEnd}, {0, kEnd}};
  hierarchy_[3] = {{kEnd, kEnd}, {0, 0}, {kEnd, 0}};
  for (std::uint32_t t = 2; t < kFirstLeaf; ++t) {
    const auto [a, b, c] = hierarchy_[t];
    const Corner middle{static_cast<std::int16_t>((a.x + b.x) / 2),
                        static_cast<std::int16_t>((a.y + b.y) / 2)};
    hierarchy_[2 * t] = {c, a, middle};
    hierarchy_[2 * t + 1] = {b, c, middle};
  }
}

void TerrainMesher::load(std::int64_t column, std::int64_t row, Work& work) const {
  const GridSpec& grid = tiles_.grid();
  work.cell = grid.cell;
  for (std::int64_t y = 0; y < kSide; ++y) {
    for (std::int64_t x = 0; x < kSide; ++x) {
      const std::int64_t i = column * kCells + x, j = row * kCells + y;
      const bool there = i < grid.width && j < grid.height;
      work.heights[static_cast<std::size_t>(y * kSide + x)] =
          there ? static_cast<float>(tiles_.sample(i, j)) : static_cast<float>(HeightTiles::kMissing);
    }
  }
  std::fill(work.split.begin(), work.split.end(), std::uint8_t{0});
  std::fill(work.vertex.begin(), work.vertex.end(), kNoVertex);
  work.border.clear();
  for (std::uint32_t t = kFirstLeaf; t < 2 * kFirstLeaf; ++t) {
    const Triangle& leaf = hierarchy_[t];
    const int gone =
        std::isnan(work.height(leaf.a)) + std::isnan(work.height(leaf.b)) + std::isnan(work.height(leaf.c));
    work.missing[t] = gone == 0 ? kNothing : gone == 3 ? kAll : kSome;
    work.above[t] = work.below[t] = 0;
  }
}

/// From the smallest triangles up. A triangle splits if a sample is too far from its plane, if some but not
/// all of its samples are missing, or if one of its halves splits; both triangles at a hypotenuse share its
/// middle, so they split together and meet without a crack.
void TerrainMesher::find_splits(double max_error, Work& work) const {
  const auto middle = [](Corner p, Corner q) {
    return place(static_cast<std::int16_t>((p.x + q.x) / 2), static_cast<std::int16_t>((p.y + q.y) / 2));
  };
  for (std::uint32_t t = kFirstLeaf - 1; t >= 2; --t) {
    const Triangle& triangle = hierarchy_[t];
    const std::uint32_t left = 2 * t, right = left + 1;
    const std::size_t m = middle(triangle.a, triangle.b);
    const bool halves_split = left < kFirstLeaf && (work.split[middle(triangle.c, triangle.a)] != 0 ||
                                                    work.split[middle(triangle.b, triangle.c)] != 0);
    work.missing[t] = work.missing[left] == work.missing[right] ? work.missing[left] : kSome;
    if (halves_split || work.missing[t] == kSome) {
      work.split[m] = 1;
      continue;
    }
    if (work.missing[t] == kAll) continue;
    // A half's plane leaves that of the whole by the step at the middle at most: this bounds the whole.
    const float step = work.heights[m] - 0.5F * (work.height(triangle.a) + work.height(triangle.b));
    float above = std::max(work.above[left], work.above[right]) + std::max(step, 0.0F);
    float below = std::max(work.below[left], work.below[right]) + std::max(-step, 0.0F);
    if (static_cast<double>(std::max(above, below)) > max_error &&
        work.exceeds(triangle, max_error, above, below)) {
      work.split[m] = 1;
    }
    work.above[t] = above;
    work.below[t] = below;
  }
}

void TerrainMesher::emit(std::uint32_t t, Work& work, TerrainMesh& mesh) const {
  const Triangle& triangle = hierarchy_[t];
  if (t < kFirstLeaf) {
    const std::size_t m = place(static_cast<std::int16_t>((triangle.a.x + triangle.b.x) / 2),
                                static_cast<std::int16_t>((triangle.a.y + triangle.b.y) / 2));
    if (work.split[m] != 0) {
      emit(2 * t, work, mesh);
      emit(2 * t + 1, work, mesh);
      return;
    }
  }
  if (work.missing[t] != kNothing) return;
  const Corner corners[4] = {triangle.a, triangle.b, triangle.c, triangle.a};
  for (int k = 0; k < 3; ++k) {
    const Corner p = corners[k], q = corners[k + 1];
    std::uint32_t& vertex = work.vertex[place(p.x, p.y)];
    if (vertex == kNoVertex) {
      vertex = static_cast<std::uint32_t>(mesh.vertices.size());
      mesh.vertices.push_back(
          {static_cast<float>(p.x * work.cell), static_cast<float>(p.y * work.cell), work.height(p)});
    }
    mesh.triangles.push_back(vertex);
    const bool on_border =
        (p.x == q.x && (q.x == 0 || q.x == kCells)) || (p.y == q.y && (q.y == 0 || q.y == kCells));
    if (on_border) work.border.push_back({p, q});
  }
}

void TerrainMesher::add_skirts(const MeshOptions& options, Work& work, TerrainMesh& mesh) const {
  constexpr double kRounding_m = 0.01;  // of heights to float, seen from far
  const auto depth = static_cast<float>(2 * options.max_error + kRounding_m);
  std::vector<std::uint32_t> foot(work.vertex.size(), kNoVertex);
  const auto foot_of = [&](Corner p) {
    std::uint32_t& found = foot[place(p.x, p.y)];
    if (found == kNoVertex) {
      found = static_cast<std::uint32_t>(mesh.vertices.size());
      TerrainMesh::Vertex below = mesh.vertices[work.vertex[place(p.x, p.y)]];
      below.z -= depth;
      mesh.vertices.push_back(below);
    }
    return found;
  };
  for (const auto& [from, to] : work.border) {
    // Triangles are counter-clockwise: the tile's outside is to the right of from, to.
    const std::uint32_t p = work.vertex[place(from.x, from.y)], q = work.vertex[place(to.x, to.y)];
    const std::uint32_t p_foot = foot_of(from), q_foot = foot_of(to);
    mesh.triangles.insert(mesh.triangles.end(), {p, p_foot, q_foot, p, q_foot, q});
  }
}

TerrainMesh TerrainMesher::mesh(std::int64_t column, std::int64_t row, const MeshOptions& options) const {
  if (column < 0 || column >= across_ || row < 0 || row >= up_ || !(options.max_error >= 0)) {
    throw Error(ErrorCode::invalid_argument, "no such tile of the terrain, or a negative error");
  }
  Work work;
  load(column, row, work);
  find_splits(options.max_error, work);
  TerrainMesh mesh;
  const GridSpec& grid = tiles_.grid();
  mesh.origin_x = grid.origin_x + (static_cast<double>(column * kCells) + 0.5) * grid.cell;
  mesh.origin_y = grid.origin_y + (static_cast<double>(row * kCells) + 0.5) * grid.cell;
  emit(2, work, mesh);
  emit(3, work, mesh);
  mesh.ground_triangles = mesh.triangles.size() / 3;
  if (options.skirts) add_skirts(options, work, mesh);
  return mesh;
}

std::vector<TerrainMesh> TerrainMesher::meshes(const MeshOptions& options, Jobs& jobs) const {
  std::vector<TerrainMesh> meshes(static_cast<std::size_t>(across_ * up_));
  jobs.parallel_for(0, meshes.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto tile = static_cast<std::int64_t>(i);
      meshes[i] = mesh(tile % across_, tile / across_, options);
    }
  });
  return meshes;
}

}  // namespace conurb::city
