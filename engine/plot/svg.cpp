// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/svg.hpp"

#include <array>

#include <fmt/format.h>

namespace conurb::plot {
namespace {

constexpr const char* kFamily = "Inter,'Noto Sans','Segoe UI','Helvetica Neue',Arial,sans-serif";

std::string paint(const char* attribute, Colour colour) {
  std::string text = fmt::format(" {}=\"#{:02x}{:02x}{:02x}\"", attribute, colour & 0xFF, colour >> 8 & 0xFF,
                                 colour >> 16 & 0xFF);
  const Colour alpha = colour >> 24;
  if (alpha != 255) text += fmt::format(" {}-opacity=\"{:.2f}\"", attribute, alpha / 255.0);
  return text;
}

std::string number(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string pairs(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points) {
    if (!text.empty()) text += ' ';
    text += number(point.x) + "," + number(point.y);
  }
  return text;
}

std::string polygon(const std::vector<Point>& points, Colour colour) {
  return "<polygon points=\"" + pairs(points) + "\"" + paint("fill", colour) + "/>";
}

class Writer {
 public:
  explicit Writer(const Style& style) : style_(style) {}

  std::string operator()(const Line& line) const {
    std::string text = "<polyline points=\"" + pairs(line.points) + "\" fill=\"none\"" +
                       paint("stroke", line.colour) + " stroke-width=\"" + number(line.width) +
                       "\" stroke-linejoin=\"round\"";
    if (line.dashed)
      text += " stroke-dasharray=\"" + number(3 * line.width) + "," + number(2 * line.width) + "\"";
    return text + "/>";
  }
  std::string operator()(const Area& area) const {
    std::vector<Point> outline = area.upper;
    outline.insert(outline.end(), area.lower.rbegin(), area.lower.rend());
    return polygon(outline, area.colour);
  }
  std::string operator()(const Rectangle& one) const {
    std::string text = fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}")", number(one.box.left),
                                   number(one.box.top), number(one.box.right - one.box.left),
                                   number(one.box.bottom - one.box.top));
    text += paint("fill", one.fill);
    if (one.outline != 0)
      text += paint("stroke", one.outline) + " stroke-width=\"" + number(one.outline_width) + "\"";
    return text + "/>";
  }
  std::string operator()(const Dot& dot) const {
    if (dot.letter == 0) {
      return fmt::format(R"(<circle cx="{}" cy="{}" r="{}"{}/>)", number(dot.centre.x), number(dot.centre.y),
                         number(dot.radius), paint("fill", dot.colour));
    }
    return polygon(outline_of(dot), dot.colour);
  }
  std::string operator()(const Text& text) const {
    constexpr std::array<const char*, 3> kAnchors{"start", "middle", "end"};
    return fmt::format(
        R"(<text x="{}" y="{}"{} font-size="{}"{}{}>{}</text>)", number(text.at.x), number(text.at.y),
        text.anchor == Anchor::start
            ? std::string()
            : fmt::format(" text-anchor=\"{}\"", kAnchors[static_cast<std::size_t>(text.anchor)]),
        number(style_.size(text.font)), text.font == Font::strong ? " font-weight=\"600\"" : "",
        paint("fill", text.colour), escaped(text.text));
  }

 private:
  const Style& style_;
};

/// What the element shows of the layout's plane, and what only files have.
struct SvgSheet {
  Box box;
  std::string attributes = {}, ground = {};
};

std::string element(const Layout& layout, const Style& style, const SvgSheet& sheet) {
  std::string text =
      fmt::format(R"(<svg{} viewBox="{} {} {} {}" role="img" aria-label="{}" font-family="{}" )"
                  R"(style="font-variant-numeric:tabular-nums">)",
                  sheet.attributes, number(sheet.box.left), number(sheet.box.top), number(sheet.box.width()),
                  number(sheet.box.height()), escaped(layout.title), kFamily);
  text += sheet.ground + "\n";
  for (const Primitive& primitive : layout.primitives) text += std::visit(Writer(style), primitive) + "\n";
  return text + "</svg>";
}

}  // namespace

std::string svg(const Layout& layout, const Style& style) {
  return element(layout, style, {.box = {0, 0, layout.width, layout.height}});
}

std::string svg(const Chart& chart, double width, double height) {
  const Style style = paper_style();
  return svg(lay_out(chart, width, height, style), style);
}

std::string svg_file(const Chart& chart, double width, double height) {
  constexpr double kMargin = 16;
  const Style style = paper_style();
  const Layout layout = lay_out(chart, width - 2 * kMargin, height - 2 * kMargin, style);
  SvgSheet sheet{.box = {-kMargin, -kMargin, layout.width + kMargin, layout.height + kMargin}};
  sheet.attributes = fmt::format(R"( xmlns="http://www.w3.org/2000/svg" width="{}" height="{}")",
                                 number(sheet.box.width()), number(sheet.box.height()));
  sheet.ground = Writer(style)(Rectangle{.box = sheet.box, .fill = style.ground});
  return element(layout, style, sheet) + "\n";
}

std::string escaped(std::string_view raw) {
  std::string result;
  for (const char c : raw) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default:
        // XML 1.0 has no other control characters.
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') result += c;
    }
  }
  return result;
}

}  // namespace conurb::plot
