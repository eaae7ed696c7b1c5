// SPDX-License-Identifier: Apache-2.0
// The ground as few triangles: right-triangulated irregular networks with a bounded vertical error (Evans,
// Kirkpatrick, Townsend: Right-triangulated irregular networks, Algorithmica 30, 2001), one for each square
// of 256 × 256 cells.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/city/height_tiles.hpp"

namespace conurb::city {

struct MeshOptions {
  double max_error = 1;  ///< metres: no sample is further above or below the mesh; 0: every sample is kept
  bool skirts = true;    ///< with upright borders that close cracks between tiles
};

/// One tile. Corners are metres from (origin_x, origin_y) of the local frame; z is above the datum.
struct TerrainMesh {
  struct Vertex {
    float x = 0, y = 0, z = 0;
  };
  double origin_x = 0, origin_y = 0;
  std::vector<Vertex> vertices;
  std::vector<std::uint32_t> triangles;  ///< three each, counter-clockwise from above; skirts last
  std::size_t ground_triangles = 0;      ///< how many of them are ground, the others being skirts
};

/// Makes the meshes of one field of heights, which it keeps a reference to. Any thread may ask at once.
///
/// The error holds at every sample of HeightTiles; triangles meet without cracks inside of a tile. Along a
/// border two tiles are each within the error of the same samples, so skirts of twice the error close every
/// crack. Around missing samples triangles go down to single cells; cells that lack a corner are left out.
class TerrainMesher {
 public:
  static constexpr std::int64_t kCells = 256;  ///< along a tile's side

  explicit TerrainMesher(const HeightTiles& tiles);

  [[nodiscard]] std::int64_t tiles_across() const { return across_; }
  [[nodiscard]] std::int64_t tiles_up() const { return up_; }
  /// The tile of a column and row, 0 <= column < tiles_across(), from the south-west. Throws Error
  /// invalid_argument for a tile that is not there or an error below 0.
  [[nodiscard]] TerrainMesh mesh(std::int64_t column, std::int64_t row, const MeshOptions& options) const;
  /// All of them, row by row.
  [[nodiscard]] std::vector<TerrainMesh> meshes(const MeshOptions& options, Jobs& jobs) const;

 private:
  struct Corner {
    std::int16_t x, y;
  };
  /// A triangle of the hierarchy, counter-clockwise: hypotenuse a, b and the right angle c. Number t splits
  /// at the middle of a, b into 2 t and 2 t + 1; 2 and 3 are the halves of the tile.
  struct Triangle {
    Corner a, b, c;
  };
  struct Work;

  void load(std::int64_t column, std::int64_t row, Work& work) const;
  void find_splits(double max_error, Work& work) const;
  void emit(std::uint32_t t, Work& work, TerrainMesh& mesh) const;
  void add_skirts(const MeshOptions& options, Work& work, TerrainMesh& mesh) const;

  const HeightTiles& tiles_;
  std::int64_t across_ = 0, up_ = 0;
  std::vector<Triangle> hierarchy_;  // by number
};

}  // namespace conurb::city
