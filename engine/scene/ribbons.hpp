// SPDX-License-Identifier: Apache-2.0
// Lines of networks – streets, pipes, cables – as bands of a width laid over the ground.
#pragma once

#include <cstdint>
#include <span>

#include "engine/scene/ground_heights.hpp"
#include "engine/scene/mesh.hpp"

namespace conurb::scene {

/// Which way something flows on a line.
enum class Flow : std::int8_t { against = -1, none = 0, along = 1 };

struct RibbonLine {
  std::span<const double> line;  ///< x, y, x, y …, metres of the local frame
  double width_m = 2;
  std::uint32_t object = 0;
  std::int32_t level = 0;  ///< above the ground: 1 and more are bridges, straight from end to end
  double shift_m = 0;      ///< to the right: two directions of one road can lie side by side
  Flow flow = Flow::none;
};

enum class RibbonDetail : std::uint8_t {
  bands,     ///< as long as the line, its ends cut straight
  outlined,  ///< with round ends, and borders below all ribbons of the mesh
};

struct RibbonOptions {
  double offset_m = 0.3;      ///< above the ground
  double tolerance_m = 0.08;  ///< points nearer than this to the line without them are left out
  RibbonDetail detail = RibbonDetail::bands;
};

/// Places along a flow start again at 0 after so many metres: a multiple of every power of two up to 1024.
inline constexpr double kFlowTurn_m = 15360;

/// The mesh of all lines in their order, later ones to be drawn over earlier ones; anticlockwise seen from
/// above, origin in the middle of them. Corners are mitred, sharp ones (by more than 120 degrees) cut. Points
/// that are not finite or repeat the one before are left out, as are lines of fewer than two points or
/// without a finite width above 0. Any thread.
///
/// All face up, so that Vertex::normal and facade tell the shader other things, with which it widens what is
/// narrow on the screen and draws arrows:
/// - normal[0], normal[1]: how far the point moves on the map, in 1/56 m, if the ribbon becomes a metre
///   wider; one that is shifted grows away from its line.
/// - normal[2]: place across the line, from -127 at its left to 127 at its right.
/// - facade[0]: place along it in the direction of the flow, quarters of a metre modulo kFlowTurn_m; 0xFFFF
///   where nothing flows.
/// - facade[1]: width in 1/64 m.
[[nodiscard]] Mesh make_ribbons(std::span<const RibbonLine> lines, const GroundHeights& ground,
                                const RibbonOptions& options = {});

}  // namespace conurb::scene
