// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/city/vector3.hpp"

namespace conurb::city {

namespace {

constexpr double kZeroArea = 1e-6;

Point3 plus(const Point3& a, const Point3& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

bool is_polygonal(GeometryType type) {
  return type != GeometryType::multi_point && type != GeometryType::multi_line_string;
}

Point3 vector_area(const GeometryPoints& points, std::uint32_t surface) {
  const GeometryStore& store = points.store();
  const Range rings = store.rings(surface);
  Point3 sum{0, 0, 0};
  for (std::uint32_t r = rings.begin; r < rings.end; ++r) {
    const auto ring = store.ring(r);
    if (ring.size() < 3) continue;
    // Relative to the ring's first point, so that the cross products stay as small as the ring.
    const Point3 first = points.at(ring[0]);
    Point3 before = minus(points.at(ring[1]), first);
    for (std::size_t i = 2; i < ring.size(); ++i) {
      const Point3 here = minus(points.at(ring[i]), first);
      sum = plus(sum, cross(before, here));
      before = here;
    }
  }
  return {0.5 * sum[0], 0.5 * sum[1], 0.5 * sum[2]};
}

double shell_volume(const GeometryPoints& points, std::uint32_t shell, const Point3& apex) {
  const GeometryStore& store = points.store();
  const Range surfaces = store.surfaces_of_shell(shell);
  double six_volumes = 0;
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
      const auto ring = store.ring(r);
      if (ring.size() < 3) continue;
      const Point3 first = minus(points.at(ring[0]), apex);
      Point3 before = minus(points.at(ring[1]), apex);
      for (std::size_t i = 2; i < ring.size(); ++i) {
        const Point3 here = minus(points.at(ring[i]), apex);
        six_volumes += dot(first, cross(before, here));
        before = here;
      }
    }
  }
  return six_volumes / 6;
}

using Edge = std::pair<std::uint32_t, std::uint32_t>;

template <class Name>
std::vector<Edge> directed_edges(const GeometryStore& store, Range surfaces, Name name) {
  std::vector<Edge> edges;
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
      const auto ring = store.ring(r);
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const std::uint32_t a = name(ring[i]), b = name(ring[i + 1 == ring.size() ? 0 : i + 1]);
        if (a != b) edges.emplace_back(a, b);
      }
    }
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

bool every_edge_has_its_opposite(const std::vector<Edge>& edges) {
  if (edges.empty() || std::adjacent_find(edges.begin(), edges.end()) != edges.end()) return false;
  return std::all_of(edges.begin(), edges.end(), [&](const Edge& edge) {
    return std::binary_search(edges.begin(), edges.end(), Edge{edge.second, edge.first});
  });
}

/// Vertices of some surfaces, ascending; those at equal coordinates are given one name.
class MergedVertices {
 public:
  MergedVertices(const GeometryStore& store, Range surfaces, std::uint32_t tile) {
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
        vertices_.insert(vertices_.end(), store.ring(r).begin(), store.ring(r).end());
      }
    }
    std::sort(vertices_.begin(), vertices_.end());
    vertices_.erase(std::unique(vertices_.begin(), vertices_.end()), vertices_.end());
    std::vector<std::pair<Point3, std::uint32_t>> places;
    for (const std::uint32_t v : vertices_) {
      Point3 place;
      if (tile == kTemplateTile) {
        place = store.template_vertex(v);
      } else {
        const auto steps = store.vertex(v);
        for (std::size_t axis = 0; axis < 3; ++axis) place[axis] = steps[axis];
      }
      places.emplace_back(place, v);
    }
    std::sort(places.begin(), places.end());
    names_.resize(vertices_.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      const bool same = i > 0 && places[i].first == places[i - 1].first;
      names_[position(places[i].second)] = same ? names_[position(places[i - 1].second)] : places[i].second;
    }
  }
  [[nodiscard]] std::uint32_t operator()(std::uint32_t vertex) const { return names_[position(vertex)]; }

 private:
  [[nodiscard]] std::size_t position(std::uint32_t vertex) const {
    const auto found = std::lower_bound(vertices_.begin(), vertices_.end(), vertex);
    return static_cast<std::size_t>(found - vertices_.begin());
  }
  std::vector<std::uint32_t> vertices_, names_;
};

