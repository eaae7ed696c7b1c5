// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/apps_panel.hpp"

#include "engine/base/files.hpp"
#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

TEST(AppsPanel, AQuestionIsOpenedAndItsScenarioRun) {
  const TempDir scripts;
  write_file_atomic(scripts.path() / "wet.lua", R"(-- Question: what if all tanks were full?
-- Levers:   level  of all nodes, m
-- KPIs:     volume
local run = scenario { name = "Wet year", from = "1970-01-01", to = "1970-01-02", base = "base" }
city.node:all().level = 2
run:report { "tank.volume" })");
  PanelRig rig;
  AppsPanel panel({scripts.path()});
  rig.draw = [&](PanelContext& context) { panel.draw(context, rig.place(340, 480)); };
  rig.frames();
  EXPECT_FALSE(rig.says("What if all tanks"));
  rig.click("Wet year");
  for (const char* text : {"What if all tanks were full?", "level", "of all nodes, m", "Volume"})
    EXPECT_TRUE(rig.says(text)) << text;
  rig.click("Run");
  rig.frames();
  EXPECT_EQ(rig.rig().branch("wet").status, room::BranchStatus::done) << rig.rig().messages();
  rig.click("Wet year");
  EXPECT_FALSE(rig.says("What if all tanks"));
}

TEST(AppsPanel, OfACityOpenForReadingOnlyNothingIsRun) {
  PanelRig rig({}, store::Mode::read_only);
  AppsPanel panel;
  rig.draw = [&](PanelContext& context) { panel.draw(context, rig.place(340, 480)); };
  rig.frames();
  rig.click("Deep retrofit");
  EXPECT_FALSE(rig.says("Run"));
  EXPECT_THAT(rig.rig().messages(), IsEmpty());
}

TEST(AppsPanel, IsRightInEveryLookAndSaysIfThereIsNothing) {
  PanelRig rig;
  AppsPanel panel;
  rig.draw = [&](PanelContext& context) { panel.draw(context, rig.place(340, 640)); };
  rig.frames();
  rig.click("Deep retrofit");
  for (const auto& [name, look] : looks()) {
    rig.reset(look);
    rig.frames();
    EXPECT_THAT(rig.faults("apps_" + name), IsEmpty()) << name;
  }
  AppsPanel nothing({"nowhere"});
  rig.draw = [&](PanelContext& context) { nothing.draw(context, rig.place(340, 300)); };
  rig.frames();
  EXPECT_TRUE(rig.says("No key application"));
}

}  // namespace
}  // namespace conurb::ui
