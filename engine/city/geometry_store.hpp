// SPDX-License-Identifier: Apache-2.0
// The one store of a city's geometry: vertices quantised to 32 bits around 64-bit tile origins, and
// boundaries as offset arrays (compressed sparse rows) from geometry to solid, shell, surface, ring and
// vertex. The structure is that of ISO 19107 as CityJSON 2.0 (section 3) writes it. Everything is appended,
// nothing is moved.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/city/geometry_array.hpp"
#include "engine/city/geometry_names.hpp"
#include "engine/city/surface_looks.hpp"
#include "engine/city/vector3.hpp"

namespace conurb::city {

enum class GeometryType : std::uint8_t {
  multi_point,        ///< every point is a surface of one ring of one vertex
  multi_line_string,  ///< every line is a surface of one open ring
  multi_surface,
  composite_surface,
  solid,
  multi_solid,
  composite_solid,
  instance,  ///< a template geometry, moved by a matrix and put at a vertex; has no boundary of its own
};

/// Name as in CityJSON ("MultiSurface", "GeometryInstance", ...).
[[nodiscard]] std::string_view to_string(GeometryType type);
/// Whether the type has shells and solids.
[[nodiscard]] constexpr bool is_solid_type(GeometryType type) {
  return type == GeometryType::solid || type == GeometryType::multi_solid ||
         type == GeometryType::composite_solid;
}

/// World coordinate = (origin + vertex) * scale + translate, axis by axis, in the units of the city's CRS.
struct Tile {
  Point3 scale{1, 1, 1};
  Point3 translate{0, 0, 0};
  std::array<std::int64_t, 3> origin{0, 0, 0};  ///< in steps of `scale`
  bool operator==(const Tile&) const = default;
};

/// Tile number of geometries whose vertices are template vertices (real numbers) instead of quantised ones.
inline constexpr std::uint32_t kTemplateTile = 0xFFFFFFFEu;

/// Half-open range of rows of one level.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
};

/// A template geometry placed in the city: world point = matrix * template point + anchor, CityJSON 2.0
/// section 3.4.
struct Instance {
  std::uint32_t geometry = kNone;           ///< the row of type instance
  std::uint32_t template_geometry = kNone;  ///< row of a geometry with tile kTemplateTile
  std::uint32_t anchor = kNone;             ///< vertex, in the tile of `geometry`
  std::array<double, 16> matrix{};          ///< row-major 4 x 4, acts on column vectors
};

/// Append-only store. Writing is single-threaded; reading a store nobody writes to is safe from any thread.
/// Every count stays below 2^32 - 2, else Error(limit). Rows are named by their 32-bit number; spans live
/// until the next append.
class GeometryStore {
 public:
  GeometryStore();

  /// State to which roll_back() returns; made by mark().
  struct Mark {
    std::size_t coordinates, blocks, tiles, template_coordinates, ring_vertices, rings, surfaces, shells,
        solids, geometries, links, semantics, instances;
  };

  // ---- writing ----

  /// Adds a tile; vertices added afterwards belong to it.
  std::uint32_t add_tile(const Tile& tile);
  /// Vertices added from now on belong to `tile`, which exists already.
  void use_tile(std::uint32_t tile);
  /// Adds a vertex in steps of the current tile's scale, relative to its origin.
  void add_vertex(std::int32_t x, std::int32_t y, std::int32_t z) {
    coordinates_.push_back(x);
    coordinates_.push_back(y);
    coordinates_.push_back(z);
  }
  /// Adds a template vertex (CRS units); numbered apart from the quantised ones.
  void add_template_vertex(const Point3& point);

  /// Boundary of the geometry under construction, innermost level first: indices, then the end of their ring,
  /// then of the surface and so on. Types without shells never call end_shell() and end_solid().
  void add_index(std::uint32_t vertex) { ring_vertices_.push_back(vertex); }
  void end_ring() { ring_begin_.push_back(static_cast<std::uint32_t>(ring_vertices_.size())); }
  void end_surface() {
    surface_begin_.push_back(static_cast<std::uint32_t>(ring_begin_.size() - 1));
    surface_type_.push_back(kNoName);
  }
  void end_shell();
  void end_solid() { solid_begin_.push_back(static_cast<std::uint32_t>(shells_.size())); }
  /// Indices added since the last closed geometry, to be renumbered in place.
  [[nodiscard]] std::span<std::uint32_t> open_indices();
  /// Takes back the rings and indices of the surface under construction.
  void drop_surface();
  /// Closes the geometry made of everything added since the last one and returns its row. `lod` is a code of
  /// lods() or kNoName, `owner` the caller's object number or kNone.
  std::uint32_t end_geometry(GeometryType type, std::uint16_t lod, std::uint32_t owner, std::uint32_t tile);
  /// Closes a geometry of type instance; `instance.geometry` is filled in.
  std::uint32_t end_instance(Instance instance, std::uint16_t lod, std::uint32_t owner, std::uint32_t tile);

