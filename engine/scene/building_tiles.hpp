// SPDX-License-Identifier: Apache-2.0
// The buildings of a city, its bridges and what else is built, as tiles: a skyline of the tallest from far
// away, blocks with rows of windows, and close by the 3D model as it is. Made for a million buildings: what
// is kept of each is small, triangles are made when a tile is asked for.
//
//   const BuildingTiles buildings(city, ObjectNumbers(city), jobs);
//   for (const TileUse& use : choose_tiles(buildings.tree(), projection, 720, {}))
//     draw(buildings.make(use.tile, use.level).mesh);
#pragma once

#include "engine/scene/neighbour_walls.hpp"
#include "engine/scene/solid_tree.hpp"
#include "engine/scene/solids.hpp"
#include "engine/scene/surface_numbers.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {

/// Which solids there are is said in solids.hpp, how tiles share them in solid_tree.hpp. Levels of a tile:
/// lids, blocks, and full detail where that differs from blocks; error is how much height the level lacks.
/// Vertices have the numbers of rows of the table building, or of whatever other table describes the object;
/// of city_object where none does that has numbers; in full detail they have those of surfaces too, and the
/// colours and images that the model says. Walls reach kSunk_m below the ground; facades count a storey below
/// it (facade.hpp).
class BuildingTiles final : public TileSource {
 public:
  /// Keeps a copy of the city (columns are shared). Throws Error of the columns that are loaded for this.
  BuildingTiles(const city::City& city, const ObjectNumbers& numbers, Jobs& jobs);

  [[nodiscard]] const TileTree& tree() const override { return tiles_.tree; }
  /// Numbers are those of tree(); others are faults of the caller. Solids of no area give no triangles.
  [[nodiscard]] TileContent make(std::uint32_t tile, std::uint32_t level) const override;
  /// Buildings and other solids in the tree.
  [[nodiscard]] std::size_t size() const { return solids_.all().size(); }

 private:
  Solids solids_;
  SolidTree tiles_;
  NeighbourGrid neighbours_;
  SurfaceNumbers surfaces_;
};

}  // namespace conurb::scene
