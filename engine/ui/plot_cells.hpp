// SPDX-License-Identifier: Apache-2.0
// Charts of many rows at one time: bars by groups, points of two columns. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "engine/plot/chart.hpp"
#include "engine/room/state.hpp"

namespace conurb::ui {

/// Rows of one branch, in the same order in all members.
struct PlotCells {
  std::string name;
  int letter = 0;
  bool stale = false;
  std::vector<double> values;      ///< in the unit shown; NaN: none
  std::vector<double> across;      ///< scatter: of the axis to the right
  std::vector<std::string> words;  ///< bars: the group of each row; "" for none
};

/// One bar a group and branch, the largest group of the first branch first; beyond kMostGroups the others are
/// one. Without words there is one group, `all`.
inline constexpr std::size_t kMostGroups = 12;
[[nodiscard]] plot::Chart bars_of(const std::vector<PlotCells>& cells, room::Joining joining,
                                  const std::string& all, const std::string& others);

/// One point a row; of more than kMostPoints in a branch, every second, third … is drawn.
inline constexpr std::size_t kMostPoints = 4'000;
[[nodiscard]] plot::Chart scatter_of(const std::vector<PlotCells>& cells);

}  // namespace conurb::ui
