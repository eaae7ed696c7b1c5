// SPDX-License-Identifier: Apache-2.0
// Three blocks on a plain, drawn off screen, for tests of what is seen.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>

#include "engine/view/renderer.hpp"
#include "tests/engine/view/box_city.hpp"

namespace conurb::view {

inline constexpr Size kSize{640, 360};

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
                              {-60, 0, 30, 20, 40, 1}, {-5, 10, 20, 20, 25, 2}, {40, -10, 25, 40, 15, 3, 7}}),
                          SourceKind::solid);
    renderer_->add_source(ground_, SourceKind::ground);
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
    return counted(renderer_->read_ids(kSize, view_));
  }
  static std::map<std::uint32_t, int> counted(const scene::Picture& ids) {
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
    if (x < 2 || y < 2 || x > kSize.width - 3 || y > kSize.height - 3) {
      ADD_FAILURE() << "out of the picture: " << at[0] << ' ' << at[1];
      return 0;
    }
    double sum = 0;
    for (int dy = -2; dy <= 2; ++dy)
      for (int dx = -2; dx <= 2; ++dx) sum += picture.pixel(x + dx, y + dy)[channel];
    return sum / 25;
  }

  std::unique_ptr<GlContext> context_ = make_offscreen_context();
  std::unique_ptr<Renderer> renderer_;
  std::shared_ptr<const scene::TileSource> ground_ = std::make_shared<PlainGround>(200, 4);
  SceneStyle style_;
  SceneView view_;
};

}  // namespace conurb::view
