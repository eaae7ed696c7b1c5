// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/journal_text.hpp"

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/sim/from_start.hpp"

namespace conurb::sim {

using city::EntryKind;
using city::JournalEntry;

namespace {

std::string observations_text(const JournalEntry& entry, const Json& detail) {
  const auto count = detail.value("added", std::int64_t{0});
  return fmt::format("take in {} observation(s) of {} stream(s) from {}", count,
                     detail.value("streams", std::int64_t{0}),
                     detail.value("source", entry.table.empty() ? "a feed" : entry.table));
}

/// ".height, function"; of a row that came whole, how many.
std::string columns_text(const std::vector<std::string>& columns) {
  constexpr std::size_t kShown = 6;
  if (columns.empty()) return "";
  if (columns.size() > kShown) return fmt::format(", {} columns", columns.size());
  return fmt::format(".{}", join(columns, ", "));
}

std::string rows_text(const JournalEntry& entry) {
  std::string text;
  if (!entry.ids.empty())
    text += fmt::format(" ({} row{})", entry.ids.size(), entry.ids.size() == 1 ? "" : "s");
  if (!entry.selection.empty()) text += fmt::format(" where {}", entry.selection);
  return text;
}

std::string short_name(const std::string& plugin) {
  return plugin.substr(plugin.rfind('.') + 1);
}

std::string set_text(const JournalEntry& entry, const Json& detail, const Zone& zone) {
  std::string text = fmt::format("{} {}.{}", detail.value("pin", entry.until_us != 0) ? "pin" : "set",
                                 entry.table, join(entry.columns, ", "));
  if (entry.values.size() == 1) {
    text += " = " + city::to_string(entry.values[0]);
  } else {
    text += " row by row";
  }
  text += rows_text(entry);
  if (entry.until_us != 0) text += " until " + format_time(Time{entry.until_us}, zone, TimeFormat::minute);
  return text;
}

std::string insert_text(const JournalEntry& entry) {
  std::string text = fmt::format("insert {}{}", entry.table, rows_text(entry));
  for (std::size_t i = 0; i < entry.columns.size() && entry.values.size() == entry.columns.size(); ++i) {
    text += fmt::format("{} {} = {}", i == 0 ? ":" : ",", entry.columns[i], city::to_string(entry.values[i]));
  }
  return text;
}

}  // namespace

std::string when_it_acts(const JournalEntry& entry, const Zone& zone) {
  // What another program did to the file has no time in the simulation.
  const bool always =
      entry.time_us == kFromStart.us || (entry.kind == EntryKind::external_edit && entry.time_us == 0);
  if (always) return "from the start";
  return format_time(Time{entry.time_us}, zone, TimeFormat::minute);
}

std::string what_it_does(const JournalEntry& entry, const Zone& zone) {
  const Json detail = entry.detail.empty() ? Json::object() : parse_json(entry.detail, "journal");
  switch (entry.kind) {
    case EntryKind::set: return set_text(entry, detail, zone);
    case EntryKind::insert: return insert_text(entry);
    case EntryKind::retire: return fmt::format("retire {}{}", entry.table, rows_text(entry));
    case EntryKind::parameter:
      return fmt::format("set {}.{} = {}", short_name(entry.table), join(entry.columns, ", "),
                         entry.values.empty() ? "" : city::to_string(entry.values.front()));
    case EntryKind::plugin:
      return fmt::format("reload plugin {} {}, {} in place of {}", short_name(entry.table),
                         detail.value("version", ""), detail.value("hash", "").substr(0, 8),
                         detail.value("previous", "").substr(0, 8));
    case EntryKind::observations: return observations_text(entry, detail);
    case EntryKind::external_edit:
      return fmt::format("{} {}{}{} in the file", detail.value("edit", "edit"), entry.table,
                         columns_text(entry.columns), rows_text(entry));
    case EntryKind::undo: return fmt::format("undo group {}", entry.undoes);
  }
  return std::string(city::to_string(entry.kind));
}

std::set<std::int64_t> counting(const Journal& journal) {
  std::set<std::int64_t> sequences;
  for (const store::BranchRecord& branch : journal.branches()) {
    for (const JournalEntry& entry : journal.effective(branch.ordinal)) {
      if (entry.branch == branch.ordinal) sequences.insert(entry.sequence);
    }
  }
  return sequences;
}

}  // namespace conurb::sim
