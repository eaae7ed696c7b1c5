// SPDX-License-Identifier: Apache-2.0
#include "engine/view/picture_target.hpp"

#include <osg/GLObjects>
#include <osgViewer/GraphicsWindow>

#include <optional>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/view/frame_target.hpp"

namespace conurb::view {

struct PictureTarget::Impl {
  GlContext& gl;
  osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> graphics{
      new osgViewer::GraphicsWindowEmbedded(0, 0, 16, 16)};
  std::optional<FrameTarget> target{};

  [[nodiscard]] osg::State& state() const { return *graphics->getState(); }
};

PictureTarget::PictureTarget(GlContext& context, Size size) : impl_(new Impl{context}) {
  constexpr int kMost = 16'384;
  if (size.width < 1 || size.height < 1 || size.width > kMost || size.height > kMost) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("a picture of {} × {} pixels cannot be drawn", size.width, size.height), {},
                fmt::format("ask for 1 to {} pixels each way", kMost));
  }
  impl_->gl.make_current();
  impl_->state().initializeExtensionProcs();
  impl_->target.emplace(TargetFormat::bytes, size);
}

PictureTarget::~PictureTarget() {
  impl_->gl.make_current();
  impl_->target.reset();
  osg::flushAllDeletedGLObjects(impl_->state().getContextID());
}

void PictureTarget::begin(const std::array<float, 3>& ground) {
  impl_->gl.make_current();
  impl_->target->bind(impl_->state());
  glViewport(0, 0, impl_->target->size().width, impl_->target->size().height);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(ground[0], ground[1], ground[2], 1);
  glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

scene::Picture PictureTarget::read() {
  impl_->gl.make_current();
  scene::Picture picture = impl_->target->read(impl_->state());
  bind_default(impl_->state());
  return picture;
}

}  // namespace conurb::view
