// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/soft_mask.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace conurb::scene {
namespace {

TEST(SoftMask, ABlurSpreadsWhatIsCoveredAlikeToAllSides) {
  Mask mask(41);
  for (int y = 18; y <= 22; ++y)
    for (int x = 18; x <= 22; ++x) mask.values[static_cast<std::size_t>(y * 41 + x)] = 255;
  const Mask soft = blurred(mask, 2);
  EXPECT_GT(soft.at(20, 20), 60);
  EXPECT_GT(soft.at(20, 20), soft.at(24, 20));
  EXPECT_GT(soft.at(24, 20), 0);
  EXPECT_EQ(soft.at(30, 20), 0);
  for (int d = 0; d < 10; ++d) {
    EXPECT_NEAR(soft.at(20 - d, 20), soft.at(20 + d, 20), 1);
    EXPECT_NEAR(soft.at(20, 20 - d), soft.at(20 + d, 20), 1);
  }
  const auto sum = [](const Mask& of) { return std::accumulate(of.values.begin(), of.values.end(), 0.0); };
  EXPECT_NEAR(sum(soft), sum(mask), 0.1 * sum(mask));
}

TEST(SoftMask, WhatIsCoveredEverywhereStaysSoInTheMiddle) {
  Mask mask(64);
  for (std::uint8_t& value : mask.values) value = 255;
  EXPECT_GE(blurred(mask, 5).at(32, 32), 253);
  EXPECT_LT(blurred(mask, 5).at(0, 32), 180);
  EXPECT_EQ(blurred(mask, 0).values, mask.values);
}

TEST(SoftMask, TheMiddleOfAMaskIsCutOutWithoutItsMargin) {
  Mask mask(6);
  std::iota(mask.values.begin(), mask.values.end(), std::uint8_t{0});
  const Mask middle = without_margin(mask, 2);
  ASSERT_EQ(middle.side, 2);
  EXPECT_EQ(middle.values, (std::vector<std::uint8_t>{14, 15, 20, 21}));
}

}  // namespace
}  // namespace conurb::scene
