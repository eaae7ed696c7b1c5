// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/canvas.hpp"

#include <algorithm>
#include <utility>

namespace conurb::plot {

Box box_of(const Text& text, const Style& style) {
  const double width = style.text_width(text.text, text.font), size = style.size(text.font);
  const double left = text.at.x - (text.anchor == Anchor::start    ? 0
                                   : text.anchor == Anchor::middle ? width / 2
                                                                   : width);
  return {left, text.at.y - 0.9 * size, left + width, text.at.y + 0.25 * size};
}

std::vector<Point> outline_of(const Dot& dot) {
  // Shapes of one radius look equally large with these factors.
  const double r = dot.radius, x = dot.centre.x, y = dot.centre.y;
  if (dot.letter == 1) return {{x, y - 1.3 * r}, {x + 1.3 * r, y}, {x, y + 1.3 * r}, {x - 1.3 * r, y}};
  if (dot.letter == 2) return {{x, y - 1.3 * r}, {x + 1.2 * r, y + 0.9 * r}, {x - 1.2 * r, y + 0.9 * r}};
  return {{x - 0.9 * r, y - 0.9 * r},
          {x + 0.9 * r, y - 0.9 * r},
          {x + 0.9 * r, y + 0.9 * r},
          {x - 0.9 * r, y + 0.9 * r}};
}

void Canvas::add(Primitive primitive) {
  layout_.primitives.push_back(std::move(primitive));
}

bool Canvas::take(const Text& text) {
  if (text.text.empty()) return false;
  const Box box = box_of(text, style_);
  constexpr double kSlack = 0.01;  // for rounding, pixels
  const Box inside{-kSlack, -kSlack, layout_.width + kSlack, layout_.height + kSlack};
  if (!inside.holds(box)) return false;
  if (std::any_of(texts_.begin(), texts_.end(), [&](const Box& other) { return other.meets(box); }))
    return false;
  texts_.push_back(box);
  return true;
}

bool Canvas::write(const Text& text) {
  if (!take(text)) return false;
  add(text);
  return true;
}

bool Canvas::write_over(const Text& text) {
  if (!take(text)) return false;
  add(Rectangle{.box = box_of(text, style_), .fill = faded(style_.ground, 0.8)});
  add(text);
  return true;
}

bool Canvas::write_inside(Text text) {
  const Box box = box_of(text, style_);
  if (box.left < 0) text.at.x -= box.left;
  if (box.right > layout_.width) text.at.x -= box.right - layout_.width;
  return write(text);
}

void Canvas::mark(Kind kind, const Series& series, Point left) {
  const double width = mark_width();
  const Colour colour = colour_of(series, style_);
  if (kind == Kind::lines || kind == Kind::duration) {
    add(Line{{left, {left.x + width, left.y}}, colour, style_.line, is_dashed(series)});
  } else if (kind == Kind::scatter) {
    add(Dot{{left.x + width / 2, left.y}, 0.35 * style_.small, series.letter, colour});
  } else {
    const double half = 0.38 * style_.small;
    add(bar_of(series, {left.x + width / 2 - half, left.y - half, left.x + width / 2 + half, left.y + half},
               style_));
  }
}

std::size_t letter_of(const Series& series) {
  return static_cast<std::size_t>(std::clamp(series.letter, 0, 3));
}

Colour colour_of(const Series& series, const Style& style) {
  return faded(style.letters[letter_of(series)], series.stale ? 0.5 : 1);
}

Rectangle bar_of(const Series& series, const Box& box, const Style& style) {
  const Colour colour = colour_of(series, style);
  const double edge = std::min({style.line * 0.75, box.width() / 3, box.height() / 2});
  if (!is_dashed(series) || !(edge > 0)) return {.box = box, .fill = colour};
  // The outline lies inside, so that bars of both kinds are equally wide.
  const Box inner{box.left + edge / 2, box.top + edge / 2, box.right - edge / 2, box.bottom - edge / 2};
  return {.box = inner, .fill = mixed(colour, 0.35, style.ground), .outline = colour, .outline_width = edge};
}

std::string name_of(const Series& series) {
  return series.stale ? series.name + " (out of date)" : series.name;
}

}  // namespace conurb::plot
