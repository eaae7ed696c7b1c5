// SPDX-License-Identifier: Apache-2.0
#include "engine/io/scene_mesh.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::io {

using city::cross;
using city::dot;
using city::GeometryPoints;
using city::GeometryStore;
using city::kNone;
using city::minus;
using city::Point3;
using city::Range;

namespace {

// A face that is bent more than this share of its size shows its triangles: about 3 degrees in a square.
constexpr double kBent = 0.03;

std::array<float, 3> to_floats(const Point3& p) {
  return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
}

bool is_mirrored(const city::Instance* instance) {
  if (instance == nullptr) return false;
  const auto& m = instance->matrix;
  return dot(cross({m[0], m[4], m[8]}, {m[1], m[5], m[9]}), {m[2], m[6], m[10]}) < 0;
}

void check_vertices(std::size_t count) {
  if (count < kNone - 1) return;
  throw Error(ErrorCode::limit, "too many corners for one file", "",
              "export a part with --bbox, or a 3D Tiles tileset");
}

}  // namespace

void ScenePart::add_vertex(const std::array<float, 3>& position, const std::array<float, 3>& normal) {
  const bool first = positions.empty();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis] = first ? position[axis] : std::min(lower[axis], position[axis]);
    upper[axis] = first ? position[axis] : std::max(upper[axis], position[axis]);
  }
  positions.append(position);
  normals.append(normal);
}

void ScenePart::append(const ScenePart& other) {
  if (other.positions.empty()) return;
  const std::size_t base = vertices();
  check_vertices(base + other.vertices());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis] = base == 0 ? other.lower[axis] : std::min(lower[axis], other.lower[axis]);
    upper[axis] = base == 0 ? other.upper[axis] : std::max(upper[axis], other.upper[axis]);
  }
  positions.append(other.positions.view());
  normals.append(other.normals.view());
  features.append(other.features.view());
  surfaces.append(other.surfaces.view());
  corners.append(other.corners.view());
  std::uint32_t* const to = indices.extend(other.indices.size());
  for (std::size_t i = 0; i < other.indices.size(); ++i)
    to[i] = other.indices[i] + static_cast<std::uint32_t>(base);
  feature_count += other.feature_count;
}

std::size_t SceneMesh::triangles() const {
  std::size_t count = 0;
  for (const ScenePart& each : parts) count += each.indices.size() / 3;
  return count;
}

ScenePart& SceneMesh::part(std::uint32_t table, SceneMaterial material, bool open) {
  for (ScenePart& each : parts) {
    if (each.table == table && each.material == material && each.open == open) return each;
  }
  ScenePart& added = parts.emplace_back();
  added.table = table;
  added.material = material;
  added.open = open;
  return added;
}

void SceneMesh::append(const SceneMesh& other) {
  for (const ScenePart& each : other.parts) part(each.table, each.material, each.open).append(each);
  without_area += other.without_area;
  crossing += other.crossing;
  turned += other.turned;
}

SceneMesher::SceneMesher(const Scene& scene, PointMap map, Point3 origin)
    : scene_(scene), map_(std::move(map)), origin_(origin) {
  const city::Place& place = scene.city->place();
  frame_ = {place.origin_x, place.origin_y, place.origin_z};
  for (std::uint32_t i = 0; i < scene.store->semantic_types().size(); ++i)
    materials_.push_back(material_of_surface(scene.store->semantic_types()[i]));
}

void SceneMesher::add(const SceneFeature& feature, std::uint32_t number, SceneMesh& mesh) {
  for (std::uint32_t i = feature.geometries.begin; i < feature.geometries.end; ++i)
    add_geometry(scene_.geometries[i], feature.table, number, mesh);
}

// Corners of surfaces, in the frame of their geometry.
void SceneMesher::collect(const GeometryPoints& points, Range surfaces) {
  const GeometryStore& store = points.store();
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    Face face{s, static_cast<std::uint32_t>(points_.size()), 0, static_cast<std::uint32_t>(ring_ends_.size()),
              store.rings(s).size()};
    for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
      for (const std::uint32_t v : store.ring(r)) points_.push_back(points.at(v));
      ring_ends_.push_back(static_cast<std::uint32_t>(points_.size()) - face.first_point);
    }
    face.points = static_cast<std::uint32_t>(points_.size()) - face.first_point;
    faces_.push_back(face);
  }
}

