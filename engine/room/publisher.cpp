// SPDX-License-Identifier: Apache-2.0
#include "engine/room/publisher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/room/frames.hpp"
#include "engine/sim/journal_text.hpp"
#include "engine/sim/run_record.hpp"
#include "engine/sim/stale.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/runs.hpp"

namespace conurb::room {

namespace {

using city::JournalEntry;
using store::RunRecord;
using store::RunStatus;

store::Extent extent_of(store::CityFile& file, const city::City& city) {
  store::Extent all;
  bool any = false;
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    if (city.table(t).spec().shape == city::Shape::none || city.table(t).rows() == 0) continue;
    const store::Extent one = file.extent(city.table(t).name());
    if (one.min_x == one.max_x && one.min_y == one.max_y) continue;
    all = any ? store::Extent{std::min(all.min_x, one.min_x), std::min(all.min_y, one.min_y),
                              std::max(all.max_x, one.max_x), std::max(all.max_y, one.max_y)}
              : one;
    any = true;
  }
  return all;
}

// What counts in a branch, as a number: equal while nothing was done in it or taken back.
std::uint64_t digest(const std::vector<JournalEntry>& effective) {
  std::uint64_t value = effective.size() + 1;
  for (const JournalEntry& entry : effective)
    value = value * 0x9E3779B97F4A7C15U + static_cast<std::uint64_t>(entry.sequence);
  return value;
}

void forget_base(std::vector<sim::ComparedKpi>& kpis) {
  for (sim::ComparedKpi& kpi : kpis) {
    kpi.base = kpi.difference = kpi.percent = kNoValue;
    kpi.verdict = sim::Verdict::none;
  }
}

const RunRecord* latest_finished(const std::vector<RunRecord>& runs, std::int32_t branch) {
  const auto found = std::find_if(runs.rbegin(), runs.rend(), [branch](const RunRecord& run) {
    return run.branch == branch && run.status == RunStatus::done;
  });
  return found == runs.rend() ? nullptr : &*found;
}

std::shared_ptr<const std::vector<std::string>> texts_of(const city::Dictionary& dictionary) {
  auto texts = std::make_shared<std::vector<std::string>>();
  for (std::int32_t code = 0; code < dictionary.size(); ++code) texts->push_back(dictionary.text(code));
  return texts;
}

std::string failure_of(const RunRecord& run) {
  const Json record = Json::parse(run.json, nullptr, false);
  return record.is_object() ? record.value("reason", "the program ended in it") : "its record is damaged";
}

}  // namespace

void Publisher::open(sim::Twin& twin, std::optional<std::string> session, std::vector<Bookmark> bookmarks) {
  fixed_.opening = Opening::open;
  fixed_.read_only = twin.file()->mode() == store::Mode::read_only;
  fixed_.title = twin.file()->path().stem().string();
  fixed_.zone = twin.calendar().zone();
  fixed_.extent = extent_of(*twin.file(), twin.base());
  fixed_.session = std::move(session);
  fixed_.bookmarks = std::move(bookmarks);
}

void Publisher::find_out(sim::Twin& twin) {
  const std::vector<RunRecord> runs = store::Runs(*twin.file()).list();
  branches_.clear();
  std::set<std::int64_t> counting;
  std::map<std::int32_t, std::uint64_t> digests;
  for (const store::BranchRecord& record : twin.journal().branches()) {
    const std::vector<JournalEntry> effective = twin.effective(record.ordinal);
    for (const JournalEntry& entry : effective) {
      if (entry.branch == record.ordinal) counting.insert(entry.sequence);
    }
    if (record.deleted()) continue;
    // A parent that went on makes a branch's results stale as well.
    digests[record.ordinal] = digest(effective) * 31 + (record.ordinal == 0 ? 0 : digests[record.parent]);
    add_branch(twin, record, runs, digests[record.ordinal], effective);
  }
  journal_ = journal_lines(twin, counting);
  if (findings_ == nullptr || runs != findings_runs_) read_findings(twin, runs);
  findings_runs_ = runs;
  known_ = true;
}

