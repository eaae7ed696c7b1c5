// SPDX-License-Identifier: Apache-2.0
// Measures of stored geometry: area, orientation, planarity, volume, closedness and extent. Lengths are in
// the units of the city's CRS, so the figures are in metres only for a metric CRS. Nothing here changes the
// store; every function is safe from any thread while nobody writes to it. Sums run in the order of storage:
// same store, same bits.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/city/geometry_store.hpp"

namespace conurb::city {

/// Box in world coordinates; empty (lower > upper) until something was added.
struct Box {
  Point3 lower{+1e308, +1e308, +1e308};
  Point3 upper{-1e308, -1e308, -1e308};
  void add(const Point3& point);
  void add(const Box& box);
  [[nodiscard]] bool empty() const { return lower[0] > upper[0]; }
};

/// The points of one geometry in a local frame, where differences of quantised coordinates are exact. An
/// instance shows the points of its template, moved by its matrix. Holds a reference to the store.
class GeometryPoints {
 public:
  GeometryPoints(const GeometryStore& store, std::uint32_t geometry);
  /// Geometry whose boundary is to be walked: the template of an instance, else the geometry itself.
  [[nodiscard]] std::uint32_t boundary() const { return boundary_; }
  /// Local coordinates of a vertex of the boundary.
  [[nodiscard]] Point3 at(std::uint32_t vertex) const;
  /// World position of the local frame's origin.
  [[nodiscard]] const Point3& base() const { return base_; }
  [[nodiscard]] const GeometryStore& store() const { return store_; }

 private:
  const GeometryStore& store_;
  std::uint32_t boundary_;
  Point3 base_{0, 0, 0};
  Point3 scale_{1, 1, 1};
  std::array<std::int32_t, 3> first_{0, 0, 0};
  const Instance* instance_ = nullptr;
  bool real_ = false;
};

struct SurfaceMeasure {
  Point3 vector_area{0, 0, 0};  ///< normal times area, m2 (Newell; holes, wound the other way, subtract)
  double area = 0;              ///< m2
  double tilt_deg =
      0;  ///< between normal and up: 0 flat roof, 90 wall, 180 floor seen from below; NaN below 1e-6 m2
  double azimuth_deg =
      0;  ///< of the normal, clockwise from +y (north), 0..360; NaN when it points up or down
};

/// Area and orientation of a surface: half the sum of cross products along its rings (Newell's method;
/// Sutherland, Sproull and Schumacker 1974). `surface` is one of `points.boundary()`.
[[nodiscard]] SurfaceMeasure measure_surface(const GeometryPoints& points, std::uint32_t surface);

/// Largest distance of a vertex of the surface from the plane through the mean of its vertices along the
/// Newell normal; 0 for a surface below 1e-6 m2.
[[nodiscard]] double planarity_deviation(const GeometryPoints& points, std::uint32_t surface);

/// Whether every directed edge of the shell occurs once and its opposite once, so that the shell bounds a
/// volume and is oriented throughout. Vertices at equal quantised coordinates count as one; edges of no
/// length do not count.
[[nodiscard]] bool is_closed(const GeometryStore& store, std::uint32_t shell, std::uint32_t tile);

struct MeasureOptions {
  /// Apex of the tetrahedra that make up the volume, world coordinates. The volume of a closed solid does not
  /// depend on it. Default: the lower corner of the geometry's box, so that a block whose floor is missing
  /// has the right volume.
  std::optional<Point3> volume_origin;
};

struct SemanticArea {
  std::uint16_t type = kNoName;  ///< code of GeometryStore::semantic_types()
  double area = 0;               ///< m2
};

/// Measures of a geometry, or of all geometries of an object at one level of detail.
struct GeometryMeasure {
  std::uint16_t lod = kNoName;  ///< code of GeometryStore::lods(); of the template for an instance
  std::uint32_t surfaces = 0;   ///< polygons; points and lines count nothing
  std::uint32_t rings = 0;
  std::uint64_t triangles = 0;           ///< of any triangulation: ring vertices + 2 holes - 2 per surface
  std::uint32_t zero_area_surfaces = 0;  ///< below 1e-6 m2, a square millimetre
  double area = 0;                       ///< m2
  double downward_area = 0;              ///< m2, downward surfaces projected to the ground
  double max_planarity_deviation = 0;    ///< m
  double volume = 0;  ///< m3, signed: negative when the outer shell is inside-out; 0 without solids
  std::uint32_t solids = 0;
  std::uint32_t shells = 0;
  std::uint32_t closed_shells = 0;  ///< the volume can be trusted only when this equals `shells`
  std::uint32_t inverted_outer_shells = 0;
  std::vector<SemanticArea> semantic_areas;  ///< ascending by type; surfaces without semantics are left out
  Box box;                                   ///< world, of the vertices in use
};

/// Measures one geometry. Volume: tetrahedra fanned from each ring's first vertex; inner shells subtract.
[[nodiscard]] GeometryMeasure measure_geometry(const GeometryStore& store, std::uint32_t geometry,
                                               const MeasureOptions& options = {});

/// Measures of an object's geometries (rows `geometries`), added up by level of detail in order of first
/// appearance. A file may hold an object twice at one level (as MultiSurface and as Solid); then `solids`
/// says that one of them is.
[[nodiscard]] std::vector<GeometryMeasure> measure_by_lod(const GeometryStore& store, Range geometries,
                                                          const MeasureOptions& options = {});

}  // namespace conurb::city
