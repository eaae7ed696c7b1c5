// SPDX-License-Identifier: Apache-2.0
// Plots on panels, with what they show under the cursor, and as pictures for reports.
#pragma once

#include <optional>

#include "engine/plot/chart.hpp"
#include "engine/plot/layout.hpp"
#include "engine/plot/style.hpp"
#include "engine/scene/picture.hpp"
#include "engine/ui/surface.hpp"
#include "engine/view/gl_context.hpp"

struct ImDrawList;
struct ImVec2;

namespace conurb::ui {

/// The surface's colours, sizes and fonts for plots; while the surface is there.
[[nodiscard]] plot::Style plot_style(const Surface& surface);

/// Draws a layout with its upper left corner at a point.
void paint(ImDrawList& list, const plot::Layout& layout, const Surface& surface, ImVec2 at);

struct PlotAnswer {
  /// The x of the value that the cursor is at: a time, a number, or the index of a label.
  std::optional<double> hovered;
  /// While the mouse button is held down on the plot: the x it points at, to scrub to.
  std::optional<double> scrubbed;
};

/// Draws a chart in a rectangle of the current ImGui window and shows the values under the mouse: a line
/// upright through the plot and a box with the value of each series. `id` tells it from other plots of the
/// window. Between begin() and end() of the surface. Costs a layout a frame: 1.5 ms for 100,000
/// values.
PlotAnswer draw_plot(const Surface& surface, const plot::Chart& chart, const char* id, ImVec2 at,
                     ImVec2 size);

/// The plot alone, on the theme's panel colour with some room around, as scene::write_png writes it. Sizes of
/// texts and lines grow with `options.scale`. Throws what Surface and view::PictureTarget throw.
[[nodiscard]] scene::Picture plot_picture(view::GlContext& context, const SurfaceOptions& options,
                                          const plot::Chart& chart, view::Size size);

}  // namespace conurb::ui
