// SPDX-License-Identifier: Apache-2.0
// The ground of a city as parts of a 3D scene, one for each tile of its error-bounded mesh.
#pragma once

#include <memory>

#include "engine/city/city.hpp"
#include "engine/city/terrain_mesh.hpp"
#include "engine/io/scene_mesh.hpp"

namespace conurb::io {

/// Of the heights in the table `terrain`; the triangles of TINRelief objects are features of the scene.
class SceneTerrain {
 public:
  /// `max_error` as in city::MeshOptions, m. No tiles where the city has no heights.
  SceneTerrain(const city::City& city, double max_error);

  [[nodiscard]] bool empty() const { return mesher_ == nullptr; }
  [[nodiscard]] std::size_t tiles() const { return empty() ? 0 : columns_ * rows_; }
  [[nodiscard]] std::size_t column(std::size_t tile) const { return tile % columns_; }
  [[nodiscard]] std::size_t row(std::size_t tile) const { return tile / columns_; }
  /// Extent of a tile on the map, metres of the local frame; heights are not in it.
  [[nodiscard]] city::Box extent(std::size_t tile) const;

  /// Adds the triangles of a tile, skirts included: points mapped and written as SceneMesher does. Normals
  /// are means of the ground around a corner. Nothing where no height is known. Any thread may call, as far
  /// as `map` allows.
  void add(std::size_t tile, const PointMap& map, const city::Point3& origin, SceneMesh& mesh) const;

 private:
  std::unique_ptr<city::HeightTiles> heights_;
  std::unique_ptr<city::TerrainMesher> mesher_;
  double max_error_, origin_z_;
  std::size_t columns_ = 0, rows_ = 0;
};

}  // namespace conurb::io
