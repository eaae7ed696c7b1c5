// SPDX-License-Identifier: Apache-2.0
// What imports, checks and runs found, and what needs a person now.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "engine/ui/rows.hpp"

namespace conurb::ui {

/// Findings, the worst first, with their number by severity. A click selects the row that one is about, and
/// flies there.
class FindingsPanel {
 public:
  void draw(PanelContext& context, const Rect& rect);

 private:
  void severities(PanelContext& context, const std::vector<store::Finding>& findings);

  std::string filter_;
  std::array<bool, 3> hidden_{};  // by severity
};

/// Alarms, the latest first; a click as for findings.
void draw_alarms_panel(PanelContext& context, const Rect& rect);

/// How many alarms there are.
[[nodiscard]] std::size_t alarm_count(const PanelContext& context);
/// The mark of an alarm and how many there are ("3 alarms"), with its upper left corner there, for the bar
/// over the city; nothing without alarms. Returns the right edge.
float alarm_badge(PanelContext& context, ImDrawList& list, ImVec2 at);

}  // namespace conurb::ui
