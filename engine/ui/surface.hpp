// SPDX-License-Identifier: Apache-2.0
// What panels are drawn on: one Dear ImGui context over one OpenGL context, with our fonts and colours. Input
// comes from outside, so that a script, a test and a hand are the same to it.
#pragma once

#include <imgui.h>

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/ui/layout.hpp"
#include "engine/ui/theme.hpp"
#include "engine/view/gl_context.hpp"
#include "engine/view/input.hpp"

namespace conurb::ui {

struct SurfaceOptions {
  ThemeName theme = ThemeName::dark;
  double scale = 1;  ///< of all sizes
  std::function<std::string()> get_clipboard;
  std::function<void(const std::string&)> set_clipboard;
};

/// The thread's OpenGL context is current in every call. Several may be there; begin() to end() is one's own.
class Surface {
 public:
  /// Throws Error not_found naming the package if the font is not installed, incompatible if OpenGL is too
  /// old.
  explicit Surface(SurfaceOptions options);
  ~Surface();
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;

  void set_theme(ThemeName name);
  void set_scale(double scale);
  [[nodiscard]] const Theme& theme() const { return ui::theme(options_.theme); }
  /// Pixels for a size of ui::Sizes.
  [[nodiscard]] float px(float size) const { return static_cast<float>(size * options_.scale); }

  [[nodiscard]] ImFont* small() const { return fonts_[0]; }
  [[nodiscard]] ImFont* body() const { return fonts_[1]; }
  [[nodiscard]] ImFont* strong() const { return fonts_[2]; }
  [[nodiscard]] ImFont* title() const { return fonts_[3]; }
  [[nodiscard]] ImFont* figure() const { return fonts_[4]; }

  /// What has been drawn since begin().
  [[nodiscard]] Layout& layout() { return layout_; }

  /// Begins a frame of a framebuffer, `dt_s` after the last. What a press and its release would make one is
  /// left to the next frame (input_waits()).
  void begin(view::Size size, double dt_s, std::span<const view::InputEvent> events);
  /// Ends the frame, to be drawn.
  void end();
  /// Draws what the last frame that ended holds on the framebuffer that is bound. As often as one likes.
  void draw();
  /// After begin(): whether the cursor is over a panel, or a panel takes what is typed.
  [[nodiscard]] bool wants_mouse() const;
  [[nodiscard]] bool wants_keyboard() const;
  [[nodiscard]] bool input_waits() const { return !waiting_.empty(); }

 private:
  void load_fonts();
  void apply_style();
  void feed(std::span<const view::InputEvent> events);

  SurfaceOptions options_;
  ImGuiContext* context_ = nullptr;
  std::array<ImFont*, 5> fonts_{};
  std::string clipboard_;
  std::vector<view::InputEvent> waiting_;
  Layout layout_;
  bool stale_fonts_ = true;
  bool chinese_ = false;  // its characters take over a second: only once one was to be drawn
};

}  // namespace conurb::ui
