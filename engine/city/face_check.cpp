// SPDX-License-Identifier: Apache-2.0
#include "engine/city/face_check.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/city/vector3.hpp"

namespace conurb::city {

namespace {

constexpr double kPlane = 1e-6;  // m: a face that is plane to this has no folds either

Point3 mean(std::span<const Point3> points) {
  Point3 sum{0, 0, 0};
  for (const Point3& p : points) {
    for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] += p[axis];
  }
  for (double& each : sum) each /= static_cast<double>(points.size());
  return sum;
}

}  // namespace

void FaceCheck::find(Rule rule, std::uint32_t surface, const Point3& place, double figure,
                     std::vector<GeometryFinding>& findings) const {
  findings.push_back({rule, kNone, surface, place, figure});
}

std::uint32_t FaceCheck::distinct(std::span<const std::uint32_t> ring) {
  sorted_.assign(ring.begin(), ring.end());
  std::sort(sorted_.begin(), sorted_.end());
  return static_cast<std::uint32_t>(std::unique(sorted_.begin(), sorted_.end()) - sorted_.begin());
}

void FaceCheck::tell_repeated(const SnappedGeometry& geometry, std::uint32_t surface, std::uint32_t ring,
                              std::vector<GeometryFinding>& findings) const {
  const std::uint32_t repeated = geometry.repeated(ring);
  if (repeated == 0 || geometry.ring(ring).empty()) return;
  find(Rule::ring_repeated_point, surface, geometry.repeated_place(ring), repeated, findings);
}

// False: the outline is none.
bool FaceCheck::take_rings(const SnappedGeometry& geometry, std::uint32_t surface,
                           std::vector<GeometryFinding>& findings) {
  points_.clear();
  names_.clear();
  ring_ends_.clear();
  rings_.clear();
  const Range rings = geometry.rings(surface);
  for (std::uint32_t r = rings.begin; r < rings.end; ++r) {
    const auto ring = geometry.ring(r);
    const std::uint32_t count = ring.size() < 3    ? static_cast<std::uint32_t>(ring.size())
                                : ring.size() == 3 ? 3
                                                   : distinct(ring);
    if (count < 3) {
      const Point3 place = ring.empty() ? Point3{0, 0, 0} : geometry.point(ring[0]);
      find(Rule::ring_too_few_points, surface, place, count, findings);
      if (r == rings.begin) return false;
      continue;
    }
    tell_repeated(geometry, surface, r, findings);
    for (const std::uint32_t name : ring) {
      names_.push_back(name);
      points_.push_back(geometry.point(name));
    }
    ring_ends_.push_back(static_cast<std::uint32_t>(names_.size()));
    rings_.push_back(r);
  }
  return !rings_.empty();
}

void FaceCheck::tell_plane(std::uint32_t surface, const Triangulation& result, const CheckedFace& face,
                           std::vector<GeometryFinding>& findings) const {
  if (result.deviation > options_.planarity_m) {
    const Point3 middle = mean(points_);
    const auto off = [&](const Point3& p) { return std::abs(dot(minus(p, middle), result.normal)); };
    const auto worst = std::max_element(points_.begin(), points_.end(),
                                        [&](const Point3& a, const Point3& b) { return off(a) < off(b); });
    find(Rule::polygon_not_planar, surface, *worst, result.deviation, findings);
    return;
  }
  if (result.deviation < kPlane) return;
  double largest = 0;
  Point3 place{0, 0, 0};
  for (std::uint32_t t = face.first_triangle; t < face.first_triangle + face.triangles; ++t) {
    const Point3 &a = points_[triangles_[3 * t]], &b = points_[triangles_[3 * t + 1]],
                 &c = points_[triangles_[3 * t + 2]];
    const Point3 normal = cross(minus(b, a), minus(c, a));
    const double area2 = std::sqrt(dot(normal, normal));
    const double longest = std::sqrt(std::max(
        {dot(minus(b, a), minus(b, a)), dot(minus(c, b), minus(c, b)), dot(minus(a, c), minus(a, c))}));
    // Of a sliver the tilt says nothing: rounding of its corners turns it.
    if (area2 <= options_.planarity_m * longest) continue;
    const double tilt =
        std::acos(std::clamp(dot(normal, result.normal) / area2, -1.0, 1.0)) * kDegreesPerRadian;
    if (tilt <= largest) continue;
    largest = tilt;
    place = a;
  }
  if (largest > options_.normal_deg) find(Rule::polygon_folded, surface, place, largest, findings);
}

