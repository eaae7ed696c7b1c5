// SPDX-License-Identifier: Apache-2.0
// Triangles and lines as graphics cards take them, made by workers that know no graphics library. Every
// vertex says which object of the city it belongs to (object_numbers.hpp): colours come from one texture with
// a texel for each object, so that a new colour moves 4 bytes and no geometry.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/city/geometry_measure.hpp"

namespace conurb::scene {

/// What a surface is made of, as the shaders tell it. The first are those of io::SceneMaterial, in its order.
enum class Material : std::uint8_t {
  roof,
  wall,    ///< upright; has windows where `facade` says so
  ground,  ///< what faces down
  window,
  door,
  structure,
  road,
  water,
  plant,
  land,
  terrain,
  other,
  trunk,
  crown,          ///< of a tree
  ribbon,         ///< a line of a network, laid over the ground; `normal` and `facade` as ribbons.hpp says
  ribbon_border,  ///< what is seen of it around a ribbon that is drawn after it
  mark,         ///< a small body that has a least size on the screen; `normal` and `facade` as marks.hpp says
  carriageway,  ///< and pavement: of bridges, as they are painted on the ground
  pavement,
};

/// 28 bytes.
struct Vertex {
  float x = 0, y = 0, z = 0;            ///< metres from Mesh::origin
  std::array<std::int8_t, 3> normal{};  ///< unit vector times 127
  Material material = Material::other;
  std::uint32_t object = 0;  ///< object number; 0: none
  /// Number of the part of that object that this is, as the surface of a building; 0: none. Where a part has
  /// a colour of its own, it is shown in that.
  std::uint32_t part = 0;
  /// Place on a facade in 1/256 of a window's module: right along the wall and up. The lowest storey with
  /// windows begins at 256, as walls reach below the ground. The mesher stretches modules so that whole ones
  /// fit a wall. Both 0xFFFF: no windows here.
  std::array<std::uint16_t, 2> facade{0xFFFF, 0xFFFF};
};
static_assert(sizeof(Vertex) == 28);

/// Of Mesh::places: on no picture.
inline constexpr std::array<float, 3> kNoPlace{0, 0, -1};

/// Triangles, anticlockwise seen from outside.
struct Mesh {
  city::Point3 origin{0, 0, 0};  ///< metres, local frame of the city, z above the datum
  std::vector<Vertex> vertices;
  std::vector<std::uint32_t> indices;  ///< three a triangle
  /// Colours that the model says, as city::SurfaceLook has them; 0: that of what the vertex is made of. As
  /// many as vertices, or none at all.
  std::vector<std::uint32_t> colours;
  /// Places on pictures: right and down from the upper left corner, 1 being the opposite one, beyond that the
  /// picture again; and its number in TileContent::pictures, -1: none. As many as vertices, or none at all.
  std::vector<std::array<float, 3>> places;

  [[nodiscard]] std::size_t triangles() const { return indices.size() / 3; }
  [[nodiscard]] std::size_t bytes() const {
    return vertices.size() * sizeof(Vertex) + (indices.size() + colours.size()) * sizeof(std::uint32_t) +
           places.size() * sizeof(places[0]);
  }
};

}  // namespace conurb::scene
