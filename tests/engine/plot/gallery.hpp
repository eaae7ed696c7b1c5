// SPDX-License-Identifier: Apache-2.0
// A chart of every kind, with values as a city would have them.
#pragma once

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "engine/plot/chart.hpp"

namespace conurb::plot {

inline constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

struct Picture {
  std::string name;
  Chart chart;
};

/// A load that follows the hour of the day and the season, with something irregular on it.
inline double load(double hour, double share) {
  constexpr double kTurn = 2 * std::numbers::pi;
  const double day = 0.5 - 0.25 * std::cos(kTurn * hour / 24) - 0.2 * std::cos(2 * kTurn * (hour - 7) / 24);
  const double year = 1.1 + 0.9 * std::cos(kTurn * hour / 8760);
  return 120 * share * (day + 0.4) * year + 8 * share * std::sin(hour * 1.7) * std::sin(hour * 0.31);
}

inline double us(const char* text, const Zone& zone) {
  return static_cast<double>(parse_time(text, zone).us);
}

/// Hourly values of A and B from a local time on.
inline Chart load_chart(const char* from, int hours) {
  Chart chart{.title = "Heat demand of the city", .y = {.name = "Heat demand", .unit = "MW"}};
  chart.x.scale = Scale::time;
  chart.x.zone = Zone("Europe/Zurich");
  const double begin = us(from, chart.x.zone);
  chart.series = {{.name = "Base", .letter = 0}, {.name = "Deep retrofit", .letter = 1}};
  for (Series& series : chart.series) {
    for (int hour = 0; hour <= hours; ++hour) {
      series.x.push_back(begin + 3.6e9 * hour);
      series.y.push_back(load(hour, series.letter == 0 ? 1 : 0.45));
    }
  }
  return chart;
}

inline Chart week_chart() {
  Chart chart = load_chart("2026-01-12", 7 * 24);
  chart.cursor = Cursor{us("2026-01-15 07:00", chart.x.zone), "Thu 15 Jan 2026, 07:00"};
  return chart;
}

inline Chart band_chart() {
  Chart chart = load_chart("2026-02-03", 48);
  chart.title = "Indoor temperature, 24 runs";
  chart.y = {.name = "Indoor temperature", .unit = "degC"};
  chart.thresholds = {{26, "Too warm"}};
  chart.series[1].stale = true;
  for (Series& series : chart.series) {
    for (double& value : series.y) {
      value = 18 + value / 24;
      series.low.push_back(value - 1.2);
      series.high.push_back(value + 0.8);
    }
  }
  for (std::size_t i = 20; i < 24; ++i) chart.series[0].y[i] = kGap;
  return chart;
}

inline Chart bars_chart() {
  Chart chart{.kind = Kind::bars, .title = "Heat energy by month", .y = {.unit = "GWh"}};
  chart.x.name = "Month";
  chart.x.labels = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  chart.series = {{.name = "Base", .letter = 0, .y = {102, 88, 71, 44, 21, 9, 6, 7, 18, 46, 78, 99}},
                  {.name = "Deep retrofit", .letter = 1, .y = {41, 36, 27, 15, 6, 3, 2, 2, 5, 17, 30, 39}}};
  return chart;
}

inline Chart changes_chart() {
  Chart chart{.kind = Kind::rows, .title = "Change from Base to Deep retrofit"};
  chart.y = {.unit = "%", .difference = true};
  chart.x.labels = {"Heat energy", "Carbon dioxide", "Peak load", "Cost over thirty years", "Hours too warm"};
  Series better{.name = "Better", .letter = 3, .y = {-41.2, -33, -12.4, kGap, kGap}};
  better.words = {"better", "better", "better", "", ""};
  Series worse{.name = "Worse", .letter = 1, .y = {kGap, kGap, kGap, 18.6, 3.1}};
  worse.words = {"", "", "", "worse", "worse"};
  chart.series = {better, worse};
  return chart;
}

inline std::vector<double> year_of(double share) {
  std::vector<double> values;
  for (int hour = 0; hour < 8760; ++hour) values.push_back(load(hour, share));
  return values;
}

inline Chart duration_chart() {
  const std::vector<double> a = year_of(1), b = year_of(0.45), c = year_of(0.7);
  return duration_curve(
      "Duration of the heat demand in 2026", {.name = "Heat demand", .unit = "MW"},
      std::vector<Sample>{{"Base", 0, a}, {"Deep retrofit", 1, b}, {"District heat", 2, c}});
}

inline Chart histogram_chart() {
  std::vector<double> a, b;
  for (int i = 0; i < 4000; ++i) {
    const double z = std::sin(i * 12.9898) + std::sin(i * 78.233) + std::sin(i * 37.719);
    a.push_back(140 + 38 * z);
    b.push_back(62 + 17 * z);
  }
  return histogram("Heat demand of the buildings", {.name = "Heat demand a year", .unit = "kWh m-2"},
                   "Buildings", std::vector<Sample>{{"Base", 0, a}, {"Deep retrofit", 1, b}});
}

inline Chart one_histogram_chart() {
  Chart chart = histogram_chart();
  chart.series.resize(1);
  return chart;
}

inline Chart scatter_chart() {
  Chart chart{.kind = Kind::scatter, .title = "Heat demand and outdoor temperature"};
  chart.x = {.name = "Outdoor temperature", .unit = "degC"};
  chart.y = {.name = "Heat demand", .unit = "MW"};
  chart.series = {{.name = "Base", .letter = 0}, {.name = "Deep retrofit", .letter = 1}};
  for (int day = 0; day < 180; ++day) {
    const double t = 9 - 11 * std::cos(day * 0.035) + 4 * std::sin(day * 2.3);
    chart.series[0].x.push_back(t);
    chart.series[0].y.push_back(std::max(12.0, 160 - 7.5 * t) + 9 * std::sin(day * 5.1));
    chart.series[1].x.push_back(t);
    chart.series[1].y.push_back(std::max(5.0, 70 - 3.2 * t) + 4 * std::sin(day * 3.7));
  }
  return chart;
}

inline Chart empty_chart() {
  return {.title = "Water pressure"};
}

inline std::vector<Picture> gallery() {
  return {{"week", week_chart()},
          {"year", load_chart("2026-01-01", 8760)},
          {"clock-change", load_chart("2026-03-28 18:00", 24)},
          {"band", band_chart()},
          {"bars", bars_chart()},
          {"changes", changes_chart()},
          {"duration", duration_chart()},
          {"histogram", histogram_chart()},
          {"one-histogram", one_histogram_chart()},
          {"scatter", scatter_chart()},
          {"empty", empty_chart()}};
}

}  // namespace conurb::plot
