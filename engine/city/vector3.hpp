// SPDX-License-Identifier: Apache-2.0
// The few operations on points and vectors in space that geometry needs everywhere.
#pragma once

#include <array>
#include <cmath>
#include <numbers>

namespace conurb::city {

using Point3 = std::array<double, 3>;

inline constexpr double kDegreesPerRadian = 180.0 / std::numbers::pi;

[[nodiscard]] constexpr Point3 minus(const Point3& a, const Point3& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
[[nodiscard]] constexpr Point3 cross(const Point3& a, const Point3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
[[nodiscard]] constexpr double dot(const Point3& a, const Point3& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
[[nodiscard]] inline double length(const Point3& a) {
  return std::sqrt(dot(a, a));
}

}  // namespace conurb::city
