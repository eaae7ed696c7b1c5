// SPDX-License-Identifier: Apache-2.0
// Implicit geometries: one prototype, placed many times. Prototypes stand before all objects in the store, so
// they are gathered in one pass and placed in the next.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

using city::GeometryType;
using city::kNoName;

/// Identity of a prototype: the id of its one geometry, or a number in the order of the file.
std::string key_of(Import& import, std::uint32_t node, std::string_view lod) {
  const GeoArena& geo = import.geo;
  const GeoNode* at = &geo.nodes[node];
  if (at->kind == GeoKind::mixed && at->first_child != kNone && at->first_child == at->last_child)
    at = &geo.nodes[at->first_child];
  const std::uint32_t id = at->kind == GeoKind::link ? at->payload : at->id;
  if (id != kNone) return fmt::format("{}@{}", geo.ids[id], lod);
  return fmt::format("\n{}@{}", ++import.anonymous_templates, lod);
}

bool numbers_of(std::string_view text, std::vector<double>& values, int& decimals) {
  NumberText numbers;
  numbers.begin_list();
  numbers.feed(text);
  numbers.finish();
  values = numbers.values();
  decimals = numbers.decimals();
  return numbers.fault() == LeafFault::none;
}

/// gml:Point/gml:pos somewhere below.
std::uint32_t find_position(const XmlTree& tree, std::uint32_t node) {
  for (std::uint32_t c = tree[node].first_child; c != kNone; c = tree[c].next) {
    if (tree.is_text(c)) continue;
    if (tree.name(c).geo == GeoTag::pos) return c;
    if (const std::uint32_t below = find_position(tree, c); below != kNone) return below;
  }
  return kNone;
}

/// The matrix for axes in the other order.
void turn(std::array<double, 16>& matrix) {
  for (std::size_t i = 0; i < 4; ++i) std::swap(matrix[i], matrix[4 + i]);
  for (std::size_t i = 0; i < 4; ++i) std::swap(matrix[4 * i], matrix[4 * i + 1]);
}

class Placement {
 public:
  Placement(Import& import, std::uint32_t object, std::uint32_t property)
      : import_(import), tree_(import.tree), object_(object), property_(property) {}

  /// Whether it was placed, or will be in the next pass.
  bool read() {
    const std::uint32_t implicit = tree_.element(property_);
    std::uint32_t relative = tree_.child(implicit, "relativeGMLGeometry");
    if (relative == kNone) relative = tree_.child(implicit, "relativeGeometry");
    if (relative == kNone || tree_[relative].geometry == kNone) {
      return refuse("geometry.library_object", "the shape lies in another file, which is never read");
    }
    const std::string_view lod = tree_.name(property_).lod;
    const std::string key = key_of(import_, tree_[relative].geometry, lod);
    city::Instance instance;
    if (!read_matrix(implicit, instance)) return refuse("geometry.instance", "the matrix has not 16 numbers");
    const auto known = import_.templates.find(key);
    if (known == import_.templates.end()) {
      remember(key, lod, tree_[relative].geometry);
      return true;
    }
    if (known->second == kNone) return refuse("geometry.instance", "its shape could not be read");
    instance.template_geometry = known->second;
    return place(implicit, instance);
  }

 private:
  bool refuse(std::string_view rule, std::string_view what) {
    import_.report(Severity::warning, import_.model.objects.ids[object_],
                   fmt::format("{}, line {}", tree_.name(property_).local, tree_[property_].line), rule,
                   fmt::format("{}; kept as text", what));
    return false;
  }

  void remember(const std::string& key, std::string_view lod, std::uint32_t node) {
    import_.template_missing = true;
    Shared& shared = import_.shared;
    if (!shared.template_keys.insert(key).second) return;
    const std::size_t before = shared.arena.nodes.size();
    shared.templates.push_back({key, std::string(lod), copy_geometry(import_.geo, node, shared.arena)});
    for (std::size_t n = before; n < shared.arena.nodes.size(); ++n) {
      const GeoNode& copied = shared.arena.nodes[n];
      if (copied.kind == GeoKind::link && shared.arena.node_of_id[copied.payload] == kNone)
        want_link(import_, shared.arena.ids[copied.payload]);
    }
  }

  bool read_matrix(std::uint32_t implicit, city::Instance& instance) const {
    instance.matrix = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    const std::uint32_t element = tree_.child(implicit, "transformationMatrix");
    if (element == kNone) return true;
    std::vector<double> values;
    int decimals = 0;
    if (!numbers_of(tree_.text(element), values, decimals) || values.size() != 16) return false;
    std::copy(values.begin(), values.end(), instance.matrix.begin());
    if (import_.north_first && import_.metric_axes) turn(instance.matrix);
    return true;
  }