// Signed, of the faces from `first_face` on, by tetrahedra from a corner of theirs.
double SceneMesher::volume(std::size_t first_face) const {
  if (points_.empty()) return 0;
  double six_volumes = 0;
  for (std::size_t f = first_face; f < faces_.size(); ++f) {
    const Face& face = faces_[f];
    const Point3* const corners = points_.data() + face.first_point;
    const Point3& apex = points_[faces_[first_face].first_point];
    std::uint32_t begin = 0;
    for (std::uint32_t r = 0; r < face.rings; ++r) {
      const std::uint32_t end = ring_ends_[face.first_ring + r];
      for (std::uint32_t i = begin + 2; i < end; ++i) {
        six_volumes +=
            dot(minus(corners[begin], apex), cross(minus(corners[i - 1], apex), minus(corners[i], apex)));
      }
      begin = end;
    }
  }
  return six_volumes / 6;
}

void SceneMesher::add_geometry(const SceneGeometry& geometry, std::uint32_t table, std::uint32_t number,
                               SceneMesh& mesh) {
  const GeometryPoints points(*scene_.store, geometry.geometry);
  const GeometryStore& store = points.store();
  const std::uint32_t boundary = points.boundary();
  const bool mirrored = is_mirrored(store.instance(geometry.geometry));
  points_.clear();
  ring_ends_.clear();
  faces_.clear();
  shells_.clear();
  if (!city::is_solid_type(store.type(boundary))) {
    collect(points, store.surfaces(boundary));
    shells_.push_back({store.surfaces(boundary), false, mirrored});
  }
  for (std::uint32_t so = store.solids(boundary).begin; so < store.solids(boundary).end; ++so) {
    const Range shells = store.shells_of_solid(so);
    for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh) {
      const std::size_t first = faces_.size();
      collect(points, store.surfaces_of_shell(sh));
      const bool closed = city::is_closed(store, sh, store.tile_of(boundary));
      // Outer shells look outwards, those of cavities into them.
      const bool inside_out = (volume(first) < 0) == (sh == shells.begin);
      if (closed && inside_out) ++mesh.turned;
      shells_.push_back({store.surfaces_of_shell(sh), closed, closed ? inside_out : mirrored});
    }
  }
  map_points(points.base());
  std::size_t face = 0;
  for (const Shell& shell : shells_) {
    for (std::uint32_t i = 0; i < shell.surfaces.size(); ++i)
      add_face(faces_[face++], shell, geometry.kind, table, number, mesh);
  }
}

void SceneMesher::map_points(const Point3& base) {
  const Point3 shift = minus(base, frame_);
  mapped_ = points_;
  for (Point3& at : mapped_) {
    for (std::size_t axis = 0; axis < 3; ++axis) at[axis] += shift[axis];
  }
  if (map_) map_(mapped_);
}

// The normal of the triangles made last, where a map may have turned them.
Point3 SceneMesher::mapped_normal(std::span<const Point3> corners, const Point3& normal) const {
  if (!map_) return normal;
  Point3 sum{0, 0, 0};
  for (std::size_t i = 0; i < triangles_.size(); i += 3) {
    const Point3& a = corners[triangles_[i]];
    const Point3 area = cross(minus(corners[triangles_[i + 1]], a), minus(corners[triangles_[i + 2]], a));
    for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] += area[axis];
  }
  const double length = std::sqrt(dot(sum, sum));
  if (!(length > 0)) return normal;
  return {sum[0] / length, sum[1] / length, sum[2] / length};
}

std::array<float, 3> SceneMesher::placed(const Point3& point) const {
  return to_floats(minus(point, origin_));
}

