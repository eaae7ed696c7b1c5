// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/view/picture_target.hpp"

namespace conurb::view {
namespace {

TEST(OffscreenContext, DrawsOnWhenAnotherHasGone) {
  const auto context = make_offscreen_context();
  make_offscreen_context().reset();
  PictureTarget target(*context, {8, 8});
  target.begin({0, 1, 0});
  EXPECT_EQ(target.read().pixel(4, 4)[1], 255);
}

}  // namespace
}  // namespace conurb::view
