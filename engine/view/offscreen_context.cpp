// SPDX-License-Identifier: Apache-2.0
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/view/gl_context.hpp"

namespace conurb::view {
namespace {

[[noreturn]] void refuse_context(const char* what) {
  throw Error(ErrorCode::incompatible,
              fmt::format("no pictures can be drawn here: {} (EGL error {:#x})", what, eglGetError()), {},
              "install the packages libegl-mesa0 and libgl1-mesa-dri, which draw without a graphics card");
}

bool has_extension(EGLDisplay display, std::string_view name) {
  const char* all = eglQueryString(display, EGL_EXTENSIONS);
  return all != nullptr && std::string_view(all).find(name) != std::string_view::npos;
}

class OffscreenContext final : public GlContext {
 public:
  OffscreenContext() {
    if (!has_extension(EGL_NO_DISPLAY, "EGL_MESA_platform_surfaceless"))
      refuse_context("this EGL has no EGL_MESA_platform_surfaceless");
    display_ = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr);
    if (display_ == EGL_NO_DISPLAY || eglInitialize(display_, nullptr, nullptr) != EGL_TRUE)
      refuse_context("EGL does not start");
    eglBindAPI(EGL_OPENGL_API);
    const std::array<EGLint, 5> wanted = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE,
                                          EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglChooseConfig(display_, wanted.data(), &config, 1, &count) != EGL_TRUE || count == 0)
      refuse_context("EGL has no configuration for OpenGL");
    context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, nullptr);
    if (context_ == EGL_NO_CONTEXT) refuse_context("EGL makes no OpenGL context");
    make_current();
  }
  ~OffscreenContext() override {
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(display_, context_);
    // The display is every context's of this process: eglTerminate would end the others' drawing.
  }
  void make_current() override {
    if (eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) != EGL_TRUE)
      refuse_context("EGL does not make its context current");
  }
  void present() override {}
  [[nodiscard]] Size framebuffer() const override { return {}; }

 private:
  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLContext context_ = EGL_NO_CONTEXT;
};

}  // namespace

std::unique_ptr<GlContext> make_offscreen_context() {
  return std::make_unique<OffscreenContext>();
}

const char* renderer_name() {
  const GLubyte* name = glGetString(GL_RENDERER);
  return name != nullptr ? reinterpret_cast<const char*>(name) : "no OpenGL";
}

}  // namespace conurb::view
