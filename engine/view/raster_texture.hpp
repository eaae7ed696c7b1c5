// SPDX-License-Identifier: Apache-2.0
// A picture of a layer that lies over the ground.
#pragma once

#include <osg/StateSet>
#include <osg/Texture2D>

#include "engine/city/geometry_measure.hpp"
#include "engine/scene/layer_raster.hpp"

namespace conurb::view {

class RasterTexture {
 public:
  /// Copies the picture, which is not empty.
  RasterTexture(const scene::RasterDrape& raster, float opacity);
  /// Binds it and sets its uniforms; extents are counted from `scene_origin`.
  void apply(osg::StateSet& state, const city::Point3& scene_origin) const;

 private:
  osg::ref_ptr<osg::Texture2D> texture_;
  city::Box2 extent_;
  float opacity_;
};

}  // namespace conurb::view
