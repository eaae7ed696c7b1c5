// SPDX-License-Identifier: Apache-2.0
// What the parts of the CityJSON reader share while a file is read. Private to engine/io.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/io/city_model.hpp"
#include "engine/io/json_parser.hpp"
#include "engine/io/mapped_file.hpp"

namespace conurb::io::cityjson {

/// Marks an entry of a list of relations that is a code of Import::pending instead of a row.
inline constexpr std::uint32_t kPendingBit = 0x80000000u;

/// Members of the root of a CityJSON or CityJSONFeature object: the text of each value, empty when it is
/// missing.
struct Root {
  std::string_view type, id, version, transform, metadata, objects, vertices, appearance, templates;
  std::vector<std::pair<std::string, std::string_view>> other;
};

/// Vertices that the boundaries of one JSON text may use.
struct VertexFrame {
  std::uint32_t base = 0;   ///< number in the store of vertex 0
  std::uint32_t count = 0;  ///< indices from here on are refused
  std::uint32_t tile = 0;
  std::vector<std::uint32_t> bad;  ///< vertices that are no points, ascending
  /// Coordinates in steps, when they spread wider than 32 bits: then each geometry gets its vertices copied
  /// into a tile near by, and `base` and `tile` are not used.
  std::vector<std::int64_t> wide;
};

/// An appearance object: the sizes of its lists, to check indices against, and what is shown of it.
struct Appearance {
  struct Entries {
    std::string material_theme, texture_theme;  ///< the default ones; empty: none is said
    std::vector<std::uint32_t> colours;         ///< of the materials, as city::SurfaceLook
    std::vector<std::uint32_t> images;       ///< of the textures, in the store's looks; kNone: not to be read
    std::vector<city::TexturePoint> points;  ///< NaN where it is none
  };
  std::uint32_t materials = 0, textures = 0, texture_vertices = 0;
  std::shared_ptr<const Entries> entries;  ///< null without an appearance object; shared by features
};

/// The import of one file. The model is filled row by row; a feature of a sequence can be taken back.
struct Import {
  Import(CityModel& target, JsonParser& parser) : model(target), json(parser) {}

  CityModel& model;
  JsonParser& json;
  int version = 20;   ///< 10, 11 or 20
  std::string where;  ///< "line 3" while a sequence is read, else empty
  VertexFrame vertices;
  Appearance appearance;
  std::vector<std::uint32_t> templates;    ///< geometry of each template, kNone for one that was refused
  std::vector<std::uint32_t> type_counts;  ///< objects of each type so far
  city::NameTable pending;                 ///< ids named as parent or child before they appeared
  const MappedFile* file = nullptr;
  const char* released = nullptr;  ///< the file's memory up to here was given back

  /// Adds a finding; `where` is put before `place`.
  void report(Severity severity, std::string_view object, std::string_view place, std::string_view rule,
              std::string message);
  /// Gives memory of the file up to `position` back once enough has gathered.
  void release(const char* position);
};

/// Finds the members of the root object; the cursor ends behind it. A member given twice is reported, the
/// last counts.
Root scan_root(Import& import, JsonCursor& cursor);
/// Version, metadata, transform, appearance and unknown members of the header or of a single file.
void read_header(Import& import, const Root& root);
/// Reads an appearance object; reports textures that lie outside the data's folder.
Appearance read_appearance(Import& import, std::string_view text);
/// Reports material and texture indices of a geometry's member (`key` is "material" or "texture") that are
/// out of range. `text` has been checked to be JSON.
void check_appearance_indices(Import& import, std::string_view object, std::string_view place,
                              std::string_view key, std::string_view text);
/// Takes what is shown of a member of an appearance object, which has been checked to be JSON.
void read_appearance_entries(Import& import, std::string_view key, std::string_view value,
                             Appearance::Entries& entries);
/// Adds the vertices to the store, in a tile that fits them, and sets import.vertices.
void read_vertices(Import& import, std::string_view text);
/// Adds the template vertices and geometries to the store and sets import.templates.
void read_templates(Import& import, std::string_view text);
/// Adds all objects of a CityObjects member.
void read_objects(Import& import, std::string_view text);
/// Adds the geometries of an object (row `object`, named `id` in findings) from its "geometry" array, at the
/// cursor. What is no array is appended to `extra` as a member.
void read_geometries(Import& import, std::uint32_t object, std::string_view id, JsonCursor& cursor,
                     std::string& extra);
/// Where a geometry stands: the vertices that it may name, its object (kNone for a template) and the object's
/// id, the place as findings call it, and its number in the list.
struct GeometrySource {
  const VertexFrame& frame;
  std::uint32_t owner;
  std::string_view id, place;
  std::uint32_t at;
};
/// Adds the geometry at the cursor. Returns its row, or kNone when it was refused.
std::uint32_t read_geometry(Import& import, const GeometrySource& from, JsonCursor& cursor);
/// Turns ids into rows once all objects are there, checks both directions, cuts cycles, fills parent and
/// root.
void resolve_relations(Import& import);

}  // namespace conurb::io::cityjson
