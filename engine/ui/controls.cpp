// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/controls.hpp"

#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace conurb::ui {
namespace {

ImVec2 size_of(ImFont* font, std::string_view text) {
  return font->CalcTextSizeA(font->FontSize, 1e9f, 0, text.data(), text.data() + text.size());
}

void push_id(std::string_view id) {
  ImGui::PushID(id.data(), id.data() + id.size());
}

/// Where on its way a slider's item is taken, as a step; none while nobody holds it.
struct Track {
  ImGuiID id;
  ImRect box;
  int steps;
};

/// Moves `place` while the item is held; tells when it is let go.
SliderMove follow(const Track& track, int& place) {
  ImGuiContext& g = *ImGui::GetCurrentContext();
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  const bool hovered = ImGui::ItemHoverable(track.box, track.id);
  if ((hovered && g.IO.MouseClicked[0]) || g.NavActivateId == track.id || g.NavActivateInputId == track.id) {
    ImGui::SetActiveID(track.id, window);
    ImGui::SetFocusID(track.id, window);
    ImGui::FocusWindow(window);
    g.ActiveIdUsingNavDirMask |= (1U << ImGuiDir_Left) | (1U << ImGuiDir_Right);
  }
  if (g.ActiveId != track.id)
    return g.ActiveIdPreviousFrame == track.id ? SliderMove::moved : SliderMove::none;
  if (g.ActiveIdSource == ImGuiInputSource_Mouse) {
    const float share = (g.IO.MousePos.x - track.box.Min.x) / std::max(track.box.GetWidth(), 1.0f);
    place = static_cast<int>(std::lround(std::clamp(share, 0.0f, 1.0f) * static_cast<float>(track.steps)));
    if (g.IO.MouseDown[0]) return SliderMove::moving;
    ImGui::ClearActiveID();
    return SliderMove::moved;
  }
  const float way =
      ImGui::GetNavInputAmount2d(ImGuiNavDirSourceFlags_Keyboard, ImGuiInputReadMode_RepeatFast).x;
  if (way != 0) place = std::clamp(place + (way > 0 ? 1 : -1), 0, track.steps);
  if (g.NavActivatePressedId != track.id || g.ActiveIdIsJustActivated) return SliderMove::moving;
  ImGui::ClearActiveID();
  return SliderMove::moved;
}

}  // namespace

bool link(PanelContext& context, std::string_view label, std::string_view hint) {
  ImFont* font = context.surface.body();
  const ImVec2 size = size_of(font, label);
  push_id(label);
  const bool clicked =
      ImGui::InvisibleButton("link", {std::max(size.x, 1.0f), size.y + context.surface.px(6)});
  ImGui::PopID();
  show_focus();
  const Rect r = last_item();
  const Colour colour = context.theme().accent;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float y = r.y0 + context.surface.px(3);
  Pieces(context.surface, list).text(font, {r.x0, y}, colour, label);
  if (ImGui::IsItemHovered())
    list.AddLine({r.x0, y + size.y}, {r.x0 + size.x, y + size.y}, colour, context.surface.px(1));
  hint_on_hover(context, hint);
  return clicked;
}

