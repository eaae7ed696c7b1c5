// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <osmium/area/assembler.hpp>
#include <osmium/area/multipolygon_manager.hpp>
#include <osmium/area/problem_reporter.hpp>
#include <osmium/handler.hpp>
#include <osmium/handler/check_order.hpp>
#include <osmium/handler/node_locations_for_ways.hpp>
#include <osmium/index/map/sparse_mem_array.hpp>
#include <osmium/io/any_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm/object_comparisons.hpp>
#include <osmium/relations/relations_manager.hpp>
#include <osmium/visitor.hpp>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/osm_reading.hpp"

namespace conurb::io {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

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

osmium::TagsFilter area_filter() {
  osmium::TagsFilter filter{false};
  for (const char* key : {"building", "building:part", "landuse", "leisure", "natural", "amenity", "shop",
                          "tourism", "office", "healthcare"}) {
    filter.add_rule(true, key);
  }
  filter.add_rule(true, "waterway", "riverbank");
  filter.add_rule(true, "waterway", "dock");
  return filter;
}

std::string id_text(OsmKind kind, std::int64_t id) {
  constexpr std::array<std::string_view, 3> kNames{"node", "way", "relation"};
  return fmt::format("{}/{}", kNames[static_cast<std::size_t>(kind)], id);
}

/// Turns what the assembler cannot make an area of into findings.
class AreaProblems : public osmium::area::ProblemReporter {
 public:
  explicit AreaProblems(FindingList& findings) : findings_(&findings) {}

  void report_intersection(osmium::object_id_type, osmium::Location, osmium::Location, osmium::object_id_type,
                           osmium::Location, osmium::Location, osmium::Location at) override {
    tell("osm.self_crossing", fmt::format("its outline crosses itself at {:.7f} {:.7f}: left out",
                                          at.lon_without_check(), at.lat_without_check()));
  }
  void report_ring_not_closed(const osmium::NodeRef& end, const osmium::Way*) override {
    tell("osm.open_ring", fmt::format("a ring is open at node {}: left out", end.ref()));
  }
  void report_invalid_location(osmium::object_id_type, osmium::object_id_type node) override {
    tell("osm.missing_node",
         fmt::format("the file lacks node {} of its outline: the area is left out", node));
  }

 private:
  void tell(const char* rule, std::string text) {
    const OsmKind kind = m_object_type == osmium::item_type::relation ? OsmKind::relation : OsmKind::way;
    findings_->add({Severity::warning, id_text(kind, m_object_id), "", rule, std::move(text)});
  }
  FindingList* findings_;
};

/// Collects what the import knows from the stream of objects.
class MapHandler : public osmium::handler::Handler {
 public:
  explicit MapHandler(OsmMap& map) : map_(map) {}

  void node(const osmium::Node& node) {
    if (!node.visible()) return;
    count(node, map_.counts);
    if (!node.location().valid()) {
      tell(OsmKind::node, node.id(), "osm.bad_position", "it lies nowhere on earth: left out");
      return;
    }
    const auto& tags = node.tags();
    if (std::none_of(kPointKeys.begin(), kPointKeys.end(),
                     [&](const char* key) { return tags.has_key(key); }))
      return;
    const std::size_t begin = map_.positions.size();
    map_.positions.push_back({node.id(), node.location().lon(), node.location().lat()});
    add(map_.points, OsmKind::node, node.id(), tags, begin, begin + 1);
  }

  void way(const osmium::Way& way) {
    if (!way.visible()) return;
    count(way, map_.counts);
    const auto& tags = way.tags();
    if (!tags.has_key("highway") && !tags.has_key("railway") && !tags.has_key("waterway")) return;
    const std::size_t begin = map_.positions.size();
    std::size_t missing = 0;
    for (const osmium::NodeRef& node : way.nodes()) {
      const bool known = node.location().valid();
      if (!known) ++missing;
      map_.positions.push_back({node.ref(), known ? node.lon() : kMissing, known ? node.lat() : kMissing});
    }
    if (missing > 0) {
      tell(OsmKind::way, way.id(), "osm.missing_node",
           fmt::format("the file lacks {} of its {} nodes: the line ends before them", missing,
                       way.nodes().size()));
    }
    add(map_.lines, OsmKind::way, way.id(), tags, begin, map_.positions.size());
  }

