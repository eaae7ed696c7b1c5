// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/levers_panel.hpp"

#include "tests/engine/ui/panel_fixture.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class LeversPanelTest : public ::testing::Test {
 protected:
  PanelBench rig(const Showing& showing = kShowings[0]) {
    return PanelBench(
        house_.room, [this](PanelContext& context, const Rect& rect) { panel_.draw(context, rect); },
        showing.scale, showing.theme);
  }
  double value(const std::string& branch, const std::string& id) {
    for (const room::LeverInfo& lever : house_.branch(branch).levers)
      if (lever.id == id) return lever.value;
    ADD_FAILURE() << "no lever " << id;
    return 0;
  }
  /// Takes the knob under a label to a share of its way.
  static void drag(PanelBench& panel, const std::string& label, double share) {
    const Rect name = panel.find(label);
    const double left = panel.rect().x0 + 24, right = panel.rect().x1 - 24, y = name.y1 + 20;
    panel.press(left, y);
    panel.release(left + share * (right - left), y);
  }

  CityFolder folder_;
  HouseRig house_{folder_};
  LeversPanel panel_;
};

TEST_F(LeversPanelTest, a_slider_moves_the_lever_of_the_what_if_when_it_is_let_go) {
  house_.room.execute("whatif.branch", {{"name", "wet"}});
  PanelBench panel = rig();
  panel.settle(house_);
  drag(panel, "Heat pumps", 1);
  panel.settle(house_);
  EXPECT_EQ(value("wet", "heating.share"), 100);
  EXPECT_EQ(value("base", "heating.share"), 10);
  EXPECT_EQ(house_.branch("wet").changes, 1U);
  EXPECT_TRUE(panel.says("As in the base: 10"));
  panel.click("As in the base: 10");
  panel.settle(house_);
  EXPECT_EQ(value("wet", "heating.share"), 10);
  EXPECT_FALSE(panel.says("As in the base: 10"));
}

TEST_F(LeversPanelTest, a_lever_moved_in_the_base_begins_a_what_if_and_leaves_the_base) {
  PanelBench panel = rig();
  panel.settle(house_);
  drag(panel, "Wall U-value", 0);
  EXPECT_TRUE(panel.says("What if …")) << panel.all_texts();
  EXPECT_EQ(panel.faults(), "");
  panel.keep("levers_offer");
  panel.click("What if …");
  panel.settle(house_);
  EXPECT_EQ(house_.room.active_branch(), "What if 1");
  EXPECT_NEAR(value("What if 1", "heating.walls"), 0.1, 1e-6);
  EXPECT_NEAR(value("base", "heating.walls"), 1.4, 1e-6);
}

TEST_F(LeversPanelTest, the_base_can_be_changed_on_purpose_and_left_as_it_is) {
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("Wood pellets");
  panel.click("Leave it");
  panel.settle(house_);
  EXPECT_EQ(value("base", "heating.fuel"), 0);
  panel.click("Wood pellets");
  panel.click("Change the base");
  panel.settle(house_);
  EXPECT_EQ(value("base", "heating.fuel"), 2);
  EXPECT_EQ(house_.room.published().branches.size(), 1U);
}

TEST_F(LeversPanelTest, switches_and_choices_are_pressed) {
  house_.room.execute("whatif.branch", {{"name", "wet"}});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("Close shutters");
  panel.click("Oil");
  panel.settle(house_);
  EXPECT_EQ(value("wet", "heating.shutters"), 1);
  EXPECT_EQ(value("wet", "heating.fuel"), 1);
  EXPECT_TRUE(panel.says("takes effect when run again"));
}

TEST_F(LeversPanelTest, a_knob_is_moved_with_the_keyboard_alone) {
  house_.room.execute("whatif.branch", {{"name", "wet"}});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.key(view::Key::down);  // the keyboard comes into the panel
  panel.keep("levers_focus");
  panel.key(view::Key::space);
  panel.key(view::Key::right);
  panel.key(view::Key::right);
  panel.key(view::Key::space);
  panel.settle(house_);
  EXPECT_EQ(value("wet", "heating.share"), 20);
}

TEST_F(LeversPanelTest, is_whole_in_each_theme_and_size) {
  house_.room.execute("whatif.branch", {{"name", "Deep retrofit"}});
  house_.room.execute("lever.set", {{"lever", "heating.walls"}, {"value", 0.2}});
  house_.room.execute("lever.set", {{"lever", "heating.shutters"}, {"value", 1}});
  for (const Showing& showing : kShowings) {
    PanelBench panel = rig(showing);
    panel.settle(house_);
    EXPECT_EQ(panel.faults(), "") << showing.name;
    panel.keep(std::string("levers_") + showing.name);
  }
}

TEST(LeversPanel, is_whole_in_chinese) {
  if (!has_chinese_font()) GTEST_SKIP() << "no font with Chinese characters is installed";
  const CityFolder folder;
  HouseRig house(folder, store::Mode::read_write, heating(), "zh");
  LeversPanel levers;
  PanelBench panel(house.room, [&](PanelContext& context, const Rect& rect) { levers.draw(context, rect); });
  panel.settle(house);
  panel.click("Oil");
  EXPECT_TRUE(panel.says("改动基准"));
  EXPECT_EQ(panel.faults(), "");
  panel.keep("levers_chinese");
}

TEST(LeversPanel, of_a_city_open_for_reading_only_nothing_moves) {
  const CityFolder folder;
  { const HouseRig made(folder); }
  HouseRig house(folder, store::Mode::read_only);
  LeversPanel levers;
  PanelBench panel(house.room, [&](PanelContext& context, const Rect& rect) { levers.draw(context, rect); });
  panel.settle(house);
  EXPECT_TRUE(panel.says("reading only")) << panel.all_texts();
  panel.click("Close shutters");
  panel.settle(house);
  EXPECT_FALSE(panel.says("What if …"));
  EXPECT_EQ(house.messages(), "");
}

}  // namespace
}  // namespace conurb::ui
