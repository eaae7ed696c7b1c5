// SPDX-License-Identifier: Apache-2.0
// The city in full detail, however much of it is seen: tiles are made, drawn and dropped piece by piece, so
// that a city of millions needs no more memory than a street.
#pragma once

#include <span>

#include "engine/scene/tiles.hpp"
#include "engine/view/scene_passes.hpp"

namespace conurb::view {

struct FullSource {
  const scene::TileSource* source = nullptr;
  SourceKind kind = SourceKind::solid;  ///< or ground
};

/// Draws into what is bound, which is cleared. No error of a solid is larger than a fiftieth of a pixel, none
/// of the ground than a quarter. Some ten seconds for a million buildings and their trees.
void draw_full_tiles(ScenePasses& passes, const Shot& shot, const city::Point3& scene_origin,
                     std::span<const FullSource> sources, std::size_t threads);

}  // namespace conurb::view
