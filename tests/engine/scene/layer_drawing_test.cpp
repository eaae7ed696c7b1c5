// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_drawing.hpp"

#include <gtest/gtest.h>

#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

using host::LayerGeometry;

class Drawing : public testing::Test {
 protected:
  LayerDrawing draw(const LayerSpec& layer) const {
    const city::City* cities[] = {&city_};
    return draw_layer(city_, layer, scale_of(layer, cities, units_), numbers_, heights_, units_, Zone::utc());
  }
  city::City city_ = layer_city();
  UnitSystem units_;
  ObjectNumbers numbers_{city_};
  std::shared_ptr<const GroundHeights> heights_ = std::make_shared<const GroundHeights>(city_);
};

TEST_F(Drawing, SurfacesHaveColoursAlone) {
  const LayerDrawing drawing = draw(shown("building", "height"));
  EXPECT_EQ(drawing.body, LayerBody::none);
  EXPECT_EQ(drawing.source, nullptr);
  EXPECT_FALSE(drawing.raster);
  EXPECT_EQ(look_of(drawing.colours.texels[0]), Look::value);
  EXPECT_EQ(drawing.legend.title, "height");
  EXPECT_EQ(drawing.legend.unit, "m");
}

TEST_F(Drawing, ArrowsFlowByTheirColourIfNothingElseIsBound) {
  LayerSpec layer = shown("link", "flow", LayerGeometry::line);
  layer.look.width = "flow";
  EXPECT_FALSE(draw(layer).arrows);
  EXPECT_EQ(draw(layer).body, LayerBody::ribbons);
  layer.look.geometry = LayerGeometry::arrow;
  const LayerDrawing drawing = draw(layer);
  EXPECT_TRUE(drawing.arrows);
  const Mesh mesh = drawing.source->make(0, 0).mesh;
  ASSERT_FALSE(mesh.vertices.empty());
  for (const Vertex& v : mesh.vertices) EXPECT_NE(v.facade[0], 0xFFFF);
  ASSERT_EQ(drawing.legend.sizes.size(), 1u);
  EXPECT_EQ(drawing.legend.sizes[0].title, "Width: flow");
}

TEST_F(Drawing, MarksBlocksAndMoversHaveTheirOwnGeometry) {
  EXPECT_EQ(draw(shown("sensor", "level", LayerGeometry::glyph)).body, LayerBody::marks);
  EXPECT_EQ(draw(shown("sensor", "level", LayerGeometry::glyph)).source->tree().tiles.size(), 1u);
  LayerSpec vehicles = shown("vehicle", "position", LayerGeometry::particles);
  vehicles.look.path.link = "link";
  vehicles.look.path.position = "position";
  EXPECT_EQ(draw(vehicles).body, LayerBody::movers);
  EXPECT_EQ(draw(vehicles).source, nullptr);
  LayerSpec blocks = shown("building", "heating_energy", LayerGeometry::extrusion);
  blocks.look.height = "heating_energy";
  EXPECT_EQ(draw(blocks).body, LayerBody::blocks);
  EXPECT_TRUE(draw(blocks).stands_for_buildings);
}

/// Rows that are passages, most of them over: how many there are says nothing.
TEST_F(Drawing, PassagesAreNotCountedInTheLegend) {
  LayerSpec layer = shown("vehicle", "position", LayerGeometry::particles);
  layer.look.scale = host::LayerScale::classes;
  layer.look.breaks = {50, 100};
  const auto rows = [&] {
    std::vector<std::int64_t> counts;
    for (const Legend::Class& each : draw(layer).legend.classes) counts.push_back(each.rows);
    return counts;
  };
  ASSERT_EQ(rows().size(), 3u);
  EXPECT_GT(rows()[0] + rows()[1] + rows()[2], 0);
  layer.look.path.enter = "enter";
  EXPECT_EQ(rows(), (std::vector<std::int64_t>{-1, -1, -1}));
  EXPECT_TRUE(draw(layer).legend.samples.empty());
}

TEST_F(Drawing, GridsArePicturesOnTheGround) {
  const LayerDrawing drawing = draw(shown("water", "depth", LayerGeometry::raster));
  ASSERT_TRUE(drawing.raster);
  EXPECT_EQ(drawing.raster->picture.width, 3);
  EXPECT_TRUE(drawing.colours.texels.empty());
  EXPECT_EQ(drawing.legend.bar.empty(), false);
}

TEST_F(Drawing, DifferencesHaveTheGeometryOfBAndASignedLegend) {
  city::City b = city_;
  set_values<float>(b, "link", "flow", {9, -1});
  LayerSpec layer = shown("link", "flow", LayerGeometry::line);
  layer.look.width = "flow";
  const Scale scale = difference_scale_of(layer, city_, b, units_);
  DrawingOptions options;
  options.a = "today";
  options.b = "plan";
  const LayerDrawing drawing =
      draw_difference(city_, b, layer, scale, numbers_, heights_, units_, Zone::utc(), options);
  EXPECT_EQ(drawing.body, LayerBody::ribbons);
  EXPECT_NE(drawing.source, nullptr);
  EXPECT_EQ(drawing.legend.title, "flow: plan \u2212 today");
  EXPECT_NE(drawing.colours.texels[0], drawing.colours.texels[1]);
}

}  // namespace
}  // namespace conurb::scene
