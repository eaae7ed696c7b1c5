// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/model_mesh.hpp"

#include <algorithm>
#include <cmath>

#include "engine/scene/block_mesh.hpp"

namespace conurb::scene {
namespace {

static_assert(static_cast<int>(Material::roof) == static_cast<int>(io::SceneMaterial::roof) &&
              static_cast<int>(Material::other) == static_cast<int>(io::SceneMaterial::other));

constexpr double kUpright = 0.1;       // vertical part of a wall's normal
constexpr double kSamePlane_m = 0.05;  // and cosine of the angle between two
constexpr double kSameDirection = 0.9995;
constexpr double kTouching_m = 0.05;
constexpr double kFoot_m = 0.3;  // corners that low stand on the ground
constexpr double kEnd_m = 0.1;   // corners that near to the end of a wall are its edge

city::Point3 local(const Solids& solids, const city::Point3& origin) {
  return {origin[0], origin[1], origin[2] - solids.origin_z()};
}

}  // namespace

ModelMesher::ModelMesher(const Solids& solids, const SurfaceNumbers& surfaces, Mesh& mesh)
    : mesh_(mesh),
      surfaces_(surfaces),
      looks_(solids.scene().store->looks()),
      mesher_(solids.scene(), {}, local(solids, mesh.origin)) {
  scene_mesh_.keeps_surfaces = true;
}

void ModelMesher::add(const Solid& solid, const std::vector<WallLine>& neighbours) {
  for (io::ScenePart& part : scene_mesh_.parts) {
    part.positions.clear();
    part.normals.clear();
    part.features.clear();
    part.surfaces.clear();
    part.corners.clear();
    part.indices.clear();
  }
  io::SceneFeature feature;
  feature.geometries = solid.geometries;
  mesher_.add(feature, 0, scene_mesh_);
  const bool windows =
      std::any_of(scene_mesh_.parts.begin(), scene_mesh_.parts.end(), [](const io::ScenePart& part) {
        return part.material == io::SceneMaterial::window && !part.indices.empty();
      });
  const bool house = solid.kind == io::SceneKind::house;
  for (const io::ScenePart& part : scene_mesh_.parts) {
    copies_.assign(part.vertices(), {});
    if (house && !windows && part.material == io::SceneMaterial::wall) {
      add_walls(part, solid, neighbours);
    } else {
      add_part(part, solid);
    }
  }
}

Vertex ModelMesher::vertex(const io::ScenePart& part, std::uint32_t number, const Solid& solid) const {
  const float* const at = part.positions.data() + std::size_t{number} * 3;
  const float* const normal = part.normals.data() + std::size_t{number} * 3;
  Vertex result;
  result.x = at[0];
  result.y = at[1];
  result.z = at[2];
  const auto n = [normal](std::size_t axis) { return static_cast<double>(normal[axis]); };
  result.normal = to_normal(n(0), n(1), n(2));
  result.material = static_cast<Material>(part.material);
  result.object = solid.object;
  result.part = surfaces_.number(solid.object, part.surfaces[number]);
  const bool wall = solid.kind == io::SceneKind::house && part.material == io::SceneMaterial::wall &&
                    std::abs(n(2)) < kUpright;
  // An image would be stretched with its wall.
  const bool sunk = wall && look(part, number).image == city::kNone;
  const double above = static_cast<double>(result.z) + mesh_.origin[2] - static_cast<double>(solid.ground);
  if (sunk && above < kFoot_m) result.z -= static_cast<float>(above + kSunk_m);
  return result;
}

void ModelMesher::paint(const io::ScenePart& part, std::uint32_t number, std::uint32_t vertex) {
  const city::SurfaceLook own = look(part, number);
  if (own.none()) return;
  mesh_.colours.resize(std::size_t{vertex} + 1, 0);
  mesh_.colours[vertex] = own.colour;
  if (own.image == city::kNone) return;
  const city::TexturePoint& point = own.points[part.corners[number]];
  mesh_.places.resize(std::size_t{vertex} + 1, kNoPlace);
  mesh_.places[vertex] = {point[0], point[1], static_cast<float>(own.image)};
}

// A vertex that walls share is one for each: a bent face may lie in two planes.
std::uint32_t ModelMesher::copied(const io::ScenePart& part, std::uint32_t number, const Solid& solid,
                                  const Wall& wall) {
  Copy& copy = copies_[number];
  if (copy.vertex == city::kNone || copy.wall != wall_) {
    copy = {static_cast<std::uint32_t>(mesh_.vertices.size()), wall_};
    mesh_.vertices.push_back(vertex(part, number, solid));
    if (wall.facade.has_windows()) set_facade(mesh_.vertices.back(), wall);
    paint(part, number, copy.vertex);
  }
  return copy.vertex;
}

void ModelMesher::add_part(const io::ScenePart& part, const Solid& solid) {
  const bool hidden_below = solid.kind == io::SceneKind::house && part.material == io::SceneMaterial::ground;
  const double low = static_cast<double>(solid.ground) + kFoot_m - mesh_.origin[2];
  for (std::size_t i = 0; i < part.indices.size(); i += 3) {
    const std::uint32_t* const corners = part.indices.data() + i;
    const auto lies_low = [&](std::uint32_t corner) {
      return static_cast<double>(part.positions[std::size_t{corner} * 3 + 2]) < low;
    };
    if (hidden_below && std::all_of(corners, corners + 3, lies_low)) continue;
    for (std::size_t k = 0; k < 3; ++k) mesh_.indices.push_back(copied(part, corners[k], solid, {}));
  }
}

double ModelMesher::along(const Plane& plane, const io::ScenePart& part, std::uint32_t number) const {
  const float* const at = part.positions.data() + std::size_t{number} * 3;
  return static_cast<double>(at[1]) * plane.nx - static_cast<double>(at[0]) * plane.ny;
}

// The plane found before that is the same, or a new one. Neighbouring triangles mostly share one.
std::uint32_t ModelMesher::plane_of(const Plane& plane) {
  for (std::size_t i = planes_.size(); i-- > 0;) {
    const Plane& each = planes_[i];
    if (std::abs(each.offset - plane.offset) < kSamePlane_m &&
        each.nx * plane.nx + each.ny * plane.ny > kSameDirection)
      return static_cast<std::uint32_t>(i);
  }
  planes_.push_back(plane);
  return static_cast<std::uint32_t>(planes_.size() - 1);
}

void ModelMesher::find_planes(const io::ScenePart& part) {
  planes_.clear();
  pieces_.clear();
  for (std::uint32_t t = 0; t < part.indices.size() / 3; ++t) {
    const std::uint32_t* const corners = part.indices.data() + std::size_t{t} * 3;
    const float* const normal = part.normals.data() + std::size_t{corners[0]} * 3;
    const float* const at = part.positions.data() + std::size_t{corners[0]} * 3;
    const double nx = static_cast<double>(normal[0]), ny = static_cast<double>(normal[1]);
    const double flat = std::hypot(nx, ny);
    Piece piece{city::kNone, t, 0, 0};
    if (std::abs(static_cast<double>(normal[2])) < kUpright && flat > 0) {
      const double offset = (static_cast<double>(at[0]) * nx + static_cast<double>(at[1]) * ny) / flat;
      piece.plane = plane_of({nx / flat, ny / flat, offset});
      const Plane& plane = planes_[piece.plane];
      const double u[3] = {along(plane, part, corners[0]), along(plane, part, corners[1]),
                           along(plane, part, corners[2])};
      piece.left = std::min({u[0], u[1], u[2]});
      piece.right = std::max({u[0], u[1], u[2]});
    }
    pieces_.push_back(piece);
  }
  std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
    if (a.plane != b.plane) return a.plane < b.plane;
    return a.left != b.left ? a.left < b.left : a.triangle < b.triangle;
  });
}

