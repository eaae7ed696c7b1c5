// SPDX-License-Identifier: Apache-2.0
// Everything that shows one layer: colours of objects, geometry of its own, a picture on the ground, and what
// its legend says. Viewers hand these to the renderer and know nothing of what the layer is about.
//
//   const LayerDrawing drawing = draw_layer(city, layer, scale, numbers, heights, units, zone);
//   renderer.set_colours(0, drawing.colours.first, drawing.colours.texels);
//   if (drawing.source) renderer.add_source(drawing.source, view::kind_of(drawing.body));
//   if (drawing.raster) renderer.set_raster(0, *drawing.raster);
//   if (drawing.body == LayerBody::movers)  // in every picture
//     renderer.set_mesh(layer.id, make_movers(movers_at(city, layer, numbers, heights->terrain(), now)), …);
#pragma once

#include <memory>
#include <optional>

#include "engine/base/zone.hpp"
#include "engine/scene/ground_heights.hpp"
#include "engine/scene/layer_colours.hpp"
#include "engine/scene/layer_raster.hpp"
#include "engine/scene/legend.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {

/// What a layer's own geometry is.
enum class LayerBody : std::uint8_t {
  none,     ///< things that are there anyway are coloured, or it is a raster
  ribbons,  ///< lines over the ground
  marks,    ///< pins
  blocks,   ///< extrusions
  movers,   ///< made anew for every picture: movers_at() and make_movers()
  tails,    ///< likewise: trajectories_of() and make_tails()
};

struct LayerDrawing {
  TexelRange colours;
  LayerBody body = LayerBody::none;
  std::shared_ptr<const TileSource> source;  ///< of ribbons, marks, blocks; else null
  std::optional<RasterDrape> raster;
  bool arrows = false;                ///< ribbons flow: time moves them
  bool stands_for_buildings = false;  ///< blocks in their places: these are not to be shown beside them
  Legend legend;
};

/// What drawing depends on besides city, layer and scale.
struct DrawingOptions {
  RowMarks marks;
  std::optional<SizeScale> width, height;  ///< of all that are compared; without, those of the city alone
  std::optional<Time> time;                ///< of the values, for the legend
  std::string a = "A", b = "B";            ///< names of compared scenarios
};

/// Throws as colours_of and display_of. Any thread.
[[nodiscard]] LayerDrawing draw_layer(const city::City& city, const LayerSpec& layer, const Scale& scale,
                                      const ObjectNumbers& numbers,
                                      const std::shared_ptr<const GroundHeights>& heights,
                                      const UnitSystem& units, const Zone& zone,
                                      const DrawingOptions& options = {});
/// What B has more than A: colours on a scale of differences, the geometry that of B. Throws as
/// difference_scale_of.
[[nodiscard]] LayerDrawing draw_difference(const city::City& a, const city::City& b, const LayerSpec& layer,
                                           const Scale& scale, const ObjectNumbers& numbers,
                                           const std::shared_ptr<const GroundHeights>& heights,
                                           const UnitSystem& units, const Zone& zone,
                                           const DrawingOptions& options = {});

}  // namespace conurb::scene
