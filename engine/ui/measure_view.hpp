// SPDX-License-Identifier: Apache-2.0
// What is being measured, drawn over the picture: line or area with its points, the way to the cursor, and
// the value beside it, in every view.
#pragma once

#include <optional>
#include <string>

#include "engine/ui/city_stage.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// What was measured, in words: the value, and what else is told of it.
struct Measured {
  std::string value;   ///< "124 m"; "" while there are too few points
  std::string beside;  ///< "on the map 120 m · rise +12 m"
};
[[nodiscard]] Measured measured(const PanelContext& context, const room::MeasuringTool& tool);

/// Draws on the background list, under the panels. `pointer`: the mouse, pixels, where it is over the
/// picture.
void draw_measure(PanelContext& context, const CityStage& stage, view::Size size,
                  const std::optional<ImVec2>& pointer);
/// A card with the value, large, and what to do next; its upper edge in the middle of `top`. `most`: pixels
/// that it may be wide. Returns where there is room below it: at `top` if nothing is measured.
float draw_measure_card(PanelContext& context, ImVec2 top, float most);

}  // namespace conurb::ui
