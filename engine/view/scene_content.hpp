// SPDX-License-Identifier: Apache-2.0
// What there is to draw: sources of tiles, meshes that change often, and pictures over the ground.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/scene/tile_workers.hpp"
#include "engine/view/full_tiles.hpp"
#include "engine/view/picker.hpp"
#include "engine/view/raster_texture.hpp"
#include "engine/view/renderer.hpp"
#include "engine/view/scene_passes.hpp"
#include "engine/view/tile_set.hpp"

namespace conurb::view {

/// Which nodes are drawn with a set of colours: what is of all sets has every bit.
[[nodiscard]] unsigned mask_of(int set);

/// Functions are those of Renderer. Belongs to one context, which is current in every call.
class SceneContent {
 public:
  /// Shows in the groups of `passes`, which outlive this.
  SceneContent(ScenePasses& passes, const city::Point3& origin, const RendererOptions& options);

  void add(const scene::TileSource* old, std::shared_ptr<const scene::TileSource> source, SourceKind kind,
           int set);
  void remove(const scene::TileSource* source);
  void set_mesh(const std::string& name, scene::Mesh mesh, SourceKind kind, int set);
  void set_raster(int set, const scene::RasterDrape& raster, float opacity);
  /// Null if a set has none.
  [[nodiscard]] const RasterTexture* raster(int set) const;

  struct Sight {
    scene::Projection projection;
    int height_px = 0;
  };
  /// Takes in finished tiles for up to `time_s`, shows the best that is here for all cameras, and orders what
  /// is missing. True if nothing is.
  bool update(std::span<const Sight> sights, const Effort& effort, double time_s);
  /// Waits until there is a tile to take in, or none will come.
  void wait() { workers_.wait(); }

  /// Rays on what is shown to those who see `visible`; made anew when that has changed.
  [[nodiscard]] const Picker& picker(unsigned visible);
  /// Solids and grounds that are seen with a set of colours.
  [[nodiscard]] std::vector<FullSource> sources(unsigned mask) const;
  /// Hides the tiles of all solids and grounds, or shows them again.
  void hide_tiles(bool hidden);

  /// Changes whenever something else is shown.
  [[nodiscard]] std::uint64_t revision() const;
  [[nodiscard]] std::uint64_t triangles() const;
  [[nodiscard]] std::size_t tile_bytes() const;

 private:
  struct Source {
    std::unique_ptr<TileSet> set;
    SourceKind kind = SourceKind::solid;
    unsigned visible = ~0u;
    const scene::TileSource* replaces = nullptr;  // hidden until it can be shown instead of this
    /// Whether it is shown, and as what it is however far away: ribbons and marks have a size on the screen.
    [[nodiscard]] bool has_tiles() const {
      return replaces == nullptr && (kind == SourceKind::solid || kind == SourceKind::ground);
    }
  };
  struct NamedMesh {
    osg::ref_ptr<osg::Node> node;
    osg::ref_ptr<osg::Group> parent;
  };
  [[nodiscard]] bool shows(const scene::TileSource* source) const;
  void take_in(double time_s);
  void drop(const scene::TileSource* source);
  void take_place(Source& source);

  ScenePasses& passes_;
  city::Point3 origin_;
  std::size_t tile_bytes_;
  std::vector<Source> sources_;
  std::map<std::string, NamedMesh> meshes_;
  std::map<int, RasterTexture> rasters_;
  std::uint64_t changes_ = 0;
  struct KnownPicker {
    std::uint64_t revision = 0;
    unsigned visible = 0;
    Picker picker;
  };
  std::optional<KnownPicker> picker_;
  scene::TileWorkers workers_;
};

}  // namespace conurb::view
