// SPDX-License-Identifier: Apache-2.0
// What the simulation's thread does for those who ask: the journal, branches, recorded runs.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/room/worker.hpp"
#include "engine/script/scenario.hpp"
#include "engine/sim/from_start.hpp"
#include "engine/store/runs.hpp"

namespace conurb::room {

namespace {

// The commands that make a group of the journal once more.
std::vector<sim::Command> commands_of(const sim::Journal& journal, std::int64_t group,
                                      std::optional<Time>& at) {
  std::vector<sim::Command> commands;
  for (const city::JournalEntry& entry : journal.entries()) {
    if (entry.group != group) continue;
    if (entry.time_us != sim::kFromStart.us) at = Time{entry.time_us};
    const sim::RowChoice rows{entry.table, entry.selection, entry.ids};
    switch (entry.kind) {
      case city::EntryKind::set: {
        sim::SetCommand set{rows, entry.columns.at(0), entry.values, std::nullopt};
        if (entry.until_us != 0) set.until = Time{entry.until_us};
        commands.emplace_back(std::move(set));
        break;
      }
      case city::EntryKind::insert:
        commands.emplace_back(sim::InsertCommand{entry.table, static_cast<std::int64_t>(entry.ids.size()),
                                                 entry.columns, entry.values});
        break;
      case city::EntryKind::retire: commands.emplace_back(sim::RetireCommand{rows}); break;
      case city::EntryKind::parameter:
        commands.emplace_back(
            sim::ParameterCommand{entry.table, entry.columns.at(0), std::get<double>(entry.values.at(0))});
        break;
      default: break;  // nobody's intervention
    }
  }
  return commands;
}

sim::RunSpan span_of(const store::RunRecord& run) {
  sim::RunSpan span;
  span.from = Time{run.from_us};
  span.to = Time{run.to_us};
  const Json record = Json::parse(run.json, nullptr, false);
  if (!record.is_object()) return span;
  span.seed = record.value("seed", span.seed);
  span.exchange = Duration{record.value("exchange_us", std::int64_t{0})};
  span.faults = record.value("faults", "stop") == "hold" ? sim::FaultPolicy::hold : sim::FaultPolicy::stop;
  return span;
}

// What a series of records covers, from the beginning of the first to the end of the last.
std::optional<sim::RunSpan> span_of_series(const city::City& city, std::string_view name) {
  const std::int32_t index = city.find(name);
  if (index < 0) return std::nullopt;
  const city::Table& table = city.table(static_cast<std::size_t>(index));
  if (!table.find("time") || !table.find("interval")) return std::nullopt;
  const auto times = table.column("time").values<std::int64_t>();
  const auto intervals = table.column("interval").values<std::int64_t>();
  sim::RunSpan span;
  bool any = false;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (table.alive()[row] == 0) continue;
    const Time begin{times[row]}, end{times[row] + intervals[row]};
    span.from = any ? std::min(span.from, begin) : begin;
    span.to = any ? std::max(span.to, end) : end;
    any = true;
  }
  return any ? std::optional(span) : std::nullopt;
}

}  // namespace

void Worker::require_writable() const {
  if (options_.mode == store::Mode::read_write) return;
  throw Error(ErrorCode::conflict, "the city is open for reading only", options_.path.string(),
              "open it without --read-only to change it");
}

std::int32_t Worker::free_branch(const std::string& name) const {
  const std::int32_t branch = twin_->journal().branch(name).ordinal;
  if (progress_.branches.contains(branch)) {
    throw Error(ErrorCode::conflict, fmt::format("'{}' is being run", name), "",
                "wait until the run is over, or cancel it");
  }
  return branch;
}

void Worker::execute(const std::string& branch, const std::vector<sim::Command>& commands,
                     std::optional<Time> at) {
  require_writable();
  const std::int32_t ordinal = free_branch(branch);
  (void)twin_->execute(ordinal, commands, at);
  undone_.erase(ordinal);
}

void Worker::move_lever(const std::string& branch, const std::string& lever, double value,
                        std::optional<Time> at) {
  require_writable();
  execute(branch, {room::move_lever(*twin_, free_branch(branch), lever, value)}, at);
}

void Worker::undo(const std::string& branch, std::int64_t group) {
  require_writable();
  const std::int32_t ordinal = free_branch(branch);
  (void)twin_->execute(ordinal, sim::UndoCommand{group});
  undone_[ordinal].push_back(twin_->journal().entries().back().undoes);
}

void Worker::redo(const std::string& branch) {
  require_writable();
  const std::int32_t ordinal = free_branch(branch);
  std::vector<std::int64_t>& groups = undone_[ordinal];
  if (groups.empty())
    throw Error(ErrorCode::not_found, fmt::format("there is nothing to redo in '{}'", branch));
  std::optional<Time> at;
  const std::vector<sim::Command> commands = commands_of(twin_->journal(), groups.back(), at);
  (void)twin_->execute(ordinal, commands, at);
  groups.pop_back();
}

void Worker::fork(const std::string& name, const std::string& parent) {
  require_writable();
  if (twin_->journal().has_branch(name)) {
    throw Error(ErrorCode::conflict, fmt::format("there is a branch '{}' already", name), "",
                "choose another name");
  }
  (void)twin_->ensure_branch(name, parent);
}

void Worker::rename(const std::string& branch, const std::string& name) {
  require_writable();
  twin_->rename_branch(free_branch(branch), name);
}

void Worker::remove(const std::string& branch) {
  require_writable();
  const std::int32_t ordinal = free_branch(branch);
  live_.drop(*twin_, ordinal);
  twin_->delete_branch(ordinal);
  undone_.erase(ordinal);
}

