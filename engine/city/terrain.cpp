// SPDX-License-Identifier: Apache-2.0
#include "engine/city/terrain.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/city/query_shape.hpp"

namespace conurb::city {

namespace {

constexpr double kUnknown = HeightTiles::kMissing;

/// Height of a triangle's plane over a point that lies in it or on its border, NaN elsewhere.
double height_in(std::span<const GroundPoint> corners, double x, double y) {
  const GroundPoint &a = corners[0], &b = corners[1], &c = corners[2];
  const double area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  if (area == 0) return kUnknown;  // upright: it has no height of its own
  const double v = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / area;
  const double w = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / area;
  constexpr double kWithin = 1e-12;
  if (v < -kWithin || w < -kWithin || v + w > 1 + kWithin) return kUnknown;
  return a.z + v * (b.z - a.z) + w * (c.z - a.z);
}

void keep_least(double& least, double height) {
  if (std::isnan(least) || height < least) least = height;
}

/// Triangles of the TINRelief objects; a polygon of more corners is a fan.
std::vector<GroundPoint> relief_of(const City& city) {
  std::vector<GroundPoint> triangles;
  if (city.geometry() == nullptr || city.find("city_object") < 0) return triangles;
  const Table& objects = city.table("city_object");
  const auto types = objects.column("type").values<std::int32_t>();
  const std::int32_t relief = objects.column("type").dictionary().find("TINRelief");
  if (relief < 0) return triangles;
  const GeometryStore& store = *city.geometry();
  const Place& place = city.place();
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
    const std::uint32_t owner = store.owner(g);
    const bool alive = owner < objects.rows() && types[owner] == relief && objects.alive()[owner] != 0;
    if (!alive || store.tile_of(g) == kTemplateTile) continue;
    for (std::uint32_t s = store.surfaces(g).begin; s < store.surfaces(g).end; ++s) {
      const auto ring = store.ring(store.rings(s).begin);
      const auto corner = [&](std::size_t i) -> GroundPoint {
        const Point3 p = store.world(ring[i], store.tile_of(g));
        return {p[0] - place.origin_x, p[1] - place.origin_y, p[2]};
      };
      for (std::size_t i = 2; i < ring.size(); ++i)
        triangles.insert(triangles.end(), {corner(0), corner(i - 1), corner(i)});
    }
  }
  return triangles;
}

HeightTiles tiles_of(const City& city) {
  if (city.find("terrain") < 0) return {};
  const Table& table = city.table("terrain");
  const auto elevation = table.find("elevation");
  if (!elevation || table.rows() == 0 || table.rows() != table.spec().grid.width * table.spec().grid.height)
    return {};
  return HeightTiles(table.spec().grid,
                     table.column(*elevation).values<float>().first(static_cast<std::size_t>(table.rows())));
}

}  // namespace

Terrain::Terrain(std::vector<GroundPoint> triangles, HeightTiles tiles)
    : tiles_(std::move(tiles)), triangles_(std::move(triangles)) {
  std::vector<Box2> boxes(triangle_count());
  for (std::size_t i = 0; i < triangles_.size(); ++i) boxes[i / 3].add(triangles_[i].x, triangles_[i].y);
  index_ = SpatialIndex::of_boxes(boxes);
}

Terrain Terrain::of_city(const City& city) {
  return Terrain(relief_of(city), tiles_of(city));
}

double Terrain::triangle_height(double x, double y) const {
  double highest = kUnknown;
  if (triangles_.empty()) return highest;
  for (const std::int64_t t : index_.containing(x, y)) {
    const double height = height_in(std::span(triangles_).subspan(static_cast<std::size_t>(t) * 3, 3), x, y);
    if (!std::isnan(height) && (std::isnan(highest) || height > highest)) highest = height;
  }
  return highest;
}

double Terrain::height(double x, double y) const {
  const double exact = triangle_height(x, y);
  return std::isnan(exact) ? tiles_.height(x, y) : exact;
}

