// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/whatifs_panel.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/room/figures.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/controls.hpp"

namespace conurb::ui {
namespace {

using room::BranchInfo;
using Status = room::BranchStatus;

constexpr double kConfirm_s = 5;

int depth_of(const room::Published& published, const BranchInfo& branch) {
  int depth = 0;
  const BranchInfo* at = &branch;
  while (!at->parent.empty() && depth < 4) {
    ++depth;
    at = published.branch(at->parent);
    if (at == nullptr) break;
  }
  return depth;
}

std::string changes_text(const PanelContext& context, std::size_t count) {
  if (count == 0) return {};
  if (count == 1) return std::string(context.text("whatif.one_change"));
  return context.room.texts()("whatif.changes",
                              {{"n", room::whole_figure(static_cast<std::int64_t>(count))}});
}

std::string hint_of(const PanelContext& context, const BranchInfo& branch) {
  std::string hint = status_text(context, branch);
  for (std::size_t i = 1; i < branch.why.size(); ++i) hint.append("\n").append(branch.why[i]);
  if (!branch.parent.empty())
    hint.append("\n").append(
        context.room.texts()("whatif.from", {{"name", branch_label(context, branch.parent)}}));
  return hint;
}

Colour status_colour(const Theme& theme, Status status) {
  switch (status) {
    case Status::failed: return theme.alarm;
    case Status::stale: return theme.worse;
    default: return theme.secondary;
  }
}

}  // namespace

void WhatifsPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "whatifs", rect);
  const room::Published& published = context.room.published();
  // A branch that has come into view is what people go on with.
  if (active_ != context.room.active_branch()) {
    active_ = chosen_ = context.room.active_branch();
    write(Writing::nothing, {});
  }
  if (published.branch(chosen_) == nullptr) chosen_ = context.room.active_branch();
  if (published.read_only) paragraph(context, context.text("room.read_only"), context.theme().secondary);
  for (const BranchInfo& each : published.branches) {
    ImGui::PushID(each.ordinal);
    branch(context, each, depth_of(published, each));
    if (each.name == chosen_) acts(context, each);
    ImGui::PopID();
  }
  if (published.waiting > 0)
    line(context, context.room.texts()("status.waiting", {{"n", std::to_string(published.waiting)}}),
         context.theme().secondary, context.surface.small());
  divider(context);
  edit_.draw(context);
}

void WhatifsPanel::branch(PanelContext& context, const BranchInfo& branch, int depth) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const Theme& theme = context.theme();
  const bool chosen = branch.name == chosen_, running = branch.status == Status::running;
  const float width = std::max(ImGui::GetContentRegionAvail().x, 1.0f);
  if (ImGui::InvisibleButton("branch", {width, px(running ? 54 : 46)}) && !chosen) {
    chosen_ = branch.name;
    write(Writing::nothing, {});
  }
  show_focus();
  const Rect r = last_item();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (chosen || ImGui::IsItemHovered()) list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, px(6));
  const float mark = px(20), left = r.x0 + px(8) + px(12) * static_cast<float>(depth);
  if (const auto scenario = scenario_of(context, branch.name))
    letter_mark(context, {left, r.y0 + px(6)}, mark, *scenario);
  else
    list.AddCircle({left + mark / 2, r.y0 + px(6) + mark / 2}, px(3), theme.secondary);
  const float x = left + mark + px(8);
  Pieces pieces(context.surface, list);
  float right = r.x1 - px(8);
  if (const std::string changes = changes_text(context, branch.changes); !changes.empty())
    right =
        pieces.text_left_of(context.surface.small(), {right, r.y0 + px(8)}, theme.secondary, changes) - px(8);
  pieces.text(context.surface.body(), {x, r.y0 + px(6)}, theme.text, branch_label(context, branch.name),
              right - x);
  pieces.text(context.surface.small(), {x, r.y0 + px(26)}, status_colour(theme, branch.status),
              status_text(context, branch), r.x1 - px(8) - x);
  if (running) {
    const float y = r.y0 + px(46), end = r.x1 - px(8);
    const float done = x + (end - x) * static_cast<float>(std::clamp(branch.progress, 0.0, 1.0));
    const auto colour = static_cast<std::size_t>(scenario_of(context, branch.name).value_or(0));
    list.AddRectFilled({x, y}, {end, y + px(4)}, theme.border, px(2));
    list.AddRectFilled({x, y}, {done, y + px(4)}, theme.scenarios[colour], px(2));
  }
  hint_on_hover(context, hint_of(context, branch));
}

void WhatifsPanel::acts(PanelContext& context, const BranchInfo& branch) {
  const bool writable = !context.room.published().read_only;
  const Json here = {{"branch", branch.name}};
  ImGui::Indent(context.surface.px(8));
  view_as(context, branch);
  if (branch.status == Status::running) {
    if (button(context, context.text("command.whatif.cancel"))) context.room.attempt("whatif.cancel");
  } else if (button(context, context.text("command.whatif.run"), branch.status != Status::done, writable)) {
    context.room.attempt("whatif.run", here);
  }
  const std::string_view begin = context.text("command.whatif.branch");
  same_line_if(context, button_width(context, begin));
  if (button(context, begin, false, writable, context.text("whatif.begin_hint"))) write(Writing::begin, {});
  changes(context, branch);
  if (writing_ != Writing::nothing) name_field(context, branch);
  ImGui::Unindent(context.surface.px(8));
  ImGui::Dummy({0, context.surface.px(4)});
}

