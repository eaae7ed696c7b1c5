// SPDX-License-Identifier: Apache-2.0
// What the parts of the CityGML reader share while a file is read. Private to engine/io.
//
// A file is read in one pass, one top-level object in memory at a time. Further passes follow only where one
// has shown the need: appearances, geometry that is linked to from another top-level object, templates of
// implicit geometries, or coordinates that turn out to be in the other order.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/io/city_model.hpp"
#include "engine/io/citygml_appearances.hpp"
#include "engine/io/citygml_geometry.hpp"
#include "engine/io/citygml_names.hpp"
#include "engine/io/citygml_tree.hpp"

namespace conurb::io::citygml {

/// Marks an end of a relation that is a code of Import::pending instead of a row.
inline constexpr std::uint32_t kPendingBit = 0x80000000u;

/// A geometry that implicit geometries place, kept from one pass to the next.
struct TemplateSource {
  std::string key;  ///< id and level of detail, or its number among those without id
  std::string lod;
  std::uint32_t node = kNone;  ///< in Shared::arena
};

/// What one pass leaves to the next.
struct Shared {
  GeoArena arena;
  std::vector<TemplateSource> templates;
  std::set<std::string, std::less<>> template_keys;
  std::set<std::string, std::less<>> wanted;  ///< ids that links name and that their own object does not hold
};

/// What the coordinates tell of their order.
struct AxisEvidence {
  double lower[2] = {0, 0}, upper[2] = {0, 0};
  bool any = false;
  std::uint64_t right_handed = 0,
                left_handed = 0;  ///< solids and roofs that face out, or in, as they are read
};

/// One use of a polygon by a solid or a surface.
struct PolygonUse {
  std::uint32_t leaf;
  bool reversed;
};

/// A geometry with its aggregates and links taken apart.
struct Flat {
  std::vector<PolygonUse> surfaces;          ///< that are no part of a solid
  std::vector<PolygonUse> solid_surfaces;    ///< of all shells, one shell after the other
  std::vector<std::uint32_t> shell_end;      ///< in solid_surfaces
  std::vector<std::uint32_t> solid_end;      ///< in shell_end
  std::vector<std::uint32_t> lines, points;  ///< leaves
  city::GeometryType solid_type = city::GeometryType::solid;
  bool composite = false;  ///< the surfaces are one CompositeSurface
  std::uint64_t dropped = 0, open_rings = 0;
  LeafFault fault = LeafFault::none;  ///< of the first leaf that was dropped
  std::uint32_t line = 0;             ///< where that stood
  std::string missing;                ///< the first id that no geometry has
};

struct Import {
  Import(CityModel& target, Shared& carried, Appearances& said)
      : model(target), tree(names), shared(carried), looks(said) {}

  CityModel& model;
  Names names;
  XmlTree tree;
  GeoArena geo;
  SrsTable srs;
  Prefixes prefixes;
  Shared& shared;
  Appearances& looks;
  std::string version;
  bool north_first = false;  ///< coordinates are turned when they are read
  bool metric_axes = true;   ///< the axes are lengths: templates are turned with them
  AxisEvidence axes;

  std::map<std::string, std::uint32_t, std::less<>> templates;  ///< row of each template by its key
  std::uint64_t anonymous_templates = 0;
  bool template_missing = false;  ///< an implicit geometry waits for the next pass
  bool link_missing = false;      ///< an id was added to Shared::wanted

  std::vector<std::uint32_t> type_counts;                          ///< objects of each type so far
  std::vector<std::pair<std::uint32_t, std::uint32_t>> relations;  ///< (parent, child)
  city::NameTable pending;                                    ///< ids named in relations before they appeared
  std::map<std::string, std::uint64_t, std::less<>> unnamed;  ///< objects without id, by type
  /// By kind ("codeSpaces", "units"), type and attribute: what the first object says.
  std::map<std::string, std::map<std::string, std::map<std::string, std::string>>> notes;
  std::vector<std::uint32_t> vertex_slots;  ///< hash table of the open object's vertices, 0 is free
  std::uint32_t vertex_first = 0;           ///< first vertex that the table may hold
  std::uint64_t geo_nodes = 0, geo_visits = 0;

