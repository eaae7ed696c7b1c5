// SPDX-License-Identifier: Apache-2.0
// Aggregates, orientation and links of a geometry, followed down to its polygons, lines and points.
#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

/// No real geometry is nested deeper, links included.
constexpr int kMaxDepth = 512;
/// How often a geometry may be visited on average; a few uses of each polygon are what files have.
constexpr std::uint64_t kMaxVisits = 64;
constexpr std::uint64_t kFreeVisits = 1000000;

class Flattener {
 public:
  Flattener(Import& import, const GeoArena& arena, Flat& flat)
      : import_(import), arena_(arena), flat_(flat) {}

  void visit(std::uint32_t number, bool reversed, bool in_shell, int depth) {
    if (depth > kMaxDepth || ++import_.geo_visits > kMaxVisits * import_.geo_nodes + kFreeVisits) {
      throw Error(ErrorCode::limit, "links of geometry lead in a circle, or multiply it beyond reason",
                  import_.model.name,
                  "check the xlink:href near line " + std::to_string(arena_.nodes[number].line));
    }
    const GeoNode node = arena_.nodes[number];  // a copy: fetching what a link names moves the nodes
    switch (node.kind) {
      case GeoKind::polygon: polygon(node, reversed, in_shell); return;
      case GeoKind::line: leaf(node, flat_.lines); return;
      case GeoKind::point: leaf(node, flat_.points); return;
      case GeoKind::link: link(node, reversed, in_shell, depth); return;
      case GeoKind::unsupported: drop(LeafFault::unsupported, node.line); return;
      case GeoKind::solid:
        if (!in_shell) {
          solid(node, reversed, depth);
          return;
        }
        break;
      case GeoKind::solids: flat_.solid_type = city::GeometryType::multi_solid; break;
      case GeoKind::composite_solid: flat_.solid_type = city::GeometryType::composite_solid; break;
      case GeoKind::composite_surface:
        flat_.composite = flat_.composite || (!in_shell && flat_.surfaces.empty());
        break;
      case GeoKind::surfaces:
        if (!in_shell) flat_.composite = false;
        break;
      default: break;
    }
    const bool turned = reversed != (node.kind == GeoKind::reversed);
    const bool set = node.kind == GeoKind::surfaces;
    for (std::uint32_t c = node.first_child; c != kNone; c = arena_.nodes[c].next)
      visit(c, turned, in_shell, depth + 1);
    if (set && !in_shell) flat_.composite = false;
  }

 private:
  void solid(const GeoNode& node, bool reversed, int depth) {
    const std::size_t before = flat_.shell_end.size();
    for (const bool interior : {false, true}) {
      for (std::uint32_t c = node.first_child; c != kNone; c = arena_.nodes[c].next) {
        if (arena_.nodes[c].interior == interior) shell(c, reversed, depth);
      }
    }
    if (flat_.shell_end.size() > before)
      flat_.solid_end.push_back(static_cast<std::uint32_t>(flat_.shell_end.size()));
  }

  void shell(std::uint32_t number, bool reversed, int depth) {
    const std::size_t before = flat_.solid_surfaces.size();
    visit(number, reversed, true, depth + 1);
    if (flat_.solid_surfaces.size() > before)
      flat_.shell_end.push_back(static_cast<std::uint32_t>(flat_.solid_surfaces.size()));
  }

  void link(const GeoNode& node, bool reversed, bool in_shell, int depth) {
    std::uint32_t target = arena_.node_of_id[node.payload];
    if (target == kNone && &arena_ == &import_.geo) target = fetch_link(import_, node.payload);
    if (target != kNone) {
      visit(target, reversed, in_shell, depth + 1);
    } else if (flat_.missing.empty()) {
      flat_.missing = std::string(arena_.ids[node.payload]);
      flat_.line = node.line;
    }
  }

  [[nodiscard]] bool usable(const GeoNode& node) {
    const GeoLeaf& leaf = arena_.leaves[node.payload];
    if (leaf.open_ring) ++flat_.open_rings;
    if (leaf.fault == LeafFault::none) return true;
    drop(leaf.fault, node.line);
    return false;
  }
  void drop(LeafFault fault, std::uint32_t line) {
    if (flat_.dropped++ > 0) return;
    flat_.fault = fault;
    flat_.line = line;
  }
  void polygon(const GeoNode& node, bool reversed, bool in_shell) {
    if (usable(node)) (in_shell ? flat_.solid_surfaces : flat_.surfaces).push_back({node.payload, reversed});
  }
  void leaf(const GeoNode& node, std::vector<std::uint32_t>& leaves) {
    if (usable(node)) leaves.push_back(node.payload);
  }

  Import& import_;
  const GeoArena& arena_;
  Flat& flat_;
};

}  // namespace

void flatten(Import& import, const GeoArena& arena, std::uint32_t node, Flat& flat) {
  Flattener(import, arena, flat).visit(node, false, false, 0);
}

std::uint32_t fetch_link(Import& import, std::uint32_t id) {
  const std::string target(import.geo.ids[id]);
  const std::uint32_t there = import.shared.arena.find(target);
  if (there == kNone) {
    want_link(import, target);
    return kNone;
  }
  const std::size_t before = import.geo.nodes.size();
  const std::uint32_t copy = copy_geometry(import.shared.arena, there, import.geo);
  import.geo_visits += import.geo.nodes.size() - before;
  return copy;
}

void want_link(Import& import, std::string_view id) {
  if (import.shared.wanted.emplace(id).second) import.link_missing = true;
}

}  // namespace conurb::io::citygml
