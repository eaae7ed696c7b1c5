// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/io/scene/gltf_reader.hpp"

#include <fmt/format.h>

#define TINYGLTF_IMPLEMENTATION
#define TINYGLTF_NO_STB_IMAGE
#define TINYGLTF_NO_STB_IMAGE_WRITE
#define TINYGLTF_NO_EXTERNAL_IMAGE
#define TINYGLTF_NO_INCLUDE_JSON
#include <tiny_gltf.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "engine/base/error.hpp"

namespace conurb::io {

namespace {

using city::Point3;

class Reading {
 public:
  explicit Reading(const std::string& bytes) {
    tinygltf::TinyGLTF loader;
    std::string error, warning;
    const bool fine = loader.LoadBinaryFromMemory(
        &model_, &error, &warning, reinterpret_cast<const unsigned char*>(bytes.data()),
        static_cast<unsigned int>(bytes.size()), "", tinygltf::REQUIRE_ALL);
    if (!fine) throw Error(ErrorCode::bad_data, "tinygltf: " + error);
    expect(warning.empty(), warning);
    std::uint32_t json_bytes = 0;
    std::memcpy(&json_bytes, bytes.data() + 12, 4);
    json_ = Json::parse(bytes.substr(20, json_bytes));
    expect((20 + json_bytes + 8) % 8 == 0, "the buffer does not begin at a multiple of 8");
  }

  GltfFile take() {
    file_.asset = json_.at("asset");
    check_views();
    read_tables();
    for (const int root : model_.scenes.at(static_cast<std::size_t>(model_.defaultScene)).nodes)
      walk(root, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
    check_extensions();
    return std::move(file_);
  }

 private:
  void expect(bool fine, const std::string& what) {
    if (!fine) file_.problems.push_back(what);
  }

  void check_views() {
    const std::size_t size = model_.buffers.at(0).data.size();
    std::size_t end = 0;
    for (const auto& view : model_.bufferViews) {
      expect(view.byteOffset % 8 == 0, "a buffer view is not aligned");
      expect(view.byteOffset >= end, "buffer views overlap");
      end = view.byteOffset + view.byteLength;
      expect(view.byteLength > 0 && end <= size, "a buffer view leaves the buffer");
    }
  }

  [[nodiscard]] std::vector<double> numbers(int index, int type, int component) {
    const auto& accessor = model_.accessors.at(static_cast<std::size_t>(index));
    const auto& view = model_.bufferViews.at(static_cast<std::size_t>(accessor.bufferView));
    expect(accessor.type == type && accessor.componentType == component, "an accessor of another type");
    const std::size_t count =
        accessor.count *
        static_cast<std::size_t>(tinygltf::GetNumComponentsInType(static_cast<std::uint32_t>(type)));
    expect(count * 4 == view.byteLength, "an accessor does not fill its view");
    const unsigned char* at = model_.buffers[0].data.data() + view.byteOffset + accessor.byteOffset;
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
      if (component == TINYGLTF_COMPONENT_TYPE_FLOAT) {
        float value = 0;
        std::memcpy(&value, at + 4 * i, 4);
        values[i] = static_cast<double>(value);
        expect(std::isfinite(value), "a number is not finite");
      } else {
        std::uint32_t value = 0;
        std::memcpy(&value, at + 4 * i, 4);
        values[i] = value;
      }
    }
    return values;
  }

  static std::vector<Point3> points(const std::vector<double>& values) {
    std::vector<Point3> result;
    for (std::size_t i = 0; i + 2 < values.size(); i += 3)
      result.push_back({values[i], values[i + 1], values[i + 2]});
    return result;
  }

  using Matrix = std::array<double, 16>;
  static Matrix product(const Matrix& a, const std::vector<double>& b) {
    Matrix result{};
    for (std::size_t c = 0; c < 4; ++c) {
      for (std::size_t r = 0; r < 4; ++r) {
        for (std::size_t k = 0; k < 4; ++k) result[4 * c + r] += a[4 * k + r] * b[4 * c + k];
      }
    }
    return result;
  }

