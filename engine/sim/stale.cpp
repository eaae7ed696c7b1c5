// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/stale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/base/hash.hpp"
#include "engine/base/json.hpp"
#include "engine/sim/inputs.hpp"
#include "engine/sim/journal.hpp"

namespace conurb::sim {

namespace {

using city::EntryKind;
using city::JournalEntry;

std::string plural(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// Ordinals of the branch and of those it was forked from.
std::vector<std::int32_t> lineage(const Journal& journal, std::int32_t branch) {
  std::vector<std::int32_t> ordinals{branch};
  while (ordinals.back() != 0) ordinals.push_back(journal.branch(ordinals.back()).parent);
  return ordinals;
}

void add_journal(const Journal& journal, const store::RunRecord& run, const Json& record,
                 std::vector<std::string>& reasons) {
  const store::BranchRecord& branch = journal.branch(run.branch);
  if (journal.parent_moved(run.branch)) {
    reasons.push_back(fmt::format("'{}', from which '{}' was forked, has been changed since",
                                  journal.branch(branch.parent).name, branch.name));
  }
  const std::vector<JournalEntry> now = journal.effective(run.branch);
  const std::string before = record.value("entries_hash", "");
  if (before.empty() || to_hex(entries_hash(now)) == before) return;
  const std::int64_t last = record.value("journal_sequence", std::int64_t{0});
  const std::vector<std::int32_t> branches = lineage(journal, run.branch);
  const std::int64_t later = std::count_if(now.begin(), now.end(), [last](const JournalEntry& entry) {
    return entry.sequence > last && is_intervention(entry.kind);
  });
  const std::int64_t undone =
      std::count_if(journal.entries().begin(), journal.entries().end(), [&](const JournalEntry& entry) {
        return entry.kind == EntryKind::undo && entry.sequence > last &&
               std::find(branches.begin(), branches.end(), entry.branch) != branches.end();
      });
  if (later > 0)
    reasons.push_back(fmt::format("{} of the journal came after it", plural(later, "entry", "entries")));
  if (undone > 0)
    reasons.push_back(fmt::format("{} taken back since", plural(undone, "change was", "changes were")));
  if (later == 0 && undone == 0) reasons.emplace_back("what counts in its journal is not what it was then");
}

void add_data(const store::CityFile& file, const Json& record, std::vector<std::string>& reasons) {
  const auto contents = file.contents();
  const auto edits = file.edits_to_take();
  std::map<std::string, std::vector<std::string>> changed;  // table -> columns
  std::map<std::string, std::int64_t> edited;
  const Json inputs = record.value("inputs", Json::object());
  for (const auto& [name, hash] : inputs.items()) {
    const std::string table = name.substr(0, name.find('.'));
    const auto now = contents.find(name);
    if (now == contents.end() || now->second != hash.get<std::string>())
      changed[table].push_back(name.substr(table.size() + 1));
    if (const auto found = edits.find(table); found != edits.end()) edited[table] = found->second;
  }
  for (const auto& [table, columns] : changed) {
    std::string names;
    const std::size_t shown = std::min<std::size_t>(columns.size(), 3);
    for (std::size_t i = 0; i < shown; ++i) names += (i == 0 ? "" : ", ") + columns[i];
    if (columns.size() > shown) names += fmt::format(" and {} more", columns.size() - shown);
    reasons.push_back(fmt::format("data of '{}' ({}) were changed since, by an import or by another program",
                                  table, names));
  }
  for (const auto& [table, rows] : edited) {
    reasons.push_back(
        fmt::format("another program has changed {} of '{}' since", plural(rows, "row", "rows"), table));
  }
}

}  // namespace

std::vector<std::string> stale_reasons(const store::CityFile& file, const store::RunRecord& run) {
  std::vector<std::string> reasons;
  const Json record = parse_json(run.json, fmt::format("run {}", run.id));
  add_journal(Journal(file), run, record, reasons);
  add_data(file, record, reasons);
  for (const Json& fault : record.value("faults_held", Json::array())) {
    reasons.push_back(fmt::format("{} failed in it and its last values were held: {}",
                                  fault.value("plugin", "a plugin"), fault.value("text", "")));
  }
  return reasons;
}

}  // namespace conurb::sim