void Worker::rebase(const std::string& branch) {
  require_writable();
  const std::int32_t ordinal = free_branch(branch);
  live_.drop(*twin_, ordinal);
  const std::vector<sim::Twin::Conflict> conflicts = twin_->rebase(ordinal);
  if (conflicts.empty()) return;
  const sim::Twin::Conflict& first = conflicts.front();
  const std::string what =
      fmt::format("{}{} {}", first.table, first.column.empty() ? "" : "." + first.column, first.id);
  mailbox_.tell(store::Severity::warning,
                options_.texts("rebase.conflicts", {{"branch", branch},
                                                    {"n", std::to_string(conflicts.size())},
                                                    {"what", what},
                                                    {"why", first.text}}));
}

void Worker::save(const RoomState& state) {
  save_state(*twin_->file(), state, options_.display);
}

sim::RunSpan Worker::latest_span(const std::vector<std::int32_t>& branches) {
  const std::vector<store::RunRecord> runs = store::Runs(*twin_->file()).list();
  const store::RunRecord* latest = nullptr;
  int best = 0;
  for (const store::RunRecord& run : runs) {
    const bool own = std::find(branches.begin(), branches.end(), run.branch) != branches.end();
    const int fit = own ? 3 : run.branch == 0 ? 2 : 1;
    if (fit < best) continue;
    best = fit;
    latest = &run;
  }
  if (latest != nullptr) return span_of(*latest);
  if (const std::optional<sim::RunSpan> weather = span_of_series(twin_->base(), "weather")) return *weather;
  throw Error(ErrorCode::invalid_argument, "nothing was run in this city so far", "",
              "say from when to when to run");
}

sim::RunRequest Worker::request_of(const RunOrder& order) {
  sim::RunRequest request;
  if (order.branches.empty()) throw Error(ErrorCode::invalid_argument, "no branch to run was named");
  std::vector<std::int32_t> named;
  for (const std::string& name : order.branches) named.push_back(free_branch(name));
  request.span = order.span ? *order.span : latest_span(named);
  if (order.exchange) request.span.exchange = *order.exchange;
  if (order.with_base) named.insert(named.begin(), 0);
  for (const std::int32_t branch : named) {
    const auto& known = request.branches;
    if (std::find(known.begin(), known.end(), branch) == known.end()) request.branches.push_back(branch);
  }
  if (request.span.to <= request.span.from)
    throw Error(ErrorCode::invalid_argument, "the run ends before it begins");
  request.reuse = !order.fresh;
  return request;
}

template <typename Run>
void Worker::recorded(const std::vector<std::int32_t>& branches, Run&& run) {
  for (const std::int32_t branch : branches) live_.drop(*twin_, branch);
  progress_.branches = {branches.begin(), branches.end()};
  progress_.report = {};
  Progress progress([this](const ProgressReport& report) { progress_.report = report; });
  const auto end = [this] {
    progress_.branches.clear();
    publisher_.forget();
  };
  try {
    publish();
    const std::vector<sim::RunOutcome> outcomes = run(progress);
    end();
    tell_outcomes(outcomes);
  } catch (...) {
    end();
    throw;
  }
}

void Worker::run(const RunOrder& order) {
  require_writable();
  sim::RunRequest request = request_of(order);
  request.at_exchange = [this](std::int32_t, Time) { tick(true); };
  recorded(request.branches, [&](Progress& progress) { return sim::run(*twin_, request, progress); });
}

void Worker::run_script(const std::filesystem::path& script) {
  require_writable();
  script::ScenarioOptions options;
  options.default_id = script.stem().string();
  options.print = [this](std::string_view line) { mailbox_.tell(store::Severity::note, std::string(line)); };
  script::ScenarioSession session(*twin_, std::move(options));
  session.define(read_file(script), script.string());
  const script::ScenarioPlan* plan = session.plan();
  if (plan == nullptr) {
    mailbox_.tell(store::Severity::note,
                  options_.texts("run.no_scenario", {{"script", script.filename().string()}}));
    return;
  }
  recorded({plan->base, plan->branch},
           [&](Progress& progress) { return session.run(progress, [this] { tick(true); }); });
}

void Worker::tell_outcomes(const std::vector<sim::RunOutcome>& outcomes) {
  for (const sim::RunOutcome& outcome : outcomes) {
    if (outcome.reused) continue;
    const std::string& name = twin_->journal().branch(outcome.branch).name;
    const bool done = outcome.status == store::RunStatus::done;
    const std::string seconds = fmt::format("{:.1f}", outcome.wall_s);
    mailbox_.tell(store::Severity::note, options_.texts(done ? "run.done" : "run.stopped",
                                                        {{"branch", name}, {"seconds", seconds}}));
    for (const sim::PluginFault& fault : outcome.faults) {
      mailbox_.tell(
          store::Severity::error,
          options_.texts("run.fault", {{"plugin", fault.plugin}, {"branch", name}, {"why", fault.text}}));
    }
  }
}

void Worker::go_live(const LiveOrder& order) {
  std::vector<std::int32_t> branches;
  for (const std::string& name : order.branches) branches.push_back(free_branch(name));
  sim::RunSpan span = order.span;
  if (span.exchange.us == 0) {
    // Who looks on wants to see the hours go by, also where less often would do.
    double exchange_s = to_seconds(kHour);
    for (const host::PluginCode& code : twin_->plugins())
      exchange_s = std::min(exchange_s, code.manifest->exchange_s);
    span.exchange = from_seconds(exchange_s);
  }
  live_.begin(*twin_, branches, span, order.speed);
}

void Worker::reload_plugins() {
  tell_reloads(reload_->reload_all());
}

}  // namespace conurb::room
