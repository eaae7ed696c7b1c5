// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_drawing.hpp"

#include <utility>

#include "engine/scene/extrusion_tiles.hpp"
#include "engine/scene/glyph_tiles.hpp"
#include "engine/scene/network_tiles.hpp"

namespace conurb::scene {
namespace {

using host::LayerGeometry;

/// What draw_layer and draw_difference share.
class Drawer {
 public:
  Drawer(const city::City& city, const LayerSpec& layer, const ObjectNumbers& numbers,
         const std::shared_ptr<const GroundHeights>& heights, const UnitSystem& units,
         const DrawingOptions& options)
      : city_(city),
        layer_(layer),
        numbers_(numbers),
        heights_(heights),
        width_(size(layer.look.width, options.width, units)),
        height_(size(layer.look.height, options.height, units)) {}

  void add_geometry(LayerDrawing& drawing) const {
    switch (layer_.look.geometry) {
      case LayerGeometry::line:
      case LayerGeometry::arrow: add_ribbons(drawing); break;
      case LayerGeometry::glyph:
        drawing.body = LayerBody::marks;
        drawing.source = std::make_shared<GlyphTiles>(glyphs());
        break;
      case LayerGeometry::extrusion:
        drawing.body = LayerBody::blocks;
        drawing.stands_for_buildings = layer_.look.table == "building";
        drawing.source = std::make_shared<ExtrusionTiles>(city_, table(), heights_of(city_, layer_, height_),
                                                          numbers_, *heights_);
        break;
      case LayerGeometry::particles: drawing.body = LayerBody::movers; break;
      case LayerGeometry::trajectory: drawing.body = LayerBody::tails; break;
      case LayerGeometry::shape:
      case LayerGeometry::surface:
      case LayerGeometry::raster: break;
    }
  }

  /// Width and height as they are told in the legend.
  [[nodiscard]] LegendFacts facts(const DrawingOptions& options, std::span<const Texel> texels) const {
    LegendFacts facts;
    facts.time = options.time;
    facts.texels = texels;
    if (!layer_.look.width.empty()) facts.width = &width_;
    if (!layer_.look.height.empty()) facts.height = &height_;
    facts.a = options.a;
    facts.b = options.b;
    return facts;
  }

 private:
  [[nodiscard]] std::size_t table() const { return city_.index_of(layer_.look.table); }

  [[nodiscard]] SizeScale size(const std::string& name, const std::optional<SizeScale>& given,
                               const UnitSystem& units) const {
    if (given || name.empty()) return given.value_or(SizeScale{});
    const city::City* cities[] = {&city_};
    return size_scale_of(layer_, name, cities, units);
  }

  void add_ribbons(LayerDrawing& drawing) const {
    LayerSpec layer = layer_;
    if (layer.look.geometry == LayerGeometry::arrow && layer.look.arrow.empty())
      layer.look.arrow = layer.look.color;
    NetworkRows rows{widths_of(city_, layer, width_), arrows_of(city_, layer)};
    drawing.body = LayerBody::ribbons;
    drawing.arrows = !rows.flows.empty();
    drawing.source = std::make_shared<NetworkTiles>(city_, table(), rows, numbers_, heights_);
  }

  /// On the ground as it is drawn, which goes on where the terrain ends.
  [[nodiscard]] std::vector<Glyph> glyphs() const {
    std::vector<Glyph> result = glyphs_of(city_, layer_, width_, numbers_, heights_->terrain());
    for (Glyph& glyph : result) glyph.position[2] = heights_->height(glyph.position[0], glyph.position[1]);
    return result;
  }

  const city::City& city_;
  const LayerSpec& layer_;
  const ObjectNumbers& numbers_;
  const std::shared_ptr<const GroundHeights>& heights_;
  SizeScale width_, height_;
};

}  // namespace

LayerDrawing draw_layer(const city::City& city, const LayerSpec& layer, const Scale& scale,
                        const ObjectNumbers& numbers, const std::shared_ptr<const GroundHeights>& heights,
                        const UnitSystem& units, const Zone& zone, const DrawingOptions& options) {
  const Drawer drawer(city, layer, numbers, heights, units, options);
  LayerDrawing drawing;
  drawing.colours = colours_of(city, layer, scale, numbers, options.marks);
  drawer.add_geometry(drawing);
  if (layer.look.geometry == LayerGeometry::raster) drawing.raster = raster_of(city, layer, scale, units);
  drawing.legend = legend_of(city, layer, scale, zone, drawer.facts(options, drawing.colours.texels));
  return drawing;
}

LayerDrawing draw_difference(const city::City& a, const city::City& b, const LayerSpec& layer,
                             const Scale& scale, const ObjectNumbers& numbers,
                             const std::shared_ptr<const GroundHeights>& heights, const UnitSystem& units,
                             const Zone& zone, const DrawingOptions& options) {
  const Drawer drawer(b, layer, numbers, heights, units, options);
  LayerDrawing drawing;
  drawing.colours = difference_colours_of(a, b, layer, scale, numbers, options.marks);
  drawer.add_geometry(drawing);
  if (layer.look.geometry == LayerGeometry::raster) drawing.raster = difference_raster_of(a, b, layer, scale);
  LegendFacts facts = drawer.facts(options, drawing.colours.texels);
  facts.difference = true;
  drawing.legend = legend_of(b, layer, scale, zone, facts);
  return drawing;
}

}  // namespace conurb::scene
