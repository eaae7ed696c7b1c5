// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_raster.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

Rgb colour_at(const Picture& picture, int x, int y) {
  const std::uint8_t* pixel = picture.pixel(x, y);
  return {pixel[0], pixel[1], pixel[2]};
}

class Raster : public testing::Test {
 protected:
  city::City city_ = layer_city();
  UnitSystem units_;
  LayerSpec layer_ = shown("water", "depth", host::LayerGeometry::raster);
  Scale scale_ = scale_between(0, 5);
};

TEST_F(Raster, TheFirstRowIsTheNorthernmost) {
  const RasterDrape drape = raster_of(city_, layer_, scale_, units_);
  ASSERT_EQ(drape.picture.width, 3);
  ASSERT_EQ(drape.picture.height, 2);
  EXPECT_LT(difference(colour_at(drape.picture, 0, 0), scale_.colour(3)), 1.5);
  EXPECT_LT(difference(colour_at(drape.picture, 2, 1), scale_.colour(2)), 1.5);
  EXPECT_EQ(drape.picture.pixel(1, 0)[3], 0) << "no value there";
  EXPECT_EQ(drape.picture.pixel(0, 0)[3], 255);
  EXPECT_EQ(drape.extent.min_x, 100);
  EXPECT_EQ(drape.extent.max_x, 130);
  EXPECT_EQ(drape.extent.min_y, 200);
  EXPECT_EQ(drape.extent.max_y, 220);
  EXPECT_TRUE(drape.heights.empty());
}

TEST_F(Raster, ALargeGridBecomesMeansOfBlocks) {
  const RasterDrape drape = raster_of(city_, layer_, scale_, units_, 2);
  ASSERT_EQ(drape.picture.width, 2);
  ASSERT_EQ(drape.picture.height, 1);
  EXPECT_EQ(drape.cells, 2);
  EXPECT_LT(difference(colour_at(drape.picture, 0, 0), scale_.colour(4.0 / 3)), 1.5) << "0, 1, 3 and none";
  EXPECT_LT(difference(colour_at(drape.picture, 1, 0), scale_.colour(3.5)), 1.5) << "2 and 5";
  EXPECT_EQ(drape.extent.max_x, 140) << "the last block reaches beyond the grid";
}

TEST_F(Raster, ARaisedOneHasHeights) {
  layer_.look.height = "depth";
  const RasterDrape drape = raster_of(city_, layer_, scale_, units_);
  ASSERT_EQ(drape.heights.size(), 6U);
  EXPECT_EQ(drape.heights[0], 3);
  EXPECT_TRUE(std::isnan(drape.heights[1]));
  EXPECT_EQ(drape.heights[3], 0);
}

TEST_F(Raster, ADifferenceIsOfTheCells) {
  city::City other = city_;
  set_values<float>(other, "water", "depth", {1, 1, 1, 1, 1, 1});
  const Scale scale = Scale::of_differences({-5, 5, kNull}, host::Better::none, {});
  const RasterDrape drape = difference_raster_of(city_, other, layer_, scale);
  EXPECT_LT(difference(colour_at(drape.picture, 2, 0), scale.colour(-4)), 1.5);
  EXPECT_LT(difference(colour_at(drape.picture, 0, 1), scale.colour(1)), 1.5);
  EXPECT_EQ(drape.picture.pixel(1, 0)[3], 0);
}

TEST_F(Raster, WhatIsNoGridHasNoPicture) {
  EXPECT_TRUE(raster_of(city_, shown("building", "height"), scale_, units_).picture.empty());
  EXPECT_TRUE(raster_of(city_, shown("nothing", "height"), scale_, units_).picture.empty());
  EXPECT_TRUE(raster_of(city_, shown("water", "nothing"), scale_, units_).picture.empty());
}

}  // namespace
}  // namespace conurb::scene
