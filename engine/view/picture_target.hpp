// SPDX-License-Identifier: Apache-2.0
// A picture that others than the renderer draw with OpenGL: panels and plots, for files.
#pragma once

#include <array>
#include <memory>

#include "engine/scene/picture.hpp"
#include "engine/view/gl_context.hpp"

namespace conurb::view {

/// Belongs to the context, which must outlive it; every call makes the context current.
class PictureTarget {
 public:
  /// Throws Error invalid_argument for a size below 1 × 1 or above 16,384, as well as what FrameTarget
  /// throws.
  PictureTarget(GlContext& context, Size size);
  ~PictureTarget();
  PictureTarget(const PictureTarget&) = delete;
  PictureTarget& operator=(const PictureTarget&) = delete;

  /// What is drawn from here on goes there, on a ground of one colour (red, green, blue of 0 to 1).
  void begin(const std::array<float, 3>& ground);
  /// What was drawn; the default framebuffer is bound then.
  [[nodiscard]] scene::Picture read();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::view
