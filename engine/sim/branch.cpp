// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/branch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/schedule.hpp"
#include "engine/sim/inputs.hpp"

namespace conurb::sim {

namespace {

bool before(const city::JournalEntry& a, const city::JournalEntry& b) {
  return std::pair(a.time_us, a.sequence) < std::pair(b.time_us, b.sequence);
}

// A plugin's parameters by name, for the version that takes them over: what it does not know is dropped, what
// is new starts at its default. Throws for a value that it does not allow.
std::vector<double> carried_over(const Checkpoint::PluginState& from, const host::Manifest& to) {
  std::vector<double> values = host::initial_parameters(to);
  for (std::size_t i = 0; i < to.parameters.size(); ++i) {
    const auto found = from.parameters.find(to.parameters[i].name);
    if (found == from.parameters.end()) continue;
    host::check_parameter(to, i, found->second);
    values[i] = found->second;
  }
  return values;
}

std::map<std::string, double> by_name(const host::Instance& instance) {
  std::map<std::string, double> values;
  for (std::size_t i = 0; i < instance.parameters().size(); ++i) {
    values.emplace(instance.manifest().parameters[i].name, instance.parameters()[i]);
  }
  return values;
}

}  // namespace

Branch::Branch(city::City city, std::vector<host::PluginCode> plugins,
               std::span<const city::TableSpec> vocabulary, host::Environment& environment,
               const BranchOptions& options)
    : Branch(Checkpoint{std::move(city), options.start, 0, {}, {}}, std::move(plugins),
             {vocabulary.begin(), vocabulary.end()}, environment, options) {}

Branch::Branch(const Checkpoint& from, std::vector<host::PluginCode> plugins,
               std::vector<city::TableSpec> vocabulary, host::Environment& environment,
               const BranchOptions& options)
    : city_(from.city),
      codes_(std::move(plugins)),
      vocabulary_(std::move(vocabulary)),
      environment_(&environment),
      options_(options) {
  if (options_.end <= options_.start) {
    throw Error(ErrorCode::invalid_argument, "a run ends after it begins", "", "set `to` later than `from`");
  }
  // Plugins stand in the order of their ids, so that nothing depends on the order of loading.
  std::sort(codes_.begin(), codes_.end(),
            [](const auto& a, const auto& b) { return a.manifest->id < b.manifest->id; });
  restore(from);
}

void Branch::prepare_schedule() {
  const std::vector<const host::Manifest*> manifests = host::manifests_of(codes_);
  levels_ = host::levels(manifests);
  double shortest = manifests.empty() ? 3600.0 : std::numeric_limits<double>::infinity();
  for (const host::Manifest* manifest : manifests) shortest = std::min(shortest, manifest->exchange_s);
  exchange_interval_ = options_.exchange.us > 0 ? options_.exchange : from_seconds(shortest);

  exchange_interval_ = std::max(exchange_interval_, Duration{1});

  std::map<std::pair<std::size_t, std::size_t>, Sum> sums;
  for (std::size_t i = 0; i < codes_.size(); ++i) {
    const host::Binding binding(*manifests[i], city_);
    for (std::uint32_t c = 0; c < manifests[i]->columns.size(); ++c) {
      const host::ColumnUse& use = manifests[i]->columns[c];
      const host::Binding::ColumnPlace place = binding.place(c);
      if (place.table < 0 || use.access != host::Access::accumulate) continue;
      const auto table = static_cast<std::size_t>(place.table);
      const std::size_t target = city_.table(table).index_of(use.spec.name);
      Sum& sum = sums[{table, target}];
      sum.table = table;
      sum.column = target;
      sum.contributions.push_back(static_cast<std::size_t>(place.column));
      sum.contributors.push_back(i);
    }
  }
  sums_.clear();
  for (auto& [place, sum] : sums) sums_.push_back(std::move(sum));
  prepare_lagged();
}

void Branch::prepare_lagged() {
  std::set<std::pair<std::size_t, std::size_t>> columns;
  std::set<std::size_t> tables;
  for (const host::PluginCode& code : codes_) {
    const host::Manifest& manifest = *code.manifest;
    const host::Binding binding(manifest, city_);
    for (std::uint32_t c = 0; c < manifest.columns.size(); ++c) {
      const host::Binding::ColumnPlace place = binding.place(c);
      if (place.table < 0 || !manifest.columns[c].lagged) continue;
      columns.emplace(static_cast<std::size_t>(place.table), static_cast<std::size_t>(place.column));
    }
    for (std::uint32_t t = 0; t < manifest.tables.size(); ++t) {
      if (binding.table(t) >= 0 && binding.table_lagged(t))
        tables.insert(static_cast<std::size_t>(binding.table(t)));
    }
  }
  lagged_places_.assign(columns.begin(), columns.end());
  lagged_tables_.assign(tables.begin(), tables.end());
}

std::unique_ptr<Branch> Branch::fork(std::int32_t ordinal) const {
  require_whole();
  std::unique_ptr<Branch> branch(new Branch(checkpoint(), codes_, vocabulary_, *environment_, options_));
  branch->city_.set_branch(ordinal);
  branch->schedule(entries_);
  branch->watch_ = watch_;
  branch->wakes_ = wakes_;
  branch->faults_ = faults_;
  return branch;
}

void Branch::require_whole() const {
  if (!broken_) return;
  throw Error(ErrorCode::conflict, "the branch stopped within a step", "", "restore a checkpoint of it");
}

void Branch::schedule(std::vector<city::JournalEntry> entries) {
  entries_ = std::move(entries);
  std::stable_sort(entries_.begin(), entries_.end(), before);
  const auto first = std::find_if(entries_.begin(), entries_.end(), [this](const city::JournalEntry& entry) {
    return entry.time_us >= time_.us &&
           std::pair(entry.time_us, entry.sequence) > std::pair(acted_us_, acted_sequence_);
  });
  next_entry_ = static_cast<std::size_t>(first - entries_.begin());
}

void Branch::catch_up() {
  require_whole();
  apply_due();
}

void Branch::act(const city::JournalEntry& entry) {
  require_whole();
  city::JournalEntry added = entry;
  added.time_us = std::max(added.time_us, time_.us);
  const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(next_entry_);
  const auto place = std::upper_bound(first, entries_.end(), added, before);
  const auto index = static_cast<std::size_t>(place - entries_.begin());
  entries_.insert(place, added);
  if (added.time_us > time_.us) return;
  try {
    apply_due();
  } catch (const Error&) {
    if (next_entry_ == index) entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(index));
    throw;
  }
}

