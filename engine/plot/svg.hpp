// SPDX-License-Identifier: Apache-2.0
// Plots as SVG text, for reports and files.
#pragma once

#include <string>
#include <string_view>

#include "engine/plot/layout.hpp"

namespace conurb::plot {

/// An element for an HTML page, which grows with the page. The title is its description for those who cannot
/// see it; texts are in Inter, or in the reader's sans-serif font.
[[nodiscard]] std::string svg(const Layout& layout, const Style& style);
/// The chart laid out for paper.
[[nodiscard]] std::string svg(const Chart& chart, double width, double height);

/// The chart laid out for paper as the text of a file of its own, on white with a margin, width × height in
/// all.
[[nodiscard]] std::string svg_file(const Chart& chart, double width, double height);

/// Text safe inside HTML and SVG: the five signs of markup escaped, control characters left out.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace conurb::plot
