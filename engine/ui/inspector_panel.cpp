// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/inspector_panel.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/number_text.hpp"
#include "engine/base/zone.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/controls.hpp"
#include "engine/ui/plot_view.hpp"

namespace conurb::ui {
namespace {

using room::InspectedValue;
using room::Inspection;

constexpr float kPlot = 150;

}  // namespace

void InspectorPanel::draw(PanelContext& context, CityModel& model, const Rect& rect) {
  const PanelWindow window(context, "inspector", rect);
  const room::Selection& selection = context.room.state().selection;
  follow_selection(selection);
  if (selection.ids.empty()) {
    empty_state(context, context.text("inspector.nothing"));
    return;
  }
  if (selection.ids.size() > 1 && model.ready() && chooses_together(context, selection.ids.size())) {
    together_.draw(context, model);
    return;
  }
  const std::vector<ScenarioRow> all = columns(context, selection.ids[at_]);
  const bool known =
      std::any_of(all.begin(), all.end(), [](const ScenarioRow& each) { return each.row != nullptr; });
  if (!known) {
    ImGui::Dummy({1, context.surface.px(24)});
    if (selection.ids.size() > 1) stepper(context, selection.ids.size());
    const bool missing =
        std::all_of(all.begin(), all.end(), [](const ScenarioRow& each) { return each.missing; });
    empty_state(context, context.text(missing ? "inspector.missing" : "inspector.asking"));
    return;
  }
  choose_value(context, all);
  head(context, all, selection.ids.size());
  plot(context, all);
  ways(context, all);
  const float left = ImGui::GetContentRegionAvail().y;
  const bool scrolls_alone = left > context.surface.px(160);  // else all of the panel scrolls
  if (scrolls_alone) ImGui::BeginChild("values", {0, 0}, false, ImGuiWindowFlags_NavFlattened);
  if (const auto pressed = values_.draw(context, all, chosen_)) chosen_ = *pressed;
  for (const ScenarioRow& column : all) {
    if (column.row == nullptr) continue;
    neighbours(context, *column.row);
    break;
  }
  if (scrolls_alone) ImGui::EndChild();
}

bool InspectorPanel::chooses_together(PanelContext& context, std::size_t count) {
  const std::string n = number_text(static_cast<double>(count), 0);
  const std::array labels{context.room.texts()("selection.all", {{"n", n}}),
                          std::string(context.text("selection.one"))};
  const std::array chosen{all_together_, !all_together_};
  if (const auto pressed = segments(context, "together", labels, chosen)) all_together_ = *pressed == 0;
  return all_together_;
}

void InspectorPanel::follow_selection(const room::Selection& selection) {
  const city::Id last = selection.ids.empty() ? 0 : selection.ids.back();
  if (selection.table == table_ && selection.ids.size() == count_ && last == last_) return;
  table_ = selection.table;
  count_ = selection.ids.size();
  last_ = last;
  at_ = count_ == 0 ? 0 : count_ - 1;
}

std::vector<ScenarioRow> InspectorPanel::columns(PanelContext& context, city::Id id) {
  const room::RoomState& state = context.room.state();
  std::vector<ScenarioRow> all;
  for (const room::View& view : state.views) {
    ScenarioRow column;
    column.scenario = view.letter - 'A';
    column.branch = view.branch;
    if (const room::BranchInfo* info = context.room.published().branch(view.branch)) {
      column.run = state.clock.mode == room::TimeMode::recorded ? info->run : 0;
      column.stale = column.run != 0 && info->status == room::BranchStatus::stale;
    }
    InspectionFeed& feed = feeds_[all.size()];
    column.row = feed.update(context, view.branch, table_, id);
    column.missing = column.row == nullptr && feed.missing();
    all.push_back(std::move(column));
    if (state.compare == room::CompareMode::single) break;
  }
  return all;
}

/// At the right of the line: "‹ 3 of 23 ›".
void InspectorPanel::stepper(PanelContext& context, std::size_t count) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const std::string text = context.room.texts()(
      "inspector.of", {{"n", std::to_string(at_ + 1)}, {"count", std::to_string(count)}});
  const float size = px(24);
  ImFont* font = context.surface.small();
  Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  const float width = pieces.measure(font, text).x;
  ImGui::SameLine(std::max(ImGui::GetContentRegionMax().x - width - 2 * size - px(8), 0.0f));
  if (arrow_button(context, "previous", ImGuiDir_Left, context.text("inspector.previous")))
    at_ = (at_ + count - 1) % count;
  ImGui::SameLine(0, px(4));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  pieces.text(font, {at.x, at.y + (size - font->FontSize) / 2}, context.theme().secondary, text);
  ImGui::Dummy({width, size});
  ImGui::SameLine(0, px(4));
  if (arrow_button(context, "next", ImGuiDir_Right, context.text("inspector.next"))) at_ = (at_ + 1) % count;
}

