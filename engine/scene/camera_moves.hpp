// SPDX-License-Identifier: Apache-2.0
// How mouse, keys and commands move a camera. Places in the picture are 0 … 1 from its lower left. All pure.
#pragma once

#include "engine/scene/camera.hpp"

namespace conurb::scene {

/// Limits that keep a person above the ground and in sight of the city.
struct CameraLimits {
  double least_distance = 3, most_distance = 1e6;  ///< m, from eye to target
  double steepest_deg = -90, flattest_deg = -1;    ///< pitch, in modes orbit and fly
};

/// Turns around the target: to the right by `heading_deg`, up by `pitch_deg`. A map turns, but is not tilted.
[[nodiscard]] Camera turned(Camera camera, double heading_deg, double pitch_deg, const CameraLimits& limits);
/// Moves over the ground so that what was seen at one place of the picture is seen at another: on the level
/// plane through the target. Where a place shows the sky, moves by as much as near the target.
[[nodiscard]] Camera dragged(const Projection& projection, std::array<double, 2> from,
                             std::array<double, 2> to);
/// Nearer (factor < 1) or further, keeping what is seen at a place of the picture there.
[[nodiscard]] Camera zoomed(const Projection& projection, std::array<double, 2> at, double factor,
                            const CameraLimits& limits);
/// Moves the eye along the sight on the level, to the right and up, metres; the target follows.
[[nodiscard]] Camera flown(Camera camera, double forward_m, double right_m, double up_m);
/// The same place in another mode: a map is seen from above at the same scale, north up stays as it was.
[[nodiscard]] Camera in_mode(Camera camera, CameraMode mode);

}  // namespace conurb::scene
