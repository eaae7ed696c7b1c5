// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <osmium/area/assembler.hpp>
#include <osmium/area/multipolygon_manager.hpp>
#include <osmium/area/problem_reporter.hpp>
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
    findings_->add({Severity::warning, external_id(kind, m_object_id), "", rule, std::move(text)});
  }
  FindingList* findings_;
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
