// SPDX-License-Identifier: Apache-2.0
// The texel that shaders read for each object number (object_numbers.hpp): what colour it has and how it is
// drawn. A recolour is a new array of these.
#pragma once

#include <bit>
#include <cstdint>

#include "engine/scene/colour.hpp"

namespace conurb::scene {

/// How an object is drawn; the values are those of the shaders.
enum class Look : std::uint8_t {
  hidden = 0,   ///< not at all: retired, or left out
  plain = 1,    ///< in the colour of its material; that of the texel does not count
  value = 2,    ///< in the texel's colour
  missing = 3,  ///< no value: hatched on neutral grey
  stale = 4,    ///< in the texel's colour under stripes: the run is out of date
  pinned = 5,   ///< in the texel's colour under dots: a person holds the value
};

/// In memory red, green, blue (sRGB) and the look code: its low 7 bits a Look, bit 7 set while selected.
using Texel = std::uint32_t;
static_assert(std::endian::native == std::endian::little, "texels are laid down byte by byte");

inline constexpr Texel kSelected = 0x8000'0000u;
inline constexpr Rgb kMissingColour{0x9A, 0x9A, 0x9A};

[[nodiscard]] constexpr Texel pack(Rgb colour, Look look) {
  return Texel{colour.red} | Texel{colour.green} << 8 | Texel{colour.blue} << 16 |
         Texel{static_cast<std::uint8_t>(look)} << 24;
}
[[nodiscard]] constexpr Look look_of(Texel texel) {
  return static_cast<Look>(texel >> 24 & 0x7F);
}
[[nodiscard]] constexpr Rgb colour_of(Texel texel) {
  return {static_cast<std::uint8_t>(texel), static_cast<std::uint8_t>(texel >> 8),
          static_cast<std::uint8_t>(texel >> 16)};
}
/// The same colour and selection, drawn otherwise.
[[nodiscard]] constexpr Texel with_look(Texel texel, Look look) {
  return (texel & 0x80FF'FFFFu) | Texel{static_cast<std::uint8_t>(look)} << 24;
}

inline constexpr Texel kHiddenTexel = 0;
inline constexpr Texel kPlainTexel = pack({0xC8, 0xC8, 0xC8}, Look::plain);
inline constexpr Texel kMissingTexel = pack(kMissingColour, Look::missing);

}  // namespace conurb::scene
