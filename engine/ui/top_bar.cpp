// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/top_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/number_text.hpp"
#include "engine/scene/legend.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/findings_panel.hpp"
#include "engine/ui/key_figures.hpp"

namespace conurb::ui {
namespace {

constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoBackground;

/// A window without ground of its own at a rectangle: for what is drawn on a list and clicked.
struct Bare {
  Bare(const char* id, const Rect& rect) {
    ImGui::SetNextWindowPos({rect.x0, rect.y0});
    ImGui::SetNextWindowSize({rect.width(), rect.height()});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::Begin(id, nullptr, kFlags);
    ImGui::PopStyleVar();
  }
  ~Bare() { ImGui::End(); }
};

std::string subtitle(PanelContext& context, const CityModel& model) {
  if (!model.ready()) return std::string(context.text("room.loading"));
  std::string text;
  const auto add = [&](double number, const char* key) {
    if (number <= 0) return;
    text += (text.empty() ? std::string() : std::string(" · ")) +
            context.room.texts()(key, {{"n", number_text(number, 0)}});
  };
  add(model.people(), "room.population");
  const std::int32_t buildings = model.base().find("building");
  if (buildings >= 0)
    add(static_cast<double>(model.base().table(static_cast<std::size_t>(buildings)).alive_rows()),
        "room.buildings");
  return text;
}

}  // namespace

void draw_top_bar(PanelContext& context, const CityModel& model, const Rect& rect) {
  const Bare window("##top", rect);
  Surface& surface = context.surface;
  Pieces pieces(surface, *ImGui::GetWindowDrawList());
  pieces.card("top", rect);
  const Theme& theme = context.theme();
  const room::RoomState& state = context.room.state();
  const float pad = surface.px(Sizes::kPadding);
  const float title_y = rect.y0 + (rect.height() - surface.title()->FontSize) / 2;
  const float body_y = rect.y0 + (rect.height() - surface.body()->FontSize) / 2;

  const std::string moment = scene::moment_text(state.clock.shown, context.room.published().zone);
  float right = pieces.text_left_of(surface.title(), {rect.x1 - pad, title_y}, theme.text, moment) - pad;
  const char* mode = state.clock.frozen                         ? "clock.frozen"
                     : state.clock.mode == room::TimeMode::live ? "clock.live"
                     : state.clock.playing                      ? "clock.playing"
                                                                : "clock.recorded";
  right = pieces.text_left_of(surface.small(), {right, body_y + surface.px(1)}, theme.secondary,
                              context.text(mode)) -
          pad;
  const float badge =
      alarm_badge(context, {right, rect.y0 + (rect.height() - surface.px(34)) / 2}, surface.px(34));
  if (badge < right) right = badge - pad;

  float x = pieces.text(surface.title(), {rect.x0 + pad, title_y}, theme.text, context.room.published().title,
                        rect.width() / 4);
  x = pieces.text(surface.small(), {x + pad, body_y + surface.px(1)}, theme.secondary,
                  subtitle(context, model), rect.width() / 4) +
      pad;

  // The scenarios in the middle, as far as there is room.
  const std::string what_if = "+ " + std::string(context.text("command.whatif.branch"));
  float width = pieces.measure(surface.body(), what_if).x + surface.px(32);
  for (const room::View& view : state.views)
    width += pieces.chip_width(branch_label(context, view.branch)) + surface.px(10);
  float at = std::max((rect.x0 + rect.x1 - width) / 2, x + pad);
  const float top = rect.y0 + (rect.height() - surface.px(34)) / 2;
  for (const room::View& view : state.views) {
    const float wide = pieces.chip_width(branch_label(context, view.branch));
    if (at + wide > right) return;
    pieces.chip({at, top}, view.letter - 'A', branch_label(context, view.branch), false);
    ImGui::SetCursorScreenPos({at, top});
    if (ImGui::InvisibleButton(view.branch.c_str(), {wide, surface.px(34)}))
      context.room.attempt("panel.toggle", {{"panel", "whatifs"}});
    at += wide + surface.px(10);
  }
  if (at + pieces.measure(surface.body(), what_if).x + surface.px(32) > right) return;
  ImGui::SetCursorScreenPos({at, top});
  ImGui::PushStyleVar(ImGuiStyleVar_FrameRounding, surface.px(17));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {surface.px(16), (surface.px(34) - surface.body()->FontSize) / 2});
  if (button(context, what_if, false, !context.room.published().read_only)) context.room.press("B");
  ImGui::PopStyleVar(2);
}

