// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/rows.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace conurb::ui {
namespace {

constexpr float kTagHeight = 26, kTagPadding = 10, kTagMark = 18;

}  // namespace

bool matches(std::string_view text, std::string_view filter) {
  const std::string low = to_lower(text), wanted = to_lower(filter);
  const std::vector<std::string_view> words = split_words(wanted);
  return std::all_of(words.begin(), words.end(),
                     [&low](std::string_view word) { return low.find(word) != std::string::npos; });
}

Colour severity_colour(const Theme& theme, store::Severity severity) {
  switch (severity) {
    case store::Severity::note: return theme.accent;
    case store::Severity::warning: return theme.worse;
    case store::Severity::error: return theme.alarm;
  }
  return theme.text;
}

std::string_view severity_word(const PanelContext& context, store::Severity severity) {
  switch (severity) {
    case store::Severity::note: return context.text("severity.note");
    case store::Severity::warning: return context.text("severity.warning");
    case store::Severity::error: return context.text("severity.error");
  }
  return {};
}

void severity_mark(const PanelContext& context, ImDrawList& list, ImVec2 at, float size,
                   store::Severity severity) {
  const Colour colour = severity_colour(context.theme(), severity);
  const float half = size / 2;
  const ImVec2 middle{at.x + half, at.y + half};
  switch (severity) {
    case store::Severity::note: list.AddCircleFilled(middle, half * 0.72f, colour); break;
    case store::Severity::warning:
      list.AddTriangleFilled({middle.x, at.y + size * 0.06f}, {at.x + size, at.y + size * 0.92f},
                             {at.x, at.y + size * 0.92f}, colour);
      break;
    case store::Severity::error:
      list.AddQuadFilled({middle.x, at.y}, {at.x + size, middle.y}, {middle.x, at.y + size}, {at.x, middle.y},
                         colour);
      break;
  }
}

float tag_width(const PanelContext& context, std::string_view label, bool mark) {
  const ImFont* font = context.surface.small();
  return font->CalcTextSizeA(font->FontSize, 1e9f, 0, label.data(), label.data() + label.size()).x +
         context.surface.px(2 * kTagPadding + (mark ? kTagMark : 0));
}

bool tag(PanelContext& context, const char* id, std::string_view label, bool on,
         const store::Severity* mark) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  const float height = surface.px(kTagHeight);
  const float width = std::min(tag_width(context, label, mark != nullptr),
                               std::max(ImGui::GetContentRegionAvail().x, surface.px(30)));
  const bool clicked = ImGui::InvisibleButton(id, {width, height});
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (on || ImGui::IsItemHovered()) list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, height / 2);
  list.AddRect({r.x0, r.y0}, {r.x1, r.y1}, on && mark == nullptr ? theme.accent : theme.border, height / 2, 0,
               surface.px(1));
  float x = r.x0 + surface.px(kTagPadding);
  if (mark != nullptr) {
    severity_mark(context, list, {x, r.y0 + surface.px(7)}, surface.px(12), *mark);
    x += surface.px(kTagMark);
  }
  Pieces pieces(surface, list);
  pieces.text(surface.small(), {x, r.y0 + (height - surface.small()->FontSize) / 2},
              on ? theme.text : theme.secondary, label, r.x1 - surface.px(kTagPadding) - x + 1);
  return clicked;
}

Row list_row(PanelContext& context, int id, float height, bool chosen) {
  ImGui::PushID(id);
  Row row;
  row.clicked = ImGui::InvisibleButton("row", {std::max(ImGui::GetContentRegionAvail().x, 1.0f), height});
  ImGui::PopID();
  row.hovered = ImGui::IsItemHovered();
  row.rect = last_item();
  if (chosen || row.hovered || ImGui::IsItemFocused())
    ImGui::GetWindowDrawList()->AddRectFilled({row.rect.x0, row.rect.y0}, {row.rect.x1, row.rect.y1},
                                              faded(context.theme().raised, chosen ? 1 : 0.7),
                                              context.surface.px(6));
  return row;
}

FloatingWindow::FloatingWindow(PanelContext& context, const std::string& id, const Rect& rect) {
  ImGui::SetNextWindowPos({rect.x0, rect.y0});
  ImGui::SetNextWindowSize({rect.width(), rect.height()});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, over(context.theme().panel, context.theme().ground));
  ImGui::Begin(("##" + id).c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleColor();
  context.surface.layout().add_floating(id, rect);
}

FloatingWindow::~FloatingWindow() {
  ImGui::End();
}

std::string key_of(const PanelContext& context, std::string_view command) {
  for (const room::CommandSpec& spec : context.room.commands().specs())
    if (spec.name == command) return spec.keys.front().chord;
  return {};
}

}  // namespace conurb::ui
