// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/surface.hpp"

#include <backends/imgui_impl_opengl3.h>
#include <imgui_freetype.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace conurb::ui {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "/usr/share/fonts/opentype/inter/";
/// A font with Chinese, the first that is installed; without one such texts are shown as boxes.
constexpr std::array kChineseFonts = {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
                                      "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"};

/// What Latin, Greek and Cyrillic texts, units and our signs need.
constexpr ImWchar kRanges[] = {0x0020, 0x024F, 0x0370, 0x052F, 0x1E00, 0x1EFF, 0x2000,
                               0x206F, 0x2070, 0x209F, 0x20A0, 0x20BF, 0x2100, 0x214F,
                               0x2190, 0x21FF, 0x2200, 0x22FF, 0x25A0, 0x25FF, 0};

/// Stands for a character that a font does not have; we write it nowhere. ImGui would take a question mark,
/// which people do write.
constexpr ImWchar kNoCharacter = 0x25A1;  // an empty box

ImFont* add_font(ImFontAtlas& atlas, const char* file, float size, bool with_chinese) {
  const fs::path path = std::string(kFolder) + file;
  if (!fs::exists(path))
    throw Error(ErrorCode::not_found, "the font Inter is not installed", path.string(),
                "install the package fonts-inter");
  ImFontConfig config;
  config.OversampleH = config.OversampleV = 1;
  ImFont* font = atlas.AddFontFromFileTTF(path.c_str(), size, &config, kRanges);
  for (const char* chinese : kChineseFonts) {
    if (!with_chinese || !fs::exists(chinese)) continue;
    config.MergeMode = true;
    // Its line is higher for the same letters: this makes characters as large as the letters beside them.
    constexpr float kAsLarge = 1.2f;
    atlas.AddFontFromFileTTF(chinese, std::round(size * kAsLarge), &config,
                             atlas.GetGlyphRangesChineseSimplifiedCommon());
    break;
  }
  return font;
}

/// Whether a character that the fonts do not have was drawn: by the place of its stand-in in the atlas.
bool lacks_characters(const ImDrawData& drawn, std::span<ImFont* const> fonts) {
  const auto stands_in = [&](const ImDrawVert& vertex) {
    return std::any_of(fonts.begin(), fonts.end(), [&](const ImFont* font) {
      return vertex.uv.x == font->FallbackGlyph->U0 && vertex.uv.y == font->FallbackGlyph->V0;
    });
  };
  return std::any_of(drawn.CmdLists, drawn.CmdLists + drawn.CmdListsCount, [&](const ImDrawList* list) {
    return std::any_of(list->VtxBuffer.begin(), list->VtxBuffer.end(), stands_in);
  });
}

/// Gives all digits the width of the widest, so that figures stand under each other and do not dance.
void set_tabular_figures(ImFont& font) {
  float widest = 0;
  for (ImWchar digit = '0'; digit <= '9'; ++digit) widest = std::max(widest, font.FindGlyph(digit)->AdvanceX);
  for (ImWchar digit = '0'; digit <= '9'; ++digit) {
    auto* glyph = const_cast<ImFontGlyph*>(font.FindGlyph(digit));
    const float shift = (widest - glyph->AdvanceX) / 2;
    glyph->X0 += shift;
    glyph->X1 += shift;
    glyph->AdvanceX = widest;
    font.IndexAdvanceX[digit] = widest;
  }
}

