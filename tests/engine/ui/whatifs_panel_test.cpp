// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/whatifs_panel.hpp"

#include "tests/engine/ui/panel_fixture.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using room::View;

class WhatifsPanelTest : public ::testing::Test {
 protected:
  PanelBench rig(const Showing& showing = kShowings[0]) {
    return PanelBench(
        house_.room, [this](PanelContext& context, const Rect& rect) { panel_.draw(context, rect); },
        showing.scale, showing.theme);
  }

  CityFolder folder_;
  HouseRig house_{folder_};
  WhatifsPanel panel_;
};

TEST_F(WhatifsPanelTest, a_what_if_is_begun_with_a_name_and_run) {
  house_.run("base", 24);
  house_.settle();
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("What if …");
  panel.write("flood");
  panel.key(view::Key::enter);
  panel.settle(house_);
  EXPECT_EQ(house_.room.active_branch(), "flood");
  EXPECT_TRUE(panel.says("Not run yet"));
  panel.click("Run");
  panel.settle(house_);
  EXPECT_EQ(house_.branch("flood").status, room::BranchStatus::done) << house_.messages();
  EXPECT_TRUE(panel.says("Up to date"));
}

TEST_F(WhatifsPanelTest, escape_leaves_the_name_and_nothing_is_begun) {
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("What if …");
  panel.write("x");
  panel.key(view::Key::escape);
  panel.settle(house_);
  EXPECT_EQ(house_.room.published().branches.size(), 1U);
  EXPECT_FALSE(panel.says("Begin"));
}

TEST_F(WhatifsPanelTest, branches_are_renamed_and_deleted_with_a_second_press) {
  house_.room.execute("whatif.branch", {{"name", "wet"}});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("Rename");
  panel.write("er");
  panel.key(view::Key::enter);
  panel.settle(house_);
  EXPECT_NE(house_.room.published().branch("er"), nullptr) << panel.all_texts();
  panel.click("Delete");
  panel.settle(house_);
  EXPECT_EQ(house_.room.published().branches.size(), 2U);
  panel.click("Press again");
  panel.settle(house_);
  EXPECT_EQ(house_.room.published().branches.size(), 1U);
}

TEST_F(WhatifsPanelTest, a_second_press_that_comes_late_deletes_nothing) {
  house_.room.execute("whatif.branch", {{"name", "wet"}});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("Delete");
  panel.pass(10);
  panel.frames();
  panel.click("Delete");
  panel.settle(house_);
  EXPECT_EQ(house_.room.published().branches.size(), 2U);
}

TEST_F(WhatifsPanelTest, branches_come_into_view_under_a_letter_and_go_again) {
  for (const char* name : {"one", "two"}) {
    house_.room.execute("whatif.branch", {{"name", name}, {"parent", "base"}});
    house_.settle();
  }
  house_.room.execute("compare.views", {{"branches", {"base"}}});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("two");
  const auto press = [&](char letter) {  // the segment, not the mark of a branch
    const Rect row = panel.find("View as");
    for (const PlacedText& text : panel.layout().texts()) {
      if (text.text != std::string(1, letter) || std::abs(text.rect.y0 - row.y0) > 8) continue;
      panel.press(text.rect.x0 + 3, text.rect.y0 + 5);
      panel.release(text.rect.x0 + 3, text.rect.y0 + 5);
      return;
    }
    ADD_FAILURE() << "no segment " << letter;
  };
  press('B');
  EXPECT_THAT(house_.room.state().views, ElementsAre(View{"base", 'A'}, View{"two", 'B'}));
  press('A');
  EXPECT_THAT(house_.room.state().views, ElementsAre(View{"two", 'A'}, View{"base", 'B'}));
  panel.frames();
  press('A');
  EXPECT_THAT(house_.room.state().views, ElementsAre(View{"base", 'A'}));
}

TEST_F(WhatifsPanelTest, changes_are_taken_back_and_done_again) {
  house_.room.execute("whatif.branch", {{"name", "wet"}});
  house_.room.execute("lever.set", {{"lever", "heating.share"}, {"value", 50}});
  PanelBench panel = rig();
  panel.settle(house_);
  EXPECT_TRUE(panel.says("1 change"));
  panel.click("Undo");
  panel.settle(house_);
  EXPECT_EQ(house_.branch("wet").changes, 0U);
  panel.click("Redo");
  panel.settle(house_);
  EXPECT_EQ(house_.branch("wet").changes, 1U);
}

