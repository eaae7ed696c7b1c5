// SPDX-License-Identifier: Apache-2.0
#include "engine/io/scene_terrain.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::io {

using city::Point3;

namespace {

// Sums of the vector areas of the ground's triangles around each corner, made unit length. What only skirts
// touch looks up.
std::vector<Point3> normals_of(const city::TerrainMesh& mesh, std::span<const Point3> points) {
  std::vector<Point3> normals(points.size(), Point3{0, 0, 0});
  for (std::size_t i = 0; i < 3 * mesh.ground_triangles; i += 3) {
    const Point3 &a = points[mesh.triangles[i]], &b = points[mesh.triangles[i + 1]],
                 &c = points[mesh.triangles[i + 2]];
    const Point3 u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
    const Point3 area{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t axis = 0; axis < 3; ++axis) normals[mesh.triangles[i + k]][axis] += area[axis];
    }
  }
  for (Point3& normal : normals) {
    const double length = std::hypot(normal[0], normal[1], normal[2]);
    if (!(length > 0)) {
      normal = {0, 0, 1};
      continue;
    }
    for (double& each : normal) each /= length;
  }
  return normals;
}

}  // namespace

SceneTerrain::SceneTerrain(const city::City& city, double max_error)
    : max_error_(max_error), origin_z_(city.place().origin_z) {
  if (city.find("terrain") < 0) return;
  const city::Table& terrain = city.table("terrain");
  const auto elevation = terrain.find("elevation");
  if (!elevation || terrain.rows() == 0 || terrain.spec().kind != city::TableKind::grid) return;
  const auto values = terrain.column(*elevation).values<float>();
  heights_ = std::make_unique<city::HeightTiles>(terrain.spec().grid,
                                                 values.subspan(0, static_cast<std::size_t>(terrain.rows())));
  if (heights_->empty()) return;
  mesher_ = std::make_unique<city::TerrainMesher>(*heights_);
  columns_ = static_cast<std::size_t>(mesher_->tiles_across());
  rows_ = static_cast<std::size_t>(mesher_->tiles_up());
}

city::Box SceneTerrain::extent(std::size_t tile) const {
  const city::GridSpec& grid = heights_->grid();
  const double side = grid.cell * static_cast<double>(city::TerrainMesher::kCells);
  const double x = grid.origin_x + side * static_cast<double>(column(tile));
  const double y = grid.origin_y + side * static_cast<double>(row(tile));
  city::Box box;
  box.add(Point3{x, y, 0});
  box.add(Point3{std::min(x + side, grid.origin_x + grid.cell * static_cast<double>(grid.width)),
                 std::min(y + side, grid.origin_y + grid.cell * static_cast<double>(grid.height)), 0});
  return box;
}

void SceneTerrain::add(std::size_t tile, const PointMap& map, const Point3& origin, SceneMesh& mesh) const {
  city::MeshOptions options;
  options.max_error = max_error_;
  const city::TerrainMesh ground =
      mesher_->mesh(static_cast<std::int64_t>(column(tile)), static_cast<std::int64_t>(row(tile)), options);
  if (ground.triangles.empty()) return;
  std::vector<Point3> points;
  points.reserve(ground.vertices.size());
  for (const city::TerrainMesh::Vertex& v : ground.vertices) {
    points.push_back({ground.origin_x + static_cast<double>(v.x), ground.origin_y + static_cast<double>(v.y),
                      static_cast<double>(v.z) - origin_z_});
  }
  if (map) map(points);
  const std::vector<Point3> normals = normals_of(ground, points);
  ScenePart part;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::array<float, 3> at{}, normal{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      at[axis] = static_cast<float>(points[i][axis] - origin[axis]);
      normal[axis] = static_cast<float>(normals[i][axis]);
    }
    part.add_vertex(at, normal);
  }
  part.indices.append(ground.triangles);
  mesh.part(city::kNone, SceneMaterial::terrain, true).append(part);
}

}  // namespace conurb::io
