// SPDX-License-Identifier: Apache-2.0
#include "engine/view/pass.hpp"

#include <osgUtil/CullVisitor>

namespace conurb::view {

osg::Matrixd to_osg(const std::array<double, 16>& m) {
  return {m[0], m[4], m[8],  m[12], m[1], m[5], m[9],  m[13],
          m[2], m[6], m[10], m[14], m[3], m[7], m[11], m[15]};
}

Pass::Pass(osg::GraphicsContext& graphics)
    : scene_view_(new osgUtil::SceneView), stamp_(new osg::FrameStamp) {
  scene_view_->setDefaults(osgUtil::SceneView::NO_SCENEVIEW_LIGHT);
  scene_view_->setState(graphics.getState());
  scene_view_->setFrameStamp(stamp_);
  scene_view_->setActiveUniforms(0);
  scene_view_->setDrawBufferValue(GL_NONE);  // what is bound is drawn on
  scene_view_->setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
  scene_view_->setCullingMode(osg::CullSettings::VIEW_FRUSTUM_SIDES_CULLING);
}

void Pass::draw(osg::Node& root, osg::StateSet& state, const osg::Matrixd& view,
                const osg::Matrixd& projection, const Area& area, Clear clear, double clear_depth) {
  stamp_->setFrameNumber(stamp_->getFrameNumber() + 1);
  scene_view_->setSceneData(&root);
  scene_view_->setGlobalStateSet(&state);
  scene_view_->setViewMatrix(view);
  scene_view_->setProjectionMatrix(projection);
  scene_view_->setViewport(area.x, area.y, area.width, area.height);
  const GLbitfield mask = clear == Clear::nothing ? 0u
                          : clear == Clear::depth ? GL_DEPTH_BUFFER_BIT
                                                  : GL_DEPTH_BUFFER_BIT | GL_COLOR_BUFFER_BIT;
  scene_view_->getCamera()->setClearMask(mask);
  scene_view_->setClearColor(osg::Vec4(0, 0, 0, 0));
  scene_view_->getCamera()->setClearDepth(clear_depth);
  scene_view_->cull();
  scene_view_->draw();
}

}  // namespace conurb::view
