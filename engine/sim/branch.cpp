// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/branch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/schedule.hpp"

namespace conurb::sim {

namespace {

constexpr Time kNever{std::numeric_limits<std::int64_t>::max()};

bool before(const city::JournalEntry& a, const city::JournalEntry& b) {
  return std::pair(a.time_us, a.sequence) < std::pair(b.time_us, b.sequence);
}

std::vector<const host::Manifest*> manifests_of(const std::vector<host::PluginCode>& codes) {
  std::vector<const host::Manifest*> manifests;
  for (const host::PluginCode& code : codes) manifests.push_back(code.manifest.get());
  return manifests;
}

// A plugin's parameters by name, for the version that takes them over: what it does not know is dropped, what is new
// starts at its default.
std::vector<double> carried_over(const Checkpoint::PluginState& from, const host::Manifest& to) {
  std::vector<double> values = host::initial_parameters(to);
  for (std::size_t i = 0; i < to.parameters.size(); ++i) {
    const auto found = from.parameters.find(to.parameters[i].name);
    if (found != from.parameters.end()) values[i] = found->second;
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

Branch::Branch(city::City city, std::vector<host::PluginCode> plugins, std::span<const city::TableSpec> vocabulary,
               host::Environment& environment, const BranchOptions& options)
    : city_(std::move(city)),
      codes_(std::move(plugins)),
      vocabulary_(vocabulary.begin(), vocabulary.end()),
      environment_(&environment),
      options_(options),
      time_(options.start) {
  if (options_.end <= options_.start) {
    throw Error(ErrorCode::invalid_argument, "a run ends after it begins", "", "set `to` later than `from`");
  }
  // Plugins stand in the order of their ids, so that nothing depends on the order of loading.
  std::sort(codes_.begin(), codes_.end(),
            [](const auto& a, const auto& b) { return a.manifest->id < b.manifest->id; });
  host::declare(manifests_of(codes_), vocabulary_, city_);
  for (const host::PluginCode& code : codes_) {
    auto instance = std::make_unique<host::Instance>(code, environment, city_, std::span<const double>(), options_.seed);
    runners_.push_back({std::move(instance), time_, time_, false, false});
  }
  prepare_schedule();
}

void Branch::prepare_schedule() {
  const std::vector<const host::Manifest*> manifests = manifests_of(codes_);
  levels_ = host::levels(manifests);
  double shortest = manifests.empty() ? 3600.0 : std::numeric_limits<double>::infinity();
  for (const host::Manifest* manifest : manifests) shortest = std::min(shortest, manifest->exchange_s);
  exchange_interval_ = options_.exchange.us > 0 ? options_.exchange : from_seconds(shortest);

  std::map<std::pair<std::size_t, std::size_t>, Sum> sums;
  lagged_places_.clear();
  for (std::size_t i = 0; i < codes_.size(); ++i) {
    const host::Binding binding(*manifests[i], city_);
    for (std::uint32_t c = 0; c < manifests[i]->columns.size(); ++c) {
      const host::ColumnUse& use = manifests[i]->columns[c];
      const host::Binding::ColumnPlace place = binding.place(c);
      if (place.table < 0) continue;
      const std::pair key{static_cast<std::size_t>(place.table), static_cast<std::size_t>(place.column)};
      if (use.lagged && use.access == host::Access::read) lagged_places_.push_back(key);
      if (use.access != host::Access::accumulate) continue;
      const std::size_t target = city_.table(key.first).index_of(use.spec.name);
      Sum& sum = sums[{key.first, target}];
      sum.table = key.first;
      sum.column = target;
      sum.contributions.push_back(key.second);
      sum.contributors.push_back(i);
    }
  }
  std::sort(lagged_places_.begin(), lagged_places_.end());
  lagged_places_.erase(std::unique(lagged_places_.begin(), lagged_places_.end()), lagged_places_.end());
  sums_.clear();
  for (auto& [place, sum] : sums) sums_.push_back(std::move(sum));
}

std::unique_ptr<Branch> Branch::fork(std::int32_t ordinal) const {
  const Checkpoint here = checkpoint();
  auto branch = std::make_unique<Branch>(city_, codes_, vocabulary_, *environment_, options_);
  branch->restore(here);
  branch->city_.set_branch(ordinal);
  branch->schedule(entries_);
  branch->watch_ = watch_;
  branch->wakes_ = wakes_;
  branch->faults_ = faults_;
  return branch;
}

void Branch::schedule(std::vector<city::JournalEntry> entries) {
  entries_ = std::move(entries);
  std::stable_sort(entries_.begin(), entries_.end(), before);
  const auto first = std::find_if(entries_.begin(), entries_.end(),
                                  [this](const city::JournalEntry& entry) { return entry.time_us >= time_.us; });
  next_entry_ = static_cast<std::size_t>(first - entries_.begin());
}

void Branch::act(const city::JournalEntry& entry) {
  const auto place = std::upper_bound(entries_.begin() + static_cast<std::ptrdiff_t>(next_entry_), entries_.end(),
                                      entry, before);
  entries_.insert(place, entry);
}

void Branch::apply_due() {
  while (next_entry_ < entries_.size() && entries_[next_entry_].time_us <= time_.us) {
    const city::JournalEntry& entry = entries_[next_entry_];
    if (entry.kind == city::EntryKind::parameter) {
      const std::int32_t plugin = find_plugin(entry.table);
      if (plugin < 0) {
        throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", entry.table),
                    fmt::format("journal entry {}", entry.sequence));
      }
      host::Instance& instance = *runners_[static_cast<std::size_t>(plugin)].instance;
      const double* value = std::get_if<double>(&entry.values.at(0));
      if (value == nullptr) throw Error(ErrorCode::bad_data, "a parameter's value is a number");
      instance.set_parameter(host::parameter_index(instance.manifest(), entry.columns.at(0)), *value);
    } else if (const std::int64_t lost = apply(entry, city_, pins_); lost > 0 && environment_->log != nullptr) {
      environment_->log->warning("journal entry {}: {} rows of '{}' are not there any more", entry.sequence, lost,
                                 entry.table);
    }
    ++next_entry_;
  }
  std::erase_if(pins_, [this](const Pin& pin) { return pin.until_us != 0 && pin.until_us <= time_.us; });
}

Time Branch::next_target() const {
  const std::int64_t done = (time_ - options_.start).us / exchange_interval_.us;
  Time target = std::min(options_.end, options_.start + exchange_interval_ * (done + 1));
  for (const Runner& runner : runners_) {
    if (!runner.failed && runner.stepped && runner.next > time_) target = std::min(target, runner.next);
  }
  for (const Time wake : wakes_) {
    if (wake > time_) target = std::min(target, wake);
  }
  if (next_entry_ < entries_.size()) target = std::min(target, Time{entries_[next_entry_].time_us});
  return target;
}

Time Branch::advance() {
  if (at_end()) return time_;
  apply_due();
  const Time target = next_target();
  remember_lagged();
  run_round(target);
  lagged_.clear();
  time_ = target;
  ++exchange_;
  return time_;
}

void Branch::remember_lagged() {
  for (const auto& place : lagged_places_) {
    lagged_.emplace_back(place, city_.table(place.first).column(place.second));
  }
}

void Branch::run_round(Time target) {
  const auto behind = [this, target](std::size_t index) {
    const Runner& runner = runners_[index];
    const bool asleep = runner.stepped && runner.next != kNever && runner.next > target;
    return !runner.failed && !asleep && runner.reached < target;
  };
  for (bool more = true; more;) {
    more = false;
    // A plugin that stops early at an event takes those after it along to that instant; the ones before it have gone
    // on and learn of it at the next exchange: there is no rollback.
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
  const city::City last_good = keep ? city_ : city::City(city_.context().pool);
  for (const std::size_t index : level) runners_[index].instance->unshare(city_);
  std::vector<std::string> failed(level.size());
  const auto step = [&](std::size_t i) {
    try {
      step_runner(level[i], target, runners_[level[i]].stepped ? 0U : CONURB_STEP_FIRST);
    } catch (const Error& error) {
      if (!keep || error.code() == ErrorCode::cancelled) throw;
      failed[i] = error.what();
    }
  };
  if (level.size() == 1) {
    step(0);
  } else {
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < level.size(); ++i) tasks.emplace_back([&step, i] { step(i); });
    environment_->jobs->run(tasks);
  }
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (!failed[i].empty()) take_fault(level[i], last_good, failed[i]);
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
  if (watch_) watch_(runner.instance->manifest().id, runner.instance->manifest().deadline_s);
  const host::Instance::Stepped stepped = runner.instance->step(city_, lagged_, runner.reached, target, flags);
  if (watch_) watch_({}, 0);
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
    const bool due = std::any_of(sum.contributors.begin(), sum.contributors.end(), [&](std::size_t contributor) {
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
  for (const Pin& pin : pins_) {
    const std::string& owner = city_.table(pin.table).column(pin.column).spec().owner;
    const bool due = std::any_of(stepped.begin(), stepped.end(), [&](std::size_t index) {
      return runners_[index].instance->manifest().id == owner;
    });
    if (due) hold(pin, city_);
  }
}

std::int32_t Branch::find_plugin(std::string_view name) const {
  for (std::size_t i = 0; i < runners_.size(); ++i) {
    const host::Manifest& manifest = runners_[i].instance->manifest();
    if (manifest.id == name || manifest.name == name) return static_cast<std::int32_t>(i);
  }
  return -1;
}

Checkpoint Branch::checkpoint() const {
  Checkpoint point{city_, time_, exchange_, {}, pins_};
  for (const Runner& runner : runners_) {
    point.plugins.push_back({runner.instance->manifest().id, runner.instance->save(), by_name(*runner.instance),
                             runner.reached, runner.next, runner.stepped, runner.failed});
  }
  return point;
}

void Branch::restore(const Checkpoint& checkpoint) {
  const std::int32_t ordinal = city_.branch();
  city_ = checkpoint.city;
  city_.set_branch(ordinal);
  time_ = checkpoint.time;
  exchange_ = checkpoint.exchange;
  pins_ = checkpoint.pins;
  for (const Checkpoint::PluginState& state : checkpoint.plugins) {
    const std::int32_t index = find_plugin(state.plugin);
    if (index < 0) continue;
    Runner& runner = runners_[static_cast<std::size_t>(index)];
    const host::PluginCode code = runner.instance->code();
    runner.instance = std::make_unique<host::Instance>(code, *environment_, city_, carried_over(state, *code.manifest),
                                                       options_.seed);
    runner.instance->load(state.state);
    runner.reached = state.reached;
    runner.next = state.next;
    runner.stepped = state.stepped;
    runner.failed = state.failed;
  }
  schedule(std::move(entries_));
}

void Branch::reload(const host::PluginCode& code) {
  const std::int32_t found = find_plugin(code.manifest->id);
  if (found < 0) {
    throw Error(ErrorCode::not_found, fmt::format("{} is not loaded, so it cannot be reloaded", code.manifest->id));
  }
  const auto index = static_cast<std::size_t>(found);
  const Checkpoint here = checkpoint();
  std::vector<host::PluginCode> codes = codes_;
  codes[index] = code;
  // The whole of it is tried on a throw-away branch first; only what has stepped there comes here.
  Branch trial(city_, codes, vocabulary_, *environment_, options_);
  const city::City declared = trial.city_;
  Checkpoint onto = here;
  onto.city = declared;
  trial.watch_ = watch_;
  trial.wakes_ = wakes_;
  trial.restore(onto);
  trial.schedule(entries_);
  trial.next_entry_ = next_entry_;
  if (!trial.at_end()) trial.advance();

  codes_ = std::move(codes);
  city_ = declared;
  Runner& runner = runners_[index];
  auto fresh = std::make_unique<host::Instance>(code, *environment_, city_,
                                                carried_over(here.plugins[index], *code.manifest), options_.seed);
  fresh->load(here.plugins[index].state);
  const std::string old_hash = runner.instance->code().hash;
  runner.instance = std::move(fresh);
  prepare_schedule();
  if (old_hash != code.hash) environment_->cache->drop(old_hash);
}

Hash128 Branch::content_hash() const {
  Hasher hasher;
  for (std::size_t t = 0; t < city_.table_count(); ++t) {
    const city::Table& table = city_.table(t);
    hasher.add_text(table.name());
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
      for (std::int32_t code = 0; code < column->dictionary().size(); ++code) hasher.add_text(column->dictionary().text(code));
    }
  }
  return hasher.value();
}

}  // namespace conurb::sim
