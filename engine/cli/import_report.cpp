// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/import_report.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "engine/base/json.hpp"
#include "engine/cli/command.hpp"

namespace conurb::cli {

namespace {

bool is_idle(const io::ImportedSource& source, const std::string& table) {
  for (const auto* counts : {&source.inserted, &source.updated, &source.retired}) {
    if (const auto found = counts->find(table); found != counts->end() && found->second > 0) return false;
  }
  return true;
}

void print_findings(const io::ImportResult& result) {
  struct Kind {
    std::int64_t count = 0;
    store::Severity severity = store::Severity::note;
    std::vector<std::string> first;
  };
  std::map<std::string, Kind> kinds;
  for (const io::ImportedSource& source : result.sources) {
    for (const store::Finding& each : source.findings) {
      Kind& kind = kinds[each.code];
      kind.count += each.count;
      kind.severity = std::max(kind.severity, each.severity);
      constexpr std::size_t kShown = 2;
      if (each.count == 1 && kind.first.size() < kShown) {
        kind.first.push_back(each.where.empty() ? each.message : each.where + ": " + each.message);
      }
    }
  }
  if (kinds.empty()) return;
  std::printf("Findings\n");
  std::vector<std::vector<std::string>> rows{{"code", "count", "severity", "first of them"}};
  for (const auto& [code, kind] : kinds) {
    rows.push_back({code, std::to_string(kind.count), std::string(store::to_string(kind.severity)),
                    kind.first.empty() ? "" : kind.first[0]});
    for (std::size_t i = 1; i < kind.first.size(); ++i) rows.push_back({"", "", "", kind.first[i]});
  }
  print_table(rows);
}

/// What a file that was imported before says otherwise.
void print_changes(const io::ImportResult& result) {
  for (const io::ImportedSource& source : result.sources) {
    const io::SourceChanges& changes = source.changes;
    if (!changes.compared) continue;
    std::printf(
        "%s: %zu object(s) new, %zu gone, %zu with other attributes, %zu with other geometry, %lld as "
        "before\n",
        source.record.name.c_str(), changes.added.size(), changes.gone.size(), changes.attributes.size(),
        changes.geometry.size(), static_cast<long long>(changes.unchanged));
  }
}

void print_conflicts(const io::ImportResult& result) {
  std::vector<std::vector<std::string>> rows{{"table", "object", "column", "edited (kept)", "source says"}};
  for (const io::ImportedSource& source : result.sources) {
    for (const io::ImportConflict& each : source.conflicts) {
      rows.push_back(
          {each.table, each.object, each.column, city::to_string(each.edited), city::to_string(each.source)});
    }
  }
  if (rows.size() == 1) return;
  std::printf("Conflicts: edited here and changed by the source\n");
  print_table(rows);
}

Json value_json(const city::Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

Json changes_json(const io::ImportedSource& source) {
  const io::SourceChanges& changes = source.changes;
  if (!changes.compared) return nullptr;
  return {{"added", changes.added},
          {"gone", changes.gone},
          {"attributes", changes.attributes},
          {"geometry", changes.geometry},
          {"unchanged", changes.unchanged}};
}

Json conflicts_json(const io::ImportedSource& source) {
  Json list = Json::array();
  for (const io::ImportConflict& each : source.conflicts) {
    list.push_back({{"table", each.table},
                    {"id", each.id},
                    {"object", each.object},
                    {"column", each.column},
                    {"edited", value_json(each.edited)},
                    {"source", value_json(each.source)}});
  }
  return list;
}

}  // namespace

void add_findings(const std::vector<host::Finding>& findings, io::ImportedSource& source) {
  for (const host::Finding& each : findings) {
    const store::Severity severity = each.severity == "error"     ? store::Severity::error
                                     : each.severity == "warning" ? store::Severity::warning
                                                                  : store::Severity::note;
    source.findings.push_back({severity, each.code, each.text, each.table, 0, "", 0, 1});
  }
}

void print(const ImportReport& report) {
  const city::Place& place = report.result.city.place();
  std::vector<std::vector<std::string>> rows{{"source", "format", "table", "new", "updated", "retired"}};
  for (const io::ImportedSource& source : report.result.sources) {
    std::set<std::string> tables;
    for (const auto* counts : {&source.inserted, &source.updated, &source.retired}) {
      for (const auto& [table, count] : *counts) tables.insert(table);
    }
    for (const std::string& table : tables) {
      if (is_idle(source, table)) continue;
      const auto of = [&table](const std::map<std::string, std::int64_t>& counts) {
        const auto found = counts.find(table);
        return std::to_string(found == counts.end() ? 0 : found->second);
      };
      rows.push_back({source.record.name, source.format, table, of(source.inserted), of(source.updated),
                      of(source.retired)});
    }
  }
  if (rows.size() > 1) print_table(rows);
  for (const std::string& name : report.unchanged) std::printf("%s: unchanged\n", name.c_str());
  print_changes(report.result);
  print_conflicts(report.result);
  print_findings(report.result);
  for (const io::ImportedSource& source : report.result.sources) {
    if (source.record.attribution.empty()) continue;
    std::printf("%s: %s\n", source.record.name.c_str(), source.record.attribution.c_str());
  }
  std::printf("%s: %s, %s, %.1f s\n", report.file.c_str(), place.crs.empty() ? "no CRS" : place.crs.c_str(),
              place.time_zone.c_str(), report.seconds);
}

Json to_json(const ImportReport& report) {
  const io::ImportResult& result = report.result;
  Json json{{"file", report.file},
            {"seconds", report.seconds},
            {"crs", result.city.place().crs},
            {"time_zone", result.city.place().time_zone},
            {"unchanged", report.unchanged},
            {"sources", Json::array()},
            {"tables", Json::object()}};
  for (const io::ImportedSource& source : result.sources) {
    Json findings = Json::object();
    for (const store::Finding& each : source.findings) {
      findings[each.code] = findings.value(each.code, std::int64_t{0}) + each.count;
    }
    json["sources"].push_back({{"name", source.record.name},
                               {"format", source.format},
                               {"hash", source.record.file_hash},
                               {"inserted", source.inserted},
                               {"updated", source.updated},
                               {"retired", source.retired},
                               {"changes", changes_json(source)},
                               {"conflicts", conflicts_json(source)},
                               {"findings", findings}});
  }
  for (std::size_t i = 0; i < result.city.table_count(); ++i) {
    json["tables"][result.city.table(i).name()] = result.city.table(i).alive_rows();
  }
  return json;
}

}  // namespace conurb::cli
