// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/measure.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/number_text.hpp"

namespace conurb::physics {
namespace {

using city::Point3;

double length_of(const Point3& v) {
  return std::sqrt(city::dot(v, v));
}

/// Three digits, as far as they stand behind the point.
std::string three_digits(double value) {
  const double amount = std::abs(value);
  return number_text(value, amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0);
}

}  // namespace

LineMeasure measure_line(std::span<const Point3> points) {
  LineMeasure measure;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point3 step = city::minus(points[i], points[i - 1]);
    measure.length_m += length_of(step);
    measure.plan_m += std::hypot(step[0], step[1]);
    measure.rise_m += step[2];
    measure.climb_m += std::max(step[2], 0.0);
  }
  return measure;
}

AreaMeasure measure_area(std::span<const Point3> points) {
  AreaMeasure measure;
  if (points.size() < 3) return measure;
  // Twice the vector area, from the first point, so that far origins cost no digits.
  Point3 twice{0, 0, 0};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point3 &a = points[i], &b = points[(i + 1) % points.size()];
    const Point3 part = city::cross(city::minus(a, points[0]), city::minus(b, points[0]));
    for (std::size_t k = 0; k < 3; ++k) twice[k] += part[k];
    measure.around_m += length_of(city::minus(b, a));
  }
  measure.plan_m2 = std::abs(twice[2]) / 2;
  measure.space_m2 = length_of(twice) / 2;
  return measure;
}

std::string length_text(double metres) {
  if (std::abs(metres) < 10'000) return three_digits(metres) + " m";
  return three_digits(metres / 1000) + " km";
}

std::string signed_length_text(double metres) {
  return metres > 0 ? fmt::format("+{}", length_text(metres)) : length_text(metres);
}

std::string area_text(double square_metres) {
  if (std::abs(square_metres) < 1e4) return three_digits(square_metres) + " m²";
  if (std::abs(square_metres) < 1e6) return three_digits(square_metres / 1e4) + " ha";
  return three_digits(square_metres / 1e6) + " km²";
}

}  // namespace conurb::physics
