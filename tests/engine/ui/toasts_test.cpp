// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/toasts.hpp"

#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using store::Severity;

class ToastsTest : public ::testing::Test {
 protected:
  ToastsTest() {
    rig_.draw = [this](PanelContext& context) {
      toasts_.draw(context, {0, rig_.px(70), rig_.screen().x1 - rig_.px(12), rig_.screen().y1});
    };
    rig_.frames();
  }
  void tell(Severity severity, const std::string& text) {
    rig_.room().simulation().tell(severity, text);
    rig_.frames();
    rig_.pass(0.3);
  }
  PanelRig rig_;
  Toasts toasts_;
};

TEST_F(ToastsTest, NotesGoByThemselvesAndErrorsWhenTheyAreDismissed) {
  tell(Severity::note, "'retrofit' was run in 3 s");
  tell(Severity::error, "There is no branch 'wet'");
  EXPECT_TRUE(rig_.says("was run in 3 s"));
  EXPECT_TRUE(rig_.says("Error"));
  rig_.pass(8);
  EXPECT_FALSE(rig_.says("was run in 3 s"));
  EXPECT_TRUE(rig_.says("There is no branch"));
  rig_.pass(60);
  EXPECT_TRUE(rig_.says("There is no branch"));
  const PlacedPanel panel = rig_.layout().panels().back();
  rig_.click(ImVec2{panel.rect.x1 - 20, panel.rect.y0 + 20});
  rig_.pass(0.4);
  EXPECT_FALSE(rig_.says("There is no branch"));
}

TEST_F(ToastsTest, MoreThanHaveRoomWaitTheirTurn) {
  for (int i = 1; i <= 6; ++i) tell(Severity::error, "Message " + std::to_string(i));
  EXPECT_TRUE(rig_.says("Message 4"));
  EXPECT_FALSE(rig_.says("Message 5"));
  const PlacedPanel first = rig_.layout().panels().front();
  rig_.click(ImVec2{first.rect.x1 - 20, first.rect.y0 + 20});
  rig_.pass(0.5);
  EXPECT_TRUE(rig_.says("Message 5"));
}

TEST_F(ToastsTest, NeverLieOnEachOtherAlthoughTheyGoTogether) {
  for (int i = 1; i <= 3; ++i) rig_.room().simulation().tell(Severity::note, "Message " + std::to_string(i));
  rig_.frames();
  int seen = 0;
  for (int step = 0; step < 170; ++step) {
    rig_.pass(0.03);
    const auto& panels = rig_.layout().panels();
    seen = std::max(seen, static_cast<int>(panels.size()));
    for (std::size_t i = 1; i < panels.size(); ++i)
      ASSERT_LE(panels[i - 1].rect.y1, panels[i].rect.y0) << "in step " << step;
  }
  EXPECT_EQ(seen, 3);
  EXPECT_FALSE(rig_.says("Message"));
}

TEST_F(ToastsTest, AreRightInEveryLook) {
  tell(Severity::error,
       "buildings failed in 'Deep retrofit': building 1,204 has no floor area, so that its heating demand is "
       "not a number; give it a floor area, or retire it");
  tell(Severity::warning, "'Deep retrofit' meets what its parent changed in 2 place(s)");
  tell(Severity::note, "buildings was reloaded; its state was kept");
  for (const auto& [name, look] : looks()) {
    rig_.reset(look);
    rig_.pass(0.3);
    EXPECT_THAT(rig_.faults("toasts_" + name), IsEmpty()) << name;
  }
}

TEST_F(ToastsTest, PastMessagesAreListed) {
  rig_.draw = [this](PanelContext& context) { draw_messages_panel(context, rig_.place(380, 400)); };
  rig_.frames();
  EXPECT_TRUE(rig_.says("No message yet"));
  tell(Severity::error, "There is no branch 'wet'");
  tell(Severity::note, "The city was saved");
  EXPECT_TRUE(rig_.says("There is no branch"));
  for (const auto& [name, look] : looks()) {
    rig_.reset(look);
    rig_.frames();
    EXPECT_THAT(rig_.faults("messages_" + name), IsEmpty()) << name;
  }
}

}  // namespace
}  // namespace conurb::ui
