// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_store.hpp"

#include <algorithm>
#include <string>

namespace conurb::city {

namespace {

[[noreturn]] void broken(const std::string& what) {
  throw Error(ErrorCode::internal, what, "geometry store", "report this as a fault of the program");
}

void check_offsets(const PodArray<std::uint32_t>& begin, std::size_t rows, std::size_t pool,
                   const char* name) {
  if (begin.size() != rows + 1 || begin[0] != 0) broken(std::string(name) + " offsets have a wrong length");
  if (begin.back() != pool) broken(std::string(name) + " offsets do not end at the size of their pool");
  if (!std::is_sorted(begin.begin(), begin.end())) broken(std::string(name) + " offsets descend");
}

}  // namespace

std::string_view to_string(GeometryType type) {
  switch (type) {
    case GeometryType::multi_point: return "MultiPoint";
    case GeometryType::multi_line_string: return "MultiLineString";
    case GeometryType::multi_surface: return "MultiSurface";
    case GeometryType::composite_surface: return "CompositeSurface";
    case GeometryType::solid: return "Solid";
    case GeometryType::multi_solid: return "MultiSolid";
    case GeometryType::composite_solid: return "CompositeSolid";
    case GeometryType::instance: return "GeometryInstance";
  }
  return "unknown";
}

GeometryStore::GeometryStore() {
  for (Offsets* begin : {&ring_begin_, &surface_begin_, &solid_begin_, &geometry_surface_, &geometry_shell_,
                         &geometry_solid_, &geometry_semantic_}) {
    begin->push_back(0);
  }
}

std::uint32_t GeometryStore::add_tile(const Tile& tile) {
  if (tiles_.size() >= kTemplateTile) throw Error(ErrorCode::limit, "more than 4,294,967,293 tiles");
  tiles_.push_back(tile);
  use_tile(tile_count() - 1);
  return tile_count() - 1;
}

void GeometryStore::use_tile(std::uint32_t tile) {
  if (blocks_.empty() || blocks_.back().tile != tile) blocks_.push_back({vertex_count(), tile});
}

void GeometryStore::add_template_vertex(const Point3& point) {
  template_coordinates_.append(point);
}

std::span<std::uint32_t> GeometryStore::open_indices() {
  const std::uint32_t first = ring_begin_[surface_begin_[geometry_surface_.back()]];
  return {ring_vertices_.data() + first, ring_vertices_.size() - first};
}

void GeometryStore::drop_surface() {
  ring_begin_.truncate(std::size_t{surface_begin_.back()} + 1);
  ring_vertices_.truncate(ring_begin_.back());
}

void GeometryStore::close_geometry(GeometryType type, std::uint16_t lod, std::uint32_t owner,
                                   std::uint32_t tile) {
  const std::size_t largest =
      std::max({ring_vertices_.size(), ring_begin_.size(), surface_begin_.size(), coordinates_.size() / 3,
                template_coordinates_.size() / 3, types_.size(), links_.size(), semantic_type_.size()});
  if (largest >= kNone - 1) {
    throw Error(ErrorCode::limit, "the geometry has more than 4,294,967,294 vertices, indices or rings", "",
                "import the city in several files");
  }
  types_.push_back(type);
  lod_.push_back(lod);
  owner_.push_back(owner);
  tile_.push_back(tile);
  geometry_surface_.push_back(surface_count());
  geometry_shell_.push_back(shell_count());
  geometry_solid_.push_back(solid_count());
  geometry_semantic_.push_back(semantic_count());
  geometry_link_.push_back(kNone);
}

void GeometryStore::end_shell() {
  const std::uint32_t before = shells_.empty() ? 0 : shells_.back().end;
  shells_.push_back({std::max(before, geometry_surface_.back()), surface_count()});
}

std::uint32_t GeometryStore::end_geometry(GeometryType type, std::uint16_t lod, std::uint32_t owner,
                                          std::uint32_t tile) {
  close_geometry(type, lod, owner, tile);
  return geometry_count() - 1;
}

std::uint32_t GeometryStore::end_instance(Instance instance, std::uint16_t lod, std::uint32_t owner,
                                          std::uint32_t tile) {
  instance.geometry = geometry_count();
  instances_.push_back(instance);
  close_geometry(GeometryType::instance, lod, owner, tile);
  return geometry_count() - 1;
}

std::uint32_t GeometryStore::add_semantic(std::uint16_t type, std::string_view raw) {
  const std::uint32_t row = semantic_count();
  semantic_type_.push_back(type);
  if (!raw.empty()) semantic_raw_.add(row, raw);
  geometry_semantic_.back() = row + 1;
  return row;
}

void GeometryStore::link_semantics(std::span<const std::uint32_t> rows) {
  const std::uint32_t geometry = geometry_count() - 1;
  const Range of = surfaces(geometry);
  if (rows.size() != of.size()) broken("semantics link another number of surfaces than the geometry has");
  geometry_link_[geometry] = static_cast<std::uint32_t>(links_.size());
  links_.append(rows);
  for (std::uint32_t i = 0; i < of.size(); ++i) {
    if (rows[i] != kNone) surface_type_[of.begin + i] = semantic_type_[rows[i]];
  }
}

GeometryStore::Mark GeometryStore::mark() const {
  return {coordinates_.size(),   blocks_.size(),     tiles_.size(),         template_coordinates_.size(),
          ring_vertices_.size(), ring_begin_.size(), surface_begin_.size(), shells_.size(),
          solid_begin_.size(),   types_.size(),      links_.size(),         semantic_type_.size(),
          instances_.size()};
}

void GeometryStore::roll_back(const Mark& mark) {
  coordinates_.truncate(mark.coordinates);
  blocks_.truncate(mark.blocks);
  tiles_.truncate(mark.tiles);
  template_coordinates_.truncate(mark.template_coordinates);
  ring_vertices_.truncate(mark.ring_vertices);
  ring_begin_.truncate(mark.rings);
  surface_begin_.truncate(mark.surfaces);
  surface_type_.truncate(mark.surfaces - 1);
  shells_.truncate(mark.shells);
  solid_begin_.truncate(mark.solids);
  types_.truncate(mark.geometries);
  lod_.truncate(mark.geometries);
  owner_.truncate(mark.geometries);
  tile_.truncate(mark.geometries);
  geometry_link_.truncate(mark.geometries);
  for (Offsets* begin : {&geometry_surface_, &geometry_shell_, &geometry_solid_, &geometry_semantic_}) {
    begin->truncate(mark.geometries + 1);
  }
  links_.truncate(mark.links);
  semantic_type_.truncate(mark.semantics);
  semantic_raw_.truncate(static_cast<std::uint32_t>(mark.semantics));
  instances_.truncate(mark.instances);
  looks_.truncate(static_cast<std::uint32_t>(mark.surfaces - 1));
}

std::string_view GeometryStore::lod_text(std::uint32_t geometry) const {
  return lod_[geometry] == kNoName ? std::string_view{} : lods_[lod_[geometry]];
}

Point3 GeometryStore::world(std::uint32_t vertex, std::uint32_t tile) const {
  const Tile& t = tiles_[tile];
  const std::int32_t* c = coordinates_.data() + std::size_t{vertex} * 3;
  Point3 point;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    point[axis] = static_cast<double>(t.origin[axis] + c[axis]) * t.scale[axis] + t.translate[axis];
  }
  return point;
}

