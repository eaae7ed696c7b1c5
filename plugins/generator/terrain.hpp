// SPDX-License-Identifier: Apache-2.0
// Ground of the plan: hills of fractal noise, a valley along the river, a bed for its water.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/generator/form.hpp"

namespace conurb::generator {

/// Heights at the centres of square cells, row by row from the south-west corner.
struct Terrain {
  Vec origin;      ///< south-west corner of the grid, m
  double cell{1};  ///< side of a cell, m
  std::uint32_t columns{};
  std::uint32_t rows{};
  std::vector<float> height;  ///< m above the vertical datum, rows * columns
  float water_level{};        ///< of the river at x = 0, m
  float water_slope{};        ///< rise of the water per m of x
  /// Bilinear between the centres of cells, the edge's value outside.
  [[nodiscard]] double at(Vec p) const;
  [[nodiscard]] double water_at(Vec p) const { return water_level + water_slope * p.x; }
};

/// Ground over the whole plan; cells of 10 m or larger, at most about 1,500 x 1,500 of them. The same bits
/// for any `parallel`.
[[nodiscard]] Terrain make_terrain(const Form& form, const ParallelFor& parallel);

}  // namespace conurb::generator