void draw_view_names(PanelContext& context, const std::vector<view::SceneView>& views, const Rect& rect) {
  const room::RoomState& state = context.room.state();
  if (state.views.size() < 2 || state.compare == room::CompareMode::single) return;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  Pieces pieces(context.surface, list);
  const float gap = context.surface.px(Sizes::kGap), half = context.surface.px(1);
  const auto name = [&](std::size_t i, float x, float y) {
    const room::View& view = state.views[i];
    const float width = pieces.chip_width(branch_label(context, view.branch));
    pieces.chip({std::clamp(x - width / 2, gap, std::max(rect.width() - gap - width, gap)), y},
                view.letter - 'A', branch_label(context, view.branch), true);
  };
  const float top = rect.y0;
  const auto upright = [&](float x) {
    list.AddRectFilled({x - half, 0}, {x + half, rect.y1}, rgb(0xffffff));
  };
  if (state.compare == room::CompareMode::split) {
    for (std::size_t i = 0; i < views.size() && i < state.views.size(); ++i) {
      const auto left = static_cast<float>(views[i].left) * rect.width(),
                 right = static_cast<float>(views[i].right) * rect.width();
      // Beside the line between two views, where no panel lies.
      const float half_chip = pieces.chip_width(branch_label(context, state.views[i].branch)) / 2;
      const float x = views[i].right < 1 ? right - gap - half_chip : left + gap + half_chip;
      name(i, x, std::max(top, (1 - static_cast<float>(views[i].top)) * rect.y1 + gap));
      if (views[i].right < 1) upright(right);
      if (views[i].bottom > 0)
        list.AddRectFilled({0, rect.y1 / 2 - half}, {rect.width(), rect.y1 / 2 + half}, rgb(0xffffff));
    }
  } else if (state.compare == room::CompareMode::swipe) {
    const float x = static_cast<float>(state.swipe) * rect.width();
    upright(x);
    const float middle = rect.y1 * 0.45f, radius = context.surface.px(15);
    list.AddCircleFilled({x, middle}, radius, rgb(0xffffff));
    for (const float way : {-1.f, 1.f})
      list.AddTriangleFilled({x + way * radius * .25f, middle - radius * .4f},
                             {x + way * radius * .25f, middle + radius * .4f},
                             {x + way * radius * .65f, middle}, rgb(0x16202b));
    const float a = pieces.chip_width(branch_label(context, state.views[0].branch)) / 2,
                b = pieces.chip_width(branch_label(context, state.views[1].branch)) / 2;
    name(0, x - gap - a, top);
    name(1, x + gap + b, top);
  } else if (state.compare == room::CompareMode::blink && !views.empty()) {
    name(static_cast<std::size_t>(views.front().colours), rect.width() / 2, top);
  }
}

void draw_panel_switch(PanelContext& context, const Rect& rect) {
  constexpr std::array kPanels = {"layers",  "inspector", "plots",    "levers",
                                  "whatifs", "journal",   "findings", "console"};
  const Bare window("##switch", rect);
  Surface& surface = context.surface;
  Pieces pieces(surface, *ImGui::GetWindowDrawList());
  pieces.card("switch", rect);
  const Theme& theme = context.theme();
  float widths = 0;
  for (const char* panel : kPanels)
    widths += pieces.measure(surface.small(), context.text(std::string("panel.") + panel)).x;
  const float gap = std::max((rect.width() - surface.px(24) - widths) / (kPanels.size() - 1), surface.px(6));
  float x = rect.x0 + surface.px(12);
  for (const char* panel : kPanels) {
    const std::string_view name = context.text(std::string("panel.") + panel);
    const float wide = pieces.measure(surface.small(), name).x;
    if (x + wide > rect.x1) break;
    ImGui::SetCursorScreenPos({x - surface.px(4), rect.y0});
    if (ImGui::InvisibleButton(panel, {wide + surface.px(8), rect.height()}))
      context.room.attempt("panel.toggle", {{"panel", panel}});
    const bool open = context.room.state().panels.contains(panel);
    pieces.text(surface.small(), {x, rect.y0 + (rect.height() - surface.small()->FontSize) / 2},
                open || ImGui::IsItemHovered() ? theme.text : theme.secondary, name);
    if (open)
      ImGui::GetWindowDrawList()->AddRectFilled({x, rect.y1 - surface.px(5)},
                                                {x + wide, rect.y1 - surface.px(3)}, theme.accent);
    x += wide + gap;
  }
}

void draw_key_figures(PanelContext& context, const Rect& rect) {
  const Bare window("##figures", rect);
  Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  const room::RoomState& state = context.room.state();
  const auto& views = state.views;
  const room::BranchInfo* info = context.room.published().branch(views.back().branch);
  if (info == nullptr) return;
  const ImVec2 size = pieces.figure_size();
  const float gap = context.surface.px(Sizes::kGap);
  float x = rect.x0;
  int number = 0;
  for (const sim::ComparedKpi& kpi : info->kpis) {
    if (!kpi.group.empty() || kpi.suppressed || std::isnan(kpi.other)) continue;
    if (x + size.x > rect.x1) break;
    pieces.figure(fmt::format("figure {}", number++), {x, rect.y1 - size.y},
                  key_figure(kpi, !info->parent.empty(), context.room.texts()));
    x += size.x + gap;
  }
}

}  // namespace conurb::ui
