// SPDX-License-Identifier: Apache-2.0
#include "engine/view/frame_target.hpp"

#include <osg/GLExtensions>

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace conurb::view {
namespace {

void describe(osg::Texture2D& texture, TargetFormat format) {
  switch (format) {
    case TargetFormat::light:
      texture.setInternalFormat(GL_RGBA16F_ARB);
      texture.setSourceFormat(GL_RGBA);
      texture.setSourceType(GL_FLOAT);
      break;
    case TargetFormat::mean:
      texture.setInternalFormat(GL_RGBA32F_ARB);
      texture.setSourceFormat(GL_RGBA);
      texture.setSourceType(GL_FLOAT);
      break;
    case TargetFormat::bytes:
      texture.setInternalFormat(GL_RGBA8);
      texture.setSourceFormat(GL_RGBA);
      texture.setSourceType(GL_UNSIGNED_BYTE);
      break;
    case TargetFormat::shadow:
      texture.setInternalFormat(GL_DEPTH_COMPONENT24);
      texture.setSourceFormat(GL_DEPTH_COMPONENT);
      texture.setSourceType(GL_UNSIGNED_INT);
      texture.setShadowComparison(true);
      texture.setShadowCompareFunc(osg::Texture::LEQUAL);
      texture.setShadowTextureMode(osg::Texture::LUMINANCE);
      break;
  }
}

}  // namespace

FrameTarget::FrameTarget(TargetFormat format, Size size)
    : size_(size), texture_(new osg::Texture2D), buffer_(new osg::FrameBufferObject) {
  texture_->setTextureSize(size.width, size.height);
  describe(*texture_, format);
  texture_->setResizeNonPowerOfTwoHint(false);
  // A shadow's comparison may be smoothed over four texels, which costs next to nothing.
  const auto filter = format == TargetFormat::shadow || format == TargetFormat::light ? osg::Texture::LINEAR
                                                                                      : osg::Texture::NEAREST;
  texture_->setFilter(osg::Texture::MIN_FILTER, filter);
  texture_->setFilter(osg::Texture::MAG_FILTER, filter);
  texture_->setWrap(osg::Texture::WRAP_S, osg::Texture::CLAMP_TO_EDGE);
  texture_->setWrap(osg::Texture::WRAP_T, osg::Texture::CLAMP_TO_EDGE);
  const osg::FrameBufferAttachment drawn(texture_.get());
  if (format == TargetFormat::shadow) {
    buffer_->setAttachment(osg::Camera::DEPTH_BUFFER, drawn);
    return;
  }
  buffer_->setAttachment(osg::Camera::COLOR_BUFFER, drawn);
  if (format == TargetFormat::mean) return;
  buffer_->setAttachment(osg::Camera::DEPTH_BUFFER, osg::FrameBufferAttachment(new osg::RenderBuffer(
                                                        size.width, size.height, GL_DEPTH_COMPONENT24)));
}

void FrameTarget::bind(osg::State& state) const {
  buffer_->apply(state, osg::FrameBufferObject::READ_DRAW_FRAMEBUFFER);
  const auto* extensions = state.get<osg::GLExtensions>();
  const GLenum status = extensions->glCheckFramebufferStatus(GL_FRAMEBUFFER_EXT);
  if (status != GL_FRAMEBUFFER_COMPLETE_EXT) {
    throw Error(ErrorCode::incompatible,
                fmt::format("this OpenGL cannot draw on a picture of {} × {} pixels (status {:#x})",
                            size_.width, size_.height, status),
                {}, "ask for a smaller picture, or update the graphics driver");
  }
}

scene::Picture FrameTarget::read(osg::State& state) const {
  bind(state);
  scene::Picture picture(size_.width, size_.height);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, size_.width, size_.height, GL_RGBA, GL_UNSIGNED_BYTE, picture.rgba.data());
  const auto row = static_cast<std::ptrdiff_t>(size_.width) * 4;
  for (int y = 0; y < size_.height / 2; ++y) {
    const auto top = picture.rgba.begin() + y * row;
    std::swap_ranges(top, top + row, picture.rgba.begin() + (size_.height - 1 - y) * row);
  }
  return picture;
}

void bind_default(osg::State& state) {
  state.get<osg::GLExtensions>()->glBindFramebuffer(GL_FRAMEBUFFER_EXT, 0);
}

}  // namespace conurb::view
