// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/twin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/schedule.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/sim/from_start.hpp"
#include "engine/sim/inputs.hpp"

namespace conurb::sim {

namespace {

using city::EntryKind;
using city::JournalEntry;

// False for what was done to a table or column of a plugin that is not loaded: it means nothing without it.
bool fits(const JournalEntry& entry, const city::City& city) {
  const bool touches =
      entry.kind == EntryKind::set || entry.kind == EntryKind::insert || entry.kind == EntryKind::retire;
  if (!touches) return true;
  const std::int32_t table = city.find(entry.table);
  return table >= 0 && std::all_of(entry.columns.begin(), entry.columns.end(), [&](const auto& column) {
           return city.table(static_cast<std::size_t>(table)).find(column).has_value();
         });
}

Calendar make_calendar(const city::Place& place, const std::vector<CivilDate>& holidays) {
  return Calendar(Zone(place.time_zone.empty() ? "UTC" : place.time_zone), holidays);
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
      tables_(std::move(base)) {
  if (file_) {
    tables_ = file_->load();
    saved_ = file_->base_sequence();
    journal_ = Journal(*file_);
  }
  calendar_ = make_calendar(tables_.place(), options_.holidays);
  environment_.jobs = &jobs_;
  environment_.cache = &cache_;
  environment_.log = log_;
  environment_.calendar = &calendar_;
  rebuild_base();
}

Twin::~Twin() {
  scenarios_.clear();
}

const host::PluginCode& Twin::code(std::string_view plugin) const {
  const auto found = std::find_if(codes_.begin(), codes_.end(),
                                  [plugin](const auto& known) { return host::is_named(known, plugin); });
  if (found == codes_.end())
    throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", plugin));
  return *found;
}

bool Twin::in_tables(const JournalEntry& entry) const {
  return entry.branch == 0 && entry.sequence <= saved_ && entry.time_us == kFromStart.us;
}

city::City Twin::drafted(std::int32_t branch) const {
  city::City draft = tables_;
  draft.set_branch(branch);
  std::vector<Pin> pins;
  for (const JournalEntry& entry : effective(branch)) {
    if (entry.time_us == kFromStart.us && !in_tables(entry) && fits(entry, draft))
      (void)apply(entry, draft, pins);
  }
  return draft;
}

void Twin::rebuild_base() {
  base_ = drafted(0);
}

void Twin::forget_drafts() {
  for (auto& [ordinal, scenario] : scenarios_) scenario.draft.reset();
}

namespace {

/// Whether a plugin asks for heights of the ground, and triangles of the 3D model are part of that.
bool sees_relief(const std::vector<host::PluginCode>& codes, const city::City& city) {
  const bool asks = std::any_of(codes.begin(), codes.end(), [](const host::PluginCode& code) {
    return host::reads_ground(*code.manifest);
  });
  if (!asks || city.find("city_object") < 0) return false;
  const auto type = city.table("city_object").find("type");
  return type && city.table("city_object").column(*type).dictionary().find("TINRelief") >= 0;
}

}  // namespace

void Twin::add_plugins(std::vector<host::PluginCode> codes) {
  std::vector<host::PluginCode> all = codes_;
  for (host::PluginCode& code : codes) {
    const bool known = std::any_of(all.begin(), all.end(), [&code](const auto& loaded) {
      return loaded.manifest->id == code.manifest->id;
    });
    if (!known) all.push_back(std::move(code));
  }
  city::City tables = tables_;
  host::declare(host::manifests_of(all), options_.vocabulary, tables);
  if (file_ && tables.geometry() == nullptr && sees_relief(all, tables))
    tables.set_geometry(io::load_geometry(*file_));
  tables_ = std::move(tables);
  codes_ = std::move(all);
  rebuild_base();
  forget_drafts();
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
  std::vector<host::PluginCode> codes = codes_;
  codes[static_cast<std::size_t>(loaded - codes_.begin())] = code;
  city::City tables = tables_;
  host::declare(host::manifests_of(codes), options_.vocabulary, tables);
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
  tables_ = std::move(tables);
  codes_ = std::move(codes);
  rebuild_base();
  forget_drafts();
  if (file_ && file_->mode() == store::Mode::read_only) return;  // who only looks on leaves no trace
  JournalEntry entry = blank(0, EntryKind::plugin, kFromStart);
  entry.table = code.manifest->id;
  entry.detail = fmt::format(R"({{"version":"{}","hash":"{}","previous":"{}"}})", code.manifest->version,
                             code.hash, old.hash);
  std::vector<JournalEntry> entries{std::move(entry)};
  journal_.append(entries);
}

std::int32_t Twin::ensure_branch(const std::string& name, const std::string& parent) {
  if (journal_.has_branch(name)) {
    const store::BranchRecord& known = journal_.branch(name);
    const std::string& from = journal_.branch(known.parent).name;
    if (from == parent) return known.ordinal;
    throw Error(ErrorCode::conflict,
                fmt::format("the branch '{}' was forked from '{}', not from '{}'", name, from, parent), "",
                "give the new one a name of its own");
  }
  return journal_.add_branch(name, journal_.branch(parent).ordinal, 0, options_.who).ordinal;
}

void Twin::delete_branch(std::int32_t branch) {
  journal_.delete_branch(branch);
  scenarios_.erase(branch);
}

const city::City& Twin::city(std::int32_t branch) {
  if (const Branch* running = live(branch)) return running->city();
  if (branch == 0) return base_;
  (void)journal_.branch(branch);
  Scenario& state = scenario(branch);
  if (!state.draft) state.draft = drafted(branch);
  return *state.draft;
}

std::vector<JournalEntry> Twin::schedule_of(std::int32_t branch, const Branch& live) const {
  std::vector<JournalEntry> entries = effective(branch);
  std::erase_if(entries, [&](const JournalEntry& entry) {
    // Settings of plugins that take no part are nothing to this run; pins and parameters are in no table.
    if (entry.kind == EntryKind::parameter) return live.find_plugin(entry.table) < 0;
    if (!fits(entry, live.city())) return true;
    if (!in_tables(entry)) return false;
    if (entry.kind != EntryKind::set) return true;
    const city::Table& table = tables_.table(entry.table);
    return std::none_of(entry.columns.begin(), entry.columns.end(), [&table](const std::string& column) {
      return table.column(column).spec().role == city::Role::output;
    });
  });
  for (JournalEntry& entry : entries) entry.time_us = std::max(entry.time_us, live.options().start.us);
  // After a rebase what came from the parent acts first, although it was done later.
  const auto later = [](const auto& a, const auto& b) { return a.sequence > b.sequence; };
  if (std::adjacent_find(entries.begin(), entries.end(), later) != entries.end()) {
    std::int64_t place = 0;
    for (JournalEntry& entry : entries) entry.sequence = ++place;
  }
  return entries;
}

Branch& Twin::start(std::int32_t branch, const RunSpan& span, const std::vector<std::string>& plugins) {
  for (const std::string& name : plugins) (void)code(name);
  const std::vector<host::PluginCode> chosen = host::taking_part(codes_, plugins);
  (void)journal_.branch(branch);
  city::City city = tables_;
  city.set_branch(branch);
  BranchOptions options;
  options.seed = span.seed;
  options.start = span.from;
  options.end = span.to;
  options.exchange = span.exchange;
  options.faults = span.faults;
  auto running =
      std::make_unique<Branch>(std::move(city), chosen, options_.vocabulary, environment_, options);
  for (const JournalEntry& entry : effective(branch)) {
    if (fits(entry, running->city())) continue;
    log_->warning("journal entry {} is left out: no plugin that takes part has {}.{}", entry.sequence,
                  entry.table, fmt::join(entry.columns, ", "));
  }
  std::vector<JournalEntry> entries = schedule_of(branch, *running);
  fetch(running->city(), columns_seen(running->city(), host::manifests_of(chosen), entries), jobs_);
  running->schedule(std::move(entries));
  Scenario& state = scenario(branch);
  state.branch = std::move(running);
  state.keeps_history = false;
  state.checkpoints = CheckpointRing();
  state.checkpoints.add(state.branch->checkpoint());
  state.branch->catch_up();
  return *state.branch;
}

Branch* Twin::live(std::int32_t branch) {
  const auto found = scenarios_.find(branch);
  return found == scenarios_.end() ? nullptr : found->second.branch.get();
}

void Twin::stop(std::int32_t branch) {
  const auto found = scenarios_.find(branch);
  if (found == scenarios_.end()) return;
  found->second.branch.reset();
  found->second.checkpoints = CheckpointRing();
  found->second.keeps_history = false;
  drop_former(branch);
}

Time Twin::advance(std::int32_t branch) {
  Scenario& state = scenario(branch);
  if (state.branch == nullptr) throw Error(ErrorCode::invalid_argument, "this branch is not running");
  const Time now = state.branch->advance();
  state.checkpoints.add(state.branch->checkpoint());
  return now;
}

host::QueryTable Twin::query(std::int32_t branch, const std::string& plugin, const std::string& query,
                             const std::vector<city::Value>& arguments) {
  const host::PluginCode& asked = code(plugin);
  std::vector<double> parameters = host::initial_parameters(*asked.manifest);
  const Branch* running = live(branch);
  const std::int32_t index = running == nullptr ? -1 : running->find_plugin(plugin);
  if (index >= 0) {
    const auto current = running->plugin(static_cast<std::size_t>(index)).parameters();
    parameters.assign(current.begin(), current.end());
  } else {
    for (const JournalEntry& entry : effective(branch)) {
      if (entry.kind != EntryKind::parameter || entry.table != asked.manifest->id) continue;
      if (entry.time_us != kFromStart.us) continue;
      parameters[host::parameter_index(*asked.manifest, entry.columns.at(0))] =
          std::get<double>(entry.values.at(0));
    }
  }
  return host::run_query(asked, environment_, city(branch), parameters, 1, query, arguments);
}

}  // namespace conurb::sim
