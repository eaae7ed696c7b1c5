// SPDX-License-Identifier: Apache-2.0
// Plots for reports as SVG text: legible at three metres, told apart without colour, units on the axes.
#pragma once

#include <string>
#include <vector>

namespace conurb::sim {

struct PlotSeries {
  std::string name;
  std::vector<double> values;
};

/// Groups of vertical bars, one group a label, one bar a series (at most two).
[[nodiscard]] std::string bar_plot(const std::string& title, const std::string& unit,
                                   const std::vector<std::string>& labels,
                                   const std::vector<PlotSeries>& series);

/// Horizontal bars around zero: changes in per cent, better to be told by the sign and the word beside it.
[[nodiscard]] std::string change_plot(const std::string& title, const std::vector<std::string>& labels,
                                      const std::vector<double>& percent,
                                      const std::vector<std::string>& words);

/// Text safe inside HTML and SVG.
[[nodiscard]] std::string escaped(const std::string& text);

}  // namespace conurb::sim
