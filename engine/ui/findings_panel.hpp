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

/// A button that opens them, for the bar over the city: "3 alarms", those that nobody has read, with a mark
/// that blinks. Its upper right corner is there; returns its left edge. Nothing where all are read.
float alarm_badge(PanelContext& context, ImVec2 at, float height);

}  // namespace conurb::ui
