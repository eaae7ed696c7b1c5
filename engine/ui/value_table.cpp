// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/value_table.hpp"

#include <algorithm>
#include <map>

#include "engine/ui/branch_words.hpp"
#include "engine/ui/controls.hpp"

namespace conurb::ui {
namespace {

using room::InspectedGroup;
using room::InspectedValue;

constexpr float kRow = 24;
constexpr std::ptrdiff_t kFew = 3;  // rows without a value that need not be hidden

bool computed(const InspectedValue& value) {
  return value.role == city::Role::state || value.role == city::Role::output;
}

std::string hint_of(const PanelContext& context, const InspectedValue& value, bool has_line) {
  std::string hint = value.description;
  if (!value.numeric && !value.null) hint = value.text + (hint.empty() ? "" : "\n" + hint);  // it may be cut
  const auto add = [&hint](std::string_view text) {
    if (!hint.empty()) hint.append("\n");
    hint.append(text);
  };
  if (value.provenance != store::Provenance::unknown)
    add(context.text("provenance." + std::string(store::to_string(value.provenance))));
  if (!value.source.empty())
    add(context.room.texts()("inspector.source", {{"name", value.source}, {"date", value.source_date}}));
  if (value.pinned) add(context.text("inspector.pinned"));
  if (has_line) add(context.text("inspector.line"));
  return hint;
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

const InspectedValue* find_value(const room::Inspection& row, std::string_view column) {
  for (const InspectedGroup& group : row.groups)
    for (const InspectedValue& value : group.values)
      if (value.column == column) return &value;
  return nullptr;
}

bool is_recorded(const PanelContext& context, const std::vector<ScenarioRow>& rows, const std::string& table,
                 const std::string& column) {
  const std::string name = table + "." + column;
  return std::any_of(rows.begin(), rows.end(), [&](const ScenarioRow& each) {
    if (each.run == 0) return false;
    const auto times = context.room.history().times(each.run);
    return times != nullptr && std::binary_search(times->columns.begin(), times->columns.end(), name);
  });
}

/// One frame of the table.
struct ValueTable::Drawing {
  Drawing(PanelContext& given_context, const std::vector<ScenarioRow>& given_rows,
          const std::string& given_chosen)
      : context(given_context),
        rows(given_rows),
        chosen(given_chosen),
        list(*ImGui::GetWindowDrawList()),
        pieces(context.surface, list) {
    for (const ScenarioRow& each : rows) {
      known = known == nullptr ? each.row : known;
      auto& named = values.emplace_back();
      if (each.row == nullptr) continue;
      for (const InspectedGroup& group : each.row->groups)
        for (const InspectedValue& value : group.values) named.emplace(value.column, &value);
    }
    measure();
  }

  [[nodiscard]] float px(float size) const { return context.surface.px(size); }
  void measure();
  void letters(const InspectedGroup& first);
  [[nodiscard]] const ScenarioRow* stale_in(const InspectedGroup& group) const;
  [[nodiscard]] std::string title_of(const InspectedGroup& group) const;
  void heading_of(const InspectedGroup& group);
  void value(const InspectedValue& value);
  float cells(const InspectedValue& value, const Rect& r, float y, bool once);
  void name(const InspectedValue& value, ImVec2 at, float room);
  /// Of a scenario; null where it has no value.
  [[nodiscard]] const InspectedValue* cell(std::size_t scenario, const InspectedValue& value) const {
    const auto found = values[scenario].find(value.column);
    return found == values[scenario].end() || found->second->null ? nullptr : found->second;
  }
  [[nodiscard]] bool unknown(const InspectedValue& value) const {
    for (std::size_t c = 0; c < rows.size(); ++c)
      if (cell(c, value) != nullptr) return false;
    return true;
  }
  [[nodiscard]] bool same_for_all(const InspectedValue& value) const {
    for (std::size_t c = 1; c < rows.size(); ++c) {
      const InspectedValue *first = cell(0, value), *other = cell(c, value);
      if ((first == nullptr) != (other == nullptr)) return false;
      if (first != nullptr && first->text != other->text) return false;
    }
    return true;
  }
  /// More than two scenarios leave no room for names beside their values: these stand below.
  [[nodiscard]] bool stacked() const { return rows.size() > 2; }

  PanelContext& context;
  const std::vector<ScenarioRow>& rows;
  const std::string& chosen;
  ImDrawList& list;
  Pieces pieces;
  const room::Inspection* known = nullptr;  // of the first scenario that has the row
  std::vector<std::map<std::string_view, const InspectedValue*>> values;  // by scenario and column
  std::vector<float> rights;  // right edges of the scenarios' columns
  float unit = 0;             // left edge of the units
  std::optional<std::string> pressed;
};

/// Columns are as wide as what stands in them, so that figures stand under each other.
void ValueTable::Drawing::measure() {
  std::vector<float> widths(rows.size(), px(28));
  float units = 0;
  for (std::size_t c = 0; c < rows.size(); ++c) {
    if (rows[c].row == nullptr) continue;
    for (const InspectedGroup& group : rows[c].row->groups) {
      for (const InspectedValue& value : group.values) {
        if (value.null) continue;
        units = std::max(units, pieces.measure(context.surface.small(), value.unit).x);
        if (value.numeric)
          widths[c] = std::max(widths[c], pieces.measure(context.surface.body(), value.text).x);
      }
    }
  }
  const float width = ImGui::GetContentRegionAvail().x;
  const float most = width * 0.62f / static_cast<float>(rows.size());
  float right = ImGui::GetCursorScreenPos().x + width - px(4);
  unit = right - std::min(units, px(72));
  if (units > 0) right = unit - px(6);
  rights.resize(rows.size());
  const float left = ImGui::GetCursorScreenPos().x + px(6);
  for (std::size_t c = rows.size(); c-- > 0;) {
    rights[c] = right;
    right -= stacked() ? (unit - left) / static_cast<float>(rows.size()) : std::min(widths[c], most) + px(14);
  }
}

/// Beside the first heading if there is room, else in a line of their own.
void ValueTable::Drawing::letters(const InspectedGroup& first) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float heading = pieces.measure(context.surface.small(), title_of(first)).x;
  const bool beside = at.x + heading + px(24) < rights.front();
  const float y = beside ? at.y + px(2) + ImGui::GetStyle().ItemSpacing.y : at.y;
  if (!beside) ImGui::Dummy({1, context.surface.strong()->FontSize});
  for (std::size_t c = 0; c < rows.size(); ++c) {
    const Colour colour = context.theme().scenario_texts[static_cast<std::size_t>(rows[c].scenario)];
    pieces.text_left_of(context.surface.strong(), {rights[c], y}, colour,
                        std::string(1, static_cast<char>('A' + rows[c].scenario)));
  }
}

/// The first scenario whose results of a group are out of date; null if none is.
const ScenarioRow* ValueTable::Drawing::stale_in(const InspectedGroup& group) const {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [](const ScenarioRow& each) { return each.stale; });
  return found != rows.end() && computed(group.values.front()) ? &*found : nullptr;
}

std::string ValueTable::Drawing::title_of(const InspectedGroup& group) const {
  std::string title = group.title;
  if (stale_in(group) != nullptr) title.append(" · ").append(context.text("layer.stale"));
  return title;
}

void ValueTable::Drawing::heading_of(const InspectedGroup& group) {
  heading(context, title_of(group));
  const ScenarioRow* stale = stale_in(group);
  const room::BranchInfo* info = stale == nullptr ? nullptr : context.room.published().branch(stale->branch);
  if (info != nullptr) hint_on_hover(context, status_text(context, *info));
}

/// Draws the values of the scenarios, or one that holds for all; returns the left edge of what was drawn.
float ValueTable::Drawing::cells(const InspectedValue& value, const Rect& r, float y, bool once) {
  const Theme& theme = context.theme();
  ImFont* font = context.surface.body();
  const InspectedValue* first = cell(0, value);
  float left = unit;
  for (std::size_t c = rows.size(); c-- > 0;) {
    if (once && c + 1 < rows.size()) break;
    const InspectedValue* found = cell(c, value);
    // What is as in the first scenario steps back.
    const bool same = c > 0 && !once && found != nullptr && first != nullptr && found->text == first->text;
    const Colour colour = found == nullptr || same ? theme.secondary : theme.text;
    // Numbers are whole; texts share what the name leaves.
    const float beside = stacked() ? r.x0 + px(6) : r.x0 + r.width() * 0.42f;
    const float lowest = once ? r.x0 + r.width() * 0.42f : c == 0 ? beside : rights[c - 1] + px(10);
    const float room = value.numeric || found == nullptr ? 1e9f : rights[c] - lowest;
    const std::string text = found == nullptr ? "–" : found->text;
    left = rights[c] - std::min(pieces.measure(font, text).x, room);
    pieces.text(font, {left, y}, colour, text, room);
  }
  return left;
}

/// The name over `room` pixels, with the sign of how the value is known.
void ValueTable::Drawing::name(const InspectedValue& value, ImVec2 at, float room) {
  ImFont* font = context.surface.body();
  const bool marked = value.pinned || (!computed(value) && value.provenance != store::Provenance::unknown);
  const float end =
      pieces.text(font, at, context.theme().secondary, value.label, room - (marked ? px(14) : 0));
  const ImVec2 sign{end + px(9), at.y + font->FontSize / 2};
  if (value.pinned)
    pin_mark(context, sign);
  else if (marked)
    provenance_mark(context, sign, value.provenance);
}

void ValueTable::Drawing::value(const InspectedValue& value) {
  const bool once = same_for_all(value) && (stacked() || !value.numeric);
  const bool below = stacked() && !once;
  const float height = px(below ? 2 * kRow - 4 : kRow);
  ImGui::PushID(value.column.c_str());
  if (ImGui::InvisibleButton("row", {std::max(ImGui::GetContentRegionAvail().x, 1.0f), height}))
    pressed = value.column;
  ImGui::PopID();
  show_focus();
  const Rect r = last_item();
  const Theme& theme = context.theme();
  const bool hovered = ImGui::IsItemHovered();
  if (hovered || chosen == value.column) list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, px(4));
  const float top = r.y0 + (px(kRow) - context.surface.body()->FontSize) / 2;
  const float y = below ? top + px(kRow - 4) : top, x = r.x0 + px(6);
  const float left = cells(value, r, y, once);
  if (!value.unit.empty())
    pieces.text(context.surface.small(), {unit, y + px(2)}, theme.secondary, value.unit, r.x1 - unit);
  name(value, {x, top}, below ? r.x1 - x : left - x - px(10));
  if (hovered)
    hint_on_hover(context, hint_of(context, value,
                                   value.numeric && is_recorded(context, rows, known->table, value.column)));
}