  /// Semantics of the geometry that was closed last: adds a row with the code `type` of semantic_types() and
  /// the raw JSON object `raw` it came from (empty when it holds nothing but the type). Returns the row.
  std::uint32_t add_semantic(std::uint16_t type, std::string_view raw);
  /// Says which semantic row each surface of the last geometry has (row or kNone); one entry per surface.
  void link_semantics(std::span<const std::uint32_t> rows);

  [[nodiscard]] Mark mark() const;
  /// Takes back everything added since `mark`, dictionaries excepted (an unused name does no harm).
  void roll_back(const Mark& mark);

  // ---- reading ----

  [[nodiscard]] std::uint32_t vertex_count() const {
    return static_cast<std::uint32_t>(coordinates_.size() / 3);
  }
  [[nodiscard]] std::uint32_t template_vertex_count() const {
    return static_cast<std::uint32_t>(template_coordinates_.size() / 3);
  }
  [[nodiscard]] std::uint32_t tile_count() const { return static_cast<std::uint32_t>(tiles_.size()); }
  [[nodiscard]] std::uint32_t geometry_count() const { return static_cast<std::uint32_t>(types_.size()); }
  [[nodiscard]] std::uint32_t surface_count() const {
    return static_cast<std::uint32_t>(surface_type_.size());
  }
  [[nodiscard]] std::uint32_t ring_count() const {
    return static_cast<std::uint32_t>(ring_begin_.size() - 1);
  }
  [[nodiscard]] std::uint32_t shell_count() const { return static_cast<std::uint32_t>(shells_.size()); }
  [[nodiscard]] std::uint32_t solid_count() const {
    return static_cast<std::uint32_t>(solid_begin_.size() - 1);
  }
  [[nodiscard]] std::uint32_t semantic_count() const {
    return static_cast<std::uint32_t>(semantic_type_.size());
  }

  [[nodiscard]] const Tile& tile(std::uint32_t tile) const { return tiles_[tile]; }
  [[nodiscard]] GeometryType type(std::uint32_t geometry) const { return types_[geometry]; }
  [[nodiscard]] std::uint16_t lod(std::uint32_t geometry) const { return lod_[geometry]; }
  /// Text of the level of detail ("2.2"), empty when the geometry has none.
  [[nodiscard]] std::string_view lod_text(std::uint32_t geometry) const;
  [[nodiscard]] std::uint32_t owner(std::uint32_t geometry) const { return owner_[geometry]; }
  [[nodiscard]] std::uint32_t tile_of(std::uint32_t geometry) const { return tile_[geometry]; }

  [[nodiscard]] Range surfaces(std::uint32_t geometry) const { return range(geometry_surface_, geometry); }
  [[nodiscard]] Range shells(std::uint32_t geometry) const { return range(geometry_shell_, geometry); }
  [[nodiscard]] Range solids(std::uint32_t geometry) const { return range(geometry_solid_, geometry); }
  [[nodiscard]] Range shells_of_solid(std::uint32_t solid) const { return range(solid_begin_, solid); }
  [[nodiscard]] Range surfaces_of_shell(std::uint32_t shell) const { return shells_[shell]; }
  [[nodiscard]] Range rings(std::uint32_t surface) const { return range(surface_begin_, surface); }
  /// Vertices of all rings of a surface.
  [[nodiscard]] std::uint32_t corner_count(std::uint32_t surface) const {
    return ring_begin_[surface_begin_[surface + 1]] - ring_begin_[surface_begin_[surface]];
  }
  /// Vertices of a ring, the first not repeated at the end; quantised or template vertices by the geometry's
  /// tile.
  [[nodiscard]] std::span<const std::uint32_t> ring(std::uint32_t ring) const {
    return ring_vertices_.view().subspan(ring_begin_[ring], ring_begin_[ring + 1] - ring_begin_[ring]);
  }

