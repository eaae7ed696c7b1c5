// SPDX-License-Identifier: Apache-2.0
// Streets and tracks on the base map.
#pragma once

#include "engine/scene/ground_features.hpp"
#include "engine/scene/map_canvas.hpp"

namespace conurb::scene {

/// Streets on the ground and bridges above them: pavements, carriageways joined at junctions, and from near
/// kerbs and lane markings. From afar main streets are drawn wider than they are and small ones left out.
void paint_streets(MapCanvas& canvas, const GroundLines& roads, const city::Box2& extent,
                   const GroundPalette& palette);

/// Tracks with a bed of ballast, and from near sleepers and rails.
void paint_rails(MapCanvas& canvas, const GroundLines& rails, const city::Box2& extent,
                 const GroundPalette& palette);
/// Tracks in streets: rails alone.
void paint_trams(MapCanvas& canvas, const GroundLines& rails, const city::Box2& extent,
                 const GroundPalette& palette);

/// Rows of lines on the ground, or above it without a deck of their own, that are drawn and may reach into a
/// box.
[[nodiscard]] std::vector<std::int64_t> lines_within(const GroundLines& lines, const city::Box2& extent);

/// The line without the first and last metres; empty if nothing is left.
[[nodiscard]] std::vector<double> shortened(std::span<const double> line, double first_m, double last_m);
/// The line moved to the right by a distance, m (to the left if below 0), its corners mitred.
[[nodiscard]] std::vector<double> beside(std::span<const double> line, double right_m);

}  // namespace conurb::scene
