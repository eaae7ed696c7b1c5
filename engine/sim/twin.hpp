// SPDX-License-Identifier: Apache-2.0
// A city file at work: its base city, its plugins, its branches and its journal, and the commands that change
// them. This is what the command line, the scripts and the room hold.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/calendar.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/log.hpp"
#include "engine/base/progress.hpp"
#include "engine/base/units.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/host/query.hpp"
#include "engine/sim/branch.hpp"
#include "engine/sim/checkpoints.hpp"
#include "engine/sim/commands.hpp"
#include "engine/sim/journal.hpp"
#include "engine/sim/kpi.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::sim {

struct TwinOptions {
  std::string who = "unknown";  ///< user, for the journal
  std::string role = "operator";
  std::size_t threads = 0;  ///< 0 = all
  std::vector<city::TableSpec> vocabulary;
  std::vector<CivilDate> holidays;
};

/// The span and manner of a run; the same for all branches of a scenario.
struct RunSpan {
  Time from, to;
  Duration exchange{0};  ///< 0 = the shortest the plugins ask for
  std::uint64_t seed = 1;
  FaultPolicy faults = FaultPolicy::stop;
};

/// Not thread-safe, except that queries and views of a live branch's pins may run on workers.
class Twin {
 public:
  /// A twin over an open file, which it keeps open; external edits found in the file are journaled here.
  Twin(store::CityFile file, TwinOptions options, const Log& log);
  /// A twin in memory, for tests and throw-away work.
  Twin(city::City base, TwinOptions options, const Log& log);
  ~Twin();
  Twin(const Twin&) = delete;
  Twin& operator=(const Twin&) = delete;

  /// Loads plugins and declares their columns in the base city. Those already loaded are left alone. Before
  /// the first branch is made.
  void add_plugins(std::vector<host::PluginCode> codes);
  [[nodiscard]] const std::vector<host::PluginCode>& plugins() const { return codes_; }
  /// Swaps a plugin in every live branch at their present exchange points and journals it; all or none.
  /// Throws with the reason if any branch refuses.
  void reload_plugin(const host::PluginCode& code);

  [[nodiscard]] const city::City& base() const { return base_; }
  [[nodiscard]] const Journal& journal() const { return journal_; }
  [[nodiscard]] store::CityFile* file() { return file_ ? &*file_ : nullptr; }
  [[nodiscard]] host::Environment& environment() { return environment_; }
  [[nodiscard]] const Calendar& calendar() const { return calendar_; }
  [[nodiscard]] const UnitSystem& units() const { return units_; }
  [[nodiscard]] const Log& log() const { return *log_; }
  [[nodiscard]] const TwinOptions& options() const { return options_; }

  /// The branch of that name, forked from `parent` now if there is none. Throws Error conflict if it has
  /// another parent.
  std::int32_t ensure_branch(const std::string& name, const std::string& parent);
  /// Gives a branch another name. Throws Error conflict if it is taken.
  void rename_branch(std::int32_t branch, const std::string& name) { journal_.rename_branch(branch, name); }
  /// Ends a branch: it is stopped, its runs go, its name is free. Its entries stay in the journal. Throws
  /// Error invalid_argument for the base, conflict if another branch was forked from it.
  void delete_branch(std::int32_t branch);
  /// The city as a branch has it: live if it runs, else the base with what the journal says.
  [[nodiscard]] const city::City& city(std::int32_t branch);

  /// Carries out a command on a branch: resolves rows, checks values, commits the entries, acts. With `at`,
  /// acts when that time comes; in a live branch not before its present time. Returns the group for undo.
  /// Throws Error before anything changed.
  std::int64_t execute(std::int32_t branch, const Command& command, std::optional<Time> at = std::nullopt);
  /// Several commands as one gesture: one group, one undo.
  std::int64_t execute(std::int32_t branch, const std::vector<Command>& commands,
                       std::optional<Time> at = std::nullopt);
  /// Takes back all of a branch's own entries and forks it from its parent as it is now.
  void clear_branch(std::int32_t branch);
  /// A scenario is defined anew, from its parent as it is now: what it was counts no longer, and commands
  /// from here on build it again. Where they say the same as before, in the same order, the journal's entries
  /// are taken over and nothing is written; from the first that differs on, the former ones are taken back.
  /// The definition ends with stop().
  void redefine(std::int32_t branch);
  /// What counts in a branch now, in the order in which it acts.
  [[nodiscard]] std::vector<city::JournalEntry> effective(std::int32_t branch) const;
  /// Forks again from the parent as it is now and replays the branch's own entries. What finds its rows gone
  /// or its columns changed by the parent since is listed; the branch's values win.
  struct Conflict {
    std::string table, column;
    city::Id id = 0;
    std::string text;
  };
  std::vector<Conflict> rebase(std::int32_t branch);

