// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/soft_mask.hpp"

#include <algorithm>

namespace conurb::scene {
namespace {

/// What a sum over 2 radius + 1 values is to be multiplied with for their mean times 65536.
std::uint32_t box_scale(std::size_t radius) {
  return (1u << 16) / static_cast<std::uint32_t>(2 * radius + 1) + 1;
}

std::uint8_t mean(std::uint32_t sum, std::uint32_t scale) {
  return static_cast<std::uint8_t>(std::min((sum * scale) >> 16, 255u));
}

void mean_along_rows(const std::vector<std::uint8_t>& from, std::vector<std::uint8_t>& to, std::size_t n,
                     std::size_t r) {
  const std::uint32_t scale = box_scale(r);
  for (std::size_t y = 0; y < n; ++y) {
    const std::uint8_t* row = from.data() + y * n;
    std::uint32_t sum = 0;
    for (std::size_t x = 0; x < std::min(r, n); ++x) sum += row[x];
    for (std::size_t x = 0; x < n; ++x) {
      if (x + r < n) sum += row[x + r];
      to[y * n + x] = mean(sum, scale);
      if (x >= r) sum -= row[x - r];
    }
  }
}

/// A sum for each column, moved down row by row.
void mean_along_columns(const std::vector<std::uint8_t>& from, std::vector<std::uint8_t>& to, std::size_t n,
                        std::size_t r) {
  const std::uint32_t scale = box_scale(r);
  std::vector<std::uint32_t> sums(n);
  const auto add = [&](std::size_t y) {
    for (std::size_t x = 0; x < n; ++x) sums[x] += from[y * n + x];
  };
  for (std::size_t y = 0; y < std::min(r, n); ++y) add(y);
  for (std::size_t y = 0; y < n; ++y) {
    if (y + r < n) add(y + r);
    for (std::size_t x = 0; x < n; ++x) to[y * n + x] = mean(sums[x], scale);
    for (std::size_t x = 0; y >= r && x < n; ++x) sums[x] -= from[(y - r) * n + x];
  }
}

}  // namespace

Mask blurred(const Mask& mask, int radius) {
  Mask result = mask, other(mask.side);
  if (radius < 1) return result;
  const auto side = static_cast<std::size_t>(mask.side), reach = static_cast<std::size_t>(radius);
  for (int pass = 0; pass < 3; ++pass) {
    mean_along_rows(result.values, other.values, side, reach);
    mean_along_columns(other.values, result.values, side, reach);
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
