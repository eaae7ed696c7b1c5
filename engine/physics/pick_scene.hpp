// SPDX-License-Identifier: Apache-2.0
// Tiles that can be hit together: picking under the cursor, sight lines, shade.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/physics/pick_tile.hpp"

namespace conurb::physics {

/// The tiles of one moment; made in 0.3 ms of 1,000 tiles. Immutable; any thread.
class PickScene {
 public:
  using Tiles = std::vector<std::shared_ptr<const PickTile>>;

  PickScene() = default;
  /// None of them null.
  explicit PickScene(Tiles tiles);

  [[nodiscard]] const Tiles& tiles() const { return tiles_; }
  /// The hit nearest to the start; of hits at the same place that of the first tile, then triangle. None for
  /// a ray that is not finite or has no direction.
  [[nodiscard]] std::optional<Hit> closest(const Ray& ray) const;
  /// Whether anything is hit: ends at the first.
  [[nodiscard]] bool blocks(const Ray& ray) const;
  /// The same for many rays, 1 for each that is blocked. Both have the same length.
  void blocks(std::span<const Ray> rays, std::span<std::uint8_t> blocked) const;

 private:
  Tiles tiles_;
  city::Point3 origin_{0, 0, 0};       // of the tree's floats
  std::vector<std::uint32_t> leaves_;  // tile of each leaf: empty tiles have none
  BoxTree tree_;
};

}  // namespace conurb::physics