  /// Makes a branch live: its city at `span.from` with instances of the given plugins (short names; empty =
  /// all).
  Branch& start(std::int32_t branch, const RunSpan& span, const std::vector<std::string>& plugins = {});
  [[nodiscard]] Branch* live(std::int32_t branch);
  void stop(std::int32_t branch);
  /// What a live branch simulates is recorded and measured from here on: undo of it is refused.
  void keep_history(std::int32_t branch) { scenario(branch).keeps_history = true; }
  /// One exchange of a live branch, with a checkpoint for undo. Undo of what was simulated rewinds and
  /// replays.
  Time advance(std::int32_t branch);

  /// Runs a plugin's query on the city of a branch.
  [[nodiscard]] host::QueryTable query(std::int32_t branch, const std::string& plugin,
                                       const std::string& query, const std::vector<city::Value>& arguments);

 private:
  struct Scenario {
    std::optional<city::City> draft;  // base and entries, for a branch that does not run
    std::unique_ptr<Branch> branch;
    CheckpointRing checkpoints;
    bool keeps_history = false;
    std::deque<std::int64_t> former;  // groups of a definition that is made anew, not said again so far
  };

  Twin(std::optional<store::CityFile> file, city::City base, TwinOptions options, const Log& log);
  [[nodiscard]] const host::PluginCode& code(std::string_view plugin) const;
  void rebuild_base();
  void forget_drafts();
  [[nodiscard]] city::City drafted(std::int32_t branch) const;
  [[nodiscard]] bool in_tables(const city::JournalEntry& entry) const;
  /// Entries for a live branch, each not before its start.
  [[nodiscard]] std::vector<city::JournalEntry> schedule_of(std::int32_t branch, const Branch& live) const;

  // What a gesture becomes in the journal, tried on a copy of the city.
  std::vector<city::JournalEntry> prepare(std::int32_t branch, const std::vector<Command>& commands, Time at);
  std::vector<city::JournalEntry> to_entries(std::int32_t branch, const Command& command, Time at,
                                             const city::City& city) const;
  city::JournalEntry to_insert(std::int32_t branch, const InsertCommand& insert, Time at,
                               const city::City& city) const;
  city::JournalEntry to_parameter(std::int32_t branch, const ParameterCommand& parameter, Time at) const;
  city::JournalEntry to_undo(std::int32_t branch, const UndoCommand& undo, Time at) const;
  city::JournalEntry blank(std::int32_t branch, city::EntryKind kind, Time at) const;
  std::vector<city::Id> resolve(const city::City& city, const RowChoice& rows) const;
  void carry_out(std::int32_t branch, const std::vector<city::JournalEntry>& entries);

  [[noreturn]] void refuse_undo(std::int32_t branch, std::int64_t group) const;
  void check_undo(std::int32_t branch, std::int64_t group) const;
  [[nodiscard]] bool said_again(std::int32_t branch, std::vector<city::JournalEntry>& entries);
  void drop_former(std::int32_t branch);
  void undo_groups(std::int32_t branch, const std::vector<std::int64_t>& groups);
  /// After undo: drafts are made again, and a live branch goes back and does again what has changed since
  /// `before`, its former schedule.
  void replay(std::int32_t branch, const std::vector<city::JournalEntry>& before);
  Scenario& scenario(std::int32_t branch) { return scenarios_[branch]; }

  TwinOptions options_;
  const Log* log_;
  Jobs jobs_;
  host::SharedCache cache_;
  UnitSystem units_;
  Calendar calendar_;
  host::Environment environment_;
  std::optional<store::CityFile> file_;
  city::City tables_;       // the base as the file has it, without what only the journal says
  std::int64_t saved_ = 0;  // last entry of the base that the tables hold
  city::City base_;
  Journal journal_;
  std::vector<host::PluginCode> codes_;
  std::map<std::int32_t, Scenario> scenarios_;
};

}  // namespace conurb::sim
