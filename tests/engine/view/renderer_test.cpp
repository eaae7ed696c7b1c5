// SPDX-License-Identifier: Apache-2.0
#include "engine/view/renderer.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/engine/view/small_scene.hpp"

namespace conurb::view {
namespace {

TEST_F(SmallScene, EveryObjectIsSeenUnderItsNumber) {
  const auto counts = counted_ids();
  for (const std::uint32_t object : {1u, 2u, 3u, 4u})
    EXPECT_GT(counts.count(object) ? counts.at(object) : 0, 500) << object;
  EXPECT_GT(counts.at(0), 500);  // sky and plain ground
  EXPECT_EQ(counts.size(), 5u);
}

TEST_F(SmallScene, FullIdsShowWhatTilesLeaveOutThatAreHere) {
  constexpr double kSize_m = 1;
  renderer_->add_source(std::make_shared<SmallBlocks>(std::vector<Block>{{-60, -80, 30, 20, 10, 5}}, kSize_m),
                        SourceKind::solid);
  Effort coarse;
  coarse.error_px = 100;
  draw(coarse);
  EXPECT_FALSE(counted(renderer_->read_ids(kSize, view_)).contains(5));
  const auto full = counted(renderer_->read_full_ids(kSize, view_));
  for (const std::uint32_t object : {1u, 2u, 3u, 4u, 5u})
    EXPECT_GT(full.contains(object) ? full.at(object) : 0, 300);
  // The picture is what it was.
  EXPECT_FALSE(counted(renderer_->read_ids(kSize, view_)).contains(5));
  EXPECT_TRUE(counted(renderer_->read_ids(kSize, view_)).contains(1));
}

TEST_F(SmallScene, FullIdsTakeWhatStandsOnTheGroundFromNoMap) {
  renderer_->replace_source(ground_.get(), std::make_shared<PlainGround>(200, 6, 20), SourceKind::ground);
  draw();
  EXPECT_TRUE(counted(renderer_->read_ids(kSize, view_)).contains(6));
  EXPECT_FALSE(counted(renderer_->read_full_ids(kSize, view_)).contains(6));
}

TEST_F(SmallScene, WhatStandsInTheWayOfTheSunThrowsAShadow) {
  draw();
  const scene::Picture picture = renderer_->read();
  const city::Point3 sun = style_.daylight.sun_direction;
  // Behind the tallest block, seen from the sun, and on open ground.
  const double t = 20 / sun[2];
  const city::Point3 dark = {-45 - sun[0] * t, 10 - sun[1] * t, 0};
  EXPECT_LT(brightness(picture, dark), 0.8 * brightness(picture, {0, -60, 0}));
}

TEST_F(SmallScene, ColoursOfDataAreThoseOfTheirTexels) {
  const std::uint32_t blue = 0x02u << 24 | 200u << 16 | 80u << 8 | 20u;
  renderer_->set_colours(0, 2, std::array{blue});
  draw();
  const scene::Picture picture = renderer_->read();
  const city::Point3 roof = {5, 20, 25};
  EXPECT_GT(brightness(picture, roof, 2), brightness(picture, roof, 0) + 80);
  renderer_->set_colours(0, 2, std::array{0u});  // hidden
  EXPECT_EQ(counted_ids().count(2), 0u);
}

TEST_F(SmallScene, ASplitShowsTwoScenarios) {
  renderer_->set_colours(0, 4, std::array{0x02u << 24 | 255u});
  renderer_->set_colours(1, 4, std::array{0x02u << 24 | 255u << 16});
  view_.colours_right = 1;
  view_.split = 0.75;
  draw();
  const scene::Picture picture = renderer_->read();
  const city::Point3 left = {20, -40, 0}, right = {100, -40, 0};
  EXPECT_GT(brightness(picture, left, 0), brightness(picture, left, 2) + 60);
  EXPECT_GT(brightness(picture, right, 2), brightness(picture, right, 0) + 60);
}

TEST_F(SmallScene, ManySamplesSmoothEdges) {
  Effort effort;
  effort.samples = 16;
  EXPECT_EQ(draw(effort).samples, 16);
  const scene::Picture smooth = renderer_->read();
  if (const char* folder = std::getenv("CONURB_TEST_PICTURES")) {
    std::ofstream out(std::string(folder) + "/blocks.ppm", std::ios::binary);
    out << "P6\n" << smooth.width << ' ' << smooth.height << "\n255\n";
    for (std::size_t i = 0; i < smooth.rgba.size(); i += 4)
      out.write(reinterpret_cast<const char*>(&smooth.rgba[i]), 3);
  }
  draw();
  const scene::Picture rough = renderer_->read();
  int between = 0;
  for (std::size_t i = 0; i < smooth.rgba.size(); i += 4)
    between += std::abs(smooth.rgba[i] - rough.rgba[i]) > 12;
  EXPECT_GT(between, 300);
}

TEST_F(SmallScene, TheSameSceneGivesTheSamePicture) {
  Effort effort;
  effort.samples = 4;
  draw(effort);
  const scene::Picture first = renderer_->read();
  view_.camera.heading_deg += 40;
  draw(effort);
  view_.camera.heading_deg -= 40;
  draw(effort);
  EXPECT_EQ(renderer_->read().rgba, first.rgba);
}

}  // namespace
}  // namespace conurb::view