void FaceCheck::tell_crossings(std::span<const Point2> flat, std::uint32_t surface,
                               std::vector<GeometryFinding>& findings,
                               std::vector<std::uint32_t>& turned_holes) {
  faults_.clear();
  crossings_.find(flat, names_, ring_ends_, faults_);
  for (const RingFault& fault : faults_) {
    find(fault.rule, surface, points_[fault.corner], 0, findings);
    if (fault.rule != Rule::polygon_hole_orientation) continue;
    const auto ring =
        std::upper_bound(ring_ends_.begin(), ring_ends_.end(), fault.corner) - ring_ends_.begin();
    turned_holes.push_back(rings_[static_cast<std::size_t>(ring)]);
  }
}

// The outline in the plane of its first point, the one farthest from it, and the one farthest from the line
// through both. False if that is no plane: all lie in a row.
bool FaceCheck::project_flat() {
  if (ring_ends_.size() != 1) return false;
  const Point3& first = points_[0];
  const auto far = *std::max_element(points_.begin(), points_.end(), [&](const Point3& a, const Point3& b) {
    return dot(minus(a, first), minus(a, first)) < dot(minus(b, first), minus(b, first));
  });
  Point3 right = minus(far, first);
  const double extent = std::sqrt(dot(right, right));
  for (double& each : right) each /= extent;
  const auto off = [&](const Point3& p) {
    const Point3 from = minus(p, first);
    const double along = dot(from, right);
    return Point3{from[0] - along * right[0], from[1] - along * right[1], from[2] - along * right[2]};
  };
  const auto widest = *std::max_element(
      points_.begin(), points_.end(),
      [&](const Point3& a, const Point3& b) { return dot(off(a), off(a)) < dot(off(b), off(b)); });
  Point3 up = off(widest);
  const double width = std::sqrt(dot(up, up));
  if (width < options_.snap_m) return false;
  for (double& each : up) each /= width;
  flat_.clear();
  for (const Point3& p : points_) flat_.push_back({dot(minus(p, first), right), dot(minus(p, first), up)});
  return true;
}

CheckedFace FaceCheck::check(const SnappedGeometry& geometry, std::uint32_t surface,
                             std::vector<GeometryFinding>& findings,
                             std::vector<std::uint32_t>& turned_holes) {
  CheckedFace face;
  if (!take_rings(geometry, surface, findings)) return face;
  face.has_outline = true;
  face.middle = mean(std::span(points_).first(ring_ends_[0]));
  face.first_triangle = static_cast<std::uint32_t>(triangles_.size() / 3);
  const Triangulation result = triangulator_.add(points_, ring_ends_, triangles_);
  face.triangles = result.triangles;
  face.normal = result.normal;
  const std::size_t before = findings.size();
  face.has_area = result.state != TriangulationState::no_area && std::abs(result.area) >= options_.no_area_m2;
  if (!face.has_area) {
    // The halves of an outline that crosses itself may cancel out.
    if (project_flat()) tell_crossings(flat_, surface, findings, turned_holes);
    face.crosses = findings.size() > before;
    find(Rule::polygon_no_area, surface, face.middle, std::abs(result.area), findings);
  } else {
    tell_plane(surface, result, face, findings);
    if (!result.convex) tell_crossings(triangulator_.projected(), surface, findings, turned_holes);
  }
  // A hole that is wound the wrong way is triangulated all the same.
  face.plane = face.has_area && std::all_of(findings.begin() + static_cast<std::ptrdiff_t>(before),
                                            findings.end(), [](const GeometryFinding& each) {
                                              return each.rule == Rule::polygon_hole_orientation;
                                            });
  for (std::size_t i = 3 * std::size_t{face.first_triangle}; i < triangles_.size(); ++i)
    triangles_[i] = names_[triangles_[i]];
  return face;
}

}  // namespace conurb::city