ImGuiKey_ imgui_key(view::Key key) {
  using view::Key;
  constexpr auto kKeys = std::to_array<std::pair<Key, ImGuiKey_>>({
      {Key::tab, ImGuiKey_Tab},
      {Key::left, ImGuiKey_LeftArrow},
      {Key::right, ImGuiKey_RightArrow},
      {Key::up, ImGuiKey_UpArrow},
      {Key::down, ImGuiKey_DownArrow},
      {Key::page_up, ImGuiKey_PageUp},
      {Key::page_down, ImGuiKey_PageDown},
      {Key::home, ImGuiKey_Home},
      {Key::end, ImGuiKey_End},
      {Key::insert, ImGuiKey_Insert},
      {Key::del, ImGuiKey_Delete},
      {Key::backspace, ImGuiKey_Backspace},
      {Key::space, ImGuiKey_Space},
      {Key::enter, ImGuiKey_Enter},
      {Key::escape, ImGuiKey_Escape},
      {Key{'A'}, ImGuiKey_A},
      {Key{'C'}, ImGuiKey_C},
      {Key{'V'}, ImGuiKey_V},
      {Key{'X'}, ImGuiKey_X},
      {Key{'Y'}, ImGuiKey_Y},
      {Key{'Z'}, ImGuiKey_Z},
  });
  for (const auto& [ours, theirs] : kKeys)
    if (ours == key) return theirs;
  return ImGuiKey_COUNT;
}

}  // namespace

Surface::Surface(SurfaceOptions options) : options_(std::move(options)) {
  IMGUI_CHECKVERSION();
  context_ = ImGui::CreateContext();
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // the room keeps its own state
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  for (int key = 0; key < 512; ++key) {
    const ImGuiKey_ theirs = imgui_key(static_cast<view::Key>(key));
    if (theirs != ImGuiKey_COUNT) io.KeyMap[theirs] = key;
  }
  io.ClipboardUserData = this;
  io.GetClipboardTextFn = [](void* self) {
    auto& my = *static_cast<Surface*>(self);
    if (my.options_.get_clipboard) my.clipboard_ = my.options_.get_clipboard();
    return my.clipboard_.c_str();
  };
  io.SetClipboardTextFn = [](void* self, const char* text) {
    auto& my = *static_cast<Surface*>(self);
    my.clipboard_ = text;
    if (my.options_.set_clipboard) my.options_.set_clipboard(my.clipboard_);
  };
  if (!ImGui_ImplOpenGL3_Init("#version 130")) {
    ImGui::DestroyContext(context_);
    throw Error(ErrorCode::incompatible, "this OpenGL cannot draw panels", {}, "OpenGL 3.0 is needed");
  }
  apply_style();
}

Surface::~Surface() {
  ImGui::SetCurrentContext(context_);
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext(context_);
}

void Surface::set_theme(ThemeName name) {
  options_.theme = name;
  ImGui::SetCurrentContext(context_);
  apply_style();
}

void Surface::set_scale(double scale) {
  if (scale == options_.scale) return;
  options_.scale = scale;
  stale_fonts_ = true;
  ImGui::SetCurrentContext(context_);
  apply_style();
}

void Surface::load_fonts() {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
  fonts_ = {add_font(atlas, "Inter-Regular.otf", px(Sizes::kSmall), chinese_),
            add_font(atlas, "Inter-Regular.otf", px(Sizes::kBody), chinese_),
            add_font(atlas, "Inter-SemiBold.otf", px(Sizes::kBody), chinese_),
            add_font(atlas, "Inter-SemiBold.otf", px(Sizes::kTitle), chinese_),
            add_font(atlas, "InterDisplay-SemiBold.otf", px(Sizes::kFigure), chinese_)};
  atlas.Build();
  for (ImFont* font : fonts_) {
    font->FallbackChar = kNoCharacter;
    font->BuildLookupTable();
    set_tabular_figures(*font);
  }
  ImGui::GetIO().FontDefault = fonts_[1];
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
  stale_fonts_ = false;
}

