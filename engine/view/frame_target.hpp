// SPDX-License-Identifier: Apache-2.0
// A picture in the graphics card that is drawn to, with its depth.
#pragma once

#include <osg/FrameBufferObject>
#include <osg/Texture2D>

#include "engine/scene/picture.hpp"
#include "engine/view/gl_context.hpp"

namespace conurb::view {

enum class TargetFormat {
  light,   ///< 16-bit floats, linear, with depth
  mean,    ///< 32-bit floats, no depth
  bytes,   ///< 8 bits a channel, with depth
  shadow,  ///< depth alone, compared when read
};

/// Belongs to one context, which is current in every call.
class FrameTarget {
 public:
  FrameTarget(TargetFormat format, Size size);

  [[nodiscard]] Size size() const { return size_; }
  /// Colour, or depth for shadows.
  [[nodiscard]] osg::Texture2D& texture() const { return *texture_; }
  /// What is drawn from here on goes there. Throws Error incompatible if the card refuses the format.
  void bind(osg::State& state) const;
  /// Whether reading mixes neighbouring texels; shadows then end over a texel and cost four times as much.
  void set_smooth(bool smooth) const;
  /// Copies the colours to a framebuffer (0: the default one) of a size, which is then bound.
  void copy_to(osg::State& state, unsigned framebuffer, Size size) const;
  /// Format bytes only: what was drawn, rows from the top.
  [[nodiscard]] scene::Picture read(osg::State& state) const;

 private:
  Size size_;
  osg::ref_ptr<osg::Texture2D> texture_;
  osg::ref_ptr<osg::FrameBufferObject> buffer_;
};

/// Back to the default framebuffer.
void bind_default(osg::State& state);

}  // namespace conurb::view
