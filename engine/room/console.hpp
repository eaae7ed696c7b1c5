// SPDX-License-Identifier: Apache-2.0
// Lines of Lua at work on a room, on a thread of their own: a loop without end costs nobody a frame and can
// be stopped. What the lines ask of the room is done by update(), on the room's thread.
#pragma once

#include <cstddef>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/room/room.hpp"
#include "engine/script/api_doc.hpp"

namespace conurb::room {

/// One function, in the room's thread, unless it says otherwise.
class Console {
 public:
  /// The room must outlive it.
  explicit Console(Room& room);
  /// Stops what is under way.
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  struct Answer {
    std::vector<std::string> lines;  ///< printed, then what the lines gave; at most kMostLines
    std::size_t left_out = 0;        ///< lines beyond that
    std::string error;               ///< with a hint; empty if all went well
    int error_line = 0;              ///< of the text, from 1; 0: none in particular
  };
  static constexpr std::size_t kMostLines = 2'000;  ///< of one answer
  static constexpr std::size_t kMostBytes = 2'000;  ///< of one line; what is longer is cut

  /// Begins to run lines; an expression alone tells its value. Throws Error conflict while others run.
  void start(const std::string& text);
  [[nodiscard]] bool running() const;
  /// The lines end at their next instruction.
  void cancel();
  /// Once a frame: does what the lines ask for. What they have told so far since start(); commands have been
  /// asked for by then, not done.
  const Answer& update();
  /// Whether lines end in the middle of something, so that more has to come. Not while others run.
  [[nodiscard]] bool unfinished(const std::string& text) const;
  /// start() and update() until it is over. Waits: for tests and scripts.
  [[nodiscard]] Answer run(const std::string& text);

  struct Word {
    std::string text;  ///< what is put in
    std::string more;  ///< arguments of a verb, kind of a name
    std::string doc;   ///< one line; may be empty
  };
  struct Completion {
    std::size_t begin = 0;    ///< byte of the line at which the word begins that would be replaced
    std::vector<Word> words;  ///< ascending, at most kMostWords
  };
  static constexpr std::size_t kMostWords = 200;
  /// What may follow a line up to the cursor. Outside of quotes verbs and words of Lua, inside of them names:
  /// tables, columns, branches, levers, key figures, viewpoints.
  [[nodiscard]] Completion complete(std::string_view line);

 private:
  struct Desk;  // what both threads hold
  void take_names();

  Room& room_;
  std::unique_ptr<Desk> desk_;
  Answer answer_;
  std::vector<Word> verbs_, columns_;
  std::future<std::vector<Word>> asked_;  // names of tables and columns, from the simulation's thread
};

}  // namespace conurb::room