  bool place(std::uint32_t implicit, city::Instance& instance) {
    const std::uint32_t reference = tree_.child(implicit, "referencePoint");
    const std::uint32_t position = reference == kNone ? kNone : find_position(tree_, reference);
    std::vector<double> values;
    int decimals = 0;
    if (position == kNone || !numbers_of(tree_.text(position), values, decimals) || values.size() < 2 ||
        values.size() > 3) {
      return refuse("geometry.instance", "the reference point is no point");
    }
    city::Point3 point{values[0], values[1], values.size() == 3 ? values[2] : 0};
    if (import_.north_first) std::swap(point[0], point[1]);
    std::uint32_t tile = 0;
    instance.anchor = VertexWriter(import_).point(point, decimals, tile);
    import_.model.geometry.end_instance(instance, lod_code(import_, tree_.name(property_).lod), object_,
                                        tile);
    return true;
  }

  Import& import_;
  const XmlTree& tree_;
  std::uint32_t object_, property_;
};

/// The boundary of a template, with vertices of its own. False when there is none.
bool add_template(Import& import, const Flat& flat, std::uint16_t lod) {
  city::GeometryStore& store = import.model.geometry;
  const GeoArena& geo = import.shared.arena;
  const auto leaf = [&](std::uint32_t number, bool reversed) {
    for (std::uint32_t r = geo.leaves[number].first_ring; r < geo.leaves[number].end_ring; ++r) {
      const auto ring = geo.ring(r);
      const std::size_t count = ring.size() / 3;
      for (std::size_t i = 0; i < count; ++i) {
        const double* const p = ring.data() + 3 * (reversed ? count - 1 - i : i);
        store.add_index(store.template_vertex_count());
        store.add_template_vertex({p[0], p[1], p[2]});
      }
      store.end_ring();
    }
    store.end_surface();
  };
  const auto close = [&](GeometryType type) {
    store.end_geometry(type, lod, kNone, city::kTemplateTile);
    std::vector<PolygonUse> uses = flat.solid_surfaces;
    uses.insert(uses.end(), flat.surfaces.begin(), flat.surfaces.end());
    add_looks(import, geo, uses, "");
    return true;
  };
  if (!flat.solid_end.empty() && flat.surfaces.empty()) {
    std::uint32_t surface = 0, shell = 0;
    for (const std::uint32_t solid_end : flat.solid_end) {
      for (; shell < solid_end; ++shell) {
        for (; surface < flat.shell_end[shell]; ++surface)
          leaf(flat.solid_surfaces[surface].leaf, flat.solid_surfaces[surface].reversed);
        store.end_shell();
      }
      store.end_solid();
    }
    return close(flat.solid_end.size() > 1 && flat.solid_type == GeometryType::solid
                     ? GeometryType::multi_solid
                     : flat.solid_type);
  }
  // A mixture shows at least all that it has of the highest dimension.
  for (const auto* uses : {&flat.solid_surfaces, &flat.surfaces}) {
    for (const PolygonUse& use : *uses) leaf(use.leaf, use.reversed);
  }
  if (!flat.surfaces.empty())
    return close(flat.composite && flat.solid_surfaces.empty() ? GeometryType::composite_surface
                                                               : GeometryType::multi_surface);
  for (const std::uint32_t line : flat.lines) leaf(line, false);
  if (!flat.lines.empty()) return close(GeometryType::multi_line_string);
  for (const std::uint32_t point : flat.points) leaf(point, false);
  return !flat.points.empty() && close(GeometryType::multi_point);
}

}  // namespace

void read_implicit(Import& import, std::uint32_t object, Members& members) {
  for (const std::uint32_t property : members.implicit) {
    if (!Placement(import, object, property).read()) members.raw.push_back(property);
  }
}

void add_templates(Import& import) {
  import.geo_nodes += import.shared.arena.nodes.size();
  for (const TemplateSource& source : import.shared.templates) {
    Flat flat;
    flatten(import, import.shared.arena, source.node, flat);
    const bool added = add_template(import, flat, lod_code(import, source.lod));
    import.templates[source.key] = added ? import.model.geometry.geometry_count() - 1 : kNone;
    if (!added || flat.dropped > 0) {
      import.report(Severity::error, "", fmt::format("line {}", import.shared.arena.nodes[source.node].line),
                    "geometry.template",
                    fmt::format("{} polygons, lines or points of a shape left out", flat.dropped));
    }
  }
}

}  // namespace conurb::io::citygml
