// SPDX-License-Identifier: Apache-2.0
// Lines of networks – streets, pipes, cables – as bands of a width laid over the ground.
#pragma once

#include <cstdint>
#include <span>

#include "engine/scene/ground_heights.hpp"
#include "engine/scene/mesh.hpp"

namespace conurb::scene {

struct RibbonLine {
  std::span<const double> line;  ///< x, y, x, y …, metres of the local frame
  double width_m = 2;
  std::uint32_t object = 0;
  std::int32_t level = 0;  ///< above the ground: 1 and more are bridges, straight from end to end
  double shift_m = 0;      ///< to the right: two directions of one road can lie side by side
};

struct RibbonOptions {
  double offset_m = 0.3;      ///< above the ground
  double tolerance_m = 0.08;  ///< points nearer than this to the line without them are left out
  Material material = Material::ribbon;
};

/// The mesh of all lines in their order, facing up, origin in the middle of them. Corners are mitred, sharp
/// ones (by more than 120 degrees) cut. Vertex::facade says where on the line a point is: [0] along it from
/// its first point in quarters of a metre, modulo 65536; [1] across it from 0 at its left to 256 at its
/// right. Points that are not finite or repeat the one before are left out, as are lines of fewer than two
/// points or without a finite width above 0. Any thread.
[[nodiscard]] Mesh make_ribbons(std::span<const RibbonLine> lines, const GroundHeights& ground,
                                const RibbonOptions& options = {});

}  // namespace conurb::scene
