// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::sim {

namespace {

using city::EntryKind;
using city::JournalEntry;

// Later undos win: an undo that was itself taken back takes nothing back.
std::set<std::int64_t> undone_groups(const std::vector<JournalEntry>& entries) {
  std::set<std::int64_t> undone;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->kind == EntryKind::undo && !undone.contains(entry->group)) undone.insert(entry->undoes);
  }
  return undone;
}

}  // namespace

bool is_intervention(EntryKind kind) {
  return kind == EntryKind::set || kind == EntryKind::insert || kind == EntryKind::retire ||
         kind == EntryKind::parameter;
}

Journal::Journal(const store::CityFile& file) : file_(std::make_unique<store::Journal>(file)) {
  entries_ = file_->read();
  branches_ = file_->branches();
}

std::int64_t Journal::append(std::vector<JournalEntry>& entries) {
  if (entries.empty()) return 0;
  if (file_ != nullptr) {
    for (JournalEntry& entry : entries) entry.group = 0;
    file_->append(entries);
  } else {
    const std::int64_t group = last_sequence() + 1;
    std::int64_t sequence = group;
    for (JournalEntry& entry : entries) {
      entry.sequence = sequence++;
      entry.group = group;
    }
  }
  entries_.insert(entries_.end(), entries.begin(), entries.end());
  return entries.front().group;
}

store::BranchRecord Journal::add_branch(const std::string& name, std::int32_t parent,
                                        std::int64_t fork_time_us, const std::string& who) {
  store::check_branch_name(name);
  if (has_branch(name)) throw Error(ErrorCode::conflict, fmt::format("there is a branch '{}' already", name));
  store::BranchRecord record{.ordinal = static_cast<std::int32_t>(branches_.size()),
                             .name = name,
                             .parent = parent,
                             .fork_sequence = last_sequence(),
                             .fork_time_us = fork_time_us,
                             .created_us = store::wall_clock_us(),
                             .who = who};
  if (file_ != nullptr) record = file_->add_branch(record);
  branches_.push_back(record);
  return record;
}

store::BranchRecord& Journal::record(std::int32_t branch) {
  const auto record = std::find_if(branches_.begin(), branches_.end(),
                                   [branch](const auto& known) { return known.ordinal == branch; });
  if (record == branches_.end())
    throw Error(ErrorCode::not_found, fmt::format("there is no branch number {}", branch));
  return *record;
}

void Journal::rename_branch(std::int32_t branch, const std::string& name) {
  store::BranchRecord& renamed = record(branch);
  if (renamed.name == name) return;
  store::check_branch_name(name);
  if (has_branch(name)) throw Error(ErrorCode::conflict, fmt::format("there is a branch '{}' already", name));
  if (file_ != nullptr) file_->rename_branch(branch, name);
  renamed.name = name;
}

void Journal::delete_branch(std::int32_t branch) {
  store::BranchRecord& deleted = record(branch);
  if (branch == 0) throw Error(ErrorCode::invalid_argument, "the base cannot be deleted");
  for (const store::BranchRecord& other : branches_) {
    if (other.parent != branch || other.deleted()) continue;
    throw Error(ErrorCode::conflict,
                fmt::format("the branch '{}' was forked from '{}'", other.name, deleted.name), "",
                fmt::format("delete '{}' first", other.name));
  }
  if (file_ != nullptr) file_->delete_branch(branch);
  deleted.name = fmt::format("#{}", branch);
}

void Journal::refork(std::int32_t branch) {
  store::BranchRecord& moved = record(branch);
  if (file_ != nullptr) file_->refork(branch, last_sequence());
  moved.fork_sequence = last_sequence();
}

bool Journal::has_branch(std::string_view name) const {
  return std::any_of(branches_.begin(), branches_.end(),
                     [name](const auto& branch) { return branch.name == name; });
}

const store::BranchRecord& Journal::branch(std::string_view name) const {
  std::string names;
  for (const store::BranchRecord& branch : branches_) {
    if (branch.name == name) return branch;
    names += (names.empty() ? "" : ", ") + branch.name;
  }
  throw Error(ErrorCode::not_found, fmt::format("there is no branch '{}'", name), "", "there are: " + names);
}

const store::BranchRecord& Journal::branch(std::int32_t ordinal) const {
  for (const store::BranchRecord& branch : branches_) {
    if (branch.ordinal == ordinal) return branch;
  }
  throw Error(ErrorCode::not_found, fmt::format("there is no branch number {}", ordinal));
}

std::vector<JournalEntry> Journal::effective(std::int32_t branch) const {
  return effective(branch, last_sequence());
}

std::vector<JournalEntry> Journal::effective(std::int32_t branch, std::int64_t last) const {
  std::vector<JournalEntry> shared;
  if (branch != 0) {
    const store::BranchRecord& record = this->branch(branch);
    // What the parent did or took back after the fork is no part of the branch until it is rebased.
    shared = effective(record.parent, std::min(last, record.fork_sequence));
  }
  std::vector<JournalEntry> own;
  std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(own),
               [&](const JournalEntry& entry) { return entry.branch == branch && entry.sequence <= last; });
  const std::set<std::int64_t> undone = undone_groups(own);
  shared.insert(shared.end(), own.begin(), own.end());
  std::erase_if(shared, [&undone](const JournalEntry& entry) {
    return entry.kind == EntryKind::undo || undone.contains(entry.group);
  });
  return shared;
}

bool Journal::parent_moved(std::int32_t branch) const {
  if (branch == 0) return false;
  const store::BranchRecord& record = this->branch(branch);
  const auto sequences = [](const std::vector<JournalEntry>& entries) {
    std::vector<std::int64_t> result;
    for (const JournalEntry& entry : entries) {
      if (is_intervention(entry.kind)) result.push_back(entry.sequence);
    }
    return result;
  };
  return sequences(effective(record.parent)) != sequences(effective(record.parent, record.fork_sequence)) ||
         parent_moved(record.parent);
}

std::vector<std::int64_t> Journal::own_groups(std::int32_t branch) const {
  std::vector<std::int64_t> groups;
  for (const JournalEntry& entry : effective(branch)) {
    if (entry.branch != branch || !is_intervention(entry.kind)) continue;
    if (groups.empty() || groups.back() != entry.group) groups.push_back(entry.group);
  }
  return groups;
}

}  // namespace conurb::sim
