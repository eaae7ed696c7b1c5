// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/json.hpp"
#include "engine/sim/column_recorder.hpp"
#include "engine/sim/inputs.hpp"
#include "engine/sim/run_record.hpp"
#include "engine/sim/series_cover.hpp"
#include "engine/sim/watchdog.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/run_recorder.hpp"
#include "engine/store/runs.hpp"

namespace conurb::sim {

namespace {

using store::RunStatus;

// One branch on its way through the run.
struct Lane {
  Lane(std::int32_t ordinal, Json facts) : branch(ordinal), record(std::move(facts)) {
    outcome.branch = ordinal;
  }
  std::int32_t branch = 0;
  Branch* live = nullptr;
  std::unique_ptr<KpiMeter> meter;
  std::unique_ptr<store::RunRecorder> recorder;
  std::unique_ptr<ColumnRecorder> columns;
  RunOutcome outcome;
  Json record;
};

// Fills in a lane whose record holds facts and key; what it holds already is undone by give_up() if this
// throws.
void open_lane(Twin& twin, const RunRequest& request, Lane& lane) {
  const std::int32_t branch = lane.branch;
  lane.live = &twin.start(branch, request.span, request.plugins);
  require_series(*lane.live, twin.calendar().zone());
  twin.keep_history(branch);
  if (const auto wakes = request.wakes.find(branch); wakes != request.wakes.end()) {
    for (const Time wake : wakes->second) lane.live->wake_at(wake);
  }
  lane.meter = std::make_unique<KpiMeter>(*lane.live);
  lane.record["kpis"] = describe_kpis(*lane.live, report_of(branch, request));
  lane.record["columns"] = describe_columns(*lane.live);
  lane.record["limits"] = describe_limits(*lane.live);
  if (twin.file() == nullptr) return;
  lane.record["sources"] = describe_sources(*twin.file());
  store::RunRecord record;
  record.branch = branch;
  record.from_us = request.span.from.us;
  record.to_us = request.span.to.us;
  record.started_us = store::wall_clock_us();
  record.json = lane.record.dump();
  lane.outcome.run = store::Runs(*twin.file()).begin(record);
  lane.recorder = std::make_unique<store::RunRecorder>(*twin.file(), lane.outcome.run);
  lane.columns = std::make_unique<ColumnRecorder>(*lane.live, twin.calendar(), *lane.recorder);
}

// What the run has become a function of on its way: what scripts did meanwhile, plugins that were reloaded.
void complete_record(Twin& twin, Lane& lane) {
  const std::vector<city::JournalEntry> entries = twin.effective(lane.branch);
  lane.record["content_hash"] = lane.outcome.content_hash;
  lane.record["entries"] = entries.size();
  lane.record["entries_hash"] = to_hex(entries_hash(entries));
  lane.record["journal_sequence"] = twin.journal().last_sequence();
  for (const PluginFault& fault : lane.outcome.faults) {
    lane.record["faults_held"].push_back(
        {{"plugin", fault.plugin}, {"text", fault.text}, {"at_us", fault.at.us}});
  }
  for (std::size_t i = 0; i < lane.live->plugin_count(); ++i) {
    const host::PluginCode& code = lane.live->plugin(i).code();
    if (lane.record["plugins"][code.manifest->id]["hash"] == code.hash) continue;
    lane.record["reloaded"][code.manifest->id] = {{"version", code.manifest->version}, {"hash", code.hash}};
    lane.record["key"] = "";  // no other run is the same
  }
}

void close_lane(Twin& twin, Lane& lane, RunStatus status) {
  lane.outcome.status = status;
  lane.outcome.exchanges = lane.live->exchange();
  lane.outcome.kpis = to_records(lane.meter->results());
  lane.outcome.faults = lane.live->faults();
  lane.outcome.content_hash = to_hex(lane.live->result_hash());
  lane.outcome.findings = findings_of(*lane.live, lane.outcome.run, twin.calendar().zone());
  complete_record(twin, lane);
  if (lane.recorder == nullptr) return;
  lane.columns.reset();
  lane.recorder->finish();
  const store::CityFile& file = *twin.file();
  twin.file()->atomically([&] {
    store::Runs runs(file);
    runs.put_kpis(lane.outcome.run, lane.outcome.kpis);
    store::Catalogue(file).add_findings(lane.outcome.findings);
    runs.finish(lane.outcome.run, status, lane.record.dump());
  });
}

// After a failure: the run is marked, and a second failure (a full disk) must not hide the first.
void fail_lane(Twin& twin, Lane& lane, const std::string& reason) noexcept {
  if (lane.recorder == nullptr) return;
  try {
    lane.record["reason"] = reason;
    lane.recorder->finish();
    store::Catalogue(*twin.file())
        .add_findings(findings_of(*lane.live, lane.outcome.run, twin.calendar().zone()));
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

// Nothing that goes wrong here may hide why the run failed.
void give_up(Twin& twin, std::vector<Lane>& lanes, const std::string& reason) noexcept {
  for (Lane& lane : lanes) {
    fail_lane(twin, lane, reason);
    try {
      lane.columns.reset();
      lane.recorder.reset();
      twin.stop(lane.branch);
    } catch (const std::exception& error) {
      twin.log().error("after the run failed: {}", error.what());
    }
  }
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

// Told by the watchdog's thread: a plugin hangs for good in another one. First it is named; then what can be
// saved is saved, and if that hangs too the program ends all the same.
[[noreturn]] void end_program(Twin& twin, std::vector<Lane>& lanes, const std::string& plugin,
                              double silent_s) {
  constexpr auto kPatience = std::chrono::seconds(2);
  const std::string reason = fmt::format("{} has not returned for {:.1f} s", plugin, silent_s);
  twin.log().error("{}; the run is stopped", reason);
  twin.log().flush();
  std::thread([kPatience] {
    std::this_thread::sleep_for(kPatience);
    _exit(1);
  }).detach();
  std::int64_t saved = -1;
  for (Lane& lane : lanes) {
    fail_lane(twin, lane, reason);
    if (lane.recorder != nullptr) saved = std::max(saved, lane.recorder->saved());
  }
  if (saved >= 0) twin.log().error("the file holds the run up to exchange {}", saved);
  twin.log().flush();
  if (twin.file() != nullptr) {
    try {
      twin.file()->close();
    } catch (const std::exception& error) {
      twin.log().error("{}", error.what());
    }
  }
  twin.log().flush();
  _exit(1);
}

// drive() under a watchdog. A cancellation is no failure: returns false.
bool drive_watched(Twin& twin, const RunRequest& request, std::vector<Lane>& lanes, Progress& progress) {
  Watchdog watchdog(twin.environment(), [&](const std::string& plugin, double silent_s) {
    end_program(twin, lanes, plugin, silent_s);
  });
  watchdog.on_slow([&twin](const std::string& plugin, double silent_s, double deadline_s) {
    twin.log().warning("{} has not returned for {:.0f} s; after {:.0f} s it counts as hung", plugin, silent_s,
                       deadline_s);
  });
  const auto watch_all = [&lanes](const StepWatch& watch) {
    for (Lane& lane : lanes) lane.live->set_step_watch(watch);
  };
  watch_all([&watchdog](std::string_view plugin, double deadline_s) { watchdog.watch(plugin, deadline_s); });
  bool completed = false;
  try {
    completed = drive(twin, request, lanes, progress);
  } catch (const Error& error) {
    watch_all({});
    if (error.code() != ErrorCode::cancelled) throw;
  }
  watch_all({});
  return completed;
}

std::optional<RunOutcome> reused(Twin& twin, std::int32_t branch, const RunRequest& request,
                                 const std::string& key) {
  const auto wakes = request.wakes.find(branch);
  const bool acts = wakes != request.wakes.end() && !wakes->second.empty();
  if (!request.reuse || acts || twin.file() == nullptr) return std::nullopt;
  return find_finished(twin, branch, key);
}

}  // namespace

std::vector<RunOutcome> run(Twin& twin, const RunRequest& request, Progress& progress) {
  std::vector<RunOutcome> outcomes;
  std::vector<Lane> lanes;
  const auto begun = std::chrono::steady_clock::now();
  bool completed = false;
  try {
    for (const std::int32_t branch : request.branches) {
      Json facts = run_facts(twin, branch, request);
      const std::string key = key_of(facts);
      if (auto finished = reused(twin, branch, request, key)) {
        outcomes.push_back(std::move(*finished));
      } else {
        facts["key"] = key;
        open_lane(twin, request, lanes.emplace_back(branch, std::move(facts)));
      }
    }
    completed = drive_watched(twin, request, lanes, progress);
  } catch (const std::exception& error) {
    give_up(twin, lanes, error.what());
    throw;
  }
  const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  for (Lane& lane : lanes) {
    close_lane(twin, lane, completed ? RunStatus::done : RunStatus::cancelled);
    lane.outcome.wall_s = wall_s;
    twin.stop(lane.branch);
    outcomes.push_back(std::move(lane.outcome));
  }
  // In the order asked for, whichever were taken over.
  const auto place = [&request](const RunOutcome& outcome) {
    return std::find(request.branches.begin(), request.branches.end(), outcome.branch);
  };
  std::sort(outcomes.begin(), outcomes.end(),
            [&place](const RunOutcome& a, const RunOutcome& b) { return place(a) < place(b); });
  progress.finish(completed ? "done" : "cancelled");
  return outcomes;
}

}  // namespace conurb::sim
