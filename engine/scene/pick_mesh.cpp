// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/pick_mesh.hpp"

#include <algorithm>

namespace conurb::scene {
namespace {

std::vector<std::uint32_t> by_triangle(const Mesh& mesh, std::uint32_t Vertex::*number) {
  std::vector<std::uint32_t> numbers(mesh.triangles());
  for (std::size_t t = 0; t < numbers.size(); ++t) numbers[t] = mesh.vertices[mesh.indices[3 * t]].*number;
  return numbers;
}

physics::PickTile tile_of(const Mesh& mesh) {
  const std::vector<std::uint32_t> objects = by_triangle(mesh, &Vertex::object);
  physics::TriangleSource source;
  source.origin = mesh.origin;
  source.vertices = mesh.vertices.empty() ? nullptr : &mesh.vertices.front().x;
  source.stride = sizeof(Vertex);
  source.vertex_count = mesh.vertices.size();
  source.indices = mesh.indices;
  source.objects = objects;
  return physics::PickTile(source);
}

}  // namespace

PickMesh::PickMesh(const Mesh& mesh) : tile(tile_of(mesh)), parts(by_triangle(mesh, &Vertex::part)) {
  if (std::all_of(parts.begin(), parts.end(), [](std::uint32_t part) { return part == 0; })) parts = {};
}

}  // namespace conurb::scene
