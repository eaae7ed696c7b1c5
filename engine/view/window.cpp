// SPDX-License-Identifier: Apache-2.0
#include "engine/view/window.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace conurb::view {
namespace {

[[noreturn]] void refuse_window(const char* what) {
  const char* words = nullptr;
  glfwGetError(&words);
  throw Error(
      ErrorCode::incompatible, fmt::format("{}: {}", what, words != nullptr ? words : "no reason given"), {},
      "run it in a desktop session or under xvfb-run, or draw pictures with `conurb render`, which needs no "
      "display");
}

/// Our keys behind the printable ones, in the order of GLFW's numbers from GLFW_KEY_ESCAPE on.
Key key_of_glfw(int key) {
  if (key >= GLFW_KEY_SPACE && key <= GLFW_KEY_GRAVE_ACCENT) return static_cast<Key>(key);
  if (key >= GLFW_KEY_ESCAPE && key <= GLFW_KEY_END)
    return static_cast<Key>(static_cast<int>(Key::escape) + key - GLFW_KEY_ESCAPE);
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F12)
    return static_cast<Key>(static_cast<int>(Key::f1) + key - GLFW_KEY_F1);
  if (key == GLFW_KEY_KP_ENTER) return Key::enter;
  if (key == GLFW_KEY_KP_ADD) return Key::equal;
  if (key == GLFW_KEY_KP_SUBTRACT) return Key::minus;
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9)
    return static_cast<Key>(static_cast<int>(Key::digit_0) + key - GLFW_KEY_KP_0);
  return Key::none;
}

Modifiers modifiers_of(int bits) {
  return {(bits & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) != 0, (bits & GLFW_MOD_SHIFT) != 0,
          (bits & GLFW_MOD_ALT) != 0};
}

class DesktopWindow final : public Window {
 public:
  explicit DesktopWindow(const WindowOptions& options) {
    if (glfwInit() != GLFW_TRUE) refuse_window("no window can be opened here");
    glfwWindowHint(GLFW_SAMPLES, 0);
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    window_ =
        glfwCreateWindow(options.size.width, options.size.height, options.title.c_str(), nullptr, nullptr);
    if (window_ == nullptr) {
      glfwTerminate();
      refuse_window("no window with OpenGL can be opened here");
    }
    glfwSetWindowUserPointer(window_, this);
    listen();
    make_current();
    glfwSwapInterval(1);
    if (options.full_screen) fill_screen();
  }
  ~DesktopWindow() override {
    for (GLFWcursor* cursor : cursors_) glfwDestroyCursor(cursor);
    glfwDestroyWindow(window_);
    glfwTerminate();
  }

  void make_current() override { glfwMakeContextCurrent(window_); }
  void present() override { glfwSwapBuffers(window_); }
  [[nodiscard]] Size framebuffer() const override {
    Size size;
    glfwGetFramebufferSize(window_, &size.width, &size.height);
    return size;
  }
  [[nodiscard]] std::vector<InputEvent> events(double patience_s) override {
    if (patience_s > 0)
      glfwWaitEventsTimeout(patience_s);
    else
      glfwPollEvents();
    return std::exchange(events_, {});
  }
  [[nodiscard]] double scale() const override {
    float x = 1, y = 1;
    glfwGetWindowContentScale(window_, &x, &y);
    return std::max<double>(x, 0.5);
  }
  [[nodiscard]] std::string clipboard() const override {
    const char* text = glfwGetClipboardString(window_);
    return text != nullptr ? text : "";
  }
  void set_clipboard(const std::string& text) override { glfwSetClipboardString(window_, text.c_str()); }
  void set_cursor(CursorShape shape) override {
    if (shape == shape_) return;
    shape_ = shape;
    constexpr std::array kShapes{GLFW_ARROW_CURSOR, GLFW_IBEAM_CURSOR, GLFW_HRESIZE_CURSOR,
                                 GLFW_CROSSHAIR_CURSOR};
    const auto which = static_cast<std::size_t>(shape);
    if (cursors_[which] == nullptr) cursors_[which] = glfwCreateStandardCursor(kShapes[which]);
    glfwSetCursor(window_, cursors_[which]);  // null: the arrow
  }

 private:
  void fill_screen() {
    GLFWmonitor* monitor = glfwGetPrimaryMonitor();
    if (monitor == nullptr) return;
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
  }
  static DesktopWindow& of(GLFWwindow* window) {
    return *static_cast<DesktopWindow*>(glfwGetWindowUserPointer(window));
  }
  InputEvent& add(InputEvent::Kind kind) {
    InputEvent event;
    event.kind = kind;
    event.modifiers = modifiers_;
    return events_.emplace_back(event);
  }
  /// From units of the desktop to pixels.
  void place(InputEvent& event, double x, double y) const {
    int width = 1, height = 1;
    glfwGetWindowSize(window_, &width, &height);
    const Size pixels = framebuffer();
    event.x = x * pixels.width / std::max(width, 1);
    event.y = y * pixels.height / std::max(height, 1);
  }

  void listen() {
    using Kind = InputEvent::Kind;
    glfwSetCursorPosCallback(
        window_, [](GLFWwindow* w, double x, double y) { of(w).place(of(w).add(Kind::move), x, y); });
    glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int entered) {
      if (entered == GLFW_FALSE) of(w).add(Kind::leave);
    });
    glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int bits) {
      of(w).modifiers_ = modifiers_of(bits);
      InputEvent& event = of(w).add(Kind::button);
      double x = 0, y = 0;
      glfwGetCursorPos(w, &x, &y);
      of(w).place(event, x, y);
      event.button = button;
      event.down = action == GLFW_PRESS;
    });
    glfwSetScrollCallback(window_, [](GLFWwindow* w, double x, double y) {
      InputEvent& event = of(w).add(Kind::wheel);
      event.x = x;
      event.y = y;
    });
    glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int, int action, int bits) {
      of(w).modifiers_ = modifiers_of(bits);
      InputEvent& event = of(w).add(Kind::key);
      event.key = key_of_glfw(key);
      event.down = action != GLFW_RELEASE;
    });
    glfwSetCharCallback(
        window_, [](GLFWwindow* w, unsigned character) { of(w).add(Kind::text).character = character; });
    glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { of(w).add(Kind::resize); });
    glfwSetWindowCloseCallback(window_, [](GLFWwindow* w) { of(w).add(Kind::close); });
  }

  GLFWwindow* window_ = nullptr;
  std::array<GLFWcursor*, 4> cursors_{};  // made when they are first shown
  CursorShape shape_ = CursorShape::arrow;
  std::vector<InputEvent> events_;
  Modifiers modifiers_;
};

}  // namespace

std::unique_ptr<Window> open_window(const WindowOptions& options) {
  return std::make_unique<DesktopWindow>(options);
}

}  // namespace conurb::view
