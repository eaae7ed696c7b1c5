// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/plot_view.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "engine/plot/reading.hpp"
#include "engine/view/picture_target.hpp"

namespace conurb::ui {
namespace {

float width_of(ImFont* font, const std::string& text) {
  return font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

/// Writes on a baseline; returns where it ends.
float write(ImDrawList& list, ImFont* font, ImVec2 baseline, Colour colour, const std::string& text) {
  list.AddText(font, font->FontSize, {baseline.x, std::round(baseline.y - font->Ascent)}, colour, text.data(),
               text.data() + text.size());
  return baseline.x + width_of(font, text);
}

/// What is read under the mouse: the values large, units and names small.
class HoverBox {
 public:
  HoverBox(const Surface& surface, const plot::Chart& chart, const plot::Reading& reading)
      : surface_(surface), chart_(chart), reading_(reading) {
    for (const auto& value : reading.values) {
      values_ = std::max(values_, width_of(surface.title(), value.text));
      units_ = std::max(units_, value.unit.empty() ? 0 : gap() / 2 + width_of(surface.small(), value.unit));
      names_ = std::max(names_, width_of(surface.small(), value.name));
    }
    const float row = surface.px(Sizes::kTitle) * 1.3F;
    const float inner = std::max(width_of(surface.small(), reading.head),
                                 mark() + values_ + units_ + (names_ > 0 ? 1.5F * gap() + names_ : 0));
    size_ = {inner + 2 * padding(), 2 * padding() + surface.px(Sizes::kSmall) * 1.4F +
                                        row * static_cast<float>(reading.values.size())};
  }

  /// Beside the point, on the side with more room, inside the display.
  void draw(ImDrawList& list, ImVec2 point) const {
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    ImVec2 at{point.x + gap() * 1.5F, point.y - size_.y / 2};
    if (at.x + size_.x > display.x) at.x = point.x - gap() * 1.5F - size_.x;
    at.x = std::clamp(at.x, 0.0F, std::max(display.x - size_.x, 0.0F));
    at.y = std::clamp(at.y, 0.0F, std::max(display.y - size_.y, 0.0F));
    const Theme& t = surface_.theme();
    const float radius = surface_.px(Sizes::kRadius / 2);
    list.AddRectFilled(at, {at.x + size_.x, at.y + size_.y}, over(t.raised, t.ground), radius);
    list.AddRect(at, {at.x + size_.x, at.y + size_.y}, t.border, radius);
    ImVec2 pen{at.x + padding(), at.y + padding() + surface_.px(Sizes::kSmall) * 0.8F};
    write(list, surface_.small(), pen, t.secondary, reading_.head);
    pen.y += surface_.px(Sizes::kSmall) * 0.6F;
    for (const auto& value : reading_.values) {
      pen.y += surface_.px(Sizes::kTitle) * 1.3F;
      draw_value(list, value, {pen.x, pen.y - surface_.px(Sizes::kTitle) * 0.4F});
    }
  }

 private:
  [[nodiscard]] float padding() const { return surface_.px(10); }
  [[nodiscard]] float gap() const { return surface_.px(Sizes::kGap); }
  [[nodiscard]] float mark() const { return surface_.px(Sizes::kGap + 6); }

  void draw_value(ImDrawList& list, const plot::Reading::Value& value, ImVec2 baseline) const {
    const Theme& t = surface_.theme();
    const auto letter = static_cast<std::size_t>(std::clamp(chart_.series[value.series].letter, 0, 3));
    const float middle = baseline.y - surface_.px(Sizes::kTitle) * 0.3F;
    list.AddCircleFilled({baseline.x + surface_.px(5), middle}, surface_.px(5), t.scenarios[letter]);
    const float right = baseline.x + mark() + values_;
    const float left = right - width_of(surface_.title(), value.text);
    write(list, surface_.title(), {left, baseline.y}, t.text, value.text);
    if (!value.unit.empty())
      write(list, surface_.small(), {right + gap() / 2, baseline.y}, t.secondary, value.unit);
    write(list, surface_.small(), {right + units_ + 1.5F * gap(), baseline.y}, t.scenario_texts[letter],
          value.name);
  }

  const Surface& surface_;
  const plot::Chart& chart_;
  const plot::Reading& reading_;
  float values_ = 0, units_ = 0, names_ = 0;
  ImVec2 size_;
};

void draw_hover(const Surface& surface, const plot::Chart& chart, const plot::Layout& layout,
                const plot::Reading& reading, ImVec2 at, ImVec2 mouse) {
  const Theme& t = surface.theme();
  ImDrawList& below = *ImGui::GetWindowDrawList();
  const float x = at.x + static_cast<float>(reading.x_px);
  const bool banded = plot::has_labels(chart.kind) || chart.kind == plot::Kind::histogram;
  if (banded) {
    below.AddRectFilled(
        {at.x + static_cast<float>(reading.place.left), at.y + static_cast<float>(reading.place.top)},
        {at.x + static_cast<float>(reading.place.right), at.y + static_cast<float>(reading.place.bottom)},
        faded(t.text, 0.1));
  } else {
    const float snapped = std::floor(x) + 0.5F;
    below.AddLine({snapped, at.y + static_cast<float>(layout.plot.top)},
                  {snapped, at.y + static_cast<float>(layout.plot.bottom)}, t.text, surface.px(1));
  }
  if (!banded) {
    for (const auto& value : reading.values) {
      if (value.gap) continue;
      const ImVec2 point{at.x + static_cast<float>(value.at.x), at.y + static_cast<float>(value.at.y)};
      const auto letter = static_cast<std::size_t>(std::clamp(chart.series[value.series].letter, 0, 3));
      below.AddCircleFilled(point, surface.px(5), over(t.panel, t.ground));
      below.AddCircleFilled(point, surface.px(3.5F), t.scenarios[letter]);
    }
  }
  if (reading.values.empty()) return;
  const float beside = chart.kind == plot::Kind::rows ? mouse.x
                       : banded                       ? at.x + static_cast<float>(reading.place.right)
                                                      : x;
  HoverBox(surface, chart, reading).draw(*ImGui::GetForegroundDrawList(), {beside, mouse.y});
}

}  // namespace

PlotAnswer draw_plot(const Surface& surface, const plot::Chart& chart, const char* id, ImVec2 at,
                     ImVec2 size) {
  PlotAnswer answer;
  if (size.x < 1 || size.y < 1) return answer;
  const plot::Style style = plot_style(surface);
  const plot::Layout layout = plot::lay_out(chart, size.x, size.y, style);
  ImGui::SetCursorScreenPos(at);
  ImGui::InvisibleButton(id, size);
  paint(*ImGui::GetWindowDrawList(), layout, surface, at);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const plot::Box& box = layout.plot;
  if (ImGui::IsItemActive() && !box.empty()) {
    const double px = std::clamp(static_cast<double>(mouse.x - at.x), box.left, box.right);
    const double x = layout.x_at(px);
    answer.scrubbed = plot::has_labels(chart.kind) ? std::floor(std::min(x, layout.x.high - 1)) : x;
  }
  if (!ImGui::IsItemHovered()) return answer;
  const auto reading = plot::read_at(chart, layout, {mouse.x - at.x, mouse.y - at.y});
  if (!reading) return answer;
  answer.hovered = reading->x;
  draw_hover(surface, chart, layout, *reading, at, mouse);
  return answer;
}

scene::Picture plot_picture(view::GlContext& context, const SurfaceOptions& options, const plot::Chart& chart,
                            view::Size size) {
  view::PictureTarget target(context, size);
  Surface surface(options);
  const Theme& t = surface.theme();
  const ImVec4 ground = ImGui::ColorConvertU32ToFloat4(over(t.panel, t.ground));
  surface.begin(size, 1.0 / 60, {});
  const float width = static_cast<float>(size.width), height = static_cast<float>(size.height);
  // A small picture keeps its pixels for the plot.
  const float room = std::min({surface.px(Sizes::kPadding), width / 16, height / 16});
  const plot::Layout layout = plot::lay_out(chart, width - 2 * room, height - 2 * room, plot_style(surface));
  paint(*ImGui::GetBackgroundDrawList(), layout, surface, {room, room});
  target.begin({ground.x, ground.y, ground.z});
  surface.end();
  surface.draw();
  return target.read();
}

}  // namespace conurb::ui
