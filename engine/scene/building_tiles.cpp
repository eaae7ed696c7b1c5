// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/building_tiles.hpp"

#include <optional>

#include "engine/scene/block_mesh.hpp"
#include "engine/scene/look_pictures.hpp"
#include "engine/scene/model_mesh.hpp"

namespace conurb::scene {
namespace {

constexpr std::uint64_t kBlockTriangles = 5000;  // of a tile

/// One tile under way.
class TileMaker {
 public:
  TileMaker(const Solids& solids, const NeighbourGrid& neighbours, const SurfaceNumbers& surfaces, Mesh& mesh)
      : solids_(solids), neighbours_(neighbours), surfaces_(surfaces), mesh_(mesh), blocks_(mesh) {}

  void add(std::uint32_t number, SolidDetail detail) {
    const Solid& solid = solids_.all()[number];
    const auto metres = [](float height) { return static_cast<double>(height); };
    const BlockSize size{metres(solid.ground), metres(solid.block_top), metres(solid.eaves), solid.object};
    if (solid.has_model() && (detail == SolidDetail::full || !solid.has_outline())) {
      neighbours_.collect(number, near_);
      if (!models_) models_.emplace(solids_, surfaces_, mesh_);
      models_->add(solid, near_);
    } else if (detail == SolidDetail::lid) {
      blocks_.add_lid(solids_.outline(solid), kLidTolerance_m, size);
    } else {
      neighbours_.collect(number, near_);
      blocks_.add_block(solids_.outline(solid), detail == SolidDetail::full ? 0 : kBlockTolerance_m, size,
                        near_);
    }
  }

 private:
  const Solids& solids_;
  const NeighbourGrid& neighbours_;
  const SurfaceNumbers& surfaces_;
  Mesh& mesh_;
  BlockMesher blocks_;
  std::optional<ModelMesher> models_;  // there may be no model at all
  std::vector<WallLine> near_;
};

}  // namespace

BuildingTiles::BuildingTiles(const city::City& city, const ObjectNumbers& numbers, Jobs& jobs)
    : solids_(city, numbers, jobs), surfaces_(city, numbers) {
  tiles_ = build_solid_tree(solids_.take_measures(), kBlockTriangles);
  solids_.reorder(tiles_.order);
  std::vector<std::uint32_t>().swap(tiles_.order);  // gives the memory back
  neighbours_ = NeighbourGrid(solids_);
}

TileContent BuildingTiles::make(std::uint32_t tile, std::uint32_t level) const {
  TileContent content;
  const Tile& it = tiles_.tree.tiles[tile];
  Mesh& mesh = content.mesh;
  mesh.origin = {0.5 * (it.box.lower[0] + it.box.upper[0]), 0.5 * (it.box.lower[1] + it.box.upper[1]),
                 it.box.lower[2]};
  const std::size_t triangles = tiles_.tree.levels[it.levels.begin + level].triangles;
  mesh.indices.reserve(3 * triangles);
  mesh.vertices.reserve(2 * triangles);
  TileMaker maker(solids_, neighbours_, surfaces_, mesh);
  const SolidDetail detail = tiles_.detail(tile, level);
  for (std::uint32_t i = tiles_.solids[tile].begin; i < tiles_.solids[tile].end; ++i) maker.add(i, detail);
  if (!mesh.colours.empty()) mesh.colours.resize(mesh.vertices.size(), 0);
  if (!mesh.places.empty()) {
    mesh.places.resize(mesh.vertices.size(), kNoPlace);
    content.pictures = make_pictures(mesh, solids_.scene().store->looks());
  }
  return content;
}

}  // namespace conurb::scene
