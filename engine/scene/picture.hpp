// SPDX-License-Identifier: Apache-2.0
// A picture in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace conurb::scene {

/// Rows from the top (of a map: from the north), four bytes a pixel: red, green, blue, alpha, sRGB.
struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;

  Picture() = default;
  Picture(int w, int h)
      : width(w), height(h), rgba(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4) {}
  [[nodiscard]] bool empty() const { return rgba.empty(); }
  [[nodiscard]] std::uint8_t* pixel(int x, int y) {
    return rgba.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 4;
  }
  [[nodiscard]] const std::uint8_t* pixel(int x, int y) const {
    return const_cast<Picture*>(this)->pixel(x, y);
  }
};

}  // namespace conurb::scene
