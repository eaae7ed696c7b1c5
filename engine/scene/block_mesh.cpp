// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/block_mesh.hpp"

#include <cmath>

#include "engine/scene/facade.hpp"

namespace conurb::scene {

namespace {

constexpr double kMostStretch = 1.5;

// As many rows of windows as the building has, so that they stay when its roof appears. Parts of different
// heights tell no number of storeys.
Facade facade_of(double length, const BlockSize& size) {
  const double height = size.top - size.ground, eaves = size.eaves - size.ground;
  if (height > kMostStretch * eaves) return Facade::of(length, size.ground, size.top);
  Facade facade = Facade::of(length, size.ground, size.eaves);
  facade.storey_m *= height / eaves;
  return facade;
}

}  // namespace

std::array<std::int8_t, 3> to_normal(double x, double y, double z) {
  const auto part = [](double v) { return static_cast<std::int8_t>(std::lround(v * 127)); };
  return {part(x), part(y), part(z)};
}

Vertex BlockMesher::vertex(const city::Point2& at, double z) const {
  Vertex vertex;
  vertex.x = static_cast<float>(at.x - mesh_.origin[0]);
  vertex.y = static_cast<float>(at.y - mesh_.origin[1]);
  vertex.z = static_cast<float>(z - mesh_.origin[2]);
  return vertex;
}

void BlockMesher::add_lid(std::span<const double> outline, double tolerance, const BlockSize& size) {
  if (rings_.read(outline, tolerance)) add_roof(size);
}

void BlockMesher::add_block(std::span<const double> outline, double tolerance, const BlockSize& size,
                            const std::vector<WallLine>& neighbours) {
  if (!rings_.read(outline, tolerance)) return;
  add_roof(size);
  const auto points = rings_.points();
  std::uint32_t begin = 0;
  for (const std::uint32_t end : rings_.ring_ends()) {
    for (std::uint32_t i = begin; i < end; ++i)
      add_wall({points[i], points[i + 1 == end ? begin : i + 1]}, size, neighbours);
    begin = end;
  }
}

void BlockMesher::add_roof(const BlockSize& size) {
  const auto points = rings_.points();
  const auto ring_ends = rings_.ring_ends();
  std::uint32_t ring = 0, begin = 0;
  for (const std::uint32_t polygon_end : rings_.polygon_ends()) {
    const std::uint32_t end = ring_ends[polygon_end - 1];
    corners_.clear();
    ring_ends_.clear();
    triangles_.clear();
    for (std::uint32_t i = begin; i < end; ++i) corners_.push_back({points[i].x, points[i].y, 0});
    for (; ring < polygon_end; ++ring) ring_ends_.push_back(ring_ends[ring] - begin);
    triangulator_.add(corners_, ring_ends_, triangles_);
    const auto base = static_cast<std::uint32_t>(mesh_.vertices.size());
    for (std::uint32_t i = begin; i < end; ++i) {
      Vertex v = vertex(points[i], size.top);
      v.normal = {0, 0, 127};
      v.material = size.roof;
      v.object = size.object;
      mesh_.vertices.push_back(v);
    }
    for (const std::uint32_t corner : triangles_) mesh_.indices.push_back(base + corner);
    begin = end;
  }
}

void BlockMesher::add_wall(const WallLine& wall, const BlockSize& size,
                           const std::vector<WallLine>& neighbours) {
  const double dx = wall.b.x - wall.a.x, dy = wall.b.y - wall.a.y, length = std::hypot(dx, dy);
  if (!(length > 0)) return;
  Facade facade = size.wall == Material::wall ? facade_of(length, size) : Facade{};
  if (facade.has_windows() && is_party_wall(wall, neighbours)) facade = {};
  const auto base = static_cast<std::uint32_t>(mesh_.vertices.size());
  const double foot = size.ground - kSunk_m;
  const auto add = [&](const city::Point2& at, double z, double share) {
    Vertex v = vertex(at, z);
    v.normal = to_normal(dy / length, -dx / length, 0);
    v.material = size.wall;
    v.object = size.object;
    v.facade = facade.at(share, z);
    mesh_.vertices.push_back(v);
  };
  add(wall.a, foot, 0);
  add(wall.b, foot, 1);
  add(wall.b, size.top, 1);
  add(wall.a, size.top, 0);
  for (const std::uint32_t corner : {0U, 1U, 2U, 0U, 2U, 3U}) mesh_.indices.push_back(base + corner);
}

}  // namespace conurb::scene
