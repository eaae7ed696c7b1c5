// SPDX-License-Identifier: Apache-2.0
// The round numbers that axes and legends are made of, and values in the units that people read.
#pragma once

#include <string>
#include <vector>

#include "engine/base/number_text.hpp"
#include "engine/base/units.hpp"
#include "engine/city/spec.hpp"

namespace conurb::plot {

/// 1, 2 or 5 times a power of ten: the least that is not below `value`, and the greatest that is not above;
/// 0 for 0 and below.
[[nodiscard]] double nice_above(double value);
[[nodiscard]] double nice_below(double value);
/// The step, 1, 2 or 5 times a power of ten, that cuts the span into at most `most` pieces.
[[nodiscard]] double nice_step(double span, int most);
/// Decimals that tell multiples of a nice step apart.
[[nodiscard]] int decimals_of(double step);
/// Multiples of a nice step from low to high, `most` at most; empty unless low < high and both are finite.
[[nodiscard]] std::vector<double> nice_ticks(double low, double high, int most);

/// How values of a column are told to people: shown = factor * value + offset.
struct Display {
  std::string unit = "1";  ///< of what is shown; UDUNITS
  double factor = 1, offset = 0;
  [[nodiscard]] double shown(double value) const { return factor * value + offset; }
  [[nodiscard]] double value(double shown) const { return (shown - offset) / factor; }
};

/// In the unit `wanted`, else the display unit of the column, else its own. A unit that a straight line does
/// not lead to (a logarithm) is passed over. Throws Error bad_data or incompatible for a wrong unit.
[[nodiscard]] Display display_of(const UnitSystem& units, const city::ColumnSpec& column,
                                 const std::string& wanted = {});
/// For differences of values: 5 degC more are 5 K more, in the column's own unit where the shown one has an
/// offset.
[[nodiscard]] Display difference_display(const Display& display, const city::ColumnSpec& column);

}  // namespace conurb::plot