void Branch::set_parameter(const city::JournalEntry& entry) {
  const std::int32_t plugin = find_plugin(entry.table);
  if (plugin < 0) {
    throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", entry.table),
                fmt::format("journal entry {}", entry.sequence));
  }
  if (entry.columns.size() != 1 || entry.values.size() != 1) {
    throw Error(ErrorCode::bad_data, "a parameter entry names one parameter and one value",
                fmt::format("journal entry {}", entry.sequence));
  }
  host::Instance& instance = *runners_[static_cast<std::size_t>(plugin)].instance;
  const std::size_t index = host::parameter_index(instance.manifest(), entry.columns[0]);
  if (const auto* number = std::get_if<double>(&entry.values[0]))
    return instance.set_parameter(index, *number);
  if (const auto* whole = std::get_if<std::int64_t>(&entry.values[0])) {
    return instance.set_parameter(index, static_cast<double>(*whole));
  }
  throw Error(ErrorCode::bad_data,
              fmt::format("{}.{} is a number, not '{}'", entry.table, entry.columns[0],
                          city::to_string(entry.values[0])),
              fmt::format("journal entry {}", entry.sequence));
}

void Branch::apply_entry(const city::JournalEntry& entry) {
  if (entry.kind == city::EntryKind::parameter) return set_parameter(entry);
  const std::int64_t lost = apply(entry, city_, pins_);
  if (lost > 0 && environment_->log != nullptr) {
    environment_->log->warning("journal entry {}: {} rows of '{}' are not there any more", entry.sequence,
                               lost, entry.table);
  }
}

void Branch::apply_due() {
  while (next_entry_ < entries_.size() && entries_[next_entry_].time_us <= time_.us) {
    const city::JournalEntry& entry = entries_[next_entry_];
    apply_entry(entry);
    acted_us_ = entry.time_us;
    acted_sequence_ = entry.sequence;
    ++next_entry_;
  }
  std::erase_if(pins_, [this](const Pin& pin) { return pin.until_us != 0 && pin.until_us <= time_.us; });
}

// A script may ask for half a million of them, in order.
void Branch::wake_at(Time time) {
  wakes_.insert(std::upper_bound(wakes_.begin(), wakes_.end(), time), time);
}

Time Branch::next_target() const {
  const std::int64_t done = (time_ - options_.start).us / exchange_interval_.us;
  Time target = std::min(options_.end, options_.start + exchange_interval_ * (done + 1));
  for (const Runner& runner : runners_) {
    if (!runner.failed && runner.stepped && runner.next > time_) target = std::min(target, runner.next);
  }
  if (next_entry_ < entries_.size()) target = std::min(target, Time{entries_[next_entry_].time_us});
  const auto wake = std::upper_bound(wakes_.begin(), wakes_.end(), time_);
  if (wake != wakes_.end()) target = std::min(target, *wake);
  for (const Pin& pin : pins_) {
    if (pin.until_us > time_.us) target = std::min(target, Time{pin.until_us});
  }
  return target;
}

Time Branch::advance() {
  require_whole();
  if (at_end()) return time_;
  apply_due();
  const Time target = next_target();
  remember_lagged();
  broken_ = true;  // until the round is done
  run_round(target);
  broken_ = false;
  lagged_ = {};
  time_ = target;
  ++exchange_;
  return time_;
}

