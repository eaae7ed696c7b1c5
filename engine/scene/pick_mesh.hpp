// SPDX-License-Identifier: Apache-2.0
// What of a mesh can be hit by rays, and which part of an object each triangle is.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/physics/pick_tile.hpp"
#include "engine/scene/mesh.hpp"

namespace conurb::scene {

/// Immutable; any thread.
struct PickMesh {
  /// About a second for two million triangles.
  explicit PickMesh(const Mesh& mesh);

  physics::PickTile tile;            ///< hits have the number of the triangle's object
  std::vector<std::uint32_t> parts;  ///< by triangle: as Vertex::part; empty: none has one

  [[nodiscard]] std::size_t bytes() const { return tile.bytes() + parts.size() * sizeof(parts[0]); }
};

}  // namespace conurb::scene