void Publisher::add_branch(sim::Twin& twin, const store::BranchRecord& record,
                           const std::vector<RunRecord>& runs, std::uint64_t digest,
                           const std::vector<JournalEntry>& effective) {
  BranchInfo info;
  info.ordinal = record.ordinal;
  info.name = record.name;
  if (record.ordinal != 0) info.parent = twin.journal().branch(record.parent).name;
  std::int64_t last = 0;
  for (const JournalEntry& entry : effective) {
    if (entry.branch != record.ordinal || !sim::is_intervention(entry.kind) || entry.group == last) continue;
    last = entry.group;
    ++info.changes;
  }
  info.can_undo = info.changes > 0 && !fixed_.read_only;
  const RunRecord* latest = nullptr;
  for (const RunRecord& run : runs) {
    const bool left_something = run.status != RunStatus::cancelled || run.saved_exchange >= 0;
    if (run.branch == record.ordinal && run.status != RunStatus::running && left_something) latest = &run;
  }
  const RunRecord* finished = latest_finished(runs, record.ordinal);
  Known& known = found_out_[record.ordinal];
  const std::int64_t run = latest == nullptr ? 0 : latest->id;
  if (known.digest != digest || known.run != run) {
    known = {digest, run, levers(twin, record.ordinal, effective), {}};
    if (finished != nullptr) known.stale = sim::stale_reasons(*twin.file(), *finished);
  }
  info.levers = known.levers;
  if (latest != nullptr) add_run(twin, info, *latest, finished, runs);
  branches_.push_back(std::move(info));
}

void Publisher::add_run(sim::Twin& twin, BranchInfo& info, const RunRecord& latest, const RunRecord* finished,
                        const std::vector<RunRecord>& runs) {
  info.run = latest.id;
  info.run_from = Time{latest.from_us};
  info.run_to = Time{latest.to_us};
  if (latest.status == RunStatus::failed) {
    info.status = BranchStatus::failed;
    info.why = {failure_of(latest)};
  } else if (latest.status == RunStatus::cancelled) {
    info.status = BranchStatus::stopped;
  } else {
    info.why = found_out_[info.ordinal].stale;
    info.status = info.why.empty() ? BranchStatus::done : BranchStatus::stale;
  }
  if (finished == nullptr) return;
  const RunRecord* base = latest_finished(runs, 0);
  info.kpis = figures(twin, info.name, finished->id, base == nullptr ? 0 : base->id);
}

void Publisher::forget_plugins() {
  found_out_.clear();
  forget();
}

const std::vector<sim::ComparedKpi>& Publisher::figures(sim::Twin& twin, const std::string& branch,
                                                        std::int64_t run, std::int64_t base_run) {
  const auto [found, fresh] = figures_.try_emplace({run, base_run});
  if (!fresh) return found->second;
  const std::string& base = twin.journal().branch(0).name;
  if (branch != base) {
    try {
      found->second = sim::compare(*twin.file(), twin.units(), base, branch).kpis;
      return found->second;
    } catch (const Error& error) {
      const bool nothing_to_compare =
          error.code() == ErrorCode::not_found || error.code() == ErrorCode::incompatible;
      if (!nothing_to_compare) throw;
    }
  }
  found->second = sim::compare(*twin.file(), twin.units(), branch, branch).kpis;
  forget_base(found->second);
  return found->second;
}

std::shared_ptr<const std::vector<JournalLine>> Publisher::journal_lines(
    sim::Twin& twin, const std::set<std::int64_t>& counting) const {
  auto lines = std::make_shared<std::vector<JournalLine>>();
  const std::vector<JournalEntry>& entries = twin.journal().entries();
  for (auto entry = entries.rbegin(); entry != entries.rend() && lines->size() < kMostLines; ++entry) {
    JournalLine line;
    line.group = entry->group;
    line.branch = twin.journal().branch(entry->branch).name;
    line.wall_time =
        format_time(Time{entry->wall_us / 1'000'000 * 1'000'000}, fixed_.zone, TimeFormat::second);
    line.acts = sim::when_it_acts(*entry, fixed_.zone);
    line.who = entry->who;
    line.role = entry->role;
    line.text = sim::what_it_does(*entry, fixed_.zone);
    line.taken_back = entry->kind != city::EntryKind::undo && !counting.contains(entry->sequence);
    line.can_undo = sim::is_intervention(entry->kind) && counting.contains(entry->sequence) &&
                    !twin.journal().branch(entry->branch).deleted() && !fixed_.read_only;
    lines->push_back(std::move(line));
  }
  return lines;
}

