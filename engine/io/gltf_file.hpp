// SPDX-License-Identifier: Apache-2.0
// A 3D scene as glTF 2.0 in its binary form (ISO/IEC 12113:2022, GLB), with the extensions
// EXT_mesh_features and EXT_structural_metadata. Vertices keep z up; a matrix of the node turns them to
// glTF's y up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/io/cityjson_export.hpp"
#include "engine/io/scene_columns.hpp"
#include "engine/io/scene_mesh.hpp"

namespace conurb::io {

/// What becomes one file. Nothing is owned.
struct GltfContent {
  struct Mesh {
    std::string name;
    const SceneMesh* mesh;
  };
  std::vector<Mesh> meshes;           ///< those without triangles are left out
  std::vector<PropertyTable> tables;  ///< of the tables that parts of the meshes name
  const Json* schema = nullptr;       ///< of the tables; null without tables
  city::Point3 origin{0, 0, 0};       ///< of the vertices, in the frame of the scene: z up
  std::string copyright;
  Json extras;  ///< of the asset; null for none
};

/// Writes the file in pieces and returns its bytes. Throws Error limit for more than 4 GiB, which the format
/// cannot say.
std::int64_t write_glb(const GltfContent& content, const TextSink& write);

}  // namespace conurb::io
