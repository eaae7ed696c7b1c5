// SPDX-License-Identifier: Apache-2.0
// The rules by which geometry, semantics and values of a city are judged, each with its name, its severity
// and the number it has in val3dity (Ledoux 2018, "val3dity: validation of 3D GIS primitives according to the
// international standards", after ISO 19107). Names do not change between versions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/city/geometry_store.hpp"

namespace conurb::city {

enum class Rule : std::uint8_t {
  ring_too_few_points,
  ring_repeated_point,
  ring_self_crossing,
  polygon_rings_cross,
  polygon_duplicate_rings,
  polygon_not_planar,
  polygon_folded,
  polygon_hole_outside,
  polygon_holes_nested,
  polygon_hole_orientation,
  polygon_no_area,
  shell_too_few_faces,
  shell_not_closed,
  shell_not_manifold,
  shell_several_parts,
  shell_self_crossing,
  shell_face_orientation,
  solid_inner_shell_outside,
  solid_inside_out,
  solid_no_volume,
  solid_duplicate,
  face_duplicate,
  object_lod_twice,
  parts_overlap,
  surface_type_unknown,
  surface_type_of_others,
  ground_faces_up,
  roof_faces_down,
  value_out_of_range,
};

enum class RuleSeverity : std::uint8_t { info, warning, error };

struct RuleInfo {
  Rule rule = Rule::ring_too_few_points;
  std::string_view name;  ///< "ring.repeated_point"
  int code = 0;           ///< of val3dity; 0: it has none
  RuleSeverity severity = RuleSeverity::error;
  std::string_view what;         ///< what is wrong, to be put before the figure
  std::string_view figure_unit;  ///< "m", "m2", "m3", "deg", "" for a count; "-": the rule has no figure
  std::string_view repair;       ///< what a repair does about it; empty: it is left
};

/// All rules, in the order of the enumeration.
[[nodiscard]] std::span<const RuleInfo> rules();
[[nodiscard]] const RuleInfo& info(Rule rule);

struct ValidityOptions {
  double snap_m = 0.001;            ///< points nearer to each other count as one
  double planarity_m = 0.01;        ///< a corner may lie so far off the plane of its polygon
  double normal_deg = 20;           ///< a polygon's triangles may be tilted against it by so much
  double no_area_m2 = 1e-6;         ///< a polygon below has no area
  double no_volume_m3 = 1e-6;       ///< a solid below has no volume
  double facing_deg = 30;           ///< a ground that faces up, a roof that faces down: by more than this
  double crossing_m = 0.01;         ///< surfaces that cut into each other by less only touch
  std::uint32_t most_faces = 5000;  ///< shells of more are not searched for faces that cross
};

/// What is wrong with one geometry, one of its surfaces or the object that has it.
struct GeometryFinding {
  Rule rule = Rule::ring_too_few_points;
  std::uint32_t geometry = kNone;  ///< row of the store
  std::uint32_t surface = kNone;   ///< row of the store; kNone: the whole geometry
  Point3 place{0, 0, 0};           ///< world coordinates; of a template in its own
  double figure = 0;               ///< in the unit of the rule
};

}  // namespace conurb::city
