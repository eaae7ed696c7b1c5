// SPDX-License-Identifier: Apache-2.0
// Triangulated faces in space: which edges go through them, whether a point lies in the solid that they
// enclose, and how far it is from them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/city/geometry_store.hpp"

namespace conurb::city {

struct SpaceTriangle {
  Point3 a, b, c;
  std::uint32_t face = 0;  ///< its face, numbered from 0
};

/// A side of a ring.
struct SpaceEdge {
  Point3 a, b;
  std::uint32_t face = 0;
};

/// Distance of a point from a triangle, m.
[[nodiscard]] double distance(const Point3& point, const SpaceTriangle& triangle);
/// Distance of a point from the stretch between two points, m.
[[nodiscard]] double distance(const Point3& point, const SpaceEdge& edge);

/// Whether a point lies in the solid that the triangles enclose: the parity of crossings of a ray in an odd
/// direction. Points within rounding of a face may come out either way.
[[nodiscard]] bool is_inside(const Point3& point, std::span<const SpaceTriangle> shell);

/// Faces as triangles and sides, and where sides go through triangles. Keeps its memory.
class CrossingSearch {
 public:
  void clear();
  void add(const SpaceTriangle& triangle);
  void add(const SpaceEdge& edge);

  /// A place at which an edge goes through a triangle of another face: both its ends are farther than
  /// `tolerance_m` from the plane, at either side, and the place is farther than that from all sides of the
  /// face. Sweeps along x.
  [[nodiscard]] std::optional<Point3> find(double tolerance_m);

 private:
  template <class Item>
  struct Swept {
    Item item;
    Point3 lower{0, 0, 0}, upper{0, 0, 0};
  };
  [[nodiscard]] std::optional<Point3> meet(std::uint32_t edge, std::uint32_t triangle,
                                           double tolerance_m) const;
  [[nodiscard]] std::optional<Point3> pierce(const SpaceEdge& edge, const SpaceTriangle& triangle,
                                             double tolerance_m) const;

  std::vector<Swept<SpaceTriangle>> triangles_;
  std::vector<Swept<SpaceEdge>> edges_;
  std::vector<SpaceEdge> sides_;  // by face
  std::vector<std::uint32_t> open_triangles_, open_edges_;
};

}  // namespace conurb::city
