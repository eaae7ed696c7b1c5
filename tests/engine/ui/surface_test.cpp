// SPDX-License-Identifier: Apache-2.0
// Fonts as they are needed.
#include "engine/ui/surface.hpp"

#include <filesystem>
#include <string>

#include "tests/engine/ui/panel_rig.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

constexpr ImWchar kHarbour = 0x6E2F;

/// Whether the fonts have Chinese after a text was drawn for some frames.
bool has_chinese_after(const std::string& text) {
  PanelRig rig;
  bool has = false;
  rig.draw = [&](PanelContext& context) {
    ImFont* const font = context.surface.body();
    ImGui::GetForegroundDrawList()->AddText(font, font->FontSize, {40, 40}, context.theme().text,
                                            text.c_str());
    has = font->FindGlyphNoFallback(kHarbour) != nullptr;
  };
  rig.frames();
  return has;
}

TEST(Surface, TextsThatPeopleWriteInEuropeBringNoChineseFont) {
  EXPECT_FALSE(has_chinese_after(
      "What if … ? Gr\u00F6\u00DFe \u0394T \u2265 20 \u00B0C, 12\u202F345 m\u00B2 \u2192 \u2212\u2009%"));
}

TEST(Surface, AChineseCharacterBringsItsFont) {
  const bool font = std::filesystem::exists("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc") ||
                    std::filesystem::exists("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc");
  if (!font) GTEST_SKIP() << "no Chinese font is installed (fonts-noto-cjk or fonts-wqy-microhei)";
  EXPECT_TRUE(has_chinese_after("港口"));
}

}  // namespace
}  // namespace conurb::ui