void SceneMesher::add_face(const Face& face, const Shell& shell, SceneKind kind, std::uint32_t table,
                           std::uint32_t number, SceneMesh& mesh) {
  const std::span<const Point3> corners = std::span(mapped_).subspan(face.first_point, face.points);
  triangles_.clear();
  const city::Triangulation result =
      triangulator_.add(std::span(points_).subspan(face.first_point, face.points),
                        std::span(ring_ends_).subspan(face.first_ring, face.rings), triangles_);
  const bool finite = std::all_of(corners.begin(), corners.end(), [this](const Point3& corner) {
    const auto [x, y, z] = placed(corner);
    return std::isfinite(x) && std::isfinite(y) && std::isfinite(z);
  });
  if (result.state == city::TriangulationState::no_area || !finite) {
    ++mesh.without_area;
    return;
  }
  if (result.state == city::TriangulationState::crossing) ++mesh.crossing;
  Point3 normal = mapped_normal(corners, result.normal);
  if (shell.turned) {
    for (double& each : normal) each = -each;
    for (std::size_t i = 0; i < triangles_.size(); i += 3) std::swap(triangles_[i + 1], triangles_[i + 2]);
  }
  const std::uint16_t type = scene_.store->surface_type(face.surface);
  SceneMaterial material = type == city::kNoName ? SceneMaterial::other : materials_[type];
  if (material == SceneMaterial::other) material = material_of_kind(kind, normal[2]);
  ScenePart& part = mesh.part(table, material, !shell.closed);
  const std::size_t base = part.vertices();
  const bool bent = result.deviation > kBent * std::sqrt(std::abs(result.area));
  check_vertices(base + (bent ? triangles_.size() : corners.size()));
  if (!bent) {
    for (const Point3& corner : corners) part.add_vertex(placed(corner), to_floats(normal));
    for (const std::uint32_t i : triangles_) part.indices.push_back(static_cast<std::uint32_t>(base) + i);
  }
  for (std::size_t i = 0; bent && i < triangles_.size(); i += 3) {
    const Point3 &a = corners[triangles_[i]], &b = corners[triangles_[i + 1]],
                 &c = corners[triangles_[i + 2]];
    Point3 own = cross(minus(b, a), minus(c, a));
    const double length = std::sqrt(dot(own, own));
    if (length > 1e-9) {
      for (double& each : own) each /= length;
    } else {
      own = normal;
    }
    for (const Point3& corner : {a, b, c}) part.add_vertex(placed(corner), to_floats(own));
    for (std::size_t k = 0; k < 3; ++k) part.indices.push_back(static_cast<std::uint32_t>(base + i + k));
  }
  const auto name = static_cast<float>(number);
  if (part.features.empty() || part.features.back() != name) ++part.feature_count;
  for (std::size_t i = base; i < part.vertices(); ++i) part.features.push_back(name);
  if (!mesh.keeps_surfaces) return;
  for (std::size_t i = base; i < part.vertices(); ++i) {
    part.surfaces.push_back(face.surface);
    part.corners.push_back(bent ? triangles_[i - base] : static_cast<std::uint32_t>(i - base));
  }
}

SceneMesh mesh_of(const Scene& scene, std::span<const std::uint32_t> features, const PointMap& map,
                  const Point3& origin, Jobs& jobs) {
  std::vector<std::uint32_t> count(scene.tables.size(), 0), numbers(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) numbers[i] = count[scene.features[features[i]].table]++;
  if (std::any_of(count.begin(), count.end(), [](std::uint32_t n) { return n > kMostFeatures; })) {
    throw Error(ErrorCode::limit, "more than 16,777,216 objects of one table: glTF cannot number them", "",
                "export a 3D Tiles tileset");
  }
  constexpr std::size_t kGrain = 256;
  std::vector<SceneMesh> blocks(Jobs::chunk_count(features.size(), kGrain));
  jobs.parallel_for(0, features.size(), kGrain, [&](std::size_t begin, std::size_t end) {
    SceneMesher mesher(scene, map, origin);
    for (std::size_t i = begin; i < end; ++i)
      mesher.add(scene.features[features[i]], numbers[i], blocks[begin / kGrain]);
  });
  if (blocks.empty()) return {};
  SceneMesh mesh = std::move(blocks.front());
  for (std::size_t i = 1; i < blocks.size(); ++i) {
    mesh.append(blocks[i]);
    blocks[i] = {};
  }
  return mesh;
}

}  // namespace conurb::io
