// SPDX-License-Identifier: Apache-2.0
// A point on the map or in the plane of a face.
#pragma once

namespace conurb::city {

struct Point2 {
  double x = 0, y = 0;
  bool operator==(const Point2&) const = default;
};

/// Of the triangle a, b, c: positive if it turns left.
[[nodiscard]] constexpr double twice_area(const Point2& a, const Point2& b, const Point2& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

}  // namespace conurb::city
