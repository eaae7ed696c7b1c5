// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/bookmarks_panel.hpp"

#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class BookmarksPanelTest : public ::testing::Test {
 protected:
  BookmarksPanelTest() {
    rig_.draw = [this](PanelContext& context) { panel_.draw(context, rig_.place(340, 420)); };
    rig_.frames();
  }
  [[nodiscard]] std::vector<room::Bookmark> marks() { return rig_.room().state().bookmarks; }
  PanelRig rig_;
  BookmarksPanel panel_;
};

TEST_F(BookmarksPanelTest, AViewIsKeptGoneToRenamedAndForgotten) {
  EXPECT_TRUE(rig_.says("No viewpoint yet"));
  rig_.click("Name of this view");
  rig_.type("harbour");
  rig_.press(view::Key::enter);
  ASSERT_THAT(marks(), SizeIs(1));
  const scene::Camera here = marks()[0].camera;
  rig_.room().execute("camera.go", {{"to", "10,20,0,500,90,-45"}, {"seconds", 0}});
  rig_.click("harbour");
  rig_.pass(2);
  EXPECT_EQ(rig_.room().state().camera, here);

  rig_.point(rig_.find("harbour"));
  rig_.click("Rename");
  rig_.type("old harbour");
  (void)rig_.faults("bookmarks_rename");
  rig_.press(view::Key::enter);
  EXPECT_EQ(marks()[0].name, "old harbour") << rig_.rig().messages();
  rig_.point(rig_.find("old harbour"));
  rig_.click("Forget");
  EXPECT_THAT(marks(), IsEmpty());
}

TEST_F(BookmarksPanelTest, IsRightInEveryLook) {
  for (const char* name : {"Harbour", "Old town from the church tower, in the evening", "Whole city"})
    rig_.room().execute("bookmark.add", {{"name", name}});
  for (const auto& [name, look] : looks()) {
    rig_.reset(look);
    rig_.frames();
    rig_.point(rig_.find("Harbour"));
    EXPECT_THAT(rig_.faults("bookmarks_" + name), IsEmpty()) << name;
  }
}

}  // namespace
}  // namespace conurb::ui
