// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/branch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/schedule.hpp"

namespace conurb::sim {

namespace {

constexpr Time kNever{std::numeric_limits<std::int64_t>::max()};

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

std::vector<const host::Manifest*> manifests_of(const std::vector<host::PluginCode>& codes) {
  std::vector<const host::Manifest*> manifests;
  for (const host::PluginCode& code : codes) manifests.push_back(code.manifest.get());
  return manifests;
}

// Tells the watch who steps, and on every way out that the step is over.
class Watched {
 public:
  Watched(const StepWatch& watch, const host::Manifest& manifest) : watch_(watch) {
    if (watch_) watch_(manifest.id, manifest.deadline_s);
  }
  ~Watched() {
    if (watch_) watch_({}, 0);
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

 private:
  const StepWatch& watch_;
};

template <typename T>
void add_columns(city::Table& table, std::size_t target, const std::vector<std::size_t>& contributions) {
  T* sum = reinterpret_cast<T*>(table.column(target).overwrite_bytes());
  const auto rows = static_cast<std::size_t>(city::padded(table.rows()));
  std::fill_n(sum, rows, T{0});
  for (const std::size_t contribution : contributions) {
    const std::span<const T> part = std::as_const(table).column(contribution).values<T>();
    for (std::size_t row = 0; row < rows; ++row) sum[row] = static_cast<T>(sum[row] + part[row]);
  }
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
  const std::vector<const host::Manifest*> manifests = manifests_of(codes_);
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

void Branch::remember_lagged() {
  for (const auto& [table, column] : lagged_places_) lagged_.remember_column(city_, table, column);
  for (const std::size_t table : lagged_tables_) lagged_.remember_table(city_, table);
}

void Branch::run_round(Time target) {
  const auto behind = [this, target](std::size_t index) {
    const Runner& runner = runners_[index];
    const bool asleep = runner.stepped && runner.next != kNever && runner.next > target;
    return !runner.failed && !asleep && runner.reached < target;
  };
  for (bool more = true; more;) {
    more = false;
    // A plugin that stops early at an event takes those after it along to that instant; the ones before it
    // have gone on and learn of it at the next exchange: there is no rollback.
    Time pass = target;
    for (const std::vector<std::size_t>& level : levels_) {
      std::vector<std::size_t> members;
      std::copy_if(level.begin(), level.end(), std::back_inserter(members),
                   [&](std::size_t index) { return behind(index) && runners_[index].reached < pass; });
      if (members.empty()) continue;
      pass = std::min(pass, run_level(members, pass));
      more = more || std::any_of(members.begin(), members.end(), behind);
    }
    if (pass < target) more = true;
  }
}

Time Branch::run_level(const std::vector<std::size_t>& level, Time target) {
  const bool keep = options_.faults == FaultPolicy::hold;
  std::optional<city::City> last_good;
  if (keep) last_good = city_;
  for (const std::size_t index : level) runners_[index].instance->unshare(city_);
  std::vector<std::string> failed(level.size());
  const auto step = [&](std::size_t i) {
    try {
      step_runner(level[i], target, step_flags_ | (runners_[level[i]].stepped ? 0U : CONURB_STEP_FIRST));
    } catch (const Error& error) {
      if (!keep || error.code() == ErrorCode::cancelled) throw;
      failed[i] = error.what();
    }
  };
  if (level.size() == 1 || environment_->jobs == nullptr) {
    for (std::size_t i = 0; i < level.size(); ++i) step(i);
  } else {
    environment_->jobs->parallel_for(0, level.size(), 1, [&](std::size_t i, std::size_t) { step(i); });
  }
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (!failed[i].empty()) take_fault(level[i], *last_good, failed[i]);
  }
  add_up(level);
  hold_pins(level);
  Time earliest = target;
  for (const std::size_t index : level) {
    if (!runners_[index].failed) earliest = std::min(earliest, runners_[index].reached);
  }
  return earliest;
}

void Branch::step_runner(std::size_t index, Time target, std::uint32_t flags) {
  Runner& runner = runners_[index];
  const Watched watched(watch_, runner.instance->manifest());
  const host::Instance::Stepped stepped =
      runner.instance->step(city_, lagged_, runner.reached, target, flags);
  runner.reached = stepped.reached;
  runner.next = stepped.next;
  runner.stepped = true;
}

void Branch::take_fault(std::size_t index, const city::City& last_good, const std::string& text) {
  Runner& runner = runners_[index];
  runner.failed = true;
  faults_.push_back({runner.instance->manifest().id, text, time_});
  const host::Manifest& manifest = runner.instance->manifest();
  const host::Binding binding(manifest, city_);
  for (std::uint32_t i = 0; i < manifest.tables.size(); ++i) {
    if (!manifest.tables[i].owns || binding.table(i) < 0) continue;
    const auto table = static_cast<std::size_t>(binding.table(i));
    city_.edit(table) = last_good.table(table);
  }
  for (std::uint32_t i = 0; i < manifest.columns.size(); ++i) {
    const host::Binding::ColumnPlace place = binding.place(i);
    if (place.table < 0 || manifest.columns[i].access == host::Access::read) continue;
    const auto table = static_cast<std::size_t>(place.table);
    const auto column = static_cast<std::size_t>(place.column);
    city_.edit(table).column(column) = last_good.table(table).column(column);
  }
  if (environment_->log != nullptr) environment_->log->error("{}; its last values are held and stale", text);
}

void Branch::add_up(const std::vector<std::size_t>& stepped) {
  for (const Sum& sum : sums_) {
    const bool due =
        std::any_of(sum.contributors.begin(), sum.contributors.end(), [&](std::size_t contributor) {
          return std::find(stepped.begin(), stepped.end(), contributor) != stepped.end();
        });
    if (!due) continue;
    city::Table& table = city_.edit(sum.table);
    switch (table.column(sum.column).spec().scalar) {
      case city::Scalar::f64: add_columns<double>(table, sum.column, sum.contributions); break;
      case city::Scalar::f32: add_columns<float>(table, sum.column, sum.contributions); break;
      case city::Scalar::i64: add_columns<std::int64_t>(table, sum.column, sum.contributions); break;
      case city::Scalar::i32: add_columns<std::int32_t>(table, sum.column, sum.contributions); break;
      default:
        throw Error(ErrorCode::incompatible, fmt::format("'{}.{}' cannot be accumulated: it holds no sums",
                                                         table.name(), table.column(sum.column).spec().name));
    }
    table.mark_changed(sum.column);
  }
}

void Branch::hold_pins(const std::vector<std::size_t>& stepped) {
  const auto has_stepped = [&](std::size_t plugin) {
    return std::find(stepped.begin(), stepped.end(), plugin) != stepped.end();
  };
  for (const Pin& pin : pins_) {
    const std::size_t table = city_.index_of(pin.table);
    const std::size_t column = city_.table(table).index_of(pin.column);
    const auto sum = std::find_if(sums_.begin(), sums_.end(),
                                  [&](const Sum& one) { return one.table == table && one.column == column; });
    bool due = false;
    if (sum != sums_.end()) {
      due = std::any_of(sum->contributors.begin(), sum->contributors.end(), has_stepped);
    } else {
      const std::int32_t owner = find_plugin(city_.table(table).column(column).spec().owner);
      due = owner >= 0 && has_stepped(static_cast<std::size_t>(owner));
    }
    if (due) hold(pin, city_);
  }
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
  Checkpoint point{city_, time_, exchange_, {}, pins_, acted_us_, acted_sequence_};
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
  host::declare(manifests_of(codes_), vocabulary_, city_);
  make_runners(checkpoint);
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
        options_.seed);
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
  (void)run_level({plugin}, next_target());
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
  Hasher hasher;
  std::map<std::string, std::size_t> tables;
  for (std::size_t t = 0; t < city_.table_count(); ++t) tables.emplace(city_.table(t).name(), t);
  for (const auto& [table_name, index] : tables) {
    const city::Table& table = city_.table(index);
    hasher.add_text(table_name);
    hasher.add_number(static_cast<std::uint64_t>(table.rows()));
    std::map<std::string, const city::Column*> by_name;
    for (std::size_t c = 0; c < table.column_count(); ++c) {
      by_name.emplace(table.column(c).spec().name, &table.column(c));
    }
    for (const auto& [name, column] : by_name) {
      hasher.add_text(name);
      const std::size_t elements = column->spec().list ? static_cast<std::size_t>(column->element_count())
                                                       : static_cast<std::size_t>(table.rows());
      const std::byte* bytes = column->bytes();
      hasher.add({bytes, elements * city::size_of(column->spec().scalar)});
      if (column->spec().list) hasher.add(std::as_bytes(column->offsets()));
      if (column->spec().scalar != city::Scalar::text) continue;
      for (std::int32_t code = 0; code < column->dictionary().size(); ++code)
        hasher.add_text(column->dictionary().text(code));
    }
  }
  return hasher.value();
}

}  // namespace conurb::sim
