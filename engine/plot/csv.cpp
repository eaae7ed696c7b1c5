// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "engine/plot/ticks.hpp"

namespace conurb::plot {
namespace {

class CsvSheet {
 public:
  void cell(std::string_view text) {
    if (begun_) text_ += ',';
    begun_ = true;
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      text_ += text;
      return;
    }
    text_ += '"';
    for (const char c : text) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
  }
  void cell(double value) { cell(std::isfinite(value) ? fmt::format("{}", value) : std::string()); }
  void end_row() {
    text_ += "\r\n";
    begun_ = false;
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool begun_ = false;
};

std::string head(std::string name, const std::string& unit) {
  return unit.empty() || unit == "1" ? name : name + (name.empty() ? "[" : " [") + unit + "]";
}

double value_at(const std::vector<double>& values, std::size_t i) {
  return i < values.size() ? values[i] : std::numeric_limits<double>::quiet_NaN();
}

void x_cell(CsvSheet& sheet, const Axis& axis, double x) {
  const auto time = axis.scale == Scale::time ? calendar_time(x) : std::nullopt;
  if (time) {
    sheet.cell(format_time(*time, axis.zone, TimeFormat::iso));
  } else {
    sheet.cell(x);
  }
}

void series_heads(CsvSheet& sheet, const Chart& chart) {
  for (const Series& series : chart.series) {
    const std::string name = series.name.empty() ? chart.y.name : series.name;
    sheet.cell(head(name, chart.y.unit));
    if (!series.low.empty()) sheet.cell(head(name + " low", chart.y.unit));
    if (!series.high.empty()) sheet.cell(head(name + " high", chart.y.unit));
  }
  sheet.end_row();
}

void values(CsvSheet& sheet, const Series& series, std::size_t i) {
  sheet.cell(value_at(series.y, i));
  if (!series.low.empty()) sheet.cell(value_at(series.low, i));
  if (!series.high.empty()) sheet.cell(value_at(series.high, i));
}

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// One row for each x that a series has; series that lack it have empty cells.
void merged(CsvSheet& sheet, const Chart& chart) {
  const bool time = chart.x.scale == Scale::time;
  const std::string name = chart.x.name.empty() ? (time ? "time" : "x") : chart.x.name;
  sheet.cell(time ? name : head(name, chart.x.unit));
  series_heads(sheet, chart);
  std::vector<std::size_t> at(chart.series.size(), 0);
  const auto left = [&](std::size_t s) {
    return at[s] < std::min(chart.series[s].x.size(), chart.series[s].y.size());
  };
  for (;;) {
    double x = std::numeric_limits<double>::infinity();
    bool any = false;
    for (std::size_t s = 0; s < at.size(); ++s) {
      while (left(s) && !std::isfinite(chart.series[s].x[at[s]])) ++at[s];
      if (!left(s)) continue;
      any = true;
      x = std::min(x, chart.series[s].x[at[s]]);
    }
    if (!any) return;
    x_cell(sheet, chart.x, x);
    for (std::size_t s = 0; s < at.size(); ++s)
      values(sheet, chart.series[s], left(s) && chart.series[s].x[at[s]] == x ? at[s]++ : kNone);
    sheet.end_row();
  }
}

void labelled(CsvSheet& sheet, const Chart& chart) {
  sheet.cell(chart.x.name);
  series_heads(sheet, chart);
  std::size_t rows = chart.x.labels.size();
  for (const Series& series : chart.series) rows = std::max(rows, series.y.size());
  for (std::size_t i = 0; i < rows; ++i) {
    sheet.cell(i < chart.x.labels.size() ? chart.x.labels[i] : std::string());
    for (const Series& series : chart.series) values(sheet, series, i);
    sheet.end_row();
  }
}

void binned(CsvSheet& sheet, const Chart& chart) {
  for (const char* border : {"from", "to"})
    sheet.cell(head(chart.x.name.empty() ? border : chart.x.name + " " + border, chart.x.unit));
  series_heads(sheet, chart);
  if (chart.series.empty()) return;
  const std::vector<double>& edges = chart.series.front().x;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    sheet.cell(edges[i]);
    sheet.cell(edges[i + 1]);
    for (const Series& series : chart.series) values(sheet, series, i);
    sheet.end_row();
  }
}

void points(CsvSheet& sheet, const Chart& chart) {
  sheet.cell("series");
  sheet.cell(head(chart.x.name.empty() ? "x" : chart.x.name, chart.x.unit));
  sheet.cell(head(chart.y.name.empty() ? "y" : chart.y.name, chart.y.unit));
  sheet.end_row();
  for (const Series& series : chart.series) {
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
      sheet.cell(series.name);
      x_cell(sheet, chart.x, series.x[i]);
      sheet.cell(series.y[i]);
      sheet.end_row();
    }
  }
}

}  // namespace

std::string csv(const Chart& chart) {
  CsvSheet sheet;
  switch (chart.kind) {
    case Kind::scatter: points(sheet, chart); break;
    case Kind::histogram: binned(sheet, chart); break;
    case Kind::bars:
    case Kind::rows: labelled(sheet, chart); break;
    case Kind::lines:
    case Kind::duration: merged(sheet, chart); break;
  }
  return sheet.take();
}

}  // namespace conurb::plot
