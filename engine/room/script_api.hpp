// SPDX-License-Identifier: Apache-2.0
// The room's commands as Lua verbs, generated from their records, and a console that speaks them.
//
//   room.time_set("2026-01-15 07:00")   room.lever_set("buildings.heat_pump_share", 0.5)
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/room/room.hpp"
#include "engine/script/binding.hpp"

namespace conurb::room {

/// Adds the module `room`: every command, and what is to be seen. `room` may be null where only the records
/// are wanted; else it must outlive whoever runs the verbs, on its thread.
void add_room_api(script::Api& api, Room* room);

/// The records of scenarios and of the room together, for the reference and the editor's stub.
[[nodiscard]] script::ApiDoc reference_doc();

/// Lines of Lua at work on a room. On the room's thread.
class Console {
 public:
  /// The room must outlive it.
  explicit Console(Room& room);
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  struct Answer {
    std::vector<std::string> lines;  ///< printed, then what the lines gave
    std::string error;               ///< with a hint; empty if all went well
  };
  /// Runs lines; an expression alone tells its value. Commands have been asked for when it returns, not done.
  [[nodiscard]] Answer run(const std::string& text);
  /// Verbs and words that complete what was typed, ascending: "room.ti" -> "room.time_freeze" …
  [[nodiscard]] std::vector<std::string> complete(std::string_view typed) const;

 private:
  std::vector<std::string> printed_;
  std::vector<std::string> words_;
  script::Sandbox sandbox_;
};

}  // namespace conurb::room
