// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "engine/scene/looks.hpp"
#include "engine/scene/ribbons.hpp"
#include "tests/engine/view/small_scene.hpp"

namespace conurb::view {
namespace {

class Pick : public SmallScene {
 protected:
  /// Pixels from the upper left of where a point of the city is seen.
  std::array<double, 2> seen(const city::Point3& at) {
    const city::Point3 uv = renderer_->projection(kSize, view_).project(at);
    return {uv[0] * kSize.width, (1 - uv[1]) * kSize.height};
  }
  std::optional<Picked> pick(const city::Point3& at) {
    const auto [x, y] = seen(at);
    return renderer_->pick(kSize, view_, x, y);
  }
};

TEST_F(Pick, FindsWhatThePictureOfNumbersShows) {
  draw();
  const scene::Picture ids = renderer_->read_ids(kSize, view_);
  int blocks = 0, others = 0, differing = 0;
  for (int y = 2; y < kSize.height; y += 5) {
    for (int x = 2; x < kSize.width; x += 5) {
      const auto picked = renderer_->pick(kSize, view_, x + 0.5, y + 0.5);
      // The ground's own number comes from its map.
      const std::uint32_t object = picked && picked->kind == SourceKind::solid ? picked->object : 0;
      const std::uint32_t drawn = ids.pixel(x, y)[0] == 4 ? 0 : ids.pixel(x, y)[0];
      (object > 0 ? blocks : others) += 1;
      differing += object != drawn ? 1 : 0;
    }
  }
  EXPECT_GT(blocks, 400);
  EXPECT_GT(others, 500);
  EXPECT_LT(differing, 5) << "but on the very edges";
}

TEST_F(Pick, GivesThePlaceAndOfTheSkyNothing) {
  draw();
  const auto roof = pick({5, 20, 25});
  ASSERT_TRUE(roof);
  EXPECT_EQ(roof->object, 2u);
  EXPECT_NEAR(roof->point[0], 5, 1e-3);
  EXPECT_NEAR(roof->point[2], 25, 1e-3);
  const auto ground = pick({0, -60, 0});
  ASSERT_TRUE(ground);
  EXPECT_EQ(ground->kind, SourceKind::ground);
  EXPECT_NEAR(ground->point[1], -60, 1e-3);
  EXPECT_FALSE(renderer_->pick(kSize, view_, 320, 1));
}

TEST_F(Pick, GoesDownToThePartOfAnObject) {
  draw();
  EXPECT_EQ(pick({50, 10, 15})->part, 7u);
  EXPECT_EQ(pick({52, -10, 8})->part, 0u);
  EXPECT_EQ(pick({52, -10, 8})->object, 3u);
}

TEST_F(Pick, APartIsShownInAColourOfItsOwn) {
  const scene::Texel blue = scene::pack({20, 80, 200}, scene::Look::value);
  renderer_->set_colours(0, 3, std::array{scene::pack({200, 60, 20}, scene::Look::value)});
  renderer_->set_colours(0, 7, std::array{blue});
  draw();
  const scene::Picture picture = renderer_->read();
  const city::Point3 roof = {50, 10, 15}, wall = {52, -10, 4};
  EXPECT_GT(brightness(picture, roof, 2), brightness(picture, roof, 0) + 60);
  EXPECT_GT(brightness(picture, wall, 0), brightness(picture, wall, 2) + 30);
}

TEST_F(Pick, LooksThroughWhatIsHiddenWhereItIsHidden) {
  draw();
  const city::Point3 behind = {-50, 19.5, 40};  // on the first block's roof
  ASSERT_EQ(pick(behind)->object, 1u);
  renderer_->set_colours(0, 1, std::array{scene::kHiddenTexel});
  ASSERT_TRUE(pick(behind));
  EXPECT_NE(pick(behind)->object, 1u);
  view_.colours_right = 1;  // in the other scenario it is there
  view_.split = 0.05;
  EXPECT_EQ(pick(behind)->object, 1u);
}

TEST_F(Pick, TakesALineThatIsNearAndNotBehindABlock) {
  const std::vector<double> line = {-150, 20, 150, 20};  // through the second block's foot
  const scene::GroundHeights flat((city::City()));
  const std::vector<scene::RibbonLine> lines{{line, 2, 9}};
  renderer_->set_mesh("line", scene::make_ribbons(lines, flat), SourceKind::ribbons);
  draw();
  const auto [x, y] = seen({28, 20, 0});
  const auto on_line = renderer_->pick(kSize, view_, x, y), beside = renderer_->pick(kSize, view_, x, y + 3),
             apart = renderer_->pick(kSize, view_, x, y + 12);
  ASSERT_TRUE(on_line && beside && apart);
  EXPECT_EQ(on_line->object, 9u);
  EXPECT_EQ(on_line->kind, SourceKind::ribbons);
  EXPECT_NEAR(on_line->point[1], 20, 1);
  EXPECT_EQ(beside->object, 9u) << "a line is thin: near it will do";
  EXPECT_EQ(apart->kind, SourceKind::ground);
  EXPECT_EQ(pick({5, 10, 10})->object, 2u) << "the line is behind the block";
}

}  // namespace
}  // namespace conurb::view
