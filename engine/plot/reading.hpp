// SPDX-License-Identifier: Apache-2.0
// What a plot shows at a point that somebody points at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/plot/layout.hpp"

namespace conurb::plot {

struct Reading {
  struct Value {
    std::size_t series = 0;
    std::string name, text;  ///< "–" for a gap
    std::string unit;
    Point at;  ///< pixels; of no use for a gap
    bool gap = false;
  };
  double x = 0;      ///< of the nearest value; the index of a label
  double x_px = 0;   ///< where it lies
  Box place = {};    ///< what it holds for: the strip of a label or a bin; else just a line
  std::string head;  ///< the time, the number with its unit, the label, or the bin
  std::vector<Value> values;
};

/// What the values nearest to a point of the layout's plot are; nothing where there are none, or outside.
/// O(log values) for lines, O(values) for points.
[[nodiscard]] std::optional<Reading> read_at(const Chart& chart, const Layout& layout, Point px);

}  // namespace conurb::plot