void ModelMesher::add_walls(const io::ScenePart& part, const Solid& solid,
                            const std::vector<WallLine>& neighbours) {
  find_planes(part);
  for (std::size_t begin = 0; begin < pieces_.size();) {
    std::size_t end = begin + 1;
    double right = pieces_[begin].right;
    while (end < pieces_.size() && pieces_[end].plane == pieces_[begin].plane &&
           pieces_[end].left < right + kTouching_m)
      right = std::max(right, pieces_[end++].right);
    add_facade(part, begin, end, solid, neighbours);
    begin = end;
  }
}

void ModelMesher::add_facade(const io::ScenePart& part, std::size_t begin, std::size_t end,
                             const Solid& solid, const std::vector<WallLine>& neighbours) {
  Wall wall;
  ++wall_;
  if (pieces_[begin].plane != city::kNone) wall = measure(part, begin, end, solid, neighbours);
  for (std::size_t i = begin; i < end; ++i) {
    const bool plain = look(part, part.indices[std::size_t{pieces_[i].triangle} * 3]).none();
    add_triangle(part, pieces_[i].triangle, plain ? wall : Wall{}, solid);
  }
}

// Windows go up to the eaves: the lower end of the wall, so that none is cut by a slope of the roof.
ModelMesher::Wall ModelMesher::measure(const io::ScenePart& part, std::size_t begin, std::size_t end,
                                       const Solid& solid, const std::vector<WallLine>& neighbours) const {
  Wall wall;
  wall.plane = pieces_[begin].plane;
  const Plane& plane = planes_[wall.plane];
  wall.left = pieces_[begin].left;
  double right = wall.left;
  for (std::size_t i = begin; i < end; ++i) right = std::max(right, pieces_[i].right);
  wall.length = right - wall.left;
  double low = 1e30, left_top = -1e30, right_top = -1e30;
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::uint32_t number = part.indices[std::size_t{pieces_[i].triangle} * 3 + k];
      const double u = along(plane, part, number);
      const double z = static_cast<double>(part.positions[std::size_t{number} * 3 + 2]) + mesh_.origin[2];
      low = std::min(low, z);
      if (u < wall.left + kEnd_m) left_top = std::max(left_top, z);
      if (u > right - kEnd_m) right_top = std::max(right_top, z);
    }
  }
  wall.eaves = std::min(left_top, right_top);
  const double ground = static_cast<double>(solid.ground);
  wall.facade = Facade::of(wall.length, low < ground + 1 ? ground : low, wall.eaves);
  if (!wall.facade.has_windows()) return wall;
  const auto on_map = [&](double u) -> city::Point2 {
    return {plane.nx * plane.offset - plane.ny * u + mesh_.origin[0],
            plane.ny * plane.offset + plane.nx * u + mesh_.origin[1]};
  };
  if (is_party_wall({on_map(wall.left), on_map(right)}, neighbours)) wall.facade = {};
  return wall;
}

