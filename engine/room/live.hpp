// SPDX-License-Identifier: Apache-2.0
// Branches that are simulated as one looks on. Internal to engine/room; on the simulation's thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/room/published.hpp"
#include "engine/sim/kpi.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::room {

class Live {
 public:
  using Clock = std::chrono::steady_clock;

  struct Lane {
    std::int32_t branch = 0;
    std::unique_ptr<sim::KpiMeter> meter;  ///< figures so far
  };
  struct Fault {
    std::int32_t branch = 0;
    std::string text;
    Time at;
  };

  /// Who is told of each step of live branches, as a watchdog. Before the first begin().
  void set_step_watch(sim::StepWatch watch) { watch_ = std::move(watch); }

  /// Ends what was live and starts the branches. Throws what Twin::start throws; nothing is live then.
  void begin(sim::Twin& twin, const std::vector<std::int32_t>& branches, const sim::RunSpan& span,
             double speed);
  void end(sim::Twin& twin);
  /// Takes a branch out, as one that is to be run or removed.
  void drop(sim::Twin& twin, std::int32_t branch);

  void play(double speed);
  void pause() { playing_ = false; }
  [[nodiscard]] bool playing() const { return playing_; }
  /// One exchange, at once. A plugin's fault ends the branch and is kept in faults().
  void step(sim::Twin& twin);
  /// The exchanges that are due by the clock, for at most `budget`. False if there was none.
  bool advance_due(sim::Twin& twin, std::chrono::milliseconds budget);

  [[nodiscard]] const std::vector<Lane>& lanes() const { return lanes_; }
  [[nodiscard]] const std::vector<Fault>& faults() const { return faults_; }
  [[nodiscard]] bool contains(std::int32_t branch) const;

 private:
  [[nodiscard]] bool due(const sim::Branch& slowest) const;
  /// The branch that lags most; null if all are at their end.
  [[nodiscard]] sim::Branch* slowest(sim::Twin& twin) const;
  void advance(sim::Twin& twin);

  sim::StepWatch watch_;
  std::vector<Lane> lanes_;
  std::vector<Fault> faults_;
  double speed_ = 0;
  bool playing_ = false;
  std::optional<Time> anchor_;  // simulated time at anchor_at_
  Clock::time_point anchor_at_;
};

}  // namespace conurb::room
