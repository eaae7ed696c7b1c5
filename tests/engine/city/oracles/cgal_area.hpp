// SPDX-License-Identifier: Apache-2.0
// A polygon by CGAL's constrained Delaunay triangulation. Behind a header of its own: CGAL compiles slowly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/city/geometry_store.hpp"

namespace conurb::city {

struct CgalPolygon {
  std::size_t triangles = 0;  ///< between the rings
  double area = 0;            ///< m2, of these
};

/// Rings as those of Triangulator, projected along `normal` (unit length).
[[nodiscard]] CgalPolygon cgal_polygon(std::span<const Point3> points,
                                       std::span<const std::uint32_t> ring_ends, const Point3& normal);

}  // namespace conurb::city
