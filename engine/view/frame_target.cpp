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
  const auto wrap =
      format == TargetFormat::shadow ? osg::Texture::CLAMP_TO_BORDER : osg::Texture::CLAMP_TO_EDGE;
  texture_->setWrap(osg::Texture::WRAP_S, wrap);
  texture_->setWrap(osg::Texture::WRAP_T, wrap);
  texture_->setBorderColor(osg::Vec4d(1, 1, 1, 1));  // beside a shadow map everything is lit
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

void FrameTarget::set_smooth(bool smooth) const {
  const auto filter = smooth ? osg::Texture::LINEAR : osg::Texture::NEAREST;
  texture_->setFilter(osg::Texture::MIN_FILTER, filter);
  texture_->setFilter(osg::Texture::MAG_FILTER, filter);
}

void FrameTarget::copy_to(osg::State& state, unsigned framebuffer, Size size) const {
  const auto* gl = state.get<osg::GLExtensions>();
  buffer_->apply(state, osg::FrameBufferObject::READ_FRAMEBUFFER);
  gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER_EXT, framebuffer);
  gl->glBlitFramebuffer(0, 0, size_.width, size_.height, 0, 0, size.width, size.height, GL_COLOR_BUFFER_BIT,
                        size == size_ ? GL_NEAREST : GL_LINEAR);
  gl->glBindFramebuffer(GL_FRAMEBUFFER_EXT, framebuffer);
}

void bind_default(osg::State& state) {
  state.get<osg::GLExtensions>()->glBindFramebuffer(GL_FRAMEBUFFER_EXT, 0);
}

}  // namespace conurb::view
