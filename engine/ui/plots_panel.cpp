// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/plots_panel.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/files.hpp"
#include "engine/base/text.hpp"
#include "engine/plot/csv.hpp"
#include "engine/plot/svg.hpp"
#include "engine/room/words.hpp"
#include "engine/scene/picture_file.hpp"
#include "engine/ui/plot_view.hpp"
#include "engine/ui/rows.hpp"

namespace conurb::ui {
namespace {

using room::PlotChoice;
using room::PlotKind;

constexpr view::Size kExported{1200, 675};  // at scale 1

/// A field that opens a list: what it is for small on the left, what is chosen, and an arrow.
bool chooser(PanelContext& context, const char* id, std::string_view caption, std::string_view value,
             bool open) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const Theme& theme = context.theme();
  const float height = px(32), width = std::max(ImGui::GetContentRegionAvail().x, 1.0f);
  const bool pressed = ImGui::InvisibleButton(id, {width, height});
  show_focus();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, px(6));
  if (open || ImGui::IsItemHovered())
    list.AddRect({r.x0, r.y0}, {r.x1, r.y1}, open ? theme.accent : theme.border, px(6));
  Pieces pieces(context.surface, list);
  pieces.set_ground(over(theme.raised, over(theme.panel, theme.ground)));
  const float y = r.y0 + (height - context.surface.body()->FontSize) / 2;
  const float x = pieces.text(context.surface.small(), {r.x0 + px(10), y + px(1)}, theme.secondary, caption);
  pieces.text(context.surface.body(), {x + px(10), y}, theme.text, value, r.x1 - px(34) - x - px(10));
  arrow(list, {r.x1 - px(18), r.y0 + height / 2}, px(9), open ? ImGuiDir_Up : ImGuiDir_Down, theme.secondary);
  return pressed;
}

std::string name_of(const std::vector<PlotSubject>& entries, const std::string& id, std::string_view none) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.id == id; });
  return found == entries.end() ? std::string(id.empty() ? none : std::string_view(id)) : found->label;
}

bool is_key_figure(const PanelContext& context, const std::string& id) {
  for (const room::BranchInfo& info : context.room.published().branches)
    for (const sim::ComparedKpi& kpi : info.kpis)
      if (kpi.id == id) return true;
  return false;
}

}  // namespace

void PlotsPanel::draw(PanelContext& context, CityModel& model, const Rect& rect) {
  const PanelWindow window(context, "plots", rect);
  if (!model.ready()) {
    empty_state(context, context.text("room.loading"));
    return;
  }
  const PlotChoice choice = completed(context, model);
  const bool key_figure = is_key_figure(context, choice.of);
  kinds(context, choice, key_figure);
  choosers(context, model, choice, key_figure);
  if (open_ != List::none) return;
  ways(context, choice, key_figure);
  plot(context, model, choice);
}

void PlotsPanel::kinds(PanelContext& context, const PlotChoice& choice, bool key_figure) {
  std::array<std::string, 5> labels;
  std::array<bool, 5> chosen{};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto kind = static_cast<PlotKind>(i);
    labels[i] = context.text("plot." + std::string(room::to_string(kind)));
    chosen[i] = key_figure ? kind == PlotKind::bars : kind == choice.kind;
  }
  if (key_figure) {
    hint_on_hover(context, context.text("plot.figure_bars"));
  }
  if (const auto pressed = segments(context, "kinds", labels, chosen))
    context.room.attempt("plot.show", {{"kind", room::to_string(static_cast<PlotKind>(*pressed))}});
}

void PlotsPanel::choosers(PanelContext& context, CityModel& model, const PlotChoice& choice,
                          bool key_figure) {
  const std::vector<PlotSubject> subjects = plot_subjects(context, model);
  const auto toggle = [this](List list) {
    open_ = open_ == list ? List::none : list;
    filter_.clear();
  };
  const std::string_view nothing = context.text("plot.nothing");
  if (chooser(context, "of", context.text("plot.of"), name_of(subjects, choice.of, nothing),
              open_ == List::subjects))
    toggle(List::subjects);
  if (open_ == List::subjects) {
    list(context, subjects, choice.of, "of");
    return;
  }
  const bool bars = choice.kind == PlotKind::bars;
  if (key_figure || (!bars && choice.kind != PlotKind::scatter)) {
    if (open_ == List::partners) open_ = List::none;
    return;
  }
  std::vector<PlotSubject> partners = plot_partners(context, model, choice);
  if (chooser(context, "against", context.text(bars ? "plot.by" : "plot.across"),
              name_of(partners, choice.against, nothing), open_ == List::partners))
    toggle(List::partners);
  if (open_ != List::partners) return;
  if (bars) partners.insert(partners.begin(), PlotSubject{"", std::string(nothing), ""});
  list(context, partners, choice.against, "against");
}

