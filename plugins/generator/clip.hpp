// SPDX-License-Identifier: Apache-2.0
// Polygon differences and intersections by Angus Johnson's Clipper library (polyclipping 6, Boost licence),
// which works on whole numbers as this plan does; its headers stay behind this file.
#pragma once

#include <span>
#include <vector>

#include "plugins/generator/polygon.hpp"

namespace conurb::generator {

/// A straight piece of street: everything within `half_width` m of a-b.
struct Strip {
  Point a, b;
  double half_width{};
};

/// What strips leave of a polygon (its ring may pass dead ends on both sides): pieces without holes of at
/// least `least_area` m2, counter-clockwise, without sides under 0.3 m.
[[nodiscard]] std::vector<Ring> subtract_strips(std::span<const Point> ring, std::span<const Strip> strips,
                                                double least_area);

/// The polygon without what lies in `hole`; pieces of at least `least_area` m2.
[[nodiscard]] std::vector<Ring> subtract(std::span<const Point> ring, std::span<const Point> hole,
                                         double least_area);

/// The polygon with every side moved inwards by `by` m; the largest piece, empty if nothing is left.
[[nodiscard]] Ring shrink(std::span<const Point> ring, double by);

/// Common area of two polygons, m2.
[[nodiscard]] double common_area(std::span<const Point> a, std::span<const Point> b);

}  // namespace conurb::generator
