// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_check.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/city/vector3.hpp"

namespace conurb::city {

namespace {

template <class Visit>
void each_side(std::span<const std::uint32_t> ring, Visit visit) {
  for (std::size_t i = 0; ring.size() > 1 && i < ring.size(); ++i) {
    visit(ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]);
  }
}

bool is_any(const std::vector<std::uint8_t>& flags) {
  return std::any_of(flags.begin(), flags.end(), [](std::uint8_t each) { return each != 0; });
}

std::uint16_t code_of(const GeometryStore& store, std::string_view type) {
  const std::uint32_t code = store.semantic_types().find(type);
  return code == kNone ? kNoName : static_cast<std::uint16_t>(code);
}

}  // namespace

bool GeometryPlan::empty() const {
  return !shorten && !is_any(turn) && !is_any(drop) && !is_any(turn_ring) && !is_any(drop_ring);
}

GeometryCheck::GeometryCheck(const GeometryStore& store, const ValidityOptions& options)
    : store_(store),
      options_(options),
      ground_(code_of(store, "GroundSurface")),
      roof_(code_of(store, "RoofSurface")),
      faces_(options) {}

const CheckedFace& GeometryCheck::face(std::uint32_t surface) const {
  return checked_[surface - surfaces_.begin];
}

void GeometryCheck::find(Rule rule, std::uint32_t surface, const Point3& place, double figure) {
  findings_->push_back({rule, geometry_, surface, snapped_.world(place), figure});
}

void GeometryCheck::check(std::uint32_t geometry, std::vector<GeometryFinding>& findings) {
  geometry_ = geometry;
  findings_ = &findings;
  closed_solids_ = false;
  const GeometryType type = store_.type(geometry);
  surfaces_ = store_.surfaces(geometry);
  const Range rings = surfaces_.size() == 0
                          ? Range{}
                          : Range{store_.rings(surfaces_.begin).begin, store_.rings(surfaces_.end - 1).end};
  for (auto* each : {&plan_.turn, &plan_.drop}) each->assign(surfaces_.size(), 0);
  for (auto* each : {&plan_.turn_ring, &plan_.drop_ring}) each->assign(rings.size(), 0);
  plan_.why.assign(surfaces_.size(), Rule::face_duplicate);
  plan_.shorten = false;
  checked_.clear();
  faces_.begin();
  points_.emplace(store_, geometry);
  const bool judged = type != GeometryType::multi_point && type != GeometryType::multi_line_string &&
                      type != GeometryType::instance;
  if (!judged) return;
  snapped_.load(*points_, options_.snap_m);
  check_faces();
  if (is_solid_type(type)) {
    check_solids();
  } else {
    if (type == GeometryType::composite_surface) check_composite();
    find_copies(surfaces_, false);
    plan_drops(surfaces_, false);
  }
  check_facing();
}

void GeometryCheck::check_faces() {
  turned_holes_.clear();
  const std::uint32_t first_ring = surfaces_.size() == 0 ? 0 : store_.rings(surfaces_.begin).begin;
  for (std::uint32_t s = surfaces_.begin; s < surfaces_.end; ++s) {
    const std::size_t before = findings_->size();
    checked_.push_back(faces_.check(snapped_, s, *findings_, turned_holes_));
    for (std::size_t i = before; i < findings_->size(); ++i) {
      GeometryFinding& each = (*findings_)[i];
      each.geometry = geometry_;
      each.place = snapped_.world(each.place);
    }
    for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
      plan_.shorten = plan_.shorten || (snapped_.repeated(r) > 0 && snapped_.ring(r).size() >= 3);
      if (r > store_.rings(s).begin && snapped_.ring(r).size() < 3) plan_.drop_ring[r - first_ring] = 1;
    }
  }
  for (const std::uint32_t ring : turned_holes_) plan_.turn_ring[ring - first_ring] = 1;
}

// A ground whose normal points up, a roof whose points down, as they will be once the solid is mended.
void GeometryCheck::check_facing() {
  if (ground_ == kNoName && roof_ == kNoName) return;
  const double least = std::sin(options_.facing_deg / kDegreesPerRadian);
  for (std::uint32_t s = surfaces_.begin; s < surfaces_.end; ++s) {
    const std::uint16_t type = store_.surface_type(s);
    if (type == kNoName || (type != ground_ && type != roof_) || !face(s).has_area) continue;
    const double up = plan_.turn[s - surfaces_.begin] != 0 ? -face(s).normal[2] : face(s).normal[2];
    const double wrong = type == ground_ ? up : -up;
    if (wrong <= least) continue;
    const Rule rule = type == ground_ ? Rule::ground_faces_up : Rule::roof_faces_down;
    find(rule, s, face(s).middle, std::acos(std::clamp(-wrong, -1.0, 1.0)) * kDegreesPerRadian);
  }
}

void GeometryCheck::check_solids() {
  const Range solids = store_.solids(geometry_);
  closed_solids_ = solids.size() > 0;
  for (std::uint32_t so = solids.begin; so < solids.end; ++so) {
    const Range shells = store_.shells_of_solid(so);
    for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh)
      check_shell(sh, sh == shells.begin ? ShellSide::outer : ShellSide::inner);
    if (shells.size() > 1) check_cavities(shells);
  }
  if (solids.size() > 1) find_copied_solids();
}

