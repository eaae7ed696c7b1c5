// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/layer_show.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conurb::ui {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

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