void WhatifsPanel::view_as(PanelContext& context, const BranchInfo& branch) {
  const std::vector<room::View>& views = context.room.state().views;
  const std::size_t count = std::min(views.size() + 1, room::kMostViews);
  std::vector<std::string> labels;
  std::array<bool, room::kMostViews> chosen{};
  std::vector<Colour> colours;
  for (std::size_t i = 0; i < count; ++i) {
    labels.emplace_back(1, static_cast<char>('A' + i));
    chosen[i] = i < views.size() && views[i].branch == branch.name;
    colours.push_back(context.theme().scenarios[i]);
  }
  const auto px = [&](float size) { return context.surface.px(size); };
  const std::string_view words = context.text("whatif.view_as");
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImFont* font = context.surface.body();
  const float end =
      Pieces(context.surface, *ImGui::GetWindowDrawList())
          .text(font, {at.x, at.y + (px(28) - font->FontSize) / 2}, context.theme().secondary, words);
  ImGui::Dummy({end - at.x, px(28)});
  ImGui::SameLine(0, px(10));
  const auto pressed = segments(context, "views", labels, {chosen.data(), count}, colours);
  if (!pressed) return;
  std::vector<std::string> branches;
  for (const room::View& view : views) branches.push_back(view.branch);
  const auto here = std::find(branches.begin(), branches.end(), branch.name);
  const std::size_t place = *pressed;
  if (here != branches.end()) {
    const auto from = static_cast<std::size_t>(here - branches.begin());
    if (place >= branches.size()) return;
    if (from != place)
      std::swap(branches[from], branches[place]);
    else if (branches.size() > 1)
      branches.erase(here);  // pressed again: out of the picture
  } else if (place < branches.size()) {
    branches[place] = branch.name;
  } else {
    branches.push_back(branch.name);
  }
  const std::string chosen_before = chosen_;
  context.room.attempt("compare.views", {{"branches", branches}});
  active_ = context.room.active_branch();
  chosen_ = chosen_before;
}

void WhatifsPanel::changes(PanelContext& context, const BranchInfo& branch) {
  const bool writable = !context.room.published().read_only;
  const Json here = {{"branch", branch.name}};
  bool first = true;
  const auto act = [&](std::string_view key, bool shown) {
    if (!shown || !writable) return false;
    const std::string_view label = context.text(key);
    if (!std::exchange(first, false)) same_line_if(context, button_width(context, label));
    return button(context, label);
  };
  if (act("command.whatif.undo", branch.can_undo)) context.room.attempt("whatif.undo", here);
  if (act("command.whatif.redo", branch.can_redo)) context.room.attempt("whatif.redo", here);
  if (is_base(branch)) return;
  if (act("command.whatif.rebase", branch.status == Status::stale))
    context.room.attempt("whatif.rebase", here);
  if (act("command.whatif.rename", true)) write(Writing::rename, branch.name);
  if (!writable) return;
  remove(context, branch);
}

void WhatifsPanel::remove(PanelContext& context, const BranchInfo& branch) {
  const bool sure = doomed_ == branch.name && context.seconds - doomed_at_ < kConfirm_s;
  const std::string_view label = context.text(sure ? "whatif.confirm" : "command.whatif.delete");
  same_line_if(context, button_width(context, label));
  if (sure) ImGui::PushStyleColor(ImGuiCol_Border, context.theme().alarm);
  if (sure) ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, context.surface.px(1.5f));
  ImGui::PushID("delete");  // the button under the finger stays the same
  const bool pressed = button(context, label, false, true, context.text("whatif.delete_hint"));
  ImGui::PopID();
  if (sure) ImGui::PopStyleVar();
  if (sure) ImGui::PopStyleColor();
  if (!pressed) return;
  doomed_.clear();
  if (!sure) doomed_ = branch.name;
  doomed_at_ = context.seconds;
  if (sure) context.room.attempt("whatif.delete", {{"branch", branch.name}});
}

void WhatifsPanel::write(Writing what, std::string text) {
  writing_ = what;
  name_ = std::move(text);
  focus_ = what != Writing::nothing;
}

void WhatifsPanel::name_field(PanelContext& context, const BranchInfo& branch) {
  const bool begins = writing_ == Writing::begin;
  const std::string_view done = context.text(begins ? "whatif.begin" : "command.whatif.rename");
  const float width = ImGui::GetContentRegionAvail().x - button_width(context, done) - context.surface.px(8);
  const FieldEvent event = text_field(context, "name", name_, context.text("whatif.new_name"),
                                      std::max(width, context.surface.px(80)), std::exchange(focus_, false));
  same_line_if(context, button_width(context, done));
  ImGui::PushID("done");
  const bool pressed = button(context, done, true, begins || !name_.empty());
  ImGui::PopID();
  if (event == FieldEvent::left) write(Writing::nothing, {});
  if (!pressed && event != FieldEvent::entered) return;
  const std::string name = name_;
  write(Writing::nothing, {});
  if (begins) {
    begin_whatif(context, branch.name, name);
  } else if (!name.empty() && name != branch.name) {
    context.room.attempt("whatif.rename", {{"name", name}, {"branch", branch.name}});
  }
}

}  // namespace conurb::ui
