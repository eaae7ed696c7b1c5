// SPDX-License-Identifier: Apache-2.0
// Cities of buildings for the tests of their tiles, and measures of the meshes made of them.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/scene/mesh.hpp"
#include "engine/scene/object_numbers.hpp"
#include "engine/scene/tiles.hpp"
#include "tests/engine/city/shape_fixture.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::scene {

inline constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

struct Building {
  city::Coordinates shape;
  float height = 10;
  float ground = 0;
};

/// A city of buildings that have an outline and a height and no 3D model.
inline city::City city_of(const std::vector<Building>& buildings) {
  city::City result;
  std::vector<city::Coordinates> shapes;
  for (const Building& each : buildings) shapes.push_back(each.shape);
  city::Table& table = city::add_shapes(result, "building", city::Shape::polygon, shapes);
  for (const char* name : {"height", "ground_height"}) {
    city::ColumnSpec spec;
    spec.name = name;
    spec.scalar = city::Scalar::f32;
    spec.unit = std::string("m");
    spec.nullable = true;
    table.add_column(spec);
  }
  for (std::size_t i = 0; i < buildings.size(); ++i) {
    table.column("height").modify<float>()[i] = buildings[i].height;
    table.column("ground_height").modify<float>()[i] = buildings[i].ground;
  }
  return result;
}

/// A house whose ridge runs along x, as CityJSON; `windows`: with one in its southern wall.
inline void add_gable_house(io::ModelText& model, const std::string& id, const io::BoxShape& box,
                            double ridge_m, bool windows = false) {
  const double x1 = box.x + box.dx, y1 = box.y + box.dy, top = box.z + box.dz, ym = box.y + box.dy / 2;
  const std::size_t v = model.add_vertex(box.x, box.y, box.z);
  model.add_vertex(x1, box.y, box.z);
  model.add_vertex(x1, y1, box.z);
  model.add_vertex(box.x, y1, box.z);
  model.add_vertex(box.x, box.y, top);
  model.add_vertex(x1, box.y, top);
  model.add_vertex(x1, y1, top);
  model.add_vertex(box.x, y1, top);
  model.add_vertex(box.x, ym, top + ridge_m);
  model.add_vertex(x1, ym, top + ridge_m);
  const auto face = [v](const std::vector<std::size_t>& corners) {
    std::string text;
    for (const std::size_t c : corners) text += fmt::format("{}{}", text.empty() ? "" : ",", v + c);
    return fmt::format("[[{}]]", text);
  };
  std::string faces =
      fmt::format("{},{},{},{},{},{},{}", face({0, 3, 2, 1}), face({4, 5, 9, 8}), face({6, 7, 8, 9}),
                  face({0, 1, 5, 4}), face({2, 3, 7, 6}), face({1, 2, 6, 9, 5}), face({3, 0, 4, 8, 7}));
  std::string values = "0,1,1,2,2,2,2";
  if (windows) {
    const std::size_t w = model.add_vertex(box.x + 1, box.y - 0.01, box.z + 1);
    model.add_vertex(box.x + 2, box.y - 0.01, box.z + 1);
    model.add_vertex(box.x + 2, box.y - 0.01, box.z + 2);
    faces += fmt::format(",[[{},{},{}]]", w, w + 1, w + 2);
    values += ",3";
  }
  model.add_object(
      id, "Building",
      fmt::format(R"({{"type":"MultiSurface","lod":"2","boundaries":[{}],"semantics":{{"surfaces":[)"
                  R"({{"type":"GroundSurface"}},{{"type":"RoofSurface"}},{{"type":"WallSurface"}},)"
                  R"({{"type":"Window"}}],"values":[{}]}}}})",
                  faces, values));
}

/// Triangles of each object of a mesh.
inline std::map<std::uint32_t, std::size_t> triangles_by_object(const Mesh& mesh) {
  std::map<std::uint32_t, std::size_t> result;
  for (std::size_t i = 0; i < mesh.indices.size(); i += 3) ++result[mesh.vertices[mesh.indices[i]].object];
  return result;
}

inline city::Point3 position(const Mesh& mesh, std::uint32_t vertex) {
  const Vertex& v = mesh.vertices[vertex];
  return {static_cast<double>(v.x) + mesh.origin[0], static_cast<double>(v.y) + mesh.origin[1],
          static_cast<double>(v.z) + mesh.origin[2]};
}

inline city::Box box_of(const Mesh& mesh) {
  city::Box box;
  for (std::uint32_t i = 0; i < mesh.vertices.size(); ++i) box.add(position(mesh, i));
  return box;
}

/// m2 of the triangles of a material, as seen from above (walls: 0).
inline double plan_area(const Mesh& mesh, Material material) {
  double area = 0;
  for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
    if (mesh.vertices[mesh.indices[i]].material != material) continue;
    const city::Point3 a = position(mesh, mesh.indices[i]);
    const auto b = city::minus(position(mesh, mesh.indices[i + 1]), a);
    const auto c = city::minus(position(mesh, mesh.indices[i + 2]), a);
    area += 0.5 * city::cross(b, c)[2];
  }
  return area;
}

/// Share of the area of a mesh whose triangles do not look where their vertices' normals say.
inline double share_turned(const Mesh& mesh) {
  double turned = 0, all = 0;
  for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
    const city::Point3 a = position(mesh, mesh.indices[i]);
    const auto n = city::cross(city::minus(position(mesh, mesh.indices[i + 1]), a),
                               city::minus(position(mesh, mesh.indices[i + 2]), a));
    const double length = std::sqrt(city::dot(n, n));
    all += length;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto& normal = mesh.vertices[mesh.indices[i + k]].normal;
      if (n[0] * normal[0] + n[1] * normal[1] + n[2] * normal[2] < 0.95 * 127 * length) turned += length / 3;
    }
  }
  return all > 0 ? turned / all : 0;
}

inline bool same_bits(const Mesh& a, const Mesh& b) {
  const auto same = [](const Vertex& v, const Vertex& w) {
    return v.x == w.x && v.y == w.y && v.z == w.z && v.normal == w.normal && v.material == w.material &&
           v.object == w.object && v.facade == w.facade;
  };
  return a.origin == b.origin && a.indices == b.indices &&
         std::equal(a.vertices.begin(), a.vertices.end(), b.vertices.begin(), b.vertices.end(), same);
}

}  // namespace conurb::scene
