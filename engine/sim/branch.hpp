// SPDX-License-Identifier: Apache-2.0
// A city in time: one branch with its plugins, stepped from exchange point to exchange point. A run is a
// function of (city, plugins, entries, seed): where it is paused, forked, checkpointed or reloaded does not
// change a bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/base/time.hpp"
#include "engine/city/city.hpp"
#include "engine/city/journal_entry.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/sim/apply.hpp"
#include "engine/sim/findings.hpp"

namespace conurb::sim {

/// What happens to a branch when a plugin fails.
enum class FaultPolicy {
  stop,  ///< the error is thrown and the branch does not advance
  hold,  ///< the plugin is left out from here on and its columns keep their last values, marked stale
};

struct BranchOptions {
  std::uint64_t seed = 1;
  Time start;
  Time end;              ///< the last exchange point
  Duration exchange{0};  ///< between exchange points; 0 = the shortest that a plugin's manifest asks for
  FaultPolicy faults = FaultPolicy::stop;
};

/// What a plugin does in the eyes of a watchdog: who is being stepped since when. Called before (with the id)
/// and after (with an empty id) each step, from the thread that steps, whether or not the step fails.
using StepWatch = std::function<void(std::string_view plugin, double deadline_s)>;

struct PluginFault {
  std::string plugin;
  std::string text;
  Time at;
};

/// All that a branch needs to go on from an instant. Cheap: columns are shared with the branch.
struct Checkpoint {
  struct PluginState {
    std::string plugin;
    std::vector<std::byte> state;
    std::map<std::string, double> parameters;  ///< by name, so that another version can take them over
    Time reached;
    Time next;
    bool stepped = false;
    bool failed = false;  ///< left out since a fault; there is no state then
  };
  city::City city;
  Time time;
  std::int64_t exchange = 0;
  std::vector<PluginState> plugins;
  std::vector<Pin> pins;
  std::int64_t acted_us =
      std::numeric_limits<std::int64_t>::min();  ///< time and sequence of the last entry that
  std::int64_t acted_sequence = 0;               ///< acted: those after it are still to come
  Findings found = {};
};

/// Not thread-safe; different branches may advance in parallel.
class Branch {
 public:
  /// Takes a copy of the city, declares what the plugins need in it and creates their instances. `vocabulary`
  /// is the standard schema. Throws what host::declare, host::levels and Instance throw.
  Branch(city::City city, std::vector<host::PluginCode> plugins, std::span<const city::TableSpec> vocabulary,
         host::Environment& environment, const BranchOptions& options);

  /// A branch of its own from this instant, with the same future unless told otherwise. `ordinal` numbers its
  /// new rows.
  [[nodiscard]] std::unique_ptr<Branch> fork(std::int32_t ordinal) const;

  [[nodiscard]] const city::City& city() const { return city_; }
  [[nodiscard]] Time time() const { return time_; }
  [[nodiscard]] const BranchOptions& options() const { return options_; }
  [[nodiscard]] Duration exchange_interval() const { return exchange_interval_; }
  /// Exchanges done since the start.
  [[nodiscard]] std::int64_t exchange() const { return exchange_; }
  [[nodiscard]] bool at_end() const { return time_ >= options_.end; }

  /// Entries to come, of which those earlier than time() or already done are ignored. They act in the order
  /// of (time, sequence), each at the exchange point of its time, before the plugins step on from there.
  /// Sequences must differ. Replaces what was scheduled before.
  void schedule(std::vector<city::JournalEntry> entries);
  /// Adds one entry, with a sequence above all that acted before. If its time is not later than time() it
  /// acts at once, as one of time(), which is the time it should have in the journal. Throws Error for values
  /// that the city refuses; then it is not added.
  void act(const city::JournalEntry& entry);

  /// Lets scheduled entries of time() act now, which advance() would do first.
  void catch_up();

  /// Makes an exchange point at a time to come, as where a script wants to act.
  void wake_at(Time time);

  /// Goes on by one exchange and returns the new time: to the next point of the exchange interval's grid,
  /// wish of a plugin, entry, wake or end of a pin, whichever comes first. At the end it does nothing. If it
  /// throws for a plugin's fault or a cancellation, the branch is broken: it can only be restored, or be
  /// asked for what it holds.
  Time advance();
  /// A step failed and left the city between two exchange points.
  [[nodiscard]] bool broken() const { return broken_; }

