// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "engine/plot/chart.hpp"
#include "engine/ui/city_model.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// Play, pause and step; how fast; which part of the record; and how the topmost layer went over it in each
/// view, summed over the city or, of what does not add up, its mean. A click on the curve goes there.
class TimelinePanel {
 public:
  void draw(PanelContext& context, CityModel& model, const Rect& rect);
  /// Whether the topmost layer was recorded over time, as far as is known: without a curve the panel needs
  /// little room.
  [[nodiscard]] bool has_curve() const { return has_curve_; }

 private:
  void controls(PanelContext& context);
  plot::Chart curve(PanelContext& context, CityModel& model, const scene::LayerSpec& layer);
  enum class Window : std::uint8_t { day, week, month, all };
  Window window_ = Window::all;
  bool has_curve_ = false;
};

}  // namespace conurb::ui