  void walk(int index, Matrix world) {
    const auto& node = model_.nodes.at(static_cast<std::size_t>(index));
    if (!node.matrix.empty()) world = product(world, node.matrix);
    if (node.mesh >= 0) {
      file_.origin = {world[12], -world[14], world[13]};
      const auto& mesh = model_.meshes.at(static_cast<std::size_t>(node.mesh));
      for (const auto& primitive : mesh.primitives) read_part(mesh.name, primitive, world);
    }
    for (const int child : node.children) walk(child, world);
  }

  void read_part(const std::string& mesh, const tinygltf::Primitive& primitive, const Matrix& world) {
    GltfPart part;
    part.mesh = mesh;
    expect(primitive.mode == TINYGLTF_MODE_TRIANGLES, "not triangles");
    const auto& material = model_.materials.at(static_cast<std::size_t>(primitive.material));
    part.material = material.name;
    part.double_sided = material.doubleSided;
    const int position = primitive.attributes.at("POSITION");
    const std::vector<Point3> local =
        points(numbers(position, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT));
    check_bounds(model_.accessors[static_cast<std::size_t>(position)], local);
    for (const Point3& p : local) {
      Point3 at{};
      for (std::size_t r = 0; r < 3; ++r)
        at[r] = world[r] * p[0] + world[4 + r] * p[1] + world[8 + r] * p[2] + world[12 + r];
      part.positions.push_back({at[0], -at[2], at[1]});
    }
    part.normals =
        points(numbers(primitive.attributes.at("NORMAL"), TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT));
    for (const Point3& n : part.normals)
      expect(std::abs(std::hypot(n[0], n[1], n[2]) - 1) < 1e-5, "a normal is not of unit length");
    for (const double i :
         numbers(primitive.indices, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT)) {
      part.indices.push_back(static_cast<std::uint32_t>(i));
      expect(i < static_cast<double>(local.size()), "an index beyond the vertices");
    }
    expect(part.indices.size() % 3 == 0, "not whole triangles");
    read_features(primitive, part);
    file_.parts.push_back(std::move(part));
  }

  void check_bounds(const tinygltf::Accessor& accessor, const std::vector<Point3>& local) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto [low, high] = std::minmax_element(
          local.begin(), local.end(), [axis](const Point3& a, const Point3& b) { return a[axis] < b[axis]; });
      expect((*low)[axis] == accessor.minValues.at(axis) && (*high)[axis] == accessor.maxValues.at(axis),
             "min or max is not true");
    }
  }

  void read_features(const tinygltf::Primitive& primitive, GltfPart& part) {
    const auto found = primitive.extensions.find("EXT_mesh_features");
    if (found == primitive.extensions.end()) return;
    const tinygltf::Value& ids = found->second.Get("featureIds").Get(0);
    part.table = ids.Get("propertyTable").GetNumberAsInt();
    part.feature_count = static_cast<std::uint32_t>(ids.Get("featureCount").GetNumberAsInt());
    part.label = ids.Get("label").Get<std::string>();
    const int attribute =
        primitive.attributes.at(fmt::format("_FEATURE_ID_{}", ids.Get("attribute").GetNumberAsInt()));
    std::set<std::uint32_t> distinct;
    for (const double id : numbers(attribute, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_FLOAT)) {
      part.features.push_back(static_cast<std::uint32_t>(id));
      distinct.insert(part.features.back());
    }
    const GltfTable& table = file_.tables.at(static_cast<std::size_t>(part.table));
    expect(distinct.size() == part.feature_count, "the count of features is not true");
    expect(part.features.size() == part.positions.size(), "not a feature for each vertex");
    expect(*distinct.rbegin() < table.count, "a feature beyond its table");
  }

  [[nodiscard]] std::string view_bytes(const Json& index) {
    const auto& view = model_.bufferViews.at(index.get<std::size_t>());
    const char* data = reinterpret_cast<const char*>(model_.buffers[0].data.data());
    return {data + view.byteOffset, view.byteLength};
  }

