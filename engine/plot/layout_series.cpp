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

/// Where values grow from: zero, or the border nearest to it.
double base_px(const Layout& layout) {
  return layout.y_px(std::clamp(0.0, layout.y.low, layout.y.high));
}

Run flat(const Run& run, double y) {
  Run result = run;
  for (Point& point : result) point.y = y;
  return result;
}

std::vector<Point> in_pixels(const Layout& layout, std::vector<Point> points) {
  for (Point& point : points) point = {layout.x_px(point.x), layout.y_px(point.y)};
  return points;
}

void draw_areas(Work& work, const std::vector<Envelope>& envelopes, Colour colour) {
  for (const Envelope& one : envelopes) {
    if (one.mean.size() > 1)
      work.canvas.add(Area{in_pixels(work.layout, one.upper), in_pixels(work.layout, one.lower), colour});
  }
}

/// Mean height of what the values cover in a column, in pixels.
double thickness(const Layout& layout, const std::vector<Envelope>& envelopes) {
  double sum = 0;
  std::size_t n = 0;
  for (const Envelope& one : envelopes) {
    for (std::size_t i = 0; i < one.mean.size(); ++i) sum += one.upper[i].y - one.lower[i].y;
    n += one.mean.size();
  }
  return n > 0 ? sum / static_cast<double>(n) / layout.y.span() * layout.plot.height() : 0;
}

/// How many means a dense line is told in: some pixels each, and over time of whole days, so that the course
/// of the day does not shine through.
int mean_columns(const Work& work) {
  constexpr double kPixels = 7;
  const Layout& layout = work.layout;
  double columns = std::max(layout.plot.width() / kPixels, 1.0);
  if (work.chart.x.scale == Scale::time) {
    const double days = layout.x.span() / static_cast<double>(kDay.us);
    columns = days / std::ceil(days / columns);
  }
  return std::max(static_cast<int>(std::round(columns)), 1);
}

/// A line that goes up and down within a pixel would be a carpet that hides what is behind it: it is shown as
/// the area from its lowest to its highest values, with a line of their means. Whether it is such a line.
bool draw_dense(Work& work, const Series& series) {
  const Layout& layout = work.layout;
  const int wide = columns(layout);
  if (series.y.size() < 4 * static_cast<std::size_t>(wide)) return false;
  const auto covered = envelopes(series.x, series.y, series.y, layout.x, wide / 2 + 1);
  if (thickness(layout, covered) < 3 * work.style.line) return false;
  const Colour colour = colour_of(series, work.style);
  draw_areas(work, covered, faded(colour, 0.35));
  for (const Envelope& one : envelopes(series.x, series.y, series.y, layout.x, mean_columns(work)))
    work.canvas.add(Line{in_pixels(layout, one.mean), colour, work.style.line, is_dashed(series)});
  return true;
}

void draw_line(Work& work, const Series& series, bool filled) {
  const Layout& layout = work.layout;
  const Colour colour = colour_of(series, work.style);
  for (Run& run : thinned(series.x, series.y, layout.x, columns(layout))) {
    run = in_pixels(layout, std::move(run));
    if (run.size() == 1) {
      work.canvas.add(Dot{run[0], 1.2 * work.style.line, series.letter, colour});
      continue;
    }
    if (filled) work.canvas.add(Area{run, flat(run, base_px(layout)), faded(colour, 0.16)});
    const double width = series.stale ? 0.6 * work.style.line : work.style.line;
    work.canvas.add(Line{std::move(run), colour, width, is_dashed(series)});
  }
}

}  // namespace

bool draw_lines(Work& work) {
  const Layout& layout = work.layout;
  bool has_bands = false, dense = false;
  for (const Series& series : work.chart.series) {
    const auto band = envelopes(series.x, series.low, series.high, layout.x, 2 * columns(layout));
    draw_areas(work, band, faded(colour_of(series, work.style), 0.2));
    has_bands = has_bands || !band.empty();
  }
  for (const Series& series : work.chart.series) {
    if (draw_dense(work, series)) {
      dense = true;
      continue;
    }
    // What grows from zero is filled, in the first series: more would hide each other.
    draw_line(work, series, &series == &work.chart.series.front() && !has_bands && layout.y.holds(0));
  }
  return dense;
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
    std::size_t filled = 0;  // empty bins at both ends are not drawn
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
      if (series.y[i] == 0 && steps.empty()) continue;
      steps.push_back({left, y});
      steps.push_back({right, y});
      if (series.y[i] != 0) filled = steps.size();
    }
    steps.resize(filled);
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
