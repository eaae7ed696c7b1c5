// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/inspector_panel.hpp"

#include "tests/engine/ui/panel_fixture.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class InspectorPanelTest : public ::testing::Test {
 protected:
  void pick(std::vector<city::Id> ids) {
    house_.room.execute("select.pick", {{"table", "building"}, {"ids", ids}});
  }
  PanelBench rig(const Showing& showing = kShowings[0]) {
    return PanelBench(
        house_.room, [this](PanelContext& context, const Rect& rect) { panel_.draw(context, model_, rect); },
        showing.scale, showing.theme);
  }

  CityFolder folder_;
  HouseRig house_{folder_};
  CityModel model_{house_.room};
  InspectorPanel panel_;
};

TEST_F(InspectorPanelTest, says_what_to_do_while_nothing_is_selected) {
  PanelBench panel = rig();
  panel.frames();
  EXPECT_TRUE(panel.says("Click anything"));
  EXPECT_EQ(panel.faults(), "");
}

TEST_F(InspectorPanelTest, shows_values_of_both_scenarios_beside_each_other) {
  house_.retrofit();
  pick({7});
  PanelBench panel = rig();
  panel.settle(house_);
  EXPECT_TRUE(panel.says("Bahnhofstrasse 7")) << panel.all_texts();
  EXPECT_TRUE(panel.says("Building"));
  panel.keep("inspector_top");
  panel.scroll_to("U-value of the walls", 0.8f);
  const Rect name = panel.find("U-value of the walls"), a = panel.find("1.4"), b = panel.find("0.2");
  EXPECT_LT(name.x1, a.x0);
  EXPECT_LT(a.x1, b.x0);
  EXPECT_NEAR(a.y0, b.y0, 1);
  EXPECT_EQ(panel.faults(), "");
  panel.keep("inspector");
}

TEST_F(InspectorPanelTest, is_whole_in_each_theme_and_size) {
  house_.retrofit();
  pick({3, 4, 7});
  for (const Showing& showing : kShowings) {
    PanelBench panel = rig(showing);
    panel.settle(house_);
    EXPECT_EQ(panel.faults(), "") << showing.name;
    panel.keep(std::string("inspector_") + showing.name);
  }
}

TEST_F(InspectorPanelTest, steps_through_what_is_selected_from_the_last_chosen) {
  pick({3, 4, 7});
  PanelBench panel = rig();
  panel.settle(house_);
  EXPECT_TRUE(panel.says("3 of 3"));
  EXPECT_TRUE(panel.says("Bahnhofstrasse 7"));
  const Rect count = panel.find("3 of 3");
  const double y = (count.y0 + count.y1) / 2;
  panel.press(count.x0 - 16, y);
  panel.release(count.x0 - 16, y);
  panel.settle(house_);
  EXPECT_TRUE(panel.says("2 of 3"));
  EXPECT_TRUE(panel.says("Bahnhofstrasse 4"));
}

TEST_F(InspectorPanelTest, goes_to_what_a_row_is_connected_to) {
  pick({7});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.scroll_to("Old Town");
  panel.click("Old Town");
  EXPECT_EQ(house_.room.state().selection.table, "district");
  EXPECT_THAT(house_.room.state().selection.ids, ElementsAre(1));
  panel.settle(house_);
  EXPECT_TRUE(panel.says("District"));
}

TEST_F(InspectorPanelTest, shows_a_value_on_the_map_and_flies_to_the_row) {
  house_.retrofit();
  pick({7});
  PanelBench panel = rig();
  panel.settle(house_);
  panel.click("Indoor temperature");
  panel.click("Show on the map");
  ASSERT_THAT(house_.room.state().layers, SizeIs(1));
  EXPECT_EQ(house_.room.state().layers[0].id, "building.indoor_temperature");
  panel.click("Fly to it");
  house_.room.update(5);
  EXPECT_DOUBLE_EQ(house_.room.state().camera.target[0], 190);
  EXPECT_DOUBLE_EQ(house_.room.state().camera.target[1], 12);
}

TEST_F(InspectorPanelTest, values_change_with_the_time_shown) {
  house_.retrofit();
  pick({7});
  PanelBench panel = rig();
  panel.settle(house_);
  const auto demand = [&] {
    const Rect name = panel.find("Heating demand");
    for (const PlacedText& text : panel.layout().texts())
      if (std::abs(text.rect.y0 - name.y0) < 2 && text.rect.x0 > name.x1) return text.text;
    return std::string();
  };
  const std::string morning = demand();
  house_.room.execute("time.set", {{"time", "1970-01-02 20:00"}});
  panel.settle(house_);
  EXPECT_NE(demand(), morning);
  EXPECT_NE(demand(), "");
}

