// SPDX-License-Identifier: Apache-2.0
// The room as its window holds it: what is shown, what can be done, and what moves by itself from frame to
// frame. Panels and the picture read it and do things by commands alone. One thread: that of the window.
//
//   Simulation simulation(…);  History history(path);
//   Room room(simulation, history, texts);
//   each frame:  room.update(seconds_since_the_last_frame);
//                on a key:  room.press("Ctrl+Z");
//                draw(room.state(), room.published(), room.frame("retrofit", "building", "heating_demand"));
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/texts.hpp"
#include "engine/room/commands.hpp"
#include "engine/room/history.hpp"
#include "engine/room/simulation.hpp"
#include "engine/room/state.hpp"

namespace conurb::room {

class RoomCore;

class Room {
 public:
  /// Simulation and history are of the same file and outlive the room.
  Room(Simulation& simulation, History& history, Texts texts);
  ~Room();
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  [[nodiscard]] const RoomState& state() const;
  /// The snapshot of the last update(); stays the same until the next.
  [[nodiscard]] const Published& published() const;
  [[nodiscard]] const Texts& texts() const;
  [[nodiscard]] const Commands& commands() const;
  [[nodiscard]] Simulation& simulation();
  [[nodiscard]] History& history();

  /// Does a command. What it asks of the simulation shows later. Throws Error for wrong arguments and for
  /// what can be told to be impossible at once.
  void execute(std::string_view command, const Json& arguments = Json::object());
  /// The same, with errors told as messages: for keys and panels.
  void attempt(std::string_view command, const Json& arguments = Json::object());
  /// Does what a chord is bound to; Escape ends measuring before it takes back the selection. False if
  /// nothing is. A command that needs more than the key gives is not done, but left in asking().
  bool press(std::string_view chord);
  /// The command for which the palette has to ask, with what is known of its arguments; none otherwise.
  struct Asking {
    std::string command;
    Json arguments;
  };
  [[nodiscard]] const std::optional<Asking>& asking() const;
  void end_asking();

  /// Once a frame: takes the latest snapshot, lets clock and camera go on, takes over answers.
  void update(double seconds);

  /// Where key and panel commands act that name no branch: that of the last view.
  [[nodiscard]] const std::string& active_branch() const;
  /// A column of a branch as it is to be shown now: live, as recorded at the time shown, or as the branch's
  /// draft has it. The last one stays until the next is there; null before the first.
  /// Of passages those of the interval are asked for that the time shown lies in.
  [[nodiscard]] std::shared_ptr<const ColumnFrame> frame(const std::string& branch, const std::string& table,
                                                         const std::string& column,
                                                         Recorded which = Recorded::not_after);
  /// Span of the recorded runs of the views together; equal times if there are none.
  struct Span {
    Time from, to;
  };
  [[nodiscard]] Span span() const;

  /// Where camera.home goes; by default an overview of the city's extent. The picture knows heights and sets
  /// a better one.
  void set_home(const scene::Camera& camera);
  /// Height of the ground at x, y of the local frame, m; NaN where it is not known. Orbits and maps look at
  /// points on it. Called by the thread of the room.
  void set_ground(std::function<double(double, double)> height);
  /// The camera with what it looks at put on the ground, if that is known and it does not fly.
  [[nodiscard]] scene::Camera grounded(const scene::Camera& camera) const;
  /// Where the camera flies to; where it is, if it does not fly.
  [[nodiscard]] const scene::Camera& destination() const;
  /// Pictures that were asked for since the last call: files to write.
  [[nodiscard]] std::vector<std::filesystem::path> take_pictures();
  /// The same for plots: the ending of the file says as what, .png, .svg or .csv.
  [[nodiscard]] std::vector<std::filesystem::path> take_plots();
  /// Alarms that nobody has read yet: alarm.read. A room that is opened again has read none.
  [[nodiscard]] std::size_t unread_alarms() const;
  [[nodiscard]] bool has_read(const Alarm& alarm) const;
  /// `quit` was asked for. Closing is the window's: save(), then Simulation::close().
  [[nodiscard]] bool quitting() const;
  /// Keeps the arrangement in the city file. Nothing in read-only mode, and nothing if it is what was kept.
  void save();

 private:
  std::unique_ptr<RoomCore> core_;
};

/// All commands without a room behind them: for documentation and tests.
[[nodiscard]] Commands documented_commands();

}  // namespace conurb::room
