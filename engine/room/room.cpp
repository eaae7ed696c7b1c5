// SPDX-License-Identifier: Apache-2.0
#include "engine/room/room.hpp"

#include <utility>

#include "engine/room/room_core.hpp"
#include "engine/room/words.hpp"

namespace conurb::room {

Room::Room(Simulation& simulation, History& history, Texts texts)
    : core_(std::make_unique<RoomCore>(simulation, history, std::move(texts))) {}

Room::~Room() = default;

const RoomState& Room::state() const {
  return core_->state;
}
const Published& Room::published() const {
  return *core_->published;
}
const Texts& Room::texts() const {
  return core_->texts;
}
const Commands& Room::commands() const {
  return core_->commands;
}
Simulation& Room::simulation() {
  return core_->simulation;
}
History& Room::history() {
  return core_->history;
}

void Room::execute(std::string_view command, const Json& arguments) {
  core_->commands.execute(command, arguments);
}

void Room::attempt(std::string_view command, const Json& arguments) {
  try {
    execute(command, arguments);
  } catch (const Error& error) {
    core_->simulation.tell(store::Severity::error, error.what(), heading_of(core_->texts, error.code()));
  } catch (const std::exception& error) {
    core_->simulation.tell(store::Severity::error, error.what());
  }
}

bool Room::press(std::string_view chord) {
  const bool measuring = core_->state.measuring.what != Measure::none;
  if (chord == "Escape" && measuring) chord = "Shift+Backspace";  // it ends what was begun last
  const std::optional<Commands::Bound> bound = core_->commands.bound(chord);
  if (!bound) return false;
  if (bound->complete) {
    attempt(bound->command->name, bound->key->arguments);
  } else {
    core_->asking = Asking{bound->command->name, bound->key->arguments};
  }
  return true;
}

const std::optional<Room::Asking>& Room::asking() const {
  return core_->asking;
}
void Room::end_asking() {
  core_->asking.reset();
}
void Room::update(double seconds) {
  core_->update(seconds);
}
const std::string& Room::active_branch() const {
  return core_->active_branch();
}

std::shared_ptr<const ColumnFrame> Room::frame(const std::string& branch, const std::string& table,
                                               const std::string& column, Recorded which) {
  return core_->frame({branch, table, column}, which);
}

Room::Span Room::span() const {
  return core_->span();
}

void Room::set_ground(std::function<double(double, double)> height) {
  core_->ground = std::move(height);
}

scene::Camera Room::grounded(const scene::Camera& camera) const {
  return core_->grounded(camera);
}

const scene::Camera& Room::destination() const {
  return core_->destination();
}

void Room::set_home(const scene::Camera& camera) {
  core_->home = camera;
}
std::vector<std::filesystem::path> Room::take_pictures() {
  return std::exchange(core_->pictures, {});
}
std::vector<std::filesystem::path> Room::take_plots() {
  return std::exchange(core_->plots, {});
}
std::size_t Room::unread_alarms() const {
  return core_->unread_alarms;
}
bool Room::has_read(const Alarm& alarm) const {
  return core_->read_alarms.contains(alarm);
}
bool Room::quitting() const {
  return core_->quitting;
}
void Room::save() {
  core_->save();
}

Commands documented_commands() {
  Commands commands;
  add_camera_commands(commands, nullptr);
  add_view_commands(commands, nullptr);
  add_plot_commands(commands, nullptr);
  add_time_commands(commands, nullptr);
  add_city_commands(commands, nullptr);
  return commands;
}

}  // namespace conurb::room
