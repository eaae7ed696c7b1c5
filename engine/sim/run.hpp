// SPDX-License-Identifier: Apache-2.0
// A scenario from beginning to end: its branches side by side, recorded, measured, watched and cancellable,
// with a record that says what the result is a function of.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/base/progress.hpp"
#include "engine/sim/kpi.hpp"
#include "engine/sim/twin.hpp"
#include "engine/store/records.hpp"

namespace conurb::sim {

struct RunRequest {
  std::vector<std::int32_t> branches;  ///< each once; run side by side
  RunSpan span;
  std::vector<std::string> plugins;                 ///< short names; empty = all that are loaded
  std::map<std::int32_t, std::vector<Time>> wakes;  ///< further exchange points, where scripts act
  /// Key figures of a branch that are told first, in this order: "buildings.co2". The others follow as the
  /// plugins declare them.
  std::map<std::int32_t, std::vector<std::string>> report;
  /// Called for each branch at each of its exchange points, before it goes on; serially, in the order of
  /// `branches`.
  std::function<void(std::int32_t branch, Time now)> at_exchange;
  bool reuse = true;  ///< take over a finished run of the same branch, entries, plugins, span and seed
};

struct RunOutcome {
  std::int32_t branch = 0;
  std::int64_t run = 0;  ///< id in the file; 0 without a file
  store::RunStatus status = store::RunStatus::done;
  bool reused = false;
  std::int64_t exchanges = 0;
  double wall_s = 0;
  std::string content_hash;              ///< of what the run saw or changed, at the end (Branch::result_hash)
  std::vector<store::KpiValue> kpis;     ///< in SI units of their expressions
  std::vector<PluginFault> faults;       ///< with policy hold
  std::vector<store::Finding> findings;  ///< of the plugins, worst first
};

/// Runs and returns what came of it, branch by branch. Cancelled by the environment's token: what was
/// recorded stays, the status says so. A plugin that hangs is named in the log, the runs are marked failed
/// and the process ends with code 1. Throws what a plugin or the file brings; the runs are then marked
/// failed.
[[nodiscard]] std::vector<RunOutcome> run(Twin& twin, const RunRequest& request, Progress& progress);

/// Text that names what a run is a function of: what the city's columns hold that it sees, entries, plugins,
/// span, seed, build. Equal keys, equal bits. Reads no column: the file keeps their hashes.
[[nodiscard]] std::string run_key(Twin& twin, std::int32_t branch, const RunRequest& request);

}  // namespace conurb::sim
