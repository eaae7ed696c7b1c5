// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_footprint.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/city/geometry_measure.hpp"

namespace conurb::city {

namespace {

constexpr double kFloorTilt = 155;  // degrees: floors face down within 25 degrees
constexpr double kUpwardTilt = 85;  // degrees: anything that is clearly no wall
constexpr double kFloorHeight = 1;  // m above the lowest floor that still counts as the footprint

double lod_number(std::string_view text) {
  double number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::isfinite(number) ? number : -1;
}

/// Surfaces of one geometry, projected to the plane and wound anticlockwise.
class Projection {
 public:
  Projection(const GeometryStore& store, std::uint32_t geometry) : points_(store, geometry) {}

  void add(std::uint32_t surface) {
    const GeometryStore& store = points_.store();
    const bool faces_down = measure_surface(points_, surface).vector_area[2] < 0;
    for (std::uint32_t r = store.rings(surface).begin; r < store.rings(surface).end; ++r) {
      std::vector<Point2> ring;
      bool finite = true;  // a matrix of a template may lead beyond all numbers
      for (const std::uint32_t v : store.ring(r)) {
        const Point3 p = points_.at(v);
        finite = finite && std::isfinite(p[0]) && std::isfinite(p[1]);
        ring.push_back({p[0], p[1]});
      }
      if (!finite) continue;
      if (faces_down) std::reverse(ring.begin(), ring.end());
      rings_.push_back(std::move(ring));
    }
  }

  [[nodiscard]] const GeometryPoints& points() const { return points_; }

  [[nodiscard]] Footprint finish(FootprintSource source) const { return world(dissolve(rings_), source); }

  [[nodiscard]] Footprint world(std::vector<Polygon2> polygons, FootprintSource source) const {
    Footprint result;
    const auto move = [this](std::vector<Point2>& ring) {
      for (Point2& p : ring) p = {p[0] + points_.base()[0], p[1] + points_.base()[1]};
    };
    for (Polygon2& polygon : polygons) {
      result.area += signed_area(polygon.outer);
      for (const auto& hole : polygon.holes) result.area += signed_area(hole);
      move(polygon.outer);
      for (auto& hole : polygon.holes) move(hole);
    }
    result.polygons = std::move(polygons);
    if (!result.polygons.empty()) result.source = source;
    return result;
  }

 private:
  GeometryPoints points_;
  std::vector<std::vector<Point2>> rings_;
};

double lowest_height(const GeometryPoints& points, std::uint32_t surface) {
  const GeometryStore& store = points.store();
  double lowest = 1e308;
  for (std::uint32_t r = store.rings(surface).begin; r < store.rings(surface).end; ++r) {
    for (const std::uint32_t v : store.ring(r)) lowest = std::min(lowest, points.at(v)[2]);
  }
  return lowest;
}

/// Tells the surfaces of a geometry by what they are good for.
class Candidates {
 public:
  Candidates(const GeometryStore& store, std::uint32_t geometry) : store_(store), geometry_(geometry) {}

  [[nodiscard]] Footprint ground() const {
    const std::uint32_t code = store_.semantic_types().find("GroundSurface");
    return code == kNone ? Footprint{} : collect(FootprintSource::ground_surfaces, [&](std::uint32_t s) {
      return store_.surface_type(s) == code;
    });
  }
  [[nodiscard]] Footprint all() const {
    return collect(FootprintSource::lod0, [](std::uint32_t) { return true; });
  }
  [[nodiscard]] Footprint lowest() const {
    const GeometryPoints points(store_, geometry_);
    const double sign =
        measure_geometry(store_, geometry_).volume < 0 ? -1 : 1;  // of a solid that is inside-out
    const auto is_floor = [&](std::uint32_t s) {
      const SurfaceMeasure measure = measure_surface(points, s);
      return (sign > 0 ? measure.tilt_deg : 180 - measure.tilt_deg) > kFloorTilt;
    };
    double floor = 1e308;
    const Range surfaces = store_.surfaces(points.boundary());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      if (is_floor(s)) floor = std::min(floor, lowest_height(points, s));
    }
    return collect(FootprintSource::lowest_surfaces, [&](std::uint32_t s) {
      return is_floor(s) && lowest_height(points, s) <= floor + kFloorHeight;
    });
  }
  [[nodiscard]] Footprint upward() const {
    const GeometryPoints points(store_, geometry_);
    return collect(FootprintSource::upward_surfaces,
                   [&](std::uint32_t s) { return measure_surface(points, s).tilt_deg < kUpwardTilt; });
  }
  [[nodiscard]] Footprint hull() const {
    const Projection projection(store_, geometry_);
    const GeometryPoints& points = projection.points();
    std::vector<Point2> all;
    const Range surfaces = store_.surfaces(points.boundary());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
        for (const std::uint32_t v : store_.ring(r)) {
          const Point3 p = points.at(v);
          if (std::isfinite(p[0]) && std::isfinite(p[1])) all.push_back({p[0], p[1]});
        }
      }
    }
    std::vector<Point2> ring = convex_hull(std::move(all));
    if (ring.empty()) return {};
    return projection.world({{std::move(ring), {}}}, FootprintSource::convex_hull);
  }

 private:
  template <class Wanted>
  [[nodiscard]] Footprint collect(FootprintSource source, Wanted wanted) const {
    Projection projection(store_, geometry_);
    const Range surfaces = store_.surfaces(projection.points().boundary());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      if (wanted(s)) projection.add(s);
    }
    return projection.finish(source);
  }

  const GeometryStore& store_;
  std::uint32_t geometry_;
};

}  // namespace

std::string_view to_string(FootprintSource source) {
  switch (source) {
    case FootprintSource::none: return "none";
    case FootprintSource::ground_surfaces: return "ground_surfaces";
    case FootprintSource::lod0: return "lod0";
    case FootprintSource::lowest_surfaces: return "lowest_surfaces";
    case FootprintSource::upward_surfaces: return "upward_surfaces";
    case FootprintSource::convex_hull: return "convex_hull";
  }
  return "unknown";
}

Footprint footprint(const GeometryStore& store, Range geometries) {
  // Finest geometry first; of equal ones the first stored.
  std::vector<std::uint32_t> order;
  for (std::uint32_t g = geometries.begin; g < geometries.end; ++g) {
    if (store.type(g) != GeometryType::multi_point && store.type(g) != GeometryType::multi_line_string) {
      order.push_back(g);
    }
  }
  const auto lod = [&](std::uint32_t g) {
    return lod_number(store.lod_text(GeometryPoints(store, g).boundary()));
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const double fine = lod(a), coarse = lod(b);
    return fine != coarse ? fine > coarse : a < b;
  });

  const auto first_of = [&](auto make) {
    for (const std::uint32_t g : order) {
      Footprint result = make(Candidates(store, g), lod(g));
      if (result.source != FootprintSource::none) return result;
    }
    return Footprint{};
  };
  Footprint result = first_of([](const Candidates& c, double) { return c.ground(); });
  if (result.source != FootprintSource::none) return result;
  result = first_of(
      [](const Candidates& c, double level) { return level >= 0 && level < 1 ? c.all() : Footprint{}; });
  if (result.source != FootprintSource::none) return result;
  result = first_of([](const Candidates& c, double) { return c.lowest(); });
  if (result.source != FootprintSource::none) return result;
  result = first_of([](const Candidates& c, double) { return c.upward(); });
  if (result.source != FootprintSource::none) return result;
  return first_of([](const Candidates& c, double) { return c.hull(); });
}

}  // namespace conurb::city
