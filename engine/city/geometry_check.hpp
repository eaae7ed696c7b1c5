// SPDX-License-Identifier: Apache-2.0
// Whether geometry is valid: rings, faces, shells and solids of one geometry after the other (validity.hpp
// has the rules), and what a repair would do about it. Rules of geometry stand in engine/city because they
// need nothing but the store: what is generated or edited is judged by them as well as what is read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/city/face_check.hpp"
#include "engine/city/shell_check.hpp"
#include "engine/city/snapped_geometry.hpp"
#include "engine/city/triangle_tests.hpp"
#include "engine/city/validity.hpp"

namespace conurb::city {

/// What the rules have to say about one geometry that can be repaired. Surfaces and rings are numbered from
/// the first of the geometry; rings besides lose points that repeat the one before.
struct GeometryPlan {
  std::vector<std::uint8_t> turn, drop;  ///< by surface
  std::vector<std::uint8_t> turn_ring;   ///< by ring: a hole that is wound as its outline is
  std::vector<std::uint8_t> drop_ring;   ///< by ring: a hole of fewer than 3 points
  std::vector<Rule> why;                 ///< by surface: the rule that drops or turns it
  bool shorten = false;                  ///< some ring repeats points
  [[nodiscard]] bool empty() const;
};

/// Judges geometries of a store that nobody writes to. Keeps its memory; one thread at a time.
class GeometryCheck {
 public:
  GeometryCheck(const GeometryStore& store, const ValidityOptions& options);

  /// Appends what is wrong with a geometry, in the order of its surfaces, then shells, then solids. Points,
  /// lines and instances (whose template is judged) have nothing to be judged. Same geometry, same findings.
  void check(std::uint32_t geometry, std::vector<GeometryFinding>& findings);

  /// Of the last geometry.
  [[nodiscard]] const GeometryPlan& plan() const { return plan_; }
  [[nodiscard]] const SnappedGeometry& snapped() const { return snapped_; }
  /// Of the last geometry: every solid is closed and holds a volume.
  [[nodiscard]] bool has_closed_solids() const { return closed_solids_; }
  /// Triangles of the plane faces of the last geometry, in local coordinates.
  [[nodiscard]] std::vector<SpaceTriangle> triangles() const;
  /// Sides of these faces' rings.
  [[nodiscard]] std::vector<SpaceEdge> sides() const;

 private:
  void find(Rule rule, std::uint32_t surface, const Point3& place, double figure);
  void check_faces();
  void check_facing();
  void check_solids();
  void check_shell(std::uint32_t shell, ShellSide side);
  void check_orientation(Range faces, bool closed, double volume);
  void check_crossings(Range faces);
  void check_composite();
  void check_cavities(Range shells);
  void find_copies(Range faces, bool in_solid);
  void find_copied_solids();
  void drop(std::uint32_t surface, Rule rule, bool in_solid);
  void plan_drops(Range faces, bool in_solid);
  [[nodiscard]] bool stays_closed_without(std::uint32_t surface) const;
  void take_uses(Range faces);
  [[nodiscard]] const CheckedFace& face(std::uint32_t surface) const;

  const GeometryStore& store_;
  ValidityOptions options_;
  std::uint16_t ground_, roof_;  // codes of semantic types; kNoName: no surface has them
  FaceCheck faces_;
  ShellCheck shells_;
  SnappedGeometry snapped_;
  CrossingSearch crossings_;
  GeometryPlan plan_;
  std::optional<GeometryPoints> points_;
  std::uint32_t geometry_ = kNone;
  Range surfaces_;
  bool closed_solids_ = false;
  std::vector<CheckedFace> checked_;
  std::vector<GeometryFinding>* findings_ = nullptr;
  std::vector<std::uint32_t> turned_holes_;
  std::vector<std::uint32_t> names_, names_begin_, order_;     // sorted corners by face, to find copies
  std::vector<std::pair<std::uint64_t, std::uint32_t>> uses_;  // sides of the faces of a shell, by their ends
};

}  // namespace conurb::city