void measure_solids(const GeometryPoints& points, const Point3& apex, GeometryMeasure& measure) {
  const GeometryStore& store = points.store();
  const std::uint32_t g = points.boundary();
  const Range solids = store.solids(g);
  for (std::uint32_t so = solids.begin; so < solids.end; ++so) {
    const Range shells = store.shells_of_solid(so);
    double outer = 0;
    for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh) {
      const double volume = shell_volume(points, sh, apex);
      if (sh == shells.begin) {
        outer = volume;
        if (volume < 0) ++measure.inverted_outer_shells;
        measure.volume += volume;
      } else {
        measure.volume -= std::copysign(volume, outer);  // whichever way the cavity is wound
      }
      ++measure.shells;
      if (is_closed(store, sh, store.tile_of(g))) ++measure.closed_shells;
    }
    ++measure.solids;
  }
}

void add_area(std::vector<SemanticArea>& areas, std::uint16_t type, double area) {
  const auto place =
      std::lower_bound(areas.begin(), areas.end(), type,
                       [](const SemanticArea& entry, std::uint16_t t) { return entry.type < t; });
  if (place != areas.end() && place->type == type) {
    place->area += area;
  } else {
    areas.insert(place, {type, area});
  }
}

void measure_polygon(const GeometryPoints& points, std::uint32_t surface, GeometryMeasure& measure) {
  const GeometryStore& store = points.store();
  const Range rings = store.rings(surface);
  std::uint64_t corners = 0;
  for (std::uint32_t r = rings.begin; r < rings.end; ++r) corners += store.ring(r).size();
  const std::uint64_t triangles = corners + 2 * (rings.size() - std::min(rings.size(), 1u));
  measure.triangles += triangles > 2 ? triangles - 2 : 0;
  measure.rings += rings.size();
  ++measure.surfaces;

  const Point3 normal = vector_area(points, surface);
  const double area = length(normal);
  measure.area += area;
  measure.downward_area += std::max(0.0, -normal[2]);
  if (area < kZeroArea) ++measure.zero_area_surfaces;
  measure.max_planarity_deviation =
      std::max(measure.max_planarity_deviation, planarity_deviation(points, surface));
  if (store.surface_type(surface) != kNoName) {
    add_area(measure.semantic_areas, store.surface_type(surface), area);
  }
}

}  // namespace

void Box::add(const Point3& point) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis] = std::min(lower[axis], point[axis]);
    upper[axis] = std::max(upper[axis], point[axis]);
  }
}

void Box::add(const Box& box) {
  if (box.empty()) return;
  add(box.lower);
  add(box.upper);
}

GeometryPoints::GeometryPoints(const GeometryStore& store, std::uint32_t geometry)
    : store_(store), boundary_(geometry), instance_(store.instance(geometry)) {
  if (instance_ != nullptr) {
    boundary_ = instance_->template_geometry;
    base_ = store.world(instance_->anchor, store.tile_of(geometry));
  }
  real_ = store.tile_of(boundary_) == kTemplateTile;
  if (real_) return;
  scale_ = store.tile(store.tile_of(boundary_)).scale;
  const Range surfaces = store.surfaces(boundary_);
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
      if (store.ring(r).empty()) continue;
      first_ = store.vertex(store.ring(r)[0]);
      base_ = store.world(store.ring(r)[0], store.tile_of(boundary_));
      return;
    }
  }
}

Point3 GeometryPoints::at(std::uint32_t vertex) const {
  if (real_) {
    const Point3 p = store_.template_vertex(vertex);
    if (instance_ == nullptr) return p;
    const auto& m = instance_->matrix;
    return {m[0] * p[0] + m[1] * p[1] + m[2] * p[2] + m[3], m[4] * p[0] + m[5] * p[1] + m[6] * p[2] + m[7],
            m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11]};
  }
  const auto v = store_.vertex(vertex);
  Point3 point;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    point[axis] = static_cast<double>(std::int64_t{v[axis]} - first_[axis]) * scale_[axis];
  }
  return point;
}

