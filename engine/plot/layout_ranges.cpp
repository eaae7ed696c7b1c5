// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/plot/layout_parts.hpp"

namespace conurb::plot {
namespace {

/// Grows to hold values.
struct Extent {
  double low = 0, high = 0;
  bool any = false;

  void add(double value) {
    if (!drawable(value)) return;
    low = any ? std::min(low, value) : value;
    high = any ? std::max(high, value) : value;
    any = true;
  }
  void add(std::span<const double> values) {
    for (const double value : values) add(value);
  }
  void add(const Axis& axis) {
    if (!axis.covers) return;
    add(axis.covers->first);
    add(axis.covers->second);
  }
};

/// Which of the series' values may lie in the range: all of them, unless x ascends.
std::pair<std::size_t, std::size_t> candidates(const Chart& chart, const Series& series, Range x) {
  const std::size_t n = std::min(series.x.size(), series.y.size());
  if (chart.kind == Kind::scatter) return {0, n};
  const auto begin = series.x.begin(), end = begin + static_cast<std::ptrdiff_t>(n);
  const auto first = std::lower_bound(begin, end, x.low), last = std::upper_bound(first, end, x.high);
  return {static_cast<std::size_t>(first - begin), static_cast<std::size_t>(last - begin)};
}

std::span<const double> part(const std::vector<double>& values, std::size_t first, std::size_t last) {
  last = std::min(last, values.size());
  first = std::min(first, last);
  return {values.data() + first, last - first};
}

}  // namespace

Range x_range(const Chart& chart) {
  if (has_labels(chart.kind)) {
    std::size_t n = chart.x.labels.size();
    for (const Series& series : chart.series) n = std::max(n, series.y.size());
    return {0, static_cast<double>(n)};
  }
  Extent extent;
  const auto& window = chart.x.window;
  if (window && drawable(window->first) && drawable(window->second)) {
    extent = {window->first, window->second, true};
  } else {
    extent.add(chart.x);
    for (const Series& series : chart.series) extent.add(series.x);
    if (chart.kind == Kind::scatter) return round_axis({extent.low, extent.high}, 6, false).range;
  }
  if (extent.low < extent.high) return {extent.low, extent.high};
  // One moment, or one value: a little to both sides.
  const double around = chart.x.scale == Scale::time ? 1.8e9 : std::max(std::abs(extent.low) * 0.05, 0.5);
  return {extent.low - around, extent.low + around};
}

Range y_values(const Chart& chart, Range x) {
  Extent extent;
  extent.add(chart.y);
  const bool bars = chart.kind == Kind::bars || chart.kind == Kind::histogram;
  for (const Series& series : chart.series) {
    const auto [first, last] =
        bars ? std::pair{std::size_t{0}, series.y.size()} : candidates(chart, series, x);
    extent.add(part(series.y, first, last));
    extent.add(part(series.low, first, last));
    extent.add(part(series.high, first, last));
  }
  for (const Threshold& threshold : chart.thresholds) extent.add(threshold.at);
  if (bars || (extent.low > 0 && extent.low < 0.5 * extent.high)) extent.low = std::min(extent.low, 0.0);
  if (bars || (extent.high < 0 && extent.high > 0.5 * extent.low)) extent.high = std::max(extent.high, 0.0);
  return {extent.low, extent.high};
}

}  // namespace conurb::plot
