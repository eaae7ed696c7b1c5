// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/inspector_panel.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/zone.hpp"
#include "engine/room/figures.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/controls.hpp"
#include "engine/ui/plot_view.hpp"

namespace conurb::ui {
namespace {

using room::InspectedValue;
using room::Inspection;

constexpr float kRow = 24, kPlot = 150;

const InspectedValue* find(const Inspection& row, std::string_view column) {
  for (const room::InspectedGroup& group : row.groups)
    for (const InspectedValue& value : group.values)
      if (value.column == column) return &value;
  return nullptr;
}

bool computed(const InspectedValue& value) {
  return value.role == city::Role::state || value.role == city::Role::output;
}

std::string provenance_text(const PanelContext& context, const InspectedValue& value) {
  if (value.provenance == store::Provenance::unknown) return {};
  std::string text(context.text("provenance." + std::string(store::to_string(value.provenance))));
  if (!value.source.empty())
    text += "\n" +
            context.room.texts()("inspector.source", {{"name", value.source}, {"date", value.source_date}});
  return text;
}

/// How a value is known: a full dot was measured, a half one derived, a ring assumed. In words in the hint.
void provenance_mark(PanelContext& context, ImVec2 middle, store::Provenance provenance) {
  const Colour colour = context.theme().secondary;
  const float radius = context.surface.px(3);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  switch (provenance) {
    case store::Provenance::measured: list.AddCircleFilled(middle, radius, colour, 12); break;
    case store::Provenance::derived:
      list.PathArcTo(middle, radius, 1.5707964f, 4.712389f, 8);
      list.PathFillConvex(colour);
      [[fallthrough]];
    case store::Provenance::by_default:
      list.AddCircle(middle, radius, colour, 12, context.surface.px(1));
      break;
    case store::Provenance::unknown: break;
  }
}

/// A pin's head and needle.
void pin_mark(PanelContext& context, ImVec2 middle) {
  const Colour colour = context.theme().accent;
  const auto px = [&](float size) { return context.surface.px(size); };
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddCircleFilled({middle.x, middle.y - px(2)}, px(3.5f), colour);
  list.AddLine({middle.x, middle.y}, {middle.x, middle.y + px(6)}, colour, px(1.5f));
}

}  // namespace

void InspectorPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "inspector", rect);
  const room::Selection& selection = context.room.state().selection;
  follow_selection(selection);
  if (selection.ids.empty()) {
    empty_state(context, context.text("inspector.nothing"));
    return;
  }
  const std::vector<Column> all = columns(context, selection.ids[at_]);
  const bool known =
      std::any_of(all.begin(), all.end(), [](const Column& each) { return each.row != nullptr; });
  if (!known) {
    if (selection.ids.size() > 1) stepper(context, selection.ids.size());
    const bool missing = std::all_of(all.begin(), all.end(), [](const Column& each) { return each.missing; });
    empty_state(context, context.text(missing ? "inspector.missing" : "inspector.asking"));
    return;
  }
  choose_value(context, all);
  head(context, all, selection.ids.size());
  plot(context, all);
  const float left = ImGui::GetContentRegionAvail().y;
  const bool scrolls_alone = left > context.surface.px(160);  // else all of the panel scrolls
  if (scrolls_alone) ImGui::BeginChild("values", {0, 0}, false, ImGuiWindowFlags_NavFlattened);
  groups(context, all);
  for (const Column& column : all) {
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

std::vector<InspectorPanel::Column> InspectorPanel::columns(PanelContext& context, city::Id id) {
  const room::RoomState& state = context.room.state();
  std::vector<Column> all;
  for (const room::View& view : state.views) {
    Column column;
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

void InspectorPanel::head(PanelContext& context, const std::vector<Column>& columns, std::size_t count) {
  const auto first =
      std::find_if(columns.begin(), columns.end(), [](const Column& c) { return c.row != nullptr; });
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

bool InspectorPanel::recorded(const PanelContext& context, const std::vector<Column>& columns,
                              const std::string& column) const {
  const std::string name = table_ + "." + column;
  return std::any_of(columns.begin(), columns.end(), [&](const Column& each) {
    if (each.run == 0) return false;
    const auto times = context.room.history().times(each.run);
    return times != nullptr && std::binary_search(times->columns.begin(), times->columns.end(), name);
  });
}

void InspectorPanel::choose_value(const PanelContext& context, const std::vector<Column>& columns) {
  const InspectedValue* first = nullptr;
  for (const Column& column : columns) {
    if (column.row == nullptr) continue;
    if (find(*column.row, chosen_) != nullptr) return;
    for (const room::InspectedGroup& group : column.row->groups)
      for (const InspectedValue& value : group.values)
        if (first == nullptr && value.numeric && recorded(context, columns, value.column)) first = &value;
  }
  chosen_ = first == nullptr ? std::string() : first->column;
}

void InspectorPanel::plot(PanelContext& context, const std::vector<Column>& columns) {
  if (chosen_.empty()) return;
  const InspectedValue* shown = nullptr;
  plot::Chart chart;
  for (const Column& column : columns) {
    const InspectedValue* value = column.row == nullptr ? nullptr : find(*column.row, chosen_);
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
  if (recorded(context, columns, chosen_)) {
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

void InspectorPanel::groups(PanelContext& context, const std::vector<Column>& columns) {
  const auto px = [&](float size) { return context.surface.px(size); };
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Pieces pieces(context.surface, list);
  // As wide as what stands in them, so that figures stand under each other.
  std::vector<float> widths(columns.size(), px(28));
  float units = 0;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].row == nullptr) continue;
    for (const room::InspectedGroup& group : columns[c].row->groups) {
      for (const InspectedValue& value : group.values) {
        if (value.null) continue;
        units = std::max(units, pieces.measure(context.surface.small(), value.unit).x);
        if (value.numeric)
          widths[c] = std::max(widths[c], pieces.measure(context.surface.body(), value.text).x);
      }
    }
  }
  const float left = ImGui::GetCursorScreenPos().x, width = ImGui::GetContentRegionAvail().x;
  const float most = width * 0.62f / static_cast<float>(columns.size());
  Grid grid;
  float right = left + width - px(2);
  grid.unit = right - std::min(units, px(72));
  right = units > 0 ? grid.unit - px(6) : right;
  for (std::size_t c = columns.size(); c-- > 0;) {
    grid.rights.insert(grid.rights.begin(), right);
    right -= std::min(widths[c], most) + px(14);
  }
  const room::Inspection* first = nullptr;
  for (const Column& column : columns)
    if (first == nullptr) first = column.row;
  if (columns.size() > 1) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::Dummy({width, px(18)});
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto scenario = static_cast<std::size_t>(columns[c].scenario);
      pieces.text_left_of(context.surface.strong(), {grid.rights[c], at.y},
                          context.theme().scenario_texts[scenario],
                          std::string(1, static_cast<char>('A' + columns[c].scenario)));
    }
  }
  for (const room::InspectedGroup& each : first->groups) group(context, columns, each, grid);
}

void InspectorPanel::group(PanelContext& context, const std::vector<Column>& columns,
                           const room::InspectedGroup& group, const Grid& grid) {
  const bool results = computed(group.values.front());
  const bool stale =
      results && std::any_of(columns.begin(), columns.end(), [](const Column& each) { return each.stale; });
  std::string title = group.title;
  if (stale) title += " · " + std::string(context.text("layer.stale"));
  heading(context, title);
  if (stale) {
    for (const Column& column : columns) {
      const room::BranchInfo* info = context.room.published().branch(column.branch);
      if (column.stale && info != nullptr) hint_on_hover(context, status_text(context, *info));
    }
  }
  const auto without = [&](const InspectedValue& value) {
    return std::all_of(columns.begin(), columns.end(), [&](const Column& each) {
      const InspectedValue* found = each.row == nullptr ? nullptr : find(*each.row, value.column);
      return found == nullptr || found->null;
    });
  };
  const auto hidden =
      static_cast<std::size_t>(std::count_if(group.values.begin(), group.values.end(), without));
  const bool open = open_.count(group.title) != 0 || hidden < 3;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, context.surface.px(1)});
  for (const InspectedValue& each : group.values)
    if (open || !without(each)) value(context, columns, each, grid);
  ImGui::PopStyleVar();
  if (hidden < 3) return;
  const std::string more = open ? std::string(context.text("inspector.fewer"))
                                : context.room.texts()("inspector.without", {{"n", std::to_string(hidden)}});
  ImGui::PushID(group.title.c_str());
  if (link(context, more)) {
    if (open_.erase(group.title) == 0) open_.insert(group.title);
  }
  ImGui::PopID();
}

