// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/view/box_city.hpp"

#include <array>
#include <utility>

namespace conurb::view {
namespace {

using Corner = std::array<float, 3>;

void add_quad(scene::Mesh& mesh, const std::array<Corner, 4>& corners, std::array<std::int8_t, 3> normal,
              scene::Material material, std::uint32_t object, double across_m, double up_m) {
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  const bool windows = material == scene::Material::wall;
  const auto right = static_cast<std::uint16_t>(across_m / 3 * 256),
             top = static_cast<std::uint16_t>(up_m / 3 * 256);
  for (std::size_t i = 0; i < 4; ++i) {
    scene::Vertex vertex;
    vertex.x = corners[i][0];
    vertex.y = corners[i][1];
    vertex.z = corners[i][2];
    vertex.normal = normal;
    vertex.material = material;
    vertex.object = object;
    if (windows)
      vertex.facade = {static_cast<std::uint16_t>(i == 1 || i == 2 ? right : 0),
                       static_cast<std::uint16_t>(i > 1 ? top : 0)};
    mesh.vertices.push_back(vertex);
  }
  for (const std::uint32_t corner : {0u, 1u, 2u, 0u, 2u, 3u}) mesh.indices.push_back(first + corner);
}

scene::TileTree one_tile(const city::Box& box, scene::Refinement refinement) {
  scene::TileTree tree;
  tree.refinement = refinement;
  scene::Tile tile;
  tile.box = box;
  tile.levels = {0, 1};
  tree.tiles.push_back(tile);
  tree.levels.push_back({0, 100});
  return tree;
}

}  // namespace

BlockSource::BlockSource(std::vector<Block> blocks) : blocks_(std::move(blocks)) {
  city::Box box;
  for (const Block& b : blocks_) {
    box.add(city::Point3{b.x, b.y, 0});
    box.add(city::Point3{b.x + b.width, b.y + b.depth, b.height});
  }
  tree_ = one_tile(box, scene::Refinement::add);
}

scene::TileContent BlockSource::make(std::uint32_t, std::uint32_t) const {
  scene::TileContent content;
  for (const Block& b : blocks_) {
    const auto w = static_cast<float>(b.x), e = static_cast<float>(b.x + b.width),
               s = static_cast<float>(b.y), n = static_cast<float>(b.y + b.depth),
               h = static_cast<float>(b.height);
    const auto wall = [&](const Corner& from, const Corner& to, std::array<std::int8_t, 3> normal,
                          double length) {
      add_quad(content.mesh, {from, to, Corner{to[0], to[1], h}, Corner{from[0], from[1], h}}, normal,
               scene::Material::wall, b.object, length, b.height);
    };
    wall({w, s, 0}, {e, s, 0}, {0, -127, 0}, b.width);
    wall({e, s, 0}, {e, n, 0}, {127, 0, 0}, b.depth);
    wall({e, n, 0}, {w, n, 0}, {0, 127, 0}, b.width);
    wall({w, n, 0}, {w, s, 0}, {-127, 0, 0}, b.depth);
    add_quad(content.mesh, {Corner{w, s, h}, Corner{e, s, h}, Corner{e, n, h}, Corner{w, n, h}}, {0, 0, 127},
             scene::Material::roof, b.object, 0, 0);
    for (std::size_t corner = 1; corner <= 4; ++corner)
      content.mesh.vertices[content.mesh.vertices.size() - corner].part = b.roof;
  }
  return content;
}

SmallBlocks::SmallBlocks(std::vector<Block> blocks, double size_m)
    : blocks_(std::move(blocks)), tree_(blocks_.tree()) {
  scene::Tile below = tree_.tiles[0];
  below.parent = 0;
  tree_.tiles[0].error = size_m;
  tree_.tiles[0].children = {1, 2};
  tree_.tiles.push_back(below);
}

scene::TileContent SmallBlocks::make(std::uint32_t tile, std::uint32_t level) const {
  return tile == 0 ? scene::TileContent{} : blocks_.make(0, level);
}

PlainGround::PlainGround(double half_side, std::uint32_t object, std::uint8_t half_metres)
    : half_side_(half_side), object_(object), half_metres_(half_metres) {
  city::Box box;
  box.add(city::Point3{-half_side, -half_side, 0});
  box.add(city::Point3{half_side, half_side, 0});
  tree_ = one_tile(box, scene::Refinement::replace);
}

scene::TileContent PlainGround::make(std::uint32_t, std::uint32_t) const {
  scene::TileContent content;
  const auto a = static_cast<float>(half_side_);
  add_quad(content.mesh, {Corner{-a, -a, 0}, Corner{a, -a, 0}, Corner{a, a, 0}, Corner{-a, a, 0}},
           {0, 0, 127}, scene::Material::terrain, 0, 0, 0);
  constexpr int kSide = 64;
  content.surface = scene::Picture(kSide, kSide);
  content.objects = scene::Picture(kSide, kSide);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      std::uint8_t* surface = content.surface.pixel(x, y);
      surface[0] = 226, surface[1] = 222, surface[2] = 212, surface[3] = scene::kLandAlpha;
      if (x < kSide / 2) continue;
      content.objects.pixel(x, y)[0] = static_cast<std::uint8_t>(object_);
      content.objects.pixel(x, y)[3] = half_metres_;
    }
  }
  content.extent = {-half_side_, -half_side_, half_side_, half_side_};
  return content;
}

}  // namespace conurb::view
