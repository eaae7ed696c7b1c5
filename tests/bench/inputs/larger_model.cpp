// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/larger_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/files.hpp"
#include "engine/base/json.hpp"

namespace conurb::bench {

namespace {

/// Stands where a copy's number goes; no id of a city model holds it.
constexpr char kMark = '\x01';

/// Text whose marks are replaced by the number of the copy.
class Template {
 public:
  explicit Template(const std::string& text) {
    // In JSON text the mark is written as an escape.
    static constexpr std::string_view kEscaped = "\\u0001";
    std::size_t from = 0;
    for (std::size_t at; (at = text.find(kEscaped, from)) != std::string::npos; from = at + kEscaped.size())
      pieces_.push_back(text.substr(from, at - from));
    pieces_.push_back(text.substr(from));
  }
  void append(std::int64_t copy, std::string& out) const {
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (i > 0) fmt::format_to(std::back_inserter(out), "{}-", copy);
      out += pieces_[i];
    }
  }

 private:
  std::vector<std::string> pieces_;
};

std::string marked(const std::string& id) {
  return kMark + id;
}

/// Objects under marked names, and what refers to them.
Json with_marked_ids(const Json& objects) {
  Json out = Json::object();
  for (const auto& [id, object] : objects.items()) {
    Json copy = object;
    for (const char* relation : {"parents", "children"}) {
      if (!copy.contains(relation)) continue;
      for (Json& other : copy[relation]) other = marked(other.get<std::string>());
    }
    out[marked(id)] = std::move(copy);
  }
  return out;
}

struct Vertex {
  std::array<std::int64_t, 3> xyz{};
};

std::vector<Vertex> vertices_of(const Json& model) {
  std::vector<Vertex> vertices;
  for (const Json& each : model.at("vertices"))
    vertices.push_back(
        {{each[0].get<std::int64_t>(), each[1].get<std::int64_t>(), each[2].get<std::int64_t>()}});
  return vertices;
}

/// A feature as the text around its vertices.
struct Feature {
  Template text;
  std::vector<Vertex> vertices;
  std::int64_t root_buildings = 0;
};

bool is_root_building(const Json& object) {
  return object.value("type", "") == "Building" && !object.contains("parents");
}

std::int64_t root_buildings_of(const Json& feature) {
  const Json& objects = feature.at("CityObjects");
  return std::count_if(objects.begin(), objects.end(), is_root_building);
}

Feature read_feature(const Json& json) {
  Json copy = json;
  copy["id"] = marked(json.value("id", ""));
  copy["CityObjects"] = with_marked_ids(json.at("CityObjects"));
  copy.erase("vertices");
  std::string text = copy.dump();
  text.pop_back();  // '}' comes after the vertices
  return {Template(text), vertices_of(json), root_buildings_of(json)};
}

struct Sequence {
  Json header;
  std::vector<Feature> features;
};

Sequence read_sequence(const std::filesystem::path& path) {
  std::ifstream file(path);
  Sequence sequence;
  std::string line;
  std::getline(file, line);
  sequence.header = Json::parse(line);
  while (std::getline(file, line)) {
    if (!line.empty()) sequence.features.push_back(read_feature(Json::parse(line)));
  }
  return sequence;
}

/// Size of all features on the ground, in steps of the transform, with a little room between copies.
std::array<std::int64_t, 2> pitch_of(const std::vector<Feature>& features) {
  std::array<std::int64_t, 2> pitch{};
  for (std::size_t axis = 0; axis < 2; ++axis) {
    auto low = std::numeric_limits<std::int64_t>::max();
    auto high = std::numeric_limits<std::int64_t>::min();
    for (const Feature& feature : features) {
      for (const Vertex& vertex : feature.vertices) {
        low = std::min(low, vertex.xyz[axis]);
        high = std::max(high, vertex.xyz[axis]);
      }
    }
    pitch[axis] = (high - low) / 50 * 51;
  }
  return pitch;
}

void append_vertices(const std::vector<Vertex>& vertices, std::int64_t dx, std::int64_t dy,
                     std::string& out) {
  out += '[';
  for (const Vertex& vertex : vertices) {
    if (out.back() != '[') out += ',';
    fmt::format_to(std::back_inserter(out), "[{},{},{}]", vertex.xyz[0] + dx, vertex.xyz[1] + dy,
                   vertex.xyz[2]);
  }
  out += ']';
}

/// Adds `offset` to every index of a boundary, however deep.
void move_indices(Json& boundary, std::int64_t offset) {
  if (boundary.is_number()) {
    boundary = boundary.get<std::int64_t>() + offset;
    return;
  }
  for (Json& each : boundary) move_indices(each, offset);
}

}  // namespace

std::int64_t write_larger_sequence(const std::filesystem::path& from, std::int64_t copies,
                                   const std::filesystem::path& to) {
  Sequence sequence = read_sequence(from);
  const std::array<std::int64_t, 2> pitch = pitch_of(sequence.features);
  const auto side = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(copies))));
  if (sequence.header.contains("metadata")) sequence.header["metadata"].erase("geographicalExtent");
  std::ofstream file(to, std::ios::binary);
  file << sequence.header.dump() << '\n';
  std::int64_t buildings = 0;
  std::string text;
  for (std::int64_t copy = 0; copy < copies; ++copy) {
    text.clear();
    for (const Feature& feature : sequence.features) {
      feature.text.append(copy, text);
      text += ",\"vertices\":";
      append_vertices(feature.vertices, copy % side * pitch[0], copy / side * pitch[1], text);
      text += "}\n";
      buildings += feature.root_buildings;
    }
    file << text;
  }
  file.flush();
  return buildings;
}

void write_larger_document(const std::filesystem::path& from, std::int64_t copies,
                           const std::filesystem::path& to) {
  Json model = Json::parse(read_file(from));
  const Json objects = with_marked_ids(model.at("CityObjects"));
  const std::vector<Vertex> vertices = vertices_of(model);
  model.erase("CityObjects");
  model.erase("vertices");
  std::string text = model.dump();
  text.pop_back();
  std::ofstream file(to, std::ios::binary);
  file << text << ",\"CityObjects\":{";
  for (std::int64_t copy = 0; copy < copies; ++copy) {
    Json shifted = objects;
    for (Json& object : shifted) {
      if (!object.contains("geometry")) continue;
      for (Json& geometry : object["geometry"])
        move_indices(geometry["boundaries"], copy * static_cast<std::int64_t>(vertices.size()));
    }
    text = shifted.dump();
    std::string members;
    Template(text.substr(1, text.size() - 2)).append(copy, members);
    file << (copy > 0 ? "," : "") << members;
  }
  file << "},\"vertices\":[";
  text.clear();
  append_vertices(vertices, 0, 0, text);
  const std::string_view members = std::string_view(text).substr(1, text.size() - 2);
  for (std::int64_t copy = 0; copy < copies; ++copy) file << (copy > 0 ? "," : "") << members;
  file << "]}\n";
  file.flush();
}

std::int64_t count_root_buildings(const std::filesystem::path& sequence) {
  std::int64_t buildings = 0;
  for (const Feature& feature : read_sequence(sequence).features) buildings += feature.root_buildings;
  return buildings;
}

}  // namespace conurb::bench
