// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "engine/base/build_info.hpp"
#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/json.hpp"
#include "engine/sim/column_recorder.hpp"
#include "engine/sim/watchdog.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/run_recorder.hpp"
#include "engine/store/runs.hpp"

namespace conurb::sim {

namespace {

using store::RunStatus;

// One branch on its way through the run.
struct Lane {
  std::int32_t branch = 0;
  Branch* live = nullptr;
  std::unique_ptr<KpiMeter> meter;
  std::unique_ptr<store::RunRecorder> recorder;
  std::unique_ptr<ColumnRecorder> columns;
  RunOutcome outcome;
  Json record;
};

void add_entry(Hasher& hasher, const city::JournalEntry& entry) {
  hasher.add_number(static_cast<std::uint64_t>(entry.kind));
  hasher.add_number(static_cast<std::uint64_t>(entry.time_us));
  hasher.add_number(static_cast<std::uint64_t>(entry.until_us));
  hasher.add_text(entry.table);
  for (const std::string& column : entry.columns) hasher.add_text(column);
  for (const city::Id id : entry.ids) hasher.add_number(static_cast<std::uint64_t>(id));
  for (const city::Value& value : entry.values) hasher.add_text(city::to_string(value));
}

Json describe(Twin& twin, std::int32_t branch, const RunRequest& request) {
  Json plugins = Json::object();
  for (const host::PluginCode& code : twin.plugins()) {
    const bool used = request.plugins.empty() || std::find(request.plugins.begin(), request.plugins.end(),
                                                           code.manifest->name) != request.plugins.end();
    if (used) plugins[code.manifest->id] = {{"version", code.manifest->version}, {"hash", code.hash}};
  }
  Hasher entries;
  std::int64_t count = 0;
  for (const city::JournalEntry& entry : twin.journal().effective(branch)) {
    add_entry(entries, entry);
    ++count;
  }
  Hasher base;
  for (std::size_t t = 0; t < twin.base().table_count(); ++t) {
    const city::Table& table = twin.base().table(t);
    base.add_text(table.name());
    base.add_number(static_cast<std::uint64_t>(table.rows()));
    base.add_number(static_cast<std::uint64_t>(table.alive_rows()));
  }
  Json sources = Json::array();
  if (twin.file() != nullptr) {
    for (const store::SourceRecord& source : store::Catalogue(*twin.file()).sources()) {
      base.add_text(source.file_hash);
      sources.push_back(
          {{"name", source.name}, {"hash", source.file_hash}, {"attribution", source.attribution}});
    }
  }
  Json wakes = Json::array();
  if (const auto found = request.wakes.find(branch); found != request.wakes.end()) {
    for (const Time wake : found->second) wakes.push_back(wake.us);
  }
  return {{"branch", twin.journal().branch(branch).name},
          {"build", std::string(build_version())},
          {"processor", processor_class()},
          {"plugins", plugins},
          {"seed", request.span.seed},
          {"from_us", request.span.from.us},
          {"to_us", request.span.to.us},
          {"exchange_us", request.span.exchange.us},
          {"faults", request.span.faults == FaultPolicy::hold ? "hold" : "stop"},
          {"wakes", wakes},
          {"entries", count},
          {"entries_hash", to_hex(entries.value())},
          {"city", to_hex(base.value())},
          {"sources", sources}};
}

std::vector<store::KpiValue> to_records(const std::vector<KpiResult>& results) {
  std::vector<store::KpiValue> records;
  for (const KpiResult& result : results) {
    const std::string unit = result.kpi->over == "hours_above" ? "h"
                             : result.kpi->over == "sum_dt"    ? result.kpi->unit + " s"
                                                               : result.kpi->unit;
    records.push_back({result.id, result.group, result.value, result.low, result.high, result.n, unit});
  }
  return records;
}

// What compare tables and reports say about each figure, so that they need no plugin.
Json describe_kpis(const Branch& branch) {
  Json kpis = Json::object();
  int order = 0;
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    const host::Manifest& manifest = branch.plugin(i).manifest();
    for (const host::Kpi& kpi : manifest.kpis) {
      kpis[manifest.name + "." + kpi.id] = {{"label", kpi.label},   {"description", kpi.description},
                                            {"better", kpi.better}, {"display_unit", kpi.display_unit},
                                            {"limits", kpi.limits}, {"order", order++}};
    }
  }
  return kpis;
}

// "What this model cannot tell", which stands beside its figures wherever they are shown.
Json describe_limits(const Branch& branch) {
  Json limits = Json::array();
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    for (const std::string& line : branch.plugin(i).manifest().limits) limits.push_back(line);
  }
  return limits;
}

