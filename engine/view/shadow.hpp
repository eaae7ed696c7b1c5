// SPDX-License-Identifier: Apache-2.0
// Where a light's shadow map looks.
#pragma once

#include <osg/Matrixd>

#include "engine/scene/camera.hpp"

namespace conurb::view {

struct ShadowFrame {
  osg::Matrixd view, projection;  ///< of the light, parallel
  osg::Matrixd to_map;            ///< place in the scene -> 0 … 1 in the map
  double texel_m = 1;             ///< size of a texel of the map on a surface that faces the light
  /// What has to be in the map, and what is: x and y across the light.
  struct Extent {
    double left = 0, low = 0, right = 0, high = 0;
  };
  Extent needed, covered;

  /// Whether this map also does for what another of the same light needs, without its texels being much too
  /// large.
  [[nodiscard]] bool does_for(const ShadowFrame& other) const;
};

/// A frame that holds what a camera sees of the box, out to `reach` metres from the eye, and what stands
/// between that and the light. `scene` and the result are relative to `origin`; the projection is in the
/// local frame. The frame moves by whole texels, so that shadows do not swim while the camera moves.
[[nodiscard]] ShadowFrame fit_shadow(const scene::Projection& projection, const city::Box& scene_box,
                                     const city::Point3& origin, const city::Point3& to_light, double reach,
                                     int texels, double room = 1);

}  // namespace conurb::view
