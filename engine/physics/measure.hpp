// SPDX-License-Identifier: Apache-2.0
// What people measure in the room: lengths, areas, heights. Points are metres in the local frame, z above the
// datum. Any thread.
#pragma once

#include <span>
#include <string>

#include "engine/city/vector3.hpp"

namespace conurb::physics {

/// Along a line from point to point; all 0 for fewer than two.
struct LineMeasure {
  double length_m = 0;  ///< in space
  double plan_m = 0;    ///< on the map
  double rise_m = 0;    ///< the last point above the first
  double climb_m = 0;   ///< all ways up added
};
[[nodiscard]] LineMeasure measure_line(std::span<const city::Point3> points);

/// Of the polygon that the points enclose, whichever way round; all 0 for fewer than three. What crosses
/// itself counts parts against each other.
struct AreaMeasure {
  double plan_m2 = 0;   ///< on the map
  double space_m2 = 0;  ///< in its plane; of points in no plane in the one that shows most (Newell's normal)
  double around_m = 0;  ///< length of its edge in space
};
[[nodiscard]] AreaMeasure measure_area(std::span<const city::Point3> points);

/// "0.85 m", "12.4 m", "1250 m", "12.4 km"; a difference of heights has a sign with `signed_length_text`.
[[nodiscard]] std::string length_text(double metres);
[[nodiscard]] std::string signed_length_text(double metres);
/// "8.5 m²", "1250 m²", "12.4 ha", "3.21 km²"
[[nodiscard]] std::string area_text(double square_metres);

}  // namespace conurb::physics
