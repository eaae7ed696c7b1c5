// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/facade.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace conurb::scene {
namespace {

TEST(Facade, WholeModulesFitAWall) {
  const Facade facade = Facade::of(10, 100, 109);
  ASSERT_TRUE(facade.has_windows());
  EXPECT_EQ(facade.modules, 3u);
  EXPECT_DOUBLE_EQ(facade.storey_m, 3);
  EXPECT_EQ(facade.at(0, 100), (std::array<std::uint16_t, 2>{0, 256}));
  EXPECT_EQ(facade.at(1, 109), (std::array<std::uint16_t, 2>{3 * 256, 4 * 256}));
}

TEST(Facade, StoreysAndModulesStayNearTheirUsualSizes) {
  for (double length = 1.8; length < 200; length += 0.37) {
    const Facade facade = Facade::of(length, 0, 2.4 + length);
    ASSERT_TRUE(facade.has_windows());
    EXPECT_GE(facade.storey_m, 2.2);
    EXPECT_LE(facade.storey_m, 4.7);
    EXPECT_GE(length / facade.modules, 1.8);
    EXPECT_LE(length / facade.modules, 4.5);
  }
}

TEST(Facade, NarrowAndLowWallsHaveNoWindows) {
  EXPECT_FALSE(Facade::of(1.7, 0, 10).has_windows());
  EXPECT_FALSE(Facade::of(10, 0, 2.2).has_windows());
  EXPECT_FALSE(Facade::of(10, 5, 0).has_windows());
  EXPECT_FALSE(Facade::of(std::nan(""), 0, 10).has_windows());
  EXPECT_FALSE(Facade::of(10, 0, std::nan("")).has_windows());
  EXPECT_EQ(Facade().at(0.5, 3), kNoFacade);
}

TEST(Facade, NoPlaceOnAWallHoweverLargeIsTakenForNone) {
  const Facade facade = Facade::of(5000, 0, 3000);
  EXPECT_NE(facade.at(1, 3000), kNoFacade);
  EXPECT_LE(facade.at(1, 3000)[0], 255 * 256);
  EXPECT_EQ(facade.at(0, -1e9)[1], 0);
  // The sunk foot has a place of its own.
  EXPECT_GT(Facade::of(5, 0, 2.3).at(0, -kSunk_m)[1], 0);
}

}  // namespace
}  // namespace conurb::scene
