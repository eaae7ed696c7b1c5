// SPDX-License-Identifier: Apache-2.0
#include "engine/io/scene_colours.hpp"

#include <cmath>

namespace conurb::io {

namespace {

constexpr double kSteep = 0.25;  // sine of 14.5 degrees, as in building_shell.hpp

constexpr std::array<SceneColour, kSceneMaterials> kColours{{
    {"roof", {166, 90, 66}, 0.9F},
    {"wall", {238, 232, 222}, 0.95F},
    {"ground", {152, 141, 129}, 1.0F},
    {"window", {62, 84, 107}, 0.3F},
    {"door", {108, 65, 43}, 0.8F},
    {"structure", {183, 201, 203}, 0.9F},
    {"road", {112, 113, 118}, 1.0F},
    {"water", {93, 146, 200}, 0.2F},
    {"plant", {138, 177, 119}, 1.0F},
    {"land", {239, 210, 159}, 1.0F},
    {"terrain", {203, 192, 168}, 1.0F},
    {"other", {166, 163, 193}, 0.9F},
}};

struct KindOfType {
  std::string_view type;
  SceneKind kind;
};

// Beginnings of the classes of CityJSON 2.0, section 2.
constexpr KindOfType kKinds[] = {
    {"Building", SceneKind::house},
    {"Bridge", SceneKind::structure},
    {"Tunnel", SceneKind::structure},
    {"OtherConstruction", SceneKind::structure},
    {"Road", SceneKind::road},
    {"Railway", SceneKind::road},
    {"TransportSquare", SceneKind::road},
    {"Waterway", SceneKind::water},
    {"WaterBody", SceneKind::water},
    {"PlantCover", SceneKind::plant},
    {"SolitaryVegetationObject", SceneKind::plant},
    {"LandUse", SceneKind::land},
    {"TINRelief", SceneKind::terrain},
};

struct MaterialOfType {
  std::string_view type;
  SceneMaterial material;
};

constexpr MaterialOfType kSurfaces[] = {
    {"RoofSurface", SceneMaterial::roof},
    {"OuterFloorSurface", SceneMaterial::roof},
    {"WallSurface", SceneMaterial::wall},
    {"InteriorWallSurface", SceneMaterial::wall},
    {"GroundSurface", SceneMaterial::ground},
    {"OuterCeilingSurface", SceneMaterial::ground},
    {"FloorSurface", SceneMaterial::ground},
    {"CeilingSurface", SceneMaterial::wall},
    {"Window", SceneMaterial::window},
    {"Door", SceneMaterial::door},
    {"WaterSurface", SceneMaterial::water},
    {"WaterGroundSurface", SceneMaterial::water},
    {"WaterClosureSurface", SceneMaterial::water},
    {"TrafficArea", SceneMaterial::road},
    {"AuxiliaryTrafficArea", SceneMaterial::road},
    {"TransportationMarking", SceneMaterial::road},
    {"TransportationHole", SceneMaterial::road},
};

}  // namespace

const SceneColour& colour_of(SceneMaterial material) {
  return kColours.at(static_cast<std::size_t>(material));
}

std::array<double, 3> linear_colour(const SceneColour& colour) {
  std::array<double, 3> linear{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double value = colour.srgb[i] / 255.0;
    linear[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return linear;
}

SceneKind kind_of(std::string_view object_type) {
  for (const KindOfType& each : kKinds) {
    if (object_type.substr(0, each.type.size()) == each.type) return each.kind;
  }
  return SceneKind::other;
}

SceneMaterial material_of_surface(std::string_view surface_type) {
  for (const MaterialOfType& each : kSurfaces) {
    if (each.type == surface_type) return each.material;
  }
  return SceneMaterial::other;
}

SceneMaterial material_of_kind(SceneKind kind, double up) {
  switch (kind) {
    case SceneKind::house:
      if (up > kSteep) return SceneMaterial::roof;
      return up < -kSteep ? SceneMaterial::ground : SceneMaterial::wall;
    case SceneKind::structure: return SceneMaterial::structure;
    case SceneKind::road: return SceneMaterial::road;
    case SceneKind::water: return SceneMaterial::water;
    case SceneKind::plant: return SceneMaterial::plant;
    case SceneKind::land: return SceneMaterial::land;
    case SceneKind::terrain: return SceneMaterial::terrain;
    case SceneKind::other: break;
  }
  return SceneMaterial::other;
}

}  // namespace conurb::io