std::int32_t Branch::find_plugin(std::string_view name) const {
  for (std::size_t i = 0; i < codes_.size(); ++i) {
    const host::Manifest& manifest = *codes_[i].manifest;
    if (manifest.id == name || manifest.name == name) return static_cast<std::int32_t>(i);
  }
  return -1;
}

Checkpoint Branch::checkpoint() const {
  require_whole();
  Checkpoint point{city_, time_, exchange_, {}, pins_, acted_us_, acted_sequence_, found_};
  for (const Runner& runner : runners_) {
    point.plugins.push_back(
        {runner.instance->manifest().id, runner.failed ? std::vector<std::byte>{} : runner.instance->save(),
         by_name(*runner.instance), runner.reached, runner.next, runner.stepped, runner.failed});
  }
  return point;
}

void Branch::restore(const Checkpoint& checkpoint) {
  const std::int32_t ordinal = city_.branch();
  broken_ = true;  // until all of it is there
  city_ = checkpoint.city;
  city_.set_branch(ordinal);
  time_ = checkpoint.time;
  exchange_ = checkpoint.exchange;
  pins_ = checkpoint.pins;
  acted_us_ = checkpoint.acted_us;
  acted_sequence_ = checkpoint.acted_sequence;
  lagged_ = {};
  host::declare(host::manifests_of(codes_), vocabulary_, city_);
  make_runners(checkpoint);
  if (!checkpoint.plugins.empty()) found_ = checkpoint.found;  // not what instances said when made again
  prepare_schedule();
  std::erase_if(faults_, [this](const PluginFault& fault) {
    return !runners_[static_cast<std::size_t>(find_plugin(fault.plugin))].failed;
  });
  schedule(std::move(entries_));
  broken_ = false;
}

void Branch::make_runners(const Checkpoint& from) {
  runners_.clear();
  for (const host::PluginCode& code : codes_) {
    const auto state = std::find_if(from.plugins.begin(), from.plugins.end(),
                                    [&](const auto& one) { return one.plugin == code.manifest->id; });
    const bool known = state != from.plugins.end();
    Runner runner{nullptr, from.time, from.time, false, false};
    runner.instance = std::make_unique<host::Instance>(
        code, *environment_, city_,
        known ? carried_over(*state, *code.manifest) : host::initial_parameters(*code.manifest),
        options_.seed, [this](const host::Finding& finding) { take_finding(finding); });
    if (known) {
      runner.instance->load(state->state);
      runner.reached = state->reached;
      runner.next = state->next;
      runner.stepped = state->stepped;
      runner.failed = state->failed;
    }
    runners_.push_back(std::move(runner));
  }
}

void Branch::try_step(std::size_t plugin) {
  apply_due();
  if (at_end()) return;
  remember_lagged();
  // A part of the exchange shows whether the new version computes; all of it would make a reload as slow as
  // the city is large.
  constexpr std::int64_t kPart = 16;
  const Duration part{std::max<std::int64_t>(1, (next_target() - time_).us / kPart)};
  (void)run_level({plugin}, time_ + part);
}

void Branch::reload(const host::PluginCode& code) {
  require_whole();
  const std::int32_t found = find_plugin(code.manifest->id);
  if (found < 0) {
    throw Error(ErrorCode::not_found,
                fmt::format("{} is not loaded, so it cannot be reloaded", code.manifest->id));
  }
  const auto index = static_cast<std::size_t>(found);
  std::vector<host::PluginCode> codes = codes_;
  codes[index] = code;
  const Checkpoint here = checkpoint();
  Checkpoint onto = here;
  onto.plugins[index].failed = false;
  // All of it is tried on a throw-away branch first: every plugin binds to what the new version makes of the
  // city, and the new version takes a step. Only then it comes here.
  BranchOptions options = options_;
  options.faults = FaultPolicy::stop;
  {
    Branch trial(onto, codes, vocabulary_, *environment_, options);
    trial.step_flags_ = CONURB_STEP_TRIAL;
    trial.watch_ = watch_;
    trial.wakes_ = wakes_;
    trial.schedule(entries_);
    trial.try_step(index);
  }
  const std::string old_hash = codes_[index].hash;
  codes_.swap(codes);
  try {
    restore(onto);
  } catch (const Error&) {
    codes_.swap(codes);
    restore(here);
    throw;
  }
  if (old_hash != code.hash) environment_->cache->drop(old_hash);
}

Hash128 Branch::content_hash() const {
  ColumnNames all;
  for (std::size_t t = 0; t < city_.table_count(); ++t) {
    const city::Table& table = city_.table(t);
    for (std::size_t c = 0; c < table.column_count(); ++c)
      all[table.name()].insert(table.column(c).spec().name);
  }
  return sim::content_hash(city_, all);
}

Hash128 Branch::result_hash() const {
  return sim::content_hash(city_, columns_seen(city_, host::manifests_of(codes_), entries_));
}

Findings Branch::findings() const {
  const std::lock_guard lock(found_mutex_);
  return found_;
}

void Branch::take_finding(const host::Finding& finding) {
  const std::lock_guard lock(found_mutex_);
  found_.add(finding, time_);
}

}  // namespace conurb::sim
