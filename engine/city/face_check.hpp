// SPDX-License-Identifier: Apache-2.0
// One face: its rings, how plane it is, whether it has an area; and its triangles for what comes after.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/ring_crossings.hpp"
#include "engine/city/snapped_geometry.hpp"
#include "engine/city/triangulate.hpp"
#include "engine/city/validity.hpp"

namespace conurb::city {

/// What the check of a face leaves for the checks of its shell.
struct CheckedFace {
  bool has_outline = false;  ///< at least 3 distinct points
  bool has_area = false;
  bool crosses = false;    ///< without area, perhaps only because its halves cancel out
  bool plane = false;      ///< its triangles stand for it: plane, and no ring crosses
  Point3 normal{0, 0, 0};  ///< unit length
  Point3 middle{0, 0, 0};  ///< mean of the outline's corners, local
  std::uint32_t first_triangle = 0, triangles = 0;  ///< in triangles()
};

/// Keeps its memory from one face to the next.
class FaceCheck {
 public:
  explicit FaceCheck(const ValidityOptions& options) : options_(options) {}

  /// Forgets the triangles of the geometry before.
  void begin() { triangles_.clear(); }
  /// Checks a face of the geometry. Findings have local places and no geometry; holes that are to be turned
  /// are put into `turned_holes` as rings of the store.
  CheckedFace check(const SnappedGeometry& geometry, std::uint32_t surface,
                    std::vector<GeometryFinding>& findings, std::vector<std::uint32_t>& turned_holes);
  /// Names of the corners of all triangles since begin(), three for each.
  [[nodiscard]] std::span<const std::uint32_t> triangles() const { return triangles_.view(); }

 private:
  void find(Rule rule, std::uint32_t surface, const Point3& place, double figure,
            std::vector<GeometryFinding>& findings) const;
  bool take_rings(const SnappedGeometry& geometry, std::uint32_t surface,
                  std::vector<GeometryFinding>& findings);
  [[nodiscard]] std::uint32_t distinct(std::span<const std::uint32_t> ring);
  void tell_repeated(const SnappedGeometry& geometry, std::uint32_t surface, std::uint32_t ring,
                     std::vector<GeometryFinding>& findings) const;
  void tell_crossings(std::span<const Point2> flat, std::uint32_t surface,
                      std::vector<GeometryFinding>& findings, std::vector<std::uint32_t>& turned_holes);
  bool project_flat();
  void tell_plane(std::uint32_t surface, const Triangulation& result, const CheckedFace& face,
                  std::vector<GeometryFinding>& findings) const;

  ValidityOptions options_;
  Triangulator triangulator_;
  RingCrossings crossings_;
  PodArray<std::uint32_t> triangles_;
  // The rings that can be used, one after the other.
  std::vector<Point3> points_;
  std::vector<Point2> flat_;
  std::vector<std::uint32_t> names_, ring_ends_, rings_, sorted_;
  std::vector<RingFault> faults_;
};

}  // namespace conurb::city
