// SPDX-License-Identifier: Apache-2.0
// What the commands of the room work on. Internal to engine/room; on the window's thread.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/room/room.hpp"
#include "engine/room/words.hpp"

namespace conurb::room {

/// How long a flight takes, unless a person says otherwise.
inline constexpr double kFlight_s = 0.8;

class RoomCore {
 public:
  RoomCore(Simulation& given_simulation, History& given_history, Texts given_texts);

  void update(double seconds);
  [[nodiscard]] std::shared_ptr<const ColumnFrame> frame(const ColumnKey& key, Recorded which);
  void save();

  // ---- for commands ----
  [[nodiscard]] const std::string& active_branch() const;
  /// The branch named in argument "branch", else the active one. Throws Error not_found if it is not there.
  [[nodiscard]] std::string branch_of(const Arguments& arguments) const;
  [[nodiscard]] std::optional<Time> time_of(const Arguments& arguments, std::string_view name) const;
  /// Throws Error not_found unless the branch is there or has been asked for.
  void require_branch(const std::string& name) const;
  [[nodiscard]] bool has_branch(const std::string& name) const;
  /// Shows a branch in a view of its own, if there is room. It may still have to come.
  void show_branch(const std::string& name);
  void expect_branch(const std::string& name);
  /// Throws Error invalid_argument where no camera can stand (scene::fault_of).
  void fly_to(const scene::Camera& camera, double seconds);
  /// As Room::grounded.
  [[nodiscard]] scene::Camera grounded(scene::Camera camera) const;
  [[nodiscard]] scene::Camera home_camera() const;
  [[nodiscard]] const scene::Camera& destination() const { return flight_ ? flight_->to : state.camera; }
  void count_alarms();
  [[nodiscard]] Room::Span span() const;
  /// Sets the time shown, within the recorded span if there is one.
  void show_time(Time time);
  void step_time(std::int64_t exchanges);
  /// Calls `take` in a later update with the answer, or tells what went wrong.
  template <typename Answer>
  void when(std::future<Answer> future, std::function<void(Answer)> take);

  Simulation& simulation;
  History& history;
  Texts texts;
  RoomState state;
  std::shared_ptr<const Published> published;
  Commands commands;
  std::optional<Room::Asking> asking;
  std::optional<scene::Camera> home;
  std::function<double(double, double)> ground;
  std::vector<std::filesystem::path> pictures, plots;
  std::set<Alarm> read_alarms;  // of those that are there
  std::size_t unread_alarms = 0;
  bool quitting = false;
  bool read_only = false;

 private:
  struct Flight {
    scene::Camera from, to;
    double seconds = 0, passed = 0;
  };

  void open();
  void move_camera(double seconds);
  void move_clock(double seconds);
  void keep_views();
  void want_columns();

  bool opened_ = false;
  std::shared_ptr<const std::vector<Alarm>> counted_;  // those that unread_alarms is of
  std::string saved_;                                  // what the file keeps
  std::optional<Flight> flight_;
  std::map<std::string, double> expected_;      // branches asked for -> seconds that they may take yet
  std::vector<std::function<bool()>> answers_;  // each true once it is taken
  struct Shown {
    std::shared_ptr<const ColumnFrame> frame;
    std::int64_t asked = 0;  // update() in which it was asked for last
    bool computed = false;   // by the simulation; else it is in a record
  };
  std::map<ColumnKey, Shown> shown_;
  std::int64_t updates_ = 0;
};

template <typename Answer>
void RoomCore::when(std::future<Answer> future, std::function<void(Answer)> take) {
  auto shared = std::make_shared<std::future<Answer>>(std::move(future));
  answers_.push_back([this, shared, take = std::move(take)] {
    if (shared->wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
    try {
      take(shared->get());
    } catch (const Error& error) {
      simulation.tell(store::Severity::error, error.what(), heading_of(texts, error.code()));
    } catch (const std::exception& error) {
      simulation.tell(store::Severity::error, error.what());
    }
    return true;
  });
}

/// Registration, one function a file. `room` may be null where only the records are wanted.
void add_camera_commands(Commands& commands, RoomCore* room);
void add_view_commands(Commands& commands, RoomCore* room);
void add_plot_commands(Commands& commands, RoomCore* room);
void add_time_commands(Commands& commands, RoomCore* room);
void add_city_commands(Commands& commands, RoomCore* room);

}  // namespace conurb::room
