// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/number_text.hpp"
#include "engine/plot/chart.hpp"
#include "engine/plot/numbers.hpp"
#include "engine/plot/ticks.hpp"

namespace conurb::plot {
namespace {

// As good as one value: steps between would be lost in rounding.
bool is_flat(Range range) {
  return !(range.span() > 1e-9 * std::max(std::abs(range.low), std::abs(range.high)));
}

std::string raised(int number) {
  constexpr std::array<const char*, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = number < 0 ? "⁻" : "";
  for (const char c : std::to_string(std::abs(number))) text += kDigits[static_cast<std::size_t>(c - '0')];
  return text;
}

NumberAxis marked(Range range, double step, bool with_sign) {
  NumberAxis axis{.range = range, .ticks = {}, .unit_size = 1, .size_word = {}};
  const UnitSize size = unit_size(std::max(std::abs(range.low), std::abs(range.high)));
  axis.unit_size = size.size;
  axis.size_word = size.word;
  const int decimals = decimals_of(step / size.size);
  constexpr double kSlack = 1e-6;  // of a step
  const double first = std::ceil(range.low / step - kSlack), last = std::floor(range.high / step + kSlack);
  for (double k = first; k <= last; k += 1)
    axis.ticks.push_back({k * step, signed_text(k * step / size.size, decimals, with_sign)});
  return axis;
}

}  // namespace

UnitSize unit_size(double largest) {
  if (!drawable(largest) || largest == 0) return {};
  const int thousands = static_cast<int>(std::floor(std::log10(std::abs(largest)) / 3 + 1e-12));
  constexpr std::array<const char*, 3> kWords{"million", "billion", "trillion"};
  if (thousands >= -1 && thousands <= 1) return {};
  const double size = std::pow(10.0, 3 * thousands);
  if (thousands >= 2 && thousands <= 4) return {size, kWords[static_cast<std::size_t>(thousands) - 2]};
  return {size, "× 10" + raised(3 * thousands)};
}

NumberAxis round_axis(Range values, int most, bool with_sign) {
  if (is_flat(values)) {
    values = values.low == 0 ? Range{0, 1} : Range{std::min(values.low, 0.0), std::max(values.low, 0.0)};
  }
  most = std::max(most, 2);  // zero may lie between
  for (int steps = most;; --steps) {
    const double step = nice_step(values.span(), steps);
    const double first = std::floor(values.low / step + 1e-9), last = std::ceil(values.high / step - 1e-9);
    // Rounding both ends may have added steps.
    if (last - first <= most || steps == 1) return marked({first * step, last * step}, step, with_sign);
  }
}

NumberAxis exact_axis(Range range, int most, bool with_sign) {
  if (is_flat(range)) return {.range = range, .ticks = {}, .unit_size = 1, .size_word = {}};
  return marked(range, nice_step(range.span(), std::max(most - 1, 1)), with_sign);
}

std::string signed_text(double value, int decimals, bool with_sign) {
  std::string text = number_text(value, decimals);
  const bool nothing = text.find_first_of("123456789") == std::string::npos;
  return with_sign && value > 0 && !nothing ? "+" + text : text;
}

int telling_decimals(double largest) {
  if (!drawable(largest) || largest == 0) return 0;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(largest)) + 1e-12)), 0, 12);
}

}  // namespace conurb::plot