TEST_F(InspectorPanelTest, tells_what_a_run_before_a_change_cannot_know) {
  house_.retrofit();
  house_.room.execute("lever.set", {{"lever", "heating.walls"}, {"value", 0.3}});
  pick({7});
  PanelBench panel = rig();
  panel.settle(house_);
  EXPECT_TRUE(panel.says("out of date")) << panel.all_texts();
}

TEST_F(InspectorPanelTest, four_scenarios_stand_beside_each_other) {
  house_.retrofit();
  for (const char* name : {"third", "fourth"}) {
    house_.room.execute("whatif.branch", {{"name", name}});
    house_.room.execute("lever.set", {{"lever", "heating.walls"}, {"value", 0.55}});
    house_.settle();
  }
  pick({7});
  for (const Showing& showing : {kShowings[1], kShowings[3]}) {
    PanelBench panel = rig(showing);
    panel.settle(house_);
    EXPECT_TRUE(panel.says("D"));
    EXPECT_EQ(panel.faults(), "");
    panel.keep(std::string("inspector_four_") + showing.name);
  }
}

TEST_F(InspectorPanelTest, a_live_city_is_read_again_as_it_goes_on) {
  pick({7});
  house_.room.execute("time.speed", {{"factor", 1}});
  house_.room.execute("time.live", {{"from", "1970-01-01"}, {"to", "1970-01-03"}});
  house_.room.execute("time.pause");
  PanelBench panel = rig();
  panel.settle(house_);
  const auto row = [&] {
    std::string all;
    const Rect name = panel.find("Heating demand");
    for (const PlacedText& text : panel.layout().texts())
      if (std::abs(text.rect.y0 - name.y0) < 2) all += text.text + " ";
    return all;
  };
  house_.room.execute("time.step");
  panel.settle(house_);
  const std::string before = row();
  for (int i = 0; i < 5; ++i) house_.room.execute("time.step");
  panel.settle(house_);
  EXPECT_NE(row(), before);
}

TEST_F(InspectorPanelTest, values_are_chosen_with_the_keyboard_alone) {
  house_.retrofit();
  pick({7});
  PanelBench panel = rig();
  panel.settle(house_);
  const char* what = "From the ground to the highest point";  // said of the height when it is chosen
  for (int i = 0; i < 20 && !panel.says(what); ++i) {
    panel.key(view::Key::down);
    panel.key(view::Key::space);
  }
  EXPECT_TRUE(panel.says(what)) << panel.all_texts();
  EXPECT_EQ(panel.faults(), "");
  panel.keep("inspector_keyboard");
}

TEST(InspectorPanel, is_whole_in_chinese) {
  if (!has_chinese_font()) GTEST_SKIP() << "no font with Chinese characters is installed";
  const CityFolder folder;
  HouseRig house(folder, store::Mode::read_write, heating(), "zh");
  house.retrofit();
  house.room.execute("select.pick", {{"table", "building"}, {"ids", {3, 7}}});
  CityModel model(house.room);
  InspectorPanel inspector;
  PanelBench panel(house.room,
                   [&](PanelContext& context, const Rect& rect) { inspector.draw(context, model, rect); });
  panel.settle(house);
  EXPECT_EQ(panel.faults(), "");
  panel.keep("inspector_chinese");
}

TEST_F(InspectorPanelTest, several_rows_are_told_together_by_what_each_column_is) {
  house_.retrofit();
  pick({3, 4, 7});
  house_.room.execute("compare.mode", {{"mode", "single"}});
  PanelBench panel(house_.room, [this](PanelContext& context, const Rect& rect) {
    (void)model_.update();
    panel_.draw(context, model_, rect);
  });
  for (int i = 0; i < 500 && !model_.ready(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    panel.frames(1);
  }
  panel.settle(house_);
  EXPECT_TRUE(panel.says("All 3 together")) << panel.all_texts();
  panel.scroll_to("Floor area");
  // 2142, 2143 and 2146 m² of floor add up; heights and years do not.
  EXPECT_TRUE(panel.says("6431")) << panel.all_texts();
  EXPECT_TRUE(panel.says("sum · mean 2144 · 2142 to 2146")) << panel.all_texts();
  panel.keep("inspector_together");
  EXPECT_EQ(panel.faults(), "");
  panel.click("One by one");
  panel.settle(house_);
  EXPECT_TRUE(panel.says("3 of 3"));
}

TEST_F(InspectorPanelTest, says_so_where_the_branch_has_no_such_row) {
  pick({99});
  PanelBench panel = rig();
  panel.settle(house_);
  EXPECT_TRUE(panel.says("does not exist"));
}

}  // namespace
}  // namespace conurb::ui
