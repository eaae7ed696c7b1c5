// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/branch_words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace conurb::ui {
namespace {

/// "40 s", "3 min", "2 h": no more than helps to decide whether to wait.
std::string rough_time(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s", std::max(seconds, 1.0));
  if (seconds < 90 * 60) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.0f} h", seconds / 3600);
}

std::string running_text(const PanelContext& context, const room::BranchInfo& branch) {
  const Texts& texts = context.room.texts();
  std::string text = texts("status.running", {{"percent", fmt::format("{:.0f}", 100 * branch.progress)}});
  const std::optional<room::Work>& work = context.room.published().work;
  if (!work || work->left_s < 0) return text;
  const auto& of = work->branches;
  if (std::find(of.begin(), of.end(), branch.name) == of.end()) return text;
  return text.append(" · ").append(texts("status.left", {{"time", rough_time(work->left_s)}}));
}

}  // namespace

std::optional<int> scenario_of(const PanelContext& context, std::string_view branch) {
  for (const room::View& view : context.room.state().views)
    if (view.branch == branch) return view.letter - 'A';
  return std::nullopt;
}

std::string branch_label(const PanelContext& context, std::string_view branch) {
  const room::BranchInfo* info = context.room.published().branch(branch);
  const bool base = info != nullptr && is_base(*info) && branch == "base";
  return std::string(base ? context.text("compare.base") : branch);
}

std::string status_text(const PanelContext& context, const room::BranchInfo& branch) {
  using Status = room::BranchStatus;
  const Texts& texts = context.room.texts();
  const std::string why = branch.why.empty() ? "" : branch.why.front();
  switch (branch.status) {
    case Status::running: return running_text(context, branch);
    case Status::live:
      return texts(
          "status.live",
          {{"time", branch.time ? format_time(*branch.time, context.room.published().zone, TimeFormat::minute)
                                : "…"}});
    case Status::stale: return texts("status.stale", {{"why", why}});
    case Status::failed: return texts("status.failed", {{"why", why}});
    case Status::done: return std::string(context.text("status.done"));
    case Status::stopped: return std::string(context.text("status.stopped"));
    case Status::draft: break;
  }
  return std::string(context.text("status.draft"));
}

std::string begin_whatif(PanelContext& context, std::string_view parent, std::string_view name) {
  std::string chosen(name);
  for (int n = 1; chosen.empty(); ++n) {
    std::string next = context.room.texts()("whatif.name", {{"n", std::to_string(n)}});
    if (context.room.published().branch(next) == nullptr && !scenario_of(context, next)) chosen = next;
  }
  context.room.attempt("whatif.branch", {{"name", chosen}, {"parent", std::string(parent)}});
  return chosen;
}

void letter_mark(PanelContext& context, ImVec2 at, float size, int scenario) {
  const Theme& theme = context.theme();
  const auto which = static_cast<std::size_t>(std::clamp(scenario, 0, 3));
  const std::string letter(1, static_cast<char>('A' + which));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float half = size / 2;
  list.AddCircleFilled({at.x + half, at.y + half}, half, theme.scenarios[which]);
  ImFont* font = context.surface.small();
  const ImVec2 text = Pieces(context.surface, list).measure(font, letter);
  const ImVec2 corner{at.x + half - text.x / 2, at.y + half - text.y / 2};
  list.AddText(font, font->FontSize, corner, theme.on_scenario, letter.data(), letter.data() + 1);
  note(context, letter, {corner.x, corner.y, corner.x + text.x, corner.y + text.y}, theme.on_scenario,
       theme.scenarios[which]);
}

float branch_mark(PanelContext& context, ImVec2 at, std::string_view branch) {
  const auto scenario = scenario_of(context, branch);
  if (!scenario) return at.x;
  const float size = context.surface.px(16);
  letter_mark(context, at, size, *scenario);
  return at.x + size;
}

void branch_line(PanelContext& context, std::string_view branch) {
  const float size = context.surface.px(20);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImGui::Dummy({width, size});
  float x = at.x;
  if (const auto scenario = scenario_of(context, branch)) {
    letter_mark(context, at, size, *scenario);
    x += size + context.surface.px(8);
  }
  const float y = at.y + (size - context.surface.body()->FontSize) / 2;
  Pieces(context.surface, *ImGui::GetWindowDrawList())
      .text(context.surface.body(), {x, y}, context.theme().text, branch_label(context, branch),
            at.x + width - x);
}

}  // namespace conurb::ui
