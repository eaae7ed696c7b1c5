// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ui/city_model.hpp"
#include "engine/ui/panel.hpp"
#include "engine/view/renderer.hpp"

namespace conurb::ui {

/// The city's name, the scenarios in view, the time, and below on the right what can be opened.
void draw_top_bar(PanelContext& context, const CityModel& model, const Rect& rect);
/// Names of the scenarios on the picture, and lines between them. `rect`: from the top bar's lower edge to
/// the framebuffer's, as wide as it.
void draw_view_names(PanelContext& context, const std::vector<view::SceneView>& views, const Rect& rect);
/// Names of panels that open and close, as a row; marked are those that are open.
void draw_panel_switch(PanelContext& context, const Rect& rect);
/// The most telling figures of the last view, against the first if that is another.
void draw_key_figures(PanelContext& context, const Rect& rect);

}  // namespace conurb::ui