  void relation(const osmium::Relation& relation) {
    if (relation.visible()) count(relation, map_.counts);
  }

  void area(const osmium::Area& area) {
    const std::size_t begin = map_.rings.size();
    for (const osmium::OuterRing& outer : area.outer_rings()) {
      add_ring(outer, true);
      for (const osmium::InnerRing& inner : area.inner_rings(outer)) add_ring(inner, false);
    }
    if (map_.rings.size() == begin) return;
    add(map_.areas, area.from_way() ? OsmKind::way : OsmKind::relation, area.orig_id(), area.tags(), begin,
        map_.rings.size());
  }

  void tell(OsmKind kind, std::int64_t id, const char* rule, std::string text) {
    map_.findings.add({Severity::warning, id_text(kind, id), "", rule, std::move(text)});
  }

 private:
  void add(std::vector<OsmFeature>& list, OsmKind kind, std::int64_t id, const osmium::TagList& tags,
           std::size_t begin, std::size_t end) {
    OsmFeature feature{kind, id, static_cast<std::uint32_t>(map_.tags.size()), 0, begin, end};
    for (const osmium::Tag& tag : tags) {
      if (is_known_key(tag.key())) map_.tags.push_back({map_.texts.intern(tag.key()), code_of(tag.value())});
    }
    feature.tags_end = static_cast<std::uint32_t>(map_.tags.size());
    list.push_back(feature);
  }

  // Texts of a city are UTF-8; a reader of XML or PBF has not checked that.
  std::uint32_t code_of(const char* value) { return map_.texts.intern(is_utf8(value) ? value : "?"); }

  void add_ring(const osmium::NodeRefList& ring, bool outer) {
    const std::size_t begin = map_.positions.size();
    for (const osmium::NodeRef& node : ring) {
      map_.positions.push_back({node.ref(), node.location().lon(), node.location().lat()});
    }
    map_.rings.push_back({begin, map_.positions.size(), outer});
  }

  OsmMap& map_;
};

using Locations = osmium::index::map::SparseMemArray<osmium::unsigned_object_id_type, osmium::Location>;
using Areas = osmium::area::MultipolygonManager<osmium::area::Assembler>;

/// Takes the objects of a file in two passes: relations first, then everything in the order node, way,
/// relation, each by id.
class MapBuilder {
 public:
  explicit MapBuilder(OsmMap& map)
      : problems_(map.findings),
        areas_(config(problems_), area_filter()),
        locations_(positive_, negative_),
        handler_(map) {
    locations_.ignore_errors();  // ways whose nodes the file lacks are told by the handler
  }

  [[nodiscard]] Areas& areas() { return areas_; }
  /// The second pass of the assembler; areas that are done go to the map.
  [[nodiscard]] auto& assembling() {
    return areas_.handler([this](osmium::memory::Buffer&& made) { osmium::apply(made, handler_); });
  }

  void take(osmium::memory::Buffer& buffer) {
    osmium::apply(buffer, order_, locations_, handler_, assembling());
  }
  void take(osmium::OSMObject& object) {
    osmium::apply_item(object, order_, locations_, handler_, assembling());
  }

  void finish() {
    assembling().flush();
    areas_.for_each_incomplete_relation([this](const osmium::relations::RelationHandle& relation) {
      handler_.tell(OsmKind::relation, relation->id(), "osm.incomplete_area",
                    "the file lacks some of its ways: the area is left out");
    });
  }

 private:
  static osmium::area::Assembler::config_type config(AreaProblems& problems) {
    osmium::area::Assembler::config_type config;
    config.problem_reporter = &problems;
    config.create_empty_areas = false;
    return config;
  }

