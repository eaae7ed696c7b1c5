// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/console_panel.hpp"

#include "engine/ui/toasts.hpp"
#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using view::Key;

class ConsolePanelTest : public ::testing::Test {
 protected:
  ConsolePanelTest() : panel_(rig_.room()) {
    rig_.draw = [this](PanelContext& context) {
      panel_.update(1.0 / 60);
      panel_.draw(context, rig_.place(560, 420));
    };
    rig_.frames();
  }
  void enter(std::string_view text) {
    rig_.type(text);
    rig_.press(Key::enter);
    for (int i = 0; i < 20; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      rig_.frame();
    }
  }
  PanelRig rig_;
  ConsolePanel panel_;
};

TEST_F(ConsolePanelTest, LinesActAndTellAndMistakesAreMarked) {
  EXPECT_TRUE(rig_.says("Every command is a verb"));
  enter("room.theme_set('light')");
  EXPECT_EQ(rig_.room().state().theme, room::Theme::light) << "typed without a click";
  enter("room.total('node', 'sum(level)')");
  EXPECT_TRUE(rig_.says("6"));
  enter("room.theme_sett()");
  EXPECT_TRUE(rig_.says("did you mean"));
  EXPECT_THAT(rig_.faults("console_error"), IsEmpty());
}

TEST_F(ConsolePanelTest, ABlockGoesOnUntilItEnds) {
  enter("for i = 1, 3 do");
  EXPECT_TRUE(rig_.says("It goes on"));
  enter("print('n' .. i)");
  EXPECT_FALSE(rig_.says("n3"));
  enter("end");
  EXPECT_TRUE(rig_.says("n3"));
}

TEST_F(ConsolePanelTest, EarlierLinesComeBackWithUp) {
  enter("1 + 1");
  enter("2 + 3");
  rig_.type("dra");
  rig_.press(Key::up);
  rig_.press(Key::up);
  enter("0");  // 1 + 10
  EXPECT_TRUE(rig_.says("11"));
  rig_.press(Key::up);
  rig_.press(Key::down);
  EXPECT_FALSE(rig_.says("dra"));
}

TEST_F(ConsolePanelTest, TabCompletesVerbsAndNames) {
  rig_.type("room.theme");
  rig_.press(Key::tab);
  EXPECT_TRUE(rig_.says("room.theme_set"));
  enter("('light')");
  EXPECT_EQ(rig_.room().state().theme, room::Theme::light);
  rig_.type("room.time");
  rig_.press(Key::tab);
  for (const char* word : {"room.time_end", "(from?, to?)", "room.time_pause"})
    EXPECT_TRUE(rig_.says(word)) << word;
  EXPECT_THAT(rig_.faults("console_words"), IsEmpty());
  rig_.press(Key::down);
  rig_.press(Key::down);
  rig_.press(Key::enter);
  EXPECT_TRUE(rig_.says("room.time_end"));
  EXPECT_FALSE(rig_.says("room.time_pause"));
  enter("()");
  rig_.type("room.time_s");
  rig_.press(Key::tab);
  EXPECT_TRUE(rig_.says("room.time_speed"));
  rig_.press(Key::escape);
  EXPECT_FALSE(rig_.says("room.time_speed"));
  EXPECT_TRUE(rig_.says("room.time_s")) << "what was typed stays";
  enter("tep()");
  EXPECT_THAT(rig_.rig().messages(), IsEmpty());
  EXPECT_TRUE(rig_.says("room.time_step()"));
  rig_.type("room.total('st");
  rig_.press(Key::tab);
  EXPECT_TRUE(rig_.says("room.total('stop"));
}

TEST_F(ConsolePanelTest, AMessageThatComesLeavesTheKeyboardWhereItIs) {
  Toasts toasts;
  rig_.draw = [&](PanelContext& context) {
    panel_.update(1.0 / 60);
    panel_.draw(context, rig_.place(560, 420));
    toasts.draw(context, {0, 0, 700, 700});
  };
  rig_.frames();
  rig_.type("40 + ");
  rig_.room().simulation().tell(store::Severity::error, "Something failed");
  rig_.frames();
  rig_.pass(0.3);
  EXPECT_TRUE(rig_.says("Something failed"));
  enter("2");
  EXPECT_TRUE(rig_.says("42"));
  bool open = false;
  rig_.draw = [&](PanelContext& context) {
    panel_.update(1.0 / 60);
    if (open) panel_.draw(context, rig_.place(560, 420));
  };
  rig_.frames();
  open = true;
  rig_.frames();
  enter("50 + 2");
  EXPECT_TRUE(rig_.says("52")) << "opened again, it takes what is typed";
}

TEST_F(ConsolePanelTest, ALoopWithoutEndIsStopped) {
  enter("while true do end");
  EXPECT_TRUE(rig_.says("At work for"));
  EXPECT_THAT(rig_.faults("console_running"), IsEmpty());
  rig_.click("Stop");
  for (int i = 0; i < 1000 && !rig_.says("cancelled"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    rig_.frame();
  }
  EXPECT_TRUE(rig_.says("cancelled"));
  rig_.frames();
  enter("40 + 2");
  EXPECT_TRUE(rig_.says("42"));
}

TEST_F(ConsolePanelTest, IsRightInEveryLook) {
  enter("for i = 1, 3000 do print('line ' .. i) end");
  enter("room.branches()");
  enter("x = = 1");
  rig_.type("room.select_");
  rig_.press(Key::tab);
  rig_.press(Key::down);
  for (const auto& [name, look] : looks()) {
    rig_.reset(look);
    rig_.frames();
    EXPECT_THAT(rig_.faults("console_" + name), IsEmpty()) << name;
  }
}

}  // namespace
}  // namespace conurb::ui
