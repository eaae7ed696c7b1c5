// SPDX-License-Identifier: Apache-2.0
// A map of OpenStreetMap: where it lies, and its areas as polygons.
#include "engine/io/import_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/io/city_place.hpp"
#include "engine/io/import_place.hpp"

namespace conurb::io {

namespace {

// https://www.openstreetmap.org/copyright asks for both.
constexpr const char* kLicence = "ODbL-1.0";
constexpr const char* kAttribution = "© OpenStreetMap contributors, ODbL 1.0";

// Median of one coordinate of all positions: a relation that reaches far does not move it.
double median_of(const OsmMap& map, double OsmPosition::*coordinate) {
  std::vector<double> values;
  for (const OsmPosition& each : map.positions) {
    if (std::isfinite(each.*coordinate)) values.push_back(each.*coordinate);
  }
  if (values.empty()) {
    throw Error(ErrorCode::bad_data, "the map has no street, area or point that the import knows", map.name,
                "check that the extract holds whole objects with their tags");
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void place_city(CityImport::State& state, const OsmMap& map) {
  const double longitude = median_of(map, &OsmPosition::x), latitude = median_of(map, &OsmPosition::y);
  city::Place place = placed(state.city.place(), state.options.crs, longitude, latitude, map.name);
  state.base_crs = place.crs;
  state.city.set_place(std::move(place));
}

void append_ring(const OsmMap& map, const OsmRing& ring, std::vector<double>& shape) {
  constexpr double kLeastArea_m2 = 0.01;
  std::vector<double> points;
  for (std::size_t i = ring.begin; i < ring.end; ++i) {
    points.push_back(map.positions[i].x);
    points.push_back(map.positions[i].y);
  }
  const double area = city::ring_area(points);
  if (!(std::abs(area) >= kLeastArea_m2)) return;
  if ((area > 0) != ring.outer) {  // outer rings counter-clockwise, holes clockwise
    for (std::size_t i = 0, j = points.size() - 2; i < j; i += 2, j -= 2) {
      std::swap(points[i], points[j]);
      std::swap(points[i + 1], points[j + 1]);
    }
  }
  shape.insert(shape.end(), points.begin(), points.end());
}

}  // namespace

std::vector<double> polygon_of(const OsmMap& map, const OsmFeature& area) {
  std::vector<double> shape;
  bool has_outer = false;
  for (std::size_t r = area.begin; r < area.end; ++r) {
    const OsmRing& ring = map.rings[r];
    for (std::size_t i = ring.begin; i < ring.end; ++i) {
      if (!std::isfinite(map.positions[i].x)) return {};
    }
    const std::size_t before = shape.size();
    if (ring.outer || has_outer) append_ring(map, ring, shape);
    if (ring.outer) has_outer = shape.size() > before;
  }
  return shape;
}

void project_map(CityImport::State& state, OsmMap& map, std::size_t source) {
  if (!state.base_crs) {
    place_city(state, map);
  } else if (state.base_crs->empty()) {
    throw Error(ErrorCode::incompatible, "the map is in longitude and latitude, the city in no known CRS",
                map.name, "import it into a city file of its own, or import the city anew with --crs");
  }
  const city::Place& place = state.city.place();
  const Crs crs = Crs::open(place.crs, map.name);
  std::vector<double> points;
  points.reserve(map.positions.size() * 2);
  std::size_t missing = 0;
  for (const OsmPosition& each : map.positions) {
    const bool known = std::isfinite(each.x) && std::isfinite(each.y);
    missing += known ? 0 : 1;
    points.insert(points.end(), {known ? each.x : HUGE_VAL, known ? each.y : HUGE_VAL});
  }
  const std::size_t failed = crs.from_wgs84(points);
  if (failed == map.positions.size()) {
    throw Error(ErrorCode::bad_data, fmt::format("nothing of the map lies where {} is valid", crs.name()),
                map.name, "import it into a city file of its own");
  }
  if (failed > missing) {
    state.find(
        source, Severity::warning, "", "osm.bad_position",
        fmt::format("{} position(s) lie outside what {} covers: left out", failed - missing, crs.name()));
  }
  for (std::size_t i = 0; i < map.positions.size(); ++i) {
    map.positions[i].x = points[2 * i] - place.origin_x;
    map.positions[i].y = points[2 * i + 1] - place.origin_y;
  }
}

void CityImport::add(OsmMap map, store::SourceRecord record) {
  State& state = *state_;
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = "OpenStreetMap";
  if (imported.record.licence.empty()) imported.record.licence = kLicence;
  if (imported.record.attribution.empty()) imported.record.attribution = kAttribution;
  const std::string counts = Json{{"counts", to_json(map.counts)}}.dump();
  const auto bytes = std::as_bytes(std::span(counts));
  imported.raw.assign(bytes.begin(), bytes.end());
  state.findings.push_back(map.findings);
  state.find(source, Severity::info, "", "osm.counts",
             fmt::format("the file holds {} nodes, {} ways ({} streets and paths) and {} relations",
                         map.counts.nodes, map.counts.ways, map.counts.highway_ways, map.counts.relations));
  project_map(state, map, source);
  state.report(0.1, "streets and rail");
  import_networks(state, map, source);
  state.report(0.3, "water, green, land use and places");
  import_map_features(state, map, source);
  state.map_buildings.push_back({source, read_map_buildings(state, map, source), nullptr});
}

}  // namespace conurb::io
