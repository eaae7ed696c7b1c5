// SPDX-License-Identifier: Apache-2.0
// Draws the city: tiles around the camera, light, shadows and the colours of all objects, plain while
// something moves and finer with every further frame when nothing does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/scene/camera.hpp"
#include "engine/scene/daylight.hpp"
#include "engine/scene/layer_drawing.hpp"
#include "engine/scene/tiles.hpp"
#include "engine/view/gl_context.hpp"

namespace conurb::view {

enum class SourceKind : std::uint8_t {
  solid,    ///< buildings, trees: throw shadows
  ground,   ///< with pictures draped over it
  ribbons,  ///< of scene::make_ribbons: over everything that they are not behind, the later over the earlier
  marks,    ///< of scene::MarkMesher: throw shadows
};

/// As what a layer's own geometry is shown.
[[nodiscard]] constexpr SourceKind kind_of(scene::LayerBody body) {
  switch (body) {
    case scene::LayerBody::ribbons:
    case scene::LayerBody::tails: return SourceKind::ribbons;
    case scene::LayerBody::marks:
    case scene::LayerBody::movers: return SourceKind::marks;
    case scene::LayerBody::none:
    case scene::LayerBody::blocks: break;
  }
  return SourceKind::solid;
}

/// What is seen with every set of colours.
inline constexpr int kAllSets = -1;

struct RendererOptions {
  city::Box box;                        ///< of the whole scene, local frame
  std::uint32_t objects = 0;            ///< greatest object number
  std::size_t workers = 1;              ///< threads that make tiles
  std::size_t tile_bytes = 384u << 20;  ///< of each source, kept in the card
};

/// How a scene is shown, beside the camera.
struct SceneStyle {
  scene::Daylight daylight;
  float muted = 0;  ///< how far what shows no data steps back, 0 … 1
  scene::Light muted_colour{.30f, .32f, .35f};
  scene::Light outline{1, 1, 1};  ///< of the selection, sRGB
  bool operator==(const SceneStyle&) const = default;
};

/// One camera on a part of the picture.
struct SceneView {
  scene::Camera camera;
  double left = 0, bottom = 0, right = 1, top = 1;  ///< part of the picture
  int colours = 0;                                  ///< number of the set of colours
  int colours_right = 0;                            ///< that right of `split`
  double split = 1;                                 ///< part of the view's width
  bool operator==(const SceneView&) const = default;
};

/// What a point of the picture shows.
struct Picked {
  SourceKind kind = SourceKind::solid;  ///< ribbons for marks too
  std::uint32_t object = 0;  ///< number; 0: none, as of the ground, where the map knows what is there
  std::uint32_t part = 0;    ///< as scene::Vertex::part
  city::Point3 point{};      ///< m, local frame; of ribbons and marks that of what is behind them
};

/// How fine a picture is to be.
struct Effort {
  double error_px = 2;                  ///< tiles: as scene::TileWish
  std::uint64_t triangles = 3'000'000;  ///< in all views
  int shadow_texels = 2048;             ///< along the side of a shadow map
  double scale = 1;                     ///< of the picture's sides while it is one sample; shown larger
  /// Shadows of the last picture do for some more, while something moves and one sample is drawn.
  bool keep_shadows = false;
  /// Pictures to take the mean of, each with other points in the pixel, of the sun and of the sky.
  int samples = 1;
};

/// Belongs to one context, which is current in every call.
class Renderer {
 public:
  /// From so many samples on a mean is shown: fewer look like as many lamps in the sky.
  static constexpr int kEnough = 8;

  Renderer(GlContext& context, RendererOptions options);
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// Shows a source, with one set of colours alone if it is of one scenario.
  void add_source(std::shared_ptr<const scene::TileSource> source, SourceKind kind, int set = kAllSets);
  /// Shows a source instead of another as soon as all that is wished of it is there. Without `old` (null, or
  /// none of those shown) the same as add_source.
  void replace_source(const scene::TileSource* old, std::shared_ptr<const scene::TileSource> source,
                      SourceKind kind, int set = kAllSets);
  void remove_source(const scene::TileSource* source);
  /// Shows a mesh that changes often, under a name of the caller's; an empty one takes it away.
  void set_mesh(const std::string& name, scene::Mesh mesh, SourceKind kind, int set = kAllSets);
  /// Lays a picture over the ground as a set of colours shows it; an empty one takes it away. `opacity` 0
  /// … 1.
  void set_raster(int set, const scene::RasterDrape& raster, float opacity = 0.85F);
  /// How far arrows have moved on ribbons, in distances between two of them; only its fraction counts.
  void set_flow_phase(double phase);
  /// Sets texels (scene/looks.hpp) of a set of colours; sets are made as they are named, all plain.
  void set_colours(int set, std::uint32_t first, std::span<const std::uint32_t> texels);
  void set_style(const SceneStyle& style);

  struct State {
    bool tiles_complete = false;  ///< nothing that was wished for is missing
    int samples = 0;              ///< in the picture that is shown
    std::uint64_t triangles = 0;  ///< shown
  };
  /// Brings the picture of a size nearer to what is asked for: takes in finished tiles, then draws one
  /// sample. Where anything differs from the last call, begins anew.
  State advance(Size size, const std::vector<SceneView>& views, const Effort& effort);
  /// Takes in finished tiles and asks for what is missing, as advance() does, and draws nothing.
  void stream(Size size, const std::vector<SceneView>& views, const Effort& effort);
  /// Waits until the tiles that were last wished for are there.
  void wait_for_tiles();

  /// Draws the picture on the default framebuffer, which is then bound.
  void show();
  /// The picture; `draw_over` may draw on it first, with plain OpenGL.
  [[nodiscard]] scene::Picture read(const std::function<void()>& draw_over = {});
  /// Object numbers in the picture of a view, red the lowest byte, with the tiles that are here.
  [[nodiscard]] scene::Picture read_ids(Size size, const SceneView& view);
  /// The same in full detail, whatever is here: a solid that is smaller than a pixel is where it is. Seconds
  /// for a large city from afar.
  [[nodiscard]] scene::Picture read_full_ids(Size size, const SceneView& view);
  /// What is at a point of the picture, in pixels from its upper left, of what the view shows: the ray of
  /// sight hits tiles, so that it takes a fraction of a millisecond, and a few pixels of ribbons and marks,
  /// which have a size on the screen, are drawn if there are any. None: the sky.
  [[nodiscard]] std::optional<Picked> pick(Size size, const SceneView& view, double x, double y);
  /// With what the last picture of a view was projected; `size` in pixels of the whole picture.
  [[nodiscard]] scene::Projection projection(Size size, const SceneView& view) const;
  [[nodiscard]] std::size_t tile_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::view
