// SPDX-License-Identifier: Apache-2.0
// Reads .glb files for the tests, through tinygltf, and says what is wrong with them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/city/geometry_store.hpp"

namespace conurb::io {

struct GltfPart {
  std::string mesh, material, label;
  std::vector<city::Point3> positions;  ///< with the node's matrix, turned back to z up
  std::vector<city::Point3> normals;    ///< as in the file: z up
  std::vector<std::uint32_t> features, indices;
  int table = -1;
  std::uint32_t feature_count = 0;
  bool double_sided = false;

  [[nodiscard]] std::size_t triangles() const { return indices.size() / 3; }
};

/// Values of a property table as JSON: numbers, texts, booleans; null where the value is noData.
struct GltfTable {
  std::string schema_class;
  std::size_t count = 0;
  std::map<std::string, std::vector<Json>> columns;
};

struct GltfFile {
  Json asset, schema;
  std::vector<GltfPart> parts;
  std::vector<GltfTable> tables;
  std::vector<std::string> problems;  ///< what glTF or its extensions forbid
  city::Point3 origin{0, 0, 0};       ///< that of the node, z up

  [[nodiscard]] std::size_t triangles(const std::string& mesh = "") const;
  /// Sum of the triangles, each seen along the normal of its first corner.
  [[nodiscard]] double area(const std::string& mesh = "") const;
};

/// Throws Error bad_data where tinygltf cannot read it.
[[nodiscard]] GltfFile read_gltf(const std::string& bytes);

}  // namespace conurb::io
