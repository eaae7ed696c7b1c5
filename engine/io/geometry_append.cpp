// SPDX-License-Identifier: Apache-2.0
#include "engine/io/geometry_append.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::io {

using city::GeometryStore;
using city::kNone;
using city::kTemplateTile;
using city::Range;

namespace {

class Appender {
 public:
  Appender(GeometryStore& target, const GeometryStore& source)
      : Appender(target, source, Vertices::copied, 1) {}

  /// Over vertices that are there already, in the same order and in tile 0.
  Appender(GeometryStore& target, const GeometryStore& source, double template_scale)
      : Appender(target, source, Vertices::same, template_scale) {}

  void copy_all() {
    for (std::uint32_t g = 0; g < source_.geometry_count(); ++g) append(g, source_.owner(g));
  }

  void append(std::uint32_t g, std::uint32_t owner) {
    const std::uint32_t tile = source_.tile_of(g);
    const bool is_template = tile == kTemplateTile;
    const std::uint32_t to_tile = is_template ? kTemplateTile : tile_to(tile);
    const std::uint16_t lod = source_.lod(g) == city::kNoName ? city::kNoName : lod_[source_.lod(g)];
    if (const city::Instance* instance = source_.instance(g)) {
      city::Instance copy = *instance;
      copy.anchor = vertex_to(instance->anchor, tile);
      copy.template_geometry = map.geometry[instance->template_geometry];
      for (const std::size_t shift : {3U, 7U, 11U}) copy.matrix[shift] *= template_scale_;
      map.geometry[g] = target_.end_instance(copy, lod, owner, to_tile);
      return;
    }
    copy_boundary(g, tile, is_template);
    map.geometry[g] = target_.end_geometry(source_.type(g), lod, owner, to_tile);
    copy_semantics(g);
    copy_looks(g);
  }

  AppendedGeometry map;

 private:
  enum class Vertices { copied, same };

  Appender(GeometryStore& target, const GeometryStore& source, Vertices vertices, double template_scale)
      : target_(target), source_(source), template_scale_(template_scale) {
    vertex_.assign(source.vertex_count(), kNone);
    tile_.assign(source.tile_count(), vertices == Vertices::same ? 0 : kNone);
    for (std::uint32_t v = 0; vertices == Vertices::same && v < source.vertex_count(); ++v) vertex_[v] = v;
    template_vertex_.assign(source.template_vertex_count(), kNone);
    for (std::uint32_t i = 0; i < source.lods().size(); ++i) {
      lod_.push_back(static_cast<std::uint16_t>(target.lods().intern(source.lods()[i])));
    }
    for (std::uint32_t i = 0; i < source.semantic_types().size(); ++i) {
      semantic_.push_back(
          static_cast<std::uint16_t>(target.semantic_types().intern(source.semantic_types()[i])));
    }
    image_.assign(source.looks().images().size(), kNone);
    map.geometry.assign(source.geometry_count(), kNone);
    map.surface.assign(source.surface_count(), kNone);
  }

  std::uint32_t tile_to(std::uint32_t tile) {
    if (tile_[tile] == kNone) tile_[tile] = target_.add_tile(source_.tile(tile));
    target_.use_tile(tile_[tile]);
    return tile_[tile];
  }

  // Vertices are copied at their first use, so that those of an object lie beside each other.
  std::uint32_t vertex_to(std::uint32_t vertex, std::uint32_t tile) {
    if (vertex_[vertex] != kNone) return vertex_[vertex];
    tile_to(tile);
    const auto [x, y, z] = source_.vertex(vertex);
    vertex_[vertex] = target_.vertex_count();
    target_.add_vertex(x, y, z);
    return vertex_[vertex];
  }

  std::uint32_t template_vertex_to(std::uint32_t vertex) {
    if (template_vertex_[vertex] != kNone) return template_vertex_[vertex];
    city::Point3 point = source_.template_vertex(vertex);
    for (double& each : point) each *= template_scale_;
    template_vertex_[vertex] = target_.template_vertex_count();
    target_.add_template_vertex(point);
    return template_vertex_[vertex];
  }

  void copy_surfaces(Range surfaces, std::uint32_t tile, bool is_template) {
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      for (std::uint32_t r = source_.rings(s).begin; r < source_.rings(s).end; ++r) {
        for (const std::uint32_t v : source_.ring(r)) {
          target_.add_index(is_template ? template_vertex_to(v) : vertex_to(v, tile));
        }
        target_.end_ring();
      }
      map.surface[s] = target_.surface_count();
      target_.end_surface();
    }
  }

  std::uint32_t image_to(std::uint32_t image) {
    if (image_[image] == kNone) image_[image] = target_.looks().intern_image(source_.looks().images()[image]);
    return image_[image];
  }