  AreaProblems problems_;
  Areas areas_;
  Locations positive_, negative_;
  osmium::handler::NodeLocationsForWays<Locations, Locations> locations_;
  osmium::handler::CheckOrder order_;
  MapHandler handler_;
};

void read_sorted(const osmium::io::File& file, OsmMap& map, const CancelToken& cancel) {
  MapBuilder builder(map);
  osmium::relations::read_relations(file, builder.areas());
  osmium::io::Reader reader(file);
  while (osmium::memory::Buffer buffer = reader.read()) {
    cancel.check("reading " + map.name);
    builder.take(buffer);
  }
  reader.close();
  builder.finish();
}

/// Answers of Overpass and files of editors are in any order and may name an object twice, once with and once
/// without its tags: all of it is held, put in order, and of several the newest with most to say stays.
void read_unsorted(const osmium::io::File& file, OsmMap& map, const CancelToken& cancel) {
  std::vector<osmium::memory::Buffer> buffers;
  osmium::io::Reader reader(file);
  while (osmium::memory::Buffer buffer = reader.read()) {
    cancel.check("reading " + map.name);
    buffers.push_back(std::move(buffer));
  }
  reader.close();
  std::vector<osmium::OSMObject*> objects;
  for (osmium::memory::Buffer& buffer : buffers) {
    for (osmium::OSMObject& each : buffer.select<osmium::OSMObject>()) objects.push_back(&each);
  }
  std::stable_sort(
      objects.begin(), objects.end(), [](const osmium::OSMObject* a, const osmium::OSMObject* b) {
        const osmium::object_order_type_id_version order;
        const bool same = a->type() == b->type() && a->id() == b->id();
        if (!same) return order(*a, *b);
        return std::pair(a->version(), a->tags().size()) > std::pair(b->version(), b->tags().size());
      });
  const auto twice = [](const osmium::OSMObject* a, const osmium::OSMObject* b) {
    return a->type() == b->type() && a->id() == b->id();
  };
  objects.erase(std::unique(objects.begin(), objects.end(), twice), objects.end());
  MapBuilder builder(map);
  for (osmium::OSMObject* each : objects) osmium::apply_item(*each, builder.areas());
  builder.areas().prepare_for_lookup();
  for (osmium::OSMObject* each : objects) builder.take(*each);
  builder.finish();
}

/// False if the file's objects are not in order; the map is then half read.
bool try_sorted(const osmium::io::File& file, OsmMap& map, const CancelToken& cancel) {
  try {
    read_sorted(file, map, cancel);
    return true;
  } catch (const osmium::out_of_order_error&) {
    return false;
  }
}

OsmMap read(const osmium::io::File& file, std::string_view name, const CancelToken& cancel) {
  OsmMap map;
  map.name = name;
  const char* const remedy = "get a whole copy of the extract; .osm.pbf, .osm, .osm.gz and .osm.bz2 are read";
  try {
    if (!try_sorted(file, map, cancel)) {
      map = OsmMap{};
      map.name = name;
      read_unsorted(file, map, cancel);
    }
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::limit, "there is not enough memory for the map", map.name,
                "cut the extract to the city");
  } catch (const std::exception& fault) {  // libosmium, protozero and zlib each have their own
    throw Error(ErrorCode::bad_data, fmt::format("this is no sound OpenStreetMap file ({})", fault.what()),
                map.name, remedy);
  }
  const OsmCounts& counts = map.counts;
  if (counts.nodes + counts.ways + counts.relations == 0) {
    throw Error(ErrorCode::bad_data, "the file holds no node, way or relation", map.name, remedy);
  }
  return map;
}

}  // namespace

std::string_view OsmTags::operator[](std::string_view key) const {
  for (const OsmTag& tag : tags_) {
    if ((*texts_)[tag.key] == key) return (*texts_)[tag.value];
  }
  return {};
}

std::string external_id(const OsmFeature& feature) {
  return id_text(feature.kind, feature.id);
}

OsmMap read_osm_file(const std::filesystem::path& path, const CancelToken& cancel) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown))
    throw Error(ErrorCode::not_found, "there is no such file", path.string(), "check the name");
  std::string format = "osm";
  for (const char* end : {"pbf", "osm.gz", "osm.bz2"}) {
    if (ends_with_ignoring_case(path.string(), std::string(".") + end)) format = end;
  }
  return read(osmium::io::File(path.string(), format), path.string(), cancel);
}

OsmMap read_osm(std::span<const char> bytes, OsmFormat format, std::string_view name) {
  const osmium::io::File file(bytes.data(), bytes.size(), format == OsmFormat::pbf ? "pbf" : "osm");
  return read(file, name, {});
}

}  // namespace conurb::io
