// SPDX-License-Identifier: Apache-2.0
// What a person would do, written down: for tests, demonstrations and pictures of panels.
//
//   wait settled            until the picture is finished and nothing runs
//   wait detailed           until it shows all detail, though its shadows may not be quite soft
//   wait 0.5                seconds
//   key Ctrl+Z              presses and releases a key
//   text hello              types
//   click 400 300 [right]   pixels from the upper left; or click "What if" – where that text is
//   drag 400 300 500 300 [right]
//   wheel 3                 notches, towards the screen if positive
//   do layer.only {"layer": "building.height"}   a command of the room
//   expect "Heating energy" fails unless a text holds this
//   sound                   fails if panels or texts overlap, leave the picture or do not stand out
//   picture shot.png        saves picture and panels
//   times times.json        how long the frames since the last such line took, and the first and the finished
//   picture quit
//
// Empty lines and what follows a # are passed over.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/ui/room_window.hpp"

namespace conurb::ui {

class InputScript {
 public:
  /// Throws Error io, or bad_data naming the line.
  explicit InputScript(const std::filesystem::path& file);

  /// What happens in the next frame, `dt_s` after the last. Commands act at once. Throws Error bad_data
  /// naming file and line for what it expects and does not find, and for waits of more than
  /// `patience_s` by the clock on the wall.
  [[nodiscard]] std::vector<view::InputEvent> next(RoomWindow& window, room::Room& room, double dt_s);
  [[nodiscard]] bool done() const { return at_ >= lines_.size() && queue_.empty(); }

  double patience_s = 300;

 private:
  struct Line {
    int number;
    std::string verb, rest;
  };
  void act(const Line& line, RoomWindow& window, room::Room& room);
  [[noreturn]] void fail(const Line& line, const std::string& what) const;
  void click(double x, double y, int button);

  std::filesystem::path file_;
  std::vector<Line> lines_;
  std::size_t at_ = 0;
  std::vector<std::vector<view::InputEvent>> queue_;  // one a frame, the next first
  double waited_s_ = 0, wait_s_ = 0;
  std::optional<std::chrono::steady_clock::time_point> waiting_since_;  ///< of the wall's clock: others work
  enum class Wait : std::uint8_t { time, detailed, settled };
  Wait wait_ = Wait::time;
};

}  // namespace conurb::ui
