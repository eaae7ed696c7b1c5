// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/apps_panel.hpp"

#include "engine/base/text.hpp"

namespace conurb::ui {

AppsPanel::AppsPanel(const std::vector<std::filesystem::path>& folders)
    : applications_(room::key_applications(folders)) {}

void AppsPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "apps", rect);
  if (applications_.empty()) {
    empty_state(context, context.text("apps.empty"));
    return;
  }
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  int id = 0;
  for (const room::KeyApplication& application : applications_) {
    const bool open = open_ == id;
    const Row row = list_row(context, id, surface.px(32));
    if (row.clicked) open_ = open ? -1 : id;
    ++id;
    hint_on_hover(context, application.question);
    Pieces pieces(surface, *ImGui::GetWindowDrawList());
    const float y = row.rect.y0 + (row.rect.height() - surface.body()->FontSize) / 2;
    float edge = row.rect.x1 - surface.px(8);
    if (open || row.hovered) {
      pieces.set_ground(row.hovered ? theme.raised : 0);
      edge = pieces.text_left_of(surface.small(), {edge, y + surface.px(1)}, theme.accent,
                                 context.text(open ? "apps.close" : "apps.open")) -
             surface.px(8);
      pieces.set_ground(0);
    }
    const float x = row.rect.x0 + surface.px(8);
    pieces.text(surface.body(), {x, y}, open || row.hovered ? theme.text : theme.secondary, application.title,
                edge - x);
    if (open) opened(context, application);
  }
}

void AppsPanel::opened(PanelContext& context, const room::KeyApplication& application) const {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  ImGui::Indent(surface.px(8));
  paragraph(context, application.question, theme.text);
  const auto part = [&](const char* title, const std::string& text) {
    if (text.empty()) return;
    heading(context, context.text(title));
    paragraph(context, text, theme.text);
  };
  part("apps.inputs", application.inputs);
  if (!application.levers.empty()) heading(context, context.text("apps.levers"));
  Pieces pieces(surface, *ImGui::GetWindowDrawList());
  for (const room::KeyApplication::Lever& lever : application.levers) {
    paragraph(context, lever.name, theme.text);
    if (lever.doc.empty()) continue;
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() - surface.px(6));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = pieces.lines(surface.small(), at, theme.secondary, lever.doc, width);
    ImGui::Dummy({width, height});
  }
  part("apps.actions", application.actions);
  part("apps.kpis", join(application.kpis, " · "));
  part("apps.report", application.report);
  ImGui::Dummy({0, surface.px(2)});
  const bool read_only = context.room.published().read_only;
  const bool busy = context.room.published().work.has_value();
  if (button(context, context.text("apps.run"), true, !read_only,
             read_only ? context.text("room.read_only")
             : busy    ? context.text("apps.waits")
                       : ""))
    context.room.attempt("whatif.script", {{"file", application.file.string()}});
  ImGui::Unindent(surface.px(8));
  ImGui::Dummy({0, surface.px(6)});
}

}  // namespace conurb::ui
