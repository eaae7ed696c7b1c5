// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/svg_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/sim/compare.hpp"

namespace conurb::sim {

namespace {

// Okabe and Ito (2008): blue and orange stay apart for every kind of colour vision, and in grey.
constexpr std::array<const char*, 2> kFill{"#0072B2", "#E69F00"};
constexpr const char* kInk = "#222";
constexpr double kWidth = 900;

// A step of 1, 2 or 5 times a power of ten, so that about five lines cover the range.
double nice_step(double range) {
  const double raw = range / 5;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double lead = raw / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

std::string text(double x, double y, const std::string& anchor, const std::string& content, int size = 16,
                 const char* weight = "normal") {
  return fmt::format(
      R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{}" font-weight="{}" fill="{}">{}</text>)",
      x, y, anchor, size, weight, kInk, escaped(content));
}

std::string head(const std::string& title, double height) {
  return fmt::format(
             R"(<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}" font-family="sans-serif">)",
             kWidth, height, escaped(title)) +
         text(0, 22, "start", title, 20, "bold");
}

}  // namespace

std::string escaped(const std::string& raw) {
  std::string result;
  for (const char c : raw) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string bar_plot(const std::string& title, const std::string& unit,
                     const std::vector<std::string>& labels, const std::vector<PlotSeries>& series) {
  constexpr double kTop = 70, kLeft = 90, kPlot = 260;
  double highest = 0;
  for (const PlotSeries& one : series) {
    for (const double value : one.values) highest = std::isfinite(value) ? std::max(highest, value) : highest;
  }
  if (highest <= 0) highest = 1;
  const double step = nice_step(highest);
  const double top = std::ceil(highest / step) * step;
  std::string svg = head(title, kTop + kPlot + 50);
  for (std::size_t s = 0; s < series.size(); ++s) {
    const double x = kLeft + 220 * static_cast<double>(s);
    svg += fmt::format(R"(<rect x="{:.1f}" y="36" width="18" height="14" fill="{}" stroke="{}"/>)", x,
                       kFill[s % 2], kInk);
    svg += text(x + 26, 49, "start", series[s].name);
  }
  for (double line = 0; line <= top * 1.0001; line += step) {
    const double y = kTop + kPlot * (1 - line / top);
    svg += fmt::format(R"(<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke="#ccc"/>)", kLeft,
                       kWidth, y, y);
    svg += text(kLeft - 8, y + 5, "end", step >= 1 ? readable(std::round(line)) : fmt::format("{:g}", line));
  }
  svg += text(kLeft - 8, kTop - 12, "end", unit);
  const double group = (kWidth - kLeft) / static_cast<double>(std::max<std::size_t>(1, labels.size()));
  const double bar = group * 0.8 / static_cast<double>(std::max<std::size_t>(1, series.size()));
  for (std::size_t g = 0; g < labels.size(); ++g) {
    const double x = kLeft + group * static_cast<double>(g);
    for (std::size_t s = 0; s < series.size(); ++s) {
      const bool told = g < series[s].values.size() && std::isfinite(series[s].values[g]);
      const double height = told ? kPlot * std::clamp(series[s].values[g] / top, 0.0, 1.0) : 0;
      svg += fmt::format(
          R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="{}" stroke-width="0.5"/>)",
          x + group * 0.1 + bar * static_cast<double>(s), kTop + kPlot - height, bar, height, kFill[s % 2],
          kInk);
    }
    svg += text(x + group / 2, kTop + kPlot + 22, "middle", labels[g], 14);
  }
  return svg + "</svg>";
}

std::string change_plot(const std::string& title, const std::vector<std::string>& labels,
                        const std::vector<double>& percent, const std::vector<std::string>& words) {
  constexpr double kRow = 34, kTop = 40, kLeft = 280, kRight = 150;
  double widest = 1;
  for (const double value : percent) widest = std::max(widest, std::isfinite(value) ? std::abs(value) : 0);
  const double middle = kLeft + (kWidth - kLeft - kRight) / 2;
  const double scale = (kWidth - kLeft - kRight) / 2 / widest;
  std::string svg = head(title, kTop + kRow * static_cast<double>(labels.size()) + 10);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double y = kTop + kRow * static_cast<double>(i);
    svg += text(kLeft - 70, y + 21, "end", labels[i]);
    if (!std::isfinite(percent[i])) continue;
    const double length = std::abs(percent[i]) * scale;
    svg += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="22" fill="{}"/>)",
                       percent[i] < 0 ? middle - length : middle, y + 4, length,
                       percent[i] < 0 ? kFill[0] : kFill[1]);
    const std::string label = fmt::format("{:+.1f} % {}", percent[i], words[i]);
    svg += percent[i] < 0 ? text(middle + 8, y + 21, "start", label)
                          : text(middle + length + 8, y + 21, "start", label);
  }
  svg += fmt::format(R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}" stroke="{3}"/>)", middle,
                     kTop, kTop + kRow * static_cast<double>(labels.size()), kInk);
  return svg + "</svg>";
}

}  // namespace conurb::sim
