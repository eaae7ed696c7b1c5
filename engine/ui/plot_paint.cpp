// SPDX-License-Identifier: Apache-2.0
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "engine/ui/plot_view.hpp"

namespace conurb::ui {
namespace {

using plot::Point;
using Points = std::vector<ImVec2>;

ImFont* font_of(const Surface& surface, plot::Font font) {
  switch (font) {
    case plot::Font::small: return surface.small();
    case plot::Font::body: return surface.body();
    case plot::Font::strong: return surface.strong();
  }
  return surface.body();
}

/// The pieces of a line that a dash pattern leaves.
std::vector<Points> dashes(const Points& points, float on, float off) {
  std::vector<Points> pieces;
  bool drawing = true;
  float left = on;  // of the present dash or gap
  if (!points.empty()) pieces.push_back({points[0]});
  for (std::size_t i = 1; i < points.size(); ++i) {
    ImVec2 from = points[i - 1];
    const ImVec2 to = points[i];
    float length = std::hypot(to.x - from.x, to.y - from.y);
    while (length > left) {
      const float part = left / length;
      from = {from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)};
      length -= left;
      if (drawing) pieces.back().push_back(from);
      if (!drawing) pieces.push_back({from});
      drawing = !drawing;
      left = drawing ? on : off;
    }
    left -= length;
    if (drawing) pieces.back().push_back(to);
  }
  return pieces;
}

/// Dear ImGui lengthens the corners of sharp turns into spikes: there a line is drawn in two.
void add_line(ImDrawList& list, const Points& points, Colour colour, float width) {
  std::size_t begin = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const bool last = i + 1 == points.size();
    const ImVec2 a{points[i].x - points[i - 1].x, points[i].y - points[i - 1].y};
    const ImVec2 b = last ? a : ImVec2{points[i + 1].x - points[i].x, points[i + 1].y - points[i].y};
    if (!last && a.x * b.x + a.y * b.y >= 0) continue;
    list.AddPolyline(&points[begin], static_cast<int>(i - begin + 1), colour, 0, width);
    begin = i;
  }
}

class Painter {
 public:
  Painter(ImDrawList& list, const Surface& surface, ImVec2 at) : list_(list), surface_(surface), at_(at) {}

  void operator()(const plot::Line& line) const {
    Points points;
    points.reserve(line.points.size());
    for (const Point& point : line.points) points.push_back(place(point));
    // Thin lines along an axis are sharp on a pixel's middle.
    if (points.size() == 2 && points[0].x == points[1].x)
      points[0].x = points[1].x = std::floor(points[0].x) + 0.5F;
    if (points.size() == 2 && points[0].y == points[1].y)
      points[0].y = points[1].y = std::floor(points[0].y) + 0.5F;
    const auto width = static_cast<float>(line.width);
    if (!line.dashed) {
      add_line(list_, points, line.colour, width);
      return;
    }
    for (const Points& piece : dashes(points, 3 * width, 2 * width))
      add_line(list_, piece, line.colour, width);
  }
  void operator()(const plot::Area& area) const {
    const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
    for (std::size_t i = 1; i < area.upper.size(); ++i) {
      list_.PrimReserve(6, 4);
      list_.PrimQuadUV(place(area.upper[i - 1]), place(area.upper[i]), place(area.lower[i]),
                       place(area.lower[i - 1]), white, white, white, white, area.colour);
    }
  }
  void operator()(const plot::Rectangle& one) const {
    const ImVec2 low = place({one.box.left, one.box.top}), high = place({one.box.right, one.box.bottom});
    list_.AddRectFilled(low, high, one.fill);
    if (one.outline == 0) return;
    // Dear ImGui draws the outline half a pixel within its corners.
    list_.AddRect({low.x - 0.5F, low.y - 0.5F}, {high.x + 0.5F, high.y + 0.5F}, one.outline, 0, 0,
                  static_cast<float>(one.outline_width));
  }
  void operator()(const plot::Dot& dot) const {
    if (dot.letter == 0) {
      list_.AddCircleFilled(place(dot.centre), static_cast<float>(dot.radius), dot.colour);
      return;
    }
    Points corners;
    for (const Point& corner : plot::outline_of(dot)) corners.push_back(place(corner));
    list_.AddConvexPolyFilled(corners.data(), static_cast<int>(corners.size()), dot.colour);
  }
  void operator()(const plot::Text& text) const {
    ImFont* font = font_of(surface_, text.font);
    const char *begin = text.text.data(), *end = begin + text.text.size();
    const float width = font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, begin, end).x;
    const float shift = text.anchor == plot::Anchor::start ? 0 : text.anchor == plot::Anchor::end ? 1 : 0.5F;
    const ImVec2 baseline = place(text.at);
    list_.AddText(font, font->FontSize, {baseline.x - shift * width, std::round(baseline.y - font->Ascent)},
                  text.colour, begin, end);
  }

 private:
  [[nodiscard]] ImVec2 place(const Point& point) const {
    return {at_.x + static_cast<float>(point.x), at_.y + static_cast<float>(point.y)};
  }

  ImDrawList& list_;
  const Surface& surface_;
  ImVec2 at_;
};

}  // namespace

plot::Style plot_style(const Surface& surface) {
  const Theme& t = surface.theme();
  plot::Style style;
  style.ground = over(t.panel, t.ground);
  style.text = style.cursor = t.text;
  style.secondary = t.secondary;
  style.grid = t.border;
  style.axis = faded(t.secondary, 0.7);
  style.alarm = t.alarm;
  style.letters = t.scenarios;
  style.letter_texts = t.scenario_texts;
  style.small = surface.px(Sizes::kSmall);
  style.body = style.strong = surface.px(Sizes::kBody);
  style.line = surface.px(2);
  style.text_width = [&surface](std::string_view text, plot::Font font) -> double {
    const ImFont* its = font_of(surface, font);
    return its->CalcTextSizeA(its->FontSize, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
  };
  return style;
}

void paint(ImDrawList& list, const plot::Layout& layout, const Surface& surface, ImVec2 at) {
  const Painter painter(list, surface, at);
  for (const plot::Primitive& primitive : layout.primitives) std::visit(painter, primitive);
}

}  // namespace conurb::ui
