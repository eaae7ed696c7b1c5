// SPDX-License-Identifier: Apache-2.0
// The JSON text of objects and their geometry. Private to engine/io.
#pragma once

#include <string>
#include <string_view>

#include "engine/io/export_appearance.hpp"
#include "engine/io/export_part.hpp"
#include "engine/io/export_upgrade.hpp"
#include "engine/io/export_vertices.hpp"

namespace conurb::io {

/// What one output text (a document, a feature) numbers its own way.
struct OutputText {
  VertexNumbers* vertices = nullptr;
  AppearancePool* pool = nullptr;  ///< null: numbers of the source's appearance hold
  bool as_numbered = false;        ///< vertices have the numbers that they had in the source's text
};

/// Where an object comes from.
struct ObjectOrigin {
  const ExportPart* part = nullptr;
  const Upgrade* upgrade = nullptr;
  AppearanceSource* looks = nullptr;  ///< that its geometry's numbers are of
  std::uint32_t template_offset = 0;  ///< of the part's templates among those of the output
  const std::vector<std::vector<std::uint32_t>>* groups = nullptr;  ///< by object, of version 1.0: its groups
};

/// Counts what was written, and tells what could not be.
struct ExportTally {
  std::int64_t objects = 0, geometries = 0;
  FindingList findings;
};

/// First round: the vertices that the object names.
void need_vertices(const ObjectOrigin& origin, std::uint32_t object, OutputText& output);
/// Second round: appends `"id":{...}`.
void write_object(const ObjectOrigin& origin, std::uint32_t object, OutputText& output, ExportTally& tally,
                  std::string& out);

/// Appends the geometries of an object as a list.
void write_geometries(const ObjectOrigin& origin, std::uint32_t object, OutputText& output,
                      ExportTally& tally, std::string& out);
/// A text with numbers of loose vertices as the output has them.
[[nodiscard]] std::string with_vertices(const ObjectOrigin& origin, std::uint32_t object,
                                        const OutputText& output, std::string_view text);
/// Whether "values" of a material or (`texture`) of a texture are nested as the geometry is.
[[nodiscard]] bool looks_fit(const city::GeometryStore& store, std::uint32_t geometry,
                             std::string_view values, bool texture);

}  // namespace conurb::io
