// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/height_filling.hpp"

#include <algorithm>

namespace conurb::scene {

std::size_t HeightFilling::Level::at(int column, int row) const {
  const int x = std::clamp(column, 0, side - 1), y = std::clamp(row, 0, side - 1);
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x);
}

HeightFilling::HeightFilling(int side) {
  while (true) {
    const auto cells = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    levels_.push_back({side, std::vector<double>(cells), std::vector<double>(cells)});
    if (side == 1) return;
    side = (side + 1) / 2;
  }
}

void HeightFilling::add(int column, int row, double height) {
  const std::size_t cell = levels_[0].at(column, row);
  levels_[0].sum[cell] += height;
  levels_[0].weight[cell] += 1;
}

/// Value of a coarser level, linear between the centres of its cells, at a cell of the next finer one.
double HeightFilling::between(const Level& level, const std::vector<float>& values, int column, int row) {
  const auto across = [&](int y) {
    const int beside = column / 2 + (column % 2 == 0 ? -1 : 1);
    return 0.75 * static_cast<double>(values[level.at(column / 2, y)]) +
           0.25 * static_cast<double>(values[level.at(beside, y)]);
  };
  return 0.75 * across(row / 2) + 0.25 * across(row / 2 + (row % 2 == 0 ? -1 : 1));
}

std::vector<float> HeightFilling::filled() {
  for (std::size_t l = 0; l + 1 < levels_.size(); ++l) {
    const Level& fine = levels_[l];
    Level& coarse = levels_[l + 1];
    for (int y = 0; y < fine.side; ++y)
      for (int x = 0; x < fine.side; ++x) {
        const std::size_t from = fine.at(x, y), to = coarse.at(x / 2, y / 2);
        // A cell counts once however many heights it got: the continuation follows places, not crowds.
        if (fine.weight[from] == 0) continue;
        coarse.sum[to] += fine.sum[from] / fine.weight[from];
        coarse.weight[to] += 1;
      }
  }
  std::vector<float> values(1, 0.0F);
  for (std::size_t l = levels_.size(); l-- > 0;) {
    const Level& fine = levels_[l];
    std::vector<float> finer(fine.sum.size());
    for (int y = 0; y < fine.side; ++y)
      for (int x = 0; x < fine.side; ++x) {
        const std::size_t i = fine.at(x, y);
        if (fine.weight[i] > 0) {
          finer[i] = static_cast<float>(fine.sum[i] / fine.weight[i]);
        } else if (l + 1 < levels_.size()) {
          finer[i] = static_cast<float>(between(levels_[l + 1], values, x, y));
        }
      }
    values = std::move(finer);
  }
  return values;
}

double between_cells(std::span<const float> samples, int side, const city::Box2& square, double x, double y) {
  const double cell = (square.max_x - square.min_x) / side;
  const double u = std::clamp((x - square.min_x) / cell - 0.5, 0.0, side - 1.0);
  const double v = std::clamp((y - square.min_y) / cell - 0.5, 0.0, side - 1.0);
  const auto i = static_cast<std::size_t>(std::min(u, side - 2.0));
  const auto j = static_cast<std::size_t>(std::min(v, side - 2.0));
  const double s = u - static_cast<double>(i), t = v - static_cast<double>(j);
  const auto at = [&](std::size_t column, std::size_t row) {
    return static_cast<double>(samples[row * static_cast<std::size_t>(side) + column]);
  };
  return (1 - t) * ((1 - s) * at(i, j) + s * at(i + 1, j)) +
         t * ((1 - s) * at(i, j + 1) + s * at(i + 1, j + 1));
}

}  // namespace conurb::scene
