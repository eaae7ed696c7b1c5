// SPDX-License-Identifier: Apache-2.0
#include "engine/view/picture_target.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace conurb::view {
namespace {

TEST(PictureTarget, HoldsItsGroundWhateverElseIsDrawn) {
  const auto context = make_offscreen_context();
  PictureTarget red(*context, {40, 30});
  red.begin({1, 0, 0});
  PictureTarget blue(*context, {7, 5});
  blue.begin({0, 0, 1});
  const scene::Picture first = red.read(), second = blue.read();
  ASSERT_EQ(first.width, 40);
  ASSERT_EQ(first.height, 30);
  ASSERT_EQ(second.width, 7);
  for (const int corner : {0, 39}) EXPECT_EQ(first.pixel(corner, corner * 29 / 39)[0], 255);
  EXPECT_EQ(first.pixel(3, 3)[2], 0);
  EXPECT_EQ(second.pixel(6, 4)[2], 255);
}

TEST(PictureTarget, SizesThatCannotBeAreRefused) {
  const auto context = make_offscreen_context();
  for (const Size size : {Size{0, 5}, Size{5, -1}, Size{20'000, 5}})
    EXPECT_THROW(PictureTarget(*context, size), Error);
}

}  // namespace
}  // namespace conurb::view
