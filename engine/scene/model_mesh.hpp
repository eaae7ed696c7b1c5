// SPDX-License-Identifier: Apache-2.0
// Solids of the 3D model as it has them: roofs, walls, windows and doors told apart. Walls get a place on a
// facade where the model has no windows of its own; those of houses reach into the ground, and what lies on
// the ground is left out, as nobody sees it. Where the model says how a surface looks, it looks so, and has
// no windows but its own.
#pragma once

#include <vector>

#include "engine/io/scene_mesh.hpp"
#include "engine/scene/facade.hpp"
#include "engine/scene/mesh.hpp"
#include "engine/scene/neighbour_walls.hpp"
#include "engine/scene/solids.hpp"
#include "engine/scene/surface_numbers.hpp"

namespace conurb::scene {

/// Appends solids to a mesh around the mesh's origin. Keeps its memory; one thread at a time.
class ModelMesher {
 public:
  /// All outlive it.
  ModelMesher(const Solids& solids, const SurfaceNumbers& surfaces, Mesh& mesh);

  /// A solid that has a model. Its walls that stand against `neighbours` have no windows.
  void add(const Solid& solid, const std::vector<WallLine>& neighbours);

 private:
  /// Triangles of one upright plane that touch or overlap: they share one facade.
  struct Plane {
    double nx, ny, offset;  // outward, of unit length; distance of the plane along it
  };
  struct Piece {
    std::uint32_t plane, triangle;
    double left, right;  // along the plane, as seen from outside
  };
  struct Wall {
    Facade facade;
    double left = 0, length = 0, eaves = 0;
    std::uint32_t plane = 0;
  };
  void add_part(const io::ScenePart& part, const Solid& solid);
  void add_walls(const io::ScenePart& part, const Solid& solid, const std::vector<WallLine>& neighbours);
  void find_planes(const io::ScenePart& part);
  void add_facade(const io::ScenePart& part, std::size_t begin, std::size_t end, const Solid& solid,
                  const std::vector<WallLine>& neighbours);
  [[nodiscard]] Wall measure(const io::ScenePart& part, std::size_t begin, std::size_t end,
                             const Solid& solid, const std::vector<WallLine>& neighbours) const;
  void add_triangle(const io::ScenePart& part, std::uint32_t triangle, const Wall& wall, const Solid& solid);
  void split_triangle(const std::array<Vertex, 3>& corners, const Wall& wall);
  [[nodiscard]] std::uint32_t plane_of(const Plane& plane);
  [[nodiscard]] double along(const Plane& plane, const io::ScenePart& part, std::uint32_t vertex) const;
  [[nodiscard]] Vertex vertex(const io::ScenePart& part, std::uint32_t vertex, const Solid& solid) const;
  [[nodiscard]] city::SurfaceLook look(const io::ScenePart& part, std::uint32_t vertex) const {
    return looks_.of(part.surfaces[vertex]);
  }
  void paint(const io::ScenePart& part, std::uint32_t number, std::uint32_t vertex);
  void set_facade(Vertex& vertex, const Wall& wall) const;
  [[nodiscard]] std::uint32_t copied(const io::ScenePart& part, std::uint32_t vertex, const Solid& solid,
                                     const Wall& wall);

  Mesh& mesh_;
  const SurfaceNumbers& surfaces_;
  const city::SurfaceLooks& looks_;
  io::SceneMesher mesher_;
  io::SceneMesh scene_mesh_;
  struct Copy {
    std::uint32_t vertex = city::kNone;  // of the mesh
    std::size_t wall = 0;
  };
  std::vector<Copy> copies_;  // by vertex of the part: the last one, and the wall that it was made for
  std::size_t wall_ = 0;      // under way
  std::vector<Plane> planes_;
  std::vector<Piece> pieces_;
};

}  // namespace conurb::scene