void PlotsPanel::list(PanelContext& context, const std::vector<PlotSubject>& entries,
                      const std::string& chosen, const char* argument) {
  (void)input_line(context, "##filter", filter_, context.text("list.filter"));
  ImGui::BeginChild("list", {0, 0}, false, ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NavFlattened);
  std::string group;
  bool any = false;
  for (const PlotSubject& entry : entries) {
    if (!matches(entry.label + " " + entry.id + " " + entry.group, filter_)) continue;
    any = true;
    if (entry.group != group) {
      group = entry.group;
      heading(context, group);
    }
    ImGui::PushID(entry.id.c_str());
    if (choice_row(context, entry.label, entry.id == chosen, context.theme().accent)) {
      context.room.attempt("plot.show", {{argument, entry.id}});
      open_ = List::none;
    }
    ImGui::PopID();
  }
  if (!any) empty_state(context, context.text("list.none"));
  ImGui::EndChild();
}

void PlotsPanel::ways(PanelContext& context, const PlotChoice& choice, bool key_figure) {
  if (key_figure) return;
  const bool joins = choice.kind != PlotKind::scatter && choice.kind != PlotKind::histogram;
  std::vector<std::string> labels{std::string(context.text("plot.all")),
                                  std::string(context.text("plot.selected"))};
  std::array<bool, 4> chosen{choice.rows == room::PlotRows::all, choice.rows == room::PlotRows::selected,
                             choice.joining == room::Joining::sum, choice.joining == room::Joining::mean};
  if (joins) {
    labels.emplace_back(context.text("plot.sum"));
    labels.emplace_back(context.text("plot.mean"));
  }
  const auto pressed = segments(context, "ways", labels, std::span(chosen).first(labels.size()));
  constexpr std::array kArguments{"rows", "rows", "joining", "joining"};
  constexpr std::array kValues{"all", "selected", "sum", "mean"};
  if (pressed) context.room.attempt("plot.show", {{kArguments[*pressed], kValues[*pressed]}});
}

void PlotsPanel::plot(PanelContext& context, CityModel& model, const PlotChoice& choice) {
  const plot::Chart& chart = maker_.make(context, model);
  const float below = context.surface.px(34);
  ImVec2 room = ImGui::GetContentRegionAvail();
  room.y -= below;
  if (room.y > context.surface.px(60)) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    // Higher than it is wide, a plot says less.
    const ImVec2 size{room.x, std::min(room.y, room.x * 1.1f)};
    const PlotAnswer answer = draw_plot(context.surface, chart, "plot", at, size);
    if (answer.scrubbed && chart.x.scale == plot::Scale::time) {
      const Time time{std::llround(*answer.scrubbed)};
      context.room.attempt("time.set",
                           {{"time", format_time(time, context.room.published().zone, TimeFormat::second)}});
    }
  }
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImFont* font = context.surface.body();
  Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  const std::string_view word = context.text("plot.export");
  ImGui::Dummy({pieces.measure(font, word).x, font->FontSize + context.surface.px(6)});
  pieces.text(font, {at.x, at.y + context.surface.px(3)}, context.theme().secondary, word);
  std::string stem =
      (choice.of.empty() ? "plot" : choice.of) + "-" + std::string(room::to_string(choice.kind));
  for (const char* ending : {"PNG", "SVG", "CSV"}) {
    ImGui::SameLine(0, context.surface.px(14));
    if (link(context, ending)) context.room.attempt("plot.export", {{"file", stem + "." + to_lower(ending)}});
  }
}

void PlotsPanel::write(PanelContext& context, CityModel& model, view::GlContext& gl, double scale,
                       const std::filesystem::path& file) {
  const plot::Chart chart = maker_.make(context, model);
  const std::string ending = to_lower(file.extension().string());
  if (ending == ".csv") {
    write_file_atomic(file, plot::csv(chart));
  } else if (ending == ".svg") {
    write_file_atomic(file, plot::svg_file(chart, kExported.width, kExported.height));
  } else {
    SurfaceOptions options;
    options.theme = context.theme().name;
    options.scale = scale;
    const view::Size size{static_cast<int>(std::lround(kExported.width * scale)),
                          static_cast<int>(std::lround(kExported.height * scale))};
    scene::write_png(plot_picture(gl, options, chart, size), file);
  }
}

}  // namespace conurb::ui
