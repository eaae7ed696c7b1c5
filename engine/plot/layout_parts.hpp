// SPDX-License-Identifier: Apache-2.0
// What the kinds of plots have in common when they are laid out.
#pragma once

#include <string>
#include <vector>

#include "engine/plot/canvas.hpp"
#include "engine/plot/layout.hpp"
#include "engine/plot/ticks.hpp"

namespace conurb::plot {

/// What is being laid out.
struct Work {
  const Chart& chart;
  const Style& style;
  Layout& layout;
  Canvas canvas;

  Work(const Chart& c, const Style& s, Layout& l) : chart(c), style(s), layout(l), canvas(l, s) {}
  /// Height of a line of small text.
  [[nodiscard]] double row() const { return 1.45 * style.small; }
};

/// What the x axis shows: the window, or all there is.
[[nodiscard]] Range x_range(const Chart& chart);
/// What the y axis is to hold of the values in a range of x: with zero, unless they are far from it.
[[nodiscard]] Range y_values(const Chart& chart, Range x);

/// "Heat demand, million kWh": the name and the unit of an axis, said once.
[[nodiscard]] std::string axis_text(const Axis& axis, const std::string& size_word);

/// The rows above a plot: title, and what the axis shows beside the legend.
struct Head {
  bool title = false, legend = false, axis = false;
  enum class Place { beside_title, beside_axis, own_row } legend_place = Place::beside_title;
  double axis_room = 0;  ///< for the axis' text, pixels
  double height = 0;
};
/// What of it a plot of that size has room for.
[[nodiscard]] Head plan_head(const Work& work, const std::string& axis, bool wants_legend);
void write_head(Work& work, const Head& head, const std::string& axis);
/// The title and, in the middle of the rest, why there is nothing else.
void write_empty(Work& work);

/// Draws the series of a plot with an x and a y axis, whose ranges and place stand in the layout.
/// Whether some line is so dense that it is shown as an area with its means.
bool draw_lines(Work& work);
void draw_scatter(Work& work);
void draw_histogram(Work& work);
/// `with_values`: their values above the bars, where they fit.
void draw_bars(Work& work, double unit_size, bool with_values);
/// The pixels from bar to bar for a plot so wide.
[[nodiscard]] double bar_pitch(const Chart& chart, double width);

void lay_out_rows(Work& work);

}  // namespace conurb::plot
