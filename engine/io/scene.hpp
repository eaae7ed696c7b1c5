// SPDX-License-Identifier: Apache-2.0
// What of a city goes into a 3D scene: one feature for each building with its parts, each bridge, each piece
// of ground …, the geometries that show it, and the row of a table that describes it. Rules:
//  - Of an object the geometry of the highest level of detail counts, up to the one asked for; of several at
//    one level that which says what its surfaces are, then the solid. Points and lines are not shown.
//  - An object with parts is its parts; its own geometry stands only where it is more detailed than they are.
//  - Rooms, storeys and furniture inside are left out where the object has an outside.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/city/city.hpp"
#include "engine/city/geometry_measure.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/io/scene_colours.hpp"

namespace conurb::io {

struct SceneOptions {
  /// By row of city_object: 1 for what is asked for; families stay together. Empty: everything.
  std::vector<std::uint8_t> wanted;
  /// "best", or the highest level of detail: "2.2", or "2", which takes 2.0 to 2.9. Objects without one up to
  /// there are left out.
  std::string lod = "best";
};

struct SceneGeometry {
  std::uint32_t geometry = 0;  ///< row of the store
  SceneKind kind = SceneKind::other;
};

struct SceneFeature {
  std::uint32_t table = 0;   ///< index in Scene::tables
  std::int64_t row = 0;      ///< of that table
  std::uint32_t object = 0;  ///< row of city_object, the topmost of its family
  city::Range geometries;    ///< in Scene::geometries
  city::Box box;             ///< metres, local frame of the city
  std::uint64_t triangles = 0;

  /// Length of the box's diagonal, m.
  [[nodiscard]] double diagonal() const;
};

/// Features in the order of the rows of their topmost objects.
struct Scene {
  const city::City* city = nullptr;
  const city::GeometryStore* store = nullptr;
  std::vector<std::size_t>
      tables;  ///< of the city, that features are rows of; city_object where none knows it
  std::vector<SceneFeature> features;
  std::vector<SceneGeometry> geometries;
  city::Box box;                      ///< of all features, local frame
  std::int64_t without_geometry = 0;  ///< families asked for that have nothing to show
};

/// Throws Error invalid_argument if the text is no level of detail, as SceneOptions::lod has them.
void check_lod(const std::string& lod);

/// Chooses. The city outlives the scene. Throws Error invalid_argument for a level of detail that is none,
/// not_found if there is nothing to show.
[[nodiscard]] Scene choose_scene(const city::City& city, const SceneOptions& options, Jobs& jobs);

}  // namespace conurb::io
