// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/plot/chart.hpp"
#include "engine/ui/city_model.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// Play, pause and step; how fast; which part of the record; and how the topmost layer went over it in each
/// view, summed over the city. A click on the curve goes there.
class TimelinePanel {
 public:
  /// Looks at what there is to draw; once a frame, before draw().
  void update(PanelContext& context, CityModel& model);
  /// What that needs: all that there is for a curve, little without one; pixels.
  [[nodiscard]] float height(const Surface& surface, float most) const;
  void draw(PanelContext& context, const Rect& rect);

 private:
  void controls(PanelContext& context);
  void curve(PanelContext& context);
  void choose_window(room::Room& room);
  plot::Chart chart_;
  std::string_view why_none_;  // key of a text, if there is no curve
  enum class Window : std::uint8_t { day, week, month, all };
  Window window_ = Window::all;
};

}  // namespace conurb::ui