SliderMove slider(PanelContext& context, std::string_view id, double& value, const SliderLook& look) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const Theme& theme = context.theme();
  const float knob = px(8), width = std::max(ImGui::GetContentRegionAvail().x, 4 * knob);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImRect item(at, {at.x + width, at.y + px(22)});
  const ImGuiID widget = ImGui::GetCurrentWindow()->GetID(id.data(), id.data() + id.size());
  ImGui::ItemSize(item);
  if (!ImGui::ItemAdd(item, widget)) return SliderMove::none;
  const double range = look.high - look.low;
  const int steps =
      look.step > 0 ? static_cast<int>(std::clamp(std::round(range / look.step), 1.0, 1e6)) : 200;
  const double step = look.step > 0 ? look.step : range / steps;
  const ImRect track({item.Min.x + knob, item.Min.y}, {item.Max.x - knob, item.Max.y});
  SliderMove move = SliderMove::none;
  if (look.enabled) {
    const double share = (value - look.low) / range;
    const int before = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * steps));
    int place = before;
    move = follow({widget, track, steps}, place);
    if (place != before) value = std::min(look.low + place * step, look.high);
  }
  const auto x_of = [&](double v) {
    const double share = std::clamp((v - look.low) / range, 0.0, 1.0);
    return track.Min.x + static_cast<float>(share) * track.GetWidth();
  };
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float middle = (item.Min.y + item.Max.y) / 2, half = px(2), x = x_of(value);
  const Colour fill = look.enabled ? look.fill : theme.secondary;
  list.AddRectFilled({item.Min.x, middle - half}, {item.Max.x, middle + half}, theme.border, half);
  if (!look.hollow) list.AddRectFilled({item.Min.x, middle - half}, {x, middle + half}, fill, half);
  if (look.mark) {
    const float mark = x_of(*look.mark);
    list.AddRectFilled({mark - px(1), middle - px(7)}, {mark + px(1), middle + px(7)}, theme.secondary);
  }
  const bool held = move == SliderMove::moving;
  if (held) list.AddCircleFilled({x, middle}, knob + px(4), faded(fill, 0.25));
  const bool dark = theme.name == ThemeName::dark;
  list.AddCircleFilled({x, middle}, knob,
                       look.hollow || !dark ? over(theme.panel, theme.ground) : theme.text);
  if (look.hollow || !dark)
    list.AddCircle({x, middle}, knob - px(1), look.hollow ? theme.secondary : fill, 0, px(2.5f));
  show_focus();
  return move;
}

bool switch_row(PanelContext& context, std::string_view label, bool on, bool enabled, std::string_view hint) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const Theme& theme = context.theme();
  const float width = std::max(ImGui::GetContentRegionAvail().x, 1.0f), height = px(28);
  push_id(label);
  const bool pressed = ImGui::InvisibleButton("switch", {width, height});
  ImGui::PopID();
  show_focus();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float middle = (r.y0 + r.y1) / 2, half = px(9), left = r.x1 - px(34);
  const Colour fill = !enabled ? theme.secondary : theme.accent;
  if (on)
    list.AddRectFilled({left, middle - half}, {r.x1, middle + half}, fill, half);
  else
    list.AddRect({left, middle - half}, {r.x1, middle + half}, theme.secondary, half, 0, px(1.5f));
  const float x = on ? r.x1 - half : left + half;
  list.AddCircleFilled({x, middle}, px(on ? 6.5f : 5.5f),
                       on ? over(theme.panel, theme.ground) : theme.secondary);
  Pieces(context.surface, list)
      .text(context.surface.body(), {r.x0, middle - context.surface.body()->FontSize / 2}, theme.text, label,
            left - r.x0 - px(8));
  hint_on_hover(context, hint);
  return pressed && enabled;
}

std::optional<std::size_t> segments(PanelContext& context, std::string_view id,
                                    std::span<const std::string> labels, std::span<const bool> chosen,
                                    std::span<const Colour> colours) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const Theme& theme = context.theme();
  ImFont* font = context.surface.body();
  std::optional<std::size_t> pressed;
  push_id(id);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const float most = ImGui::GetContentRegionMax().x;
    const float width = std::min(size_of(font, labels[i]).x + px(24), std::max(most, 1.0f));
    if (i > 0) same_line_if(context, width);
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::InvisibleButton("segment", {width, px(28)})) pressed = i;
    ImGui::PopID();
    show_focus();
    const Rect r = last_item();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Colour colour = colours.empty() ? theme.accent : colours[i];
    const bool hovered = ImGui::IsItemHovered();
    if (chosen[i] || hovered) list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, px(14));
    list.AddRect({r.x0, r.y0}, {r.x1, r.y1}, chosen[i] ? colour : theme.border, px(14), 0,
                 px(chosen[i] ? 1.5f : 1));
    const float text = std::min(size_of(font, labels[i]).x, width - px(16));
    Pieces(context.surface, list)
        .text(font, {(r.x0 + r.x1 - text) / 2, (r.y0 + r.y1 - font->FontSize) / 2},
              chosen[i] ? theme.text : theme.secondary, labels[i], width - px(16));
  }
  ImGui::PopID();
  return pressed;
}

