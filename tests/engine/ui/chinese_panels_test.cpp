// SPDX-License-Identifier: Apache-2.0
// All panels in Chinese, where a font for it is installed.
#include "engine/ui/apps_panel.hpp"
#include "engine/ui/bookmarks_panel.hpp"
#include "engine/ui/command_palette.hpp"
#include "engine/ui/console_panel.hpp"
#include "engine/ui/findings_panel.hpp"
#include "engine/ui/journal_panel.hpp"
#include "engine/ui/toasts.hpp"
#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

TEST(ChinesePanels, AreRight) {
  const bool font = std::filesystem::exists("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc") ||
                    std::filesystem::exists("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc");
  if (!font) GTEST_SKIP() << "no Chinese font is installed (fonts-noto-cjk or fonts-wqy-microhei)";
  RigLook look;
  look.language = "zh";
  PanelRig rig(look);
  ConsolePanel console(rig.room());
  JournalPanel journal;
  FindingsPanel findings;
  BookmarksPanel bookmarks;
  AppsPanel apps;
  CommandPalette palette;
  rig.room().execute("bookmark.add", {{"name", "港口"}});
  rig.room().execute("lever.set", {{"lever", "tank.gain"}, {"value", 2}});
  const std::map<std::string, std::function<void(PanelContext&)>> panels{
      {"journal", [&](PanelContext& context) { journal.draw(context, rig.place(380, 500)); }},
      {"findings", [&](PanelContext& context) { findings.draw(context, rig.place(380, 500)); }},
      {"alarms", [&](PanelContext& context) { draw_alarms_panel(context, rig.place(380, 500)); }},
      {"bookmarks", [&](PanelContext& context) { bookmarks.draw(context, rig.place(380, 500)); }},
      {"apps", [&](PanelContext& context) { apps.draw(context, rig.place(380, 500)); }},
      {"console", [&](PanelContext& context) { console.draw(context, rig.place(560, 500)); }},
      {"messages", [&](PanelContext& context) { draw_messages_panel(context, rig.place(380, 500)); }},
      {"palette", [&](PanelContext& context) { palette.draw(context, rig.screen()); }}};
  for (const auto& [name, draw] : panels) {
    rig.draw = draw;
    if (name == "palette") rig.room().execute("help.keys");
    rig.frames();
    EXPECT_THAT(rig.faults(name + "_chinese"), IsEmpty()) << name;
  }
}

}  // namespace
}  // namespace conurb::ui
