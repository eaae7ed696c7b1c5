// SPDX-License-Identifier: Apache-2.0
// From a command to entries of the journal, and from there to the city.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/city/expression.hpp"
#include "engine/sim/from_start.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::sim {

namespace {

using city::EntryKind;
using city::JournalEntry;

void require_common(const city::Table& table) {
  if (table.spec().owner.empty()) return;
  throw Error(ErrorCode::conflict,
              fmt::format("rows of '{}' come and go with its owner {}", table.name(), table.spec().owner));
}

// Ids and life are not values that a command sets.
void require_settable(const std::string& table, const std::string& column) {
  if (column != "id" && column != "alive") return;
  throw Error(ErrorCode::invalid_argument, fmt::format("'{}.{}' cannot be set", table, column), "",
              "insert or retire rows instead");
}

// Applies an entry to a copy of the city, so that what the city refuses never gets into the journal.
void try_on(city::City& city, const JournalEntry& entry) {
  std::vector<Pin> pins;
  try {
    (void)apply(entry, city, pins);
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), fmt::format("{} {}", to_string(entry.kind), entry.table),
                error.remedy());
  }
}

}  // namespace

JournalEntry Twin::blank(std::int32_t branch, EntryKind kind, Time at) const {
  JournalEntry entry;
  entry.branch = branch;
  entry.kind = kind;
  entry.time_us = at.us;
  entry.wall_us = store::wall_clock_us();
  entry.who = options_.who;
  entry.role = options_.role;
  return entry;
}

std::vector<city::Id> Twin::resolve(const city::City& city, const RowChoice& choice) const {
  const city::Table& table = city.table(choice.table);
  if (!choice.ids.empty()) {
    for (const city::Id id : choice.ids) {
      if (table.row_of(id) < 0) {
        throw Error(ErrorCode::not_found, fmt::format("'{}' has no row with id {}", choice.table, id));
      }
    }
    return choice.ids;
  }
  const auto ids = table.ids();
  std::vector<city::Id> chosen;
  if (choice.selection.empty()) {
    const auto alive = table.alive();
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
      if (alive[row] != 0) chosen.push_back(ids[row]);
    }
    return chosen;
  }
  city::BindOptions bind;
  bind.convert = [this](double value, std::string_view from, std::string_view to) {
    return units_.convert(value, units_.parse(from), units_.parse(to));
  };
  for (const std::int64_t row :
       city::Expression::parse(choice.selection).bind(city, choice.table, bind).select()) {
    chosen.push_back(ids[static_cast<std::size_t>(row)]);
  }
  return chosen;
}

JournalEntry Twin::to_insert(std::int32_t branch, const InsertCommand& insert, Time at,
                             const city::City& city) const {
  const city::Table& table = city.table(insert.table);
  require_common(table);
  if (insert.count < 1)
    throw Error(ErrorCode::invalid_argument, fmt::format("{} rows to insert", insert.count));
  for (const JournalEntry& known : effective(branch)) {
    if (known.kind != EntryKind::insert || known.table != insert.table || known.time_us <= at.us) continue;
    // Ids ascend with the rows, so rows must come in the order in which they were given their ids.
    throw Error(
        ErrorCode::conflict,
        fmt::format("rows of '{}' are to be inserted later already (group {})", known.table, known.group), "",
        "insert in the order of time: undo that one first");
  }
  for (const std::string& column : insert.columns) require_settable(insert.table, column);
  JournalEntry entry = blank(branch, EntryKind::insert, at);
  entry.table = insert.table;
  entry.columns = insert.columns;
  entry.values = insert.values;
  city::Table trial = table;
  const std::int64_t row = trial.insert(1, branch);
  city::Id first = trial.ids()[static_cast<std::size_t>(row)];
  // Ids are never given twice: not those of rows that are still to come, nor of rows that were taken back.
  for (const JournalEntry& known : journal_.entries()) {
    if (known.kind != EntryKind::insert || known.table != entry.table || known.ids.empty()) continue;
    if (city::branch_of(known.ids.back()) == city::branch_of(first))
      first = std::max(first, known.ids.back() + 1);
  }
  for (std::int64_t i = 0; i < insert.count; ++i) entry.ids.push_back(first + i);
  return entry;
}

JournalEntry Twin::to_parameter(std::int32_t branch, const ParameterCommand& parameter, Time at) const {
  const host::Manifest& manifest = *code(parameter.plugin).manifest;
  host::check_parameter(manifest, host::parameter_index(manifest, parameter.parameter), parameter.value);
  JournalEntry entry = blank(branch, EntryKind::parameter, at);
  entry.table = manifest.id;
  entry.columns = {parameter.parameter};
  entry.values = {parameter.value};
  return entry;
}

