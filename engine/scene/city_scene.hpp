// SPDX-License-Identifier: Apache-2.0
// All that is drawn of a city without knowing what it computes: ground, buildings, trees, and their numbers.
#pragma once

#include <memory>

#include "engine/base/jobs.hpp"
#include "engine/scene/bridge_tiles.hpp"
#include "engine/scene/building_tiles.hpp"
#include "engine/scene/ground_tiles.hpp"
#include "engine/scene/object_numbers.hpp"
#include "engine/scene/tree_tiles.hpp"

namespace conurb::scene {

/// Immutable. Of one state of the city: where shapes, heights or the 3D model change, made anew.
struct CityScene {
  /// `city` has its geometry (io::load_geometry), if it has a 3D model. `jobs` is used here only.
  CityScene(const city::City& city, Jobs& jobs);

  ObjectNumbers numbers;
  std::shared_ptr<const GroundHeights> heights;
  std::shared_ptr<const GroundFeatures> features;
  std::shared_ptr<const GroundRelief> relief;
  std::shared_ptr<const BuildingTiles> buildings;
  std::shared_ptr<const GroundTiles> ground;
  std::shared_ptr<const TreeTiles> trees;
  std::shared_ptr<const BridgeTiles> bridges;
  /// Of what people look at: the buildings, else all that the city knows of; metres, local frame.
  city::Box box;
};

/// A camera by name: "overview" from the south, "north", "east" and "west" from there, "top", a map of
/// everything, or "street", low over the middle of the tallest part. Throws Error not_found naming these.
[[nodiscard]] Camera named_camera(const CityScene& scene, std::string_view name, double aspect);

}  // namespace conurb::scene
