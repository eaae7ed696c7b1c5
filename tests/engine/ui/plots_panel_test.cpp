// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/plots_panel.hpp"

#include <fstream>
#include <sstream>
#include <thread>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/ui/panel_fixture.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class PlotsPanelTest : public ::testing::Test {
 protected:
  PanelBench bench(const Showing& showing = kShowings[0]) {
    return PanelBench(
        house_.room,
        [this](PanelContext& context, const Rect& rect) {
          (void)model_.update();
          panel_.draw(context, model_, rect);
        },
        showing.scale, showing.theme);
  }
  void settle(PanelBench& panel) {
    for (int i = 0; i < 500 && !model_.ready(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      panel.frames(1);
    }
    panel.settle(house_);
  }
  void show(const Json& arguments) { house_.room.execute("plot.show", arguments); }
  std::string csv(PanelBench& panel) {
    const std::filesystem::path file = folder_.city().parent_path() / "plot.csv";
    PanelContext context{house_.room, panel.surface(), 1};
    panel_.write(context, model_, *gl_, 1, file);
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  CityFolder folder_;
  HouseRig house_{folder_};
  CityModel model_{house_.room};
  PlotsPanel panel_;
  std::unique_ptr<view::GlContext> gl_ = view::make_offscreen_context();
};

TEST_F(PlotsPanelTest, shows_both_branches_over_time_with_the_sum_of_what_adds_up) {
  house_.retrofit();
  show({{"of", "building.heating_demand"}});
  PanelBench panel = bench();
  settle(panel);
  panel.keep("plots_lines");
  EXPECT_EQ(panel.faults(), "") << panel.all_texts();
  const std::string head = csv(panel).substr(0, 60);
  EXPECT_THAT(head, HasSubstr("Base"));
  EXPECT_THAT(head, HasSubstr("Deep retrofit"));
  EXPECT_THAT(head, HasSubstr("kW"));
}

TEST_F(PlotsPanelTest, is_whole_in_each_kind_theme_and_size) {
  house_.retrofit();
  house_.room.execute("select.pick", {{"table", "building"}, {"ids", {3, 4, 7}}});
  for (const char* kind : {"lines", "duration", "bars", "scatter", "histogram"}) {
    show({{"of", "building.heating_demand"}, {"kind", kind}});
    if (kind == std::string("bars")) show({{"against", "function"}});
    if (kind == std::string("scatter")) show({{"against", "floor_area"}});
    for (const Showing& showing : kShowings) {
      PanelBench panel = bench(showing);
      settle(panel);
      EXPECT_EQ(panel.faults(), "") << kind << " " << showing.name;
      panel.keep(std::string("plots_") + kind + "_" + showing.name);
    }
  }
}

TEST_F(PlotsPanelTest, of_the_selection_there_are_its_rows_alone) {
  show({{"of", "building.floor_area"}, {"kind", "bars"}, {"rows", "selected"}});
  PanelBench panel = bench();
  settle(panel);
  EXPECT_THAT(csv(panel), Not(HasSubstr("214")));
  house_.room.execute("select.pick", {{"table", "building"}, {"ids", {3, 4, 99}}});
  panel.settle(house_);
  EXPECT_THAT(csv(panel), HasSubstr("4285")) << "2142 and 2143 m²";
  show({{"joining", "mean"}});
  panel.settle(house_);
  EXPECT_THAT(csv(panel), HasSubstr("2142.5"));
}

TEST_F(PlotsPanelTest, a_key_figure_is_shown_as_bars_of_the_branches) {
  house_.retrofit();
  show({{"of", "heating.heat"}});
  PanelBench panel = bench();
  settle(panel);
  EXPECT_THAT(csv(panel), HasSubstr("Deep retrofit [kW]"));
  EXPECT_EQ(panel.faults(), "");
  panel.keep("plots_key_figure");
}

TEST_F(PlotsPanelTest, what_is_plotted_is_chosen_from_a_list_that_can_be_searched) {
  show(Json::object());
  PanelBench panel = bench();
  settle(panel);
  EXPECT_TRUE(panel.says("Nothing"));
  panel.click("What is shown");
  panel.click("Search");
  panel.write("indoor");
  panel.frames();
  panel.keep("plots_chooser");
  EXPECT_EQ(panel.faults(), "");
  panel.click("Indoor temperature");
  EXPECT_EQ(house_.room.state().plot.of, "building.indoor_temperature");
}

TEST_F(PlotsPanelTest, says_what_to_do_where_there_is_nothing_to_draw) {
  show({{"of", "building.height"}, {"kind", "lines"}});
  PanelBench panel = bench();
  settle(panel);
  EXPECT_EQ(house_.room.state().plot.kind, room::PlotKind::lines);
  EXPECT_EQ(panel.faults(), "");
  EXPECT_TRUE(house_.room.state().panels.contains("plots"));
}

TEST_F(PlotsPanelTest, writes_pictures_drawings_and_values) {
  house_.retrofit();
  show({{"of", "building.heating_demand"}});
  PanelBench panel = bench();
  settle(panel);
  PanelContext context{house_.room, panel.surface(), 1};
  for (const char* ending : {"png", "svg"}) {
    const std::filesystem::path file = folder_.city().parent_path() / (std::string("plot.") + ending);
    panel_.write(context, model_, *gl_, 1, file);
    EXPECT_GT(std::filesystem::file_size(file), 5'000U) << ending;
  }
  expect_error(ErrorCode::invalid_argument, ".svg", [&] {
    house_.room.execute("plot.export", {{"file", "plot.jpg"}});
  });
}

}  // namespace
}  // namespace conurb::ui
