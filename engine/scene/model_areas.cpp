// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/model_areas.hpp"

#include <cmath>

#include "engine/city/geometry_measure.hpp"
#include "engine/city/geometry_store.hpp"

namespace conurb::scene {
namespace {

constexpr double kLooksUp = 0.3;  // sine of the least slope's complement: steeper is a bank or a wall

bool is_ground(io::SceneKind kind) {
  return kind == io::SceneKind::road || kind == io::SceneKind::water || kind == io::SceneKind::plant ||
         kind == io::SceneKind::land;
}

std::vector<io::SceneKind> kinds_of_objects(const city::Table& objects) {
  std::vector<io::SceneKind> kinds(static_cast<std::size_t>(objects.rows()), io::SceneKind::other);
  const auto type = objects.find("type");
  if (!type) return kinds;
  const auto codes = objects.column(*type).values<std::int32_t>();
  std::vector<io::SceneKind> by_code;
  for (std::int32_t code = 0; code < objects.column(*type).dictionary().size(); ++code)
    by_code.push_back(io::kind_of(objects.column(*type).dictionary().text(code)));
  for (std::size_t row = 0; row < kinds.size(); ++row)
    if (codes[row] >= 0) kinds[row] = by_code[static_cast<std::size_t>(codes[row])];
  return kinds;
}

/// Rows of city_object that a table's rows stand for; empty if it has no such column.
std::span<const std::int32_t> objects_of(const city::Table& table) {
  const auto column = table.find("object");
  if (!column || table.column(*column).spec().refers_to != "city_object") return {};
  return table.column(*column).values<std::int32_t>();
}

class Collector {
 public:
  explicit Collector(const city::City& city)
      : store_(*city.geometry()),
        place_(city.place()),
        objects_(city.table("city_object")),
        has_shape_(objects_with_shape(city)) {}

  ModelAreas collect() {
    const auto geometry = objects_.find("geometry");
    if (!geometry) return {};
    const std::vector<io::SceneKind> kinds = kinds_of_objects(objects_);
    const auto geometries = objects_.column(*geometry).values<std::int32_t>();
    for (std::int64_t row = 0; row < objects_.rows(); ++row) {
      const auto i = static_cast<std::size_t>(row);
      if (objects_.alive()[i] == 0 || has_shape_[i] != 0 || geometries[i] < 0) continue;
      const io::SceneKind kind = kinds[i];
      const auto g = static_cast<std::uint32_t>(geometries[i]);
      if (kind != io::SceneKind::house && g < store_.geometry_count()) add(g, kind, row);
    }
    return std::move(areas_);
  }

 private:
  void add(std::uint32_t geometry, io::SceneKind kind, std::int64_t row) {
    if (store_.type(geometry) == city::GeometryType::multi_point ||
        store_.type(geometry) == city::GeometryType::multi_line_string)
      return;
    const city::GeometryPoints points(store_, geometry);
    const city::Range surfaces = store_.surfaces(points.boundary());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      const city::SurfaceMeasure measure = city::measure_surface(points, s);
      const bool shown = is_ground(kind) && measure.vector_area[2] > kLooksUp * measure.area;
      const city::Range rings = store_.rings(s);
      for (std::uint32_t r = rings.begin; r < rings.end; ++r) add_ring(points, r, shown);
      if (!shown) continue;
      areas_.offsets.push_back(static_cast<std::int64_t>(areas_.values.size()));
      areas_.kinds.push_back(kind);
      areas_.rows.push_back(row);
    }
  }

  void add_ring(const city::GeometryPoints& points, std::uint32_t number, bool shown) {
    const auto ring = store_.ring(number);
    for (std::size_t k = 0; k <= ring.size() && !ring.empty(); ++k) {
      const city::Point3 p = points.at(ring[k % ring.size()]);
      const double x = p[0] + points.base()[0] - place_.origin_x;
      const double y = p[1] + points.base()[1] - place_.origin_y;
      if (std::isfinite(x) && std::isfinite(y)) areas_.extent.add(x, y);
      if (shown) areas_.values.insert(areas_.values.end(), {x, y});
    }
  }

  const city::GeometryStore& store_;
  const city::Place& place_;
  const city::Table& objects_;
  std::vector<std::uint8_t> has_shape_;
  ModelAreas areas_;
};

}  // namespace

ModelAreas model_areas(const city::City& city) {
  if (city.geometry() == nullptr || city.find("city_object") < 0) return {};
  return Collector(city).collect();
}

std::vector<std::uint8_t> objects_with_shape(const city::City& city) {
  std::vector<std::uint8_t> has_shape;
  if (city.find("city_object") < 0) return has_shape;
  has_shape.resize(static_cast<std::size_t>(city.table("city_object").rows()));
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const city::Table& table = city.table(t);
    const auto objects = objects_of(table);
    if (table.spec().shape != city::Shape::polygon || objects.empty()) continue;
    const auto offsets = table.column("shape").offsets();
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
      const std::int32_t object = objects[row];
      const bool shown = table.alive()[row] != 0 && offsets[row] < offsets[row + 1];
      if (shown && object >= 0 && static_cast<std::size_t>(object) < has_shape.size())
        has_shape[static_cast<std::size_t>(object)] = 1;
    }
  }
  return has_shape;
}

std::vector<io::SceneKind> kinds_of_rows(const city::City& city, const city::Table& table) {
  std::vector<io::SceneKind> kinds(static_cast<std::size_t>(table.rows()), io::SceneKind::other);
  const auto objects = objects_of(table);
  if (objects.empty() || city.find("city_object") < 0) return kinds;
  const std::vector<io::SceneKind> of_objects = kinds_of_objects(city.table("city_object"));
  for (std::size_t row = 0; row < kinds.size(); ++row)
    if (objects[row] >= 0 && static_cast<std::size_t>(objects[row]) < of_objects.size())
      kinds[row] = of_objects[static_cast<std::size_t>(objects[row])];
  return kinds;
}

}  // namespace conurb::scene
