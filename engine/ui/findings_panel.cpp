// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/findings_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/ui/branch_words.hpp"

namespace conurb::ui {
namespace {

using store::Finding;
using store::Severity;

constexpr std::array kWorstFirst{Severity::error, Severity::warning, Severity::note};
constexpr float kFindingMark = 14;

void go_there(PanelContext& context, const std::string& table, city::Id id) {
  if (table.empty() || id == 0) return;
  context.room.attempt("select.pick", {{"table", table}, {"ids", {id}}});
  context.room.attempt("select.look");
}

std::string details(const PanelContext& context, const Finding& finding) {
  std::string text(severity_word(context, finding.severity));
  if (!finding.table.empty()) text += fmt::format(" · {}", finding.table);
  if (finding.id != 0) text += fmt::format(" {}", finding.id);
  if (!finding.where.empty()) text += fmt::format(" · {}", finding.where);
  if (finding.count > 1)
    text += " · " + context.room.texts()("findings.times", {{"n", std::to_string(finding.count)}});
  return text;
}

/// A row with a mark, a text of at most two lines and a small one under it; true if clicked.
struct ListedText {
  Severity severity;
  const std::string& text;
  std::string below, branch;
  bool read = false;
};
float listed_height(PanelContext& context, const ListedText& listed, float width) {
  const Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  const float most = context.surface.body()->FontSize * 2;
  return std::min(pieces.measure_lines(context.surface.body(), listed.text, width), most) +
         context.surface.px(32);
}

bool draw_listed(PanelContext& context, int id, const ListedText& listed) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  const float left = surface.px(kFindingMark + 18), right = surface.px(8);
  const float width = std::max(ImGui::GetContentRegionAvail().x - left - right, surface.px(40));
  const float height = listed_height(context, listed, width);
  const Row row = list_row(context, id, height);
  hint_on_hover(context, listed.text);
  if (!ImGui::IsItemVisible()) return row.clicked;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Pieces pieces(surface, list);
  severity_mark(context, list, {row.rect.x0 + surface.px(8), row.rect.y0 + surface.px(7)},
                surface.px(kFindingMark), listed.severity);
  const float x = row.rect.x0 + left, y = row.rect.y0 + surface.px(5);
  const float below = y +
                      pieces.lines(surface.body(), {x, y}, listed.read ? theme.secondary : theme.text,
                                   listed.text, width, surface.body()->FontSize * 2) +
                      surface.px(4);
  const float after = branch_mark(context, {x, below - surface.px(1)}, listed.branch);
  pieces.text(surface.small(), {after > x ? after + surface.px(6) : x, below}, theme.secondary, listed.below,
              row.rect.x1 - right - after - surface.px(6));
  return row.clicked;
}

}  // namespace

void FindingsPanel::severities(PanelContext& context, const std::vector<Finding>& findings) {
  bool first = true;
  for (const Severity severity : kWorstFirst) {
    const auto n = std::count_if(findings.begin(), findings.end(),
                                 [severity](const Finding& each) { return each.severity == severity; });
    if (n == 0) continue;
    const std::string label = fmt::format("{} {}", severity_word(context, severity), n);
    if (!std::exchange(first, false)) same_line_if(context, tag_width(context, label, true));
    bool& hidden = hidden_[static_cast<std::size_t>(severity)];
    ImGui::PushID(static_cast<int>(severity));
    if (tag(context, "severity", label, !hidden, &severity)) hidden = !hidden;
    ImGui::PopID();
  }
}

void FindingsPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "findings", rect);
  const auto findings = context.room.published().findings;
  if (findings == nullptr || findings->empty()) {
    empty_state(context, context.text("findings.empty"));
    return;
  }
  (void)input_line(context, "##filter", filter_, context.text("list.filter"));
  severities(context, *findings);
  ImGui::BeginChild("list", {0, 0}, false, ImGuiWindowFlags_NoBackground);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, context.surface.px(2)});
  bool any = false;
  int id = 0;
  for (const Finding& finding : *findings) {
    ++id;
    if (hidden_[static_cast<std::size_t>(finding.severity)]) continue;
    const std::string below = details(context, finding);
    if (!matches(finding.message + " " + finding.code + " " + below, filter_)) continue;
    any = true;
    if (draw_listed(context, id, {finding.severity, finding.message, below, ""}))
      go_there(context, finding.table, finding.id);
  }
  ImGui::PopStyleVar();
  if (!any) empty_state(context, context.text("list.none"));
  ImGui::EndChild();
}

void draw_alarms_panel(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "alarms", rect);
  const auto alarms = context.room.published().alarms;
  if (alarms == nullptr || alarms->empty()) {
    empty_state(context, context.text("alarms.empty"));
    return;
  }
  if (context.room.unread_alarms() > 0 && link(context, context.text("alarms.read")))
    context.room.attempt("alarm.read");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, context.surface.px(2)});
  int id = 0;
  for (const room::Alarm& alarm : *alarms) {
    std::string below = alarm.branch;
    if (alarm.at) below += " · " + format_time(*alarm.at, context.room.published().zone, TimeFormat::minute);
    if (!alarm.table.empty()) below += fmt::format(" · {} {}", alarm.table, alarm.id);
    if (draw_listed(context, ++id,
                    {Severity::error, alarm.text, below, alarm.branch, context.room.has_read(alarm)}))
      go_there(context, alarm.table, alarm.id);
  }
  ImGui::PopStyleVar();
}

float alarm_badge(PanelContext& context, ImVec2 at, float height) {
  const std::size_t n = context.room.unread_alarms();
  if (n == 0) return at.x;
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Pieces pieces(surface, list);
  const std::string label = n == 1 ? std::string(context.text("alarms.one"))
                                   : context.room.texts()("alarms.count", {{"n", std::to_string(n)}});
  const float pad = surface.px(14), mark = surface.px(kFindingMark), gap = surface.px(8);
  const float width = pad + mark + gap + pieces.measure(surface.body(), label).x + pad;
  const Rect r{at.x - width, at.y, at.x, at.y + height};
  ImGui::SetCursorScreenPos({r.x0, r.y0});
  if (ImGui::InvisibleButton("alarms", {width, height}))
    context.room.attempt("panel.toggle", {{"panel", "alarms"}});
  show_focus();
  if (ImGui::IsItemHovered()) list.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, theme.raised, height / 2);
  list.AddRect({r.x0, r.y0}, {r.x1, r.y1}, theme.alarm, height / 2, 0, surface.px(1.5f));
  // It fades and comes back once a second: seen from afar, and no lightning.
  const double seen = 0.6 + 0.4 * std::cos(2 * std::acos(-1.0) * context.seconds);
  const ImVec2 middle{r.x0 + pad + mark / 2, (r.y0 + r.y1) / 2};
  list.AddQuadFilled({middle.x, middle.y - mark / 2}, {middle.x + mark / 2, middle.y},
                     {middle.x, middle.y + mark / 2}, {middle.x - mark / 2, middle.y},
                     faded(theme.alarm, seen));
  pieces.text(surface.body(), {r.x0 + pad + mark + gap, (r.y0 + r.y1 - surface.body()->FontSize) / 2},
              theme.text, label);
  return r.x0;
}

}  // namespace conurb::ui
