// SPDX-License-Identifier: Apache-2.0
// The geometries of an object, put together as CityJSON has them: CityGML hangs polygons on surfaces with a
// meaning and lets solids link to them; here a solid holds its polygons, each with its meaning, and only what
// is in no solid becomes a MultiSurface beside it. A polygon that several properties of one level of detail
// share is there once.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "engine/base/error.hpp"
#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

using city::GeometryType;
using city::kNoName;

/// A surface with a meaning, or an opening in one.
struct Meaning {
  std::string type;
  std::string members;  ///< JSON members besides type, parent and children
  std::uint32_t parent = kNone;
  std::uint32_t element = kNone;  ///< of the tree
  bool used = false;              ///< a geometry has it
  std::vector<GeometryProperty> geometries;
};

/// Six times the volume under the triangles from the ring's first point to the origin; vector area in z as
/// well.
struct RingMoments {
  double volume = 0, up = 0;
};

RingMoments moments(std::span<const double> ring, const double* origin) {
  RingMoments result;
  const auto at = [&](std::size_t i, std::size_t axis) { return ring[3 * i + axis] - origin[axis]; };
  for (std::size_t i = 2; i < ring.size() / 3; ++i) {
    double a[3], b[3], c[3];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      a[axis] = at(0, axis);
      b[axis] = at(i - 1, axis);
      c[axis] = at(i, axis);
    }
    result.volume += a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
                     a[2] * (b[0] * c[1] - b[1] * c[0]);
    result.up += (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  }
  return result;
}

class ObjectGeometry {
 public:
  ObjectGeometry(Import& import, std::uint32_t object, Members& members)
      : import_(import), store_(import.model.geometry), object_(object), members_(members), writer_(import) {}

  void read() {
    for (const std::uint32_t element : members_.semantics) add_meaning(element, kNone);
    std::vector<std::string> lods;
    const auto add_lod = [&](const GeometryProperty& property) { lods.emplace_back(property.lod); };
    std::for_each(members_.geometries.begin(), members_.geometries.end(), add_lod);
    for (const Meaning& meaning : meanings_)
      std::for_each(meaning.geometries.begin(), meaning.geometries.end(), add_lod);
    std::sort(lods.begin(), lods.end());
    lods.erase(std::unique(lods.begin(), lods.end()), lods.end());
    for (const std::string& lod : lods) read_lod(lod);
    // A surface without a polygon has no place in any geometry.
    for (const Meaning& each : meanings_) {
      if (!each.used && (each.parent == kNone || meanings_[each.parent].used))
        members_.raw.push_back(each.element);
    }
  }

 private:
  void add_meaning(std::uint32_t element, std::uint32_t parent) {
    const NameInfo& name = import_.tree.name(element);
    Members inner = read_members(import_, element);
    const auto number = static_cast<std::uint32_t>(meanings_.size());
    Meaning& meaning = meanings_.emplace_back();
    meaning.type = name.is_semantic ? std::string(name.semantic_type) : "+" + name.local;
    meaning.parent = parent;
    meaning.element = element;
    meaning.geometries = inner.geometries;
    const auto member = [&](std::string_view key, const std::string& value) {
      meaning.members += fmt::format(",{}:{}", json_quoted(key), value);
    };
    if (const auto id = import_.tree.id(element); !id.empty()) member("id", json_quoted(id));
    for (const Attribute& each : inner.attributes) {
      if (each.name != "id" && each.name != "type") member(each.name, json_value(each));
    }
    inner.raw.insert(inner.raw.end(), inner.implicit.begin(), inner.implicit.end());
    if (const std::string raw = raw_member(import_, inner.raw); !raw.empty()) meaning.members += "," + raw;
    members_.objects.insert(members_.objects.end(), inner.objects.begin(), inner.objects.end());
    for (const std::uint32_t opening : inner.semantics) add_meaning(opening, number);
  }

  /// What a property without level of detail (the net of a relief) has is told by an attribute.
  [[nodiscard]] std::string lod_of(const std::string& lod) const {
    if (!lod.empty()) return lod;
    for (const Attribute& each : members_.attributes) {
      if (each.name == "lod" && each.kind == AttributeKind::integer) return json_value(each);
    }
    return lod;
  }

