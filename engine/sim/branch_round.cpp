// SPDX-License-Identifier: Apache-2.0
// From one exchange point to the next: plugins step level by level, their sums are added up, pins put back.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/sim/branch.hpp"

namespace conurb::sim {

namespace {

constexpr Time kNever{std::numeric_limits<std::int64_t>::max()};

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

}  // namespace conurb::sim