  template <class T>
  static std::vector<T> values_of(const std::string& bytes) {
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
  }

  void read_tables() {
    if (!json_.contains("extensions")) return;
    const Json& extension = json_.at("extensions").at("EXT_structural_metadata");
    file_.schema = extension.at("schema");
    for (const Json& each : extension.at("propertyTables")) {
      GltfTable table;
      table.schema_class = each.at("class");
      table.count = each.at("count");
      const Json& members = file_.schema.at("classes").at(table.schema_class).at("properties");
      for (const auto& [name, property] : each.at("properties").items())
        table.columns[name] = column(members.at(name), property, table.count);
      file_.tables.push_back(std::move(table));
    }
  }

  std::vector<Json> column(const Json& member, const Json& property, std::size_t count) {
    const std::string bytes = view_bytes(property.at("values"));
    std::vector<Json> values;
    const auto take = [&](const auto& numbers) {
      for (const auto each : numbers) values.push_back(each);
    };
    const std::string type = member.at("type");
    if (type == "STRING") {
      const auto offsets = values_of<std::uint32_t>(view_bytes(property.at("stringOffsets")));
      for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
        values.push_back(bytes.substr(offsets[i], offsets[i + 1] - offsets[i]));
      expect(offsets.back() == bytes.size(), "texts do not fill their view");
    } else if (type == "BOOLEAN") {
      expect(bytes.size() == (count + 7) / 8, "not a bit for each value");
      for (std::size_t i = 0; i < count; ++i)
        values.push_back((static_cast<unsigned char>(bytes[i / 8]) >> i % 8 & 1U) != 0);
    } else {
      const std::string component = member.at("componentType");
      if (component == "FLOAT32") take(values_of<float>(bytes));
      if (component == "FLOAT64") take(values_of<double>(bytes));
      if (component == "INT32") take(values_of<std::int32_t>(bytes));
      if (component == "INT64") take(values_of<std::int64_t>(bytes));
      if (component == "UINT8") take(values_of<std::uint8_t>(bytes));
    }
    expect(values.size() == count, "a column has not a value for each row");
    for (Json& value : values) {
      if (member.contains("noData") && value == member.at("noData")) value = nullptr;
    }
    return values;
  }

  void check_extensions() {
    const bool features = std::any_of(file_.parts.begin(), file_.parts.end(),
                                      [](const GltfPart& part) { return part.table >= 0; });
    const Json used = json_.value("extensionsUsed", Json::array());
    expect(features == (std::count(used.begin(), used.end(), "EXT_mesh_features") == 1), "extensionsUsed");
    expect(file_.tables.empty() == (std::count(used.begin(), used.end(), "EXT_structural_metadata") == 0),
           "extensionsUsed");
  }

  tinygltf::Model model_;
  Json json_;
  GltfFile file_;
};

double seen_area(const GltfPart& part, std::size_t first) {
  const Point3 &a = part.positions[part.indices[first]], &b = part.positions[part.indices[first + 1]],
               &c = part.positions[part.indices[first + 2]], &n = part.normals[part.indices[first]];
  const Point3 u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
  return 0.5 * (n[0] * (u[1] * v[2] - u[2] * v[1]) + n[1] * (u[2] * v[0] - u[0] * v[2]) +
                n[2] * (u[0] * v[1] - u[1] * v[0]));
}

}  // namespace

std::size_t GltfFile::triangles(const std::string& mesh) const {
  std::size_t count = 0;
  for (const GltfPart& part : parts) count += mesh.empty() || part.mesh == mesh ? part.triangles() : 0;
  return count;
}

double GltfFile::area(const std::string& mesh) const {
  double sum = 0;
  for (const GltfPart& part : parts) {
    for (std::size_t i = 0; (mesh.empty() || part.mesh == mesh) && i < part.indices.size(); i += 3)
      sum += seen_area(part, i);
  }
  return sum;
}

GltfFile read_gltf(const std::string& bytes) {
  return Reading(bytes).take();
}

}  // namespace conurb::io
