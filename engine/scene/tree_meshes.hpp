// SPDX-License-Identifier: Apache-2.0
// Trees as a model maker makes them: a trunk and a crown of a few facets.
#pragma once

#include "engine/scene/mesh.hpp"
#include "engine/scene/tree_places.hpp"

namespace conurb::scene {

enum class TreeDetail : std::uint8_t {
  low,   ///< a crown of up to 12 triangles
  full,  ///< trunk and crown, up to 40 triangles
  near,  ///< a crown of uneven lobes, or of more tiers, up to 130 triangles
};

/// Triangles of a tree at most.
[[nodiscard]] constexpr std::uint32_t triangles_of(TreeDetail detail) {
  return detail == TreeDetail::low ? 12 : detail == TreeDetail::full ? 40 : 130;
}

/// Adds a tree that stands on `ground_m` (above the datum) to a mesh whose origin is set. Its top is exactly
/// as high and its crown as wide as `place` says; turn and proportions come from its position, so that the
/// same tree looks the same in every mesh.
void add_tree(const TreePlace& place, double ground_m, TreeDetail detail, Mesh& mesh);

}  // namespace conurb::scene