  void read_lod(const std::string& lod) {
    meaning_of_.clear();
    covered_.clear();
    code_ = lod_code(import_, lod_of(lod));
    std::vector<Flat> own;
    for (const GeometryProperty& each : members_.geometries) {
      if (each.lod != lod) continue;
      flatten(import_, import_.geo, each.node, own.emplace_back());
      report_flat(import_, object_, import_.tree.name(each.property).local, own.back());
    }
    std::vector<PolygonUse> meant;
    for (std::uint32_t m = 0; m < meanings_.size(); ++m) {
      for (const GeometryProperty& each : meanings_[m].geometries) {
        if (each.lod != lod) continue;
        Flat flat;
        flatten(import_, import_.geo, each.node, flat);
        report_flat(import_, object_, meanings_[m].type, flat);
        for (const PolygonUse& use : flat.surfaces) meaning_of_.emplace(use.leaf, m);
        meant.insert(meant.end(), flat.surfaces.begin(), flat.surfaces.end());
      }
    }
    for (const Flat& flat : own) add_solids(flat);
    add_surfaces(own, meant);
    add_leaves(own, &Flat::lines, GeometryType::multi_line_string);
    add_leaves(own, &Flat::points, GeometryType::multi_point);
  }

  void add_solids(const Flat& flat) {
    if (flat.solid_end.empty()) return;
    const std::uint32_t tile = open(flat.solid_surfaces);
    std::uint32_t surface = 0, shell = 0;
    double volume = 0;
    const double* const origin =
        import_.geo.ring(import_.geo.leaves[flat.solid_surfaces[0].leaf].first_ring).data();
    for (const std::uint32_t solid_end : flat.solid_end) {
      for (; shell < solid_end; ++shell) {
        for (; surface < flat.shell_end[shell]; ++surface) {
          const PolygonUse& use = flat.solid_surfaces[surface];
          writer_.surface(use);
          covered_.insert(use.leaf);
          volume += turned(use, import_.geo.leaves[use.leaf], origin).volume;
        }
        store_.end_shell();
      }
      store_.end_solid();
    }
    weigh(volume);
    const bool several = flat.solid_end.size() > 1 && flat.solid_type == GeometryType::solid;
    store_.end_geometry(several ? GeometryType::multi_solid : flat.solid_type, code_, object_, tile);
    link(flat.solid_surfaces);
    add_looks(import_, import_.geo, flat.solid_surfaces, import_.model.objects.ids[object_]);
  }

  void add_surfaces(const std::vector<Flat>& own, const std::vector<PolygonUse>& meant) {
    std::vector<PolygonUse> uses;
    std::size_t sources = 0, composite = 0;
    const auto add = [&](const std::vector<PolygonUse>& more) {
      const std::size_t before = uses.size();
      for (const PolygonUse& use : more) {
        if (covered_.insert(use.leaf).second) uses.push_back(use);
      }
      return uses.size() > before;
    };
    for (const Flat& flat : own) {
      if (!add(flat.surfaces)) continue;
      ++sources;
      composite += flat.composite ? 1 : 0;
    }
    if (add(meant)) ++sources;
    if (uses.empty()) return;
    const std::uint32_t tile = open(uses);
    for (const PolygonUse& use : uses) writer_.surface(use);
    const bool whole = sources == 1 && composite == 1;
    store_.end_geometry(whole ? GeometryType::composite_surface : GeometryType::multi_surface, code_, object_,
                        tile);
    link(uses);
    add_looks(import_, import_.geo, uses, import_.model.objects.ids[object_]);
  }

  void add_leaves(const std::vector<Flat>& own, std::vector<std::uint32_t> Flat::*list, GeometryType type) {
    std::vector<PolygonUse> uses;
    for (const Flat& flat : own) {
      for (const std::uint32_t leaf : flat.*list) uses.push_back({leaf, false});
    }
    if (uses.empty()) return;
    const std::uint32_t tile = open(uses);
    for (const PolygonUse& use : uses) writer_.surface(use);
    store_.end_geometry(type, code_, object_, tile);
  }

  std::uint32_t open(const std::vector<PolygonUse>& uses) {
    std::vector<std::uint32_t> leaves;
    leaves.reserve(uses.size());
    for (const PolygonUse& use : uses) leaves.push_back(use.leaf);
    return writer_.open(leaves);
  }

  [[nodiscard]] RingMoments turned(const PolygonUse& use, const GeoLeaf& leaf, const double* origin) const {
    RingMoments sum;
    for (std::uint32_t r = leaf.first_ring; r < leaf.end_ring; ++r) {
      const RingMoments of_ring = moments(import_.geo.ring(r), origin);
      sum.volume += use.reversed ? -of_ring.volume : of_ring.volume;
      sum.up += use.reversed ? -of_ring.up : of_ring.up;
    }
    return sum;
  }

