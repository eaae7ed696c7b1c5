// SPDX-License-Identifier: Apache-2.0
// A city as read from a file: objects as columns, their attributes, their geometry, and as raw JSON
// everything the reader does not understand, so that a writer can give it back. This is what importers hand
// to the city file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/city/geometry_store.hpp"
#include "engine/io/attributes.hpp"
#include "engine/io/crs_text.hpp"
#include "engine/io/findings.hpp"

namespace conurb::io {

/// The objects (buildings, roads, trees, ...) of a model; an object is a row. Lists of rows are offset
/// arrays.
struct ObjectTable {
  city::NameTable ids;                 ///< the code of an id is the object's row
  city::NameTable types;               ///< dictionary of object types ("Building", "+Spaceship")
  city::PodArray<std::uint32_t> type;  ///< code of `types`
  city::PodArray<std::uint32_t>
      ordinal;  ///< number of the object among those of its type: its row in `attributes`
  city::PodArray<std::uint32_t> parent;  ///< first parent that is not a group, kNone at the top
  city::PodArray<std::uint32_t> root;    ///< topmost ancestor along `parent`, the object itself at the top
  city::PodArray<std::uint32_t> parents_begin, parents;    ///< all parents, groups too
  city::PodArray<std::uint32_t> children_begin, children;  ///< children, or the members of a group
  city::PodArray<std::uint32_t>
      geometry_begin;  ///< geometries of object i are [geometry_begin[i], geometry_begin[i+1])
  city::PodArray<std::uint32_t>
      feature;  ///< line of a sequence the object came from (0, 1, ...), 0 in a single file
  city::PodArray<std::uint8_t> members;  ///< which lists the object has though they may be empty: kHas...
  city::SparseText extra;  ///< members of the object's JSON that are not understood, as `"key":value,...`
  /// `"parents":[...]` or `"children":[...]` of objects that name one which the file does not have, as it
  /// stood.
  city::SparseText relation_text;
  /// Vertices that texts of the object (rejected geometry, extra) name by number: `[number,x,y,z],...` with
  /// coordinates in steps of the file's transform.
  city::SparseText loose_vertices;

  static constexpr std::uint8_t kHasAttributes = 1, kHasGeometry = 2, kHasParents = 4, kHasChildren = 8;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(type.size()); }
  [[nodiscard]] std::string_view type_text(std::uint32_t object) const { return types[type[object]]; }
  [[nodiscard]] city::Range geometries(std::uint32_t object) const {
    return {geometry_begin[object], geometry_begin[object + 1]};
  }
  [[nodiscard]] std::span<const std::uint32_t> parents_of(std::uint32_t object) const {
    return parents.view().subspan(parents_begin[object], parents_begin[object + 1] - parents_begin[object]);
  }
  [[nodiscard]] std::span<const std::uint32_t> children_of(std::uint32_t object) const {
    return children.view().subspan(children_begin[object],
                                   children_begin[object + 1] - children_begin[object]);
  }
};

/// Fills root along parent. A chain that comes back to itself is cut; returns the objects that lost their
/// parent so, in ascending order of the chains' beginnings.
[[nodiscard]] std::vector<std::uint32_t> find_roots(ObjectTable& objects);

/// Coordinates in a file are integers v; the world coordinate is v * scale + translate.
struct Transform {
  bool present = false;
  city::Point3 scale{1, 1, 1};
  city::Point3 translate{0, 0, 0};
};

/// A city model. Plain data, owned by whoever holds it; reading it is safe from any thread.
struct CityModel {
  std::string name;              ///< of the source, for messages
  std::filesystem::path folder;  ///< that images are named from; empty: there is none, and no image is opened
  std::string format = "CityJSON";
  std::string version;  ///< as in the file
  CrsText crs;
  Transform transform;
  std::string metadata;        ///< raw JSON object, empty when there is none
  std::string transform_text;  ///< raw JSON, empty when there is none
  std::string templates;       ///< raw JSON of "geometry-templates", empty when there is none
  /// Members of the root that are not held elsewhere in the model, in file order: name and minified JSON.
  std::vector<std::pair<std::string, std::string>> root_extra;

  city::GeometryStore geometry;  ///< owner() of a geometry is the row of its object
  ObjectTable objects;
  city::NameTable texts;                   ///< dictionary of text and JSON attribute values
  std::vector<AttributeTable> attributes;  ///< by type code
  /// Members of a geometry's JSON that are not understood (material, texture, ...), as `"key":value,...`.
  city::SparseText geometry_extra;
  /// Geometries that could not be stored whole, by object row; each also has a finding. An entry is
  /// {"at": place in the object's list, "stored": whether a part of it is in the store, "geometry": the
  /// JSON}.
  city::SparseText rejected_geometry;
  /// JSON of vertices that are no points, by their number in the store, which has zeros in their place.
  city::SparseText bad_vertices;
  city::SparseText
      feature_extra;  ///< members of a sequence's features that are not understood, by feature number
  std::uint32_t feature_count = 0;    ///< features of a sequence, 0 for a single file
  std::uint32_t header_objects = 0;   ///< objects, the first ones, that stand in the header of a sequence
  bool sequence = false;              ///< the file is a CityJSONSeq, though it may have no feature
  bool headless = false;              ///< a feature without header
  std::uint32_t header_vertices = 0;  ///< vertices, the first ones of the store, that stand in the header
  /// By feature: the object of its id (kNone: the id is none of its objects and stands in feature_extra), the
  /// first of its vertices in the store (kNone: they are not there in their order) and how many it has.
  city::PodArray<std::uint32_t> feature_root, feature_vertices, feature_vertex_count;
  FindingList findings;

  /// Text of an attribute value of kind text or json.
  [[nodiscard]] std::string_view text(const AttributeColumn& column, std::size_t n) const {
    return texts[column.as_code(n)];
  }
  /// Checks the invariants of the tables and of the geometry store; throws Error(internal) on the first one
  /// broken.
  void validate() const;
};

}  // namespace conurb::io
