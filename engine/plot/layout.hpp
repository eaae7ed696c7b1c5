// SPDX-License-Identifier: Apache-2.0
// From a chart to the lines, areas and texts that show it, in pixels of a rectangle: the one place that knows
// how plots look, whatever draws them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/plot/chart.hpp"
#include "engine/plot/style.hpp"
#include "engine/plot/thinning.hpp"

namespace conurb::plot {

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
  [[nodiscard]] double width() const { return right - left; }
  [[nodiscard]] double height() const { return bottom - top; }
  [[nodiscard]] bool empty() const { return !(width() > 0 && height() > 0); }
  [[nodiscard]] bool holds(const Box& other) const {
    return left <= other.left && top <= other.top && other.right <= right && other.bottom <= bottom;
  }
  [[nodiscard]] bool meets(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

struct Line {
  std::vector<Point> points;
  Colour colour = 0;
  double width = 1;
  bool dashed = false;
};

/// Between two lines with the same x, ascending.
struct Area {
  std::vector<Point> upper, lower;
  Colour colour = 0;
};

struct Rectangle {
  Box box;
  Colour fill = 0;
  Colour outline = 0;  ///< 0: none
  double outline_width = 0;
};

/// A point; the letter gives its shape: circle, diamond, triangle, square.
struct Dot {
  Point centre;
  double radius = 3;
  int letter = 0;
  Colour colour = 0;
};

/// The corners of a dot with corners, around its centre.
[[nodiscard]] std::vector<Point> outline_of(const Dot& dot);

enum class Anchor : std::uint8_t { start, middle, end };

struct Text {
  Point at;  ///< on the baseline
  Anchor anchor = Anchor::start;
  Font font = Font::small;
  Colour colour = 0;
  std::string text;
};

using Primitive = std::variant<Line, Area, Rectangle, Dot, Text>;

/// What a text covers at most, ascenders and descenders included.
[[nodiscard]] Box box_of(const Text& text, const Style& style);

struct Layout {
  double width = 0, height = 0;
  std::string title;
  Box plot;                           ///< where the values are; empty if nothing is drawn
  Range x, y;                         ///< of the plot, left to right and bottom to top
  std::vector<Primitive> primitives;  ///< in the order to draw them

  [[nodiscard]] double x_px(double value) const {
    return plot.left + (value - x.low) / x.span() * plot.width();
  }
  [[nodiscard]] double y_px(double value) const {
    return plot.bottom - (value - y.low) / y.span() * plot.height();
  }
  [[nodiscard]] double x_at(double px) const { return x.low + (px - plot.left) / plot.width() * x.span(); }
};

/// Lays a chart out in width × height pixels from (0, 0). Everything lies within, no two texts overlap, and
/// what a small size has no room for is left out: title, legend, contexts, labels, in the end all. With
/// labels, x runs from 0 to their number, each label's middle at its index + 0.5; rows have that upside down
/// on y. Pure; O(values).
[[nodiscard]] Layout lay_out(const Chart& chart, double width, double height, const Style& style);

/// The height that rows need to be read well, with this title and legend.
[[nodiscard]] double rows_height(const Chart& chart, const Style& style);

}  // namespace conurb::plot
