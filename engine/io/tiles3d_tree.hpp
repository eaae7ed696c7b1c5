// SPDX-License-Identifier: Apache-2.0
// A quadtree of objects for 3D Tiles with the refinement ADD: each node shows its largest objects, its
// children the smaller ones of their quarter. What is missing while a node's children are not shown is then
// exactly known: the largest of their objects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace conurb::io {

struct TileObject {
  double x = 0, y = 0;  ///< centre on the map, m
  double diagonal = 0;  ///< of its box, m
  std::uint64_t triangles = 0;
};

struct TileNode {
  std::string name;  ///< the quarters on the way down from the root, "0" … "3" each; root: ""
  std::vector<std::uint32_t> objects;   ///< largest first
  std::vector<std::uint32_t> children;  ///< nodes, all behind this one
  double geometric_error = 0;           ///< m: diagonal of the largest object that is only below; 0 at leaves
};

/// Nodes, the root first. A node holds objects of up to `triangles` triangles, one object at the least, and
/// more only where the quarters have become so small that their objects stand on one spot. No node without
/// objects, but for the root of none. Equal objects are taken in their order.
[[nodiscard]] std::vector<TileNode> build_tile_tree(std::span<const TileObject> objects,
                                                    std::uint64_t triangles);

}  // namespace conurb::io
