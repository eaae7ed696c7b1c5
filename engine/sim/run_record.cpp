// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/run_record.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/build_info.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/json.hpp"
#include "engine/sim/inputs.hpp"
#include "engine/store/blobs.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/runs.hpp"

namespace conurb::sim {

namespace {

// Hashes of the columns that the run sees, as the file keeps them; computed columns are not in the file.
Json input_hashes(Twin& twin, const std::vector<host::PluginCode>& codes,
                  const std::vector<city::JournalEntry>& entries) {
  Json inputs = Json::object();
  if (twin.file() == nullptr) return inputs;
  const auto contents = twin.file()->contents();
  const ColumnNames seen = columns_seen(twin.base(), host::manifests_of(codes), entries);
  const auto add = [&](const std::string& table, const std::string& column) {
    const auto found = contents.find(table + "." + column);
    if (found != contents.end()) inputs[found->first] = found->second;
  };
  for (const auto& [table, columns] : seen) {
    for (const std::string& column : columns) add(table, column);
    add(table, "shape");  // seen through the services over space
  }
  if (twin.base().geometry() != nullptr) {  // loaded for a plugin that asks for the ground
    for (const store::BlobInfo& blob : store::Blobs(*twin.file()).list("geometry"))
      inputs["geometry." + blob.key] = blob.hash;
  }
  return inputs;
}

Json describe_place(const Twin& twin) {
  const city::Place& place = twin.base().place();
  Json holidays = Json::array();
  for (const CivilDate& day : twin.options().holidays) holidays.push_back(format_date(day));
  return {{"crs", place.crs},
          {"origin", {place.origin_x, place.origin_y, place.origin_z}},
          {"time_zone", place.time_zone},
          {"holidays", holidays}};
}

store::Severity severity_of(const std::string& text) {
  if (text == "error") return store::Severity::error;
  return text == "warning" ? store::Severity::warning : store::Severity::note;
}

}  // namespace

std::vector<std::string> report_of(std::int32_t branch, const RunRequest& request) {
  const auto found = request.report.find(branch);
  return found == request.report.end() ? std::vector<std::string>() : found->second;
}

Json run_facts(Twin& twin, std::int32_t branch, const RunRequest& request) {
  const std::vector<host::PluginCode> codes = host::taking_part(twin.plugins(), request.plugins);
  Json plugins = Json::object();
  for (const host::PluginCode& code : codes)
    plugins[code.manifest->id] = {{"version", code.manifest->version}, {"hash", code.hash}};
  const std::vector<city::JournalEntry> entries = twin.effective(branch);
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
          {"report", report_of(branch, request)},
          {"entries_hash", to_hex(entries_hash(entries))},
          {"place", describe_place(twin)},
          {"inputs", input_hashes(twin, codes, entries)}};
}

std::string key_of(const Json& facts) {
  return to_hex(hash(facts.dump()));
}

std::string run_key(Twin& twin, std::int32_t branch, const RunRequest& request) {
  return key_of(run_facts(twin, branch, request));
}

Json describe_kpis(const Branch& branch, const std::vector<std::string>& first) {
  Json kpis = Json::object();
  auto order = static_cast<std::ptrdiff_t>(first.size());
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    const host::Manifest& manifest = branch.plugin(i).manifest();
    for (const host::Kpi& kpi : manifest.kpis) {
      const std::string id = manifest.name + "." + kpi.id;
      const auto named = std::find(first.begin(), first.end(), id) - first.begin();
      const bool is_first = named < static_cast<std::ptrdiff_t>(first.size());
      kpis[id] = {{"label", kpi.label},
                  {"description", kpi.description},
                  {"better", kpi.better},
                  {"display_unit", kpi.display_unit},
                  {"limits", kpi.limits},
                  {"people", kpi.table.starts_with("person")},
                  {"order", is_first ? named : order++}};
    }
  }
  return kpis;
}

Json describe_columns(const Branch& branch) {
  Json columns = Json::object();
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    const host::Manifest& manifest = branch.plugin(i).manifest();
    for (const host::ColumnUse& use : manifest.columns) {
      if (!use.owns || use.spec.recording.kind == city::Recording::Kind::none) continue;
      columns[manifest.tables[use.table].spec.name + "." + use.spec.name] = {
          {"unit", use.spec.unit},
          {"display_unit", use.spec.display_unit},
          {"description", use.spec.description},
          {"refers_to", use.spec.refers_to}};
    }
  }
  return columns;
}

Json describe_limits(const Branch& branch) {
  Json limits = Json::array();
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    for (const std::string& line : branch.plugin(i).manifest().limits) limits.push_back(line);
  }
  return limits;
}

Json describe_sources(const store::CityFile& file) {
  Json sources = Json::array();
  for (const store::SourceRecord& source : store::Catalogue(file).sources()) {
    sources.push_back(
        {{"name", source.name}, {"hash", source.file_hash}, {"attribution", source.attribution}});
  }
  return sources;
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

std::vector<store::Finding> findings_of(const Branch& branch, std::int64_t run, const Zone& zone) {
  std::vector<store::Finding> findings;
  for (const Found& found : branch.findings().worst_first()) {
    store::Finding finding;
    finding.severity = severity_of(found.first.severity);
    const std::int32_t plugin = branch.find_plugin(found.first.source);
    const std::string name =
        plugin < 0 ? found.first.source : branch.plugin(static_cast<std::size_t>(plugin)).manifest().name;
    finding.code = name + "." + found.first.code;
    finding.message = found.first.text;
    finding.table = found.first.table;
    const std::int32_t table = branch.city().find(found.first.table);
    if (table >= 0 && found.first.row >= 0) {
      const city::Table& rows = branch.city().table(static_cast<std::size_t>(table));
      if (found.first.row < rows.rows()) finding.id = rows.ids()[static_cast<std::size_t>(found.first.row)];
    }
    finding.where = format_time(found.at, zone, TimeFormat::minute);
    finding.count = found.count;
    finding.run = run;
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<store::Finding> findings_of(const store::CityFile& file, std::int64_t run) {
  std::vector<store::Finding> findings = store::Catalogue(file).findings();
  std::erase_if(findings, [run](const store::Finding& finding) { return finding.run != run; });
  return findings;
}

std::optional<RunOutcome> find_finished(Twin& twin, std::int32_t branch, const std::string& key) {
  const store::Runs runs(*twin.file());
  const std::vector<store::RunRecord> all = runs.list();
  for (auto record = all.rbegin(); record != all.rend(); ++record) {
    if (record->branch != branch || record->status != store::RunStatus::done) continue;
    const Json json = parse_json(record->json, fmt::format("run {}", record->id));
    if (json.value("key", "") != key) continue;
    RunOutcome outcome;
    outcome.branch = branch;
    outcome.run = record->id;
    outcome.reused = true;
    outcome.exchanges = record->saved_exchange;
    outcome.content_hash = json.value("content_hash", "");
    outcome.kpis = runs.kpis(record->id);
    outcome.findings = findings_of(*twin.file(), record->id);
    for (const Json& fault : json.value("faults_held", Json::array())) {
      outcome.faults.push_back(
          {fault.value("plugin", ""), fault.value("text", ""), Time{fault.value("at_us", std::int64_t{0})}});
    }
    return outcome;
  }
  return std::nullopt;
}

}  // namespace conurb::sim
