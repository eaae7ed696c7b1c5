// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/style.hpp"

#include <cmath>

namespace conurb::plot {
namespace {

constexpr Colour rgb(Colour hex) {
  return (hex >> 16 & 0xFF) | (hex & 0xFF00) | (hex & 0xFF) << 16 | 0xFF000000;
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Width of a character in ems, by its first byte of UTF-8.
double ems(char c) {
  constexpr std::string_view kNarrow = "iljIt.,:;'|!()[]/ fr", kWide = "mwMW@%", kCapital = "ACDGHNOQRUVXYZ&";
  if (static_cast<unsigned char>(c) >= 0xE3) return 1;  // Chinese and the like
  if (kNarrow.find(c) != std::string_view::npos) return 0.4;
  if (kWide.find(c) != std::string_view::npos) return 0.95;
  return kCapital.find(c) != std::string_view::npos ? 0.77 : 0.64;
}

}  // namespace

double guessed_width(std::string_view text, double size, bool bold) {
  constexpr std::string_view kThinSpace = "\u2009";
  double width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues(text[i])) continue;
    width += text.substr(i).starts_with(kThinSpace) ? 0.25 : ems(text[i]);
  }
  return width * size * (bold ? 1.06 : 1);
}

Colour mixed(Colour above, double opacity, Colour below) {
  Colour result = 0xFF000000;
  for (int shift = 0; shift < 24; shift += 8) {
    const double a = above >> shift & 0xFF, b = below >> shift & 0xFF;
    result |= static_cast<Colour>(std::lround(a * opacity + b * (1 - opacity))) << shift;
  }
  return result;
}

Style paper_style() {
  Style style;
  style.ground = rgb(0xffffff);
  style.text = style.axis = style.cursor = rgb(0x16202b);
  style.secondary = rgb(0x4d5b6a);
  style.grid = rgb(0xd9dfe5);
  style.alarm = rgb(0xb3261e);
  style.letters = {rgb(0x00679c), rgb(0xd9822b), rgb(0x8a66d6), rgb(0x1d9482)};
  style.letter_texts = {rgb(0x00679c), rgb(0x98500a), rgb(0x6a43bd), rgb(0x0b6b5d)};
  style.small = 15;
  style.body = 16;
  style.strong = 19;
  style.line = 2.5;
  style.text_width = [sizes = std::array{style.small, style.body, style.strong}](std::string_view text,
                                                                                 Font font) {
    return guessed_width(text, sizes[static_cast<std::size_t>(font)], font == Font::strong);
  };
  return style;
}

std::string fitted(const Style& style, std::string_view text, Font font, double width) {
  if (style.text_width(text, font) <= width) return std::string(text);
  // The width grows with the length: halve the range of bytes in question.
  std::size_t fits = 0, too_long = text.size();
  const auto shortened = [&](std::size_t bytes) {
    while (bytes > 0 && continues(text[bytes])) --bytes;
    while (bytes > 0 && text[bytes - 1] == ' ') --bytes;
    return std::string(text.substr(0, bytes)) + "…";
  };
  while (fits + 1 < too_long) {
    const std::size_t middle = (fits + too_long) / 2;
    (style.text_width(shortened(middle), font) <= width ? fits : too_long) = middle;
  }
  const std::string result = shortened(fits);
  return result == "…" ? std::string() : result;
}

}  // namespace conurb::plot