// Those of imports and of the latest run of each branch.
void Publisher::read_findings(sim::Twin& twin, const std::vector<RunRecord>& runs) {
  std::map<std::int64_t, std::string> shown{{0, ""}};
  for (const BranchInfo& info : branches_) {
    const auto latest = std::find_if(runs.rbegin(), runs.rend(),
                                     [&info](const RunRecord& run) { return run.branch == info.ordinal; });
    if (latest != runs.rend()) shown[latest->id] = info.name;
  }
  auto findings = std::make_shared<std::vector<store::Finding>>();
  for (store::Finding& finding : store::Catalogue(*twin.file()).findings()) {
    if (shown.contains(finding.run)) findings->push_back(std::move(finding));
  }
  std::stable_sort(findings->begin(), findings->end(), [](const store::Finding& a, const store::Finding& b) {
    return std::pair(a.severity, a.run) > std::pair(b.severity, b.run);
  });
  if (findings->size() > kMostLines) findings->resize(kMostLines);
  found_alarms_.clear();
  for (const store::Finding& finding : *findings) {
    if (finding.severity != store::Severity::error || finding.run == 0) continue;
    found_alarms_.push_back({shown[finding.run], finding.message, finding.table, finding.id, std::nullopt});
  }
  findings_ = std::move(findings);
}

void Publisher::show_live(sim::Twin& twin, const Live::Lane& lane, BranchInfo& info) const {
  const sim::Branch* branch = twin.live(lane.branch);
  if (branch == nullptr) return;
  info.status = BranchStatus::live;
  info.time = branch->time();
  info.why.clear();
  info.kpis.clear();
  const std::vector<sim::KpiResult> results = lane.meter->results();
  const std::vector<store::KpiValue> records = sim::to_records(results);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const host::Kpi& declared = *results[i].kpi;
    sim::ComparedKpi kpi;
    kpi.id = results[i].id;
    kpi.group = results[i].group;
    kpi.label = declared.label;
    kpi.description = declared.description;
    kpi.limits = declared.limits;
    kpi.unit = declared.display_unit.empty() ? records[i].unit : declared.display_unit;
    kpi.other = std::isnan(records[i].value)
                    ? kNoValue
                    : twin.units().convert(records[i].value, twin.units().parse(records[i].unit),
                                           twin.units().parse(kpi.unit));
    kpi.base = kpi.difference = kpi.percent = kNoValue;
    kpi.n = results[i].n;
    kpi.suppressed =
        declared.table.starts_with("person") && !kpi.group.empty() && kpi.n < sim::kSmallestGroup;
    if (kpi.suppressed) kpi.other = kNoValue;
    info.kpis.push_back(std::move(kpi));
  }
}

std::shared_ptr<const std::vector<Alarm>> Publisher::alarms(sim::Twin& twin, const Live& live) const {
  auto all = std::make_shared<std::vector<Alarm>>();
  for (const Live::Fault& fault : live.faults())
    all->push_back({twin.journal().branch(fault.branch).name, fault.text, "", 0, fault.at});
  for (const Live::Lane& lane : live.lanes()) {
    const sim::Branch* branch = twin.live(lane.branch);
    if (branch == nullptr) continue;
    const std::string& name = twin.journal().branch(lane.branch).name;
    for (const sim::PluginFault& fault : branch->faults())
      all->push_back({name, fault.text, "", 0, fault.at});
    for (const store::Finding& finding : sim::findings_of(*branch, 0, fixed_.zone)) {
      if (finding.severity == store::Severity::error)
        all->push_back({name, finding.message, finding.table, finding.id, branch->time()});
    }
  }
  for (const BranchInfo& info : branches_) {
    if (info.status == BranchStatus::failed && !info.why.empty())
      all->push_back({info.name, info.why.front(), "", 0, std::nullopt});
  }
  all->insert(all->end(), found_alarms_.begin(), found_alarms_.end());
  if (all->size() > kMostLines) all->resize(kMostLines);
  return all;
}

