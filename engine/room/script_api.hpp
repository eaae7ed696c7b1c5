// SPDX-License-Identifier: Apache-2.0
// The room's commands as Lua verbs, generated from their records.
//
//   room.time_set("2026-01-15 07:00")   room.lever_set("buildings.heat_pump_share", 0.5)
#pragma once

#include <functional>

#include "engine/room/room.hpp"
#include "engine/script/binding.hpp"

namespace conurb::room {

/// How verbs come to the room from a thread of Lua's own.
struct RoomAccess {
  /// Does something on the room's thread and waits for it; throws what it throws, and Error cancelled.
  std::function<void(const std::function<void()>&)> on_room = [](const auto& errand) { errand(); };
  /// Whether the script is to end. Any thread.
  std::function<bool()> cancelled = [] { return false; };
};

/// Adds the module `room`: every command, and what is to be seen. `room` may be null where only the records
/// are wanted; else it must outlive whoever runs the verbs: on its thread, unless `access` leads there.
void add_room_api(script::Api& api, Room* room, const RoomAccess& access = {});

/// The records of scenarios and of the room together, for the reference and the editor's stub.
[[nodiscard]] script::ApiDoc reference_doc();

}  // namespace conurb::room
