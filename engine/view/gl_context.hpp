// SPDX-License-Identifier: Apache-2.0
// What OpenGL draws on: a window, or nothing at all, for pictures on machines without a display.
#pragma once

#include <memory>

namespace conurb::view {

struct Size {
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

/// One thread at a time, that which made it current.
class GlContext {
 public:
  virtual ~GlContext() = default;
  GlContext(const GlContext&) = delete;
  GlContext& operator=(const GlContext&) = delete;

  virtual void make_current() = 0;
  /// Shows what was drawn; nothing without a window.
  virtual void present() = 0;
  /// Of the default framebuffer, pixels; 0 × 0 without a window.
  [[nodiscard]] virtual Size framebuffer() const = 0;

 protected:
  GlContext() = default;
};

/// A context without a window or a display (EGL_MESA_platform_surfaceless, EGL_KHR_surfaceless_context);
/// current for the calling thread. Throws Error incompatible with what is missing and what to install.
[[nodiscard]] std::unique_ptr<GlContext> make_offscreen_context();

/// "Mesa llvmpipe …, OpenGL 4.5": the current context's renderer, for logs and reports.
[[nodiscard]] const char* renderer_name();

}  // namespace conurb::view
