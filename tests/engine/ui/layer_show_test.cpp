// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/layer_show.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "engine/scene/picture_file.hpp"
#include "tests/engine/scene/layer_city.hpp"

namespace conurb::ui {
namespace {

using host::LayerGeometry;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Time at_second(double seconds) {
  return Time{static_cast<std::int64_t>(seconds * 1e6)};
}

/// A vehicle that drives over two links in 20 s, from above.
class LayerShows : public testing::Test {
 protected:
  LayerShows() {
    city::Box box;
    box.add(city::Point3{-100, -100, 0});
    box.add(city::Point3{200, 100, 20});
    view::RendererOptions options;
    options.box = box;
    options.objects = scene_.numbers.count();
    renderer_ = std::make_unique<view::Renderer>(*context_, options);
    renderer_->add_source(scene_.ground, view::SourceKind::ground);
    shows_ = std::make_unique<LayerShow>(*renderer_, scene_, units_, Zone::utc());
    vehicles_.look.path.link = "link";
    vehicles_.look.path.enter = "entered";
    vehicles_.look.path.leave = "left";
    view_.camera.mode = scene::CameraMode::map;
    view_.camera.target = {45, 10, 0};
    view_.camera.distance = 180;
  }

  /// Pixels that show a vehicle or its tail, by object number, at a moment.
  std::map<int, int> moved_to(double second) {
    const std::array shown = {ShownLayer{&vehicles_, &scale_, &city_, {}, false}};
    if (!painted_) shows_->show(0, city_, shown);
    painted_ = true;
    shows_->move(0, shown, at_second(second));
    do {
      renderer_->wait_for_tiles();
    } while (!renderer_->advance(kSize, {view_}, {}).tiles_complete);
    if (const char* folder = std::getenv("CONURB_TEST_PICTURES"))
      scene::write_png(renderer_->read(), std::filesystem::path(folder) / "tail.png");
    std::map<int, int> counts;
    const scene::Picture ids = renderer_->read_ids(kSize, view_);
    for (int y = 0; y < kSize.height; ++y)
      for (int x = 0; x < kSize.width; ++x) ++counts[id_at(ids, x, y)];
    return counts;
  }
  static int id_at(const scene::Picture& ids, int x, int y) {
    const std::uint8_t* p = ids.pixel(x, y);
    return p[0] + 256 * p[1] + 65536 * p[2];
  }
  [[nodiscard]] int number(std::int64_t row) const {
    return static_cast<int>(scene_.numbers.number(city_.index_of("vehicle"), row));
  }

  static constexpr view::Size kSize{480, 270};
  city::City city_ = scene::layer_city();
  Jobs jobs_{1};
  scene::CityScene scene_{city_, jobs_};
  UnitSystem units_;
  std::unique_ptr<view::GlContext> context_ = view::make_offscreen_context();
  std::unique_ptr<view::Renderer> renderer_;
  std::unique_ptr<LayerShow> shows_;
  scene::Scale scale_ = scene::scale_between(0, 10);
  scene::LayerSpec vehicles_ = scene::shown("vehicle", "who", LayerGeometry::particles);
  view::SceneView view_;
  bool painted_ = false;
};

TEST_F(LayerShows, WhatMovesDrawsATailWhileTimeGoesOn) {
  const int alone = moved_to(2)[number(0)];
  EXPECT_GT(alone, 10);
  for (int step = 1; step <= 10; ++step) (void)moved_to(2 + 0.5 * step);
  EXPECT_GT(moved_to(7)[number(0)], 2 * alone);
  EXPECT_NEAR(moved_to(2)[number(0)], alone, 3) << "time went back";
}

TEST_F(LayerShows, TrajectoriesAreKnownAtAnyMoment) {
  vehicles_.look.geometry = LayerGeometry::trajectory;
  vehicles_.look.path.of = "who";
  const auto first = moved_to(7), second = moved_to(15);
  ASSERT_EQ(first.count(number(0)), 1U);
  EXPECT_GT(first.at(number(0)), 100);
  EXPECT_EQ(first.count(number(1)), 0U);
  ASSERT_EQ(second.count(number(0)), 1U) << "the way before";
  ASSERT_EQ(second.count(number(1)), 1U) << "and the one that it is on";
}

TEST_F(LayerShows, TailsGoWithTheirLayer) {
  (void)moved_to(2);
  EXPECT_GT(moved_to(7)[number(0)], 10);
  shows_->show(0, city_, {});
  renderer_->advance(kSize, {view_}, {});
  const scene::Picture ids = renderer_->read_ids(kSize, view_);
  for (int y = 0; y < kSize.height; ++y)
    for (int x = 0; x < kSize.width; ++x) ASSERT_NE(id_at(ids, x, y), number(0));
}

TEST_F(LayerShows, OnlyArrowsFlow) {
  scene::LayerSpec links = scene::shown("link", "flow", LayerGeometry::line);
  const std::array shown = {ShownLayer{&links, &scale_, &city_, {}, false}};
  shows_->show(0, city_, shown);
  EXPECT_FALSE(shows_->flows());
  links.look.geometry = LayerGeometry::arrow;
  shows_->show(0, city_, shown);
  EXPECT_TRUE(shows_->flows());
  shows_->show(0, city_, {});
  EXPECT_FALSE(shows_->flows());
}

TEST(LayerShow, one_legend_tells_what_any_of_the_views_shows) {
  scene::Legend a, b;
  a.title = b.title = "Wall U-value";
  a.samples = {{scene::Look::missing, "no value", 298}};
  b.bar = {{0, 0, 0}, {255, 255, 255}};
  b.ticks = {{0, "0"}, {1, "0.2"}};
  b.samples = {{scene::Look::missing, "no value", 92}, {scene::Look::pinned, "set by a person", 206}};
  std::vector<scene::Legend> legends{a};
  add_to_legends(legends, std::vector{b, b});
  ASSERT_THAT(legends, SizeIs(1));
  EXPECT_THAT(legends[0].bar, SizeIs(2));
  EXPECT_THAT(legends[0].ticks, SizeIs(2));
  ASSERT_THAT(legends[0].samples, SizeIs(2));
  EXPECT_EQ(legends[0].samples[0].rows, 298) << "the first view's figures stay";
  EXPECT_EQ(legends[0].samples[1].look, scene::Look::pinned);
  add_to_legends(legends, {});
  EXPECT_THAT(legends[0].classes, IsEmpty());
}

}  // namespace
}  // namespace conurb::ui
