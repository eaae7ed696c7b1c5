// SPDX-License-Identifier: Apache-2.0
// Gathers a layout's primitives; keeps texts inside and apart.
#pragma once

#include <vector>

#include "engine/plot/layout.hpp"

namespace conurb::plot {

class Canvas {
 public:
  Canvas(Layout& layout, const Style& style) : layout_(layout), style_(style) {}

  void add(Primitive primitive);
  /// Writes the text if it lies inside and on no other; whether it did.
  bool write(const Text& text);
  /// The same, moved sideways into the rectangle first.
  bool write_inside(Text text);
  /// The same as write(), over lines: what is below the text is made paler first.
  bool write_over(const Text& text);
  /// What a series is drawn with, in a legend or beside a value: a piece of its line, a bar or a dot, as wide
  /// as mark_width(), around a middle on the left.
  void mark(Kind kind, const Series& series, Point left);
  [[nodiscard]] double mark_width() const { return 1.6 * style_.small; }

 private:
  /// Whether a text has the place to itself; then it has taken it.
  bool take(const Text& text);

  Layout& layout_;
  const Style& style_;
  std::vector<Box> texts_;
};

/// The letter's index of a series, 0 to 3 whatever is given.
[[nodiscard]] std::size_t letter_of(const Series& series);
/// A series' colour, paler where it is stale.
[[nodiscard]] Colour colour_of(const Series& series, const Style& style);
/// Every second letter is drawn dashed, or hollow.
[[nodiscard]] inline bool is_dashed(const Series& series) {
  return letter_of(series) % 2 == 1;
}
/// A bar of a series: full, or pale with an outline where the letter is a dashed one.
[[nodiscard]] Rectangle bar_of(const Series& series, const Box& box, const Style& style);
/// The name, with a word where it is stale.
[[nodiscard]] std::string name_of(const Series& series);

}  // namespace conurb::plot
