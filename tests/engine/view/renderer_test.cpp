// SPDX-License-Identifier: Apache-2.0
#include "engine/view/renderer.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>

#include "tests/engine/view/box_city.hpp"

namespace conurb::view {
namespace {

constexpr Size kSize{640, 360};

/// Three blocks on a plain, seen from the south.
class SmallScene : public testing::Test {
 protected:
  SmallScene() {
    RendererOptions options;
    options.box.add(city::Point3{-200, -200, 0});
    options.box.add(city::Point3{200, 200, 60});
    options.objects = 10;
    renderer_ = std::make_unique<Renderer>(*context_, options);
    renderer_->add_source(std::make_shared<BlockSource>(std::vector<Block>{
                              {-60, 0, 30, 20, 40, 1}, {-5, 10, 20, 20, 25, 2}, {40, -10, 25, 40, 15, 3}}),
                          SourceKind::solid);
    renderer_->add_source(std::make_shared<PlainGround>(200, 4), SourceKind::ground);
    style_.daylight = scene::daylight(Time{1'782'032'400'000'000}, {48, 11}, Zone::utc());  // June, forenoon
    renderer_->set_style(style_);
    view_.camera.distance = 260;
    view_.camera.heading_deg = 20;
  }

  Renderer::State draw(const Effort& effort = {}) {
    Renderer::State state;
    do {
      state = renderer_->advance(kSize, {view_}, effort);
      if (!state.tiles_complete) renderer_->wait_for_tiles();
    } while (!state.tiles_complete || state.samples < effort.samples);
    return state;
  }
  std::map<std::uint32_t, int> counted_ids() {
    draw();
    const scene::Picture ids = renderer_->read_ids(kSize, view_);
    std::map<std::uint32_t, int> counts;
    for (int y = 0; y < ids.height; ++y)
      for (int x = 0; x < ids.width; ++x) {
        const std::uint8_t* p = ids.pixel(x, y);
        ++counts[static_cast<std::uint32_t>(p[0] + 256 * p[1] + 65536 * p[2])];
      }
    return counts;
  }
  /// Mean of a channel around the place where a point of the city is seen.
  double brightness(const scene::Picture& picture, const city::Point3& at, int channel = 1) {
    const city::Point3 seen = renderer_->projection(kSize, view_).project(at);
    const int x = static_cast<int>(seen[0] * kSize.width), y = static_cast<int>((1 - seen[1]) * kSize.height);
    double sum = 0;
    for (int dy = -2; dy <= 2; ++dy)
      for (int dx = -2; dx <= 2; ++dx) sum += picture.pixel(x + dx, y + dy)[channel];
    return sum / 25;
  }

  std::unique_ptr<GlContext> context_ = make_offscreen_context();
  std::unique_ptr<Renderer> renderer_;
  SceneStyle style_;
  SceneView view_;
};

TEST_F(SmallScene, EveryObjectIsSeenUnderItsNumber) {
  const auto counts = counted_ids();
  for (const std::uint32_t object : {1u, 2u, 3u, 4u})
    EXPECT_GT(counts.count(object) ? counts.at(object) : 0, 500) << object;
  EXPECT_GT(counts.at(0), 500);  // sky and plain ground
  EXPECT_EQ(counts.size(), 5u);
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
