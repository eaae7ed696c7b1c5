// SPDX-License-Identifier: Apache-2.0
// Lua in the room: a line to type in, what it said, and what may follow what was typed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/room/console.hpp"
#include "engine/ui/rows.hpp"

namespace conurb::ui {

/// Lines are run by Enter; Up and Down bring earlier ones back, Tab completes. Lines that end in the middle
/// of a block go on until it ends.
class ConsolePanel {
 public:
  /// The room must outlive it.
  explicit ConsolePanel(room::Room& room) : console_(room) {}

  /// Once a frame, whether the panel is open or not: lines under way go on.
  void update(double seconds);
  void draw(PanelContext& context, const Rect& rect);

  /// Lines that are kept, of what was typed and what it said.
  static constexpr std::size_t kMostLines = 1'000;

 private:
  enum class Kind : std::uint8_t { typed, wrong, told, error, left_out };
  struct Line {
    Kind kind;
    std::string text;
  };
  void add(Kind kind, std::string text);
  void take_answer(const room::Console::Answer& answer);
  void show_lines(PanelContext& context, float height);
  void show_words(PanelContext& context);
  void show_input(PanelContext& context);
  void show_state(PanelContext& context);
  void enter();
  // What the line is to hold after a step through the choice of words, or through what was typed before …
  std::string step(int by, const std::string& held);
  // … after Tab, and with a word put in.
  std::string complete(const std::string& held);
  std::string with_word(const std::string& held, const room::Console::Word& word);
  int on_input(ImGuiInputTextCallbackData& data);

  room::Console console_;
  std::vector<Line> lines_;
  std::vector<std::string> past_;  // typed before
  std::size_t at_ = 0;             // in past_; its size: what is being typed
  std::string typed_, draft_;      // in the line now; when Up was pressed
  std::string begun_;              // lines that are not finished
  std::size_t first_ = 0;          // line of lines_ at which what was run last begins
  std::size_t taken_ = 0;          // lines of its answer that are in lines_
  room::Console::Completion completion_;
  int word_ = -1;  // chosen; -1: none
  bool changed_ = false, to_end_ = false, focus_ = true, follow_ = true;
  float scrolled_ = 0;  // pixels, in the last frame
  double seconds_ = 0, begun_at_ = 0;
};

}  // namespace conurb::ui
