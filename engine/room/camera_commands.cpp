// SPDX-License-Identifier: Apache-2.0
// Commands that move the camera, keep viewpoints, and measure.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/room/room_core.hpp"
#include "engine/room/words.hpp"

namespace conurb::room {

namespace {

constexpr double kNearest_m = 2, kFarthest_m = 1e6;

Bookmark* find_mark(RoomState& state, const std::string& name) {
  const auto found = std::find_if(state.bookmarks.begin(), state.bookmarks.end(),
                                  [&name](const Bookmark& mark) { return mark.name == name; });
  return found == state.bookmarks.end() ? nullptr : &*found;
}

Bookmark& mark_of(RoomState& state, const std::string& name) {
  if (Bookmark* mark = find_mark(state, name)) return *mark;
  throw Error(ErrorCode::not_found, "there is no viewpoint '" + name + "'", "", "keep one with bookmark.add");
}

void orbit(RoomCore& room, double heading_deg, double pitch_deg) {
  scene::Camera camera = room.state.camera;
  camera.heading_deg = std::remainder(camera.heading_deg + heading_deg, 360.0);
  if (camera.mode != scene::CameraMode::map)
    camera.pitch_deg = std::clamp(camera.pitch_deg + pitch_deg, -90.0, 80.0);
  room.fly_to(camera, 0);
}

// Over the ground: `right` and `forward` as shares of the distance.
void pan(RoomCore& room, double right, double forward) {
  scene::Camera camera = room.state.camera;
  const double heading = camera.heading_deg * std::acos(-1.0) / 180.0;
  const double right_m = right * camera.distance, forward_m = forward * camera.distance;
  camera.target[0] += std::cos(heading) * right_m + std::sin(heading) * forward_m;
  camera.target[1] += -std::sin(heading) * right_m + std::cos(heading) * forward_m;
  room.fly_to(room.grounded(camera), 0);
}

void zoom(RoomCore& room, double factor) {
  scene::Camera camera = room.state.camera;
  camera.distance = std::clamp(camera.distance / factor, kNearest_m, kFarthest_m);
  room.fly_to(camera, 0);
}

void set_mode(RoomCore& room, scene::CameraMode mode) {
  scene::Camera camera = room.state.camera;
  if (mode == scene::CameraMode::map) camera.pitch_deg = -90;
  if (camera.mode == scene::CameraMode::map && mode != scene::CameraMode::map) camera.pitch_deg = -35;
  camera.mode = mode;
  room.fly_to(camera, 0);
}

void go(RoomCore& room, const std::string& to, double seconds) {
  const Bookmark* mark = find_mark(room.state, to);
  room.fly_to(mark != nullptr ? mark->camera : scene::parse_camera(to), seconds);
}

/// Of a flight.
ArgumentSpec flight_time() {
  return {.name = "seconds",
          .kind = ArgumentKind::number,
          .doc = "How long the flight takes; 0: at once.",
          .unit = "s",
          .fallback = kFlight_s,
          .min = 0,
          .max = 60};
}

void add_moves(Commands& commands, RoomCore* room) {
  commands.add({.name = "camera.go",
                .summary = "Flies to a viewpoint.",
                .arguments = {{.name = "to",
                               .doc = "Name of a viewpoint, or \"x,y,z,distance,heading,pitch[,field]\".",
                               .example = "0,0,0,800,45,-30"},
                              flight_time()},
                .keys = {{"G"}}},
               [room](const Arguments& a) { go(*room, a.text("to"), a.number("seconds")); });
  commands.add({.name = "camera.orbit",
                .summary = "Turns around what is looked at.",
                .arguments = {{.name = "heading",
                               .kind = ArgumentKind::number,
                               .doc = "To the right.",
                               .unit = "degree",
                               .fallback = 0},
                              {.name = "pitch",
                               .kind = ArgumentKind::number,
                               .doc = "Upwards.",
                               .unit = "degree",
                               .fallback = 0}},
                .keys = {{"Left", {{"heading", -10}}},
                         {"Right", {{"heading", 10}}},
                         {"Up", {{"pitch", -5}}},
                         {"Down", {{"pitch", 5}}}}},
               [room](const Arguments& a) { orbit(*room, a.number("heading"), a.number("pitch")); });
  commands.add({.name = "camera.pan",
                .summary = "Moves over the ground.",
                .arguments = {{.name = "right",
                               .kind = ArgumentKind::number,
                               .doc = "To the right, as a share of the distance to what is looked at.",
                               .fallback = 0,
                               .min = -10,
                               .max = 10},
                              {.name = "forward",
                               .kind = ArgumentKind::number,
                               .doc = "Forward, as a share of the same.",
                               .fallback = 0,
                               .min = -10,
                               .max = 10}},
                .keys = {{"A", {{"right", -0.1}}},
                         {"D", {{"right", 0.1}}},
                         {"W", {{"forward", 0.1}}},
                         {"S", {{"forward", -0.1}}}}},
               [room](const Arguments& a) { pan(*room, a.number("right"), a.number("forward")); });
  commands.add({.name = "camera.zoom",
                .summary = "Goes nearer or away.",
                .arguments = {{.name = "factor",
                               .kind = ArgumentKind::number,
                               .doc = "Above 1: nearer; below: away.",
                               .fallback = 1.25,
                               .min = 0.001,
                               .max = 1000}},
                .keys = {{"+", {{"factor", 1.25}}}, {"-", {{"factor", 0.8}}}}},
               [room](const Arguments& a) { zoom(*room, a.number("factor")); });
}

void add_poses(Commands& commands, RoomCore* room) {
  commands.add({.name = "camera.top", .summary = "Looks straight down, as on a map.", .keys = {{"Shift+T"}}},
               [room](const Arguments&) { set_mode(*room, scene::CameraMode::map); });
  commands.add({.name = "camera.north", .summary = "Turns north up.", .keys = {{"N"}}},
               [room](const Arguments&) {
                 scene::Camera camera = room->state.camera;
                 camera.heading_deg = 0;
                 room->fly_to(camera, kFlight_s);
               });
  commands.add({.name = "camera.home",
                .summary = "Shows the whole city.",
                .arguments = {flight_time()},
                .keys = {{"Home"}}},
               [room](const Arguments& a) { room->fly_to(room->home_camera(), a.number("seconds")); });
  commands.add({.name = "camera.mode",
                .summary = "Chooses how the camera moves.",
                .arguments = {{.name = "mode",
                               .kind = ArgumentKind::choice,
                               .doc = "Around a point, over a map, or through the air.",
                               .choices = words<scene::CameraMode>()}},
                .keys = {{"Shift+O", {{"mode", "orbit"}}},
                         {"Shift+M", {{"mode", "map"}}},
                         {"Shift+F", {{"mode", "fly"}}}}},
               [room](const Arguments& a) { set_mode(*room, from_word<scene::CameraMode>(a.text("mode"))); });
}

void add_bookmarks(Commands& commands, RoomCore* room) {
  const ArgumentSpec name{.name = "name", .doc = "Name of the viewpoint.", .example = "harbour"};
  commands.add({.name = "bookmark.add",
                .summary = "Keeps camera, time and layers under a name.",
                .arguments = {name},
                .keys = {{"Ctrl+B"}}},
               [room](const Arguments& a) {
                 const RoomState& state = room->state;
                 Bookmark mark{a.text("name"), state.camera, state.clock.shown, state.layers};
                 if (mark.name.empty()) throw Error(ErrorCode::invalid_argument, "a viewpoint needs a name");
                 if (Bookmark* known = find_mark(room->state, mark.name)) {
                   *known = std::move(mark);
                 } else {
                   room->state.bookmarks.push_back(std::move(mark));
                 }
               });
  commands.add({.name = "bookmark.go",
                .summary = "Takes camera, time and layers from a viewpoint.",
                .arguments = {name},
                .keys = {{"Ctrl+G"}}},
               [room](const Arguments& a) {
                 const Bookmark mark = mark_of(room->state, a.text("name"));
                 room->state.layers = mark.layers;
                 if (room->state.clock.mode == TimeMode::recorded) room->show_time(mark.time);
                 room->fly_to(mark.camera, kFlight_s);
               });
  commands.add({.name = "bookmark.rename",
                .summary = "Gives a viewpoint another name.",
                .arguments = {name, {.name = "to", .doc = "The new name.", .example = "old harbour"}},
                .keys = {{"Alt+B"}}},
               [room](const Arguments& a) {
                 Bookmark& mark = mark_of(room->state, a.text("name"));
                 const std::string to = a.text("to");
                 if (to.empty()) throw Error(ErrorCode::invalid_argument, "a viewpoint needs a name");
                 const Bookmark* taken = find_mark(room->state, to);
                 if (taken != nullptr && taken != &mark)
                   throw Error(ErrorCode::conflict, "there is a viewpoint '" + to + "' already");
                 mark.name = to;
               });
  commands.add({.name = "bookmark.remove",
                .summary = "Forgets a viewpoint.",
                .arguments = {name},
                .keys = {{"Ctrl+Shift+B"}}},
               [room](const Arguments& a) {
                 const std::string gone = mark_of(room->state, a.text("name")).name;
                 std::erase_if(room->state.bookmarks,
                               [&](const Bookmark& mark) { return mark.name == gone; });
               });
}

void add_measuring(Commands& commands, RoomCore* room) {
  commands.add({.name = "measure.start",
                .summary = "Begins to measure.",
                .arguments = {{.name = "what",
                               .kind = ArgumentKind::choice,
                               .doc = "What is measured.",
                               .choices = {"distance", "area", "height"}}},
                .keys = {{"M", {{"what", "distance"}}},
                         {"Alt+A", {{"what", "area"}}},
                         {"Alt+H", {{"what", "height"}}}}},
               [room](const Arguments& a) {
                 room->state.measuring = {from_word<Measure>(a.text("what")), {}};
               });
  commands.add({.name = "measure.add",
                .summary = "Sets a point of the measurement.",
                .arguments = {{.name = "x",
                               .kind = ArgumentKind::number,
                               .doc = "East, local frame.",
                               .unit = "m",
                               .min = -scene::kWorld_m,
                               .max = scene::kWorld_m},
                              {.name = "y",
                               .kind = ArgumentKind::number,
                               .doc = "North, local frame.",
                               .unit = "m",
                               .min = -scene::kWorld_m,
                               .max = scene::kWorld_m},
                              {.name = "z",
                               .kind = ArgumentKind::number,
                               .doc = "Height.",
                               .unit = "m",
                               .fallback = 0,
                               .min = -scene::kWorld_m,
                               .max = scene::kWorld_m}},
                .keys = {{"Alt+P"}}},
               [room](const Arguments& a) {
                 if (room->state.measuring.what == Measure::none)
                   throw Error(ErrorCode::invalid_argument, "nothing is being measured", "",
                               "use measure.start first");
                 std::vector<city::Point3>& points = room->state.measuring.points;
                 // A height is between two points: a third begins another.
                 if (room->state.measuring.what == Measure::height && points.size() >= 2) points.clear();
                 points.push_back({a.number("x"), a.number("y"), a.number("z")});
               });
  commands.add({.name = "measure.remove",
                .summary = "Takes back the last point of the measurement.",
                .keys = {{"Backspace"}}},
               [room](const Arguments&) {
                 std::vector<city::Point3>& points = room->state.measuring.points;
                 if (!points.empty()) points.pop_back();
               });
  commands.add({.name = "measure.clear", .summary = "Ends measuring.", .keys = {{"Shift+Backspace"}}},
               [room](const Arguments&) { room->state.measuring = {}; });
}

}  // namespace

void add_camera_commands(Commands& commands, RoomCore* room) {
  add_moves(commands, room);
  add_poses(commands, room);
  add_bookmarks(commands, room);
  add_measuring(commands, room);
}

}  // namespace conurb::room
