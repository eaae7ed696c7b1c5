// SPDX-License-Identifier: Apache-2.0
// A city as one glTF file: its objects with feature ids, and its ground.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/base/progress.hpp"
#include "engine/base/units.hpp"
#include "engine/io/cityjson_export.hpp"
#include "engine/io/scene.hpp"
#include "engine/io/scene_terrain.hpp"

namespace conurb::io {

struct SceneExportOptions {
  SceneOptions scene;
  std::vector<std::string> columns;  ///< as SceneColumns takes them
  bool ground = true;                ///< with the ground, where the city has heights
  /// Only tiles of the ground that reach into x0, y0, x1, y1, in the city's CRS.
  std::optional<std::array<double, 4>> ground_box;
  double ground_error = 0.5;  ///< m, as city::MeshOptions has it
  std::string attribution;    ///< who made the data, one line
  CancelToken cancel;
};

struct SceneExportResult {
  std::int64_t objects = 0;           ///< features
  std::int64_t triangles = 0;         ///< of objects
  std::int64_t ground_triangles = 0;  ///< skirts included
  std::int64_t files = 0, bytes = 0;
  std::int64_t without_geometry = 0;  ///< objects asked for that have nothing to show at this level of detail
  std::int64_t without_area = 0;      ///< surfaces of no area, which have no triangles
  std::int64_t crossing = 0;          ///< surfaces whose rings cross
  std::int64_t turned = 0;            ///< closed shells that were inside-out
  std::int64_t suppressed = 0;        ///< numbers of people too small to be told
  std::string heights;                ///< tileset: what the heights on earth are; empty without a place
};

/// Tiles of the ground that the options ask for, ascending.
[[nodiscard]] std::vector<std::size_t> ground_tiles(const SceneTerrain& terrain, const city::City& city,
                                                    const SceneExportOptions& options);

/// CRS, vertical datum and origin (coordinates of the CRS) as the files tell them.
[[nodiscard]] Json place_extras(const city::Place& place, const city::Point3& origin);

/// Writes the city to `write`. Vertices are metres from an origin near the middle of what is written, which
/// asset.extras tells. Throws as choose_scene, SceneColumns and write_glb do, and cancelled.
SceneExportResult export_gltf(const city::City& city, const SceneExportOptions& options,
                              const UnitSystem& units, const TextSink& write, Jobs& jobs);

}  // namespace conurb::io