void GeometryCheck::check_shell(std::uint32_t shell, ShellSide side) {
  const Range faces = store_.surfaces_of_shell(shell);
  if (faces.size() < 4) {
    const Point3 place = faces.size() > 0 ? face(faces.begin).middle : Point3{0, 0, 0};
    find(Rule::shell_too_few_faces, faces.size() > 0 ? faces.begin : kNone, place, faces.size());
    closed_solids_ = false;
    return;
  }
  const ShellReport report = shells_.check(snapped_, faces, side);
  if (report.open_edges > 0) find(Rule::shell_not_closed, kNone, report.open_place, report.open_length);
  if (report.crowded_edges > 0)
    find(Rule::shell_not_manifold, kNone, report.crowded_place, report.crowded_edges);
  if (report.closed() && report.bodies > 1)
    find(Rule::shell_several_parts, kNone, face(faces.begin).middle, report.bodies);
  if (report.closed() && std::abs(report.volume) < options_.no_volume_m3 && report.orientable) {
    find(Rule::solid_no_volume, kNone, face(faces.begin).middle, std::abs(report.volume));
    closed_solids_ = false;
  } else {
    check_orientation(faces, report.closed() && report.orientable, report.volume);
  }
  if (!report.closed()) closed_solids_ = false;
  check_crossings(faces);
  find_copies(faces, true);
  plan_drops(faces, true);
}

void GeometryCheck::check_orientation(Range faces, bool closed, double volume) {
  bool told = false;
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    if (!shells_.is_turned(s)) continue;
    const bool inverted = shells_.is_of_inverted_body(s);
    if (closed) {
      plan_.turn[s - surfaces_.begin] = 1;
      plan_.why[s - surfaces_.begin] = inverted ? Rule::solid_inside_out : Rule::shell_face_orientation;
    }
    if (!inverted) {
      if (face(s).has_outline) find(Rule::shell_face_orientation, s, face(s).middle, 0);
    } else if (!told) {
      find(Rule::solid_inside_out, kNone, face(s).middle, volume);
      told = true;
    }
  }
}

// Faces that are not plane have no place of their own that others could cut.
void GeometryCheck::check_crossings(Range faces) {
  if (faces.size() > options_.most_faces) return;
  crossings_.clear();
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    if (!face(s).plane) continue;
    const auto corners = faces_.triangles().subspan(3 * std::size_t{face(s).first_triangle},
                                                    3 * std::size_t{face(s).triangles});
    for (std::size_t i = 0; i < corners.size(); i += 3) {
      crossings_.add(SpaceTriangle{snapped_.point(corners[i]), snapped_.point(corners[i + 1]),
                                   snapped_.point(corners[i + 2]), s - faces.begin});
    }
    for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
      each_side(snapped_.ring(r), [&](std::uint32_t a, std::uint32_t b) {
        crossings_.add(SpaceEdge{snapped_.point(a), snapped_.point(b), s - faces.begin});
      });
    }
  }
  if (const auto place = crossings_.find(options_.crossing_m))
    find(Rule::shell_self_crossing, kNone, *place, 0);
}

// A composite surface may be open, but is of one side throughout.
void GeometryCheck::check_composite() {
  const ShellReport report = shells_.check(snapped_, surfaces_, ShellSide::outer);
  if (report.crowded_edges > 0)
    find(Rule::shell_not_manifold, kNone, report.crowded_place, report.crowded_edges);
  for (std::uint32_t s = surfaces_.begin; s < surfaces_.end; ++s) {
    if (shells_.is_turned(s) && !shells_.is_of_inverted_body(s))
      find(Rule::shell_face_orientation, s, face(s).middle, 0);
  }
}

void GeometryCheck::check_cavities(Range shells) {
  std::vector<SpaceTriangle> outer;
  const auto corner = [this](std::size_t i) { return snapped_.point(faces_.triangles()[i]); };
  const Range outer_faces = store_.surfaces_of_shell(shells.begin);
  for (std::uint32_t s = outer_faces.begin; s < outer_faces.end; ++s) {
    const std::size_t first = face(s).first_triangle, end = first + face(s).triangles;
    for (std::size_t t = first; t < end; ++t)
      outer.push_back({corner(3 * t), corner(3 * t + 1), corner(3 * t + 2), s});
  }
  for (std::uint32_t sh = shells.begin + 1; sh < shells.end; ++sh) {
    const Range faces = store_.surfaces_of_shell(sh);
    if (faces.size() == 0 || !face(faces.begin).has_outline) continue;
    const Point3& middle = face(faces.begin).middle;
    if (!is_inside(middle, outer)) find(Rule::solid_inner_shell_outside, faces.begin, middle, 0);
  }
}

std::vector<SpaceTriangle> GeometryCheck::triangles() const {
  std::vector<SpaceTriangle> result;
  for (std::uint32_t s = surfaces_.begin; s < surfaces_.end && !checked_.empty(); ++s) {
    const std::size_t first = face(s).first_triangle;
    for (std::size_t t = first; face(s).plane && t < first + face(s).triangles; ++t) {
      const auto corner = [&](std::size_t k) { return snapped_.point(faces_.triangles()[3 * t + k]); };
      result.push_back({corner(0), corner(1), corner(2), s - surfaces_.begin});
    }
  }
  return result;
}

std::vector<SpaceEdge> GeometryCheck::sides() const {
  std::vector<SpaceEdge> result;
  for (std::uint32_t s = surfaces_.begin; s < surfaces_.end && !checked_.empty(); ++s) {
    if (!face(s).plane) continue;
    for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
      each_side(snapped_.ring(r), [&](std::uint32_t a, std::uint32_t b) {
        result.push_back({snapped_.point(a), snapped_.point(b), s - surfaces_.begin});
      });
    }
  }
  return result;
}

}  // namespace conurb::city