TEST_F(WhatifsPanelTest, selected_rows_get_a_value_in_the_what_if_in_the_unit_shown) {
  house_.room.execute("whatif.branch", {{"name", "warm"}});
  house_.room.execute("select.pick", {{"table", "building"}, {"ids", {1, 2, 3}}});
  PanelBench panel = rig();
  panel.settle(house_);
  EXPECT_TRUE(panel.says("Building: 3 selected")) << panel.all_texts();
  panel.click("Which value");
  panel.scroll_to("Heated to", 0.6f);
  panel.click("Heated to");
  panel.click("New value");
  panel.write("18,5");
  panel.frames();
  EXPECT_TRUE(panel.says("Set for 3"));
  EXPECT_EQ(panel.faults(), "");
  panel.keep("whatifs_edit");
  panel.key(view::Key::enter);
  panel.settle(house_);
  EXPECT_EQ(house_.branch("warm").changes, 1U) << house_.messages();
  auto answer = house_.simulation.ask([](sim::Twin& twin) {
    const city::City& city = twin.city(twin.journal().branch("warm").ordinal);
    return std::get<double>(city.table("building").column("heating_set_point").get(1));
  });
  EXPECT_NEAR(answer.get(), 291.65, 1e-3);
}

TEST_F(WhatifsPanelTest, a_change_in_the_base_begins_a_what_if) {
  house_.room.execute("select.pick", {{"table", "building"}, {"ids", {1}}});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("Which value");
  panel.click("Address");
  panel.click("New value");
  panel.write("Nowhere 1");
  panel.click("What if … for 1");
  panel.settle(house_);
  EXPECT_EQ(house_.room.active_branch(), "What if 1") << house_.messages();
  EXPECT_EQ(house_.branch("What if 1").changes, 1U) << house_.messages();
  EXPECT_EQ(house_.branch("base").changes, 0U);
}

TEST_F(WhatifsPanelTest, is_whole_in_each_theme_and_size) {
  house_.retrofit();
  house_.room.execute("whatif.branch", {{"name", "Deep retrofit and heat pumps"}});
  house_.room.execute("lever.set", {{"lever", "heating.share"}, {"value", 50}});
  house_.room.execute("lever.set", {{"lever", "heating.walls"}, {"value", 0.4}, {"branch", "Deep retrofit"}});
  house_.room.execute("select.pick", {{"table", "building"}, {"ids", {1, 2, 3}}});
  for (const Showing& showing : kShowings) {
    PanelBench panel = rig(showing);
    panel.settle(house_);
    EXPECT_TRUE(panel.says("Out of date"));
    EXPECT_EQ(panel.faults(), "") << showing.name;
    panel.keep(std::string("whatifs_") + showing.name);
  }
}

TEST_F(WhatifsPanelTest, a_branch_is_chosen_with_the_keyboard_alone) {
  house_.room.execute("whatif.branch", {{"name", "wet"}});
  PanelBench panel = rig();
  panel.settle(house_);
  EXPECT_TRUE(panel.says("Delete"));
  panel.key(view::Key::down);  // the keyboard comes into the panel, to the base
  panel.key(view::Key::space);
  EXPECT_FALSE(panel.says("Delete"));
}

TEST(WhatifsPanel, a_run_under_way_shows_how_far_it_is_and_is_stopped) {
  const CityFolder folder;
  HouseRig house(folder, store::Mode::read_write, slow_heating());
  WhatifsPanel whatifs;
  PanelBench panel(house.room, [&](PanelContext& context, const Rect& rect) { whatifs.draw(context, rect); });
  panel.settle(house);
  house.run("base", 20'000);
  for (int i = 0; i < 500 && house.branch("base").progress < 0.002; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    panel.frames(1);
  }
  panel.frames();
  EXPECT_TRUE(panel.says("Running")) << panel.all_texts();
  EXPECT_EQ(panel.faults(), "");
  panel.keep("whatifs_running");
  panel.click("Stop the run");
  panel.settle(house);
  EXPECT_TRUE(panel.says("Stopped")) << panel.all_texts();
}

TEST(WhatifsPanel, of_a_city_open_for_reading_only_nothing_is_offered_that_changes_it) {
  const CityFolder folder;
  {
    HouseRig made(folder);
    made.room.execute("whatif.branch", {{"name", "wet"}});
    made.settle();
  }
  HouseRig house(folder, store::Mode::read_only);
  WhatifsPanel whatifs;
  PanelBench panel(house.room, [&](PanelContext& context, const Rect& rect) { whatifs.draw(context, rect); });
  panel.settle(house);
  panel.click("wet");
  EXPECT_TRUE(panel.says("reading only"));
  EXPECT_FALSE(panel.says("Delete"));
  EXPECT_EQ(panel.faults(), "");
  panel.keep("whatifs_read_only");
}

TEST(WhatifsPanel, is_whole_in_chinese) {
  if (!has_chinese_font()) GTEST_SKIP() << "no font with Chinese characters is installed";
  const CityFolder folder;
  HouseRig house(folder, store::Mode::read_write, heating(), "zh");
  house.retrofit();
  house.room.execute("select.pick", {{"table", "building"}, {"ids", {3, 7}}});
  WhatifsPanel whatifs;
  PanelBench panel(house.room, [&](PanelContext& context, const Rect& rect) { whatifs.draw(context, rect); });
  panel.settle(house);
  EXPECT_EQ(panel.faults(), "");
  panel.keep("whatifs_chinese");
}

}  // namespace
}  // namespace conurb::ui
