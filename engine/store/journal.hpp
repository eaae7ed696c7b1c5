// SPDX-License-Identifier: Apache-2.0
// The journal and the branches of a city file: what was done, by whom, in which scenario.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/journal_entry.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::store {

struct JournalFilter {
  std::optional<std::int32_t> branch;  ///< only entries of this branch itself, not of its parents
  std::int64_t from = 1;               ///< first sequence
  std::int64_t to = 0;                 ///< last sequence; 0 = to the end
  std::int64_t limit = 0;              ///< at most so many; 0 = all
};

/// Throws Error invalid_argument for a name that no branch may have.
void check_branch_name(std::string_view name);

/// A view on an open file; cheap to make. Thread-safe.
class Journal {
 public:
  explicit Journal(const CityFile& file);

  /// Appends entries in their order and commits before it returns. Fills in `sequence`; entries with group 0
  /// become one group, named by the first of them; wall_us 0 becomes now. Throws Error io if it cannot be
  /// written; nothing is then appended.
  void append(std::vector<city::JournalEntry>& entries);
  /// Entries in sequence order. Throws Error bad_data naming the entry that is damaged.
  [[nodiscard]] std::vector<city::JournalEntry> read(const JournalFilter& filter) const;
  [[nodiscard]] std::vector<city::JournalEntry> read() const { return read(JournalFilter{}); }
  /// Sequence of the last entry; 0 if there is none.
  [[nodiscard]] std::int64_t last_sequence() const;

  /// Adds a branch and returns it with its ordinal. Throws Error conflict if the name is taken, not_found if
  /// the parent does not exist, invalid_argument for a name that is empty or begins with '#'.
  BranchRecord add_branch(BranchRecord branch);
  /// Gives a branch another name. Throws as add_branch.
  void rename_branch(std::int32_t branch, const std::string& name);
  /// Frees the name of a branch and removes its runs. The journal's entries stay. Throws Error not_found,
  /// invalid_argument for the base, conflict if another branch was forked from it.
  void delete_branch(std::int32_t branch);
  /// Moves a branch's fork to another place in the journal of its parent, as a rebase does. Throws Error
  /// not_found.
  void refork(std::int32_t branch, std::int64_t fork_sequence);
  /// By ordinal, the base first.
  [[nodiscard]] std::vector<BranchRecord> branches() const;
  /// Throws Error not_found with the names there are.
  [[nodiscard]] BranchRecord branch(std::string_view name) const;

 private:
  std::shared_ptr<FileCore> core_;
};

}  // namespace conurb::store