  void weigh(double sign) {
    if (sign > 0) ++import_.axes.right_handed;
    if (sign < 0) ++import_.axes.left_handed;
  }

  /// Semantics of the geometry that was closed last.
  void link(const std::vector<PolygonUse>& uses) {
    std::vector<std::uint32_t> rows(uses.size(), kNone);
    std::vector<bool> used(meanings_.size(), false);
    bool any = false;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      const auto found = meaning_of_.find(uses[i].leaf);
      if (found == meaning_of_.end()) continue;
      any = true;
      rows[i] = found->second;
      for (std::uint32_t m = found->second; m != kNone; m = meanings_[m].parent) used[m] = true;
      if (meanings_[found->second].type == "RoofSurface") {
        const GeoLeaf& leaf = import_.geo.leaves[uses[i].leaf];
        weigh(turned(uses[i], leaf, import_.geo.ring(leaf.first_ring).data()).up);
      }
    }
    if (!any) return;
    std::vector<std::uint32_t> place(meanings_.size(), kNone);
    std::uint32_t count = 0;
    for (std::size_t m = 0; m < used.size(); ++m) {
      if (used[m]) place[m] = count++;
    }
    const std::uint32_t first = store_.semantic_count();
    for (std::uint32_t m = 0; m < used.size(); ++m) {
      if (!used[m]) continue;
      meanings_[m].used = true;
      add_semantic(m, place);
    }
    for (std::uint32_t& row : rows) row = row == kNone ? kNone : first + place[row];
    store_.link_semantics(rows);
  }

  static bool holds(std::uint32_t m, std::uint32_t parent) { return parent != kNone && parent >= m; }

  void add_semantic(std::uint32_t m, const std::vector<std::uint32_t>& place) {
    const Meaning& meaning = meanings_[m];
    const std::uint32_t type = store_.semantic_types().intern(meaning.type);
    if (type >= kNoName)
      throw Error(ErrorCode::limit, "more than 65,534 different types of semantic surfaces");
    std::string members = meaning.members, children;
    if (meaning.parent != kNone) members += fmt::format(",\"parent\":{}", place[meaning.parent]);
    // All that lies in a surface follows it at once.
    for (std::uint32_t c = m + 1; c < meanings_.size() && holds(m, meanings_[c].parent); ++c) {
      if (meanings_[c].parent == m && place[c] != kNone)
        children += fmt::format("{}{}", children.empty() ? "" : ",", place[c]);
    }
    if (!children.empty()) members += fmt::format(",\"children\":[{}]", children);
    store_.add_semantic(static_cast<std::uint16_t>(type),
                        members.empty()
                            ? std::string()
                            : fmt::format("{{\"type\":{}{}}}", json_quoted(meaning.type), members));
  }

  Import& import_;
  city::GeometryStore& store_;
  std::uint32_t object_;
  Members& members_;
  VertexWriter writer_;
  std::vector<Meaning> meanings_;
  std::uint16_t code_ = kNoName;
  std::unordered_map<std::uint32_t, std::uint32_t> meaning_of_;  // by leaf; looked up only
  std::unordered_set<std::uint32_t> covered_;                    // leaves that a geometry has already
};

}  // namespace

std::uint16_t lod_code(Import& import, std::string_view lod) {
  if (lod.empty()) return kNoName;
  const std::uint32_t code = import.model.geometry.lods().intern(lod);
  if (code >= kNoName) throw Error(ErrorCode::limit, "more than 65,534 different levels of detail");
  return static_cast<std::uint16_t>(code);
}

void report_flat(Import& import, std::uint32_t object, std::string_view property, const Flat& flat) {
  const std::string_view id = import.model.objects.ids[object];
  const std::string place =
      flat.line == 0 ? std::string(property) : fmt::format("{}, line {}", property, flat.line);
  if (flat.dropped > 0) {
    import.report(
        Severity::error, id, place, rule_of(flat.fault),
        fmt::format("{}; {} polygons, lines or points left out", words_of(flat.fault), flat.dropped));
  }
  if (!flat.missing.empty()) {
    import.report(Severity::error, id, place, "geometry.missing_link",
                  fmt::format("no geometry of the file has the id {}; what links to it is left out",
                              io::in_quotes(flat.missing)));
  }
  if (flat.open_rings > 0) {
    import.report(
        Severity::warning, id, place, "geometry.ring_not_closed",
        fmt::format("{} polygons have a ring whose last point is not its first; closed", flat.open_rings));
  }
}

void read_geometries(Import& import, std::uint32_t object, Members& members) {
  ObjectGeometry(import, object, members).read();
}

}  // namespace conurb::io::citygml
