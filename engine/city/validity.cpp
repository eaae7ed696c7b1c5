// SPDX-License-Identifier: Apache-2.0
#include "engine/city/validity.hpp"

#include <array>

namespace conurb::city {

namespace {

constexpr auto kError = RuleSeverity::error;
constexpr auto kWarning = RuleSeverity::warning;

constexpr std::array kRules = {
    RuleInfo{Rule::ring_too_few_points, "ring.too_few_points", 101, kError,
             "a ring of fewer than 3 distinct points", "",
             "the hole, or the face of this outline, is left out"},
    RuleInfo{Rule::ring_repeated_point, "ring.repeated_point", 102, kError,
             "a ring repeats points one after the other", "", "each is kept once"},
    RuleInfo{Rule::ring_self_crossing, "ring.self_crossing", 104, kError, "a ring crosses or touches itself",
             "-", ""},
    RuleInfo{Rule::polygon_rings_cross, "polygon.rings_cross", 201, kError, "rings of a face cross", "-", ""},
    RuleInfo{Rule::polygon_duplicate_rings, "polygon.duplicate_rings", 202, kError,
             "a face has the same ring twice", "-", ""},
    RuleInfo{Rule::polygon_not_planar, "polygon.not_planar", 203, kError,
             "a face is not plane: a corner is off by", "m", ""},
    RuleInfo{Rule::polygon_folded, "polygon.folded", 204, kError,
             "a face is folded: a part of it is tilted by", "deg", ""},
    RuleInfo{Rule::polygon_hole_outside, "polygon.hole_outside", 206, kError, "a hole lies outside its face",
             "-", ""},
    RuleInfo{Rule::polygon_holes_nested, "polygon.holes_nested", 207, kError, "a hole lies in another hole",
             "-", ""},
    RuleInfo{Rule::polygon_hole_orientation, "polygon.hole_orientation", 208, kError,
             "a hole is wound as its outline is", "-", "the hole is turned"},
    RuleInfo{Rule::polygon_no_area, "polygon.no_area", 0, kWarning, "a face has no area", "m2",
             "the face is left out where its solid stays as closed as it is"},
    RuleInfo{Rule::shell_too_few_faces, "shell.too_few_faces", 301, kError, "a solid of fewer than 4 faces",
             "", ""},
    RuleInfo{Rule::shell_not_closed, "shell.not_closed", 302, kError,
             "a solid is open: length of the edges of its gaps", "m", ""},
    RuleInfo{Rule::shell_not_manifold, "shell.not_manifold", 303, kError,
             "edges at which more than two faces of a solid meet:", "", ""},
    RuleInfo{Rule::shell_several_parts, "shell.several_parts", 305, kError,
             "the faces of a solid make up several separate bodies:", "", ""},
    RuleInfo{Rule::shell_self_crossing, "shell.self_crossing", 306, kError, "faces of a solid cut each other",
             "-", ""},
    RuleInfo{Rule::shell_face_orientation, "shell.face_orientation", 307, kError,
             "a face is turned against the others of its solid", "-", "in a closed solid the face is turned"},
    RuleInfo{Rule::solid_inner_shell_outside, "solid.inner_shell_outside", 403, kError,
             "a cavity lies outside its solid", "-", ""},
    RuleInfo{Rule::solid_inside_out, "solid.inside_out", 405, kError,
             "a solid is inside-out: volume as its faces look", "m3",
             "in a closed solid all faces are turned, so that its volume is positive"},
    RuleInfo{Rule::solid_no_volume, "solid.no_volume", 0, kError, "a closed solid has no volume", "m3", ""},
    RuleInfo{Rule::solid_duplicate, "solid.duplicate", 502, kError, "a geometry has the same solid twice",
             "-", ""},
    RuleInfo{Rule::face_duplicate, "face.duplicate", 0, kWarning, "a face is there twice", "-",
             "one is left out where its solid stays as closed as it is"},
    RuleInfo{Rule::object_lod_twice, "object.lod_twice", 0, kWarning,
             "an object has several geometries at one level of detail:", "", ""},
    RuleInfo{Rule::parts_overlap, "object.parts_overlap", 601, kError,
             "parts of a building cut into each other", "-", ""},
    RuleInfo{Rule::surface_type_unknown, "semantics.surface_type", 0, kError,
             "no surface type of CityJSON, and none of an extension", "-", ""},
    RuleInfo{Rule::surface_type_of_others, "semantics.surface_of_others", 0, kWarning,
             "a surface type that objects of this type do not have", "-", ""},
    RuleInfo{Rule::ground_faces_up, "semantics.ground_faces_up", 0, kWarning,
             "a ground surface faces up: tilt against downwards", "deg", ""},
    RuleInfo{Rule::roof_faces_down, "semantics.roof_faces_down", 0, kWarning,
             "a roof surface faces down: tilt against upwards", "deg", ""},
    RuleInfo{Rule::value_out_of_range, "value.out_of_range", 0, kError, "a value is out of its range", "-",
             ""},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (static_cast<std::size_t>(kRules[i].rule) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "rules stand in the order of their enumeration");

}  // namespace

std::span<const RuleInfo> rules() {
  return kRules;
}

const RuleInfo& info(Rule rule) {
  return kRules[static_cast<std::size_t>(rule)];
}

}  // namespace conurb::city