SurfaceMeasure measure_surface(const GeometryPoints& points, std::uint32_t surface) {
  SurfaceMeasure measure;
  measure.vector_area = vector_area(points, surface);
  measure.area = length(measure.vector_area);
  constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
  if (measure.area < kZeroArea) {
    measure.tilt_deg = measure.azimuth_deg = kNotANumber;
    return measure;
  }
  const auto [x, y, z] = measure.vector_area;
  const double horizontal = std::hypot(x, y);
  measure.tilt_deg = std::atan2(horizontal, z) * kDegreesPerRadian;
  // Below a hundred-thousandth of a degree the direction is rounding noise of the quantisation.
  const bool vertical_normal = horizontal < 1e-7 * measure.area;
  const double azimuth = std::atan2(x, y) * kDegreesPerRadian;
  measure.azimuth_deg = vertical_normal ? kNotANumber : (azimuth < 0 ? azimuth + 360 : azimuth);
  return measure;
}

double planarity_deviation(const GeometryPoints& points, std::uint32_t surface) {
  const GeometryStore& store = points.store();
  const Range rings = store.rings(surface);
  Point3 mean{0, 0, 0};
  std::size_t count = 0;
  for (std::uint32_t r = rings.begin; r < rings.end; ++r) {
    for (const std::uint32_t v : store.ring(r)) mean = plus(mean, points.at(v));
    count += store.ring(r).size();
  }
  Point3 normal = vector_area(points, surface);
  const double area = length(normal);
  if (count <= 3 || area < kZeroArea) return 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    mean[axis] /= static_cast<double>(count);
    normal[axis] /= area;
  }
  double largest = 0;
  for (std::uint32_t r = rings.begin; r < rings.end; ++r) {
    for (const std::uint32_t v : store.ring(r)) {
      largest = std::max(largest, std::abs(dot(normal, minus(points.at(v), mean))));
    }
  }
  return largest;
}

bool is_closed(const GeometryStore& store, std::uint32_t shell, std::uint32_t tile) {
  const Range surfaces = store.surfaces_of_shell(shell);
  const auto same = [](std::uint32_t vertex) { return vertex; };
  if (every_edge_has_its_opposite(directed_edges(store, surfaces, same))) return true;
  const MergedVertices merged(store, surfaces, tile);
  return every_edge_has_its_opposite(directed_edges(store, surfaces, merged));
}

GeometryMeasure measure_geometry(const GeometryStore& store, std::uint32_t geometry,
                                 const MeasureOptions& options) {
  const GeometryPoints points(store, geometry);
  const std::uint32_t g = points.boundary();
  GeometryMeasure measure;
  measure.lod = store.lod(geometry) == kNoName ? store.lod(g) : store.lod(geometry);
  const Range surfaces = store.surfaces(g);
  Box local;
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
      for (const std::uint32_t v : store.ring(r)) local.add(points.at(v));
    }
    if (is_polygonal(store.type(g))) measure_polygon(points, s, measure);
  }
  if (!local.empty()) {
    measure.box.add(plus(local.lower, points.base()));
    measure.box.add(plus(local.upper, points.base()));
    const Point3 apex = options.volume_origin ? minus(*options.volume_origin, points.base()) : local.lower;
    measure_solids(points, apex, measure);
  }
  return measure;
}

std::vector<GeometryMeasure> measure_by_lod(const GeometryStore& store, Range geometries,
                                            const MeasureOptions& options) {
  std::vector<GeometryMeasure> by_lod;
  for (std::uint32_t g = geometries.begin; g < geometries.end; ++g) {
    GeometryMeasure measure = measure_geometry(store, g, options);
    const auto same = std::find_if(by_lod.begin(), by_lod.end(),
                                   [&](const GeometryMeasure& entry) { return entry.lod == measure.lod; });
    if (same == by_lod.end()) {
      by_lod.push_back(std::move(measure));
      continue;
    }
    same->surfaces += measure.surfaces;
    same->rings += measure.rings;
    same->triangles += measure.triangles;
    same->zero_area_surfaces += measure.zero_area_surfaces;
    same->area += measure.area;
    same->downward_area += measure.downward_area;
    same->max_planarity_deviation = std::max(same->max_planarity_deviation, measure.max_planarity_deviation);
    same->volume += measure.volume;
    same->solids += measure.solids;
    same->shells += measure.shells;
    same->closed_shells += measure.closed_shells;
    same->inverted_outer_shells += measure.inverted_outer_shells;
    for (const SemanticArea& entry : measure.semantic_areas)
      add_area(same->semantic_areas, entry.type, entry.area);
    same->box.add(measure.box);
  }
  return by_lod;
}

}  // namespace conurb::city
