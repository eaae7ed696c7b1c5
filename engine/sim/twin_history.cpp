// SPDX-License-Identifier: Apache-2.0
// What was done and is taken back, said again, or done on another ground: undo, redefinition, rebase.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/sim/from_start.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::sim {

using city::EntryKind;
using city::JournalEntry;

namespace {

bool same_but_ids(const JournalEntry& a, const JournalEntry& b) {
  return a.kind == b.kind && a.time_us == b.time_us && a.until_us == b.until_us && a.table == b.table &&
         a.columns == b.columns && a.selection == b.selection && a.values == b.values &&
         a.detail == b.detail && a.ids.size() == b.ids.size();
}

// Rows that an insertion makes have new ids each time it is said; all else must mean the same rows.
bool says_the_same(const JournalEntry& a, const JournalEntry& b) {
  return same_but_ids(a, b) && (a.kind == EntryKind::insert || a.ids == b.ids);
}

std::vector<JournalEntry> in_time(std::vector<JournalEntry> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.time_us < b.time_us; });
  return entries;
}

// Time from which two schedules differ; the far future if they do not.
std::int64_t first_difference(const std::vector<JournalEntry>& a, const std::vector<JournalEntry>& b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && same_but_ids(a[i], b[i]) && a[i].ids == b[i].ids) ++i;
  std::int64_t time = std::numeric_limits<std::int64_t>::max();
  if (i < a.size()) time = std::min(time, a[i].time_us);
  if (i < b.size()) time = std::min(time, b[i].time_us);
  return time;
}

}  // namespace

std::vector<JournalEntry> Twin::effective(std::int32_t branch) const {
  std::vector<JournalEntry> entries = journal_.effective(branch);
  const auto found = scenarios_.find(branch);
  if (found == scenarios_.end() || found->second.former.empty()) return entries;
  const auto& former = found->second.former;
  std::erase_if(entries, [&](const JournalEntry& entry) {
    return entry.branch == branch && std::find(former.begin(), former.end(), entry.group) != former.end();
  });
  return entries;
}

JournalEntry Twin::to_undo(std::int32_t branch, const UndoCommand& undo, Time at) const {
  std::vector<std::int64_t> groups = journal_.own_groups(branch);
  if (const auto found = scenarios_.find(branch); found != scenarios_.end()) {
    const auto& former = found->second.former;
    std::erase_if(groups, [&former](std::int64_t group) {
      return std::find(former.begin(), former.end(), group) != former.end();
    });
  }
  if (groups.empty() && undo.group == 0)
    throw Error(ErrorCode::not_found, "there is nothing to undo in this branch");
  JournalEntry entry = blank(branch, EntryKind::undo, at);
  entry.undoes = undo.group == 0 ? groups.back() : undo.group;
  if (std::find(groups.begin(), groups.end(), entry.undoes) == groups.end())
    refuse_undo(branch, entry.undoes);
  check_undo(branch, entry.undoes);
  return entry;
}

void Twin::refuse_undo(std::int32_t branch, std::int64_t group) const {
  const auto entry = std::find_if(journal_.entries().begin(), journal_.entries().end(),
                                  [group](const JournalEntry& each) { return each.group == group; });
  if (entry == journal_.entries().end()) {
    throw Error(ErrorCode::not_found, fmt::format("there is no group {} in the journal", group), "",
                "see `conurb journal`");
  }
  if (entry->branch != branch) {
    throw Error(ErrorCode::not_found,
                fmt::format("group {} belongs to branch '{}', not to '{}'", group,
                            journal_.branch(entry->branch).name, journal_.branch(branch).name));
  }
  switch (entry->kind) {
    case EntryKind::external_edit:
      throw Error(ErrorCode::conflict,
                  fmt::format("group {} was made by another program in the file itself", group), "",
                  "change it back there");
    case EntryKind::plugin:
      throw Error(ErrorCode::conflict, fmt::format("group {} is the reload of a plugin", group), "",
                  "put the plugin's former library back");
    case EntryKind::observations:
      throw Error(ErrorCode::conflict, fmt::format("group {} is what sensors measured", group));
    case EntryKind::undo:
      throw Error(ErrorCode::conflict, fmt::format("group {} is an undo itself", group), "",
                  "make the change again");
    default: throw Error(ErrorCode::conflict, fmt::format("group {} was taken back already", group));
  }
}

void Twin::check_undo(std::int32_t branch, std::int64_t group) const {
  const auto found = scenarios_.find(branch);
  const Branch* running = found == scenarios_.end() ? nullptr : found->second.branch.get();
  for (const JournalEntry& entry : journal_.entries()) {
    if (entry.group != group) continue;
    if (in_tables(entry)) {
      throw Error(ErrorCode::conflict,
                  fmt::format("group {} is part of the city's tables by now and cannot be taken back", group),
                  "", "set the values that you want");
    }
    const bool simulated = running != nullptr && found->second.keeps_history &&
                           std::max(entry.time_us, running->options().start.us) < running->time().us;
    if (simulated) {
      throw Error(ErrorCode::conflict,
                  fmt::format("group {} acted in what this run has recorded already", group), "",
                  "undo it when the run is over, and run again");
    }
  }
}

