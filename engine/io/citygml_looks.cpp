// SPDX-License-Identifier: Apache-2.0
// From what appearances say to the looks of single surfaces.
#include <fmt/format.h>

#include <algorithm>

#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

/// Gives the polygons of an arena their colours. What stands nearest above a polygon counts, and what only
/// links to it where none of these has a colour.
class Painter {
 public:
  explicit Painter(Import& import) : looks_(import.looks), geo_(import.geo) {}

  /// All below a geometry property; `colour` is that of the surface or object which has it, 0 for none.
  void paint(std::uint32_t root, std::uint32_t colour) {
    tasks_.push_back({root, colour});
    while (!tasks_.empty()) {
      Task task = tasks_.back();
      tasks_.pop_back();
      const std::uint32_t id = geo_.nodes[task.node].id;
      const std::uint32_t own = id == kNone ? 0 : looks_.colour_of(geo_.ids[id]);
      if (own != 0) task.colour = own;
      pass_on(task);
    }
  }

  void follow_links() {
    if (links_.empty()) return;
    std::vector<std::uint8_t> seen(geo_.nodes.size(), 0);  // no circle has an end
    for (std::size_t i = 0; i < links_.size(); ++i) {
      tasks_.push_back(links_[i]);
      while (!tasks_.empty()) {
        const Task task = tasks_.back();
        tasks_.pop_back();
        if (seen[task.node] == 0) pass_on(task);
        seen[task.node] = 1;
      }
    }
  }

 private:
  struct Task {
    std::uint32_t node, colour;
  };

  void pass_on(const Task& task) {
    const GeoNode& node = geo_.nodes[task.node];
    if (node.kind == GeoKind::polygon) {
      std::uint32_t& colour = geo_.leaves[node.payload].colour;
      if (colour == 0) colour = task.colour;
    } else if (node.kind == GeoKind::link) {
      const std::uint32_t target = geo_.node_of_id[node.payload];
      if (target != kNone && task.colour != 0) links_.push_back({target, task.colour});
    }
    for (std::uint32_t c = node.first_child; c != kNone; c = geo_.nodes[c].next)
      tasks_.push_back({c, task.colour});
  }

  Appearances& looks_;
  GeoArena& geo_;
  std::vector<Task> tasks_, links_;
};

/// Puts the image of a polygon and the places of its corners into `look` and `points`. False where places are
/// said but not, on one image, for each corner.
bool place_on_image(Appearances& looks, const GeoArena& arena, const PolygonUse& use, city::SurfaceLook& look,
                    std::vector<city::TexturePoint>& points) {
  const GeoLeaf& leaf = arena.leaves[use.leaf];
  std::uint32_t said = 0;
  bool fits = true;
  points.clear();
  for (std::uint32_t r = leaf.first_ring; r < leaf.end_ring; ++r) {
    const std::uint32_t id = arena.ring_id[r];
    const RingPlaces places = id == kNone ? RingPlaces() : looks.places_of(arena.ids[id]);
    if (!places.said) continue;
    if (said++ == 0) look.image = places.image;
    const std::size_t corners = arena.ring(r).size() / 3;
    // The last place is that of the first corner again, unless the ring itself does without.
    fits = fits && places.image == look.image &&
           (places.points.size() == corners + 1 || (leaf.open_ring && places.points.size() == corners));
    if (!fits) continue;
    const auto kept = places.points.first(corners);
    points.insert(points.end(), kept.begin(), kept.end());
    if (use.reversed) std::reverse(points.end() - static_cast<std::ptrdiff_t>(corners), points.end());
  }
  const bool image = said > 0 && look.image != kNone;
  fits = fits && said == leaf.end_ring - leaf.first_ring;
  if (image && fits) {
    look.points = points;
  } else {
    look.image = kNone;
  }
  return !image || fits;
}

}  // namespace

void paint(Import& import) {
  if (import.looks.empty()) return;
  Painter painter(import);
  const XmlTree& tree = import.tree;
  for (std::uint32_t p = 0; p < tree.size(); ++p) {
    if (tree[p].geometry == kNone) continue;
    painter.paint(tree[p].geometry, import.looks.colour_of(tree.id(tree[p].parent)));
  }
  painter.follow_links();
}

void add_looks(Import& import, const GeoArena& arena, std::span<const PolygonUse> uses,
               std::string_view object) {
  if (import.looks.empty()) return;
  city::GeometryStore& store = import.model.geometry;
  std::uint32_t surface = store.surfaces(store.geometry_count() - 1).begin;
  std::vector<city::TexturePoint> points;
  std::uint64_t unfit = 0;
  for (const PolygonUse& use : uses) {
    city::SurfaceLook look;
    look.colour = arena.leaves[use.leaf].colour;
    if (!place_on_image(import.looks, arena, use, look, points)) ++unfit;
    store.looks().add(surface++, look);
  }
  if (unfit == 0) return;
  import.report(
      Severity::warning, object, "", "appearance.values",
      fmt::format("textures: {} surfaces have not one place for each corner; their image is not shown",
                  unfit));
}

}  // namespace conurb::io::citygml
