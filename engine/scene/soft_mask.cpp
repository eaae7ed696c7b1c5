// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/soft_mask.hpp"

#include <algorithm>

namespace conurb::scene {
namespace {

/// Running means along each row of `from`, written as columns of `to`: twice gives both directions.
void mean_and_turn(const std::vector<std::uint8_t>& from, std::vector<std::uint8_t>& to, int side,
                   int radius) {
  const auto n = static_cast<std::size_t>(side), r = static_cast<std::size_t>(radius);
  const std::uint32_t scale = (1u << 16) / static_cast<std::uint32_t>(2 * radius + 1) + 1;
  for (std::size_t y = 0; y < n; ++y) {
    const std::uint8_t* row = from.data() + y * n;
    std::uint32_t sum = 0;
    for (std::size_t x = 0; x < std::min(r, n); ++x) sum += row[x];
    for (std::size_t x = 0; x < n; ++x) {
      if (x + r < n) sum += row[x + r];
      to[x * n + y] = static_cast<std::uint8_t>(std::min((sum * scale) >> 16, 255u));
      if (x >= r) sum -= row[x - r];
    }
  }
}

}  // namespace

Mask blurred(const Mask& mask, int radius) {
  Mask result = mask, other(mask.side);
  if (radius < 1) return result;
  for (int pass = 0; pass < 3; ++pass) {
    mean_and_turn(result.values, other.values, mask.side, radius);
    mean_and_turn(other.values, result.values, mask.side, radius);
  }
  return result;
}

Mask without_margin(const Mask& mask, int margin) {
  Mask middle(mask.side - 2 * margin);
  for (int y = 0; y < middle.side; ++y) {
    const auto from = mask.values.begin() + static_cast<std::ptrdiff_t>(y + margin) * mask.side + margin;
    std::copy(from, from + middle.side, middle.values.begin() + static_cast<std::ptrdiff_t>(y) * middle.side);
  }
  return middle;
}

}  // namespace conurb::scene
