// SPDX-License-Identifier: Apache-2.0
// What a surface of a 3D scene is made of, and the colours of an architect's model that tell it. Neighbours
// on a house or in a street differ in lightness, not in hue alone, so that people who do not tell red from
// green see them apart, too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace conurb::io {

enum class SceneMaterial : std::uint8_t {
  roof,
  wall,
  ground,  ///< what faces down
  window,
  door,
  structure,  ///< bridges, tunnels and what else is built, where nothing says wall or roof
  road,
  water,
  plant,
  land,  ///< land use
  terrain,
  other,
};
inline constexpr std::size_t kSceneMaterials = 12;

struct SceneColour {
  std::string_view name;             ///< "roof"
  std::array<std::uint8_t, 3> srgb;  ///< as screens take it
  float roughness;                   ///< 0 a mirror … 1 chalk
};
[[nodiscard]] const SceneColour& colour_of(SceneMaterial material);
/// The colour in linear light, 0 … 1, as renderers compute with it (IEC 61966-2-1).
[[nodiscard]] std::array<double, 3> linear_colour(const SceneColour& colour);

/// How the surfaces of an object are told apart.
enum class SceneKind : std::uint8_t { house, structure, road, water, plant, land, terrain, other };
/// Of a class of CityJSON, such as BuildingPart or Road; `other` for what it does not know.
[[nodiscard]] SceneKind kind_of(std::string_view object_type);

/// Material that a type of semantic surface says, such as RoofSurface; `other` if it says none.
[[nodiscard]] SceneMaterial material_of_surface(std::string_view surface_type);
/// Material of a surface that says nothing: of a house by its slope (within 14.5 degrees of upright a wall,
/// above that a roof), of anything else by its kind. `up` is the vertical part of the outward unit normal.
[[nodiscard]] SceneMaterial material_of_kind(SceneKind kind, double up);

}  // namespace conurb::io
