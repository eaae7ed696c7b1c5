// SPDX-License-Identifier: Apache-2.0
// Part of panel "inspector": the values of a row in groups, a column for each scenario, figures under each
// other, with how they are known.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/room/inspector.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// What the branch of a view knows of the row.
struct ScenarioRow {
  int scenario = 0;  ///< 0 for A
  std::string branch;
  std::int64_t run = 0;  ///< recorded, that values come from; 0: none
  bool stale = false;    ///< that run was of another city than the branch is now
  const room::Inspection* row = nullptr;
  bool missing = false;  ///< the branch has no such row
};

/// The value of a column; null if it is not there.
[[nodiscard]] const room::InspectedValue* find_value(const room::Inspection& row, std::string_view column);
[[nodiscard]] inline const room::InspectedValue* find_value(const ScenarioRow& scenario,
                                                            std::string_view column) {
  return scenario.row == nullptr ? nullptr : find_value(*scenario.row, column);
}
/// Whether a run in view has recorded a column.
[[nodiscard]] bool is_recorded(const PanelContext& context, const std::vector<ScenarioRow>& rows,
                               const std::string& table, const std::string& column);

class ValueTable {
 public:
  /// At least one scenario has the row. Returns the column that was pressed; `chosen` is marked.
  std::optional<std::string> draw(PanelContext& context, const std::vector<ScenarioRow>& rows,
                                  const std::string& chosen);

 private:
  struct Drawing;

  std::set<std::string> open_;  // groups whose values that nobody knows are shown
};

}  // namespace conurb::ui
