// SPDX-License-Identifier: Apache-2.0
// Water and street lamps on the ground.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/view/small_scene.hpp"

namespace conurb::view {
namespace {

/// Plain land whose western half is water, with light on the eastern one.
class WetGround final : public scene::TileSource {
 public:
  [[nodiscard]] const scene::TileTree& tree() const override { return plain_.tree(); }
  [[nodiscard]] scene::TileContent make(std::uint32_t tile, std::uint32_t level) const override {
    scene::TileContent content = plain_.make(tile, level);
    for (int y = 0; y < content.surface.height; ++y)
      for (int x = 0; x < content.surface.width / 2; ++x) content.surface.pixel(x, y)[3] = 255;
    content.lamps = scene::Mask(64);
    for (std::size_t i = 0; i < content.lamps.values.size(); ++i)
      content.lamps.values[i] = i % 64 >= 32 ? 200 : 0;
    return content;
  }

 private:
  PlainGround plain_{200, 4};
};

class GroundLook : public SmallScene {
 protected:
  GroundLook() {
    RendererOptions options;
    options.box.add(city::Point3{-200, -200, 0});
    options.box.add(city::Point3{200, 200, 60});
    options.objects = 10;
    renderer_ = std::make_unique<Renderer>(*context_, options);
    renderer_->add_source(std::make_shared<WetGround>(), SourceKind::ground);
    renderer_->set_style(style_);
    view_.camera.heading_deg = 0;
  }
  /// How much more blue than red there is.
  double blue(const city::Point3& at) {
    const scene::Picture picture = renderer_->read();
    return brightness(picture, at, 2) / brightness(picture, at, 0);
  }
};

TEST_F(GroundLook, WaterMirrorsTheSkyTheMoreTheFlatterOneLooks) {
  view_.camera.pitch_deg = -8;
  draw();
  const double land = blue({40, 0, 0}), flat = blue({-40, 0, 0});
  EXPECT_GT(flat, 1.1 * land);
  view_.camera.pitch_deg = -80;
  draw();
  EXPECT_LT(blue({-40, 0, 0}), 0.95 * flat);
}

TEST_F(GroundLook, WhereDataAreShownWaterIsAsMutedAsLand) {
  style_.muted = 1;
  renderer_->set_style(style_);
  view_.camera.pitch_deg = -8;
  draw();
  const scene::Picture picture = renderer_->read();
  EXPECT_NEAR(brightness(picture, {40, 0, 0}), brightness(picture, {-40, 0, 0}), 1);
}

TEST_F(GroundLook, LampsLightTheGroundByNightAlone) {
  view_.camera.pitch_deg = -60;
  view_.camera.target = {60, 0, 0};
  draw();
  const double day = blue({60, 0, 0});
  style_.daylight = scene::daylight(Time{1'782'032'400'000'000 + 14 * kHour.us}, {48, 11}, Zone::utc());
  ASSERT_GT(style_.daylight.night, 0.9F);
  renderer_->set_style(style_);
  draw();
  EXPECT_LT(blue({60, 0, 0}), 0.8 * day) << "warm light";
  const scene::Picture night = renderer_->read();
  EXPECT_GT(brightness(night, {60, 0, 0}, 0), brightness(night, {-4, 0, 0}, 0) + 30);
}

}  // namespace
}  // namespace conurb::view
