// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/city/oracles/cgal_area.hpp"

#include <CGAL/Constrained_Delaunay_triangulation_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Triangulation_face_base_with_info_2.h>

#include <cmath>
#include <vector>

namespace conurb::city {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Vertex = CGAL::Triangulation_vertex_base_2<Kernel>;
using Info = CGAL::Triangulation_face_base_with_info_2<int, Kernel>;
using Face = CGAL::Constrained_triangulation_face_base_2<Kernel, Info>;
using Cdt =
    CGAL::Constrained_Delaunay_triangulation_2<Kernel, CGAL::Triangulation_data_structure_2<Vertex, Face>,
                                               CGAL::Exact_predicates_tag>;

/// How many rings lie between a triangle and the outside.
void number_by_depth(Cdt& cdt) {
  constexpr int kUnknown = -1;
  for (auto face = cdt.all_faces_begin(); face != cdt.all_faces_end(); ++face) face->info() = kUnknown;
  std::vector<std::pair<Cdt::Face_handle, int>> queue{{cdt.infinite_face(), 0}};
  std::vector<std::pair<Cdt::Face_handle, int>> deeper;
  while (!queue.empty()) {
    const auto [face, depth] = queue.back();
    queue.pop_back();
    if (face->info() == kUnknown) {
      face->info() = depth;
      for (int side = 0; side < 3; ++side) {
        const bool ring = cdt.is_constrained({face, side});
        (ring ? deeper : queue).emplace_back(face->neighbor(side), depth + (ring ? 1 : 0));
      }
    }
    if (queue.empty()) queue.swap(deeper);
  }
}

}  // namespace

CgalPolygon cgal_polygon(std::span<const Point3> points, std::span<const std::uint32_t> ring_ends,
                         const Point3& normal) {
  const Kernel::Vector_3 up(normal[0], normal[1], normal[2]);
  const Kernel::Vector_3 axis =
      std::abs(normal[2]) < 0.7 ? Kernel::Vector_3(0, 0, 1) : Kernel::Vector_3(1, 0, 0);
  Kernel::Vector_3 u = CGAL::cross_product(axis, up);
  u /= std::sqrt(u.squared_length());
  const Kernel::Vector_3 v = CGAL::cross_product(up, u);
  Cdt cdt;
  std::size_t first = 0;
  for (const std::uint32_t end : ring_ends) {
    std::vector<Kernel::Point_2> ring;
    for (std::size_t i = first; i < end; ++i) {
      const Kernel::Vector_3 p(points[i][0] - points[0][0], points[i][1] - points[0][1],
                               points[i][2] - points[0][2]);
      ring.emplace_back(p * u, p * v);
    }
    cdt.insert_constraint(ring.begin(), ring.end(), true);
    first = end;
  }
  number_by_depth(cdt);
  CgalPolygon polygon;
  for (const auto face : cdt.finite_face_handles()) {
    if (face->info() % 2 == 0) continue;
    ++polygon.triangles;
    polygon.area += cdt.triangle(face).area();
  }
  return polygon;
}

}  // namespace conurb::city
