// SPDX-License-Identifier: Apache-2.0
// The outline of an object on the ground, from whatever geometry it has.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/city/geometry_store.hpp"

namespace conurb::city {

using Point2 = std::array<double, 2>;

/// Rings without the first point repeated: the outer one anticlockwise seen from above, holes clockwise.
struct Polygon2 {
  std::vector<Point2> outer;
  std::vector<std::vector<Point2>> holes;
};

/// What a footprint was made from, best first.
enum class FootprintSource : std::uint8_t {
  none,             ///< the object has no geometry with an extent
  ground_surfaces,  ///< surfaces of semantic type GroundSurface
  lod0,             ///< the surfaces of a geometry of level of detail 0
  lowest_surfaces,  ///< floors: surfaces that face down, near the lowest one
  upward_surfaces,  ///< everything that faces up: roads, terrain, blocks without a floor
  convex_hull,      ///< hull of all points
};

[[nodiscard]] std::string_view to_string(FootprintSource source);

struct Footprint {
  std::vector<Polygon2> polygons;  ///< world coordinates
  double area = 0;                 ///< m2 for a metric CRS, holes taken off
  FootprintSource source = FootprintSource::none;
};

/// Footprint of an object's geometries (rows `geometries`). Surfaces that share edges are dissolved into one
/// polygon, so a triangulated floor gives its outline. Surfaces that overlap in plan (possible with
/// upward_surfaces only) give polygons that overlap, and their area counts twice. Deterministic; safe from
/// any thread while nobody writes.
[[nodiscard]] Footprint footprint(const GeometryStore& store, Range geometries);

// The coordinates given to the following functions are finite.

/// Area inside a ring, positive when it is wound anticlockwise (Green's theorem).
[[nodiscard]] double signed_area(const std::vector<Point2>& ring);
/// Convex hull, anticlockwise, without collinear points (monotone chain; Andrew 1979). Empty when the points
/// lie on a line.
[[nodiscard]] std::vector<Point2> convex_hull(std::vector<Point2> points);
/// Outlines of rings that are wound anticlockwise around what they enclose: edges that two rings run along in
/// opposite directions vanish. Points are the same when their coordinates are equal.
[[nodiscard]] std::vector<Polygon2> dissolve(const std::vector<std::vector<Point2>>& rings);

}  // namespace conurb::city
