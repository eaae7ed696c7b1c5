// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace conurb::host::check {

namespace {

struct Known {
  std::string_view key;
  ValueRange range;
};

// Names that say more than their unit; the first that is part of the column's name counts.
constexpr std::array<Known, 10> kByName{{{"year", {1890, 2025}},
                                         {"precipitation", {0, 3e-6}},
                                         {"rain", {0, 3e-6}},
                                         {"infiltration", {0, 3e-6}},
                                         {"height", {3, 30}},
                                         {"storeys", {1, 8}},
                                         {"lanes", {1, 4}},
                                         {"u_value", {0.15, 3}},
                                         {"wind_direction", {0, 6.28}},
                                         {"elevation", {-2, 60}}}};

// What quantities of a city are like, by SI unit.
constexpr std::array<Known, 34> kByUnit{
    {{"1", {0.05, 0.95}},      {"K", {263, 308}},           {"Pa", {98'000, 103'000}},
     {"m", {2, 120}},          {"m2", {20, 400}},           {"m3", {60, 4000}},
     {"rad", {0, 1.57}},       {"degree", {0, 60}},         {"s", {1, 3600}},
     {"us", {6e7, 3.6e9}},     {"s-1", {1e-4, 1e-2}},       {"m s-1", {0.5, 14}},
     {"m2 s-1", {1e-6, 1e-2}}, {"m3 s-1", {0, 0.5}},        {"kg", {1, 2000}},
     {"kg s-1", {0, 2}},       {"kg m-3", {1, 1000}},       {"J", {1e5, 1e10}},
     {"J K-1", {1e6, 1e8}},    {"J m-2 K-1", {8e4, 3.7e5}}, {"J kg-1 K-1", {800, 4200}},
     {"W", {50, 50'000}},      {"W K-1", {20, 2000}},       {"W m-2", {0, 800}},
     {"W m-2 K-1", {0.15, 3}}, {"W m-1 K-1", {0.03, 2}},    {"V", {230, 20'000}},
     {"A", {1, 400}},          {"ohm", {0.01, 1}},          {"S", {0.1, 100}},
     {"person", {0, 6}},       {"vehicle", {0, 40}},        {"vehicle s-1", {0, 0.5}},
     {"EUR", {1, 1000}}}};

ValueRange by_name_or_unit(const city::ColumnSpec& spec) {
  for (const Known& known : kByName) {
    if (spec.name.find(known.key) != std::string::npos) return known.range;
  }
  for (const Known& known : kByUnit) {
    if (spec.unit != known.key) continue;
    // Pure numbers in integers are counts, classes or flags.
    if (known.key == "1" && !city::is_float(spec.scalar)) return {0, 4};
    return known.range;
  }
  return {0.1, 10};
}

double nearest_allowed(const city::ColumnSpec& spec, double value) {
  return std::clamp(value, spec.min, spec.max);
}

}  // namespace

ValueRange plausible_range(const city::ColumnSpec& spec) {
  ValueRange range = by_name_or_unit(spec);
  if (range.low > spec.max || range.high < spec.min) {
    // The declaration knows better: its own range, or a unit's length at the end it gives.
    range.low = std::isfinite(spec.min) ? spec.min : spec.max - 1;
    range.high = std::isfinite(spec.max) ? spec.max : spec.min + 1;
  }
  range.low = std::max(range.low, spec.min);
  range.high = std::min(range.high, spec.max);
  if (spec.scalar == city::Scalar::u8)
    range = {std::clamp(range.low, 0.0, 255.0), std::clamp(range.high, 0.0, 255.0)};
  return range;
}

double value_for(const city::ColumnSpec& spec, Inputs inputs, std::int64_t row, double uniform) {
  if (inputs == Inputs::zero) return nearest_allowed(spec, 0);
  const bool whole = !city::is_float(spec.scalar);
  if (inputs == Inputs::denormal && !whole) {
    const double least = spec.scalar == city::Scalar::f32
                             ? static_cast<double>(std::numeric_limits<float>::denorm_min())
                             : std::numeric_limits<double>::denorm_min();
    return nearest_allowed(spec, least * static_cast<double>(1 + row % 7));
  }
  const auto [low, high] = plausible_range(spec);
  if (!whole) return low + uniform * (high - low);
  const double value = std::floor(std::ceil(low) + uniform * (std::floor(high) - std::ceil(low) + 1));
  return std::clamp(value, std::ceil(low), std::max(std::ceil(low), std::floor(high)));
}

}  // namespace conurb::host::check
