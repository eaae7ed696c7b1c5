// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/twin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/city/expression.hpp"
#include "engine/host/schedule.hpp"

namespace conurb::sim {

namespace {

using city::EntryKind;
using city::JournalEntry;

// Time of an entry that is there from the beginning of whatever run.
constexpr Time kFromStart{std::numeric_limits<std::int64_t>::min()};

std::vector<const host::Manifest*> manifests_of(const std::vector<host::PluginCode>& codes) {
  std::vector<const host::Manifest*> manifests;
  for (const host::PluginCode& code : codes) manifests.push_back(code.manifest.get());
  return manifests;
}

Calendar make_calendar(const city::Place& place, const std::vector<CivilDate>& holidays) {
  return Calendar(Zone(place.time_zone.empty() ? "UTC" : place.time_zone), holidays);
}

// Ids and life are not values that a command sets.
void check_settable(const std::string& table, const std::string& column) {
  if (column != "id" && column != "alive") return;
  throw Error(ErrorCode::invalid_argument, fmt::format("'{}.{}' cannot be set", table, column), "",
              "insert or retire rows instead");
}

// An entry that the city refuses must not enter the journal: it would be refused at every opening.
void check_insert(const InsertCommand& insert, const city::Table& table) {
  for (std::size_t c = 0; c < insert.columns.size(); ++c) {
    check_settable(insert.table, insert.columns[c]);
    const city::ColumnSpec& spec = table.column(insert.columns[c]).spec();
    for (std::size_t i = c; i < insert.values.size(); i += insert.columns.size())
      city::Column::check(spec, insert.values[i]);
  }
}

}  // namespace

Twin::Twin(store::CityFile file, TwinOptions options, const Log& log)
    : Twin(std::optional<store::CityFile>(std::move(file)), city::City(), std::move(options), log) {}

Twin::Twin(city::City base, TwinOptions options, const Log& log)
    : Twin(std::nullopt, std::move(base), std::move(options), log) {}

Twin::Twin(std::optional<store::CityFile> file, city::City base, TwinOptions options, const Log& log)
    : options_(std::move(options)),
      log_(&log),
      jobs_(options_.threads),
      calendar_(Zone::utc()),
      file_(std::move(file)),
      base_(std::move(base)) {
  std::int64_t saved = 0;
  if (file_) {
    base_ = file_->load();
    saved = file_->base_sequence();
    journal_ = Journal(*file_);
  }
  calendar_ = make_calendar(base_.place(), options_.holidays);
  environment_.jobs = &jobs_;
  environment_.cache = &cache_;
  environment_.log = log_;
  environment_.calendar = &calendar_;
  std::vector<Pin> no_pins;
  for (const JournalEntry& entry : journal_.effective(0)) {
    if (entry.sequence > saved && entry.time_us == kFromStart.us) (void)apply(entry, base_, no_pins);
  }
}

Twin::~Twin() {
  scenarios_.clear();
}

void Twin::add_plugins(std::vector<host::PluginCode> codes) {
  for (host::PluginCode& code : codes) {
    const bool known = std::any_of(codes_.begin(), codes_.end(), [&code](const auto& loaded) {
      return loaded.manifest->id == code.manifest->id;
    });
    if (!known) codes_.push_back(std::move(code));
  }
  host::declare(manifests_of(codes_), options_.vocabulary, base_);
  for (auto& [ordinal, scenario] : scenarios_) scenario.draft.reset();
}

void Twin::reload_plugin(const host::PluginCode& code) {
  const auto loaded = std::find_if(codes_.begin(), codes_.end(), [&code](const auto& known) {
    return known.manifest->id == code.manifest->id;
  });
  if (loaded == codes_.end()) {
    throw Error(ErrorCode::not_found,
                fmt::format("{} is not loaded, so it cannot be reloaded", code.manifest->id));
  }
  const host::PluginCode old = *loaded;
  std::vector<Branch*> done;
  for (auto& [ordinal, scenario] : scenarios_) {
    if (scenario.branch == nullptr || scenario.branch->find_plugin(code.manifest->id) < 0) continue;
    try {
      scenario.branch->reload(code);
    } catch (...) {
      for (Branch* branch : done) branch->reload(old);
      throw;
    }
    done.push_back(scenario.branch.get());
  }
  *loaded = code;
  JournalEntry entry = blank(0, EntryKind::plugin, kFromStart);
  entry.table = code.manifest->id;
  entry.detail = fmt::format(R"({{"version":"{}","hash":"{}","previous":"{}"}})", code.manifest->version,
                             code.hash, old.hash);
  std::vector<JournalEntry> entries{std::move(entry)};
  journal_.append(entries);
}

std::int32_t Twin::ensure_branch(const std::string& name, const std::string& parent) {
  if (journal_.has_branch(name)) return journal_.branch(name).ordinal;
  return journal_.add_branch(name, journal_.branch(parent).ordinal, 0, options_.who).ordinal;
}

const city::City& Twin::city(std::int32_t branch) {
  if (branch == 0 && live(0) == nullptr) return base_;
  Scenario& state = scenario(branch);
  if (state.branch != nullptr) return state.branch->city();
  if (!state.draft) {
    (void)journal_.branch(branch);
    city::City draft = base_;
    draft.set_branch(branch);
    std::vector<Pin> pins;
    for (const JournalEntry& entry : journal_.effective(branch)) {
      if (entry.branch != 0 && entry.time_us == kFromStart.us) (void)apply(entry, draft, pins);
    }
    state.draft = std::move(draft);
  }
  return *state.draft;
}

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

std::vector<city::Id> Twin::resolve(std::int32_t branch, const RowChoice& choice) {
  const city::City& city = this->city(branch);
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

std::vector<JournalEntry> Twin::to_entries(std::int32_t branch, const Command& command, Time at) {
  if (const auto* set = std::get_if<SetCommand>(&command)) {
    JournalEntry entry = blank(branch, EntryKind::set, at);
    entry.table = set->rows.table;
    entry.selection = set->rows.selection;
    entry.columns = {set->column};
    entry.ids = resolve(branch, set->rows);
    entry.values = set->values;
    entry.until_us = set->until ? set->until->us : 0;
    check_settable(entry.table, set->column);
    const city::ColumnSpec& spec = city(branch).table(entry.table).column(set->column).spec();
    for (const city::Value& value : entry.values) city::Column::check(spec, value);
    if (spec.role == city::Role::output) entry.detail = R"({"pin":true})";
    return {std::move(entry)};
  }
  if (const auto* insert = std::get_if<InsertCommand>(&command)) {
    const city::Table& table = city(branch).table(insert->table);
    if (!table.spec().owner.empty()) {
      throw Error(ErrorCode::conflict, fmt::format("rows of '{}' come and go with its owner {}", table.name(),
                                                   table.spec().owner));
    }
    check_insert(*insert, table);
    JournalEntry entry = blank(branch, EntryKind::insert, at);
    entry.table = insert->table;
    entry.columns = insert->columns;
    entry.values = insert->values;
    city::Table trial = table;
    const std::int64_t first = trial.insert(insert->count, branch);
    const auto ids =
        trial.ids().subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(insert->count));
    entry.ids.assign(ids.begin(), ids.end());
    return {std::move(entry)};
  }
  if (const auto* retire = std::get_if<RetireCommand>(&command)) {
    const city::Table& table = city(branch).table(retire->rows.table);
    if (!table.spec().owner.empty()) {
      throw Error(ErrorCode::conflict, fmt::format("rows of '{}' come and go with its owner {}", table.name(),
                                                   table.spec().owner));
    }
    JournalEntry entry = blank(branch, EntryKind::retire, at);
    entry.table = retire->rows.table;
    entry.selection = retire->rows.selection;
    entry.ids = resolve(branch, retire->rows);
    return {std::move(entry)};
  }
  if (const auto* parameter = std::get_if<ParameterCommand>(&command)) {
    const auto code = std::find_if(codes_.begin(), codes_.end(), [&](const auto& known) {
      return known.manifest->id == parameter->plugin || known.manifest->name == parameter->plugin;
    });
    if (code == codes_.end()) {
      throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", parameter->plugin));
    }
    const host::Manifest& manifest = *code->manifest;
    host::check_parameter(manifest, host::parameter_index(manifest, parameter->parameter), parameter->value);
    JournalEntry entry = blank(branch, EntryKind::parameter, at);
    entry.table = manifest.id;
    entry.columns = {parameter->parameter};
    entry.values = {parameter->value};
    return {std::move(entry)};
  }
  const auto& undo = std::get<UndoCommand>(command);
  const std::vector<std::int64_t> groups = journal_.own_groups(branch);
  if (groups.empty() && undo.group == 0)
    throw Error(ErrorCode::not_found, "there is nothing to undo in this branch");
  JournalEntry entry = blank(branch, EntryKind::undo, at);
  entry.undoes = undo.group == 0 ? groups.back() : undo.group;
  check_undo(branch, entry.undoes);
  return {std::move(entry)};
}

void Twin::check_undo(std::int32_t branch, std::int64_t group) const {
  const std::vector<std::int64_t> groups = journal_.own_groups(branch);
  if (std::find(groups.begin(), groups.end(), group) != groups.end()) return;
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

std::int64_t Twin::execute(std::int32_t branch, const Command& command, std::optional<Time> at) {
  return execute(branch, std::vector<Command>{command}, at);
}

std::int64_t Twin::execute(std::int32_t branch, const std::vector<Command>& commands,
                           std::optional<Time> at) {
  Branch* running = live(branch);
  const Time when = at ? *at : running != nullptr ? running->time() : kFromStart;
  std::vector<JournalEntry> entries;
  bool undo = false;
  for (const Command& command : commands) {
    undo = undo || std::holds_alternative<UndoCommand>(command);
    for (JournalEntry& entry : to_entries(branch, command, when)) entries.push_back(std::move(entry));
  }
  const std::int64_t group = journal_.append(entries);
  if (undo) {
    after_undo(branch);
    return group;
  }
  if (running != nullptr) {
    for (const JournalEntry& entry : entries) running->act(entry);
    return group;
  }
  std::vector<Pin> pins;
  city::City* draft = nullptr;
  if (branch == 0) {
    draft = &base_;
    for (auto& [ordinal, state] : scenarios_) state.draft.reset();
  } else {
    (void)city(branch);
    draft = &*scenario(branch).draft;
  }
  for (const JournalEntry& entry : entries) {
    if (entry.time_us == kFromStart.us) (void)apply(entry, *draft, pins);
  }
  return group;
}

void Twin::after_undo(std::int32_t branch) {
  Scenario& state = scenario(branch);
  state.draft.reset();
  if (branch == 0 && file_) {
    base_ = file_->load();
    host::declare(manifests_of(codes_), options_.vocabulary, base_);
    std::vector<Pin> pins;
    for (const JournalEntry& entry : journal_.effective(0)) {
      if (entry.time_us == kFromStart.us && entry.sequence > file_->base_sequence())
        (void)apply(entry, base_, pins);
    }
  }
  if (state.branch == nullptr) return;
  // What was already simulated is done again from the start of what changed: the nearest checkpoint before
  // it.
  const Time now = state.branch->time();
  std::vector<JournalEntry> entries = journal_.effective(branch);
  std::int64_t earliest = now.us;
  for (const JournalEntry& entry : journal_.entries()) {
    if (entry.branch != branch || entry.group != journal_.entries().back().undoes) continue;
    earliest = std::min(earliest, std::max(entry.time_us, state.branch->options().start.us));
  }
  for (JournalEntry& entry : entries)
    entry.time_us = std::max(entry.time_us, state.branch->options().start.us);
  const Checkpoint* point = state.checkpoints.before(Time{earliest});
  if (point == nullptr) throw Error(ErrorCode::internal, "no checkpoint at the start of a live branch");
  state.branch->schedule(std::move(entries));
  state.branch->restore(*point);
  state.checkpoints.drop_after(state.branch->time());
  while (state.branch->time() < now) (void)advance(branch);
}

void Twin::clear_branch(std::int32_t branch) {
  const std::vector<std::int64_t> groups = journal_.own_groups(branch);
  std::vector<JournalEntry> entries;
  for (const std::int64_t group : groups) {
    JournalEntry entry = blank(branch, EntryKind::undo, kFromStart);
    entry.undoes = group;
    entries.push_back(std::move(entry));
  }
  stop(branch);
  scenario(branch).draft.reset();
  if (!entries.empty()) journal_.append(entries);
}

Branch& Twin::start(std::int32_t branch, const RunSpan& span, const std::vector<std::string>& plugins) {
  std::vector<host::PluginCode> chosen;
  for (const host::PluginCode& code : codes_) {
    const bool wanted =
        plugins.empty() || std::any_of(plugins.begin(), plugins.end(), [&code](const auto& name) {
          return name == code.manifest->name || name == code.manifest->id;
        });
    if (wanted) chosen.push_back(code);
  }
  for (const std::string& name : plugins) {
    const bool found = std::any_of(chosen.begin(), chosen.end(), [&name](const auto& code) {
      return name == code.manifest->name || name == code.manifest->id;
    });
    if (!found) throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", name));
  }
  city::City city = base_;
  city.set_branch(branch);
  BranchOptions options;
  options.seed = span.seed;
  options.start = span.from;
  options.end = span.to;
  options.exchange = span.exchange;
  options.faults = span.faults;
  auto running = std::make_unique<Branch>(std::move(city), std::move(chosen), options_.vocabulary,
                                          environment_, options);
  std::vector<JournalEntry> entries = journal_.effective(branch);
  // The base city holds its own from-the-start entries already.
  std::erase_if(
      entries, [](const JournalEntry& entry) { return entry.branch == 0 && entry.time_us == kFromStart.us; });
  for (JournalEntry& entry : entries) entry.time_us = std::max(entry.time_us, span.from.us);
  running->schedule(std::move(entries));
  Scenario& state = scenario(branch);
  state.branch = std::move(running);
  state.checkpoints = CheckpointRing();
  state.checkpoints.add(state.branch->checkpoint());
  return *state.branch;
}

Branch* Twin::live(std::int32_t branch) {
  const auto found = scenarios_.find(branch);
  return found == scenarios_.end() ? nullptr : found->second.branch.get();
}

void Twin::stop(std::int32_t branch) {
  if (const auto found = scenarios_.find(branch); found != scenarios_.end()) {
    found->second.branch.reset();
    found->second.checkpoints = CheckpointRing();
  }
}

Time Twin::advance(std::int32_t branch) {
  Scenario& state = scenario(branch);
  if (state.branch == nullptr) throw Error(ErrorCode::invalid_argument, "this branch is not running");
  const Time now = state.branch->advance();
  state.checkpoints.add(state.branch->checkpoint());
  return now;
}

std::vector<Twin::Conflict> Twin::rebase(std::int32_t branch) {
  const store::BranchRecord record = journal_.branch(branch);
  if (branch == 0) throw Error(ErrorCode::invalid_argument, "the base has no parent to rebase on");
  std::vector<Conflict> conflicts;
  const city::City& parent = city(record.parent);
  for (const JournalEntry& mine : journal_.effective(branch)) {
    if (mine.branch != branch || parent.find(mine.table) < 0) continue;
    const city::Table& table = parent.table(mine.table);
    for (const city::Id id : mine.ids) {
      const std::int64_t row = table.row_of(id);
      const bool gone =
          row < 0 ? mine.kind != EntryKind::insert
                  : table.alive()[static_cast<std::size_t>(row)] == 0 && mine.kind == EntryKind::set;
      if (gone) conflicts.push_back({mine.table, "", id, "the row is not in the parent any more"});
    }
    for (const JournalEntry& theirs : journal_.effective(record.parent)) {
      if (theirs.sequence <= record.fork_sequence || theirs.table != mine.table) continue;
      for (const std::string& column : mine.columns) {
        if (std::find(theirs.columns.begin(), theirs.columns.end(), column) == theirs.columns.end()) continue;
        for (const city::Id id : mine.ids) {
          if (std::find(theirs.ids.begin(), theirs.ids.end(), id) == theirs.ids.end()) continue;
          conflicts.push_back(
              {mine.table, column, id, fmt::format("{} set it in the parent too", theirs.who)});
        }
      }
    }
  }
  journal_.refork(branch);
  stop(branch);
  scenario(branch).draft.reset();
  return conflicts;
}

host::QueryTable Twin::query(std::int32_t branch, const std::string& plugin, const std::string& query,
                             const std::vector<city::Value>& arguments) {
  const auto code = std::find_if(codes_.begin(), codes_.end(), [&](const auto& known) {
    return known.manifest->id == plugin || known.manifest->name == plugin;
  });
  if (code == codes_.end())
    throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", plugin));
  std::vector<double> parameters = host::initial_parameters(*code->manifest);
  if (const Branch* running = live(branch)) {
    if (const std::int32_t index = running->find_plugin(plugin); index >= 0) {
      const auto current = running->plugin(static_cast<std::size_t>(index)).parameters();
      parameters.assign(current.begin(), current.end());
    }
  } else {
    for (const JournalEntry& entry : journal_.effective(branch)) {
      const bool holds = entry.kind == EntryKind::parameter && entry.table == code->manifest->id &&
                         entry.time_us == kFromStart.us;
      if (!holds) continue;
      parameters[host::parameter_index(*code->manifest, entry.columns.at(0))] =
          std::get<double>(entry.values.at(0));
    }
  }
  return host::run_query(*code, environment_, city(branch), parameters, 1, query, arguments);
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
