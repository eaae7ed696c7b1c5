// SPDX-License-Identifier: Apache-2.0
// What the parts of the OpenStreetMap reader share of libosmium. Private to engine/io.
#pragma once

#include <osmium/handler.hpp>
#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>
#include <string>
#include <vector>

#include "engine/io/osm.hpp"

namespace conurb::io {

/// "way/123".
[[nodiscard]] std::string external_id(OsmKind kind, std::int64_t id);

/// Adds an object to the counts; ways need the locations of their nodes.
void count(const osmium::Node& node, OsmCounts& counts);
void count(const osmium::Way& way, OsmCounts& counts);
void count(const osmium::Relation& relation, OsmCounts& counts);

/// Collects what the import knows from the stream of objects. `map` outlives it.
class MapHandler : public osmium::handler::Handler {
 public:
  explicit MapHandler(OsmMap& map) : map_(map) {}

  void node(const osmium::Node& node);
  /// Its nodes have their locations, as far as the file has them.
  void way(const osmium::Way& way);
  void relation(const osmium::Relation& relation);
  void area(const osmium::Area& area);

  /// A finding about an object.
  void tell(OsmKind kind, std::int64_t id, const char* rule, std::string text);

 private:
  void add(std::vector<OsmFeature>& list, OsmKind kind, std::int64_t id, const osmium::TagList& tags,
           std::size_t begin, std::size_t end);
  void add_ring(const osmium::NodeRefList& ring, bool outer);

  OsmMap& map_;
};

}  // namespace conurb::io
