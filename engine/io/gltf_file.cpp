// SPDX-License-Identifier: Apache-2.0
#include "engine/io/gltf_file.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <map>

#include "engine/base/build_info.hpp"
#include "engine/base/error.hpp"

namespace conurb::io {

static_assert(std::endian::native == std::endian::little, "glTF is little-endian");

namespace {

constexpr int kArrayBuffer = 34962, kElementArrayBuffer = 34963;
constexpr int kFloat = 5126, kUnsignedInt = 5125;
constexpr std::size_t kAlignment = 8;  // EXT_structural_metadata; 4 would do for the rest

/// The JSON of a file, and the pieces of its buffer in their order.
class GltfDocument {
 public:
  explicit GltfDocument(const GltfContent& content) : content_(content) {
    for (const GltfContent::Mesh& each : content.meshes) add_mesh(each);
    if (!content.tables.empty()) add_tables();
    finish();
  }

  std::int64_t write(const TextSink& sink) {
    std::string json = json_.dump(-1, ' ', false, Json::error_handler_t::replace);
    // So that the buffer begins at a multiple of 8, too: 12 bytes of the file's head, 8 of each chunk's.
    while ((12 + 8 + json.size() + 8) % kAlignment != 0) json += ' ';
    const std::uint64_t total = 12 + 8 + std::uint64_t{json.size()} + 8 + size_;
    if (total > std::numeric_limits<std::uint32_t>::max()) {
      throw Error(ErrorCode::limit,
                  fmt::format("the scene has {:.1f} GB, and a .glb file holds at most 4 GiB",
                              static_cast<double>(total) / 1e9),
                  "", "export a 3D Tiles tileset, or a part with --bbox");
    }
    std::string head = "glTF";
    put(head, 2);
    put(head, total);
    put(head, json.size());
    head += "JSON";
    head += json;
    put(head, size_);
    head += std::string_view("BIN\0", 4);
    sink(head);
    constexpr std::string_view kZeros("\0\0\0\0\0\0\0", 7);
    for (const std::string_view piece : pieces_) {
      sink(piece);
      if (const std::size_t rest = piece.size() % kAlignment; rest != 0) sink(kZeros.substr(0, 8 - rest));
    }
    return static_cast<std::int64_t>(total);
  }

 private:
  static void put(std::string& bytes, std::uint64_t value) {
    const auto word = static_cast<std::uint32_t>(value);
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  }

  template <class T>
  static std::string_view bytes_of(const city::PodArray<T>& array) {
    return {reinterpret_cast<const char*>(array.data()), array.size() * sizeof(T)};
  }

  std::size_t add_view(std::string_view bytes, int target) {
    Json view = {{"buffer", 0}, {"byteOffset", size_}, {"byteLength", bytes.size()}};
    if (target != 0) view["target"] = target;
    pieces_.push_back(bytes);
    size_ += (bytes.size() + kAlignment - 1) / kAlignment * kAlignment;
    json_["bufferViews"].push_back(std::move(view));
    return json_["bufferViews"].size() - 1;
  }

  template <class T>
  std::size_t add_accessor(const city::PodArray<T>& values, const char* type, std::size_t count, int target) {
    const std::size_t view = add_view(bytes_of(values), target);
    json_["accessors"].push_back({{"bufferView", view},
                                  {"componentType", target == kElementArrayBuffer ? kUnsignedInt : kFloat},
                                  {"type", type},
                                  {"count", count}});
    return json_["accessors"].size() - 1;
  }

  static Json corner(const std::array<float, 3>& at) {
    return {static_cast<double>(at[0]), static_cast<double>(at[1]), static_cast<double>(at[2])};
  }

  std::size_t material(SceneMaterial material, bool open) {
    const auto [found, added] = materials_.try_emplace({material, open}, materials_.size());
    if (!added) return found->second;
    const SceneColour& colour = colour_of(material);
    Json rgba = Json::array();
    for (const double part : linear_colour(colour)) rgba.push_back(part);
    rgba.push_back(1);
    Json each = {{"name", colour.name},
                 {"pbrMetallicRoughness",
                  {{"baseColorFactor", rgba},
                   {"metallicFactor", 0},
                   {"roughnessFactor", shortest(colour.roughness)}}}};
    if (open) each["doubleSided"] = true;
    json_["materials"].push_back(std::move(each));
    return found->second;
  }

  static double shortest(float value) { return std::stod(fmt::format("{}", value)); }

