// SPDX-License-Identifier: Apache-2.0
// Long series as the few points that a picture can show: no peak is lost, gaps stay gaps.
#pragma once

#include <span>
#include <vector>

namespace conurb::plot {

struct Point {
  double x = 0, y = 0;
};

struct Range {
  double low = 0, high = 1;
  [[nodiscard]] double span() const { return high - low; }
  [[nodiscard]] bool holds(double value) const { return low <= value && value <= high; }
};

/// The points whose x lies in the window, one run between gaps each. Lines that cross the window's borders
/// end on them. Of more points than are worth it, the first, the lowest, the highest and the last of each of
/// so many columns of the window remain: the same pixels as all. x ascends. O(points in the window).
[[nodiscard]] std::vector<std::vector<Point>> thinned(std::span<const double> x, std::span<const double> y,
                                                      Range window, int columns);

/// What a band or many values cover, column by column.
struct Envelope {
  std::vector<Point> lower, upper, mean;  ///< with the same x
};

/// From the lowest low to the highest high in each of so many columns of the window, one envelope between
/// gaps each; the mean is that of the middles. O(points).
[[nodiscard]] std::vector<Envelope> envelopes(std::span<const double> x, std::span<const double> low,
                                              std::span<const double> high, Range window, int columns);

}  // namespace conurb::plot
