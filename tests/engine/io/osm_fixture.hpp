// SPDX-License-Identifier: Apache-2.0
// Small maps for the tests, written as OpenStreetMap XML in metres around a point in UTM zone 32.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/io/crs.hpp"
#include "engine/io/osm.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {

using TagTexts = std::vector<std::pair<std::string, std::string>>;

/// Nodes are given in metres east and north of the corner; the file has their degrees to seven digits (1 cm).
class MapText {
 public:
  static constexpr double kEast = 500000, kNorth = 5538000;

  void node(std::int64_t id, double x, double y, const TagTexts& tags = {}) {
    const auto [longitude, latitude] = crs_.to_wgs84(kEast + x, kNorth + y);
    body_ += fmt::format("<node id=\"{}\" lat=\"{:.7f}\" lon=\"{:.7f}\">{}</node>\n", id, latitude, longitude,
                         text_of(tags));
  }
  void way(std::int64_t id, const std::vector<std::int64_t>& nodes, const TagTexts& tags = {}) {
    std::string refs;
    for (const std::int64_t each : nodes) refs += fmt::format("<nd ref=\"{}\"/>", each);
    body_ += fmt::format("<way id=\"{}\">{}{}</way>\n", id, refs, text_of(tags));
  }
  void multipolygon(std::int64_t id, const std::vector<std::pair<std::int64_t, std::string>>& ways,
                    TagTexts tags) {
    std::string members;
    for (const auto& [way, role] : ways)
      members += fmt::format("<member type=\"way\" ref=\"{}\" role=\"{}\"/>", way, role);
    tags.emplace_back("type", "multipolygon");
    body_ += fmt::format("<relation id=\"{}\">{}{}</relation>\n", id, members, text_of(tags));
  }
  /// Four nodes and a closed way around a box; nodes are 10 * id … 10 * id + 3.
  void box(std::int64_t id, double x, double y, double dx, double dy, const TagTexts& tags) {
    const std::int64_t n = 10 * id;
    node(n, x, y);
    node(n + 1, x + dx, y);
    node(n + 2, x + dx, y + dy);
    node(n + 3, x, y + dy);
    way(id, {n, n + 1, n + 2, n + 3, n}, tags);
  }

  /// Nodes, ways, then relations, as every file has them.
  [[nodiscard]] std::string text() const {
    std::string nodes, ways, relations;
    for (std::size_t from = 0; from < body_.size();) {
      const std::size_t end = body_.find('\n', from) + 1;
      const std::string line = body_.substr(from, end - from);
      (line.starts_with("<node") ? nodes : line.starts_with("<way") ? ways : relations) += line;
      from = end;
    }
    return "<?xml version=\"1.0\"?>\n<osm version=\"0.6\">\n" + nodes + ways + relations + "</osm>\n";
  }
  [[nodiscard]] OsmMap map(const std::string& name = "test.osm") const {
    const std::string bytes = text();
    return read_osm(bytes, OsmFormat::xml, name);
  }

 private:
  static std::string text_of(const TagTexts& tags) {
    std::string text;
    for (const auto& [key, value] : tags) text += fmt::format("<tag k=\"{}\" v=\"{}\"/>", key, value);
    return text;
  }
  Crs crs_ = Crs::open("EPSG:32632");
  std::string body_;
};

/// Tags without a map.
class TagBag {
 public:
  explicit TagBag(const TagTexts& tags) {
    for (const auto& [key, value] : tags) tags_.push_back({texts_.intern(key), texts_.intern(value)});
  }
  [[nodiscard]] OsmTags tags() const { return {texts_, tags_}; }

 private:
  city::NameTable texts_;
  std::vector<OsmTag> tags_;
};

inline ImportOptions map_options(Jobs& jobs) {
  ImportOptions options = test_options(jobs);
  options.vocabulary = city::read_schema("assets/schema");
  return options;
}

/// A map as the first import into a new city.
inline ImportResult import_map(OsmMap map, Jobs& jobs, city::City base = city::City(),
                               KnownImports known = {}) {
  CityImport import(std::move(base), std::move(known), map_options(jobs));
  import.add(std::move(map), named("test.osm"));
  return import.finish();
}

/// What a city file would remember of an import.
inline KnownImports known_of(const ImportResult& result) {
  KnownImports known;
  for (const ImportedSource& source : result.sources) {
    known.objects[source.record.name] = source.objects;
    known.rows[source.record.name] = source.rows;
  }
  return known;
}

}  // namespace conurb::io
