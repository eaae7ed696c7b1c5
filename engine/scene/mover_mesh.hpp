// SPDX-License-Identifier: Apache-2.0
// Things that move as one mesh, made anew for every picture, and the ways behind them.
#pragma once

#include <cstdint>
#include <span>

#include "engine/scene/ground_heights.hpp"
#include "engine/scene/layer_movers.hpp"
#include "engine/scene/mesh.hpp"

namespace conurb::scene {

enum class MoverBody : std::uint8_t {
  car,    ///< what is on roads and rails
  arrow,  ///< whatever else has a heading
};

struct MoverOptions {
  MoverBody body = MoverBody::car;
  double size = 1;          ///< times as large as they are: half as wide as 2 m
  double least_radius = 3;  ///< half of their width on the screen, in 1/800 of the picture's height
  /// To the right of where they are, in halves of their width: two directions on one line pass each other.
  double right = 0;
};

/// All movers that have a finite place, facing their heading; Material::mark. Origin in the middle of them.
/// 20 triangles each at most. Any thread.
[[nodiscard]] Mesh make_movers(std::span<const Mover> movers, const MoverOptions& options = {});

/// The way that each strand of trajectories has behind it at `now`: ribbons that become narrower backwards
/// and end where it was `tail` ago. Their object is the number of the passage's row. Any thread.
[[nodiscard]] Mesh make_tails(const Trajectories& trajectories, const GroundHeights& heights, Time now,
                              Duration tail, std::span<const std::uint32_t> object_of_row,
                              double width_m = 5);

}  // namespace conurb::scene
