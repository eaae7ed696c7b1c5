// SPDX-License-Identifier: Apache-2.0
// Colours and sizes of plots, and how wide a text is, which each output knows for itself.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace conurb::plot {

/// sRGB and opacity in four bytes, red lowest.
using Colour = std::uint32_t;
/// The same colour, less opaque.
[[nodiscard]] constexpr Colour faded(Colour colour, double opacity) {
  const auto alpha = static_cast<Colour>((colour >> 24) * opacity + 0.5);
  return (colour & 0xFFFFFF) | alpha << 24;
}

/// What is seen where a colour of so much opacity lies over another; opaque.
[[nodiscard]] Colour mixed(Colour above, double opacity, Colour below);

enum class Font : std::uint8_t { small, body, strong };

struct Style {
  Colour ground = 0;  ///< that plots stand on
  Colour text = 0, secondary = 0, grid = 0, axis = 0, cursor = 0, alarm = 0;
  std::array<Colour, 4> letters{};            ///< A to D: lines and areas
  std::array<Colour, 4> letter_texts{};       ///< the same where they are written
  double small = 13, body = 15, strong = 15;  ///< sizes of the fonts, pixels
  double line = 2;                            ///< width of a series' line, pixels
  /// Pixels, of UTF-8 in a font.
  std::function<double(std::string_view, Font)> text_width;

  [[nodiscard]] double size(Font font) const {
    return font == Font::small ? small : font == Font::body ? body : strong;
  }
};

/// For white paper: dark colours that stay apart for every kind of colour vision, and texts of 4.5 to 1.
[[nodiscard]] Style paper_style();

/// About how wide a text is in Inter or a wider common sans-serif font of a size, for where no font can be
/// asked: rather too much than too little.
[[nodiscard]] double guessed_width(std::string_view text, double size, bool bold);

/// The text, or as much of its beginning as fits into a width with "…" behind; empty if not even that does.
[[nodiscard]] std::string fitted(const Style& style, std::string_view text, Font font, double width);

}  // namespace conurb::plot
