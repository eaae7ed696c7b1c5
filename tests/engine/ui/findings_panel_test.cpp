// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/findings_panel.hpp"

#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class FindingsPanelTest : public ::testing::Test {
 protected:
  FindingsPanelTest() {
    rig_.draw = [this](PanelContext& context) { panel_.draw(context, rig_.place(380, 520)); };
    rig_.frames();
  }
  PanelRig rig_;
  FindingsPanel panel_;
};

TEST_F(FindingsPanelTest, SeveritiesAreCountedAndFilteredByWord) {
  for (const char* label : {"Error 1", "Warning 1", "Note 1"}) EXPECT_TRUE(rig_.says(label)) << label;
  rig_.click("Warning 1");
  EXPECT_FALSE(rig_.says("Harbour"));
  EXPECT_TRUE(rig_.says("open shell"));
  rig_.click("Search");
  rig_.type("city.json");
  EXPECT_TRUE(rig_.says("open shell"));
  EXPECT_FALSE(rig_.says("no height"));
}

TEST_F(FindingsPanelTest, AClickSelectsTheRowAndFliesThere) {
  rig_.click("The stop Harbour");
  EXPECT_EQ(rig_.room().state().selection.table, "stop");
  EXPECT_THAT(rig_.room().state().selection.ids, ElementsAre(2));
  rig_.pass(2);
  EXPECT_NEAR(rig_.room().state().camera.target[0], 500, 1);
}

TEST_F(FindingsPanelTest, IsRightInEveryLook) {
  for (const auto& [name, look] : looks()) {
    rig_.reset(look);
    rig_.frames();
    EXPECT_THAT(rig_.faults("findings_" + name), IsEmpty()) << name;
  }
}

void burn(const Host&, const sdk::View&, Step& step) {
  if (step.t1_us > 2 * kHour.us) throw std::runtime_error("the pump burns");
}

TEST(AlarmsPanel, ShowsWhatFailedAndCountsIt) {
  const host::PluginCode broken = fake<Stepper<burn>>("broken", R"("tables": {"node": {}}, "columns": {
    "node.x": {"access": "write_all", "type": "f64", "unit": "1", "description": "x"}})");
  PanelRig rig({}, store::Mode::read_write, {broken});
  float badge = 0;
  rig.draw = [&](PanelContext& context) {
    draw_alarms_panel(context, rig.place(380, 300));
    ImGui::SetNextWindowPos({20, 20});
    ImGui::SetNextWindowSize({300, 60});
    ImGui::Begin("bar", nullptr, ImGuiWindowFlags_NoDecoration);
    badge = alarm_badge(context, {300, 30}, 34);
    ImGui::End();
  };
  rig.frames();
  EXPECT_TRUE(rig.says("No alarm"));
  EXPECT_EQ(badge, 300);
  EXPECT_THAT(rig.faults("alarms_empty"), IsEmpty());
  rig.room().execute("time.speed", {{"factor", 0}});
  rig.room().execute("time.live", {{"from", "1970-01-01 00:00"}});
  for (int i = 0; i < 500 && rig.room().published().alarms->empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    rig.frame();
  }
  rig.frames();
  EXPECT_TRUE(rig.says("the pump burns"));
  EXPECT_TRUE(rig.says("1 alarm")) << rig.rig().messages();
  EXPECT_LT(badge, 220);
  EXPECT_THAT(rig.faults("alarms_one"), IsEmpty());
  rig.room().execute("panel.toggle", {{"panel", "alarms"}});
  EXPECT_TRUE(rig.room().state().panels.contains("alarms"));
  rig.click("1 alarm");
  EXPECT_FALSE(rig.room().state().panels.contains("alarms")) << "the badge opens and closes the panel";
  rig.click("Mark all as read");
  EXPECT_EQ(badge, 300) << "what has been read is not told again";
  EXPECT_TRUE(rig.says("the pump burns"));
  EXPECT_FALSE(rig.says("Mark all as read"));
}

}  // namespace
}  // namespace conurb::ui
