// SPDX-License-Identifier: Apache-2.0
// Which walls of blocks stand against a neighbour's: they have no windows. Cheap enough to be asked for each
// wall of a tile while it is made: outlines alone count, in a grid over the map.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/scene/solids.hpp"

namespace conurb::scene {

/// A wall on the map: the outside is on the right, from a to b.
struct WallLine {
  city::Point2 a, b;
};

/// The solids that have outlines, by place. Keeps about 16 bytes for each. Immutable; any thread.
class NeighbourGrid {
 public:
  NeighbourGrid() = default;
  /// `solids` outlives it and is not reordered.
  explicit NeighbourGrid(const Solids& solids);

  /// Collects the walls near a solid of others that are at least 0.6 times as high. No more than 64 solids
  /// are looked at, so that data with many on one spot cost no square of their number.
  void collect(std::uint32_t solid, std::vector<WallLine>& walls) const;

 private:
  struct Cells {
    std::int64_t x0, y0, x1, y1;  // the last included
    [[nodiscard]] std::int64_t count() const { return (x1 - x0 + 1) * (y1 - y0 + 1); }
  };
  [[nodiscard]] Cells cells_of(const city::Box2& box) const;
  [[nodiscard]] std::size_t place(std::int64_t x, std::int64_t y) const {
    return static_cast<std::size_t>(y * across_ + x);
  }

  const Solids* solids_ = nullptr;
  city::Box2 box_;
  double cell_m_ = 1;
  std::int64_t across_ = 0, up_ = 0;
  std::vector<std::uint32_t> begin_, entries_;  // solids by cell
};

/// Whether at least half of a wall stands within 0.2 m of walls that look the other way.
[[nodiscard]] bool is_party_wall(const WallLine& wall, const std::vector<WallLine>& neighbours);

}  // namespace conurb::scene
