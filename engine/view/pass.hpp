// SPDX-License-Identifier: Apache-2.0
// Draws nodes of OpenSceneGraph on whatever is bound. The order of passes is that of the calls: no cameras
// nested in the scene, no callbacks.
#pragma once

#include <osg/GraphicsContext>
#include <osg/Matrixd>
#include <osg/Node>
#include <osgUtil/SceneView>

#include "engine/scene/camera.hpp"
#include "engine/view/gl_context.hpp"

namespace conurb::view {

/// A part of a picture, pixels from its lower left.
struct Area {
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Area&) const = default;
};

/// Our row-major matrices on column vectors as OpenSceneGraph's, which act on row vectors.
[[nodiscard]] osg::Matrixd to_osg(const std::array<double, 16>& matrix);

/// One for each OpenGL context.
class Pass {
 public:
  explicit Pass(osg::GraphicsContext& graphics);

  enum class Clear { nothing, depth, all };
  /// Which nodes are drawn from here on: those whose mask has a bit of this one.
  void set_visible(unsigned mask) { scene_view_->setCullMask(mask); }
  /// Draws what of `root` is in sight. `state` lies over the whole scene. `clear_depth` is that of the
  /// furthest which is drawn where all or the depth is cleared.
  void draw(osg::Node& root, osg::StateSet& state, const osg::Matrixd& view, const osg::Matrixd& projection,
            const Area& area, Clear clear, double clear_depth = 1);

 private:
  osg::ref_ptr<osgUtil::SceneView> scene_view_;
  osg::ref_ptr<osg::FrameStamp> stamp_;
};

}  // namespace conurb::view
