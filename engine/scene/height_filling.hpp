// SPDX-License-Identifier: Apache-2.0
// Fills a square grid from scattered heights.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/city/query_shape.hpp"

namespace conurb::scene {

/// Means of what is added to a cell; cells that got nothing take what coarser and coarser cells around them
/// have (pull and push: Gortler et al., The lumigraph, SIGGRAPH 1996).
class HeightFilling {
 public:
  /// side >= 1 cells along each side.
  explicit HeightFilling(int side);
  void add(int column, int row, double height);
  /// Row by row from row 0; all 0 if nothing was added. To be called once.
  [[nodiscard]] std::vector<float> filled();

 private:
  struct Level {
    int side = 0;
    std::vector<double> sum, weight;
    [[nodiscard]] std::size_t at(int column, int row) const;
  };
  [[nodiscard]] static double between(const Level& level, const std::vector<float>& values, int column,
                                      int row);

  std::vector<Level> levels_;  // fine to coarse
};

/// At a place of the square that side × side (>= 2) samples cover, between the centres of its cells; beyond
/// the outermost centres as there.
[[nodiscard]] double between_cells(std::span<const float> samples, int side, const city::Box2& square,
                                   double x, double y);

}  // namespace conurb::scene