Point3 GeometryStore::template_vertex(std::uint32_t vertex) const {
  const double* c = template_coordinates_.data() + std::size_t{vertex} * 3;
  return {c[0], c[1], c[2]};
}

std::uint32_t GeometryStore::tile_of_vertex(std::uint32_t vertex) const {
  const auto* after =
      std::upper_bound(blocks_.begin(), blocks_.end(), vertex,
                       [](std::uint32_t v, const VertexBlock& block) { return v < block.first; });
  return after == blocks_.begin() ? kNone : (after - 1)->tile;
}

const Instance* GeometryStore::instance(std::uint32_t geometry) const {
  const auto* found =
      std::lower_bound(instances_.begin(), instances_.end(), geometry,
                       [](const Instance& instance, std::uint32_t g) { return instance.geometry < g; });
  return found == instances_.end() || found->geometry != geometry ? nullptr : found;
}

std::uint32_t GeometryStore::semantic_of(std::uint32_t geometry, std::uint32_t surface) const {
  const std::uint32_t first = geometry_link_[geometry];
  return first == kNone ? kNone : links_[first + (surface - geometry_surface_[geometry])];
}

void GeometryStore::validate_offsets() const {
  check_offsets(ring_begin_, ring_count(), ring_vertices_.size(), "ring");
  check_offsets(surface_begin_, surface_count(), ring_count(), "surface");
  check_offsets(solid_begin_, solid_count(), shell_count(), "solid");
  const std::size_t n = geometry_count();
  check_offsets(geometry_surface_, n, surface_count(), "geometry to surface");
  check_offsets(geometry_shell_, n, shell_count(), "geometry to shell");
  check_offsets(geometry_solid_, n, solid_count(), "geometry to solid");
  check_offsets(geometry_semantic_, n, semantic_count(), "geometry to semantics");
  if (lod_.size() != n || owner_.size() != n || tile_.size() != n || geometry_link_.size() != n) {
    broken("the columns of the geometry table differ in length");
  }
  if (coordinates_.size() % 3 != 0 || template_coordinates_.size() % 3 != 0) broken("half a vertex");
}

