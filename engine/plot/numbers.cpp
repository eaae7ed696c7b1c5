// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::plot {
namespace {

constexpr double kRoundingSlack = 1e-9;  // so that 0.3 / 0.1 counts as 3

// log10 of the greatest power of ten that is not above the value.
double magnitude(double value) {
  return std::floor(std::log10(value) + kRoundingSlack);
}

}  // namespace

double nice_above(double value) {
  if (!(value > 0)) return 0;
  const double power = std::pow(10.0, magnitude(value)), head = value / power;
  for (const double nice : {1.0, 2.0, 5.0}) {
    if (head <= nice * (1 + kRoundingSlack)) return nice * power;
  }
  return 10 * power;
}

double nice_below(double value) {
  if (!(value > 0)) return 0;
  const double power = std::pow(10.0, magnitude(value)), head = value / power;
  for (const double nice : {5.0, 2.0}) {
    if (head >= nice * (1 - kRoundingSlack)) return nice * power;
  }
  return power;
}

double nice_step(double span, int most) {
  return nice_above(span / std::max(most, 1));
}

int decimals_of(double step) {
  return step > 0 ? std::max(0, -static_cast<int>(magnitude(step))) : 0;
}

std::vector<double> nice_ticks(double low, double high, int most) {
  std::vector<double> ticks;
  if (!(low < high) || !std::isfinite(high - low)) return ticks;
  double step = nice_step(high - low, std::max(most - 1, 1));
  // A multiple of a power of ten is a quotient of whole numbers where that is the rounder double.
  const double scale = step < 1 ? std::round(1 / step) : 0;
  const double first = std::ceil(low / step - kRoundingSlack),
               last = std::floor(high / step + kRoundingSlack);
  for (double k = first; k <= last; k += 1) ticks.push_back(scale > 0 ? k / scale : k * step);
  return ticks;
}

Display display_of(const UnitSystem& units, const city::ColumnSpec& column, const std::string& wanted) {
  Display display;
  display.unit = column.unit;
  const std::string& target = wanted.empty() ? column.display_unit : wanted;
  if (target.empty() || target == column.unit) return display;
  const Unit from = units.parse(column.unit), to = units.parse(target);
  const double zero = units.convert(0, from, to), one = units.convert(1, from, to),
               ten = units.convert(10, from, to);
  const bool straight = std::isfinite(zero) && std::isfinite(one) &&
                        std::abs((ten - zero) - 10 * (one - zero)) <= 1e-6 * std::abs(ten - zero);
  if (!straight) return display;
  display.unit = target;
  // Differences beside a large offset have lost digits; the factors of temperatures are short.
  display.factor = zero == 0 ? one : std::round((one - zero) * 1e9) / 1e9;
  display.offset = zero;
  return display;
}

Display difference_display(const Display& display, const city::ColumnSpec& column) {
  if (display.offset == 0) return display;
  return {column.unit, 1, 0};
}

}  // namespace conurb::plot
