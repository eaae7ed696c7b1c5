// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/command_palette.hpp"

#include "engine/base/error.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using view::Key;

class CommandPaletteTest : public ::testing::Test {
 protected:
  CommandPaletteTest() {
    rig_.draw = [this](PanelContext& context) {
      palette_.draw(context, rig_.screen());
      check(context);
    };
    rig_.frames();
  }
  virtual void check(PanelContext&) {}
  room::Room& room() { return rig_.room(); }
  [[nodiscard]] bool open() { return !rig_.layout().panels().empty(); }
  PanelRig rig_;
  CommandPalette palette_;
};

TEST_F(CommandPaletteTest, AllCommandsStandInATableWithTheirKeys) {
  EXPECT_FALSE(open());
  room().press("F1");
  rig_.frames();
  for (const char* text : {"Camera", "What-ifs", "Fly to viewpoint", "Ctrl+Z", "Compare: Side by side"})
    EXPECT_TRUE(rig_.says(text)) << text;
  EXPECT_THAT(rig_.faults("palette_table"), IsEmpty());
  rig_.press(Key::escape);
  EXPECT_FALSE(open());
  EXPECT_FALSE(room().state().panels.contains("keys"));
}

TEST_F(CommandPaletteTest, TypingFiltersAndEnterDoesIt) {
  room().press("F1");
  rig_.frames();
  rig_.type("panel journal");
  EXPECT_FALSE(rig_.says("Fly to viewpoint"));
  rig_.press(Key::enter);
  EXPECT_TRUE(room().state().panels.contains("journal"));
  EXPECT_FALSE(open());
  room().press("F1");
  rig_.frames();
  rig_.type("whatif");
  rig_.press(Key::down);
  rig_.press(Key::enter);
  EXPECT_FALSE(open()) << "the second is whatif.run, which needs nothing";
  rig_.frames();
  room().press("F1");
  rig_.frames();
  rig_.type("no such thing");
  EXPECT_TRUE(rig_.says("No command is called so"));
}

TEST_F(CommandPaletteTest, WhatAKeyLacksIsAskedFor) {
  room().press("Ctrl+B");
  rig_.frames();
  EXPECT_TRUE(rig_.says("Keep viewpoint"));
  rig_.press(Key::enter);
  EXPECT_TRUE(rig_.says("This is needed"));
  EXPECT_THAT(rig_.faults("palette_missing"), IsEmpty());
  rig_.type("harbour");
  rig_.press(Key::enter);
  ASSERT_EQ(room().state().bookmarks.size(), 1U);
  EXPECT_EQ(room().state().bookmarks[0].name, "harbour");
  EXPECT_FALSE(room().asking().has_value());
  room().press("Ctrl+Shift+B");
  rig_.frames();
  rig_.press(Key::down);  // its name is offered
  rig_.press(Key::enter);
  EXPECT_THAT(room().state().bookmarks, IsEmpty());
}

TEST_F(CommandPaletteTest, ArgumentsAreAskedOneAfterTheOtherAndCheckedAsTyped) {
  room().press("Alt+P");  // measure.add
  rig_.frames();
  EXPECT_TRUE(rig_.says("East, local frame"));
  rig_.type("twelve");
  rig_.press(Key::enter);
  EXPECT_TRUE(rig_.says("'twelve' is no number"));
  rig_.press(Key::escape);
  EXPECT_FALSE(open());
  room().execute("measure.start", {{"what", "distance"}});
  room().press("Alt+P");
  rig_.frames();
  rig_.type("12.5");
  rig_.press(Key::enter);
  EXPECT_TRUE(open());
  rig_.type("-3");
  rig_.press(Key::enter);
  ASSERT_EQ(room().state().measuring.points.size(), 1U);
  EXPECT_EQ(room().state().measuring.points[0], (city::Point3{12.5, -3, 0}));
}

TEST_F(CommandPaletteTest, ChoicesNamesAndLimitsAreOffered) {
  palette_.know("layer", {"building.heating_demand", "node.volume"});
  room().press("L");
  rig_.frames();
  rig_.click("node.volume");
  EXPECT_EQ(room().state().layers.at(0).id, "node.volume");
  room().execute("whatif.branch", {{"name", "wet"}});
  rig_.frames();
  room().press("V");
  rig_.frames();
  rig_.type("wet, ");
  rig_.press(Key::down);
  rig_.press(Key::enter);
  EXPECT_EQ(room().state().views.at(0).branch, "wet") << rig_.rig().messages();
  EXPECT_EQ(room().state().views.size(), 2U);
  room().press("F1");
  rig_.frames();
  rig_.type("camera.go");
  rig_.press(Key::enter);
  EXPECT_TRUE(rig_.says("0 to 60 s"));
  rig_.type("1,2,3,400,5,-6");
  rig_.press(Key::tab);
  rig_.type("99");
  rig_.press(Key::enter);
  EXPECT_TRUE(rig_.says("This has to be 0 to 60 s"));
  EXPECT_THAT(rig_.faults("palette_outside"), IsEmpty());
}

TEST_F(CommandPaletteTest, IsRightInEveryLook) {
  for (const auto& [name, look] : looks()) {
    rig_.reset(look);
    room().execute("help.keys");
    rig_.frames();
    EXPECT_THAT(rig_.faults("palette_table_" + name), IsEmpty()) << name;
    rig_.type("time");
    EXPECT_THAT(rig_.faults("palette_found_" + name), IsEmpty()) << name;
    rig_.press(Key::escape);
    room().press("E");
    rig_.frames();
    EXPECT_THAT(rig_.faults("palette_form_" + name), IsEmpty()) << name;
    rig_.press(Key::escape);
    ASSERT_FALSE(open());
  }
}

/// Reading what was typed, within a frame.
class ArgumentTest : public CommandPaletteTest {
 protected:
  void check(PanelContext& context) override {
    using room::ArgumentKind;
    const auto read = [&](ArgumentKind kind, std::string_view typed) {
      return read_argument(context, {.name = "x", .kind = kind, .doc = "X."}, typed);
    };
    EXPECT_EQ(read(ArgumentKind::number, " 2.5 "), Json(2.5));
    EXPECT_EQ(read(ArgumentKind::integer, "-3"), Json(-3));
    EXPECT_EQ(read(ArgumentKind::boolean, "Yes"), Json(true));
    EXPECT_EQ(read(ArgumentKind::ids, "1, 2,3"), Json({1, 2, 3}));
    EXPECT_EQ(read(ArgumentKind::texts, "base, deep retrofit"), Json({"base", "deep retrofit"}));
    EXPECT_EQ(read(ArgumentKind::value, "0.2"), Json(0.2));
    EXPECT_EQ(read(ArgumentKind::value, "residential"), Json("residential"));
    EXPECT_EQ(read(ArgumentKind::value, "null"), Json(nullptr));
    EXPECT_FALSE(read(ArgumentKind::text, "  ").has_value());
    for (const auto& [kind, typed] : {std::pair(ArgumentKind::number, "1,5"),
                                      {ArgumentKind::integer, "2.5"},
                                      {ArgumentKind::boolean, "maybe"},
                                      {ArgumentKind::ids, "1, x"}})
      EXPECT_THROW((void)read(kind, typed), Error) << typed;
    for (const Json& value : {Json(2.5), Json("text"), Json({1, 2})})
      EXPECT_FALSE(argument_text(value).empty());
    ++checked_;
  }
  int checked_ = 0;
};

TEST_F(ArgumentTest, WhatIsTypedIsReadAsItsKind) {
  rig_.frame();
  EXPECT_GT(checked_, 0);
}

}  // namespace
}  // namespace conurb::ui
