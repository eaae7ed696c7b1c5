// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/journal_panel.hpp"

#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class JournalPanelTest : public ::testing::Test {
 protected:
  JournalPanelTest() {
    rig_.draw = [this](PanelContext& context) { panel_.draw(context, rig_.place(380, 620)); };
  }
  void change_things() {
    room().execute("whatif.branch", {{"name", "Deep retrofit"}});
    room().execute("lever.set", {{"lever", "tank.gain"}, {"value", 2}});
    room().execute("city.set", {{"column", "node.level"}, {"value", 2.5}, {"where", "level > 0"}});
    room().execute("city.set", {{"column", "node.flow"}, {"value", 0.5}, {"where", "level > 0"}});
    room().execute("whatif.undo");
    rig_.frames();
  }
  room::Room& room() { return rig_.room(); }

  PanelRig rig_;
  JournalPanel panel_;
};

TEST_F(JournalPanelTest, NothingChangedIsSaidCalmly) {
  rig_.frames();
  EXPECT_TRUE(rig_.says("Nothing was changed yet"));
  EXPECT_THAT(rig_.faults("journal_empty"), IsEmpty());
}

TEST_F(JournalPanelTest, LinesAreFilteredByBranchAndText) {
  change_things();
  EXPECT_TRUE(rig_.says("node.flow"));
  EXPECT_TRUE(rig_.says("taken back"));
  EXPECT_TRUE(rig_.says("ada"));
  rig_.click("Search");
  rig_.type("level");
  EXPECT_FALSE(rig_.says("gain"));
  rig_.type("xyz");
  EXPECT_TRUE(rig_.says("Nothing matches"));
}

TEST_F(JournalPanelTest, ALineIsTakenBackAfterItWasToldWhatThatUndoes) {
  change_things();
  EXPECT_EQ(rig_.rig().branch("Deep retrofit").changes, 2U);
  rig_.click("set node.level");
  EXPECT_TRUE(rig_.says("Taking this back undoes, in Deep retrofit"));
  EXPECT_THAT(rig_.faults("journal_chosen"), IsEmpty());
  rig_.click("Take this back");
  EXPECT_EQ(rig_.rig().branch("Deep retrofit").changes, 1U) << rig_.rig().messages();
}

TEST_F(JournalPanelTest, AllSinceALineIsTakenBack) {
  change_things();
  rig_.click("set tank.gain");
  rig_.click("Take back this and all later");
  EXPECT_EQ(rig_.rig().branch("Deep retrofit").changes, 0U) << rig_.rig().messages();
}

TEST_F(JournalPanelTest, IsRightInEveryLook) {
  change_things();
  for (const auto& [name, look] : looks()) {
    rig_.reset(look);
    rig_.frames();
    EXPECT_THAT(rig_.faults("journal_" + name), IsEmpty()) << name;
  }
}

}  // namespace
}  // namespace conurb::ui
