// SPDX-License-Identifier: Apache-2.0
// Images that surfaces show: PNG and JPEG in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace conurb::io {

struct ImageSize {
  int width = 0, height = 0;  ///< pixels
};

/// Part of an image, pixels from its upper left corner.
struct ImagePart {
  double x = 0, y = 0, width = 0, height = 0;
};

/// Size of a PNG or JPEG file of eight or sixteen bits a channel by its first bytes; nothing if it is none.
/// Any thread.
[[nodiscard]] std::optional<ImageSize> image_size(std::span<const std::byte> file);

/// A part of it, brought to another size: four bytes a pixel, red, green, blue and 255, rows from the top.
/// Transparency is left out. Empty if the file is damaged or the part lies outside it. Any thread; the same
/// file gives the same bytes.
[[nodiscard]] std::vector<std::uint8_t> read_image(std::span<const std::byte> file, const ImagePart& part,
                                                   const ImageSize& size);

}  // namespace conurb::io