void InspectorPanel::value(PanelContext& context, const std::vector<Column>& columns,
                           const InspectedValue& value, const Grid& grid) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const Theme& theme = context.theme();
  ImGui::PushID(value.column.c_str());
  if (ImGui::InvisibleButton("row", {std::max(ImGui::GetContentRegionAvail().x, 1.0f), px(kRow)}))
    chosen_ = value.column;
  ImGui::PopID();
  show_focus();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool line = value.numeric && recorded(context, columns, value.column);
  if (ImGui::IsItemHovered() || (chosen_ == value.column))
    list.AddRectFilled({r.x0 - px(4), r.y0}, {r.x1, r.y1}, theme.raised, px(4));
  std::string hint = value.description;
  if (const std::string known = provenance_text(context, value); !known.empty()) hint += "\n" + known;
  if (value.pinned) hint += "\n" + std::string(context.text("inspector.pinned"));
  if (line) hint += "\n" + std::string(context.text("inspector.line"));
  Pieces pieces(context.surface, list);
  const float middle = (r.y0 + r.y1) / 2, y = middle - context.surface.body()->FontSize / 2;
  float left = grid.unit;
  std::string first;
  for (std::size_t c = columns.size(); c-- > 0;) {
    const InspectedValue* found = columns[c].row == nullptr ? nullptr : find(*columns[c].row, value.column);
    const InspectedValue* base = columns[0].row == nullptr ? nullptr : find(*columns[0].row, value.column);
    const bool none = found == nullptr || found->null;
    // What is as in the first scenario steps back.
    const bool same = c > 0 && found != nullptr && base != nullptr && found->text == base->text;
    const Colour colour = none || same ? theme.secondary : theme.text;
    const std::string text = none ? "–" : found->text;
    if (value.numeric || none) {
      left = pieces.text_left_of(context.surface.body(), {grid.rights[c], y}, colour, text);
      continue;
    }
    // Texts may be long: one column takes what there is, more share it.
    const float lowest = c == 0 ? r.x0 + (r.x1 - r.x0) * 0.42f : grid.rights[c - 1] + px(10);
    const float room = grid.rights[c] - lowest;
    const float width = std::min(pieces.measure(context.surface.body(), text).x, room);
    left = grid.rights[c] - width;
    pieces.text(context.surface.body(), {left, y}, colour, text, room);
  }
  if (!value.unit.empty())
    pieces.text(context.surface.small(), {grid.unit, y + px(2)}, theme.secondary, value.unit,
                r.x1 - grid.unit);
  const bool marked = value.pinned || (!computed(value) && value.provenance != store::Provenance::unknown);
  const float name = left - r.x0 - px(10) - (marked ? px(14) : 0);
  const float end = pieces.text(context.surface.body(), {r.x0, y}, theme.secondary, value.label, name);
  if (value.pinned)
    pin_mark(context, {end + px(9), middle});
  else if (marked)
    provenance_mark(context, {end + px(9), middle}, value.provenance);
  hint_on_hover(context, hint);
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
