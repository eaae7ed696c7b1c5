// SPDX-License-Identifier: Apache-2.0
// A panel over a room, with hands: frames are drawn off screen, texts are found where the layout says they
// are, clicked on and written into. Pictures are kept where CONURB_TEST_PICTURES names a folder.
#pragma once

#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/scene/picture_file.hpp"
#include "engine/ui/panel.hpp"
#include "engine/view/picture_target.hpp"
#include "tests/engine/ui/house_city.hpp"

namespace conurb::test {

/// Draws one panel; the mouse clicks, the keyboard writes.
class PanelBench {
 public:
  using Draw = std::function<void(ui::PanelContext&, const ui::Rect&)>;
  static constexpr view::Size kSize{1600, 900};

  PanelBench(room::Room& room, Draw draw, double scale = 1, ui::ThemeName theme = ui::ThemeName::dark)
      : room_(room), draw_(std::move(draw)), gl_(view::make_offscreen_context()), target_(*gl_, {16, 16}) {
    ui::SurfaceOptions options;
    options.scale = scale;
    options.theme = theme;
    surface_ = std::make_unique<ui::Surface>(options);
    const auto px = [&](float size) { return surface_->px(size); };
    rect_ = {px(24), px(24), px(24 + 336), std::min(px(24 + 760), kSize.height - px(24))};
  }

  /// Draws frames, the first of them with what a hand does.
  void frames(int count = 3, std::vector<view::InputEvent> events = {}) {
    draw_frames(target_, count, std::move(events));
  }
  /// Frames until all that was asked for is there and seen.
  template <typename Rig>
  void settle(Rig& rig) {
    for (int i = 0; i < 4; ++i) {
      frames(2);
      rig.settle();
      pass(0.4);
    }
    frames(3);
  }
  void pass(double seconds) { seconds_ += seconds; }

  [[nodiscard]] const ui::Layout& layout() const { return surface_->layout(); }
  [[nodiscard]] bool says(std::string_view text) const { return layout().says(text); }
  /// Where the first text that begins so is; a failure if there is none.
  [[nodiscard]] ui::Rect find(const std::string& text) const {
    for (const ui::PlacedText& placed : layout().texts())
      if (placed.text.rfind(text, 0) == 0) return placed.rect;
    ADD_FAILURE() << "nothing says '" << text << "'; there is:" << all_texts();
    return {};
  }
  [[nodiscard]] std::string all_texts() const {
    std::string all;
    for (const ui::PlacedText& placed : layout().texts()) all += "\n  " + placed.text;
    return all;
  }

  void move(double x, double y) { frames(2, {event(view::InputEvent::Kind::move, x, y)}); }
  void press(double x, double y) {
    move(x, y);
    frames(2, {button(x, y, true)});
  }
  void release(double x, double y) {
    frames(1, {event(view::InputEvent::Kind::move, x, y)});
    frames(2, {button(x, y, false)});
  }
  void click(const std::string& text) {
    const ui::Rect r = find(text);
    const double x = (r.x0 + r.x1) / 2, y = (r.y0 + r.y1) / 2;
    press(x, y);
    release(x, y);
    frames(2, {event(view::InputEvent::Kind::leave, 0, 0)});
  }
  /// Turns the wheel over the panel until something says so.
  void scroll_to(const std::string& text, float at = 0.7f) {
    move((rect_.x0 + rect_.x1) / 2, rect_.y0 + at * rect_.height());
    for (int i = 0; i < 100 && !says(text); ++i) {
      view::InputEvent wheel = event(view::InputEvent::Kind::wheel, 0, -1);
      frames(2, {wheel});
    }
  }
  void key(view::Key which) {
    for (const bool down : {true, false}) {
      view::InputEvent one = event(view::InputEvent::Kind::key, 0, 0);
      one.key = which;
      one.down = down;
      frames(2, {one});
    }
  }
  void write(std::string_view text) {
    std::vector<view::InputEvent> events;
    for (const char c : text) {
      view::InputEvent one = event(view::InputEvent::Kind::text, 0, 0);
      one.character = static_cast<char32_t>(c);
      events.push_back(one);
    }
    frames(2, std::move(events));
  }

  /// Faults of the layout, one a line; empty if all is well.
  [[nodiscard]] std::string faults() const {
    std::string all;
    for (const std::string& fault : layout().faults(kSize.width, kSize.height)) all += fault + "\n";
    return all;
  }
  /// Keeps what the panel looks like.
  void keep(const std::string& name) {
    const char* folder = std::getenv("CONURB_TEST_PICTURES");
    if (folder == nullptr) return;
    view::PictureTarget target(*gl_, kSize);
    draw_frames(target, 1, {});
    const scene::Picture all = target.read();
    const int width = std::min(static_cast<int>(rect_.x0 + rect_.x1), kSize.width);
    scene::Picture picture(width, std::min(static_cast<int>(rect_.y0 + rect_.y1), kSize.height));
    const auto row = static_cast<std::ptrdiff_t>(width) * 4;
    for (int y = 0; y < picture.height; ++y)
      std::copy_n(all.rgba.begin() + static_cast<std::ptrdiff_t>(y) * kSize.width * 4, row,
                  picture.rgba.begin() + y * row);
    std::filesystem::create_directories(folder);
    scene::write_png(picture, std::filesystem::path(folder) / (name + ".png"));
  }
  [[nodiscard]] const ui::Rect& rect() const { return rect_; }
  [[nodiscard]] ui::Surface& surface() { return *surface_; }

 private:
  void draw_frames(view::PictureTarget& onto, int count, std::vector<view::InputEvent> events) {
    for (int i = 0; i < count || surface_->input_waits(); ++i) {
      room_.update(1.0 / 60);
      seconds_ += 1.0 / 60;
      surface_->begin(kSize, 1.0 / 60, std::exchange(events, {}));
      ui::PanelContext context{room_, *surface_, seconds_};
      draw_(context, rect_);
      surface_->end();
      onto.begin(ground());
      surface_->draw();
    }
  }
  [[nodiscard]] std::array<float, 3> ground() const {
    const ui::Colour c = surface_->theme().ground;
    const auto share = [&](int shift) { return static_cast<float>(c >> shift & 0xFF) / 255.0f; };
    return {share(0), share(8), share(16)};
  }
  static view::InputEvent event(view::InputEvent::Kind kind, double x, double y) {
    view::InputEvent one;
    one.kind = kind;
    one.x = x;
    one.y = y;
    return one;
  }
  static view::InputEvent button(double x, double y, bool down) {
    view::InputEvent one = event(view::InputEvent::Kind::button, x, y);
    one.down = down;
    return one;
  }

  room::Room& room_;
  Draw draw_;
  std::unique_ptr<view::GlContext> gl_;
  view::PictureTarget target_;  // too small to cost time: pictures are drawn when they are kept
  std::unique_ptr<ui::Surface> surface_;
  ui::Rect rect_;
  double seconds_ = 1;
};

/// How a panel may be shown; a test draws it in each.
struct Showing {
  const char* name;
  double scale;
  ui::ThemeName theme;
};
inline constexpr Showing kShowings[] = {{"dark", 1, ui::ThemeName::dark},
                                        {"light", 1, ui::ThemeName::light},
                                        {"small", 0.8, ui::ThemeName::dark},
                                        {"large", 1.75, ui::ThemeName::light}};

/// Whether a font with Chinese characters is installed, as Surface looks for it.
inline bool has_chinese_font() {
  return std::filesystem::exists("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc") ||
         std::filesystem::exists("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc");
}

}  // namespace conurb::test
