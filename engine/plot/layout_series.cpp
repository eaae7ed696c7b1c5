// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "engine/plot/layout_parts.hpp"

namespace conurb::plot {
namespace {

using Run = std::vector<Point>;

int columns(const Layout& layout) {
  return std::clamp(static_cast<int>(layout.plot.width()), 1, 20'000);
}

std::vector<Run> runs_in_pixels(const Layout& layout, std::span<const double> x, std::span<const double> y) {
  std::vector<Run> runs = thinned(x, y, layout.x, columns(layout));
  for (Run& run : runs)
    for (Point& point : run) point = {layout.x_px(point.x), layout.y_px(point.y)};
  return runs;
}

/// Where values grow from: zero, or the border nearest to it.
double base_px(const Layout& layout) {
  return layout.y_px(std::clamp(0.0, layout.y.low, layout.y.high));
}

Run flat(const Run& run, double y) {
  Run result = run;
  for (Point& point : result) point.y = y;
  return result;
}

/// The band as an area a run; columns of many values from their lowest to their highest.
void draw_band(Work& work, const Series& series) {
  const Layout& layout = work.layout;
  const std::size_t n = std::min({series.x.size(), series.low.size(), series.high.size()});
  const double per_x = 2 * columns(layout) / layout.x.span();
  Area area{{}, {}, faded(colour_of(series, work.style), 0.2)};
  double column = 0;
  const auto finish = [&] {
    if (area.upper.size() > 1) work.canvas.add(area);
    area.upper.clear();
    area.lower.clear();
  };
  for (std::size_t i = 0; i < n; ++i) {
    const double x = series.x[i];
    if (!layout.x.holds(x)) continue;
    if (!drawable(series.low[i]) || !drawable(series.high[i])) {
      finish();
      continue;
    }
    const double high = layout.y_px(series.high[i]), low = layout.y_px(series.low[i]);
    const double its = std::floor((x - layout.x.low) * per_x);
    if (!area.upper.empty() && its == column) {
      area.upper.back().y = std::min(area.upper.back().y, high);
      area.lower.back().y = std::max(area.lower.back().y, low);
      continue;
    }
    column = its;
    area.upper.push_back({layout.x_px(x), high});
    area.lower.push_back({layout.x_px(x), low});
  }
  finish();
}

}  // namespace

void draw_lines(Work& work) {
  const Layout& layout = work.layout;
  const bool has_bands = std::any_of(work.chart.series.begin(), work.chart.series.end(),
                                     [](const Series& series) { return !series.low.empty(); });
  for (const Series& series : work.chart.series) draw_band(work, series);
  // What grows from zero is filled, in the first series: more would hide each other.
  const bool fills = !has_bands && layout.y.holds(0);
  for (const Series& series : work.chart.series) {
    const Colour colour = colour_of(series, work.style);
    for (Run& run : runs_in_pixels(layout, series.x, series.y)) {
      if (run.size() == 1) {
        work.canvas.add(Dot{run[0], 1.2 * work.style.line, series.letter, colour});
        continue;
      }
      if (fills && &series == &work.chart.series.front())
        work.canvas.add(Area{run, flat(run, base_px(layout)), faded(colour, 0.16)});
      const double width = series.stale ? 0.6 * work.style.line : work.style.line;
      work.canvas.add(Line{std::move(run), colour, width, is_dashed(series)});
    }
  }
}

void draw_scatter(Work& work) {
  const Layout& layout = work.layout;
  std::size_t most = 0;
  for (const Series& series : work.chart.series) most = std::max(most, series.y.size());
  const double radius = (most > 1000 ? 0.16 : 0.25) * work.style.small;
  for (const Series& series : work.chart.series) {
    // Of points that would cover each other the first is drawn.
    std::set<std::pair<int, int>> taken;
    const Colour colour = faded(colour_of(series, work.style), most > 1000 ? 0.55 : 0.8);
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
      if (!layout.x.holds(series.x[i]) || !layout.y.holds(series.y[i])) continue;
      const Point at{layout.x_px(series.x[i]), layout.y_px(series.y[i])};
      const double cell = std::max(radius / 2, 0.5);
      if (!taken.emplace(static_cast<int>(at.x / cell), static_cast<int>(at.y / cell)).second) continue;
      const Box& plot = layout.plot;
      work.canvas.add(
          Dot{{std::clamp(at.x, plot.left + radius, std::max(plot.right - radius, plot.left + radius)),
               std::clamp(at.y, plot.top + radius, std::max(plot.bottom - radius, plot.top + radius))},
              radius,
              series.letter,
              colour});
    }
  }
}

void draw_histogram(Work& work) {
  const Layout& layout = work.layout;
  const double base = base_px(layout);
  const bool alone = work.chart.series.size() == 1;
  for (const Series& series : work.chart.series) {
    Run steps;
    for (std::size_t i = 0; i < series.y.size() && i + 1 < series.x.size(); ++i) {
      // A window may begin within a bin.
      const double from = std::clamp(series.x[i], layout.x.low, layout.x.high),
                   to = std::clamp(series.x[i + 1], layout.x.low, layout.x.high);
      if (!(from < to) || !drawable(series.y[i])) continue;
      const double left = layout.x_px(from), right = layout.x_px(to), y = layout.y_px(series.y[i]);
      const double gap = std::min(1.0, (right - left) / 4);
      if (alone && series.y[i] != 0)
        work.canvas.add(bar_of(
            series, {left + gap / 2, std::min(y, base), right - gap / 2, std::max(y, base)}, work.style));
      steps.push_back({left, y});
      steps.push_back({right, y});
    }
    if (alone || steps.empty()) continue;
    const Colour colour = colour_of(series, work.style);
    work.canvas.add(Area{steps, flat(steps, base), faded(colour, is_dashed(series) ? 0.1 : 0.35)});
    steps.insert(steps.begin(), {steps.front().x, base});
    steps.push_back({steps.back().x, base});
    work.canvas.add(Line{std::move(steps), colour, work.style.line, is_dashed(series)});
  }
}

double bar_pitch(const Chart& chart, double width) {
  std::size_t groups = std::max<std::size_t>(chart.x.labels.size(), 1);
  for (const Series& series : chart.series) groups = std::max(groups, series.y.size());
  const auto bars = static_cast<double>(std::max<std::size_t>(chart.series.size(), 1));
  return 0.82 * width / static_cast<double>(groups) / bars;
}

void draw_bars(Work& work, double unit_size, bool with_values) {
  const Layout& layout = work.layout;
  const Style& style = work.style;
  const double pitch = std::min(bar_pitch(work.chart, layout.plot.width()), 5.5 * style.small);
  const double base = base_px(layout), small = style.small;
  const double bar = pitch * 0.9, group = pitch * static_cast<double>(work.chart.series.size());
  const int decimals =
      telling_decimals(std::max(std::abs(layout.y.low), std::abs(layout.y.high)) / unit_size);
  std::vector<Text> values;
  for (std::size_t s = 0; s < work.chart.series.size(); ++s) {
    const Series& series = work.chart.series[s];
    for (std::size_t i = 0; i < series.y.size(); ++i) {
      if (!drawable(series.y[i])) continue;
      const double left = layout.x_px(static_cast<double>(i) + 0.5) - group / 2 +
                          pitch * static_cast<double>(s) + (pitch - bar) / 2;
      const double y = layout.y_px(series.y[i]);
      work.canvas.add(bar_of(series, {left, std::min(y, base), left + bar, std::max(y, base)}, style));
      values.push_back({{left + bar / 2, series.y[i] < 0 ? y + 1.05 * small : y - 0.4 * small},
                        Anchor::middle,
                        Font::small,
                        style.text,
                        signed_text(series.y[i] / unit_size, decimals, work.chart.y.difference)});
    }
  }
  const bool fit = std::all_of(values.begin(), values.end(), [&](const Text& text) {
    return style.text_width(text.text, text.font) + 0.3 * small <= pitch;
  });
  for (const Text& text : values)
    if (with_values && fit) work.canvas.write(text);
}

}  // namespace conurb::plot
