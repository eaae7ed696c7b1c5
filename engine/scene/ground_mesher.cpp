// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_mesher.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::scene {
namespace {

constexpr std::uint32_t kNoVertex = 0xFFFFFFFFu;

std::array<std::int8_t, 3> packed(double dx, double dy) {
  const double length = std::sqrt(dx * dx + dy * dy + 1);
  return {static_cast<std::int8_t>(std::lround(-dx / length * 127)),
          static_cast<std::int8_t>(std::lround(-dy / length * 127)),
          static_cast<std::int8_t>(std::lround(127 / length))};
}

}  // namespace

struct GroundMesher::Work {
  static constexpr int kWide = kSide + 2;  // with a sample beyond each border, for normals
  double error_m = 0, cell = 1, half = 0;
  std::vector<double> heights;
  std::vector<double> bend = std::vector<double>(kSide * kSide);  // by middle of a hypotenuse, m
  std::vector<std::uint32_t> vertex = std::vector<std::uint32_t>(kSide * kSide, kNoVertex);
  Mesh mesh;

  [[nodiscard]] static std::size_t place(Corner p) { return static_cast<std::size_t>(p.y * kSide + p.x); }
  [[nodiscard]] double height(int x, int y) const {
    return heights[static_cast<std::size_t>((y + 1) * kWide + x + 1)];
  }
  [[nodiscard]] static Corner middle(Corner a, Corner b) {
    return {static_cast<std::int8_t>((a.x + b.x) / 2), static_cast<std::int8_t>((a.y + b.y) / 2)};
  }

  std::uint32_t vertex_at(Corner p) {
    std::uint32_t& known = vertex[place(p)];
    if (known != kNoVertex) return known;
    known = static_cast<std::uint32_t>(mesh.vertices.size());
    Vertex v;
    v.x = static_cast<float>(p.x * cell - half);
    v.y = static_cast<float>(p.y * cell - half);
    v.z = static_cast<float>(height(p.x, p.y) - mesh.origin[2]);
    v.normal = packed((height(p.x + 1, p.y) - height(p.x - 1, p.y)) / (2 * cell),
                      (height(p.x, p.y + 1) - height(p.x, p.y - 1)) / (2 * cell));
    v.material = Material::terrain;
    mesh.vertices.push_back(v);
    return known;
  }

  /// Upright below an edge of the border; the ground lies left of a, b.
  void add_skirt(Corner a, Corner b, double depth) {
    const std::uint32_t top_a = vertex_at(a), top_b = vertex_at(b);
    const auto low = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const std::uint32_t top : {top_a, top_b}) {
      Vertex v = mesh.vertices[top];  // with the normal of the ground: a skirt looks like what it hangs from
      v.z -= static_cast<float>(depth);
      mesh.vertices.push_back(v);
    }
    mesh.indices.insert(mesh.indices.end(), {top_a, low, low + 1, top_a, low + 1, top_b});
  }
};

GroundMesher::GroundMesher() {
  constexpr auto kEnd = static_cast<std::int8_t>(kCells);
  triangles_ = {{{kEnd, kEnd}, {0, 0}, {kEnd, 0}}, {{0, 0}, {kEnd, kEnd}, {0, kEnd}}};
  // Halves follow their wholes level by level, down to hypotenuses without a sample in the middle.
  for (std::size_t t = 0;; ++t) {
    const auto [a, b, c] = triangles_[t];
    if ((a.x + b.x) % 2 != 0 || (a.y + b.y) % 2 != 0) break;
    const Corner m = Work::middle(a, b);
    triangles_.push_back({c, a, m});
    triangles_.push_back({b, c, m});
  }
}

void GroundMesher::measure(Work& work) const {
  for (std::size_t t = triangles_.size(); t-- > 0;) {
    const auto& [a, b, c] = triangles_[t];
    if (2 * t + 3 >= triangles_.size()) continue;  // a smallest one
    const Corner m = Work::middle(a, b);
    const double off =
        std::abs(work.height(m.x, m.y) - 0.5 * (work.height(a.x, a.y) + work.height(b.x, b.y)));
    double halves = 0;
    for (const std::size_t half : {2 * t + 2, 2 * t + 3})
      if (2 * half + 3 < triangles_.size())
        halves =
            std::max(halves, work.bend[Work::place(Work::middle(triangles_[half].a, triangles_[half].b))]);
    // The plane of a half leaves that of the whole by `off` at most: the sum bounds every sample.
    double& bend = work.bend[Work::place(m)];
    bend = std::max(bend, off + halves);
  }
}

void GroundMesher::emit(std::size_t t, Work& work) const {
  const auto& [a, b, c] = triangles_[t];
  if (2 * t + 3 < triangles_.size() && work.bend[Work::place(Work::middle(a, b))] > work.error_m) {
    emit(2 * t + 2, work);
    emit(2 * t + 3, work);
    return;
  }
  for (const Corner p : {a, b, c}) {
    const std::uint32_t vertex = work.vertex_at(p);
    work.mesh.indices.push_back(vertex);
  }
}

Mesh GroundMesher::mesh(const GroundRelief& relief, const city::Box2& square, double error_m,
                        double skirt_m) const {
  Work work;
  work.error_m = error_m;
  work.cell = (square.max_x - square.min_x) / kCells;
  work.half = (square.max_x - square.min_x) / 2;
  work.heights = relief.samples(square, kCells);
  const city::Point2 centre = square.centre();
  work.mesh.origin = {centre.x, centre.y, std::floor(work.height(kCells / 2, kCells / 2))};
  measure(work);
  emit(0, work);
  emit(1, work);
  // Edges on the border, found by walking the ground's triangles.
  const std::vector<std::uint32_t> ground = work.mesh.indices;
  std::vector<Corner> corners(work.mesh.vertices.size());
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const Corner p{static_cast<std::int8_t>(x), static_cast<std::int8_t>(y)};
      if (work.vertex[Work::place(p)] != kNoVertex) corners[work.vertex[Work::place(p)]] = p;
    }
  for (std::size_t i = 0; i < ground.size(); ++i) {
    const Corner p = corners[ground[i]], q = corners[ground[i % 3 == 2 ? i - 2 : i + 1]];
    const bool on_border =
        (p.x == q.x && (p.x == 0 || p.x == kCells)) || (p.y == q.y && (p.y == 0 || p.y == kCells));
    if (on_border) work.add_skirt(p, q, skirt_m);
  }
  return std::move(work.mesh);
}

double GroundMesher::sampling_error(const GroundHeights& heights, const city::Box2& square) {
  constexpr int kPlaces = 8;
  const double cell = (square.max_x - square.min_x) / kCells;
  double error = 0;
  for (int j = 0; j < kPlaces; ++j)
    for (int i = 0; i < kPlaces; ++i) {
      const int x = i * kCells / kPlaces + (i * 7 + j * 3) % (kCells / kPlaces);
      const int y = j * kCells / kPlaces + (i * 5 + j * 11) % (kCells / kPlaces);
      const double left = square.min_x + x * cell, low = square.min_y + y * cell;
      const double middle = heights.height(left + cell / 2, low + cell / 2);
      const double rising = (heights.height(left, low) + heights.height(left + cell, low + cell)) / 2;
      const double falling = (heights.height(left + cell, low) + heights.height(left, low + cell)) / 2;
      error = std::max({error, std::abs(middle - rising), std::abs(middle - falling)});
    }
  return error;
}

}  // namespace conurb::scene
