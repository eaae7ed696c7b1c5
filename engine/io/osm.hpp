// SPDX-License-Identifier: Apache-2.0
// Reader of OpenStreetMap files (PBF, XML, gzip or bzip2 around XML) through libosmium: streets, rail, water,
// areas and points with the tags that the import knows, positions in degrees. Multipolygons are put together
// by libosmium's assembler, inner rings kept. What the tags mean is said in osm_roads.hpp, osm_buildings.hpp
// and import_map_*.cpp; https://wiki.openstreetmap.org/wiki/Map_features defines them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_fwd.hpp"
#include "engine/base/progress.hpp"
#include "engine/city/geometry_names.hpp"
#include "engine/io/findings.hpp"

namespace conurb::io {

/// What a file holds, counted over all its objects as they are tagged, before any rule of the import.
struct OsmCounts {
  std::int64_t nodes = 0, ways = 0, relations = 0;
  std::int64_t highway_ways = 0;
  std::map<std::string, std::int64_t, std::less<>> highway_ways_by_class;  ///< by value of highway=*
  std::map<std::string, double, std::less<>> highway_m_by_class;  ///< great circle (haversine), R = 6371 km
  std::int64_t oneway_yes = 0;                                    ///< highway ways with oneway=yes
  std::int64_t with_lanes = 0;                                    ///< highway ways with lanes=*
  std::int64_t traffic_signal_nodes = 0, crossing_nodes = 0, bus_stop_nodes = 0;
  std::int64_t turn_restrictions = 0;  ///< relations type=restriction
  std::int64_t building_ways = 0, parking_ways = 0;
};
[[nodiscard]] Json to_json(const OsmCounts& counts);

/// A tag as codes of OsmMap::texts.
struct OsmTag {
  std::uint32_t key = 0, value = 0;
};

/// The tags of one object. A view: lives as long as its map and texts.
class OsmTags {
 public:
  OsmTags(const city::NameTable& texts, std::span<const OsmTag> tags) : texts_(&texts), tags_(tags) {}
  /// Value of a key, "" if the object has none.
  [[nodiscard]] std::string_view operator[](std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return !(*this)[key].empty(); }
  [[nodiscard]] bool is(std::string_view key, std::string_view value) const { return (*this)[key] == value; }

 private:
  const city::NameTable* texts_;
  std::span<const OsmTag> tags_;
};

/// A node on a line or ring: degrees, x east and y north; NaN where the file lacks the node.
struct OsmPosition {
  std::int64_t node = 0;
  double x = 0, y = 0;
};

enum class OsmKind : std::uint8_t { node, way, relation };

/// An object of the file. [begin, end) counts positions of a point (one) or line, rings of an area.
struct OsmFeature {
  OsmKind kind = OsmKind::node;
  std::int64_t id = 0;
  std::uint32_t tags_begin = 0, tags_end = 0;
  std::size_t begin = 0, end = 0;
};

/// Positions [begin, end), the first repeated at the end. An outer ring is followed by its inner rings.
struct OsmRing {
  std::size_t begin = 0, end = 0;
  bool outer = true;
};

/// Plain data. Objects are in the order of the file; ids are unique within points, lines and areas by kind.
struct OsmMap {
  std::string name;  ///< of the source, for messages
  OsmCounts counts;
  city::NameTable texts;
  std::vector<OsmTag> tags;
  std::vector<OsmPosition> positions;
  std::vector<OsmRing> rings;
  std::vector<OsmFeature> points;  ///< nodes with a tag that the import knows
  std::vector<OsmFeature> lines;   ///< ways with highway, railway or waterway
  std::vector<OsmFeature> areas;   ///< closed ways and multipolygon relations
  FindingList findings;

  [[nodiscard]] OsmTags tags_of(const OsmFeature& feature) const {
    return {texts, std::span(tags).subspan(feature.tags_begin, feature.tags_end - feature.tags_begin)};
  }
};

/// "way/123", as OpenStreetMap addresses its objects.
[[nodiscard]] std::string external_id(const OsmFeature& feature);

/// Reads a file; its format is told by its name (.osm.pbf, .pbf, .osm, .osm.gz, .osm.bz2). Throws Error
/// not_found or io if it cannot be read, bad_data if it is truncated, damaged or holds no object at all,
/// cancelled. Objects that cannot be used (nodes without a position, areas that cross themselves or are not
/// closed, relations whose members are missing) are findings. Uses a few threads of libosmium's own.
[[nodiscard]] OsmMap read_osm_file(const std::filesystem::path& path, const CancelToken& cancel = {});

enum class OsmFormat : std::uint8_t { pbf, xml };
/// Reads bytes in memory; `name` is used in messages. Takes any bytes.
[[nodiscard]] OsmMap read_osm(std::span<const char> bytes, OsmFormat format, std::string_view name);

}  // namespace conurb::io
