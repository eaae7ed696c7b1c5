// SPDX-License-Identifier: Apache-2.0
// The journal as the simulation sees it: entries are committed to the file before they act, and what a branch
// is made of follows from them alone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/journal_entry.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/records.hpp"

namespace conurb::sim {

/// True for what somebody decided about the city and can take back. The others tell what came from outside:
/// external edits are in the tables already, plugins stand in a run's record, observations in a lane of their
/// own.
[[nodiscard]] bool is_intervention(city::EntryKind kind);

/// Not thread-safe.
class Journal {
 public:
  /// A journal in memory only.
  Journal() = default;
  /// The journal of a file, read whole; the file must stay open longer.
  explicit Journal(const store::CityFile& file);

  /// Gives the entries their sequences and one group, commits them, and only then lets them count. Returns
  /// the group.
  std::int64_t append(std::vector<city::JournalEntry>& entries);
  [[nodiscard]] const std::vector<city::JournalEntry>& entries() const { return entries_; }
  [[nodiscard]] std::int64_t last_sequence() const { return entries_.empty() ? 0 : entries_.back().sequence; }

  /// Adds a branch under its parent as of now. Throws Error conflict if the name is taken.
  store::BranchRecord add_branch(const std::string& name, std::int32_t parent, std::int64_t fork_time_us,
                                 const std::string& who);
  /// Those that were deleted among them.
  [[nodiscard]] const std::vector<store::BranchRecord>& branches() const { return branches_; }
  /// As store::Journal does it.
  void rename_branch(std::int32_t branch, const std::string& name);
  void delete_branch(std::int32_t branch);
  /// Throws Error not_found with the names there are.
  [[nodiscard]] const store::BranchRecord& branch(std::string_view name) const;
  [[nodiscard]] const store::BranchRecord& branch(std::int32_t ordinal) const;
  [[nodiscard]] bool has_branch(std::string_view name) const;

  /// Moves the fork of a branch to the end of what its parent has now.
  void refork(std::int32_t branch);

  /// What counts in a branch: its own entries and those it shares with its parents, without what was taken
  /// back, in the order of their sequences.
  [[nodiscard]] std::vector<city::JournalEntry> effective(std::int32_t branch) const;
  /// The same as it was after the entry `last`.
  [[nodiscard]] std::vector<city::JournalEntry> effective(std::int32_t branch, std::int64_t last) const;
  /// True if what counts in the parent is no longer what it was when the branch forked.
  [[nodiscard]] bool parent_moved(std::int32_t branch) const;
  /// Groups of a branch's own entries that count now and can be taken back, oldest first.
  [[nodiscard]] std::vector<std::int64_t> own_groups(std::int32_t branch) const;

 private:
  [[nodiscard]] store::BranchRecord& record(std::int32_t branch);

  std::unique_ptr<store::Journal> file_;
  std::vector<city::JournalEntry> entries_;
  std::vector<store::BranchRecord> branches_{{0, "base", 0, 0, 0, 0, ""}};
};

}  // namespace conurb::sim
