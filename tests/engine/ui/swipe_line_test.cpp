// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/swipe_line.hpp"

#include "tests/engine/ui/house_city.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using Kind = view::InputEvent::Kind;

constexpr view::Size kSize{1000, 500};

class SwipeLineTest : public ::testing::Test {
 protected:
  bool move(double x, bool over_panel = false) {
    return line_.handle(rig_.room, {.kind = Kind::move, .x = x, .y = 200, .modifiers = {}}, kSize, 18,
                        over_panel);
  }
  bool button(double x, bool down, bool over_panel = false) {
    return line_.handle(rig_.room, {.kind = Kind::button, .x = x, .y = 200, .down = down, .modifiers = {}},
                        kSize, 18, over_panel);
  }
  void swipe() {
    rig_.room.execute("whatif.branch", {{"name", "b"}});
    rig_.settle();
    rig_.room.execute("compare.views", {{"branches", {"base", "b"}}});
    rig_.room.execute("compare.mode", {{"mode", "swipe"}});
  }
  [[nodiscard]] double at() { return rig_.room.state().swipe; }

  CityFolder folder_;
  HouseRig rig_{folder_};
  SwipeLine line_;
};

TEST_F(SwipeLineTest, is_taken_beside_it_and_follows_the_mouse_without_a_jump) {
  swipe();
  EXPECT_FALSE(move(510));
  EXPECT_TRUE(line_.hot());
  EXPECT_TRUE(button(510, true));
  EXPECT_TRUE(move(610));
  EXPECT_DOUBLE_EQ(at(), 0.6);
  EXPECT_TRUE(move(5000));
  EXPECT_DOUBLE_EQ(at(), 1);
  EXPECT_TRUE(move(300, true)) << "it may be drawn over a panel";
  EXPECT_TRUE(button(300, false));
  EXPECT_FALSE(move(700));
  EXPECT_DOUBLE_EQ(at(), 0.29);
}

TEST_F(SwipeLineTest, leaves_what_is_far_from_it_or_on_a_panel_to_others) {
  swipe();
  EXPECT_FALSE(button(530, true));
  EXPECT_FALSE(button(500, true, true));
  move(500, true);
  EXPECT_FALSE(line_.hot());
}

TEST_F(SwipeLineTest, is_not_there_unless_two_branches_are_swiped) {
  EXPECT_FALSE(button(500, true));
  swipe();
  EXPECT_TRUE(button(500, true));
  rig_.room.execute("compare.mode", {{"mode", "split"}});
  EXPECT_FALSE(move(600));
  EXPECT_FALSE(line_.held());
}

}  // namespace
}  // namespace conurb::ui
