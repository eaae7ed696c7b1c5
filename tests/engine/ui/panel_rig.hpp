// SPDX-License-Identifier: Apache-2.0
// Panels over a room, with a mouse and a keyboard: without a window, on a picture that is kept where
// CONURB_TEST_PICTURES names a folder.
#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scene/picture_file.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/ui/panel.hpp"
#include "engine/view/picture_target.hpp"
#include "tests/engine/city/shape_fixture.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::test {

/// A city of six nodes and two stops, with what its import found.
inline void make_small_city(const std::filesystem::path& path) {
  city::City city = city_of_nodes(6);
  city::add_shapes(city, "stop", city::Shape::point, {{100, 200}, {500, 600}});
  const city::Id stop = city.table("stop").ids()[1];
  store::CityFile file = store::CityFile::create(path);
  file.save(city);
  const std::array findings{
      store::Finding{store::Severity::note, "no_height", "Two stops have no height; the ground's was taken",
                     "stop", 0, "stops.csv", 0, 2, 0},
      store::Finding{store::Severity::warning, "far_stop",
                     "The stop Harbour lies 320 m from the nearest street, farther than anybody walks to a "
                     "bus; it was kept where it is and joined to that street",
                     "stop", stop, "stops.csv:3", 0, 1, 0},
      store::Finding{store::Severity::error, "open_shell", "The solid has an open shell and was left out",
                     "node", 3, "city.json#12", 0, 1, 0}};
  store::Catalogue(file).add_findings(findings);
}

struct RigLook {
  ui::ThemeName theme = ui::ThemeName::dark;
  double scale = 1;
  view::Size size{1600, 900};
  std::string language = "en";
};

class PanelRig {
 public:
  using Draw = std::function<void(ui::PanelContext&)>;

  explicit PanelRig(const RigLook& look = {}, store::Mode mode = store::Mode::read_write,
                    std::vector<host::PluginCode> plugins = {lever_tank()})
      : look_(look),
        room_((make_small_city(folder_.city()), folder_.city()), std::move(plugins), mode, 6, look.language) {
    reset(look);
  }

  /// Another surface over the same room.
  void reset(const RigLook& look) {
    look_ = look;
    surface_.reset();
    target_.reset();
    target_ = std::make_unique<view::PictureTarget>(*gl_, look.size);
    ui::SurfaceOptions options;
    options.theme = look.theme;
    options.scale = look.scale;
    surface_ = std::make_unique<ui::Surface>(options);
  }

  RoomRig& rig() { return room_; }
  room::Room& room() { return room_.room; }
  ui::Layout& layout() { return surface_->layout(); }
  [[nodiscard]] float px(float size) const { return surface_->px(size); }
  [[nodiscard]] ui::Rect screen() const {
    return {0, 0, static_cast<float>(look_.size.width), static_cast<float>(look_.size.height)};
  }
  /// A place for a panel, `width` × `height` at scale 1, in the upper right.
  [[nodiscard]] ui::Rect place(float width, float height) const {
    const float gap = px(12), right = screen().x1 - gap;
    return {std::max(right - px(width), gap), gap, right, std::min(gap + px(height), screen().y1 - gap)};
  }

  /// What is drawn in each frame.
  Draw draw;

  void frame(double dt_s = 1.0 / 60) {
    seconds_ += dt_s;
    room_.room.update(dt_s);
    surface_->begin(look_.size, dt_s, events_);
    events_.clear();
    ui::PanelContext context{room_.room, *surface_, seconds_};
    draw(context);
    surface_->end();
  }
  /// Until all input is taken in and what it asked for is done and seen.
  void frames(int count = 3) {
    for (int i = 0; i < count || surface_->input_waits(); ++i) frame();
    room_.settle();
    for (int i = 0; i < 2; ++i) frame();
  }
  void pass(double seconds) {
    const int count = static_cast<int>(std::clamp(seconds / 0.05, 1.0, 40.0));
    for (int i = 0; i < count; ++i) frame(seconds / count);
  }

  /// Middle of the text that begins so, as it was drawn last; fails the test if it is not there.
  [[nodiscard]] ImVec2 find(std::string_view text) {
    for (const ui::PlacedText& placed : layout().texts())
      if (placed.text.starts_with(text))
        return {(placed.rect.x0 + placed.rect.x1) / 2, (placed.rect.y0 + placed.rect.y1) / 2};
    std::string all;
    for (const ui::PlacedText& placed : layout().texts()) all += placed.text + "\n";
    ADD_FAILURE() << "'" << text << "' is not there; there is:\n" << all;
    return {};
  }
  void point(ImVec2 at) {
    events_.push_back({.kind = view::InputEvent::Kind::move, .x = at.x, .y = at.y, .modifiers = {}});
    frame();
    frame();
  }
  void click(ImVec2 at) {
    point(at);
    for (const bool down : {true, false})
      events_.push_back(
          {.kind = view::InputEvent::Kind::button, .x = at.x, .y = at.y, .down = down, .modifiers = {}});
    frames();
  }
  void click(std::string_view text) { click(find(text)); }
  void type(std::string_view text) {
    for (const char c : text)
      events_.push_back({.kind = view::InputEvent::Kind::text,
                         .modifiers = {},
                         .character = static_cast<char32_t>(static_cast<unsigned char>(c))});
    frames();
  }
  void press(view::Key key) {
    for (const bool down : {true, false})
      events_.push_back({.kind = view::InputEvent::Kind::key, .down = down, .key = key, .modifiers = {}});
    frames();
  }

  [[nodiscard]] bool says(std::string_view text) { return layout().says(text); }
  /// What a person would see to be wrong, and the picture, kept under a name.
  [[nodiscard]] std::vector<std::string> faults(const std::string& name) {
    std::vector<std::string> found = layout().faults(screen().x1, screen().y1);
    const std::uint32_t ground = surface_->theme().ground;
    const auto channel = [ground](int shift) { return static_cast<float>(ground >> shift & 0xFF) / 255; };
    target_->begin({channel(0), channel(8), channel(16)});
    surface_->draw();
    const scene::Picture picture = target_->read();
    const bool empty = std::equal(picture.rgba.begin() + 4, picture.rgba.end(), picture.rgba.begin());
    if (empty) found.emplace_back("the picture is empty");
    if (const char* folder = std::getenv("CONURB_TEST_PICTURES"); folder != nullptr) {
      std::filesystem::create_directories(folder);
      scene::write_png(picture, std::filesystem::path(folder) / (name + ".png"));
    }
    return found;
  }

 private:
  const CityFolder folder_;
  RigLook look_;
  std::unique_ptr<view::GlContext> gl_ = view::make_offscreen_context();
  RoomRig room_;
  std::unique_ptr<view::PictureTarget> target_;
  std::unique_ptr<ui::Surface> surface_;
  std::vector<view::InputEvent> events_;
  double seconds_ = 0;
};

/// The looks in which every panel has to be right.
inline std::vector<std::pair<std::string, RigLook>> looks() {
  return {{"dark", {}},
          {"light", {ui::ThemeName::light, 1, {1600, 900}, "en"}},
          {"small", {ui::ThemeName::dark, 1, {760, 480}, "en"}},
          {"large", {ui::ThemeName::light, 1.8, {1600, 900}, "en"}}};
}

}  // namespace conurb::test
