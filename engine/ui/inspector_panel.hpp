// SPDX-License-Identifier: Apache-2.0
// Panel "inspector": everything that is known of what is selected, a column for each scenario in view, the
// line of one value over the run, and the way to what it is connected to.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "engine/plot/chart.hpp"
#include "engine/ui/inspection_feed.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

class InspectorPanel {
 public:
  void draw(PanelContext& context, const Rect& rect);

 private:
  /// What a view's branch knows of the row.
  struct Column {
    int scenario = 0;
    std::string branch;
    std::int64_t run = 0;  ///< recorded, of its values; 0: none
    bool stale = false;
    const room::Inspection* row = nullptr;
    bool missing = false;  ///< the branch has no such row
  };
  /// Edges of the columns of values, pixels.
  struct Grid {
    std::vector<float> rights;
    float unit = 0;  ///< left edge of the units
  };

  void follow_selection(const room::Selection& selection);
  [[nodiscard]] std::vector<Column> columns(PanelContext& context, city::Id id);
  void head(PanelContext& context, const std::vector<Column>& columns, std::size_t count);
  void stepper(PanelContext& context, std::size_t count);
  void plot(PanelContext& context, const std::vector<Column>& columns);
  void groups(PanelContext& context, const std::vector<Column>& columns);
  void group(PanelContext& context, const std::vector<Column>& columns, const room::InspectedGroup& group,
             const Grid& grid);
  void value(PanelContext& context, const std::vector<Column>& columns, const room::InspectedValue& value,
             const Grid& grid);
  void neighbours(PanelContext& context, const room::Inspection& row);
  [[nodiscard]] bool recorded(const PanelContext& context, const std::vector<Column>& columns,
                              const std::string& column) const;
  void choose_value(const PanelContext& context, const std::vector<Column>& columns);

  std::array<InspectionFeed, room::kMostViews> feeds_;
  std::string table_;           // of the selection
  std::size_t count_ = 0;       // rows selected when the panel last saw it
  city::Id last_ = 0;           // the last of them
  std::size_t at_ = 0;          // which of them is shown
  std::string chosen_;          // column whose line is shown
  std::set<std::string> open_;  // groups whose rows without a value are shown
};

}  // namespace conurb::ui