bool input_line(PanelContext& context, const char* id, std::string& text, std::string_view hint, float right,
                ImGuiInputTextFlags flags, ImGuiInputTextCallback callback, void* data) {
  ImGui::SetNextItemWidth(std::max(ImGui::GetContentRegionAvail().x - right, context.surface.px(40)));
  const std::string shown_hint(hint);
  const bool changed = ImGui::InputTextWithHint(id, shown_hint.c_str(), &text, flags, callback, data);
  const Rect r = last_item();
  const ImVec2 padding = ImGui::GetStyle().FramePadding;
  const Theme& theme = context.theme();
  const std::string& shown = text.empty() ? shown_hint : text;
  const float width = std::min(ImGui::CalcTextSize(shown.c_str()).x, r.width() - 2 * padding.x);
  context.surface.layout().add_text(
      shown, {r.x0 + padding.x, r.y0 + padding.y, r.x0 + padding.x + width, r.y1 - padding.y},
      text.empty() ? theme.secondary : theme.text, theme.raised);
  return changed;
}

FieldEvent text_field(PanelContext& context, std::string_view id, std::string& text,
                      std::string_view placeholder, float width, bool focus) {
  if (focus) ImGui::SetKeyboardFocusHere();
  const float right = width > 0 ? ImGui::GetContentRegionAvail().x - width : 0;
  const std::string label = "##" + std::string(id);
  if (input_line(context, label.c_str(), text, placeholder, right, ImGuiInputTextFlags_EnterReturnsTrue))
    return FieldEvent::entered;
  const bool escaped = ImGui::IsItemDeactivated() && ImGui::IsKeyPressedMap(ImGuiKey_Escape, false);
  return escaped ? FieldEvent::left : FieldEvent::none;
}

std::optional<double> number_in(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("−")) {
      plain += '-';
      i += std::string_view("−").size() - 1;
    } else if (text[i] != ' ' && text[i] != '+') {
      plain += text[i] == ',' ? '.' : text[i];
    }
  }
  double value = 0;
  const auto [end, problem] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (problem != std::errc() || end != plain.data() + plain.size() || !std::isfinite(value)) return {};
  return value;
}

void arrow(ImDrawList& list, ImVec2 middle, float size, ImGuiDir direction, Colour colour) {
  const float half = size / 2, tip = half * 0.75f;
  const auto corner = [&](float along, float across) {
    switch (direction) {
      case ImGuiDir_Left: return ImVec2{middle.x - along, middle.y - across};
      case ImGuiDir_Right: return ImVec2{middle.x + along, middle.y + across};
      case ImGuiDir_Up: return ImVec2{middle.x + across, middle.y - along};
      default: return ImVec2{middle.x - across, middle.y + along};
    }
  };
  list.AddTriangleFilled(corner(tip, 0), corner(-tip, half), corner(-tip, -half), colour);
}

bool arrow_button(PanelContext& context, std::string_view id, ImGuiDir direction, std::string_view hint) {
  const float size = context.surface.px(24);
  push_id(id);
  const bool pressed = ImGui::InvisibleButton("arrow", {size, size});
  ImGui::PopID();
  show_focus();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, context.theme().raised, context.surface.px(6));
  arrow(list, {(r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2}, context.surface.px(9), direction,
        hovered ? context.theme().text : context.theme().secondary);
  hint_on_hover(context, hint);
  return pressed;
}

void divider(PanelContext& context) {
  const float width = ImGui::GetContentRegionAvail().x, height = context.surface.px(9);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy({std::max(width, 1.0f), height});
  const float y = std::floor(at.y + height / 2) + 0.5f;
  ImGui::GetWindowDrawList()->AddLine({at.x, y}, {at.x + width, y}, context.theme().border);
}

void same_line_if(PanelContext& context, float width) {
  const float used = ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x + ImGui::GetScrollX();
  const float gap = context.surface.px(8);
  if (used + gap + width <= ImGui::GetContentRegionMax().x) ImGui::SameLine(0, gap);
}

float button_width(const PanelContext& context, std::string_view label) {
  return size_of(context.surface.body(), label).x + 2 * ImGui::GetStyle().FramePadding.x;
}

}  // namespace conurb::ui