std::optional<std::string> ValueTable::draw(PanelContext& context, const std::vector<ScenarioRow>& rows,
                                            const std::string& chosen) {
  Drawing drawing(context, rows, chosen);
  // What was computed is what people came for.
  std::vector<const InspectedGroup*> groups;
  for (const InspectedGroup& group : drawing.known->groups) groups.push_back(&group);
  std::stable_partition(groups.begin(), groups.end(),
                        [](const InspectedGroup* group) { return computed(group->values.front()); });
  if (groups.empty()) return std::nullopt;
  if (rows.size() > 1) drawing.letters(*groups.front());
  for (const InspectedGroup* each : groups) {
    const InspectedGroup& group = *each;
    drawing.heading_of(group);
    const auto unknown = [&](const InspectedValue& value) { return drawing.unknown(value); };
    const auto hidden = std::count_if(group.values.begin(), group.values.end(), unknown);
    const bool open = open_.count(group.title) != 0 || hidden < kFew;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, context.surface.px(1)});
    for (const InspectedValue& value : group.values)
      if (open || !unknown(value)) drawing.value(value);
    ImGui::PopStyleVar();
    if (hidden < kFew) continue;
    const std::string more = open
                                 ? std::string(context.text("inspector.fewer"))
                                 : context.room.texts()("inspector.without", {{"n", std::to_string(hidden)}});
    ImGui::PushID(group.title.c_str());
    if (link(context, more) && open_.erase(group.title) == 0) open_.insert(group.title);
    ImGui::PopID();
  }
  return drawing.pressed;
}

}  // namespace conurb::ui