  void copy_looks(std::uint32_t g) {
    const city::SurfaceLooks& looks = source_.looks();
    const Range surfaces = source_.surfaces(g);
    if (!looks.any_of(surfaces.begin, surfaces.end)) return;
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      city::SurfaceLook look = looks.of(s);
      if (look.image != kNone) look.image = image_to(look.image);
      target_.looks().add(map.surface[s], look);
    }
  }

  void copy_boundary(std::uint32_t g, std::uint32_t tile, bool is_template) {
    if (!city::is_solid_type(source_.type(g))) {
      copy_surfaces(source_.surfaces(g), tile, is_template);
      return;
    }
    for (std::uint32_t so = source_.solids(g).begin; so < source_.solids(g).end; ++so) {
      const Range shells = source_.shells_of_solid(so);
      for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh) {
        copy_surfaces(source_.surfaces_of_shell(sh), tile, is_template);
        target_.end_shell();
      }
      target_.end_solid();
    }
  }

  void copy_semantics(std::uint32_t g) {
    const Range rows = source_.semantics(g);
    const std::uint32_t first = target_.semantic_count();
    for (std::uint32_t row = rows.begin; row < rows.end; ++row) {
      const std::uint16_t type = source_.semantic_type(row);
      target_.add_semantic(type == city::kNoName ? type : semantic_[type], source_.semantic_raw(row));
    }
    const Range surfaces = source_.surfaces(g);
    if (rows.size() == 0) return;
    links_.clear();
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      const std::uint32_t row = source_.semantic_of(g, s);
      links_.push_back(row == kNone ? kNone : first + (row - rows.begin));
    }
    target_.link_semantics(links_);
  }

  GeometryStore& target_;
  const GeometryStore& source_;
  double template_scale_;
  std::vector<std::uint32_t> vertex_, template_vertex_, tile_, image_, links_;
  std::vector<std::uint16_t> lod_, semantic_;
};

}  // namespace

AppendedGeometry append_geometry(GeometryStore& target, const GeometryStore& source,
                                 std::span<const std::uint32_t> owners) {
  Appender appender(target, source);
  const auto new_owner = [&](std::uint32_t g) {
    const std::uint32_t owner = source.owner(g);
    return source.tile_of(g) != kTemplateTile && owner < owners.size() ? owners[owner] : kNone;
  };
  std::vector<std::uint8_t> used(source.geometry_count(), 0);
  for (std::uint32_t g = 0; g < source.geometry_count(); ++g) {
    const city::Instance* instance = source.instance(g);
    if (instance != nullptr && new_owner(g) != kNone) used[instance->template_geometry] = 1;
  }
  // Templates first: instances point back to them.
  for (std::uint32_t g = 0; g < source.geometry_count(); ++g) {
    if (used[g] != 0) appender.append(g, kNone);
  }
  for (std::uint32_t g = 0; g < source.geometry_count(); ++g) {
    if (new_owner(g) != kNone) appender.append(g, new_owner(g));
  }
  return std::move(appender.map);
}

GeometryStore convert_geometry(const GeometryStore& source,
                               const std::function<city::Point3(const city::Point3&)>& convert,
                               double template_scale) {
  constexpr double kStep = 1e-3;
  std::vector<city::Point3> points(source.vertex_count());
  city::Point3 sum{0, 0, 0};
  std::size_t known = 0;
  for (std::uint32_t v = 0; v < source.vertex_count(); ++v) {
    points[v] = convert(source.world(v, source.tile_of_vertex(v)));
    if (!std::isfinite(points[v][0] + points[v][1] + points[v][2])) continue;
    for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] += points[v][axis];
    ++known;
  }
  city::Tile tile;
  tile.scale = {kStep, kStep, kStep};
  for (std::size_t axis = 0; axis < 3 && known > 0; ++axis) {
    tile.translate[axis] = std::round(sum[axis] / static_cast<double>(known));
  }
  GeometryStore target;
  if (!points.empty()) target.add_tile(tile);
  for (const city::Point3& point : points) {
    std::array<std::int32_t, 3> steps{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double step = std::round((point[axis] - tile.translate[axis]) / kStep);
      if (!(std::abs(step) < std::numeric_limits<std::int32_t>::max())) {
        throw Error(ErrorCode::bad_data,
                    "a point cannot be converted to the city's CRS, or lies 2,000 km away", "",
                    "check the CRS that the file names");
      }
      steps[axis] = static_cast<std::int32_t>(step);
    }
    target.add_vertex(steps[0], steps[1], steps[2]);
  }
  Appender(target, source, template_scale).copy_all();
  return target;
}

}  // namespace conurb::io
