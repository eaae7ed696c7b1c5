// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_sizes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

class Sizes : public testing::Test {
 protected:
  SizeScale scale_of(const LayerSpec& layer, const std::string& name) {
    const city::City* cities[] = {&city_};
    return size_scale_of(layer, name, cities, units_);
  }
  city::City city_ = layer_city();
  UnitSystem units_;
};

TEST_F(Sizes, LengthsAreAsHighAsTheyAre) {
  LayerSpec layer = shown("building", "height", host::LayerGeometry::extrusion);
  layer.look.height = "height";
  EXPECT_THAT(heights_of(city_, layer, scale_of(layer, "height")), ElementsAre(10, 20, 30, 0));
  const std::array<std::int64_t, 1> gone{2};
  city_.edit("building").retire(gone);
  EXPECT_THAT(heights_of(city_, layer, scale_of(layer, "height")), ElementsAre(10, 20, 0, 0));
}

TEST_F(Sizes, OtherHeightsAreSharesOfTheTallest) {
  LayerSpec layer = shown("building", "", host::LayerGeometry::extrusion);
  layer.look.height = "heating_energy";
  const SizeScale scale = scale_of(layer, "heating_energy");
  EXPECT_NEAR(scale.display.shown(scale.top), 2000, 1e-9) << "kWh, a round number";
  EXPECT_THAT(heights_of(city_, layer, scale),
              ElementsAre(FloatEq(kTallest_m / 2), FloatEq(kTallest_m), 0, 0));
}

TEST_F(Sizes, LinesAreAsWideAsTheAmountAndArrowsPointByTheSign) {
  LayerSpec layer = shown("link", "flow", host::LayerGeometry::arrow);
  layer.look.width = "flow";
  layer.look.arrow = "flow";
  const SizeScale scale = scale_of(layer, "flow");
  EXPECT_EQ(scale.top, 5);
  EXPECT_THAT(widths_of(city_, layer, scale), ElementsAre(FloatEq(0.8F), FloatEq(0.2F)));
  EXPECT_THAT(arrows_of(city_, layer), ElementsAre(1, -1));
  layer.look.arrow = "";
  EXPECT_TRUE(arrows_of(city_, layer).empty());
}

TEST_F(Sizes, MarksStandOnTheGroundWithAreasByValue) {
  city::HeightTiles tiles({0, 0, 10, 2, 2}, std::vector<float>{50, 50, 50, 50});
  LayerSpec layer = shown("sensor", "level", host::LayerGeometry::glyph);
  layer.look.width = "level";
  SizeScale scale = scale_of(layer, "level");
  scale.top = 16;
  const ObjectNumbers numbers(city_);
  const auto glyphs = glyphs_of(city_, layer, scale, numbers, city::Terrain(tiles));
  ASSERT_EQ(glyphs.size(), 1U);
  EXPECT_THAT(glyphs[0].position, ElementsAre(7, 8, 50));
  EXPECT_FLOAT_EQ(glyphs[0].size, 0.5F) << "a quarter of the area";
  EXPECT_EQ(glyphs[0].object, numbers.number(city_.index_of("sensor"), 0));
  EXPECT_EQ(glyphs_of(city_, layer, scale, numbers, {})[0].position[2], 0) << "without terrain";
}

}  // namespace
}  // namespace conurb::scene
