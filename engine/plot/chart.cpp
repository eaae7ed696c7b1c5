// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/chart.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/plot/numbers.hpp"

namespace conurb::plot {
namespace {

constexpr double kLargest = 1e300;

std::vector<double> drawable_of(std::span<const double> values) {
  std::vector<double> kept;
  kept.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(kept), drawable);
  return kept;
}

/// Edges of equal bins between round numbers around low to high.
std::vector<double> edges_of(double low, double high, int most_bins) {
  const double size = std::max(std::abs(low), std::abs(high));
  // All values alike (or as good as): one bin around them.
  const double span = high - low > 1e-9 * size ? high - low : std::max(size, 1.0) * 0.1;
  double step = nice_step(span, std::max(most_bins - 1, 1));
  double first = std::floor(low / step);
  auto bins = static_cast<int>(std::floor(high / step) - first) + 1;
  // A highest value on an edge belongs into the bin below it.
  if (bins > 1 && high <= (first + bins - 1) * step) --bins;
  std::vector<double> edges;
  for (int i = 0; i <= bins; ++i) edges.push_back((first + i) * step);
  return edges;
}

}  // namespace

bool has_values(const Chart& chart) {
  return std::any_of(chart.series.begin(), chart.series.end(), [](const Series& series) {
    return std::any_of(series.y.begin(), series.y.end(), drawable);
  });
}

Chart duration_curve(std::string title, Axis y, std::span<const Sample> samples) {
  Chart chart{.kind = Kind::duration, .title = std::move(title), .y = std::move(y)};
  chart.x = {.name = "Share of the time", .unit = "%", .covers = std::pair{0.0, 100.0}};
  for (const Sample& sample : samples) {
    Series series{.name = sample.name, .letter = sample.letter, .stale = sample.stale};
    series.y = drawable_of(sample.values);
    std::sort(series.y.begin(), series.y.end(), std::greater<>());
    if (series.y.size() == 1) series.y.push_back(series.y[0]);
    const auto last = static_cast<double>(series.y.size()) - 1;
    for (std::size_t i = 0; i < series.y.size(); ++i) series.x.push_back(100 * static_cast<double>(i) / last);
    chart.series.push_back(std::move(series));
  }
  return chart;
}

Chart histogram(std::string title, Axis x, std::string counted, std::span<const Sample> samples,
                int most_bins) {
  Chart chart{.kind = Kind::histogram, .title = std::move(title), .x = std::move(x)};
  chart.y.name = std::move(counted);
  double low = kLargest, high = -kLargest;
  for (const Sample& sample : samples) {
    for (const double value : sample.values) {
      if (!drawable(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  const std::vector<double> edges = low <= high ? edges_of(low, high, most_bins) : std::vector<double>{};
  for (const Sample& sample : samples) {
    Series series{.name = sample.name, .letter = sample.letter, .x = edges, .stale = sample.stale};
    series.y.resize(edges.empty() ? 0 : edges.size() - 1);
    for (const double value : sample.values) {
      if (!drawable(value)) continue;
      const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, value);
      series.y[static_cast<std::size_t>(above - edges.begin()) - 1] += 1;
    }
    chart.series.push_back(std::move(series));
  }
  return chart;
}

}  // namespace conurb::plot