void GeometryStore::validate_geometry(std::uint32_t g) const {
  const std::string name = "geometry " + std::to_string(g);
  if (lod_[g] != kNoName && lod_[g] >= lods_.size()) broken(name + " has an unknown level of detail");
  const bool is_template = tile_[g] == kTemplateTile;
  if (!is_template && tile_[g] >= tile_count()) broken(name + " lies in a tile that does not exist");
  const bool is_instance = type(g) == GeometryType::instance;
  if (is_instance != (instance(g) != nullptr)) broken(name + " and the table of instances disagree");
  if (is_instance && surfaces(g).size() != 0) broken(name + " is an instance with a boundary");
  if (!is_solid_type(type(g)) && shells(g).size() + solids(g).size() != 0) broken(name + " has shells");
  if (is_solid_type(type(g))) {
    // The solids of the geometry hold exactly its shells, those exactly its surfaces, one after the other.
    const Range so = solids(g), sh = shells(g);
    if (solid_begin_[so.begin] != sh.begin || solid_begin_[so.end] != sh.end) {
      broken(name + " has shells outside its solids");
    }
    std::uint32_t next = surfaces(g).begin;
    for (std::uint32_t i = sh.begin; i < sh.end; ++i) {
      if (shells_[i].begin != next || shells_[i].end < next) broken(name + " has shells with gaps");
      next = shells_[i].end;
    }
    if (next != surfaces(g).end) broken(name + " has surfaces outside its shells");
  }
  const std::uint32_t vertices = is_template ? template_vertex_count() : vertex_count();
  for (std::uint32_t s = surfaces(g).begin; s < surfaces(g).end; ++s) {
    for (std::uint32_t r = rings(s).begin; r < rings(s).end; ++r) {
      for (const std::uint32_t v : ring(r)) {
        if (v >= vertices)
          broken(name + " uses vertex " + std::to_string(v) + " of " + std::to_string(vertices));
      }
    }
    const std::uint32_t row = semantic_of(g, s);
    if (row != kNone && (row < semantics(g).begin || row >= semantics(g).end)) {
      broken(name + " uses a semantic row of another geometry");
    }
    if (surface_type_[s] != (row == kNone ? kNoName : semantic_type_[row])) {
      broken(name + " has a surface whose type is not that of its semantic row");
    }
  }
}

void GeometryStore::validate_looks() const {
  const auto surfaces = looks_.surfaces();
  for (std::size_t n = 0; n < surfaces.size(); ++n) {
    const std::string name = "the look of surface " + std::to_string(surfaces[n]);
    if (surfaces[n] >= surface_count()) broken(name + " is of none");
    const SurfaceLook look = looks_.entry(n);
    if (look.image == kNone) {
      if (!look.points.empty()) broken(name + " has places on no image");
      continue;
    }
    if (look.image >= looks_.images().size()) broken(name + " has an image that does not exist");
    if (look.points.size() != corner_count(surfaces[n])) broken(name + " has not a place for each corner");
  }
}

void GeometryStore::validate() const {
  validate_offsets();
  for (std::uint32_t g = 0; g < geometry_count(); ++g) validate_geometry(g);
  for (const std::uint16_t code : semantic_type_) {
    if (code != kNoName && code >= semantic_types_.size()) broken("a semantic row has an unknown type");
  }
  for (const Instance& instance : instances_) {
    if (instance.template_geometry >= geometry_count() ||
        tile_of(instance.template_geometry) != kTemplateTile || instance.anchor >= vertex_count()) {
      broken("an instance points to no template or vertex");
    }
  }
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (blocks_[i].tile >= tile_count() || (i > 0 && blocks_[i].first < blocks_[i - 1].first)) {
      broken("vertex blocks and tiles disagree");
    }
  }
  validate_looks();
}

}  // namespace conurb::city
