// SPDX-License-Identifier: Apache-2.0
// What is selected, taken together: how many, and of each column the sum or the mean with its range, for each
// branch in view. A click plots a column of the selection.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/room/selection_summary.hpp"
#include "engine/ui/city_model.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

class SelectionTable {
 public:
  /// Over what is left of the panel; `model` is ready.
  void draw(PanelContext& context, CityModel& model);

 private:
  struct Branch {
    std::string name;
    int letter = 0;
    std::vector<std::uint64_t> made_of;  // revisions
    room::SelectionSummary summary;
  };
  void update(PanelContext& context, CityModel& model);
  void row(PanelContext& context, const std::vector<const room::SummedValue*>& values);

  room::Selection selection_;
  std::vector<Branch> branches_;
  double made_at_ = -1e9;
};

}  // namespace conurb::ui