template <typename Visit>
void Terrain::for_each_crossing(Point2 a, Point2 b, Visit visit) const {
  if (tiles_.empty()) return;
  const GridSpec& grid = tiles_.grid();
  std::vector<double> places;
  const auto add = [&places](double from, double to, std::int64_t count) {
    if (from == to) return;
    const double low = std::max(0.0, std::ceil(std::min(from, to)));
    const double high = std::min(static_cast<double>(count - 1), std::floor(std::max(from, to)));
    for (double line = low; line <= high; line += 1) places.push_back((line - from) / (to - from));
  };
  // In units of cells, whole numbers are lines of samples.
  add((a.x - grid.origin_x) / grid.cell - 0.5, (b.x - grid.origin_x) / grid.cell - 0.5, grid.width);
  add((a.y - grid.origin_y) / grid.cell - 0.5, (b.y - grid.origin_y) / grid.cell - 0.5, grid.height);
  std::sort(places.begin(), places.end());
  double last = 0;
  for (const double t : places) {
    if (t > last && t < 1) visit(t);
    last = std::max(last, t);
  }
}

double Terrain::lowest(std::span<const double> polygon) const {
  double least = kUnknown;
  const Box2 box = bounding_box(polygon);
  if (box.empty() || empty()) return least;
  for (RingReader rings(polygon); rings.next();) {
    const auto ring = rings.ring();
    for (std::size_t i = 0; i + 1 < ring.size(); i += 2) {
      keep_least(least, height(ring[i], ring[i + 1]));
      if (i + 3 >= ring.size()) continue;
      const Point2 a{ring[i], ring[i + 1]}, b{ring[i + 2], ring[i + 3]};
      for_each_crossing(
          a, b, [&](double t) { keep_least(least, height(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))); });
    }
  }
  if (!triangles_.empty()) {
    for (const std::int64_t t : index_.within(box)) {
      for (std::size_t k = 0; k < 3; ++k) {
        const GroundPoint& p = triangles_[static_cast<std::size_t>(t) * 3 + k];
        if (polygon_holds(polygon, p.x, p.y)) keep_least(least, p.z);
      }
    }
  }
  if (tiles_.empty()) return least;
  const GridSpec& grid = tiles_.grid();
  const auto first = [&](double low, double origin) {
    return static_cast<std::int64_t>(std::ceil(std::max(0.0, (low - origin) / grid.cell - 0.5)));
  };
  const auto last = [&](double high, double origin, std::int64_t count) {
    return static_cast<std::int64_t>(
        std::floor(std::clamp((high - origin) / grid.cell - 0.5, -1.0, static_cast<double>(count - 1))));
  };
  for (std::int64_t row = first(box.min_y, grid.origin_y); row <= last(box.max_y, grid.origin_y, grid.height);
       ++row) {
    for (std::int64_t column = first(box.min_x, grid.origin_x);
         column <= last(box.max_x, grid.origin_x, grid.width); ++column) {
      const double x = grid.origin_x + (static_cast<double>(column) + 0.5) * grid.cell;
      const double y = grid.origin_y + (static_cast<double>(row) + 0.5) * grid.cell;
      if (polygon_holds(polygon, x, y)) keep_least(least, height(x, y));
    }
  }
  return least;
}

std::vector<GroundPoint> Terrain::drape(std::span<const double> line, double step) const {
  if (!(step > 0)) throw Error(ErrorCode::invalid_argument, "a line is draped in steps above 0 m");
  std::vector<GroundPoint> ground;
  const auto add = [&](double x, double y) { ground.push_back({x, y, height(x, y)}); };
  for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
    add(line[i], line[i + 1]);
    if (i + 3 >= line.size()) break;
    const Point2 a{line[i], line[i + 1]}, b{line[i + 2], line[i + 3]};
    std::vector<double> places;
    for_each_crossing(a, b, [&](double t) { places.push_back(t); });
    if (!triangles_.empty()) {
      const double length = std::hypot(b.x - a.x, b.y - a.y);
      constexpr double kMostSteps = 1e6;  // of one edge
      const double steps = std::min(kMostSteps, std::ceil(length / step));
      for (double k = 1; k < steps; k += 1) places.push_back(k / steps);
      std::sort(places.begin(), places.end());
    }
    for (const double t : places) add(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y));
  }
  return ground;
}

}  // namespace conurb::city
