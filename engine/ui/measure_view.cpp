// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/measure_view.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/physics/measure.hpp"

namespace conurb::ui {
namespace {

using city::Point3;
using room::Measure;
using room::MeasuringTool;

constexpr Colour kLine = rgb(0xffffff), kHalo = rgb(0x0b1016, 190), kFill = rgb(0xffffff, 46);

/// A view's part of the picture, and how the world comes into it.
class Window {
 public:
  Window(const CityStage& stage, const view::SceneView& view, view::Size size)
      : projection_(stage.projection(size, view)),
        rect_{static_cast<float>(view.left * size.width), static_cast<float>((1 - view.top) * size.height),
              static_cast<float>(view.right * size.width),
              static_cast<float>((1 - view.bottom) * size.height)} {}

  [[nodiscard]] const Rect& rect() const { return rect_; }
  [[nodiscard]] bool sees(const Point3& point) const { return depth(point) > projection_.near_m; }
  [[nodiscard]] ImVec2 at(const Point3& point) const {
    const Point3 p = projection_.project(point);
    return {rect_.x0 + static_cast<float>(p[0]) * rect_.width(),
            rect_.y1 - static_cast<float>(p[1]) * rect_.height()};
  }
  /// The part of a line that is before the eye; none of it may be.
  [[nodiscard]] std::optional<std::pair<ImVec2, ImVec2>> line(Point3 a, Point3 b) const {
    const double near_m = projection_.near_m;
    double da = depth(a), db = depth(b);
    if (da <= near_m && db <= near_m) return std::nullopt;
    if (da <= near_m) a = between(a, b, (near_m * 1.01 - da) / (db - da));
    if (db <= near_m) b = between(b, a, (near_m * 1.01 - db) / (depth(a) - db));
    return std::pair{at(a), at(b)};
  }

 private:
  [[nodiscard]] double depth(const Point3& point) const { return projection_.project(point)[2]; }
  static Point3 between(const Point3& a, const Point3& b, double t) {
    return {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])};
  }

  scene::Projection projection_;
  Rect rect_;
};

/// Lines with a dark edge, so that they stand out on any ground.
class Pen {
 public:
  Pen(PanelContext& context, const Window& window) : context_(context), window_(window) {}

