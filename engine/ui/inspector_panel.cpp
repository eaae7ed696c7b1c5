// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/inspector_panel.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

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

void InspectorPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "inspector", rect);
  const room::Selection& selection = context.room.state().selection;
  follow_selection(selection);
  if (selection.ids.empty()) {
    empty_state(context, context.text("inspector.nothing"));
    return;
  }
  const std::vector<ScenarioRow> all = columns(context, selection.ids[at_]);
  const bool known =
      std::any_of(all.begin(), all.end(), [](const ScenarioRow& each) { return each.row != nullptr; });
  if (!known) {
    if (selection.ids.size() > 1) stepper(context, selection.ids.size());
    const bool missing =
        std::all_of(all.begin(), all.end(), [](const ScenarioRow& each) { return each.missing; });
    empty_state(context, context.text(missing ? "inspector.missing" : "inspector.asking"));
    return;
  }
  choose_value(context, all);
  head(context, all, selection.ids.size());
  plot(context, all);
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

void InspectorPanel::stepper(PanelContext& context, std::size_t count) {
  line(context,
       context.room.texts()("inspector.of",
                            {{"n", std::to_string(at_ + 1)}, {"count", std::to_string(count)}}),
       context.theme().secondary, context.surface.small());
  for (const bool forward : {false, true}) {
    ImGui::SameLine(0, context.surface.px(forward ? 4 : 12));
    if (ImGui::ArrowButton(forward ? "next" : "previous", forward ? ImGuiDir_Right : ImGuiDir_Left))
      at_ = (at_ + (forward ? 1 : count - 1)) % count;
    hint_on_hover(context, context.text(forward ? "inspector.next" : "inspector.previous"));
  }
}

void InspectorPanel::head(PanelContext& context, const std::vector<ScenarioRow>& columns, std::size_t count) {
  const auto first =
      std::find_if(columns.begin(), columns.end(), [](const ScenarioRow& c) { return c.row != nullptr; });
  const Inspection& row = *first->row;
  const float width = ImGui::GetContentRegionAvail().x;
  ImFont* font = context.surface.title();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy({width, font->FontSize});
  Pieces(context.surface, *ImGui::GetWindowDrawList()).text(font, at, context.theme().text, row.title, width);
  hint_on_hover(context, row.title);
  std::string subtitle = row.subtitle;
  if (row.retired) subtitle += " · " + std::string(context.text("inspector.retired"));
  line(context, subtitle, context.theme().secondary);
  if (count > 1) stepper(context, count);
  const std::size_t feed = static_cast<std::size_t>(first - columns.begin());
  const std::optional<Place>& place = feeds_[feed].place();
  if (place && link(context, context.text("inspector.fly"))) {
    const scene::Camera& camera = context.room.state().camera;
    const double distance = std::max(3 * place->size, 150.0);
    context.room.attempt(
        "camera.go", {{"to", fmt::format("{},{},{},{},{},{}", place->x, place->y, camera.target[2], distance,
                                         camera.heading_deg, camera.pitch_deg)}});
  }
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
    const auto line =
        context.room.history().line(column.run, table_, chosen_, room::LineOf::row, column.row->row);
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
  ImGui::Dummy({0, context.surface.px(2)});
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
  if (shown->numeric && link(context, context.text("inspector.on_map"), context.text("command.layer.only")))
    context.room.attempt("layer.only", {{"layer", table_ + "." + chosen_}});
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
