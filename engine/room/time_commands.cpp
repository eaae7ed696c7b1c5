// SPDX-License-Identifier: Apache-2.0
// Commands for the clock: playing what was recorded, and living on.
#include "engine/base/error.hpp"
#include "engine/room/room_core.hpp"

namespace conurb::room {

namespace {

void play(RoomCore& room, bool on) {
  Clock& clock = room.state.clock;
  if (clock.mode == TimeMode::live) {
    on ? room.simulation.play(clock.speed) : room.simulation.pause();
  } else if (on && clock.shown >= room.span().to) {
    room.show_time(room.span().from);  // from the end, playing begins again
  }
  clock.playing = on;
}

void set_speed(RoomCore& room, double speed) {
  room.state.clock.speed = speed;
  if (room.state.clock.mode == TimeMode::live && room.state.clock.playing) room.simulation.play(speed);
}

void go_live(RoomCore& room, const Arguments& a) {
  LiveOrder order;
  for (const View& view : room.state.views) order.branches.push_back(view.branch);
  const Time from = room.time_of(a, "from").value_or(room.state.clock.shown);
  order.span.from = from;
  order.span.to = room.time_of(a, "to").value_or(from + 365 * kDay);
  order.speed = room.state.clock.speed;
  if (order.span.to <= order.span.from) throw Error(ErrorCode::invalid_argument, "it ends before it begins");
  room.simulation.go_live(std::move(order));
  room.state.clock.mode = TimeMode::live;
  room.state.clock.playing = true;
  room.state.clock.frozen = false;
}

void end_live(RoomCore& room) {
  if (room.state.clock.mode != TimeMode::live) return;
  room.simulation.end_live();
  room.state.clock.mode = TimeMode::recorded;
  room.state.clock.playing = false;
}

void add_playing(Commands& commands, RoomCore* room) {
  commands.add({.name = "time.play", .summary = "Lets time go on.", .keys = {{"Ctrl+Space"}}},
               [room](const Arguments&) { play(*room, true); });
  commands.add({.name = "time.pause", .summary = "Stops time.", .keys = {{"Pause"}}},
               [room](const Arguments&) { play(*room, false); });
  commands.add({.name = "time.toggle", .summary = "Lets time go on, or stops it.", .keys = {{"Space"}}},
               [room](const Arguments&) { play(*room, !room->state.clock.playing); });
  commands.add({.name = "time.step",
                .summary = "Goes on by exchange points; recorded time also goes back.",
                .arguments = {{.name = "exchanges",
                               .kind = ArgumentKind::integer,
                               .doc = "How many; negative: back.",
                               .fallback = 1,
                               .min = -1000,
                               .max = 1000}},
                .keys = {{".", {{"exchanges", 1}}}, {",", {{"exchanges", -1}}}}},
               [room](const Arguments& a) { room->step_time(a.integer("exchanges")); });
  commands.add({.name = "time.speed",
                .summary = "Sets how fast time goes.",
                .arguments = {{.name = "factor",
                               .kind = ArgumentKind::number,
                               .doc = "Simulated seconds in a second; 0: as fast as it goes.",
                               .fallback = 3600,
                               .min = kFastest,
                               .max = kMostSpeed}},
                .keys = {{"Ctrl+1", {{"factor", 1}}},
                         {"Ctrl+2", {{"factor", 60}}},
                         {"Ctrl+3", {{"factor", 3600}}},
                         {"Ctrl+4", {{"factor", 86400}}},
                         {"Ctrl+0", {{"factor", 0}}}}},
               [room](const Arguments& a) { set_speed(*room, a.number("factor")); });
}

void add_places(Commands& commands, RoomCore* room) {
  commands.add({.name = "time.set",
                .summary = "Shows the city as it was recorded at a time.",
                .arguments = {{.name = "time",
                               .kind = ArgumentKind::time,
                               .doc = "In the city's zone, \"2026-01-15 07:00\"."}},
                .keys = {{"Shift+G"}}},
               [room](const Arguments& a) {
                 const Time time = *room->time_of(a, "time");
                 end_live(*room);
                 room->show_time(time);
               });
  commands.add({.name = "time.start",
                .summary = "Goes to the beginning of what was recorded.",
                .keys = {{"Shift+Home"}}},
               [room](const Arguments&) { room->show_time(room->span().from); });
  commands.add(
      {.name = "time.end", .summary = "Goes to the end of what was recorded.", .keys = {{"Shift+End"}}},
      [room](const Arguments&) { room->show_time(room->span().to); });
  commands.add({.name = "time.live",
                .summary = "Simulates the branches in view as one looks on, without recording them.",
                .arguments = {{.name = "from",
                               .kind = ArgumentKind::time,
                               .doc = "When it begins; none: the time shown.",
                               .optional = true},
                              {.name = "to",
                               .kind = ArgumentKind::time,
                               .doc = "When it ends; none: a year later.",
                               .optional = true}},
                .keys = {{"Shift+Space"}}},
               [room](const Arguments& a) { go_live(*room, a); });
  commands.add({.name = "time.recorded",
                .summary = "Ends the live simulation and shows what was recorded.",
                .keys = {{"R"}}},
               [room](const Arguments&) { end_live(*room); });
  commands.add(
      {.name = "time.freeze",
       .summary = "Holds the picture while the simulation goes on, or lets it go; without a word, the other.",
       .arguments =
           {{.name = "on", .kind = ArgumentKind::boolean, .doc = "Whether it is held.", .optional = true}},
       .keys = {{"F"}}},
      [room](const Arguments& a) {
        bool& frozen = room->state.clock.frozen;
        frozen = a.has("on") ? a.boolean("on") : !frozen;
      });
}

}  // namespace

void add_time_commands(Commands& commands, RoomCore* room) {
  add_playing(commands, room);
  add_places(commands, room);
}

}  // namespace conurb::room
