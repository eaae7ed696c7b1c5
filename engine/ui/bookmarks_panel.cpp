// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/bookmarks_panel.hpp"

#include <utility>
#include <vector>

namespace conurb::ui {

void BookmarksPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "bookmarks", rect);
  keep(context);
  const std::vector<room::Bookmark> marks = context.room.state().bookmarks;  // a row may change them
  if (marks.empty()) {
    empty_state(context, context.text("bookmarks.empty"));
    return;
  }
  int id = 0;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {context.surface.px(8), context.surface.px(2)});
  for (const room::Bookmark& bookmark : marks) {
    if (bookmark.name == renamed_) {
      rename(context, ++id);
    } else {
      mark(context, bookmark, ++id);
    }
  }
  ImGui::PopStyleVar();
  ImGui::Dummy({0, context.surface.px(4)});
  line(context,
       context.room.texts()("bookmarks.keys", {{"add", key_of(context, "bookmark.add")},
                                               {"go", key_of(context, "bookmark.go")}}),
       context.theme().secondary, context.surface.small());
}

void BookmarksPanel::keep(PanelContext& context) {
  const std::string_view label = context.text("bookmarks.keep");
  const Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  const float width = pieces.measure(context.surface.body(), label).x + context.surface.px(28);
  const bool entered = input_line(context, "##new", new_name_, context.text("bookmarks.name"), width,
                                  ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::SameLine(0, context.surface.px(8));
  const bool pressed = button(context, label, false, !new_name_.empty());
  if ((!entered && !pressed) || new_name_.empty()) return;
  context.room.attempt("bookmark.add", {{"name", std::exchange(new_name_, {})}});
}

void BookmarksPanel::mark(PanelContext& context, const room::Bookmark& bookmark, int id) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  const float height = surface.px(46);
  const Row row = list_row(context, id, height);
  ImGui::SetItemAllowOverlap();
  Pieces pieces(surface, *ImGui::GetWindowDrawList());
  const ImVec2 mouse = ImGui::GetMousePos();
  const bool over = row.rect.holds(mouse.x, mouse.y) &&
                    ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  float edge = row.rect.x1 - surface.px(8);
  const float y = row.rect.y0 + surface.px(5);
  bool other = false;
  const ImVec2 end = ImGui::GetCursorPos();
  // What can be done with it, from the right.
  for (const char* what : {"bookmarks.remove", "bookmarks.rename"}) {
    if (!over) break;
    const std::string_view label = context.text(what);
    const float width = pieces.measure(surface.small(), label).x;
    ImGui::SetCursorScreenPos({edge - width, row.rect.y0 + surface.px(4)});
    ImGui::PushID(id);
    const bool pressed = ImGui::InvisibleButton(what, {width, surface.px(22)});
    ImGui::PopID();
    const Colour colour = ImGui::IsItemHovered() ? theme.text : theme.accent;
    pieces.set_ground(theme.raised);
    edge = pieces.text_left_of(surface.small(), {edge, y + surface.px(1)}, colour, label) - surface.px(14);
    pieces.set_ground(0);
    other = other || pressed || ImGui::IsItemHovered();
    if (!pressed) continue;
    if (std::string_view(what) == "bookmarks.remove") {
      context.room.attempt("bookmark.remove", {{"name", bookmark.name}});
    } else {
      renamed_ = name_ = bookmark.name;
      begun_ = true;
    }
  }
  ImGui::SetCursorPos(end);
  const float x = row.rect.x0 + surface.px(8);
  pieces.text(surface.body(), {x, y}, theme.text, bookmark.name, edge - x);
  std::string below = format_time(bookmark.time, context.room.published().zone, TimeFormat::minute);
  for (const room::LayerShown& layer : bookmark.layers) below += " · " + layer.id;
  pieces.text(surface.small(), {x, y + surface.px(20)}, theme.secondary, below,
              row.rect.x1 - surface.px(8) - x);
  if (row.clicked && !other) context.room.attempt("bookmark.go", {{"name", bookmark.name}});
}

void BookmarksPanel::rename(PanelContext& context, int id) {
  ImGui::PushID(id);
  if (std::exchange(begun_, false)) ImGui::SetKeyboardFocusHere();
  const bool entered = input_line(context, "##name", name_, context.text("bookmarks.name"), 0,
                                  ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  const bool left = ImGui::IsItemDeactivated();
  ImGui::PopID();
  if (entered && name_ != renamed_ && !name_.empty())
    context.room.attempt("bookmark.rename", {{"name", renamed_}, {"to", name_}});
  if (entered || left) renamed_.clear();
}

}  // namespace conurb::ui
