// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/selection_table.hpp"

#include <algorithm>
#include <cmath>

#include "engine/room/figures.hpp"
#include "engine/ui/branch_words.hpp"

namespace conurb::ui {
namespace {

using room::SelectionSummary;
using room::SummedValue;

constexpr double kSumsEvery_s = 0.25;  // while time goes on, figures change no faster than they are read
constexpr float kLineHeight = 21;

const SummedValue* find(const SelectionSummary& summary, std::string_view column) {
  for (const SelectionSummary::Group& group : summary.groups)
    for (const SummedValue& value : group.values)
      if (value.column == column) return &value;
  return nullptr;
}

std::string main_text(const PanelContext& context, const SummedValue& value) {
  if (value.yes_or_no)
    return context.room.texts()("inspector.of", {{"n", room::whole_figure(std::llround(value.sum))},
                                                 {"count", room::whole_figure(value.n)}});
  return room::figure(value.adds_up ? value.sum : value.mean);
}

std::string rest_text(const PanelContext& context, const SummedValue& value) {
  if (value.yes_or_no) return {};
  const Texts& texts = context.room.texts();
  std::string text(context.text(value.adds_up ? "selection.sum" : "selection.mean"));
  if (value.adds_up)
    text.append(" · ").append(context.text("selection.mean")).append(" ").append(room::figure(value.mean));
  text += " · ";
  return text +
         texts("selection.range", {{"low", room::figure(value.low)}, {"high", room::figure(value.high)}});
}

}  // namespace

void SelectionTable::update(PanelContext& context, CityModel& model) {
  const room::RoomState& state = context.room.state();
  const bool fresh = state.selection != selection_;
  if (fresh) selection_ = state.selection;
  if (!fresh && context.seconds - made_at_ < kSumsEvery_s) return;
  made_at_ = context.seconds;
  std::vector<Branch> before;
  std::swap(before, branches_);
  for (const room::View& view : state.views) {
    Branch branch{view.branch, view.letter - 'A', {}, {}};
    const CityModel::Shown shown = model.shown(view.branch, nullptr);
    branch.made_of.push_back(shown.revision);
    const auto frame_of = [&](const std::string& column) {
      auto frame = context.room.frame(view.branch, selection_.table, column);
      branch.made_of.push_back(frame == nullptr ? 0 : frame->revision);
      return frame;
    };
    // Asking for the frames tells whether anything has changed; the sums are the work.
    if (shown.city->find(selection_.table) >= 0) {
      const city::Table& table = shown.city->table(selection_.table);
      for (std::size_t c = 0; c < table.column_count(); ++c)
        if (table.column(c).spec().role >= city::Role::state) (void)frame_of(table.column(c).spec().name);
    }
    const auto known = std::find_if(before.begin(), before.end(),
                                    [&](const Branch& each) { return each.name == branch.name; });
    if (!fresh && known != before.end() && known->made_of == branch.made_of) {
      branch.summary = std::move(known->summary);
    } else {
      branch.summary = room::summarize(*shown.city, selection_.table, selection_.ids, model.units(),
                                       context.room.texts(), [&](const std::string& column) {
                                         return context.room.frame(view.branch, selection_.table, column);
                                       });
    }
    branches_.push_back(std::move(branch));
    if (state.compare == room::CompareMode::single) break;
  }
}

void SelectionTable::draw(PanelContext& context, CityModel& model) {
  update(context, model);
  if (branches_.empty() || branches_.front().summary.groups.empty()) {
    empty_state(context, context.text("inspector.asking"));
    return;
  }
  for (const SelectionSummary::Group& group : branches_.front().summary.groups) {
    heading(context, group.title);
    for (const SummedValue& value : group.values) {
      std::vector<const SummedValue*> values;
      for (const Branch& branch : branches_) values.push_back(find(branch.summary, value.column));
      row(context, values);
    }
  }
}

void SelectionTable::row(PanelContext& context, const std::vector<const SummedValue*>& values) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const SummedValue& first = *values.front();
  const Theme& theme = context.theme();
  const bool several = values.size() > 1;
  const float lines = several ? 1 + static_cast<float>(values.size()) : 2;
  ImGui::PushID(first.column.c_str());
  const bool pressed = ImGui::InvisibleButton(
      "row", {std::max(ImGui::GetContentRegionAvail().x, 1.0f), px(lines * kLineHeight + 4)});
  show_focus();
  ImGui::PopID();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered()) list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, px(6));
  hint_on_hover(context, first.description);
  if (pressed)
    context.room.attempt("plot.show", {{"of", selection_.table + "." + first.column}, {"rows", "selected"}});
  if (!ImGui::IsItemVisible()) return;
  Pieces pieces(context.surface, list);
  const float x = r.x0 + px(6), right = r.x1 - px(6);
  float y = r.y0 + px(3);
  // The value on the right of a line, its unit small behind it; returns its left edge.
  const auto value_at = [&](const SummedValue& value, float top) {
    const float unit = first.unit.empty() || value.yes_or_no
                           ? right
                           : pieces.text_left_of(context.surface.small(), {right, top + px(2)},
                                                 theme.secondary, value.unit) -
                                 px(4);
    return pieces.text_left_of(context.surface.body(), {unit, top}, theme.text, main_text(context, value));
  };
  const float edge = several ? right : value_at(first, y);
  pieces.text(context.surface.body(), {x, y}, theme.secondary, first.label, edge - x - px(8));
  for (std::size_t i = 0; i < values.size(); ++i) {
    y += px(kLineHeight);
    if (values[i] == nullptr) continue;
    float from = x;
    if (several) {
      letter_mark(context, {x, y - px(1)}, px(16), branches_[i].letter);
      from += px(24);
    }
    const float to = several ? value_at(*values[i], y) : right;
    pieces.text(context.surface.small(), {from, y + px(1)}, theme.secondary, rest_text(context, *values[i]),
                to - from - px(8));
  }
}

}  // namespace conurb::ui