std::optional<RunOutcome> find_finished(Twin& twin, std::int32_t branch, const std::string& key) {
  const store::Runs runs(*twin.file());
  const std::vector<store::RunRecord> all = runs.list();
  for (auto record = all.rbegin(); record != all.rend(); ++record) {
    if (record->branch != branch || record->status != RunStatus::done) continue;
    const Json json = parse_json(record->json, fmt::format("run {}", record->id));
    if (json.value("key", "") != key) continue;
    RunOutcome outcome;
    outcome.branch = branch;
    outcome.run = record->id;
    outcome.reused = true;
    outcome.exchanges = record->saved_exchange;
    outcome.content_hash = json.value("content_hash", "");
    outcome.kpis = runs.kpis(record->id);
    return outcome;
  }
  return std::nullopt;
}

Lane open_lane(Twin& twin, std::int32_t branch, const RunRequest& request) {
  Lane lane;
  lane.branch = branch;
  lane.outcome.branch = branch;
  lane.live = &twin.start(branch, request.span, request.plugins);
  if (const auto wakes = request.wakes.find(branch); wakes != request.wakes.end()) {
    for (const Time wake : wakes->second) lane.live->wake_at(wake);
  }
  lane.meter = std::make_unique<KpiMeter>(*lane.live);
  lane.record = describe(twin, branch, request);
  lane.record["key"] = run_key(twin, branch, request);
  lane.record["kpis"] = describe_kpis(*lane.live);
  lane.record["limits"] = describe_limits(*lane.live);
  if (twin.file() == nullptr) return lane;
  store::RunRecord record;
  record.branch = branch;
  record.from_us = request.span.from.us;
  record.to_us = request.span.to.us;
  record.started_us = store::wall_clock_us();
  record.json = lane.record.dump();
  lane.outcome.run = store::Runs(*twin.file()).begin(record);
  lane.recorder = std::make_unique<store::RunRecorder>(*twin.file(), lane.outcome.run);
  lane.columns = std::make_unique<ColumnRecorder>(*lane.live, twin.calendar(), *lane.recorder);
  return lane;
}

void close_lane(Twin& twin, Lane& lane, RunStatus status, const std::string& reason) {
  lane.outcome.status = status;
  lane.outcome.exchanges = lane.live->exchange();
  lane.outcome.kpis = to_records(lane.meter->results());
  lane.outcome.faults = lane.live->faults();
  lane.outcome.content_hash = to_hex(lane.live->content_hash());
  lane.record["content_hash"] = lane.outcome.content_hash;
  if (!reason.empty()) lane.record["reason"] = reason;
  for (const PluginFault& fault : lane.outcome.faults) {
    lane.record["faults_held"].push_back(
        {{"plugin", fault.plugin}, {"text", fault.text}, {"at_us", fault.at.us}});
  }
  if (lane.recorder == nullptr) return;
  lane.columns.reset();
  lane.recorder->finish();
  const store::CityFile& file = *twin.file();
  twin.file()->atomically([&] {
    store::Runs runs(file);
    runs.put_kpis(lane.outcome.run, lane.outcome.kpis);
    runs.finish(lane.outcome.run, status, lane.record.dump());
  });
}

// After a failure: the run is marked, and a second failure (a full disk) must not hide the first.
void fail_lane(Twin& twin, Lane& lane, const std::string& reason) noexcept {
  if (lane.recorder == nullptr) return;
  try {
    lane.record["reason"] = reason;
    lane.recorder->finish();
    store::Runs(*twin.file()).finish(lane.outcome.run, RunStatus::failed, lane.record.dump());
  } catch (const std::exception& error) {
    twin.log().error("the run could not be marked as failed: {}", error.what());
  }
}

void advance_lane(Lane& lane) {
  if (lane.live->at_end()) return;
  const Time before = lane.live->time();
  lane.live->advance();
  const Duration interval = lane.live->time() - before;
  lane.meter->sample(*lane.live, interval, lane.live->at_end());
  if (lane.columns != nullptr) lane.columns->sample(*lane.live, interval, lane.live->at_end());
}

