// SPDX-License-Identifier: Apache-2.0
// The triangles of one tile of the scene, ready to be hit by rays.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/physics/box_tree.hpp"
#include "engine/physics/ray.hpp"

namespace conurb::physics {

/// Where a tile's triangles lie in memory; copied from, not kept.
struct TriangleSource {
  city::Point3 origin{0, 0, 0};            ///< metres, local frame of the city
  const float* vertices = nullptr;         ///< x, y, z of the first vertex, metres from the origin
  std::size_t stride = 3 * sizeof(float);  ///< bytes from one vertex to the next
  std::size_t vertex_count = 0;
  std::span<const std::uint32_t> indices;  ///< three a triangle
  std::span<const std::uint32_t> objects;  ///< one a triangle
};

/// Immutable; any thread. Triangles without area and such with a vertex that is not finite are never hit.
/// Where a ray meets an edge, one of its triangles is hit: closed shells have no gaps (Woop, Benthin, Wald:
/// Watertight ray/triangle intersection, JCGT 2(1), 2013).
class PickTile {
 public:
  PickTile() = default;
  /// Throws Error invalid_argument if an index is beyond the vertices, or the counts do not fit.
  explicit PickTile(const TriangleSource& source);

  [[nodiscard]] bool empty() const { return tree_.empty(); }
  [[nodiscard]] std::size_t triangles() const { return objects_.size(); }
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] const city::Point3& origin() const { return origin_; }
  /// Of the triangles that can be hit, metres from the origin; of an empty tile nothing.
  [[nodiscard]] const FloatBox& box() const { return box_; }

  /// The hit nearest to the start, of hits at the same place the first triangle; either side counts. `tile`
  /// of the hit is 0.
  [[nodiscard]] std::optional<Hit> closest(const Ray& ray) const;
  /// Whether anything is hit.
  [[nodiscard]] bool blocks(const Ray& ray) const;

 private:
  template <typename Take>
  void for_each_hit(const Ray& ray, Take take) const;

  city::Point3 origin_{0, 0, 0};
  std::vector<std::array<float, 3>> vertices_;
  std::vector<std::uint32_t> indices_;
  std::vector<std::uint32_t> objects_;
  std::vector<std::uint32_t> leaves_;  // triangle of each leaf; empty if all triangles are leaves
  FloatBox box_{};
  BoxTree tree_;
};

}  // namespace conurb::physics
