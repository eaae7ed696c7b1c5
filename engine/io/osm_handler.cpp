// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "engine/base/no_value.hpp"
#include "engine/base/text.hpp"
#include "engine/io/osm_reading.hpp"

namespace conurb::io {

namespace {

// Keys that some rule of the import asks for; all other tags are dropped at once. Sorted.
constexpr auto kKeys = std::to_array<std::string_view>({"access",
                                                        "addr:housenumber",
                                                        "addr:street",
                                                        "amenity",
                                                        "area",
                                                        "bicycle",
                                                        "bridge",
                                                        "building",
                                                        "building:flats",
                                                        "building:levels",
                                                        "building:levels:underground",
                                                        "building:min_level",
                                                        "building:part",
                                                        "circumference",
                                                        "craft",
                                                        "cycleway",
                                                        "cycleway:both",
                                                        "cycleway:left",
                                                        "cycleway:right",
                                                        "diameter_crown",
                                                        "ele",
                                                        "electrified",
                                                        "foot",
                                                        "gauge",
                                                        "healthcare",
                                                        "height",
                                                        "highway",
                                                        "historic",
                                                        "intermittent",
                                                        "junction",
                                                        "landuse",
                                                        "lanes",
                                                        "lanes:backward",
                                                        "lanes:forward",
                                                        "layer",
                                                        "leaf_cycle",
                                                        "leaf_type",
                                                        "leisure",
                                                        "maxspeed",
                                                        "maxspeed:backward",
                                                        "maxspeed:forward",
                                                        "min_height",
                                                        "motor_vehicle",
                                                        "motorcar",
                                                        "motorroad",
                                                        "name",
                                                        "natural",
                                                        "office",
                                                        "oneway",
                                                        "oneway:bicycle",
                                                        "operator",
                                                        "place",
                                                        "population",
                                                        "public_transport",
                                                        "railway",
                                                        "ref",
                                                        "roof:height",
                                                        "roof:levels",
                                                        "roof:shape",
                                                        "segregated",
                                                        "service",
                                                        "shop",
                                                        "sidewalk",
                                                        "species",
                                                        "start_date",
                                                        "surface",
                                                        "taxon",
                                                        "tourism",
                                                        "tracks",
                                                        "tunnel",
                                                        "vehicle",
                                                        "voltage",
                                                        "water",
                                                        "waterway",
                                                        "width",
                                                        "wikidata"});
static_assert(std::is_sorted(kKeys.begin(), kKeys.end()));

// A point with one of these keys is kept.
constexpr std::array kPointKeys{"amenity", "craft",   "healthcare", "highway", "historic",
                                "leisure", "natural", "office",     "place",   "public_transport",
                                "railway", "shop",    "tourism"};

bool is_known_key(std::string_view key) {
  return std::binary_search(kKeys.begin(), kKeys.end(), key);
}

// Texts of a city are UTF-8; a reader of XML or PBF has not checked that.
std::uint32_t text_of(const char* value, city::NameTable& texts) {
  return texts.intern(is_utf8(value) ? value : "?");
}

}  // namespace

std::string external_id(OsmKind kind, std::int64_t id) {
  constexpr std::array<std::string_view, 3> kNames{"node", "way", "relation"};
  return fmt::format("{}/{}", kNames[static_cast<std::size_t>(kind)], id);
}

std::string external_id(const OsmFeature& feature) {
  return external_id(feature.kind, feature.id);
}

void MapHandler::node(const osmium::Node& node) {
  if (!node.visible()) return;
  count(node, map_.counts);
  if (!node.location().valid()) {
    tell(OsmKind::node, node.id(), "osm.bad_position", "it lies nowhere on earth: left out");
    return;
  }
  const auto& tags = node.tags();
  if (std::none_of(kPointKeys.begin(), kPointKeys.end(), [&](const char* key) { return tags.has_key(key); }))
    return;
  const std::size_t begin = map_.positions.size();
  map_.positions.push_back({node.id(), node.location().lon(), node.location().lat()});
  add(map_.points, OsmKind::node, node.id(), tags, begin, begin + 1);
}

void MapHandler::way(const osmium::Way& way) {
  if (!way.visible()) return;
  count(way, map_.counts);
  const auto& tags = way.tags();
  if (!tags.has_key("highway") && !tags.has_key("railway") && !tags.has_key("waterway")) return;
  const std::size_t begin = map_.positions.size();
  std::size_t missing = 0;
  for (const osmium::NodeRef& node : way.nodes()) {
    const bool known = node.location().valid();
    if (!known) ++missing;
    map_.positions.push_back({node.ref(), known ? node.lon() : kNoValue, known ? node.lat() : kNoValue});
  }
  if (missing > 0) {
    tell(OsmKind::way, way.id(), "osm.missing_node",
         fmt::format("the file lacks {} of its {} nodes: the line ends before them", missing,
                     way.nodes().size()));
  }
  add(map_.lines, OsmKind::way, way.id(), tags, begin, map_.positions.size());
}

void MapHandler::relation(const osmium::Relation& relation) {
  if (relation.visible()) count(relation, map_.counts);
}

void MapHandler::area(const osmium::Area& area) {
  const std::size_t begin = map_.rings.size();
  for (const osmium::OuterRing& outer : area.outer_rings()) {
    add_ring(outer, true);
    for (const osmium::InnerRing& inner : area.inner_rings(outer)) add_ring(inner, false);
  }
  if (map_.rings.size() == begin) return;
  add(map_.areas, area.from_way() ? OsmKind::way : OsmKind::relation, area.orig_id(), area.tags(), begin,
      map_.rings.size());
}

void MapHandler::tell(OsmKind kind, std::int64_t id, const char* rule, std::string text) {
  map_.findings.add({Severity::warning, external_id(kind, id), "", rule, std::move(text)});
}

void MapHandler::add(std::vector<OsmFeature>& list, OsmKind kind, std::int64_t id,
                     const osmium::TagList& tags, std::size_t begin, std::size_t end) {
  OsmFeature feature{kind, id, static_cast<std::uint32_t>(map_.tags.size()), 0, begin, end};
  for (const osmium::Tag& tag : tags) {
    if (is_known_key(tag.key()))
      map_.tags.push_back({map_.texts.intern(tag.key()), text_of(tag.value(), map_.texts)});
  }
  feature.tags_end = static_cast<std::uint32_t>(map_.tags.size());
  list.push_back(feature);
}

void MapHandler::add_ring(const osmium::NodeRefList& ring, bool outer) {
  const std::size_t begin = map_.positions.size();
  for (const osmium::NodeRef& node : ring) {
    map_.positions.push_back({node.ref(), node.location().lon(), node.location().lat()});
  }
  map_.rings.push_back({begin, map_.positions.size(), outer});
}

}  // namespace conurb::io
