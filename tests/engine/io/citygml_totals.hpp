// SPDX-License-Identifier: Apache-2.0
// What a model holds, each polygon counted once however many geometries use it: the way in which files of
// CityGML are counted.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/city/geometry_measure.hpp"
#include "engine/io/city_model.hpp"

namespace conurb::io {

struct UniqueTotals {
  std::uint64_t polygons = 0, rings = 0, triangles = 0, zero_area = 0;
  std::map<std::string, double> area;  ///< m2 by semantic type; "none" without one, and for extensions
  double unwound_area = 0;             ///< m2, holes taken away whichever way they are wound
  double planarity = 0;
  city::Box box;
};

/// Points of all rings in micrometres, sorted: the same for a polygon seen from either side.
inline std::vector<std::array<std::int64_t, 3>> polygon_key(const CityModel& model, std::uint32_t geometry,
                                                            std::uint32_t surface) {
  const city::GeometryStore& store = model.geometry;
  std::vector<std::array<std::int64_t, 3>> key;
  for (std::uint32_t r = store.rings(surface).begin; r < store.rings(surface).end; ++r) {
    for (const std::uint32_t v : store.ring(r)) {
      const city::Point3 p = store.world(v, store.tile_of(geometry));
      key.push_back({std::llround(p[0] * 1e6), std::llround(p[1] * 1e6), std::llround(p[2] * 1e6)});
    }
  }
  std::sort(key.begin(), key.end());
  return key;
}

/// Newell's area of one ring.
inline double ring_area(const city::GeometryPoints& points, std::uint32_t ring) {
  const auto vertices = points.store().ring(ring);
  city::Point3 sum{0, 0, 0};
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const city::Point3 a = points.at(vertices[i]), b = points.at(vertices[(i + 1) % vertices.size()]);
    sum[0] += 0.5 * (a[1] * b[2] - a[2] * b[1]);
    sum[1] += 0.5 * (a[2] * b[0] - a[0] * b[2]);
    sum[2] += 0.5 * (a[0] * b[1] - a[1] * b[0]);
  }
  return std::hypot(sum[0], sum[1], sum[2]);
}

/// Of a topmost object and all below it, or of all objects.
inline UniqueTotals unique_totals(const CityModel& model, std::uint32_t root = kNone) {
  const city::GeometryStore& store = model.geometry;
  UniqueTotals totals;
  std::set<std::vector<std::array<std::int64_t, 3>>> seen;
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
    if (store.tile_of(g) == city::kTemplateTile || store.type(g) == city::GeometryType::instance) continue;
    if (root != kNone && model.objects.root[store.owner(g)] != root) continue;
    const city::GeometryPoints points(store, g);
    const city::Range surfaces = store.surfaces(g);
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      const auto key = polygon_key(model, g, s);
      for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
        for (const std::uint32_t v : store.ring(r)) totals.box.add(store.world(v, store.tile_of(g)));
      }
      if (!seen.insert(key).second) continue;
      ++totals.polygons;
      totals.rings += store.rings(s).size();
      totals.triangles += key.size() + 2 * (store.rings(s).size() - 1) - 2;
      for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r)
        totals.unwound_area += (r == store.rings(s).begin ? 1 : -1) * ring_area(points, r);
      const double area = measure_surface(points, s).area;
      totals.zero_area += area < 1e-6 ? 1 : 0;
      const std::uint16_t type = store.surface_type(s);
      std::string name = type == city::kNoName ? "none" : std::string(store.semantic_types()[type]);
      totals.area[name.starts_with("+") ? "none" : name] += area;
      totals.planarity = std::max(totals.planarity, planarity_deviation(points, s));
    }
  }
  return totals;
}

}  // namespace conurb::io
