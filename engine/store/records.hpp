// SPDX-License-Identifier: Apache-2.0
// What stands in a city file beside the tables: branches, runs, KPI values, sources, findings, observations.
// Plain data; the classes that read and write it are in journal.hpp, runs.hpp, catalogue.hpp and
// observations.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/table.hpp"

namespace conurb::store {

/// Microseconds since 1970 UTC of the computer's clock: for "who did it when", never for simulation.
[[nodiscard]] std::int64_t wall_clock_us();

/// A scenario: a fork of its parent at a place in the journal. The base has ordinal 0 and is its own parent.
/// A branch that was deleted stays, as the journal speaks of it; its name is then '#' and its ordinal.
struct BranchRecord {
  std::int32_t ordinal =
      0;             ///< number that rows born in it carry in their ids; given by the store, never reused
  std::string name;  ///< unique in the file
  std::int32_t parent = 0;
  std::int64_t fork_sequence = 0;  ///< last entry of the parent's journal that the branch shares
  std::int64_t fork_time_us = 0;   ///< simulated time of the fork
  std::int64_t created_us = 0;     ///< wall clock; 0 = now
  std::string who;

  [[nodiscard]] bool deleted() const { return name.starts_with('#'); }
  friend bool operator==(const BranchRecord&, const BranchRecord&) = default;
};

enum class RunStatus : std::int32_t { running = 0, done = 1, cancelled = 2, failed = 3 };
[[nodiscard]] std::string_view to_string(RunStatus status);

/// One simulation of one branch. A run that its program did not live to finish is found `failed` when the
/// file is next opened for writing; what was reported as saved is there.
struct RunRecord {
  std::int64_t id = 0;  ///< given by the store, from 1
  std::int32_t branch = 0;
  std::int64_t from_us = 0, to_us = 0;  ///< simulated time
  RunStatus status = RunStatus::running;
  std::int64_t started_us = 0, finished_us = 0;  ///< wall clock
  std::int64_t saved_exchange = -1;  ///< last exchange whose records are complete in the file; -1 = none
  std::string json;  ///< build, plugin hashes, processor class, seed, input hashes, journal range …

  friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

/// One value of a KPI in a run. NaN where there is none (no spread known, empty group).
struct KpiValue {
  std::string kpi;    ///< "buildings.heating_energy"
  std::string group;  ///< value of group_by; empty = whole city
  double value = 0, low = 0, high = 0;
  std::int64_t n = 0;  ///< rows behind the value
  std::string unit;
};

/// Where data came from. `name` is the data set, and stays when a newer file of it is imported.
struct SourceRecord {
  std::int64_t id = 0;  ///< given by the store
  std::string name;
  std::string file_hash;
  std::string date;  ///< ISO 8601, of the data
  std::string licence;
  std::string attribution;
  std::string uri;
  std::int64_t imported_us = 0;  ///< wall clock; 0 = now

  friend bool operator==(const SourceRecord&, const SourceRecord&) = default;
};

enum class Severity : std::int32_t { note = 0, warning = 1, error = 2 };
[[nodiscard]] std::string_view to_string(Severity severity);

/// Something that an import, a check, an edit or a run found, with the rule by which it was repaired or
/// refused.
struct Finding {
  Severity severity = Severity::warning;
  std::string code;     ///< stable name of the kind, "open_shell"
  std::string message;  ///< what, and what was done about it
  std::string table;    ///< may be empty
  city::Id id = 0;      ///< row; 0 = none
  std::string where;    ///< place in the source file
  std::int64_t source = 0;
  std::int64_t count = 1;  ///< how many alike this line stands for
  std::int64_t run = 0;    ///< run whose plugins found it; 0 = none

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// How a value is known.
enum class Provenance : std::int32_t { unknown = 0, measured = 1, derived = 2, by_default = 3 };
[[nodiscard]] std::string_view to_string(Provenance provenance);

/// One value that a sensor reported. (stream, time) is its identity: reported twice it is kept once.
struct Observation {
  std::int64_t stream = 0;
  std::int64_t time_us = 0;  ///< phenomenon time, UTC
  std::int64_t arrival = 0;  ///< tick at which it came in: replay goes by this
  double value = 0;          ///< SI; NaN = the sensor said "no value"
  std::int32_t quality = 0;  ///< the feed's code; 0 = good

  friend bool operator==(const Observation&, const Observation&) = default;
};

}  // namespace conurb::store
