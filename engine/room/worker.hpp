// SPDX-License-Identifier: Apache-2.0
// The twin on its thread: opens, commands, runs, lives, reloads, and tells what there is to see. Internal to
// engine/room; everything here runs on the simulation's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/room/live.hpp"
#include "engine/room/mailbox.hpp"
#include "engine/room/publisher.hpp"
#include "engine/room/simulation.hpp"
#include "engine/sim/plugin_reload.hpp"
#include "engine/sim/run.hpp"
#include "engine/sim/watchdog.hpp"

namespace conurb::room {

class Worker {
 public:
  Worker(Mailbox& mailbox, SimulationOptions options);

  /// The thread's life: opens, works until the mailbox is closed, closes the file.
  void work();

  // ---- what jobs do; they throw what goes wrong, which becomes a message ----
  [[nodiscard]] sim::Twin& twin() { return *twin_; }
  void execute(const std::string& branch, const std::vector<sim::Command>& commands, std::optional<Time> at);
  void move_lever(const std::string& branch, const std::string& lever, double value, std::optional<Time> at);
  void undo(const std::string& branch, std::int64_t group);
  void redo(const std::string& branch);
  void fork(const std::string& name, const std::string& parent);
  void rename(const std::string& branch, const std::string& name);
  void remove(const std::string& branch);
  void rebase(const std::string& branch);
  void run(const RunOrder& order);
  void run_script(const std::filesystem::path& script);
  void save(const RoomState& state);
  void go_live(const LiveOrder& order);
  [[nodiscard]] Live& live() { return live_; }
  void reload_plugins();

 private:
  using Clock = Mailbox::Clock;

  void open();
  void watch();
  void close() noexcept;
  void do_jobs(bool in_run);
  void attempt(const Job& job) noexcept;
  void tick(bool in_run);
  void poll_plugins();
  void tell_reloads(const std::vector<sim::Reloaded>& reloads);
  void publish_if_due(bool in_run);
  void publish();

  void require_writable() const;
  /// Its ordinal, if it takes part in no recorded run.
  [[nodiscard]] std::int32_t free_branch(const std::string& name) const;
  [[nodiscard]] sim::RunSpan latest_span(const std::vector<std::int32_t>& branches);
  [[nodiscard]] sim::RunRequest request_of(const RunOrder& order);
  /// Around a recorded run: who takes part, what came of it.
  template <typename Run>
  void recorded(const std::vector<std::int32_t>& branches, Run&& run);
  void tell_outcomes(const std::vector<sim::RunOutcome>& outcomes);

  Mailbox& mailbox_;
  SimulationOptions options_;
  Log log_;
  std::optional<sim::Twin> twin_;
  std::unique_ptr<sim::PluginReload> reload_;
  std::unique_ptr<sim::Watchdog> watchdog_;  // over live branches; recorded runs have their own
  Live live_;
  Publisher publisher_;
  std::map<std::int32_t, std::vector<std::int64_t>> undone_;  // groups to do again, by branch
  RunProgress progress_;
  bool changed_ = true;  // something to be seen since the last snapshot
  Clock::time_point published_at_, polled_at_;
  std::string unpublished_;  // why the last snapshot failed
};

}  // namespace conurb::room