double fraction_done(const std::vector<Lane>& lanes, const RunSpan& span) {
  double sum = 0;
  for (const Lane& lane : lanes)
    sum += to_seconds(lane.live->time() - span.from) / to_seconds(span.to - span.from);
  return lanes.empty() ? 1.0 : sum / static_cast<double>(lanes.size());
}

// Steps all lanes to their end; returns false if the person stopped it.
bool drive(Twin& twin, const RunRequest& request, std::vector<Lane>& lanes, Progress& progress) {
  const auto running = [](const Lane& lane) { return !lane.live->at_end(); };
  std::vector<std::function<void()>> tasks;
  for (Lane& lane : lanes) tasks.emplace_back([&lane] { advance_lane(lane); });
  while (std::any_of(lanes.begin(), lanes.end(), running)) {
    if (twin.environment().cancel.cancelled()) return false;
    if (request.at_exchange) {
      for (const Lane& lane : lanes) {
        if (running(lane)) request.at_exchange(lane.branch, lane.live->time());
      }
    }
    if (tasks.size() == 1) {
      tasks[0]();
    } else {
      twin.environment().jobs->run(tasks);
    }
    progress.update(fraction_done(lanes, request.span),
                    format_time(lanes.front().live->time(), twin.calendar().zone(), TimeFormat::minute));
  }
  return true;
}

[[noreturn]] void end_program(Twin& twin, std::vector<Lane>& lanes, const std::string& plugin,
                              double silent_s) {
  const std::string reason = fmt::format("{} has not returned for {:.1f} s", plugin, silent_s);
  std::int64_t saved = 0;
  for (Lane& lane : lanes) {
    fail_lane(twin, lane, reason);
    if (lane.recorder != nullptr) saved = std::max(saved, lane.recorder->saved());
  }
  twin.log().error("{}; the run is stopped, the file holds it up to exchange {}", reason, saved);
  twin.log().flush();
  _exit(1);
}

}  // namespace

std::string run_key(Twin& twin, std::int32_t branch, const RunRequest& request) {
  return to_hex(hash(describe(twin, branch, request).dump()));
}

std::vector<RunOutcome> run(Twin& twin, const RunRequest& request, Progress& progress) {
  std::vector<RunOutcome> outcomes;
  std::vector<Lane> lanes;
  const auto begun = std::chrono::steady_clock::now();
  for (const std::int32_t branch : request.branches) {
    if (request.reuse && twin.file() != nullptr) {
      const bool acts = request.wakes.contains(branch) && !request.wakes.at(branch).empty();
      auto finished = acts ? std::nullopt : find_finished(twin, branch, run_key(twin, branch, request));
      if (finished) {
        outcomes.push_back(std::move(*finished));
        continue;
      }
    }
    lanes.push_back(open_lane(twin, branch, request));
  }
  Watchdog watchdog(twin.environment(), [&](const std::string& plugin, double silent_s) {
    end_program(twin, lanes, plugin, silent_s);
  });
  for (Lane& lane : lanes) {
    lane.live->set_step_watch(
        [&watchdog](std::string_view plugin, double deadline_s) { watchdog.watch(plugin, deadline_s); });
  }
  bool completed = false;
  try {
    completed = drive(twin, request, lanes, progress);
  } catch (const Error& error) {
    completed = false;
    if (error.code() != ErrorCode::cancelled) {
      for (Lane& lane : lanes) fail_lane(twin, lane, error.what());
      for (const Lane& lane : lanes) twin.stop(lane.branch);
      throw;
    }
  } catch (const std::exception& error) {
    for (Lane& lane : lanes) fail_lane(twin, lane, error.what());
    for (const Lane& lane : lanes) twin.stop(lane.branch);
    throw;
  }
  const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  for (Lane& lane : lanes) {
    close_lane(twin, lane, completed ? RunStatus::done : RunStatus::cancelled, "");
    lane.outcome.wall_s = wall_s;
    twin.stop(lane.branch);
    outcomes.push_back(std::move(lane.outcome));
  }
  progress.finish(completed ? "done" : "cancelled");
  return outcomes;
}

}  // namespace conurb::sim