  void line(const Point3& a, const Point3& b) const {
    const auto seen = window_.line(a, b);
    if (!seen) return;
    list().AddLine(seen->first, seen->second, kHalo, px(6));
    list().AddLine(seen->first, seen->second, kLine, px(2.5f));
  }
  void dashes(const Point3& a, const Point3& b) const {
    const auto seen = window_.line(a, b);
    if (!seen) return;
    const ImVec2 from = seen->first, to = seen->second;
    const float length = std::min(std::hypot(to.x - from.x, to.y - from.y), 20'000.0f);
    for (float done = 0; done < length; done += px(12)) {
      const float s = done / length, e = std::min(done + px(7), length) / length;
      const ImVec2 p{from.x + s * (to.x - from.x), from.y + s * (to.y - from.y)};
      const ImVec2 q{from.x + e * (to.x - from.x), from.y + e * (to.y - from.y)};
      list().AddLine(p, q, kHalo, px(5));
      list().AddLine(p, q, kLine, px(2));
    }
  }
  void point(const Point3& at) const {
    if (!window_.sees(at)) return;
    const ImVec2 p = window_.at(at);
    list().AddCircleFilled(p, px(7), kHalo);
    list().AddCircleFilled(p, px(5.5f), kLine);
    list().AddCircleFilled(p, px(3), context_.theme().accent);
  }
  void triangle(const Point3& a, const Point3& b, const Point3& c) const {
    if (!window_.sees(a) || !window_.sees(b) || !window_.sees(c)) return;
    // Smoothed edges would show as seams between triangles.
    const ImDrawListFlags before = list().Flags;
    list().Flags &= ~ImDrawListFlags_AntiAliasedFill;
    list().AddTriangleFilled(window_.at(a), window_.at(b), window_.at(c), kFill);
    list().Flags = before;
  }

 private:
  [[nodiscard]] float px(float size) const { return context_.surface.px(size); }
  static ImDrawList& list() { return *ImGui::GetBackgroundDrawList(); }

  PanelContext& context_;
  const Window& window_;
};

double turn(const Point3& a, const Point3& b, const Point3& c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/// Cuts a polygon on the map into triangles, ear by ear; one that crosses itself only as far as that goes.
void fill(const Pen& pen, std::vector<Point3> points) {
  double area = 0;
  for (std::size_t i = 0; i + 2 < points.size(); ++i) area += turn(points[0], points[i + 1], points[i + 2]);
  if (area < 0) std::reverse(points.begin(), points.end());
  const auto is_ear = [&points](std::size_t i) {
    const std::size_t n = points.size();
    const Point3 &a = points[(i + n - 1) % n], &b = points[i], &c = points[(i + 1) % n];
    if (turn(a, b, c) <= 0) return false;
    return std::none_of(points.begin(), points.end(), [&](const Point3& p) {
      return p != a && p != b && p != c && turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0;
    });
  };
  while (points.size() >= 3) {
    std::size_t ear = 0;
    while (ear < points.size() && !is_ear(ear)) ++ear;
    if (ear == points.size()) return;
    const std::size_t n = points.size();
    pen.triangle(points[(ear + n - 1) % n], points[ear], points[(ear + 1) % n]);
    points.erase(points.begin() + static_cast<std::ptrdiff_t>(ear));
  }
}

void draw_lines(const Pen& pen, const MeasuringTool& tool, std::size_t set) {
  const std::vector<Point3>& points = tool.points;
  if (tool.what == Measure::area && points.size() >= 3) fill(pen, points);
  if (tool.what == Measure::height && points.size() == 2) {
    const Point3 corner{points[0][0], points[0][1], points[1][2]};
    pen.line(points[0], corner);
    pen.dashes(corner, points[1]);
  } else {
    for (std::size_t i = 1; i < points.size(); ++i)
      i < set ? pen.line(points[i - 1], points[i]) : pen.dashes(points[i - 1], points[i]);
    if (tool.what == Measure::area && points.size() >= 3) pen.dashes(points.back(), points.front());
  }
  for (std::size_t i = 0; i < set; ++i) pen.point(points[i]);
}

/// Where the value stands: in the middle of an area, at the end of a line, at half a height.
Point3 place_of_value(const MeasuringTool& tool) {
  const std::vector<Point3>& points = tool.points;
  if (tool.what == Measure::distance || points.size() < 2) return points.back();
  if (tool.what == Measure::height) return {points[0][0], points[0][1], (points[0][2] + points[1][2]) / 2};
  Point3 middle{};
  for (const Point3& point : points)
    for (std::size_t axis = 0; axis < 3; ++axis)
      middle[axis] += point[axis] / static_cast<double>(points.size());
  return middle;
}

void draw_value(PanelContext& context, const Window& window, const MeasuringTool& tool,
                const std::string& value) {
  const Point3 place = place_of_value(tool);
  if (value.empty() || !window.sees(place)) return;
  Surface& surface = context.surface;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  Pieces pieces(surface, list);
  const ImVec2 size = pieces.measure(surface.strong(), value), at = window.at(place);
  const float pad = surface.px(8), high = size.y + 2 * surface.px(4);
  const bool beside = tool.what != Measure::area;
  const float x = beside ? at.x + surface.px(14) : at.x - size.x / 2 - pad;
  const Rect box{x, at.y - high / 2, x + size.x + 2 * pad, at.y + high / 2};
  list.AddRectFilled({box.x0, box.y0}, {box.x1, box.y1}, rgb(0x0b1016, 225), high / 2);
  list.AddText(surface.strong(), surface.strong()->FontSize, {box.x0 + pad, box.y0 + surface.px(4)}, kLine,
               value.data(), value.data() + value.size());
}

}  // namespace

Measured measured(const PanelContext& context, const MeasuringTool& tool) {
  Measured words;
  const Texts& texts = context.room.texts();
  const auto both = [](std::string a, const std::string& b) { return a.append(" · ").append(b); };
  if (tool.what == Measure::area && tool.points.size() >= 3) {
    const physics::AreaMeasure area = physics::measure_area(tool.points);
    words.value = physics::area_text(area.plan_m2);
    words.beside = texts("measure.around", {{"length", physics::length_text(area.around_m)}});
  } else if (tool.what == Measure::height && tool.points.size() == 2) {
    const physics::LineMeasure line = physics::measure_line(tool.points);
    words.value = physics::signed_length_text(line.rise_m);
    words.beside = texts("measure.on_map", {{"length", physics::length_text(line.plan_m)}});
  } else if (tool.what == Measure::distance && tool.points.size() >= 2) {
    const physics::LineMeasure line = physics::measure_line(tool.points);
    words.value = physics::length_text(line.length_m);
    words.beside = both(texts("measure.on_map", {{"length", physics::length_text(line.plan_m)}}),
                        texts("measure.rise", {{"length", physics::signed_length_text(line.rise_m)}}));
  }
  return words;
}

void draw_measure(PanelContext& context, const CityStage& stage, view::Size size,
                  const std::optional<ImVec2>& pointer) {
  MeasuringTool tool = context.room.state().measuring;
  if (tool.what == Measure::none) return;
  const std::size_t set = tool.points.size();
  const bool full = tool.what == Measure::height && set == 2;
  if (pointer && set > 0 && !full) {
    const double x = static_cast<double>(pointer->x), y = static_cast<double>(pointer->y);
    if (const std::optional<Point3> next = stage.point_at(x, y, size)) tool.points.push_back(*next);
  }
  if (tool.points.empty()) return;
  const std::string value = measured(context, tool).value;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  for (const view::SceneView& view : stage.views()) {
    const Window window(stage, view, size);
    list.PushClipRect({window.rect().x0, window.rect().y0}, {window.rect().x1, window.rect().y1}, true);
    draw_lines(Pen(context, window), tool, set);
    draw_value(context, window, tool, value);
    list.PopClipRect();
  }
}

float draw_measure_card(PanelContext& context, ImVec2 top, float most) {
  const MeasuringTool& tool = context.room.state().measuring;
  if (tool.what == Measure::none) return top.y;
  Surface& surface = context.surface;
  Pieces pieces(surface, *ImGui::GetBackgroundDrawList());
  const Theme& theme = context.theme();
  const std::string word(room::to_string(tool.what));
  const Measured words = measured(context, tool);
  const std::string value = words.value.empty() ? std::string("–") : words.value;
  const std::string_view hint = context.text("measure." + word + "_hint"),
                         name = context.text("measure." + word);
  const float pad = surface.px(Sizes::kPadding), gap = surface.px(12);
  const float first = pieces.measure(surface.body(), name).x + gap +
                      pieces.measure(surface.title(), value).x +
                      (words.beside.empty() ? 0 : gap + pieces.measure(surface.small(), words.beside).x);
  const float width = std::min(std::max(first, pieces.measure(surface.small(), hint).x) + 2 * pad, most);
  const float left = top.x - width / 2, inner = width - 2 * pad;
  const float below = pieces.measure_lines(surface.small(), hint, inner);
  const Rect card{left, top.y, left + width, top.y + surface.px(2 * 12 + 30) + below};
  pieces.card("measure", card);
  const float y = card.y0 + surface.px(12), small_y = y + surface.px(6);
  float x = pieces.text(surface.body(), {left + pad, y + surface.px(3)}, theme.secondary, name) + gap;
  x = pieces.text(surface.title(), {x, y}, theme.text, value) + gap;
  pieces.text(surface.small(), {x, small_y}, theme.secondary, words.beside, card.x1 - pad - x);
  pieces.lines(surface.small(), {left + pad, y + surface.px(30)}, theme.secondary, hint, inner);
  return card.y1 + surface.px(Sizes::kGap);
}

}  // namespace conurb::ui
