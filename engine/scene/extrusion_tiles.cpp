// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/extrusion_tiles.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/scene/block_mesh.hpp"
#include "engine/scene/facade.hpp"

namespace conurb::scene {
namespace {

constexpr std::uint64_t kExtrusionTriangles = 5000;  // of a tile

}  // namespace

ExtrusionTiles::ExtrusionTiles(const city::City& city, std::size_t index, std::span<const float> heights,
                               const ObjectNumbers& numbers, const GroundHeights& ground)
    : city_(city), table_(index) {
  const city::Table& table = city_.table(table_);
  const auto alive = table.alive();
  const std::size_t rows = std::min(heights.size(), static_cast<std::size_t>(table.rows()));
  OutlineRings rings;
  std::vector<Block> blocks;
  std::vector<SolidMeasure> measures;
  for (std::size_t row = 0; row < rows; ++row) {
    if (alive[row] == 0 || !std::isfinite(heights[row]) || !rings.read(outline(row), 0)) continue;
    SolidMeasure measure;
    double lowest = 1e30;
    city::Box2 box;
    for (const city::Point2& p : rings.points()) {
      lowest = std::min(lowest, ground.height(p.x, p.y));
      box.add(p.x, p.y);
    }
    const double height = std::max(static_cast<double>(heights[row]), kLeast_m);
    const double top = ground.height(box.centre().x, box.centre().y) + height;
    measure.box.add(city::Point3{box.min_x, box.min_y, std::min(lowest, top) - kSunk_m});
    measure.box.add(city::Point3{box.max_x, box.max_y, top});
    measure.size =
        static_cast<float>(std::max(height, 0.05 * std::hypot(box.max_x - box.min_x, box.max_y - box.min_y)));
    measure.is_block = true;
    measure.lid_triangles = rings.triangles();
    measure.block_triangles = measure.full_triangles =
        measure.lid_triangles + 2 * static_cast<std::uint32_t>(rings.points().size());
    if (rings.read(outline(row), kBlockTolerance_m) && rings.simplified())
      measure.block_error = static_cast<float>(kBlockTolerance_m);
    blocks.push_back({row, numbers.number(table_, static_cast<std::int64_t>(row)),
                      static_cast<float>(std::min(lowest, top)), static_cast<float>(top)});
    measures.push_back(measure);
  }
  tiles_ = build_solid_tree(measures, kExtrusionTriangles);
  blocks_.reserve(blocks.size());
  for (const std::uint32_t i : tiles_.order) blocks_.push_back(blocks[i]);
  std::vector<std::uint32_t>().swap(tiles_.order);  // gives the memory back
}

std::span<const double> ExtrusionTiles::outline(std::size_t row) const {
  const city::Column& shape = city_.table(table_).column("shape");
  const auto offsets = shape.offsets();
  return shape.values<double>().subspan(static_cast<std::size_t>(offsets[row]),
                                        static_cast<std::size_t>(offsets[row + 1] - offsets[row]));
}

TileContent ExtrusionTiles::make(std::uint32_t tile, std::uint32_t level) const {
  TileContent content;
  const city::Box& box = tiles_.tree.tiles[tile].box;
  content.mesh.origin = {0.5 * (box.lower[0] + box.upper[0]), 0.5 * (box.lower[1] + box.upper[1]),
                         box.lower[2]};
  BlockMesher mesher(content.mesh);
  const SolidDetail detail = tiles_.detail(tile, level);
  for (std::uint32_t i = tiles_.solids[tile].begin; i < tiles_.solids[tile].end; ++i) {
    const Block& block = blocks_[i];
    BlockSize size{static_cast<double>(block.foot), static_cast<double>(block.top),
                   static_cast<double>(block.top), block.object};
    size.roof = size.wall = Material::structure;
    if (detail == SolidDetail::lid)
      mesher.add_lid(outline(block.row), kLidTolerance_m, size);
    else
      mesher.add_block(outline(block.row), detail == SolidDetail::full ? 0 : kBlockTolerance_m, size, {});
  }
  return content;
}

}  // namespace conurb::scene
