// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/journal_panel.hpp"

#include <algorithm>
#include <set>

#include "engine/ui/branch_words.hpp"

namespace conurb::ui {
namespace {

using room::JournalLine;

constexpr float kEntryHeight = 46;
constexpr std::size_t kMostTold = 3;

std::string when_and_who(const JournalLine& line) {
  std::string text = line.wall_time.substr(0, std::string_view("2026-01-15 07:00").size());
  text += " · " + line.who;
  if (!line.acts.empty()) text += " · " + line.acts;
  return text;
}

void draw_line(PanelContext& context, const JournalLine& line, const Row& row) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Pieces pieces(surface, list);
  const float x = row.rect.x0 + surface.px(8), y = row.rect.y0 + surface.px(5);
  const float edge = row.rect.x1 - surface.px(8);
  const float width = std::min(pieces.measure(surface.small(), line.branch).x, row.rect.width() * 0.34f);
  const float below = y + surface.px(20);
  pieces.text(surface.small(), {edge - width, below}, theme.secondary, line.branch, width + 1);
  (void)branch_mark(context, {edge - width - surface.px(22), below - surface.px(1)}, line.branch);
  const Colour colour = line.taken_back ? theme.secondary : theme.text;
  const float end = pieces.text(surface.body(), {x, y}, colour, line.text, edge - x);
  if (line.taken_back) {
    const float middle = y + surface.body()->FontSize * 0.55f;
    list.AddLine({x, middle}, {end, middle}, colour, surface.px(1.2f));
  }
  std::string small = when_and_who(line);
  if (line.taken_back) small = std::string(context.text("journal.taken_back")) + " · " + small;
  pieces.text(surface.small(), {x, below}, theme.secondary, small, edge - width - surface.px(32) - x);
}

/// Groups of a branch from one on that can be taken back, the latest first.
std::vector<std::int64_t> groups_since(const std::vector<JournalLine>& journal, const JournalLine& line) {
  std::vector<std::int64_t> groups;
  for (const JournalLine& each : journal) {
    const bool counts = each.branch == line.branch && each.can_undo && each.group >= line.group;
    if (counts && (groups.empty() || groups.back() != each.group)) groups.push_back(each.group);
  }
  return groups;
}

}  // namespace

void JournalPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "journal", rect);
  const auto journal = context.room.published().journal;
  if (journal == nullptr || journal->empty()) {
    empty_state(context, context.text("journal.empty"));
    return;
  }
  filters(context);
  std::vector<const JournalLine*> shown;
  for (const JournalLine& line : *journal) {
    if (!branch_.empty() && line.branch != branch_) continue;
    if (matches(line.text + " " + line.who + " " + line.branch, filter_)) shown.push_back(&line);
  }
  if (shown.empty()) empty_state(context, context.text("list.none"));
  const float below = chosen_ == 0 ? 0 : chosen_height_;
  if (!shown.empty()) list(context, shown, std::max(ImGui::GetContentRegionAvail().y - below, 1.0f));
  if (chosen_ == 0) return;
  const float start = ImGui::GetCursorPosY();
  chosen(context, *journal);
  chosen_height_ = ImGui::GetCursorPosY() - start;
}

void JournalPanel::filters(PanelContext& context) {
  (void)input_line(context, "##filter", filter_, context.text("list.filter"));
  const std::vector<room::BranchInfo>& branches = context.room.published().branches;
  if (branches.size() < 2) return;
  if (tag(context, "all", context.text("journal.all"), branch_.empty())) branch_.clear();
  for (const room::BranchInfo& info : branches) {
    same_line_if(context, tag_width(context, info.name));
    ImGui::PushID(info.ordinal);
    if (tag(context, "branch", info.name, branch_ == info.name)) branch_ = info.name;
    ImGui::PopID();
  }
}

void JournalPanel::list(PanelContext& context, const std::vector<const JournalLine*>& shown, float height) {
  ImGui::BeginChild("lines", {0, height}, false, ImGuiWindowFlags_NoBackground);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, context.surface.px(2)});
  ImGuiListClipper clipper;
  const float row_height = context.surface.px(kEntryHeight);
  clipper.Begin(static_cast<int>(shown.size()), row_height + context.surface.px(2));
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const JournalLine& line = *shown[static_cast<std::size_t>(i)];
      const Row row = list_row(context, i, row_height, line.group == chosen_);
      if (row.clicked) chosen_ = line.group == chosen_ ? 0 : line.group;
      const Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
      if (pieces.measure(context.surface.body(), line.text).x > row.rect.width() - context.surface.px(16))
        hint_on_hover(context, line.text);
      draw_line(context, line, row);
    }
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

void JournalPanel::chosen(PanelContext& context, const std::vector<JournalLine>& journal) {
  std::vector<const JournalLine*> group;
  for (const JournalLine& line : journal)
    if (line.group == chosen_) group.push_back(&line);
  if (group.empty()) {
    chosen_ = 0;
    return;
  }
  const Texts& texts = context.room.texts();
  ImGui::Separator();
  if (!group.front()->can_undo) {
    paragraph(context, context.text("journal.kept"), context.theme().secondary);
    return;
  }
  const std::string branch = group.front()->branch;
  paragraph(context, texts("journal.takes_back", {{"branch", branch}}), context.theme().secondary);
  Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  for (std::size_t i = 0; i < std::min(group.size(), kMostTold); ++i) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    pieces.text(context.surface.body(), at, context.theme().text, group[i]->text, width);
    ImGui::Dummy({width, context.surface.body()->FontSize});
  }
  if (group.size() > kMostTold)
    line(context, texts("journal.more", {{"n", std::to_string(group.size() - kMostTold)}}),
         context.theme().secondary);
  const auto undo = [&](std::int64_t which) {
    context.room.attempt("whatif.undo", {{"branch", branch}, {"group", which}});
  };
  const std::vector<std::int64_t> since = groups_since(journal, *group.front());
  const std::int64_t one = chosen_;
  if (button(context, context.text("journal.undo"), true)) {
    undo(one);
    chosen_ = 0;
  }
  if (since.size() < 2) return;
  const std::string told = texts("journal.takes_back_since", {{"n", std::to_string(since.size())}});
  const std::string_view label = context.text("journal.undo_since");
  same_line_if(context, pieces.measure(context.surface.body(), label).x + context.surface.px(20));
  if (button(context, label, false, true, told)) {
    for (const std::int64_t each : since) undo(each);
    chosen_ = 0;
  }
}

}  // namespace conurb::ui
