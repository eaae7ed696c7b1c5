// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/reading.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/number_text.hpp"
#include "engine/plot/layout_parts.hpp"
#include "engine/plot/ticks.hpp"

namespace conurb::plot {
namespace {

class Reader {
 public:
  Reader(const Chart& chart, const Layout& layout, Point px) : chart_(chart), layout_(layout), px_(px) {
    const Range& range = chart.kind == Kind::rows ? layout.x : layout.y;
    largest_ = std::max(std::abs(range.low), std::abs(range.high));
  }

  std::optional<Reading> read() {
    switch (chart_.kind) {
      case Kind::lines:
      case Kind::duration: return on_lines();
      case Kind::scatter: return at_point();
      case Kind::histogram: return in_bin();
      case Kind::bars:
      case Kind::rows: return at_label();
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::string number(double value, double largest, const Axis& axis) const {
    const UnitSize size = unit_size(largest);
    return signed_text(value / size.size, telling_decimals(largest / size.size), axis.difference);
  }
  static std::string unit(double largest, const Axis& axis) {
    Axis nameless = axis;
    nameless.name.clear();
    return axis_text(nameless, unit_size(largest).word);
  }
  [[nodiscard]] std::string x_text(double x) const {
    if (chart_.x.scale == Scale::time) return time_text(x, chart_.x.zone);
    // As many digits as tell neighbouring pixels apart.
    const double largest = std::max(std::abs(layout_.x.low), std::abs(layout_.x.high));
    const std::string its_unit = unit(largest, chart_.x);
    return number(x, largest, chart_.x) + (its_unit.empty() ? "" : " " + its_unit);
  }

  void add(Reading& reading, std::size_t s, double value, Point at) const {
    const Series& series = chart_.series[s];
    Reading::Value told{.series = s, .name = name_of(series), .text = "–", .unit = {}, .at = at, .gap = true};
    if (drawable(value)) {
      told.text = number(value, largest_, chart_.y);
      told.unit = unit(largest_, chart_.y);
      told.gap = false;
    }
    reading.values.push_back(std::move(told));
  }

  /// Upright through the plot.
  [[nodiscard]] Box strip(double left, double right) const {
    return {std::max(left, layout_.plot.left), layout_.plot.top, std::min(right, layout_.plot.right),
            layout_.plot.bottom};
  }

  /// Index of the x nearest to a value.
  static std::optional<std::size_t> nearest(const Series& series, double x) {
    const auto n = static_cast<std::ptrdiff_t>(std::min(series.x.size(), series.y.size()));
    if (n == 0) return std::nullopt;
    const auto begin = series.x.begin();
    auto at = std::lower_bound(begin, begin + n, x) - begin;
    if (at == n || (at > 0 && x - series.x[static_cast<std::size_t>(at) - 1] <
                                  series.x[static_cast<std::size_t>(at)] - x))
      --at;
    return static_cast<std::size_t>(at);
  }

  std::optional<Reading> on_lines() const {
    const double pointed = layout_.x_at(px_.x);
    Reading reading;
    bool any = false;
    for (const Series& series : chart_.series) {
      const auto i = nearest(series, pointed);
      if (!i || !layout_.x.holds(series.x[*i])) continue;
      if (!any || std::abs(series.x[*i] - pointed) < std::abs(reading.x - pointed)) reading.x = series.x[*i];
      any = true;
    }
    if (!any) return std::nullopt;
    reading.x_px = layout_.x_px(reading.x);
    reading.place = strip(reading.x_px, reading.x_px);
    reading.head = x_text(reading.x);
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const auto i = nearest(chart_.series[s], reading.x);
      if (!i) continue;
      const double x = chart_.series[s].x[*i], y = chart_.series[s].y[*i];
      add(reading, s, y, {layout_.x_px(x), layout_.y_px(y)});
    }
    return reading;
  }

  std::optional<Reading> at_point() const {
    std::optional<Reading> reading;
    double least = 0;
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const Series& series = chart_.series[s];
      for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
        if (!layout_.x.holds(series.x[i]) || !layout_.y.holds(series.y[i])) continue;
        const Point at{layout_.x_px(series.x[i]), layout_.y_px(series.y[i])};
        const double distance = std::hypot(at.x - px_.x, at.y - px_.y);
        if (reading && distance >= least) continue;
        least = distance;
        reading.emplace();
        reading->x = series.x[i];
        reading->x_px = at.x;
        reading->place = strip(at.x, at.x);
        reading->head = x_text(series.x[i]);
        add(*reading, s, series.y[i], at);
      }
    }
    return reading;
  }

  std::optional<Reading> in_bin() const {
    const double pointed = layout_.x_at(px_.x);
    if (chart_.series.empty()) return std::nullopt;
    const std::vector<double>& edges = chart_.series.front().x;
    const auto above = std::upper_bound(edges.begin(), edges.end(), pointed) - edges.begin();
    if (above == 0 || above == static_cast<std::ptrdiff_t>(edges.size())) return std::nullopt;
    const auto bin = static_cast<std::size_t>(above) - 1;
    Reading reading;
    reading.x = edges[bin];
    reading.x_px = layout_.x_px((edges[bin] + edges[bin + 1]) / 2);
    reading.place = strip(layout_.x_px(edges[bin]), layout_.x_px(edges[bin + 1]));
    const double largest = std::max(std::abs(layout_.x.low), std::abs(layout_.x.high));
    reading.head = number(edges[bin], largest, chart_.x) + " to " + x_text(edges[bin + 1]);
    for (std::size_t s = 0; s < chart_.series.size(); ++s)
      if (bin < chart_.series[s].y.size())
        add(reading, s, chart_.series[s].y[bin], {reading.x_px, layout_.y_px(chart_.series[s].y[bin])});
    return reading;
  }

  std::optional<Reading> at_label() const {
    const bool rows = chart_.kind == Kind::rows;
    const double index =
        rows ? (px_.y - layout_.plot.top) / layout_.plot.height() * layout_.y.span() : layout_.x_at(px_.x);
    const double last = (rows ? layout_.y.high : layout_.x.high) - 1;
    const auto i = static_cast<std::size_t>(std::clamp(std::floor(index), 0.0, std::max(last, 0.0)));
    Reading reading;
    reading.x = static_cast<double>(i);
    const Box& plot = layout_.plot;
    if (rows) {
      const double pitch = plot.height() / layout_.y.span(), top = plot.top + pitch * reading.x;
      reading.place = {plot.left, top, plot.right, top + pitch};
      reading.x_px = (plot.left + plot.right) / 2;
    } else {
      reading.place = strip(layout_.x_px(reading.x), layout_.x_px(reading.x + 1));
      reading.x_px = layout_.x_px(reading.x + 0.5);
    }
    if (i < chart_.x.labels.size()) reading.head = chart_.x.labels[i];
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      if (i >= chart_.series[s].y.size()) continue;
      const double value = chart_.series[s].y[i];
      add(reading, s, value,
          rows ? Point{layout_.x_px(value), px_.y} : Point{reading.x_px, layout_.y_px(value)});
    }
    return reading;
  }

  const Chart& chart_;
  const Layout& layout_;
  Point px_;
  double largest_ = 0;
};

}  // namespace

std::optional<Reading> read_at(const Chart& chart, const Layout& layout, Point px) {
  const Box& plot = layout.plot;
  if (plot.empty() || px.x < plot.left || px.x > plot.right || px.y < plot.top || px.y > plot.bottom)
    return std::nullopt;
  return Reader(chart, layout, px).read();
}

}  // namespace conurb::plot