void InspectorPanel::head(PanelContext& context, const std::vector<ScenarioRow>& columns, std::size_t count) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const auto first = std::find_if(columns.begin(), columns.end(),
                                  [](const ScenarioRow& each) { return each.row != nullptr; });
  const Inspection& row = *first->row;
  const float width = ImGui::GetContentRegionAvail().x;
  ImFont* font = context.surface.title();
  Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy({width, font->FontSize});
  pieces.text(font, at, context.theme().text, row.title, width);
  hint_on_hover(context, row.title);
  std::string subtitle = row.subtitle;
  if (row.retired) subtitle.append(" · ").append(context.text("inspector.retired"));
  at = ImGui::GetCursorScreenPos();
  const float most = count > 1 ? width * 0.5f : width;
  ImGui::Dummy({std::min(pieces.measure(context.surface.body(), subtitle).x, most), px(24)});
  pieces.text(context.surface.body(), {at.x, at.y + (px(24) - context.surface.body()->FontSize) / 2},
              context.theme().secondary, subtitle, most);
  if (count > 1) stepper(context, count);
}

void InspectorPanel::ways(PanelContext& context, const std::vector<ScenarioRow>& columns) {
  std::optional<Place> place;
  const room::InspectedValue* shown = nullptr;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].row == nullptr) continue;
    if (!place) place = feeds_[i].place();
    if (shown == nullptr) shown = find_value(columns[i], chosen_);
  }
  const scene::Camera& camera = context.room.state().camera;
  if (place && link(context, context.text("inspector.fly"))) {
    const double distance = std::max(3 * place->size, 150.0);
    context.room.attempt(
        "camera.go", {{"to", fmt::format("{},{},{},{},{},{}", place->x, place->y, camera.target[2], distance,
                                         camera.heading_deg, camera.pitch_deg)}});
  }
  if (shown == nullptr || !shown->numeric) return;
  const std::string_view map = context.text("inspector.on_map");
  if (place) same_line_if(context, button_width(context, map));
  if (link(context, map, shown->label))
    context.room.attempt("layer.only", {{"layer", table_ + "." + chosen_}});
}

void InspectorPanel::choose_value(const PanelContext& context, const std::vector<ScenarioRow>& columns) {
  const InspectedValue* first = nullptr;
  for (const ScenarioRow& column : columns) {
    if (column.row == nullptr) continue;
    if (find_value(*column.row, chosen_) != nullptr) return;
    for (const room::InspectedGroup& group : column.row->groups)
      for (const InspectedValue& value : group.values)
        if (first == nullptr && value.numeric && is_recorded(context, columns, table_, value.column))
          first = &value;
  }
  chosen_ = first == nullptr ? std::string() : first->column;
}

void InspectorPanel::plot(PanelContext& context, const std::vector<ScenarioRow>& columns) {
  if (chosen_.empty()) return;
  const InspectedValue* shown = nullptr;
  plot::Chart chart;
  for (const ScenarioRow& column : columns) {
    const InspectedValue* value = column.row == nullptr ? nullptr : find_value(*column.row, chosen_);
    if (value == nullptr) continue;
    shown = value;
    if (column.run == 0) continue;
    const std::array row{column.row->row};
    const auto line = context.room.history().line(column.run, table_, chosen_, room::LineOf::sum, row);
    if (line == nullptr || line->values.empty()) continue;
    plot::Series series;
    series.name = branch_label(context, column.branch);
    series.letter = column.scenario;
    series.stale = column.stale;
    for (std::size_t i = 0; i < line->values.size(); ++i) {
      series.x.push_back(static_cast<double>(line->times[i].us));
      series.y.push_back(line->values[i] * value->scale + value->offset);
    }
    chart.series.push_back(std::move(series));
  }
  if (shown == nullptr) return;
  if (is_recorded(context, columns, table_, chosen_)) {
    const Zone& zone = context.room.published().zone;
    chart.title = shown->label;
    chart.x.scale = plot::Scale::time;
    chart.x.zone = zone;
    chart.y.unit = shown->unit;
    chart.cursor = plot::Cursor{static_cast<double>(context.room.state().clock.shown.us), {}};
    chart.empty_text = context.text("inspector.asking");
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size{ImGui::GetContentRegionAvail().x, context.surface.px(kPlot)};
    const PlotAnswer answer = draw_plot(context.surface, chart, "line", at, size);
    if (answer.scrubbed) {
      const Time time{static_cast<std::int64_t>(*answer.scrubbed)};
      context.room.attempt("time.set", {{"time", format_time(time, zone, TimeFormat::iso)}});
    }
  } else {
    line(context, shown->label, context.theme().text, context.surface.strong());
    if (!shown->description.empty()) paragraph(context, shown->description, context.theme().secondary);
  }
}

void InspectorPanel::neighbours(PanelContext& context, const Inspection& row) {
  if (row.neighbours.empty()) return;
  heading(context, context.text("inspector.neighbours"));
  for (std::size_t i = 0; i < row.neighbours.size(); ++i) {
    const room::Neighbour& each = row.neighbours[i];
    ImGui::PushID(static_cast<int>(i));
    if (choice_row(context, each.label, false, 0, (each.inward ? "← " : "→ ") + each.relation))
      context.room.attempt("select.pick", {{"table", each.table}, {"ids", {each.id}}});
    ImGui::PopID();
  }
  if (row.more_neighbours) line(context, context.text("inspector.more"), context.theme().secondary);
}

}  // namespace conurb::ui