  /// Quantised vertex relative to its tile's origin.
  [[nodiscard]] std::array<std::int32_t, 3> vertex(std::uint32_t v) const {
    const std::int32_t* c = coordinates_.data() + std::size_t{v} * 3;
    return {c[0], c[1], c[2]};
  }
  /// All quantised coordinates, x y z after each other.
  [[nodiscard]] std::span<const std::int32_t> coordinates() const { return coordinates_.view(); }
  /// World coordinates of a vertex of a tile, in CRS units.
  [[nodiscard]] Point3 world(std::uint32_t vertex, std::uint32_t tile) const;
  [[nodiscard]] Point3 template_vertex(std::uint32_t vertex) const;
  /// Tile a vertex was added to.
  [[nodiscard]] std::uint32_t tile_of_vertex(std::uint32_t vertex) const;
  /// The instance of a geometry of type instance, nullptr for any other.
  [[nodiscard]] const Instance* instance(std::uint32_t geometry) const;

  /// Semantic type of a surface as a code of semantic_types(), kNoName when it has none.
  [[nodiscard]] std::uint16_t surface_type(std::uint32_t surface) const { return surface_type_[surface]; }
  /// Semantic row of a surface of a geometry, kNone when it has none.
  [[nodiscard]] std::uint32_t semantic_of(std::uint32_t geometry, std::uint32_t surface) const;
  [[nodiscard]] Range semantics(std::uint32_t geometry) const { return range(geometry_semantic_, geometry); }
  [[nodiscard]] std::uint16_t semantic_type(std::uint32_t row) const { return semantic_type_[row]; }
  /// Raw JSON object of a semantic row, empty when it holds nothing but the type.
  [[nodiscard]] std::string_view semantic_raw(std::uint32_t row) const { return semantic_raw_.at(row); }

  /// Looks of surfaces, which may be added in the order of their numbers once their geometry is closed.
  [[nodiscard]] SurfaceLooks& looks() { return looks_; }
  [[nodiscard]] const SurfaceLooks& looks() const { return looks_; }

  [[nodiscard]] NameTable& lods() { return lods_; }
  [[nodiscard]] const NameTable& lods() const { return lods_; }
  [[nodiscard]] NameTable& semantic_types() { return semantic_types_; }
  [[nodiscard]] const NameTable& semantic_types() const { return semantic_types_; }

  /// Checks every invariant stated above (offsets ascend and end at the size of their pool, every index and
  /// code is in range, instances point to templates). Throws Error(internal) that names the first one broken.
  /// Linear time.
  void validate() const;

 private:
  using Offsets = PodArray<std::uint32_t>;
  [[nodiscard]] static Range range(const Offsets& begin, std::uint32_t row) {
    return {begin[row], begin[row + 1]};
  }
  void close_geometry(GeometryType type, std::uint16_t lod, std::uint32_t owner, std::uint32_t tile);
  void validate_offsets() const;
  void validate_geometry(std::uint32_t geometry) const;
  void validate_looks() const;

  struct VertexBlock {
    std::uint32_t first;  ///< vertices from here to the next block belong to `tile`
    std::uint32_t tile;
  };

  PodArray<Tile> tiles_;
  PodArray<VertexBlock> blocks_;
  PodArray<std::int32_t> coordinates_;
  PodArray<double> template_coordinates_;

  Offsets ring_vertices_, ring_begin_, surface_begin_, solid_begin_;
  PodArray<Range> shells_;  ///< ranges, not offsets: the surfaces of a MultiSurface lie in no shell
  PodArray<std::uint16_t> surface_type_;

  PodArray<GeometryType> types_;
  PodArray<std::uint16_t> lod_;
  Offsets owner_, tile_, geometry_surface_, geometry_shell_, geometry_solid_, geometry_semantic_;
  Offsets geometry_link_;  ///< first entry in links_, kNone for a geometry without semantics
  Offsets links_;
  PodArray<std::uint16_t> semantic_type_;
  SparseText semantic_raw_;
  PodArray<Instance> instances_;

  NameTable lods_, semantic_types_;
  SurfaceLooks looks_;
};

}  // namespace conurb::city
