// SPDX-License-Identifier: Apache-2.0
// Heights on a regular grid, two bytes a sample: tiles of int16 with an offset and a step of their own. The
// step is a power of two, so that a stored height is a float exactly, and the same height stored again is
// the same.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/city/spec.hpp"

namespace conurb::city {

/// Immutable once filled; any thread may read. The sample of column i, row j (from the south) stands at the
/// centre of its cell: origin + (i + 0.5, j + 0.5) * cell, metres of the city's local frame.
class HeightTiles {
 public:
  static constexpr std::int64_t kTile = 256;         ///< samples along a tile's side
  static constexpr double kFinestStep = 1.0 / 1024;  ///< metres
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

  HeightTiles() = default;
  /// `heights` has width × height samples, row by row from the south; NaN is missing. A tile's step is
  /// kFinestStep, doubled until its heights fit: a tile that spans 64 m has it, one of 1000 m has 1/64 m. A
  /// stored height differs by half a step at most. Throws Error invalid_argument if the number of samples
  /// is not that of the grid.
  HeightTiles(const GridSpec& grid, std::span<const float> heights);

  [[nodiscard]] const GridSpec& grid() const { return grid_; }
  [[nodiscard]] bool empty() const { return samples_.empty(); }
  /// Height of a sample, metres; NaN where it is missing. Not checked: 0 <= column < width, 0 <= row <
  /// height.
  [[nodiscard]] double sample(std::int64_t column, std::int64_t row) const {
    const std::size_t tile = static_cast<std::size_t>(row / kTile * tiles_across_ + column / kTile);
    const std::size_t at =
        tile * kTile * kTile + static_cast<std::size_t>(row % kTile * kTile + column % kTile);
    const std::int16_t code = samples_[at];
    return code == kNoHeight ? kMissing : offsets_[tile] + code * steps_[tile];
  }
  /// Largest step of a tile, metres.
  [[nodiscard]] double coarsest_step() const;

  /// Bilinear between the four samples around a point; outside of the outermost samples, but inside of the
  /// grid, that of the border. NaN outside of the grid and beside missing samples.
  [[nodiscard]] double height(double x, double y) const;

 private:
  static constexpr std::int16_t kNoHeight = std::numeric_limits<std::int16_t>::min();
  void fill_tile(std::size_t tile, std::span<const float> heights);

  GridSpec grid_;
  std::int64_t tiles_across_ = 0;
  std::vector<std::int16_t> samples_;  // tile after tile, each whole
  std::vector<double> offsets_, steps_;
};

}  // namespace conurb::city