  [[nodiscard]] Checkpoint checkpoint() const;
  /// Back to an instant of this branch (or of the one it was forked from); entries scheduled from then on act
  /// again. Throws Error if the checkpoint does not fit the plugins; the branch is broken then.
  void restore(const Checkpoint& checkpoint);

  /// Hot reload at an exchange point: saves the small rest, creates the new version, restores, tries one step
  /// of it on a throw-away copy of the branch, swaps. Parameters are matched by name. A plugin that failed
  /// takes part again. Throws with the reason if any part fails, and the old version goes on.
  void reload(const host::PluginCode& code);

  void set_step_watch(StepWatch watch) { watch_ = std::move(watch); }

  [[nodiscard]] std::size_t plugin_count() const { return runners_.size(); }
  [[nodiscard]] const host::Instance& plugin(std::size_t index) const { return *runners_[index].instance; }
  /// Index of a plugin by id or short name, or -1.
  [[nodiscard]] std::int32_t find_plugin(std::string_view name) const;
  [[nodiscard]] const std::vector<PluginFault>& faults() const { return faults_; }
  [[nodiscard]] const std::vector<Pin>& pins() const { return pins_; }
  /// What the plugins found odd since the start, replays not counted twice. Any thread.
  [[nodiscard]] Findings findings() const;

  /// Hash over every value of the city, tables and columns in the order of their names: equal hashes mean
  /// equal cities.
  [[nodiscard]] Hash128 content_hash() const;
  /// The same over what plugins of this branch see or could have changed and what entries touched: columns
  /// that nobody used are not read for it.
  [[nodiscard]] Hash128 result_hash() const;

 private:
  struct Runner {
    std::unique_ptr<host::Instance> instance;
    Time reached;
    Time next;  // not called before this, unless it has no wish
    bool stepped = false;
    bool failed = false;
  };
  struct Sum {  // an accumulated column and who adds to it, in the order of plugin ids
    std::size_t table = 0, column = 0;
    std::vector<std::size_t> contributions;
    std::vector<std::size_t> contributors;
  };

  /// A branch that goes on from a checkpoint of another one.
  Branch(const Checkpoint& from, std::vector<host::PluginCode> plugins,
         std::vector<city::TableSpec> vocabulary, host::Environment& environment,
         const BranchOptions& options);

  void prepare_schedule();
  void prepare_lagged();
  void make_runners(const Checkpoint& from);
  void require_whole() const;
  void apply_due();
  void apply_entry(const city::JournalEntry& entry);
  void set_parameter(const city::JournalEntry& entry);
  [[nodiscard]] Time next_target() const;
  void run_round(Time target);
  Time run_level(const std::vector<std::size_t>& level, Time target);
  void step_runner(std::size_t index, Time target, std::uint32_t flags);
  void try_step(std::size_t plugin);
  void take_fault(std::size_t index, const city::City& before, const std::string& text);
  void add_up(const std::vector<std::size_t>& stepped);
  void hold_pins(const std::vector<std::size_t>& stepped);
  void remember_lagged();
  void take_finding(const host::Finding& finding);

  city::City city_;
  std::vector<host::PluginCode> codes_;
  std::vector<city::TableSpec> vocabulary_;
  host::Environment* environment_;
  BranchOptions options_;
  Duration exchange_interval_;
  Time time_;
  std::int64_t exchange_ = 0;
  std::vector<Runner> runners_;
  std::vector<std::vector<std::size_t>> levels_;
  std::vector<Sum> sums_;
  std::vector<std::pair<std::size_t, std::size_t>> lagged_places_;
  std::vector<std::size_t> lagged_tables_;
  host::LaggedColumns lagged_;
  std::vector<city::JournalEntry> entries_;  // ascending in (time, sequence)
  std::size_t next_entry_ = 0;
  std::int64_t acted_us_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t acted_sequence_ = 0;
  std::vector<Time> wakes_;  // ascending
  std::vector<Pin> pins_;
  std::vector<PluginFault> faults_;
  mutable std::mutex found_mutex_;  // plugins tell from their jobs
  Findings found_;
  StepWatch watch_;
  std::uint32_t step_flags_ = 0;  // CONURB_STEP_TRIAL on a throw-away branch
  bool broken_ = false;
};

}  // namespace conurb::sim
