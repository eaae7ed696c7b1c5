// SPDX-License-Identifier: Apache-2.0
// What a reader made of any bytes, written as CityJSON: that text is read again and written the same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/json.hpp"
#include "engine/io/cityjson.hpp"
#include "engine/io/cityjson_export.hpp"

namespace conurb::fuzz {

inline city::ColumnSpec column(const char* name, city::Scalar scalar) {
  city::ColumnSpec spec;
  spec.name = name;
  spec.scalar = scalar;
  spec.nullable = true;
  spec.unit = "";
  if (scalar == city::Scalar::ref) spec.refers_to = "city_object";
  return spec;
}

/// A city that holds the model's objects, in its order, and its geometry.
inline city::City city_of(const io::CityModel& model, city::GeometryStore geometry) {
  city::City city;
  city::TableSpec spec;
  spec.name = "city_object";
  spec.columns = {column("object_id", city::Scalar::text), column("type", city::Scalar::text),
                  column("parent", city::Scalar::ref), column("root", city::Scalar::ref)};
  city::Table& table = city.edit(city.add_table(spec));
  table.insert(model.objects.size(), 0);
  const auto parents = table.column("parent").modify<std::int32_t>();
  const auto roots = table.column("root").modify<std::int32_t>();
  for (std::uint32_t o = 0; o < model.objects.size(); ++o) {
    parents[o] = static_cast<std::int32_t>(model.objects.parent[o]);  // none is -1
    roots[o] = static_cast<std::int32_t>(model.objects.root[o]);
  }
  city.set_geometry(std::make_shared<const city::GeometryStore>(std::move(geometry)));
  return city;
}

/// Through the bytes that a city file keeps, into text.
inline std::string written(io::CityModel model) {
  Jobs jobs(1);
  io::SourceModel said;
  said.hashes = io::hash_objects(model, jobs);
  said.vertices = model.geometry.vertex_count();
  const city::City city = city_of(model, std::move(model.geometry));
  model.geometry = {};
  said.model = std::move(model);
  const std::vector<std::byte> bytes = io::encode_source(said);
  io::ExportSource source;
  source.name = "fuzz";
  source.said = io::decode_source(bytes);
  if (io::encode_source(*source.said) != bytes) throw std::logic_error("a source's bytes do not come back");
  const io::ObjectTable& objects = source.said->model.objects;
  for (std::uint32_t o = 0; o < objects.size(); ++o) {
    source.objects.push_back({std::string(objects.ids[o]), city.table("city_object").ids()[o]});
  }
  io::CityJsonExportOptions options;
  options.sequence = source.said->model.sequence;
  const io::AttributeMap map;
  io::CityJsonExportInput input;
  input.city = &city;
  input.sources.push_back(std::move(source));
  input.attributes = &map;
  std::string text;
  io::export_cityjson(input, options, [&text](std::string_view piece) { text += piece; });
  return text;
}

/// Whether two texts say the same, members in any order: attributes are written in the order in which the
/// file named them first, also in a line that was left out.
inline bool same(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::size_t end_a = std::min(a.find('\n'), a.size()), end_b = std::min(b.find('\n'), b.size());
    if (a.substr(0, end_a) != b.substr(0, end_b) &&
        Json::parse(a.substr(0, end_a)) != Json::parse(b.substr(0, end_b))) {
      return false;
    }
    a.remove_prefix(std::min(end_a + 1, a.size()));
    b.remove_prefix(std::min(end_b + 1, b.size()));
  }
  return a.empty() && b.empty();
}

inline void check_round_trip(std::span<const char> bytes, std::string_view name) {
  io::CityJsonReader reader;
  io::CityModel model = reader.read(bytes, name);
  model.validate();
  const std::string once = written(std::move(model));
  const std::string again = written(reader.read(once, name));
  if (!same(once, again)) throw std::logic_error("what was written is read as something else");
}

}  // namespace conurb::fuzz
