// SPDX-License-Identifier: Apache-2.0
// A city as a tileset of 3D Tiles 1.1 (OGC 22-025r4): tileset.json, the objects as glTF files of a quadtree
// (tiles3d_tree.hpp) in the folder objects/, the ground as one file for each tile of its mesh in ground/.
#pragma once

#include <cstdint>
#include <filesystem>

#include "engine/io/gltf_export.hpp"

namespace conurb::io {

struct TilesetExportOptions : SceneExportOptions {
  std::uint64_t tile_triangles = 20000;  ///< in a file of objects: about 1 MB
  double height_offset = 0;              ///< m, added to all heights: the way from the datum to the ellipsoid
};

/// Writes the tileset into an empty folder. A city with a CRS stands at its place on the earth: local frames
/// are metres east, north and up of the city's middle (EarthFrame), the root's transform leads to
/// earth-centred WGS 84. One without stays in its own axes. Geometric errors: of a tile with objects the
/// diagonal of the largest object that only its children show; of the root, which shows nothing itself, that
/// of the largest object or tile of the ground. Each file is in memory only while it is made. Throws as
/// export_gltf does.
SceneExportResult export_tileset(const city::City& city, const TilesetExportOptions& options,
                                 const UnitSystem& units, const std::filesystem::path& folder, Jobs& jobs);

/// A folder in the making, beside its place ("NAME.part"), put in place whole when all is there; what was
/// there before stays till then. Removed if it is never put in place.
class TilesetFolder {
 public:
  /// Throws Error conflict if `place` is there and is neither empty nor a tileset that export_tileset wrote,
  /// with nothing of others in it; io if the folder cannot be made.
  explicit TilesetFolder(std::filesystem::path place);
  TilesetFolder(const TilesetFolder&) = delete;
  TilesetFolder& operator=(const TilesetFolder&) = delete;
  ~TilesetFolder();

  [[nodiscard]] const std::filesystem::path& part() const { return part_; }
  /// Throws Error io.
  void finish();

 private:
  std::filesystem::path place_, part_;
  bool done_ = false;
};

}  // namespace conurb::io