void Surface::apply_style() {
  const Theme& t = theme();
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowRounding = style.PopupRounding = px(Sizes::kRadius);
  style.FrameRounding = style.GrabRounding = style.ScrollbarRounding = px(6);
  style.WindowPadding = {px(Sizes::kPadding), px(Sizes::kPadding)};
  style.FramePadding = {px(10), px(6)};
  style.ItemSpacing = {px(8), px(8)};
  style.ItemInnerSpacing = {px(8), px(4)};
  style.ScrollbarSize = px(10);
  style.GrabMinSize = px(14);
  style.WindowBorderSize = 1;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 0;
  const auto set = [&](ImGuiCol_ which, Colour colour) {
    style.Colors[which] = ImGui::ColorConvertU32ToFloat4(colour);
  };
  set(ImGuiCol_Text, t.text);
  set(ImGuiCol_TextDisabled, t.secondary);
  set(ImGuiCol_WindowBg, t.panel);
  set(ImGuiCol_ChildBg, 0);
  set(ImGuiCol_PopupBg, over(t.panel, t.ground));
  set(ImGuiCol_Border, t.border);
  for (const auto which : {ImGuiCol_FrameBg, ImGuiCol_Button, ImGuiCol_Header}) set(which, t.raised);
  for (const auto which : {ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive, ImGuiCol_ButtonHovered,
                           ImGuiCol_ButtonActive, ImGuiCol_HeaderHovered, ImGuiCol_HeaderActive})
    set(which, over(faded(t.accent, which == ImGuiCol_ButtonActive ? 0.3 : 0.16), t.raised));
  for (const auto which : {ImGuiCol_CheckMark, ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive,
                           ImGuiCol_NavHighlight, ImGuiCol_TextSelectedBg})
    set(which, which == ImGuiCol_TextSelectedBg ? faded(t.accent, 0.35) : t.accent);
  set(ImGuiCol_Separator, t.border);
  set(ImGuiCol_ScrollbarBg, 0);
  set(ImGuiCol_ScrollbarGrab, faded(t.secondary, 0.4));
  set(ImGuiCol_ScrollbarGrabHovered, faded(t.secondary, 0.6));
  set(ImGuiCol_ScrollbarGrabActive, faded(t.secondary, 0.8));
}

void Surface::begin(view::Size size, double dt_s, std::span<const view::InputEvent> events) {
  ImGui::SetCurrentContext(context_);
  if (stale_fonts_) load_fonts();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(std::max(size.width, 1)),
                    static_cast<float>(std::max(size.height, 1))};
  io.DeltaTime = static_cast<float>(std::clamp(dt_s, 1e-4, 0.25));
  feed(events);
  layout_.clear();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
}

void Surface::feed(std::span<const view::InputEvent> events) {
  using Kind = view::InputEvent::Kind;
  ImGuiIO& io = ImGui::GetIO();
  io.MouseWheel = io.MouseWheelH = 0;
  waiting_.insert(waiting_.end(), events.begin(), events.end());
  std::size_t taken = 0;
  std::array<bool, 5> buttons{};
  std::set<view::Key> keys;
  for (; taken < waiting_.size(); ++taken) {
    const view::InputEvent& event = waiting_[taken];
    const auto button = static_cast<std::size_t>(std::clamp(event.button, 0, 4));
    // Pressed and released within a frame, it would never have been pressed.
    if (event.kind == Kind::button && std::exchange(buttons[button], true)) break;
    if (event.kind == Kind::key && !keys.insert(event.key).second) break;
    io.KeyCtrl = event.modifiers.ctrl;
    io.KeyShift = event.modifiers.shift;
    io.KeyAlt = event.modifiers.alt;
    switch (event.kind) {
      case Kind::button: io.MouseDown[button] = event.down; [[fallthrough]];
      case Kind::move: io.MousePos = {static_cast<float>(event.x), static_cast<float>(event.y)}; break;
      case Kind::leave: io.MousePos = {-1e6f, -1e6f}; break;
      case Kind::wheel:
        io.MouseWheelH += static_cast<float>(event.x);
        io.MouseWheel += static_cast<float>(event.y);
        break;
      case Kind::key: io.KeysDown[static_cast<int>(event.key)] = event.down; break;
      case Kind::text: io.AddInputCharacter(event.character); break;
      case Kind::resize:
      case Kind::close: break;
    }
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(taken));
}

void Surface::end() {
  ImGui::Render();
  if (!chinese_ && lacks_characters(*ImGui::GetDrawData(), fonts_)) chinese_ = stale_fonts_ = true;
}

void Surface::draw() {
  ImGui::SetCurrentContext(context_);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

bool Surface::wants_mouse() const {
  return ImGui::GetIO().WantCaptureMouse;
}
bool Surface::wants_keyboard() const {
  return ImGui::GetIO().WantTextInput;
}

}  // namespace conurb::ui
