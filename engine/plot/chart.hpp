// SPDX-License-Identifier: Apache-2.0
// What a plot shows, as plain data: values with names and units, apart from how and where it is drawn. The
// same chart becomes a picture in the room, SVG in a report and CSV for a spreadsheet.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/zone.hpp"

namespace conurb::plot {

enum class Kind : std::uint8_t {
  lines,      ///< over time or another number; x ascends
  duration,   ///< lines of values from the highest to the lowest, over their share of the time
  bars,       ///< upright, a group a label
  rows,       ///< lying, one row a label with its value: for long labels, and for changes around zero
  scatter,    ///< points
  histogram,  ///< how many values lie in each bin
};

/// Bars and rows have labels instead of an x.
[[nodiscard]] constexpr bool has_labels(Kind kind) {
  return kind == Kind::bars || kind == Kind::rows;
}

enum class Scale : std::uint8_t { number, time };

struct Axis {
  Scale scale = Scale::number;
  std::string name = {};
  std::string unit = {};                 ///< UDUNITS, of the values as they are given
  bool difference = false;               ///< values are differences: always told with their sign
  Zone zone = Zone::utc();               ///< time: whose clocks the axis follows
  std::vector<std::string> labels = {};  ///< bars, rows: one a value of each series
  /// The axis covers at least this. Two plots that share it can be read side by side.
  std::optional<std::pair<double, double>> covers = {};
  /// x only: what is seen of it; all there is, if not given.
  std::optional<std::pair<double, double>> window = {};
};

/// Values that are not finite are gaps.
struct Series {
  std::string name;
  int letter = 0;  ///< 0 to 3: the colour and dash of scenario A to D
  /// Ascending, but for scatter. Time is in microseconds of UTC since 1970, exact until 2255. A histogram has
  /// the edges of its bins here, one more than values. Bars and rows have none.
  std::vector<double> x = {};
  std::vector<double> y = {};
  std::vector<double> low = {}, high = {};  ///< lines: a band around the values, as long as y; or empty
  std::vector<std::string> words = {};      ///< rows: said behind the value, as "better"
  bool stale = false;                       ///< of a city as it was before the last change
};

/// A line across the plot at a value of the y axis.
struct Threshold {
  double at = 0;
  std::string label;
};

/// A line upright through the plot: now, or what the cursor of time points at.
struct Cursor {
  double at = 0;
  std::string label = {};
};

struct Chart {
  Kind kind = Kind::lines;
  std::string title = {};
  Axis x = {}, y = {};
  std::vector<Series> series = {};
  std::optional<Cursor> cursor = {};
  std::vector<Threshold> thresholds = {};
  std::string empty_text = "No recorded values yet";  ///< said where there is nothing to draw
};

/// Whether a value can be drawn: finite, and not so large that sums of two overflow.
[[nodiscard]] inline bool drawable(double value) {
  return std::abs(value) <= 1e300;  // false for NaN
}
/// Whether there is any value to draw.
[[nodiscard]] bool has_values(const Chart& chart);

/// Values as they were recorded, in any order, each for an equally long time.
struct Sample {
  std::string name;
  int letter = 0;
  std::span<const double> values = {};
  bool stale = false;
};

/// Each sample from its highest to its lowest value over 0 to 100 % of the time; gaps are left out.
[[nodiscard]] Chart duration_curve(std::string title, Axis y, std::span<const Sample> samples);

/// How many values of each sample lie in each of at most `most_bins` equal bins between round numbers, which
/// all samples share. A value on an edge counts above it; the last bin holds its upper edge too. `counted`
/// says what the values are ("buildings"). The axis is the values'.
[[nodiscard]] Chart histogram(std::string title, Axis x, std::string counted, std::span<const Sample> samples,
                              int most_bins = 24);

}  // namespace conurb::plot
