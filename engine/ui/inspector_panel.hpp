// SPDX-License-Identifier: Apache-2.0
// Panel "inspector": everything that is known of what is selected, a column for each scenario in view, the
// line of one value over the run, and the way to what it is connected to.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/ui/inspection_feed.hpp"
#include "engine/ui/panel.hpp"
#include "engine/ui/selection_table.hpp"
#include "engine/ui/value_table.hpp"

namespace conurb::ui {

class InspectorPanel {
 public:
  void draw(PanelContext& context, CityModel& model, const Rect& rect);

 private:
  void follow_selection(const room::Selection& selection);
  [[nodiscard]] std::vector<ScenarioRow> columns(PanelContext& context, city::Id id);
  bool chooses_together(PanelContext& context, std::size_t count);
  void head(PanelContext& context, const std::vector<ScenarioRow>& columns, std::size_t count);
  void stepper(PanelContext& context, std::size_t count);
  void plot(PanelContext& context, const std::vector<ScenarioRow>& columns);
  void ways(PanelContext& context, const std::vector<ScenarioRow>& columns);
  void neighbours(PanelContext& context, const room::Inspection& row);
  void choose_value(const PanelContext& context, const std::vector<ScenarioRow>& columns);

  std::array<InspectionFeed, room::kMostViews> feeds_;
  std::string table_;      // of the selection
  std::size_t count_ = 0;  // rows selected when the panel last saw it
  city::Id last_ = 0;      // the last of them
  std::size_t at_ = 0;     // which of them is shown
  std::string chosen_;     // column whose line is shown
  ValueTable values_;
  SelectionTable together_;
  bool all_together_ = true;  // where several are selected
};

}  // namespace conurb::ui
