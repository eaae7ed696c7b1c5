// SPDX-License-Identifier: Apache-2.0
// A window of the desktop.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/view/gl_context.hpp"
#include "engine/view/input.hpp"

namespace conurb::view {

struct WindowOptions {
  std::string title = "Conurb";
  Size size{1600, 900};
  bool full_screen = false;
};

/// What the mouse is shown as.
enum class CursorShape : std::uint8_t {
  arrow,
  text,    ///< between letters
  across,  ///< something can be drawn to the left and right
  cross,   ///< a point can be set
};

/// All calls from the thread that made it, which is the program's first.
class Window : public GlContext {
 public:
  /// What happened since the last call; waits for something up to `patience_s`, not at all if 0.
  [[nodiscard]] virtual std::vector<InputEvent> events(double patience_s) = 0;
  /// Pixels of the framebuffer for a unit of the desktop: 1, or 2 on fine screens.
  [[nodiscard]] virtual double scale() const = 0;
  [[nodiscard]] virtual std::string clipboard() const = 0;
  virtual void set_clipboard(const std::string& text) = 0;
  virtual void set_cursor(CursorShape shape) = 0;
};

/// Throws Error incompatible where there is no display or no OpenGL, with what to do.
[[nodiscard]] std::unique_ptr<Window> open_window(const WindowOptions& options);

}  // namespace conurb::view