void Twin::replay(std::int32_t branch, const std::vector<JournalEntry>& before) {
  Scenario& state = scenario(branch);
  state.draft.reset();
  if (branch == 0) rebuild_base();
  if (state.branch == nullptr) return;
  const Time now = state.branch->time();
  std::vector<JournalEntry> entries = schedule_of(branch, *state.branch);
  const std::int64_t earliest = first_difference(in_time(before), in_time(entries));
  state.branch->schedule(entries);
  if (earliest > now.us) return;
  const Checkpoint* point = state.checkpoints.before(Time{earliest});
  if (point == nullptr) throw Error(ErrorCode::internal, "no checkpoint at the start of a live branch");
  state.branch->restore(*point);
  state.checkpoints.drop_after(state.branch->time());
  while (state.branch->time() < now) (void)advance(branch);
  state.branch->catch_up();
}

void Twin::undo_groups(std::int32_t branch, const std::vector<std::int64_t>& groups) {
  std::vector<JournalEntry> entries;
  for (const std::int64_t group : groups) {
    JournalEntry entry = blank(branch, EntryKind::undo, kFromStart);
    entry.undoes = group;
    entries.push_back(std::move(entry));
  }
  if (!entries.empty()) journal_.append(entries);
}

void Twin::clear_branch(std::int32_t branch) {
  stop(branch);
  undo_groups(branch, journal_.own_groups(branch));
  if (branch == 0) {
    rebuild_base();
  } else {
    journal_.refork(branch);
    scenario(branch).draft.reset();
  }
}

void Twin::redefine(std::int32_t branch) {
  if (journal_.parent_moved(branch)) return clear_branch(branch);
  stop(branch);
  const std::vector<std::int64_t> groups = journal_.own_groups(branch);
  scenario(branch).former.assign(groups.begin(), groups.end());
  scenario(branch).draft.reset();
  if (branch == 0) rebuild_base();
}

bool Twin::said_again(std::int32_t branch, std::vector<JournalEntry>& entries) {
  std::deque<std::int64_t>& former = scenario(branch).former;
  if (former.empty()) return false;
  std::vector<JournalEntry> known;
  for (const JournalEntry& entry : journal_.entries()) {
    if (entry.group == former.front() && entry.kind != EntryKind::undo) known.push_back(entry);
  }
  if (!std::equal(known.begin(), known.end(), entries.begin(), entries.end(), says_the_same)) return false;
  for (const JournalEntry& entry : known) {
    if (entry.kind != EntryKind::insert) continue;
    const city::Table& table = city(branch).table(entry.table);
    const bool ascends =
        table.rows() == 0 || table.ids()[static_cast<std::size_t>(table.rows() - 1)] < entry.ids.front();
    if (!ascends) return false;
  }
  former.pop_front();
  entries = std::move(known);
  return true;
}

void Twin::drop_former(std::int32_t branch) {
  std::deque<std::int64_t>& former = scenario(branch).former;
  if (former.empty()) return;
  undo_groups(branch, {former.begin(), former.end()});
  former.clear();
}

std::vector<Twin::Conflict> Twin::rebase(std::int32_t branch) {
  const store::BranchRecord record = journal_.branch(branch);
  if (branch == 0) throw Error(ErrorCode::invalid_argument, "the base has no parent to rebase on");
  stop(branch);
  std::vector<Conflict> conflicts;
  const city::City& parent = city(record.parent);
  // What the parent did since the fork: column -> id -> who.
  std::map<std::pair<std::string, std::string>, std::map<city::Id, std::string>> theirs;
  for (const JournalEntry& entry : journal_.effective(record.parent)) {
    if (entry.sequence <= record.fork_sequence) continue;
    for (const std::string& column : entry.columns) {
      for (const city::Id id : entry.ids) theirs[{entry.table, column}][id] = entry.who;
    }
  }
  std::set<std::pair<std::string, city::Id>> born;  // rows that the branch made itself
  for (const JournalEntry& mine : journal_.effective(branch)) {
    if (mine.branch != branch || parent.find(mine.table) < 0) continue;
    const city::Table& table = parent.table(mine.table);
    for (const city::Id id : mine.ids) {
      if (mine.kind == EntryKind::insert) {
        born.emplace(mine.table, id);
        continue;
      }
      const std::int64_t row = table.row_of(id);
      const bool there = row >= 0 && table.alive()[static_cast<std::size_t>(row)] != 0;
      if (!there && mine.kind == EntryKind::set && !born.contains({mine.table, id}))
        conflicts.push_back({mine.table, "", id, "the row is not in the parent any more"});
      for (const std::string& column : mine.columns) {
        const auto changed = theirs.find({mine.table, column});
        if (changed == theirs.end()) continue;
        const auto who = changed->second.find(id);
        if (who == changed->second.end()) continue;
        conflicts.push_back(
            {mine.table, column, id, fmt::format("{} set it in the parent too", who->second)});
      }
    }
  }
  journal_.refork(branch);
  scenario(branch).draft.reset();
  return conflicts;
}

}  // namespace conurb::sim
