// SPDX-License-Identifier: Apache-2.0
// A picture of one byte a pixel that says how much of it is covered, and its blurred copies: soft shade in
// corners for a few milliseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace conurb::scene {

/// Rows from the top without gaps.
struct Mask {
  int side = 0;
  std::vector<std::uint8_t> values;

  Mask() = default;
  explicit Mask(int side_px)
      : side(side_px), values(static_cast<std::size_t>(side_px) * static_cast<std::size_t>(side_px)) {}
  [[nodiscard]] std::uint8_t at(int x, int y) const {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)];
  }
};

/// Three means over 2 radius + 1 pixels along rows and columns, close to a normal distribution; beyond the
/// border nothing is covered. radius >= 0.
[[nodiscard]] Mask blurred(const Mask& mask, int radius);
/// The middle of a mask without a margin along each side.
[[nodiscard]] Mask without_margin(const Mask& mask, int margin);

}  // namespace conurb::scene
