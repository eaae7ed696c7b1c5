// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/selection_edit.hpp"

#include <algorithm>
#include <utility>

#include "engine/room/figures.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/controls.hpp"

namespace conurb::ui {
namespace {

using room::InspectedValue;
using room::Inspection;

bool editable(const InspectedValue& value) {
  return value.role == city::Role::fixed || value.role == city::Role::input;
}

const InspectedValue* column_of(const Inspection& row, const std::string& name) {
  for (const room::InspectedGroup& group : row.groups)
    for (const InspectedValue& value : group.values)
      if (value.column == name && editable(value)) return &value;
  return nullptr;
}

}  // namespace

void SelectionEdit::draw(PanelContext& context) {
  const room::Selection& selection = context.room.state().selection;
  heading(context, context.text("whatif.edit"));
  if (selection.ids.empty()) {
    paragraph(context, context.text("whatif.nothing_selected"), context.theme().secondary);
    return;
  }
  if (selection.table != table_) {
    table_ = selection.table;
    column_.clear();
    written_.clear();
    list_open_ = false;
  }
  const std::string& branch = context.room.active_branch();
  const room::BranchInfo* info = context.room.published().branch(branch);
  in_base_ = info != nullptr && is_base(*info);
  const Inspection* row = feed_.update(context, branch, table_, selection.ids.back());
  if (row == nullptr) {
    line(context, context.text(feed_.missing() ? "inspector.missing" : "inspector.asking"),
         context.theme().secondary);
    return;
  }
  line(context,
       context.room.texts()("whatif.selected",
                            {{"n", room::whole_figure(static_cast<std::int64_t>(selection.ids.size()))},
                             {"what", row->subtitle}}));
  choose_column(context, *row);
  if (const InspectedValue* column = column_of(*row, column_)) write_value(context, *column);
}

void SelectionEdit::choose_column(PanelContext& context, const Inspection& row) {
  const InspectedValue* chosen = column_of(row, column_);
  const std::string label = chosen == nullptr ? std::string(context.text("whatif.column")) : chosen->label;
  ImGui::PushID("column");
  if (choice_row(context, label, chosen != nullptr, 0, {},
                 chosen == nullptr ? std::string_view() : chosen->description))
    list_open_ = !list_open_;
  ImGui::PopID();
  const Rect r = last_item();
  arrow(*ImGui::GetWindowDrawList(), {r.x1 - context.surface.px(14), (r.y0 + r.y1) / 2},
        context.surface.px(9), list_open_ ? ImGuiDir_Up : ImGuiDir_Down, context.theme().secondary);
  if (!list_open_) return;
  const float left = ImGui::GetContentRegionAvail().y - context.surface.px(120);
  const float height = std::clamp(left, context.surface.px(150), context.surface.px(330));
  ImGui::BeginChild("columns", {0, height}, false, ImGuiWindowFlags_NavFlattened);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  for (const room::InspectedGroup& group : row.groups) {
    for (const InspectedValue& value : group.values) {
      if (!editable(value)) continue;
      std::string now;
      if (value.numeric && !value.null) now = value.unit.empty() ? value.text : value.text + " " + value.unit;
      if (choice_row(context, value.label, value.column == column_, 0, now, value.description)) {
        column_ = value.column;
        written_.clear();
        list_open_ = false;
        focus_ = true;
      }
    }
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

void SelectionEdit::write_value(PanelContext& context, const InspectedValue& column) {
  const std::string hint = std::string(context.text("whatif.value")) +
                           (column.unit.empty() ? std::string() : " (" + column.unit + ")");
  const bool entered =
      text_field(context, "value", written_, hint, 0, std::exchange(focus_, false)) == FieldEvent::entered;
  const bool valid = column.numeric ? number_in(written_).has_value() : !written_.empty();
  const bool writable = !context.room.published().read_only;
  std::string_view why;
  if (!writable) why = context.text("room.read_only");
  if (writable && !valid) why = context.text(column.numeric ? "whatif.no_number" : "whatif.no_value");
  if (in_base_) paragraph(context, context.text("whatif.base_asks"), context.theme().secondary);
  const auto count = static_cast<std::int64_t>(context.room.state().selection.ids.size());
  const std::string label =
      context.room.texts()(in_base_ ? "whatif.set_in_new" : "whatif.set", {{"n", room::whole_figure(count)}});
  if ((button(context, label, true, valid && writable, why) || entered) && valid && writable)
    apply(context, column);
}

void SelectionEdit::apply(PanelContext& context, const InspectedValue& column) {
  Json value = written_;
  if (column.numeric) value = (*number_in(written_) - column.offset) / column.scale;
  std::string branch = context.room.active_branch();
  if (in_base_) branch = begin_whatif(context, branch);
  context.room.attempt("city.set",
                       {{"column", table_ + "." + column.column}, {"value", value}, {"branch", branch}});
  written_.clear();
}

}  // namespace conurb::ui