  void add_mesh(const GltfContent::Mesh& mesh) {
    Json primitives = Json::array();
    for (const ScenePart& part : mesh.mesh->parts) {
      if (!part.indices.empty()) primitives.push_back(primitive(part));
    }
    if (primitives.empty()) return;
    names_.push_back(mesh.name);
    json_["meshes"].push_back({{"name", mesh.name}, {"primitives", std::move(primitives)}});
  }

  Json primitive(const ScenePart& part) {
    const std::size_t vertices = part.vertices();
    Json attributes;
    attributes["POSITION"] = add_accessor(part.positions, "VEC3", vertices, kArrayBuffer);
    json_["accessors"].back()["min"] = corner(part.lower);
    json_["accessors"].back()["max"] = corner(part.upper);
    attributes["NORMAL"] = add_accessor(part.normals, "VEC3", vertices, kArrayBuffer);
    Json result;
    if (part.table != city::kNone) {
      attributes["_FEATURE_ID_0"] = add_accessor(part.features, "SCALAR", vertices, kArrayBuffer);
      Json features = {{"featureCount", part.feature_count}, {"attribute", 0}};
      for (std::size_t i = 0; i < content_.tables.size(); ++i) {
        if (content_.tables[i].table != part.table) continue;
        features["propertyTable"] = i;
        features["label"] = content_.tables[i].schema_class;
      }
      result["extensions"]["EXT_mesh_features"]["featureIds"] = Json::array({std::move(features)});
      featured_ = true;
    }
    result["attributes"] = std::move(attributes);
    result["indices"] = add_accessor(part.indices, "SCALAR", part.indices.size(), kElementArrayBuffer);
    result["material"] = material(part.material, part.open);
    return result;
  }

  void add_tables() {
    Json tables = Json::array();
    for (const PropertyTable& table : content_.tables) {
      Json properties = Json::object();
      for (const PropertyTable::Property& each : table.properties) {
        Json& property = properties[each.name];
        property["values"] = add_view(each.values, 0);
        if (!each.offsets.empty()) property["stringOffsets"] = add_view(each.offsets, 0);
      }
      Json entry = {{"class", table.schema_class}, {"name", table.schema_class}, {"count", table.count}};
      if (!properties.empty()) entry["properties"] = std::move(properties);
      tables.push_back(std::move(entry));
    }
    json_["extensions"]["EXT_structural_metadata"] = {{"schema", *content_.schema},
                                                      {"propertyTables", std::move(tables)}};
  }

  // One node with the way from z up to y up, column by column; the meshes hang on it.
  void add_nodes() {
    const auto& [x, y, z] = content_.origin;
    const auto plain = [](double value) { return value == 0 ? 0.0 : value; };  // no -0
    Json matrix = {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, plain(x), plain(z), plain(-y), 1};
    Json root = {{"matrix", std::move(matrix)}};
    if (names_.size() == 1) {
      root["name"] = names_[0];
      root["mesh"] = 0;
    } else {
      root["name"] = "city";
      for (std::size_t i = 0; i < names_.size(); ++i) root["children"].push_back(i + 1);
    }
    json_["nodes"].push_back(std::move(root));
    for (std::size_t i = 0; names_.size() > 1 && i < names_.size(); ++i)
      json_["nodes"].push_back({{"name", names_[i]}, {"mesh", i}});
    json_["scenes"] = Json::array({{{"nodes", {0}}}});
    json_["scene"] = 0;
  }

  void finish() {
    Json& asset = json_["asset"];
    asset["version"] = "2.0";
    asset["generator"] = fmt::format("Conurb {}", build_version());
    if (!content_.copyright.empty()) asset["copyright"] = content_.copyright;
    if (!content_.extras.is_null()) asset["extras"] = content_.extras;
    if (featured_) json_["extensionsUsed"].push_back("EXT_mesh_features");
    if (!content_.tables.empty()) json_["extensionsUsed"].push_back("EXT_structural_metadata");
    if (names_.empty()) throw Error(ErrorCode::not_found, "the scene has no triangle to be written");
    add_nodes();
    json_["buffers"] = Json::array({{{"byteLength", size_}}});
  }

  const GltfContent& content_;
  Json json_;
  std::vector<std::string_view> pieces_;
  std::vector<std::string> names_;  // of meshes
  std::map<std::pair<SceneMaterial, bool>, std::size_t> materials_;
  std::uint64_t size_ = 0;
  bool featured_ = false;
};

}  // namespace

std::int64_t write_glb(const GltfContent& content, const TextSink& write) {
  return GltfDocument(content).write(write);
}

}  // namespace conurb::io
