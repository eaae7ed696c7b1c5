// SPDX-License-Identifier: Apache-2.0
// Makes snapshots of a twin. What is slow to find out (figures, stale results, findings) is found out again
// only after something changed it. Internal to engine/room; on the simulation's thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/progress.hpp"
#include "engine/room/live.hpp"
#include "engine/room/published.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::room {

/// The recorded run under way.
struct RunProgress {
  std::set<std::int32_t> branches;  ///< that take part; empty: none is under way
  ProgressReport report;
};

class Publisher {
 public:
  /// What never changes while the city is open.
  void open(sim::Twin& twin, std::optional<std::string> session, std::vector<Bookmark> bookmarks);
  /// Journal, branches or runs are not what they were.
  void forget() { known_ = false; }
  /// Nor are the plugins.
  void forget_plugins();

  /// All but the messages. Lanes and runs as given.
  [[nodiscard]] Published snapshot(sim::Twin& twin, const Live& live, const RunProgress& run,
                                   const std::map<std::int32_t, std::vector<std::int64_t>>& undone);

  /// Copies of the wanted columns, those that have not changed taken over.
  [[nodiscard]] std::map<ColumnKey, std::shared_ptr<const ColumnFrame>> frames(
      sim::Twin& twin, const std::vector<ColumnKey>& wanted);

 private:
  /// What was found out about a branch while nothing was done in it.
  struct Known {
    std::uint64_t digest = 0;
    std::int64_t run = 0;
    std::vector<LeverInfo> levers;
    std::vector<std::string> stale;
  };
  void find_out(sim::Twin& twin);
  void add_branch(sim::Twin& twin, const store::BranchRecord& record,
                  const std::vector<store::RunRecord>& runs, std::uint64_t digest,
                  const std::vector<city::JournalEntry>& effective);
  void add_run(sim::Twin& twin, BranchInfo& info, const store::RunRecord& latest,
               const store::RunRecord* finished, const std::vector<store::RunRecord>& runs);
  [[nodiscard]] const std::vector<sim::ComparedKpi>& figures(sim::Twin& twin, const std::string& branch,
                                                             std::int64_t run, std::int64_t base_run);
  [[nodiscard]] std::shared_ptr<const std::vector<JournalLine>> journal_lines(
      sim::Twin& twin, const std::set<std::int64_t>& counting) const;
  void read_findings(sim::Twin& twin, const std::vector<store::RunRecord>& runs);
  [[nodiscard]] std::shared_ptr<const std::vector<Alarm>> alarms(sim::Twin& twin, const Live& live) const;
  void show_live(sim::Twin& twin, const Live::Lane& lane, BranchInfo& info) const;

  bool known_ = false;
  Published fixed_;  // of opening
  std::vector<BranchInfo> branches_;
  std::map<std::int32_t, Known> found_out_;                                                 // by branch
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<sim::ComparedKpi>> figures_;  // by runs
  std::shared_ptr<const std::vector<JournalLine>> journal_;
  std::shared_ptr<const std::vector<store::Finding>> findings_;
  std::vector<store::RunRecord> findings_runs_;  // that there were when the findings were read
  std::vector<Alarm> found_alarms_;
  std::map<ColumnKey, std::shared_ptr<const ColumnFrame>> frames_;
};

}  // namespace conurb::room