Published Publisher::snapshot(sim::Twin& twin, const Live& live, const RunProgress& run,
                              const std::map<std::int32_t, std::vector<std::int64_t>>& undone) {
  if (!known_) find_out(twin);
  Published now = fixed_;
  now.branches = branches_;
  now.journal = journal_;
  now.findings = findings_;
  now.alarms = alarms(twin, live);
  if (!run.branches.empty()) now.work = Work{{}, run.report.text, run.report.fraction, run.report.left_s};
  for (BranchInfo& info : now.branches) {
    const auto again = undone.find(info.ordinal);
    info.can_redo = again != undone.end() && !again->second.empty() && !fixed_.read_only;
    if (run.branches.contains(info.ordinal)) {
      info.status = BranchStatus::running;
      info.progress = run.report.fraction;
      if (const sim::Branch* branch = twin.live(info.ordinal)) info.time = branch->time();
      now.work->branches.push_back(info.name);  // there is work while branches are run
    }
    for (const Live::Lane& lane : live.lanes()) {
      if (lane.branch == info.ordinal) show_live(twin, lane, info);
    }
  }
  return now;
}

std::map<ColumnKey, std::shared_ptr<const ColumnFrame>> Publisher::frames(
    sim::Twin& twin, const std::vector<ColumnKey>& wanted) {
  std::map<ColumnKey, std::shared_ptr<const ColumnFrame>> frames;
  for (const ColumnKey& key : wanted) {
    if (!twin.journal().has_branch(key.branch)) continue;
    const std::int32_t ordinal = twin.journal().branch(key.branch).ordinal;
    const city::City& city = twin.city(ordinal);
    const std::int32_t index = city.find(key.table);
    if (index < 0) continue;
    const city::Table& table = city.table(static_cast<std::size_t>(index));
    const auto column = table.find(key.column);
    if (!column || table.column(*column).spec().list) continue;
    const sim::Branch* live = twin.live(ordinal);
    // What a plugin computes is in no draft: zeros there are not results.
    const city::ColumnSpec& spec = table.column(*column).spec();
    if (live == nullptr && spec.role == city::Role::output && !spec.owner.empty()) continue;
    auto frame = std::make_shared<ColumnFrame>();
    frame->key = key;
    if (live != nullptr) frame->time = live->time();
    // Both ascend from one source: whichever changed last makes the number another.
    frame->revision = std::max(table.column(*column).revision(), table.topology_revision());
    const auto before = frames_.find(key);
    if (before != frames_.end() && before->second->revision == frame->revision) {
      frame->values = before->second->values;
      frame->whole = before->second->whole;
      frame->texts = before->second->texts;
    } else {
      frame->values = std::make_shared<const std::vector<float>>(as_floats(table, *column));
      const city::Scalar scalar = table.column(*column).spec().scalar;
      frame->whole = as_whole(scalar, {table.column(*column).bytes(),
                                       static_cast<std::size_t>(table.rows()) * city::size_of(scalar)});
      if (scalar == city::Scalar::text) frame->texts = texts_of(table.column(*column).dictionary());
    }
    frames.emplace(key, std::move(frame));
  }
  frames_ = frames;
  return frames;
}

const BranchInfo* Published::branch(std::string_view name) const {
  const auto found = std::find_if(branches.begin(), branches.end(),
                                  [name](const BranchInfo& info) { return info.name == name; });
  return found == branches.end() ? nullptr : &*found;
}

std::string_view to_string(BranchStatus status) {
  switch (status) {
    case BranchStatus::draft: return "draft";
    case BranchStatus::running: return "running";
    case BranchStatus::live: return "live";
    case BranchStatus::done: return "done";
    case BranchStatus::stale: return "stale";
    case BranchStatus::failed: return "failed";
    case BranchStatus::stopped: return "stopped";
  }
  return "";
}

}  // namespace conurb::room
