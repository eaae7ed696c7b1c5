// SPDX-License-Identifier: Apache-2.0
// What the map on the ground is painted with.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace conurb::scene {

/// Red, green, blue, sRGB.
using Colour = std::array<std::uint8_t, 3>;

/// What a place on the map is, in the order in which areas are painted over each other.
enum class Paint : std::uint8_t {
  land,         ///< where nothing else is known
  built,        ///< built-up land of any use
  residential,  ///< with gardens
  work,         ///< industry, harbours, yards
  square,
  field,
  meadow,
  wood,
  park,
  cemetery,
  pitch,  ///< sports grounds, playgrounds
  water,
  ballast,  ///< of railways
  sleeper,
  rail,
  path,
  pavement,
  kerb,
  street,
  main_street,
  marking,
  bridge,  ///< its edge
  crown,   ///< of a tree, from above
  roof,
  none,  ///< not painted
};
inline constexpr std::size_t kPaints = 24;

/// Colours by daylight, without shading: that is the shader's. By default those of an architect's model:
/// white card on warm grey, calm greens and water.
struct GroundPalette {
  std::array<Colour, kPaints> colours{{
      {225, 220, 209},  // land
      {232, 228, 220},  // built
      {223, 224, 208},  // residential
      {221, 217, 211},  // work
      {235, 230, 219},  // square
      {218, 215, 188},  // field
      {204, 212, 176},  // meadow
      {165, 187, 143},  // wood
      {184, 203, 157},  // park
      {190, 205, 171},  // cemetery
      {176, 200, 152},  // pitch
      {158, 193, 207},  // water
      {205, 198, 188},  // ballast
      {176, 166, 153},  // sleeper
      {140, 136, 131},  // rail
      {232, 225, 210},  // path
      {233, 230, 224},  // pavement
      {186, 182, 176},  // kerb
      {208, 205, 200},  // street
      {200, 197, 193},  // main_street
      {243, 242, 238},  // marking
      {170, 166, 160},  // bridge
      {143, 171, 122},  // crown
      {243, 239, 231},  // roof
  }};
  Colour shade{70, 62, 52};      ///< of what stands in corners: around buildings
  Colour bank{86, 128, 148};     ///< water along its banks
  double shade_strength = 0.42;  ///< 0 … 1, of both
  [[nodiscard]] const Colour& operator[](Paint paint) const {
    return colours[static_cast<std::size_t>(paint)];
  }
};

}  // namespace conurb::scene
