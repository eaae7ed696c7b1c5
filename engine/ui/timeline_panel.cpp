// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/timeline_panel.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/number_text.hpp"
#include "engine/room/quantities.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/plot_view.hpp"

namespace conurb::ui {
namespace {

/// A round button with a sign of triangles and bars, drawn, so that no font needs to have it.
bool sign_button(PanelContext& context, const char* id, int kind, bool primary, std::string_view hint) {
  const float side = context.surface.px(primary ? 38 : 32);
  const bool clicked = ImGui::InvisibleButton(id, {side, side});
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 c{low.x + side / 2, low.y + side / 2};
  const Theme& theme = context.theme();
  const Colour colour = ImGui::IsItemHovered() || primary ? theme.text : theme.secondary;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (primary) {
    list.AddCircleFilled(c, side / 2, over(faded(theme.accent, 0.25), over(theme.panel, theme.ground)));
    list.AddCircle(c, side / 2, theme.accent, 0, context.surface.px(1.5f));
  }
  const float r = context.surface.px(7);
  const auto triangle = [&](float x, float way) {
    list.AddTriangleFilled({x - way * r * .7f, c.y - r}, {x - way * r * .7f, c.y + r}, {x + way * r, c.y},
                           colour);
  };
  const auto bar = [&](float x) {
    list.AddRectFilled({x - r * .25f, c.y - r}, {x + r * .25f, c.y + r}, colour);
  };
  if (kind == 0) triangle(c.x + r * .15f, 1);  // play
  if (kind == 1) bar(c.x - r * .5f), bar(c.x + r * .5f);
  if (kind == 2) triangle(c.x - r * .2f, 1), bar(c.x + r * .95f);  // a step on
  if (kind == 3) triangle(c.x + r * .2f, -1), bar(c.x - r * .95f);
  if (ImGui::IsItemHovered()) {
    ImGui::BeginTooltip();
    ImGui::TextUnformatted(hint.data(), hint.data() + hint.size());
    ImGui::EndTooltip();
  }
  return clicked;
}

/// Words that can be chosen one of, without boxes.
bool word(PanelContext& context, std::string_view text, bool chosen) {
  const std::string label(text);
  const ImVec2 size = ImGui::CalcTextSize(label.c_str());
  const bool clicked =
      ImGui::InvisibleButton(label.c_str(), {size.x + context.surface.px(8), context.surface.px(32)});
  const ImVec2 low = ImGui::GetItemRectMin();
  Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  const Theme& theme = context.theme();
  const Colour colour = chosen || ImGui::IsItemHovered() ? theme.text : theme.secondary;
  pieces.text(context.surface.body(), {low.x + context.surface.px(4), low.y + context.surface.px(8)}, colour,
              label);
  if (chosen)
    ImGui::GetWindowDrawList()->AddRectFilled(
        {low.x + context.surface.px(4), low.y + context.surface.px(28)},
        {low.x + context.surface.px(4) + size.x, low.y + context.surface.px(30)}, theme.accent);
  return clicked;
}

}  // namespace

void TimelinePanel::controls(PanelContext& context) {
  room::Room& room = context.room;
  const room::Clock& clock = room.state().clock;
  ImGui::BeginGroup();
  if (sign_button(context, "back", 3, false, context.text("command.time.step")))
    room.attempt("time.step", {{"exchanges", -1}});
  ImGui::SameLine();
  if (sign_button(context, "play", clock.playing ? 1 : 0, true, context.text("command.time.toggle")))
    room.attempt("time.toggle");
  ImGui::SameLine();
  if (sign_button(context, "on", 2, false, context.text("command.time.step")))
    room.attempt("time.step", {{"exchanges", 1}});
  constexpr std::array<std::pair<Window, const char*>, 4> kWindows = {{{Window::day, "timeline.day"},
                                                                       {Window::week, "timeline.week"},
                                                                       {Window::month, "timeline.month"},
                                                                       {Window::all, "timeline.all"}}};
  ImGui::SameLine(0, context.surface.px(24));
  for (const auto& [window, key] : kWindows) {
    if (word(context, context.text(key), window_ == window)) window_ = window;
    ImGui::SameLine(0, context.surface.px(6));
  }
  ImGui::SameLine(0, context.surface.px(24));
  constexpr std::array<std::pair<double, const char*>, 4> kSpeeds = {{{3600, "timeline.hour_a_second"},
                                                                      {21600, "timeline.six_hours_a_second"},
                                                                      {86400, "timeline.day_a_second"},
                                                                      {604800, "timeline.week_a_second"}}};
  for (const auto& [speed, key] : kSpeeds) {
    if (word(context, context.text(key), clock.speed == speed))
      room.attempt("time.speed", {{"factor", speed}});
    ImGui::SameLine(0, context.surface.px(6));
  }
  ImGui::SameLine(0, context.surface.px(24));
  if (word(context, context.text("command.time.freeze"), clock.frozen)) room.attempt("time.freeze");
  ImGui::EndGroup();
}

plot::Chart TimelinePanel::curve(PanelContext& context, CityModel& model, const scene::LayerSpec& layer) {
  room::Room& room = context.room;
  const room::RoomState& state = room.state();
  const std::string& name = layer.look.color.empty() ? layer.look.width : layer.look.color;
  const city::Column* column = scene::layer_column(model.base(), layer, name);
  plot::Chart chart;
  has_curve_ = false;
  if (column == nullptr) return chart;
  const plot::Display display = plot::display_of(model.units(), column->spec(), layer.look.unit);
  const bool sum = room::adds_up(column->spec());
  chart.y.name = layer.look.label + ", " + std::string(context.text(sum ? "timeline.sum" : "timeline.mean"));
  chart.y.unit = display.unit;
  chart.x.scale = plot::Scale::time;
  chart.x.zone = room.published().zone;
  for (std::size_t i = 0; i < state.views.size(); ++i) {
    const room::BranchInfo* info = room.published().branch(state.views[i].branch);
    if (info == nullptr || info->run == 0) continue;
    const auto values =
        room.history().line(info->run, layer.look.table, name, sum ? room::LineOf::sum : room::LineOf::mean);
    if (!values) continue;
    has_curve_ = true;
    plot::Series series;
    series.name = branch_label(context, state.views[i].branch);
    series.letter = state.views[i].letter - 'A';
    for (std::size_t k = 0; k < values->times.size() && k < values->values.size(); ++k) {
      series.x.push_back(static_cast<double>(values->times[k].us));
      series.y.push_back(display.factor * values->values[k] + (sum ? 0 : display.offset));
    }
    if (!series.x.empty()) chart.series.push_back(std::move(series));
  }
  const Time shown = state.clock.shown;
  chart.cursor = plot::Cursor{static_cast<double>(shown.us)};
  if (window_ != Window::all) {
    const Duration span = window_ == Window::day ? kDay : window_ == Window::week ? kWeek : 30 * kDay;
    // Whole windows, so that the curve stands still while the cursor goes over it.
    const Time from =
        room.published().zone.day_start(room.published().zone.to_local(floor(shown, span)).date);
    chart.x.window = std::pair{static_cast<double>(from.us), static_cast<double>((from + span).us)};
  }
  return chart;
}

void TimelinePanel::draw(PanelContext& context, CityModel& model, const Rect& rect) {
  ImGui::SetNextWindowPos({rect.x0, rect.y0});
  ImGui::SetNextWindowSize({rect.width(), rect.height()});
  ImGui::Begin("##timeline", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  context.surface.layout().add_panel("timeline", rect);
  controls(context);
  const room::RoomState& state = context.room.state();
  const scene::LayerSpec* layer =
      state.layers.empty() || !model.ready() ? nullptr : model.layer(state.layers.front().id);
  const bool chosen = layer != nullptr;
  const plot::Chart chart = chosen ? curve(context, model, *layer) : plot::Chart{};
  const ImVec2 at = ImGui::GetCursorScreenPos(), left = ImGui::GetContentRegionAvail();
  if (chosen && has_curve_) {
    if (left.y > context.surface.px(40)) {
      const PlotAnswer answer = draw_plot(context.surface, chart, "curve", at, left);
      if (answer.scrubbed)
        context.room.attempt("time.set",
                             {{"time", format_time(Time{std::llround(*answer.scrubbed)},
                                                   context.room.published().zone, TimeFormat::second)}});
    }
  } else {
    has_curve_ = false;
    line(context, context.text(chosen ? "timeline.no_record" : "timeline.choose_layer"),
         context.theme().secondary);
  }
  ImGui::End();
}

}  // namespace conurb::ui
