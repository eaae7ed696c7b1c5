// SPDX-License-Identifier: Apache-2.0
#include "engine/city/height_tiles.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::city {

HeightTiles::HeightTiles(const GridSpec& grid, std::span<const float> heights) : grid_(grid) {
  if (grid.width < 1 || grid.height < 1 || !(grid.cell > 0) ||
      heights.size() != static_cast<std::size_t>(grid.width) * static_cast<std::size_t>(grid.height)) {
    throw Error(ErrorCode::invalid_argument, "the heights are not those of the grid");
  }
  tiles_across_ = (grid.width + kTile - 1) / kTile;
  const auto tiles = static_cast<std::size_t>(tiles_across_ * ((grid.height + kTile - 1) / kTile));
  samples_.assign(tiles * kTile * kTile, kNoHeight);
  offsets_.assign(tiles, 0);
  steps_.assign(tiles, kFinestStep);
  for (std::size_t tile = 0; tile < tiles; ++tile) fill_tile(tile, heights);
}

void HeightTiles::fill_tile(std::size_t tile, std::span<const float> heights) {
  const std::int64_t first_column = static_cast<std::int64_t>(tile) % tiles_across_ * kTile;
  const std::int64_t first_row = static_cast<std::int64_t>(tile) / tiles_across_ * kTile;
  const std::int64_t columns = std::min(kTile, grid_.width - first_column);
  const std::int64_t rows = std::min(kTile, grid_.height - first_row);
  const auto row_of = [&](std::int64_t row) {
    return heights.subspan(static_cast<std::size_t>((first_row + row) * grid_.width + first_column),
                           static_cast<std::size_t>(columns));
  };
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (const float each : row_of(row)) {
      if (!std::isfinite(each)) continue;
      low = std::min(low, static_cast<double>(each));
      high = std::max(high, static_cast<double>(each));
    }
  }
  if (!(low <= high)) return;
  constexpr double kSteps = 65'000;  // of 65,535, so that rounding the offset never overflows
  double step = kFinestStep;
  while ((high - low) / step > kSteps) step *= 2;
  const double offset = std::round((low + high) / 2 / step) * step;
  offsets_[tile] = offset;
  steps_[tile] = step;
  std::int16_t* out = samples_.data() + tile * kTile * kTile;
  for (std::int64_t row = 0; row < rows; ++row, out += kTile) {
    const std::span<const float> from = row_of(row);
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (std::isfinite(from[i]))
        out[i] = static_cast<std::int16_t>(std::lrint((static_cast<double>(from[i]) - offset) / step));
    }
  }
}

double HeightTiles::coarsest_step() const {
  return steps_.empty() ? kFinestStep : *std::max_element(steps_.begin(), steps_.end());
}

double HeightTiles::height(double x, double y) const {
  if (empty()) return kMissing;
  const double across = (x - grid_.origin_x) / grid_.cell, up = (y - grid_.origin_y) / grid_.cell;
  const auto width = static_cast<double>(grid_.width), height = static_cast<double>(grid_.height);
  if (!(across >= 0 && across <= width && up >= 0 && up <= height)) return kMissing;
  const double u = std::clamp(across - 0.5, 0.0, width - 1), v = std::clamp(up - 0.5, 0.0, height - 1);
  const auto column = static_cast<std::int64_t>(u), row = static_cast<std::int64_t>(v);
  const double s = u - static_cast<double>(column), t = v - static_cast<double>(row);
  // A sample of no weight may be missing, or beyond the border.
  const std::int64_t right = s > 0 ? column + 1 : column, above = t > 0 ? row + 1 : row;
  const double south = (1 - s) * sample(column, row) + s * sample(right, row);
  const double north = (1 - s) * sample(column, above) + s * sample(right, above);
  return (1 - t) * south + t * north;
}

}  // namespace conurb::city
