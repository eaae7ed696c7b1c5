// SPDX-License-Identifier: Apache-2.0
// Blocks: walls raised over an outline, and a flat roof.
#pragma once

#include <span>
#include <vector>

#include "engine/city/triangulate.hpp"
#include "engine/scene/mesh.hpp"
#include "engine/scene/neighbour_walls.hpp"
#include "engine/scene/outline_rings.hpp"

namespace conurb::scene {

/// Where a block stands and how high, m above the datum.
struct BlockSize {
  double ground = 0, top = 0;
  double eaves = 0;          ///< of what the block stands for: as many storeys get windows as are below
  std::uint32_t object = 0;  ///< number
  Material roof = Material::roof, wall = Material::wall;  ///< only walls of Material::wall have windows
};

/// Appends blocks to a mesh around the mesh's origin. Keeps its memory from block to block; one thread at a
/// time.
class BlockMesher {
 public:
  explicit BlockMesher(Mesh& mesh) : mesh_(mesh) {}

  /// The roof alone: outlines simplified by `tolerance` (m), at the height of the top. Outlines that cannot
  /// be read give nothing.
  void add_lid(std::span<const double> outline, double tolerance, const BlockSize& size);
  /// Roof and walls. Walls reach kSunk_m below the ground; those that stand against `neighbours` have no
  /// windows.
  void add_block(std::span<const double> outline, double tolerance, const BlockSize& size,
                 const std::vector<WallLine>& neighbours);

 private:
  void add_roof(const BlockSize& size);
  void add_wall(const WallLine& wall, const BlockSize& size, const std::vector<WallLine>& neighbours);
  [[nodiscard]] Vertex vertex(const city::Point2& at, double z) const;

  Mesh& mesh_;
  OutlineRings rings_;
  city::Triangulator triangulator_;
  std::vector<city::Point3> corners_;
  std::vector<std::uint32_t> ring_ends_;
  city::PodArray<std::uint32_t> triangles_;
};

/// A unit vector as vertices have it.
[[nodiscard]] std::array<std::int8_t, 3> to_normal(double x, double y, double z);

}  // namespace conurb::scene