std::vector<JournalEntry> Twin::to_entries(std::int32_t branch, const Command& command, Time at,
                                           const city::City& city) const {
  if (const auto* set = std::get_if<SetCommand>(&command)) {
    JournalEntry entry = blank(branch, EntryKind::set, at);
    entry.table = set->rows.table;
    entry.selection = set->rows.selection;
    entry.columns = {set->column};
    entry.ids = resolve(city, set->rows);
    entry.values = set->values;
    entry.until_us = set->until ? set->until->us : 0;
    require_settable(entry.table, set->column);
    const city::ColumnSpec& spec = city.table(entry.table).column(set->column).spec();
    if (spec.role == city::Role::output) entry.detail = R"({"pin":true})";
    return {std::move(entry)};
  }
  if (const auto* insert = std::get_if<InsertCommand>(&command))
    return {to_insert(branch, *insert, at, city)};
  if (const auto* retire = std::get_if<RetireCommand>(&command)) {
    require_common(city.table(retire->rows.table));
    JournalEntry entry = blank(branch, EntryKind::retire, at);
    entry.table = retire->rows.table;
    entry.selection = retire->rows.selection;
    entry.ids = resolve(city, retire->rows);
    return {std::move(entry)};
  }
  if (const auto* parameter = std::get_if<ParameterCommand>(&command))
    return {to_parameter(branch, *parameter, at)};
  return {to_undo(branch, std::get<UndoCommand>(command), at)};
}

std::vector<JournalEntry> Twin::prepare(std::int32_t branch, const std::vector<Command>& commands, Time at) {
  if (commands.empty()) throw Error(ErrorCode::invalid_argument, "a gesture without a command");
  city::City trial = city(branch);
  std::vector<JournalEntry> entries;
  for (const Command& command : commands) {
    for (JournalEntry& entry : to_entries(branch, command, at, trial)) {
      // Ids of several insertions of one gesture must not meet.
      for (const JournalEntry& before : entries) {
        const bool both = before.kind == EntryKind::insert && entry.kind == EntryKind::insert;
        if (!both || before.table != entry.table || before.ids.back() < entry.ids.front()) continue;
        const city::Id shift = before.ids.back() + 1 - entry.ids.front();
        for (city::Id& id : entry.ids) id += shift;
      }
      try_on(trial, entry);
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

std::int64_t Twin::execute(std::int32_t branch, const Command& command, std::optional<Time> at) {
  return execute(branch, std::vector<Command>{command}, at);
}

std::int64_t Twin::execute(std::int32_t branch, const std::vector<Command>& commands,
                           std::optional<Time> at) {
  const Branch* running = live(branch);
  if (running != nullptr && running->broken()) {
    throw Error(ErrorCode::conflict, "the branch stopped within a step and takes no commands", "",
                "start it again");
  }
  Time when = at ? *at : running != nullptr ? running->time() : kFromStart;
  if (running != nullptr) when = std::max(when, running->time());
  std::vector<JournalEntry> entries = prepare(branch, commands, when);
  const bool undo = std::any_of(entries.begin(), entries.end(),
                                [](const JournalEntry& entry) { return entry.kind == EntryKind::undo; });
  if (!undo && said_again(branch, entries)) {
    carry_out(branch, entries);
    return entries.front().group;
  }
  drop_former(branch);
  const std::vector<JournalEntry> before =
      running != nullptr ? schedule_of(branch, *running) : std::vector<JournalEntry>{};
  const std::int64_t group = journal_.append(entries);
  if (undo) {
    replay(branch, before);
  } else {
    carry_out(branch, entries);
  }
  return group;
}

void Twin::carry_out(std::int32_t branch, const std::vector<JournalEntry>& entries) {
  Branch* running = live(branch);
  std::vector<Pin> pins;
  for (const JournalEntry& entry : entries) {
    if (running != nullptr) {
      const bool takes_part = entry.kind != EntryKind::parameter || running->find_plugin(entry.table) >= 0;
      if (takes_part) running->act(entry);
    } else if (entry.time_us == kFromStart.us) {
      if (branch == 0) {
        (void)apply(entry, base_, pins);
      } else {
        (void)city(branch);
        (void)apply(entry, *scenario(branch).draft, pins);
      }
    }
  }
}

std::string name_of(const Command& command) {
  struct Name {
    std::string operator()(const SetCommand&) const { return "set"; }
    std::string operator()(const InsertCommand&) const { return "insert"; }
    std::string operator()(const RetireCommand&) const { return "retire"; }
    std::string operator()(const ParameterCommand&) const { return "parameter"; }
    std::string operator()(const UndoCommand&) const { return "undo"; }
  };
  return std::visit(Name{}, command);
}

}  // namespace conurb::sim
