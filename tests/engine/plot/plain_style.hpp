// SPDX-License-Identifier: Apache-2.0
// What tests of layouts need: a style whose widths are simple, and the texts and lines of a layout.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/plot/layout.hpp"

namespace conurb::plot {

/// The paper's colours; each byte of a text is `part` of its size wide.
inline Style plain_style(double small = 13, double part = 0.6) {
  Style style = paper_style();
  style.small = small;
  style.body = style.strong = small * 15 / 13;
  style.text_width = [small, part](std::string_view text, Font font) {
    return part * static_cast<double>(text.size()) * (font == Font::small ? small : small * 15 / 13);
  };
  return style;
}

template <typename Kind>
std::vector<Kind> all(const Layout& layout) {
  std::vector<Kind> result;
  for (const Primitive& primitive : layout.primitives)
    if (const auto* one = std::get_if<Kind>(&primitive)) result.push_back(*one);
  return result;
}

inline std::vector<std::string> texts_of(const Layout& layout) {
  std::vector<std::string> result;
  for (const Text& text : all<Text>(layout)) result.push_back(text.text);
  return result;
}

}  // namespace conurb::plot
