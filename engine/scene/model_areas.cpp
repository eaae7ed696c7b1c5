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

class Collector {
 public:
  explicit Collector(const city::City& city)
      : store_(*city.geometry()), place_(city.place()), objects_(city.table("city_object")) {}

  ModelAreas collect() {
    const auto type = objects_.find("type"), geometry = objects_.find("geometry");
    if (!type || !geometry) return {};
    const city::Column& types = objects_.column(*type);
    const auto codes = types.values<std::int32_t>(),
               geometries = objects_.column(*geometry).values<std::int32_t>();
    std::vector<io::SceneKind> kinds;
    for (std::int32_t code = 0; code < types.dictionary().size(); ++code)
      kinds.push_back(io::kind_of(types.dictionary().text(code)));
    for (std::int64_t row = 0; row < objects_.rows(); ++row) {
      const auto i = static_cast<std::size_t>(row);
      if (objects_.alive()[i] == 0 || codes[i] < 0 || geometries[i] < 0) continue;
      const io::SceneKind kind = kinds[static_cast<std::size_t>(codes[i])];
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
  ModelAreas areas_;
};

}  // namespace

ModelAreas model_areas(const city::City& city) {
  if (city.geometry() == nullptr || city.find("city_object") < 0) return {};
  return Collector(city).collect();
}

}  // namespace conurb::scene
