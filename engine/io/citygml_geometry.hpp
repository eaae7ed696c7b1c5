// SPDX-License-Identifier: Apache-2.0
// Geometry in GML (3.1, 3.2, and "coordinates" of 2) while the top-level object that it belongs to is read: a
// tree of aggregates whose leaves are polygons, lines and points, with their coordinates in one array.
// Private to engine/io.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/geometry_names.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/io/citygml_names.hpp"
#include "engine/io/crs_text.hpp"

namespace conurb::io::citygml {

using city::kNone;

enum class GeoKind : std::uint8_t {
  polygon,
  line,
  point,
  surfaces,           ///< a set
  composite_surface,  ///< a set without gaps, a shell
  reversed,           ///< its one child, seen from the other side
  same,               ///< its one child (orientation "+")
  solid,              ///< children are shells, or links to them; those marked `interior` are voids
  solids,
  composite_solid,
  curves,
  points,
  mixed,
  link,         ///< to what has the id `payload`
  unsupported,  ///< a kind of curve or surface that has no straight edges
};

struct GeoNode {
  GeoKind kind = GeoKind::mixed;
  bool interior = false;
  std::uint32_t first_child = kNone, last_child = kNone, next = kNone;
  std::uint32_t payload = kNone;  ///< number of the leaf, or of the id that a link names
  std::uint32_t id = kNone;       ///< number of the element's own id
  std::uint32_t line = 0;
};

/// Why a leaf cannot be used; `none` for one that can.
enum class LeafFault : std::uint8_t { none, number, dimension, range, points, mixed_crs, unsupported };
/// Rule code and words of a fault, for findings.
[[nodiscard]] std::string_view rule_of(LeafFault fault);
[[nodiscard]] std::string_view words_of(LeafFault fault);

/// A polygon, line or point: rings [first_ring, end_ring).
struct GeoLeaf {
  std::uint32_t first_ring = 0, end_ring = 0;
  LeafFault fault = LeafFault::none;
  bool open_ring = false;    ///< a ring whose last point is not its first
  std::uint32_t colour = 0;  ///< of a polygon, as in city::SurfaceLook
};

/// The geometry of one top-level object. Cleared from object to object; the memory is kept.
struct GeoArena {
  std::vector<GeoNode> nodes;
  std::vector<GeoLeaf> leaves;
  std::vector<std::uint32_t> ring_begin{0};  ///< points of ring i are [ring_begin[i], ring_begin[i+1])
  std::vector<std::uint32_t> ring_id;        ///< number of a ring's id, kNone without
  std::vector<double> points;                ///< x y z, east first
  int decimals = 0;                          ///< most digits after a decimal point, trailing zeros apart
  city::NameTable ids;
  std::vector<std::uint32_t> node_of_id;  ///< by number of the id; kNone for one that is only linked to

  std::uint32_t add(GeoNode node, std::uint32_t parent);
  std::uint32_t id(std::string_view text);
  void name(std::uint32_t node, std::string_view id);
  /// Node with an id, kNone when there is none.
  [[nodiscard]] std::uint32_t find(std::string_view id) const;
  void clear();
  [[nodiscard]] std::span<const double> ring(std::uint32_t ring) const {
    return {points.data() + std::size_t{ring_begin[ring]} * 3,
            (std::size_t{ring_begin[ring + 1]} - ring_begin[ring]) * 3};
  }
};

/// Copies a node with all below it from one arena to the end of another, following links inside `from`;
/// whatever has an id there already is linked to. Returns the copy's number.
std::uint32_t copy_geometry(const GeoArena& from, std::uint32_t node, GeoArena& to);

/// Coordinate system and dimension in force at an element.
struct SrsContext {
  std::uint32_t srs = kNone;    ///< number in SrsTable, kNone when none is named
  std::uint32_t dimension = 0;  ///< 0 when none is named: then 3
};

/// The coordinate systems that a file names, numbered in their order.
class SrsTable {
 public:
  std::uint32_t code(std::string_view text);
  [[nodiscard]] bool empty() const { return texts_.empty(); }
  [[nodiscard]] const CrsText& operator[](std::uint32_t code) const { return texts_[code]; }
  /// Whether coordinates of that system may stand beside those of the file's first one.
  [[nodiscard]] bool fits_first(std::uint32_t code) const;

 private:
  city::NameTable codes_;
  std::vector<CrsText> texts_;
};

struct GmlAttribute {
  const NameInfo* name = nullptr;
  std::string_view value;
};

/// Numbers between white space, commas or whatever "coordinates" says, given piece by piece.
class NumberText {
 public:
  /// Numbers with white space between them.
  void begin_list();
  /// The text of "coordinates": `within` parts the numbers of a point (',' by default), `between` the points
  /// (' ').
  void begin_tuples(char within, char between);
  void feed(std::string_view piece);
  void finish();
  [[nodiscard]] const std::vector<double>& values() const { return values_; }
  [[nodiscard]] LeafFault fault() const { return fault_; }
  [[nodiscard]] int decimals() const { return decimals_; }
  /// Numbers in the first point of "coordinates", 0 when it was none.
  [[nodiscard]] std::uint32_t first_tuple() const { return first_tuple_; }

 private:
  void take(std::string_view token);
  void end_point();

  [[nodiscard]] bool separates(char c) const;

  bool tuples_ = false, within_point_ = false;
  char within_ = ' ', between_ = ' ';
  std::string pending_;
  std::vector<double> values_;
  std::uint32_t first_tuple_ = 0;
  int decimals_ = 0;
  LeafFault fault_ = LeafFault::none;
};

/// Builds an arena from the elements below a geometry property.
class GeoParser {
 public:
  GeoParser(GeoArena& arena, SrsTable& srs) : arena_(arena), srs_(srs) {}
  /// Coordinates come north first: they are turned.
  void set_north_first(bool value) { north_first_ = value; }

  /// An element of the geometry. For the first one (no geometry open) returns the root's node.
  std::uint32_t begin(const NameInfo& name, std::span<const GmlAttribute> attributes,
                      const SrsContext& context, std::uint32_t line);
  void text(std::string_view piece);
  void end();
  [[nodiscard]] bool open() const { return !levels_.empty(); }

 private:
  struct Level {
    GeoTag tag = GeoTag::none;
    std::uint32_t node = kNone;  ///< where children go
    bool interior = false;       ///< children are voids of a solid
    SrsContext context;
  };
  void begin_leaf(GeoKind kind, Level& level, std::span<const GmlAttribute> attributes, std::uint32_t line);
  void begin_in_leaf(Level& level, std::span<const GmlAttribute> attributes);
  void begin_node(Level& level, std::span<const GmlAttribute> attributes, std::uint32_t line);
  void begin_numbers(GeoTag tag, std::span<const GmlAttribute> attributes);
  void end_numbers(const SrsContext& context);
  void begin_ring();
  void end_ring();
  void end_leaf();
  void spoil(LeafFault fault);

  GeoArena& arena_;
  SrsTable& srs_;
  bool north_first_ = false;
  std::vector<Level> levels_;
  std::uint32_t leaf_ = kNone, leaf_level_ = 0, ring_level_ = 0;
  bool ring_open_ = false, numbers_open_ = false, join_ = false;
  NumberText numbers_;
};

}  // namespace conurb::io::citygml
