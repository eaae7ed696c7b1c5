// SPDX-License-Identifier: Apache-2.0
// Small city models for the tests of the import, written as CityJSON text.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/files.hpp"
#include "engine/city/schema.hpp"
#include "engine/io/city_import.hpp"
#include "engine/io/cityjson.hpp"

namespace conurb::io {

/// An upright box with a floor, four walls and a flat roof.
struct BoxShape {
  double x = 0, y = 0, z = 0, dx = 10, dy = 10, dz = 10;
};

/// Writes CityJSON with coordinates in millimetres around (origin_x, origin_y).
class ModelText {
 public:
  double origin_x = 100000, origin_y = 400000;
  bool with_semantics = true;
  bool with_crs = true;

  /// A building (or another type) that is one box; `attributes` is the inside of a JSON object. `skip_faces`
  /// leaves out faces: 0 floor, 1 roof, 2 south, 3 east, 4 north, 5 west.
  void add_box(const std::string& id, const BoxShape& box, const std::string& attributes = "",
               const std::string& type = "Building", const std::string& relations = "",
               const std::vector<int>& skip_faces = {}) {
    std::string faces, values;
    const std::size_t first = vertices_.size();
    for (const double z : {box.z, box.z + box.dz}) {
      for (const auto& [x, y] :
           {std::pair{box.x, box.y}, std::pair{box.x + box.dx, box.y},
            std::pair{box.x + box.dx, box.y + box.dy}, std::pair{box.x, box.y + box.dy}}) {
        vertices_.push_back({x, y, z});
      }
    }
    constexpr std::array<std::array<std::size_t, 4>, 6> kFaces{
        {{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}}};
    for (int f = 0; f < 6; ++f) {
      if (std::find(skip_faces.begin(), skip_faces.end(), f) != skip_faces.end()) continue;
      faces += faces.empty() ? "[[" : ",[[";
      for (const std::size_t v : kFaces[static_cast<std::size_t>(f)]) {
        faces += fmt::format("{}{}", first + v, v == kFaces[static_cast<std::size_t>(f)][3] ? "" : ",");
      }
      faces += "]]";
      values += fmt::format("{}{}", values.empty() ? "" : ",", f == 0 ? 0 : f == 1 ? 1 : 2);
    }
    std::string geometry = fmt::format(R"({{"type":"Solid","lod":"2","boundaries":[[{}]])", faces);
    if (with_semantics) {
      geometry +=
          R"(,"semantics":{"surfaces":[{"type":"GroundSurface"},{"type":"RoofSurface"},{"type":"WallSurface"}],)";
      geometry += fmt::format(R"("values":[[{}]]}})", values);
    }
    add_object(id, type, geometry + "}", attributes, relations);
  }

  void add_object(const std::string& id, const std::string& type, const std::string& geometry,
                  const std::string& attributes = "", const std::string& relations = "") {
    objects_ += fmt::format("{}\"{}\":{{\"type\":\"{}\"", objects_.empty() ? "" : ",\n", id, type);
    if (!attributes.empty()) objects_ += fmt::format(",\"attributes\":{{{}}}", attributes);
    if (!geometry.empty()) objects_ += fmt::format(",\"geometry\":[{}]", geometry);
    objects_ += fmt::format("{}}}", relations);
  }

  /// Further vertex in metres; returns its number.
  std::size_t add_vertex(double x, double y, double z) {
    vertices_.push_back({x, y, z});
    return vertices_.size() - 1;
  }

  [[nodiscard]] std::string text() const {
    std::string vertices;
    for (const auto& [x, y, z] : vertices_) {
      vertices += fmt::format("{}[{},{},{}]", vertices.empty() ? "" : ",", std::llround(x * 1000),
                              std::llround(y * 1000), std::llround(z * 1000));
    }
    return fmt::format(
        R"({{"type":"CityJSON","version":"2.0","transform":{{"scale":[0.001,0.001,0.001],"translate":[{},{},0]}},{})"
        R"("CityObjects":{{{}}},"vertices":[{}]}})",
        origin_x, origin_y,
        with_crs ? R"("metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/7415"},)" : "",
        objects_, vertices);
  }

  [[nodiscard]] CityModel model(const std::string& name = "test.city.json") const {
    CityJsonReader reader;
    return reader.read(text(), name);
  }

 private:
  std::string objects_;
  std::vector<std::array<double, 3>> vertices_;
};

[[nodiscard]] std::vector<city::TableSpec> test_vocabulary();
[[nodiscard]] ImportOptions test_options(Jobs& jobs);

inline store::SourceRecord named(const std::string& name) {
  store::SourceRecord record;
  record.name = name;
  return record;
}

/// A model as the first import into a new city.
inline ImportResult import_model(CityModel model, Jobs& jobs) {
  CityImport import(city::City(), {}, test_options(jobs));
  import.add(std::move(model), named("test.city.json"));
  return import.finish();
}

/// Value of a cell, by a text in the column `object_id`.
inline city::Value cell(const city::City& city, const std::string& table, const std::string& object_id,
                        const std::string& column) {
  const city::Table& t = city.table(table);
  const std::size_t ids = t.index_of("object_id");
  for (std::int64_t row = 0; row < t.rows(); ++row) {
    const bool alive = t.alive()[static_cast<std::size_t>(row)] != 0;
    if (alive && t.column(ids).get(row) == city::Value(object_id)) return t.column(column).get(row);
  }
  return "no row " + object_id;
}

/// The same as a number; NaN for null.
inline double number(const city::City& city, const std::string& table, const std::string& object_id,
                     const std::string& column) {
  const city::Value value = cell(city, table, object_id, column);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return std::nan("");
}

inline std::int64_t count_findings(const ImportResult& result, const std::string& code) {
  std::int64_t count = 0;
  for (const ImportedSource& source : result.sources) {
    for (const store::Finding& each : source.findings) count += each.code == code ? each.count : 0;
  }
  return count;
}

}  // namespace conurb::io