  void report(Severity severity, std::string_view object, std::string_view place, std::string_view rule,
              std::string message);
};

struct Attribute {
  std::string name;
  AttributeKind kind = AttributeKind::none;
  AttributeBits bits = 0;  ///< of numbers
  std::string text;        ///< of texts and JSON
  std::string code_space, unit;
};

struct GeometryProperty {
  std::string_view lod;
  std::uint32_t node;      ///< of the arena
  std::uint32_t property;  ///< of the tree
};

/// What an element that is an object or a surface holds.
struct Members {
  std::vector<Attribute> attributes;
  std::vector<GeometryProperty> geometries;
  std::vector<std::uint32_t> implicit;   ///< properties with an ImplicitGeometry
  std::vector<std::uint32_t> semantics;  ///< elements of surfaces with a meaning
  std::vector<std::uint32_t> objects;    ///< elements of objects below
  std::vector<std::string_view> links;   ///< ids of objects below that stand elsewhere
  std::vector<std::uint32_t> raw;        ///< what is kept as text
  std::string addresses;                 ///< JSON objects with commas between them
};

/// Sorts what an element holds; marks elements that become objects as taken.
[[nodiscard]] Members read_members(Import& import, std::uint32_t element);
/// The value of an attribute as JSON.
[[nodiscard]] std::string json_value(const Attribute& attribute);
/// Parts of addresses (xAL) as a JSON object and as one line; appends the line to `line`.
[[nodiscard]] std::string read_address(const XmlTree& tree, std::uint32_t element, std::string& line,
                                       bool& whole);
/// Members of an object or surface that are kept as text, as `"citygml":[...]`; empty when there is nothing.
[[nodiscard]] std::string raw_member(Import& import, const std::vector<std::uint32_t>& nodes);

/// Adds the object and all below it.
void read_object(Import& import, std::uint32_t element, std::uint32_t parent_row);
/// Adds the geometries of an object (row `object`) in the order of their levels of detail.
/// Objects that
/// its surfaces hold are added to members.objects, and what is not read to members.raw.
void read_geometries(Import& import, std::uint32_t object, Members& members);
/// Adds the implicit geometries of an object; those that cannot be read go to members.raw.
void read_implicit(Import& import, std::uint32_t object, Members& members);
/// Code of a level of detail, kNoName for an empty text.
[[nodiscard]] std::uint16_t lod_code(Import& import, std::string_view lod);
/// Tells what of a geometry could not be used.
void report_flat(Import& import, std::uint32_t object, std::string_view property, const Flat& flat);
/// Gives the polygons of the open top-level object the colours that appearances say of them.
void paint(Import& import);
/// Adds the looks of the geometry that was closed last, whose surfaces are `uses` of polygons in `arena`.
/// Findings name `object`.
void add_looks(Import& import, const GeoArena& arena, std::span<const PolygonUse> uses,
               std::string_view object);
/// Adds the templates that the pass before has found.
void add_templates(Import& import);
/// Puts geometry that a link of the open object names (a number in its arena), and that stands in another,
/// into the arena; kNone where no pass has found it yet.
std::uint32_t fetch_link(Import& import, std::uint32_t id);
/// An id that the next pass is to look for.
void want_link(Import& import, std::string_view id);

/// Appends a geometry. Throws Error(limit) where links multiply it beyond reason.
void flatten(Import& import, const GeoArena& arena, std::uint32_t node, Flat& flat);
/// Parents and children of all objects, parent and root, once every object has its row.
void settle_relations(Import& import);
/// Adds tile and vertices of geometry leaves, and rings in the order that a use wants.
class VertexWriter {
 public:
  explicit VertexWriter(Import& import) : import_(import) {}
  /// Chooses a tile that the points of all leaves fit into; returns its number.
  std::uint32_t open(std::span<const std::uint32_t> leaves);
  /// One point in a tile of its own choice: its vertex; `tile` is set.
  std::uint32_t point(const city::Point3& point, int decimals, std::uint32_t& tile);
  void ring(std::uint32_t ring, bool reversed);
  /// Rings of a leaf become one surface.
  void surface(const PolygonUse& use);

 private:
  std::uint32_t vertex(const double* point);
  std::uint32_t add(const std::array<std::int32_t, 3>& steps);
  std::uint32_t choose_tile(const city::Point3& lower, const city::Point3& upper, int decimals);
  void grow();

  Import& import_;
  city::Tile tile_;
  std::array<double, 3> per_unit_{};
};

/// What the CityModel says of itself.
struct RootText {
  std::string identifier, name, description;
  std::string kept;  ///< what else it holds, as JSON texts with commas between them
};
/// Metadata as CityJSON has them, and what only CityGML knows as the root's member "citygml".
void write_root(Import& import, const RootText& root);
/// Eastings of UTM with the zone's number before them ("32458875.2"), which EPSG knows as systems of their
/// own.
void settle_zone(Import& import);

/// Whether coordinates of that system come north first, as far as its text and register say.
struct AxisGuess {
  bool north_first = false;
  bool metric = true;
};
[[nodiscard]] AxisGuess guess_axes(const CrsText& crs);
/// The order that text, area of use and handedness together speak for, given how the evidence was read.
[[nodiscard]] bool settle_axes(Import& import, const CrsText& crs);

}  // namespace conurb::io::citygml
