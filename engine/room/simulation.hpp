// SPDX-License-Identifier: Apache-2.0
// The city at work behind the room: one thread owns the twin and does what is asked of it, in the order in
// which it was asked. Whoever asks never waits: what was asked shows in the next snapshot, answers to
// questions come as futures, and what cannot be done comes as a message to people.
//
//   Simulation simulation({.path = "delft.gpkg", .mode = store::Mode::read_write, …});
//   simulation.fork("retrofit", "base");
//   simulation.move_lever("retrofit", "buildings.heat_pump_share", 0.5);
//   simulation.run({.branches = {"retrofit"}});
//   … each frame: const auto now = simulation.published();
//
// Rationale: while a recorded run is under way, what was asked later is done at its exchange points, so that
// a what-if can be prepared while another runs. Branches that take part in the run are refused until it is
// over or cancelled: a record must not change under it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/texts.hpp"
#include "engine/room/published.hpp"
#include "engine/room/state.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::room {

struct SimulationOptions {
  std::filesystem::path path;
  store::Mode mode = store::Mode::read_write;
  sim::TwinOptions twin;
  /// Gives the plugins that serve a city; called once, on the simulation's thread. None: no plugins.
  std::function<std::vector<host::PluginCode>(const city::City&)> plugins = {};
  std::chrono::milliseconds publish_every{100};  ///< least time between two snapshots
  Texts texts = {};                              ///< of messages
  std::string display = {};                      ///< whose arrangement is opened and kept: save_state()
};

/// A recorded run.
struct RunOrder {
  std::vector<std::string> branches;
  /// None: that of the latest run of these branches, else of the base, else of any; of a city in which
  /// nothing was run, what its weather covers.
  std::optional<sim::RunSpan> span = std::nullopt;
  /// How often plugins exchange; none: as in that run, or as they ask for.
  std::optional<Duration> exchange = std::nullopt;
  bool with_base = true;  ///< the base runs beside them, unless an unchanged run of it is there
  bool fresh = false;     ///< run again even what has not changed
};

/// Branches simulated as one looks on, with equal time.
struct LiveOrder {
  std::vector<std::string> branches;
  sim::RunSpan span;
  double speed = 3600;  ///< simulated seconds a second; kFastest: as fast as it goes
};

/// All functions may be called from any thread and return at once, unless they say otherwise.
class Simulation {
 public:
  /// Opens the city on the simulation's thread: Published::opening tells what came of it.
  explicit Simulation(SimulationOptions options);
  /// close()
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  /// The latest snapshot; never null. Hold it while you look at its parts: the next one replaces it.
  [[nodiscard]] std::shared_ptr<const Published> published() const;

  /// Columns that are wanted from here on, instead of those before. They are copied at exchange points, at
  /// most every publish_every, when their values changed.
  void want(std::vector<ColumnKey> columns);
  /// The latest copy of a wanted column; null while there is none, and for what the city does not have: also
  /// for what plugins compute in a branch that is not being simulated.
  [[nodiscard]] std::shared_ptr<const ColumnFrame> frame(const ColumnKey& key) const;

  /// Runs `question` on the simulation's thread, between exchanges. It must not change the twin. The future
  /// throws what the question threw, or std::future_error if the simulation was closed before.
  template <typename Question>
  [[nodiscard]] auto ask(Question question) -> std::future<std::invoke_result_t<Question, sim::Twin&>> {
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Question, sim::Twin&>(sim::Twin&)>>(
        std::move(question));
    auto answer = task->get_future();
    post_question([task](sim::Twin& twin) { (*task)(twin); });
    return answer;
  }

  // ---- what changes the city; refused in read-only mode ----

  /// Commands as one gesture; `at`: simulated time at which they act, none: from the start, or in a live
  /// branch now.
  void execute(std::string branch, std::vector<sim::Command> commands, std::optional<Time> at = std::nullopt);
  void move_lever(std::string branch, std::string lever, double value, std::optional<Time> at = std::nullopt);
  /// Takes back a group of the journal; 0 = the branch's latest.
  void undo(std::string branch, std::int64_t group = 0);
  /// Does again what was last undone in this room, unless something else was done in the branch since.
  void redo(std::string branch);
  void fork(std::string name, std::string parent);
  void rename(std::string branch, std::string name);
  void remove(std::string branch);
  /// Takes the branch to its parent as it is now; conflicts are told as messages.
  void rebase(std::string branch);
  void run(RunOrder order);
  /// A scenario script: defines its branch and runs it beside its base.
  void run_script(std::filesystem::path script);
  /// Keeps the room's arrangement in the file. Silently nothing in read-only mode.
  void save(const RoomState& state);

  // ---- what does not ----

  /// Stops the recorded run under way; runs that wait are dropped. What was recorded stays.
  void cancel();
  /// Ends what was live before and begins.
  void go_live(LiveOrder order);
  void play(double speed);
  void pause();
  /// One exchange of the live branches.
  void step();
  void end_live();
  /// Looks for changed plugin libraries now. Changes are also seen by themselves, a few times a second.
  void reload_plugins();
  /// Adds a message.
  void tell(store::Severity severity, std::string text, std::string heading = {});

  // ---- waiting ----

  /// Waits until all that was asked before is done and published, recorded runs included; false if that took
  /// longer than `patience`. For tests, scripts and pictures without a window.
  bool settle(std::chrono::milliseconds patience);
  /// Stops a run under way at its next exchange point (what was recorded stays), does what was asked before
  /// except for further runs, closes the file and ends the thread. Waits for that. Later calls do nothing.
  void close();

 private:
  void post_question(std::function<void(sim::Twin&)> question);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::room