void ModelMesher::set_facade(Vertex& vertex, const Wall& wall) const {
  const Plane& plane = planes_[wall.plane];
  const double u = static_cast<double>(vertex.y) * plane.nx - static_cast<double>(vertex.x) * plane.ny;
  vertex.facade = wall.facade.at(std::clamp((u - wall.left) / wall.length, 0.0, 1.0),
                                 static_cast<double>(vertex.z) + mesh_.origin[2]);
}

void ModelMesher::add_triangle(const io::ScenePart& part, std::uint32_t triangle, const Wall& wall,
                               const Solid& solid) {
  const std::uint32_t* const numbers = part.indices.data() + std::size_t{triangle} * 3;
  std::array<Vertex, 3> corners{};
  bool above = false;
  for (std::size_t k = 0; k < 3 && wall.facade.has_windows(); ++k) {
    corners[k] = vertex(part, numbers[k], solid);
    above = above || static_cast<double>(corners[k].z) + mesh_.origin[2] > wall.eaves + kTouching_m;
  }
  if (above) return split_triangle(corners, wall);
  for (std::size_t k = 0; k < 3; ++k) mesh_.indices.push_back(copied(part, numbers[k], solid, wall));
}

// At the eaves: windows below, none above.
void ModelMesher::split_triangle(const std::array<Vertex, 3>& corners, const Wall& wall) {
  const double eaves = wall.eaves - mesh_.origin[2];
  const auto height = [eaves](const Vertex& v) {
    const double h = static_cast<double>(v.z) - eaves;
    return std::abs(h) <= kTouching_m ? 0 : h;
  };
  for (const double side : {-1.0, 1.0}) {
    std::array<Vertex, 4> cut{};
    std::uint32_t count = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const Vertex &a = corners[k], &b = corners[(k + 1) % 3];
      const double from = side * height(a), to = side * height(b);
      if (from >= 0) cut[count++] = a;
      if (from * to >= 0) continue;
      const auto t = static_cast<float>(from / (from - to));
      Vertex middle = a;
      middle.x += t * (b.x - a.x);
      middle.y += t * (b.y - a.y);
      middle.z += t * (b.z - a.z);
      cut[count++] = middle;
    }
    const bool has_area =
        std::any_of(cut.begin(), cut.begin() + count, [&](const Vertex& v) { return height(v) != 0; });
    if (count < 3 || !has_area) continue;
    const auto base = static_cast<std::uint32_t>(mesh_.vertices.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      if (side < 0) set_facade(cut[i], wall);
      mesh_.vertices.push_back(cut[i]);
    }
    for (std::uint32_t i = 2; i < count; ++i)
      for (const std::uint32_t corner : {0U, i - 1, i}) mesh_.indices.push_back(base + corner);
  }
}

}  // namespace conurb::scene
