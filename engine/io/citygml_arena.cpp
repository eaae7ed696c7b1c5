// SPDX-License-Identifier: Apache-2.0
// The geometry of one top-level object, and the coordinate systems that a file names.
#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/io/citygml_geometry.hpp"

namespace conurb::io::citygml {

std::string_view rule_of(LeafFault fault) {
  switch (fault) {
    case LeafFault::none: return "";
    case LeafFault::number: return "geometry.number";
    case LeafFault::dimension: return "geometry.dimension";
    case LeafFault::range: return "geometry.range";
    case LeafFault::points: return "geometry.too_few_points";
    case LeafFault::mixed_crs: return "crs.mixed";
    case LeafFault::unsupported: return "geometry.unsupported";
  }
  return "";
}

std::string_view words_of(LeafFault fault) {
  switch (fault) {
    case LeafFault::none: return "";
    case LeafFault::number: return "a coordinate is no number";
    case LeafFault::dimension: return "the coordinates are not 2 or 3 to a point";
    case LeafFault::range: return "a coordinate is larger than 10^9";
    case LeafFault::points: return "a ring of fewer than 3 points, or a line of fewer than 2";
    case LeafFault::mixed_crs:
      return "the coordinates are in another coordinate system than the file's first";
    case LeafFault::unsupported: return "arcs, splines and quadrics are not read";
  }
  return "";
}

std::uint32_t GeoArena::add(GeoNode node, std::uint32_t parent) {
  if (nodes.size() >= kNone - 1)
    throw Error(ErrorCode::limit, "an object of more than 4,294,967,294 geometries");
  const auto number = static_cast<std::uint32_t>(nodes.size());
  nodes.push_back(node);
  if (parent == kNone) return number;
  GeoNode& above = nodes[parent];
  if (above.first_child == kNone) {
    above.first_child = number;
  } else {
    nodes[above.last_child].next = number;
  }
  above.last_child = number;
  return number;
}

std::uint32_t GeoArena::id(std::string_view text) {
  const std::uint32_t code = ids.intern(text);
  if (code == node_of_id.size()) node_of_id.push_back(kNone);
  return code;
}

void GeoArena::name(std::uint32_t node, std::string_view text) {
  if (text.empty()) return;
  const std::uint32_t code = id(text);
  nodes[node].id = code;
  if (node_of_id[code] == kNone) node_of_id[code] = node;
}

std::uint32_t GeoArena::find(std::string_view text) const {
  const std::uint32_t code = ids.find(text);
  return code == kNone ? kNone : node_of_id[code];
}

void GeoArena::clear() {
  nodes.clear();
  leaves.clear();
  ring_begin.resize(1);
  ring_id.clear();
  points.clear();
  decimals = 0;
  ids = {};
  node_of_id.clear();
}

std::uint32_t copy_geometry(const GeoArena& from, std::uint32_t node, GeoArena& to) {
  struct Task {
    std::uint32_t from, parent;
  };
  std::uint32_t root = kNone;
  std::vector<Task> tasks{{node, kNone}};
  while (!tasks.empty()) {
    const Task task = tasks.back();
    tasks.pop_back();
    const GeoNode& source = from.nodes[task.from];
    const std::string_view name = source.id == kNone ? std::string_view() : from.ids[source.id];
    if (task.parent != kNone && !name.empty() && to.find(name) != kNone) {
      GeoNode there{GeoKind::link, source.interior, kNone, kNone, kNone, kNone, kNone, source.line};
      there.payload = to.id(name);
      to.add(there, task.parent);
      continue;
    }
    GeoNode copy{source.kind, source.interior, kNone, kNone, kNone, kNone, kNone, source.line};
    if (source.kind == GeoKind::link) {
      const std::string_view target = from.ids[source.payload];
      copy.payload = to.id(target);
      const std::uint32_t there = from.node_of_id[source.payload];
      if (to.node_of_id[copy.payload] == kNone && there != kNone) tasks.push_back({there, kNone});
    } else if (source.payload != kNone) {
      const GeoLeaf& leaf = from.leaves[source.payload];
      GeoLeaf moved = leaf;
      moved.first_ring = static_cast<std::uint32_t>(to.ring_id.size());
      for (std::uint32_t r = leaf.first_ring; r < leaf.end_ring; ++r) {
        const auto ring = from.ring(r);
        to.points.insert(to.points.end(), ring.begin(), ring.end());
        to.ring_begin.push_back(static_cast<std::uint32_t>(to.points.size() / 3));
        to.ring_id.push_back(from.ring_id[r] == kNone ? kNone : to.id(from.ids[from.ring_id[r]]));
      }
      moved.end_ring = static_cast<std::uint32_t>(to.ring_id.size());
      copy.payload = static_cast<std::uint32_t>(to.leaves.size());
      to.leaves.push_back(moved);
    }
    const std::uint32_t number = to.add(copy, task.parent);
    if (root == kNone) root = number;
    to.name(number, name);
    // The last child first, so that they come off the list in their order.
    std::vector<std::uint32_t> children;
    for (std::uint32_t c = source.first_child; c != kNone; c = from.nodes[c].next) children.push_back(c);
    for (auto c = children.rbegin(); c != children.rend(); ++c) tasks.push_back({*c, number});
  }
  to.decimals = std::max(to.decimals, from.decimals);
  return root;
}

std::uint32_t SrsTable::code(std::string_view text) {
  const std::uint32_t code = codes_.intern(text);
  if (code < texts_.size()) return code;
  if (texts_.size() >= 10000) {
    throw Error(ErrorCode::limit, "more than 10,000 different coordinate systems", "", "check the file");
  }
  texts_.push_back(parse_crs_text(text));
  return code;
}

bool SrsTable::fits_first(std::uint32_t code) const {
  if (code == kNone || code == 0) return true;
  const CrsText &first = texts_[0], &other = texts_[code];
  if (first.epsg != 0) return first.epsg == other.epsg;
  return first.authority == other.authority && first.name == other.name && !first.name.empty();
}

}  // namespace conurb::io::citygml
