// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/io/osm_reading.hpp"

namespace conurb::io {

namespace {

// Great-circle distance by the haversine formula, metres (Sinnott: Virtues of the haversine, Sky and
// Telescope 68, 1984).
double great_circle_m(const osmium::Location& a, const osmium::Location& b) {
  constexpr double kEarthRadius_m = 6371000;
  constexpr double kRadians = 3.14159265358979323846 / 180;
  const double lat_a = a.lat_without_check() * kRadians, lat_b = b.lat_without_check() * kRadians;
  const double across = std::sin((lat_b - lat_a) / 2);
  const double along = std::sin((b.lon_without_check() - a.lon_without_check()) * kRadians / 2);
  const double h = across * across + std::cos(lat_a) * std::cos(lat_b) * along * along;
  return 2 * kEarthRadius_m * std::asin(std::sqrt(std::fmin(1, h)));
}

double length_m(const osmium::WayNodeList& nodes) {
  double length = 0;
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const osmium::Location a = nodes[i - 1].location(), b = nodes[i].location();
    if (a.valid() && b.valid()) length += great_circle_m(a, b);
  }
  return length;
}

}  // namespace

void count(const osmium::Node& node, OsmCounts& counts) {
  ++counts.nodes;
  const std::string_view highway = node.tags().get_value_by_key("highway", "");
  if (highway == "traffic_signals") ++counts.traffic_signal_nodes;
  if (highway == "crossing") ++counts.crossing_nodes;
  if (highway == "bus_stop") ++counts.bus_stop_nodes;
}

void count(const osmium::Way& way, OsmCounts& counts) {
  ++counts.ways;
  const osmium::TagList& tags = way.tags();
  if (tags.has_key("building")) ++counts.building_ways;
  if (tags.has_tag("amenity", "parking")) ++counts.parking_ways;
  const char* highway = tags.get_value_by_key("highway");
  if (highway == nullptr) return;
  if (!is_utf8(highway)) highway = "?";  // the counts go into JSON
  ++counts.highway_ways;
  ++counts.highway_ways_by_class[highway];
  counts.highway_m_by_class[highway] += length_m(way.nodes());
  if (tags.has_tag("oneway", "yes")) ++counts.oneway_yes;
  if (tags.has_key("lanes")) ++counts.with_lanes;
}

void count(const osmium::Relation& relation, OsmCounts& counts) {
  ++counts.relations;
  if (relation.tags().has_tag("type", "restriction")) ++counts.turn_restrictions;
}

Json to_json(const OsmCounts& counts) {
  Json kilometres = Json::object();
  for (const auto& [name, metres] : counts.highway_m_by_class) kilometres[name] = metres / 1000;
  return {{"nodes", counts.nodes},
          {"ways", counts.ways},
          {"relations", counts.relations},
          {"highway_ways", counts.highway_ways},
          {"highway_ways_by_class", counts.highway_ways_by_class},
          {"highway_km_by_class", kilometres},
          {"oneway_yes", counts.oneway_yes},
          {"with_lanes", counts.with_lanes},
          {"traffic_signal_nodes", counts.traffic_signal_nodes},
          {"crossing_nodes", counts.crossing_nodes},
          {"bus_stop_nodes", counts.bus_stop_nodes},
          {"turn_restrictions", counts.turn_restrictions},
          {"building_ways", counts.building_ways},
          {"parking_ways", counts.parking_ways}};
}

}  // namespace conurb::io
