// SPDX-License-Identifier: Apache-2.0
// How surfaces of the 3D model look where their source says so: a colour, or a place on an image. Only the
// surfaces that have a look take room.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/city/geometry_array.hpp"
#include "engine/city/geometry_names.hpp"

namespace conurb::city {

/// Place on an image: from its left edge (0) to the right (1), from its lower edge up. Beyond 0 … 1 the image
/// is repeated.
using TexturePoint = std::array<float, 2>;

/// An image that surfaces show.
struct LookImage {
  std::string name;  ///< in a model that was read: its path beside the file; in a city: hash of the bytes
  std::shared_ptr<const std::vector<std::byte>> bytes;  ///< the PNG or JPEG file; null: not there
};

struct SurfaceLook {
  std::uint32_t colour = 0;              ///< sRGB: red, green in bits 8-15, blue, 255; 0: none of its own
  std::uint32_t image = kNone;           ///< of SurfaceLooks::images()
  std::span<const TexturePoint> points;  ///< on the image: of all corners of all rings, in their order

  [[nodiscard]] bool none() const { return colour == 0 && image == kNone; }
};

[[nodiscard]] constexpr std::uint32_t pack_colour(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  return std::uint32_t{red} | std::uint32_t{green} << 8 | std::uint32_t{blue} << 16 | 0xFF000000U;
}

/// Looks by surface, ascending. Not thread-safe while written.
class SurfaceLooks {
 public:
  [[nodiscard]] bool empty() const { return surfaces_.empty(); }
  /// Surfaces that have a look, ascending.
  [[nodiscard]] std::span<const std::uint32_t> surfaces() const { return surfaces_.view(); }
  /// Look of the n-th of them. Its span lives until the next add() or truncate().
  [[nodiscard]] SurfaceLook entry(std::size_t n) const;
  /// Look of a surface; none() if its source says nothing.
  [[nodiscard]] SurfaceLook of(std::uint32_t surface) const;
  /// Whether any of the surfaces [first, end) has a look.
  [[nodiscard]] bool any_of(std::uint32_t first, std::uint32_t end) const;

  /// `surface` is larger than all that are there; programmer's fault otherwise. A look that is none is left
  /// out.
  void add(std::uint32_t surface, const SurfaceLook& look);
  /// Forgets the looks of surfaces from `surface` on.
  void truncate(std::uint32_t surface);

  [[nodiscard]] const std::vector<LookImage>& images() const { return images_; }
  [[nodiscard]] std::vector<LookImage>& images() { return images_; }
  /// Number of the image of that name, which is added when new.
  std::uint32_t intern_image(const LookImage& image);

 private:
  PodArray<std::uint32_t> surfaces_, colours_, image_, ends_;  // ends_: in points_
  PodArray<TexturePoint> points_;
  std::vector<LookImage> images_;
};

}  // namespace conurb::city
