// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "engine/plot/chart.hpp"
#include "engine/ui/city_model.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// Play, pause and step; how fast; which part of the record; and how the topmost layer went over it in each
/// view, summed over the city. A click on the curve goes there.
class TimelinePanel {
 public:
  void draw(PanelContext& context, CityModel& model, const Rect& rect);

 private:
  void controls(PanelContext& context);
  void curve(PanelContext& context, CityModel& model, const scene::LayerSpec& layer, float height);
  enum class Window : std::uint8_t { day, week, month, all };
  Window window_ = Window::all;
};

}  // namespace conurb::ui
