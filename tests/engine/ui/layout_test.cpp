// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/ui/rows.hpp"

namespace conurb::ui {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Layout, AFloatingPanelLiesOverOthersAndHidesTheirTexts) {
  Layout layout;
  layout.add_panel("below", {0, 0, 100, 100});
  layout.add_text("hidden", {10, 10, 60, 20}, rgb(0xffffff), rgb(0));
  layout.add_text("seen", {10, 80, 60, 90}, rgb(0xffffff), rgb(0));
  layout.add_floating("above", {0, 0, 100, 50});
  layout.add_text("above", {10, 10, 60, 20}, rgb(0xffffff), rgb(0));
  EXPECT_FALSE(layout.says("hidden"));
  EXPECT_TRUE(layout.says("seen"));
  EXPECT_THAT(layout.faults(100, 100), IsEmpty());
  layout.add_floating("another", {0, 40, 100, 60});
  EXPECT_THAT(layout.faults(100, 100), ElementsAre(HasSubstr("'above' and 'another' overlap")));
}

TEST(Rows, AFilterFindsAllOfItsWordsWhateverTheirCase) {
  EXPECT_TRUE(matches("Set node.level = 2", "LEVEL set"));
  EXPECT_FALSE(matches("Set node.level = 2", "level flow"));
  EXPECT_TRUE(matches("anything", "  "));
}

}  // namespace
}  // namespace conurb::ui
