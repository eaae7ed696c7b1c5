// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/panel.hpp"

#include <imgui_internal.h>

#include <algorithm>

namespace conurb::ui {
namespace {

constexpr float kHintDelay_s = 0.4f;  // who passes by wants no hints

}  // namespace

Rect last_item() {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  return {low.x, low.y, high.x, high.y};
}

void hint_on_hover(PanelContext& context, std::string_view hint) {
  if (hint.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.HoveredId != 0 && g.HoveredIdTimer < kHintDelay_s) return;
  // Beside the panel, so that the next rows stay in sight.
  const ImRect panel = ImGui::GetCurrentWindow()->RootWindow->Rect();
  const Rect item = last_item();
  const float width = context.surface.px(360), gap = context.surface.px(8);
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const bool right = panel.Max.x + width + 5 * gap < screen.x, below = item.y0 < screen.y / 2;
  ImGui::SetNextWindowPos({right ? panel.Max.x + gap : panel.Min.x - gap, below ? item.y0 : item.y1},
                          ImGuiCond_Always, {right ? 0.0f : 1.0f, below ? 0.0f : 1.0f});
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(width);
  ImGui::TextUnformatted(hint.data(), hint.data() + hint.size());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

void show_focus() {
  const Rect r = last_item();
  ImGui::RenderNavHighlight({{r.x0, r.y0}, {r.x1, r.y1}}, ImGui::GetItemID());
}

void note(PanelContext& context, std::string_view text, const Rect& rect, Colour colour, Colour ground) {
  const ImRect& clip = ImGui::GetCurrentWindow()->ClipRect;
  if (rect.y0 < clip.Min.y || rect.y1 > clip.Max.y) return;
  context.surface.layout().add_text(
      std::string(text), {rect.x0, rect.y0, std::min(rect.x1, clip.Max.x), rect.y1}, colour, ground);
}

Colour panel_ground(const PanelContext& context) {
  return over(context.theme().panel, context.theme().ground);
}

PanelWindow::PanelWindow(PanelContext& context, std::string_view id, const Rect& rect, bool closable) {
  const std::string name(id);
  ImGui::SetNextWindowPos({rect.x0, rect.y0});
  ImGui::SetNextWindowSize({rect.width(), rect.height()});
  ImGui::Begin(("##" + name).c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  context.surface.layout().add_panel(name, rect);
  const float cross = context.surface.px(24);
  const ImVec2 start = ImGui::GetCursorPos();
  line(context, context.text("panel." + name), context.theme().text, context.surface.strong());
  if (closable) {
    ImGui::SetCursorPos({ImGui::GetWindowWidth() - cross - context.surface.px(Sizes::kPadding),
                         start.y - context.surface.px(3)});
    if (ImGui::InvisibleButton("close", {cross, cross}))
      context.room.attempt("panel.toggle", {{"panel", name}});
    show_focus();
    const Rect r = last_item();
    const float inset = cross * 0.32f;
    const Colour colour = ImGui::IsItemHovered() ? context.theme().text : context.theme().secondary;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({r.x0 + inset, r.y0 + inset}, {r.x1 - inset, r.y1 - inset}, colour,
                 context.surface.px(1.5f));
    list.AddLine({r.x0 + inset, r.y1 - inset}, {r.x1 - inset, r.y0 + inset}, colour,
                 context.surface.px(1.5f));
  }
  ImGui::BeginChild("content", {0, 0}, false, ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NavFlattened);
}

PanelWindow::~PanelWindow() {
  ImGui::EndChild();
  ImGui::End();
}

void line(PanelContext& context, std::string_view text, Colour colour, ImFont* font) {
  if (colour == 0) colour = context.theme().text;
  ImGui::PushFont(font != nullptr ? font : context.surface.body());
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  ImGui::TextUnformatted(text.data(), text.data() + text.size());
  ImGui::PopStyleColor();
  ImGui::PopFont();
  note(context, text, last_item(), colour, panel_ground(context));
}

void paragraph(PanelContext& context, std::string_view text, Colour colour) {
  if (colour == 0) colour = context.theme().text;
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(text.data(), text.data() + text.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  note(context, text, last_item(), colour, panel_ground(context));
}

void heading(PanelContext& context, std::string_view text) {
  ImGui::Dummy({0, context.surface.px(4)});
  line(context, text, context.theme().secondary, context.surface.small());
}

bool value_row(PanelContext& context, std::string_view name, std::string_view value, std::string_view unit,
               std::string_view hint) {
  const Theme& theme = context.theme();
  const float width = ImGui::GetContentRegionAvail().x, height = context.surface.px(24);
  ImGui::PushID(name.data(), name.data() + name.size());
  const bool clicked = ImGui::InvisibleButton("row", {std::max(width, 1.0f), height});
  show_focus();
  ImGui::PopID();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered())
    list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, context.surface.px(4));
  Pieces pieces(context.surface, list);
  const float y = r.y0 + (height - context.surface.body()->FontSize) / 2;
  float right = r.x1;
  if (!unit.empty())
    right = pieces.text_left_of(context.surface.small(), {right, y + context.surface.px(2)}, theme.secondary,
                                unit) -
            context.surface.px(4);
  right = pieces.text_left_of(context.surface.body(), {right, y}, theme.text, value);
  pieces.text(context.surface.body(), {r.x0, y}, theme.secondary, name, right - r.x0 - context.surface.px(8));
  hint_on_hover(context, hint);
  return clicked;
}

bool button(PanelContext& context, std::string_view label, bool primary, bool enabled,
            std::string_view hint) {
  const Theme& theme = context.theme();
  const std::string text(label);
  if (primary) {
    ImGui::PushStyleColor(ImGuiCol_Button, theme.accent);
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, theme.accent);
    ImGui::PushStyleColor(ImGuiCol_ButtonActive, theme.accent);
    ImGui::PushStyleColor(ImGuiCol_Text, theme.name == ThemeName::dark ? theme.on_scenario : rgb(0xffffff));
  }
  if (!enabled) ImGui::BeginDisabled();
  const bool clicked = ImGui::Button(text.c_str());
  if (!enabled) ImGui::EndDisabled();
  if (primary) ImGui::PopStyleColor(4);
  Rect r = last_item();
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  r = {(r.x0 + r.x1 - size.x) / 2, (r.y0 + r.y1 - size.y) / 2, (r.x0 + r.x1 + size.x) / 2,
       (r.y0 + r.y1 + size.y) / 2};
  if (enabled)
    note(context, label, r,
         primary ? (theme.name == ThemeName::dark ? theme.on_scenario : rgb(0xffffff)) : theme.text,
         primary ? theme.accent : theme.raised);
  hint_on_hover(context, hint);
  return clicked;
}

bool choice_row(PanelContext& context, std::string_view label, bool chosen, Colour mark,
                std::string_view right, std::string_view hint) {
  const Theme& theme = context.theme();
  const float width = ImGui::GetContentRegionAvail().x, height = context.surface.px(30);
  ImGui::PushID(label.data(), label.data() + label.size());
  const bool clicked = ImGui::InvisibleButton("choice", {std::max(width, 1.0f), height});
  show_focus();
  ImGui::PopID();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (chosen || ImGui::IsItemHovered())
    list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, context.surface.px(6));
  Pieces pieces(context.surface, list);
  float x = r.x0 + context.surface.px(8);
  const float middle = (r.y0 + r.y1) / 2;
  if (mark != 0) {
    const float half = context.surface.px(6);
    if (chosen)
      list.AddRectFilled({x, middle - half}, {x + 2 * half, middle + half}, mark, context.surface.px(3));
    else
      list.AddRect({x, middle - half}, {x + 2 * half, middle + half}, theme.secondary, context.surface.px(3));
    x += context.surface.px(22);
  }
  const float y = middle - context.surface.body()->FontSize / 2;
  float edge = r.x1 - context.surface.px(8);
  if (!right.empty())
    edge = pieces.text_left_of(context.surface.small(), {edge, y + context.surface.px(1)}, theme.secondary,
                               right) -
           context.surface.px(8);
  pieces.text(context.surface.body(), {x, y}, chosen ? theme.text : theme.secondary, label, edge - x);
  hint_on_hover(context, hint);
  return clicked;
}

void empty_state(PanelContext& context, std::string_view text) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  ImGui::Dummy({0, std::max(std::min(room.y * 0.3f, context.surface.px(60)), 0.0f)});
  paragraph(context, text, context.theme().secondary);
}

}  // namespace conurb::ui
