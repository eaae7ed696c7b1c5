// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/sim/stale.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/runs.hpp"

namespace conurb::sim {

namespace {

// The latest finished run of a branch, over the span of `like` if given.
store::RunRecord latest_finished(const store::CityFile& file, std::string_view name,
                                 const store::RunRecord* like = nullptr) {
  const store::BranchRecord branch = store::Journal(file).branch(name);
  const std::vector<store::RunRecord> runs = store::Runs(file).list();
  bool any = false;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    if (run->branch != branch.ordinal || run->status != store::RunStatus::done) continue;
    any = true;
    if (like == nullptr || (run->from_us == like->from_us && run->to_us == like->to_us)) return *run;
  }
  if (any) {
    throw Error(ErrorCode::incompatible,
                fmt::format("'{}' has no finished run over the span of the other", name),
                file.path().string(), "run both over the same span");
  }
  throw Error(ErrorCode::not_found, fmt::format("the branch '{}' has no finished run", name),
              file.path().string(), fmt::format("run it: conurb run {} SCRIPT.lua", file.path().string()));
}

Verdict judge(double base, double other, const std::string& better) {
  if (std::isnan(base) || std::isnan(other) || better == "none") return Verdict::none;
  // Less than the table's last digit of per cent is no ground for a decision.
  if (std::abs(other - base) <= 5e-4 * std::max(std::abs(base), std::abs(other))) return Verdict::same;
  return (other < base) == (better == "lower") ? Verdict::better : Verdict::worse;
}

using KpiKey = std::pair<std::string, std::string>;

std::map<KpiKey, store::KpiValue> by_key(const std::vector<store::KpiValue>& values) {
  std::map<KpiKey, store::KpiValue> result;
  for (const store::KpiValue& value : values) result.emplace(KpiKey{value.kpi, value.group}, value);
  return result;
}

// What the run record says about a figure: label, display unit, direction, limits.
Json about(const Json& record, const std::string& id) {
  const auto kpis = record.find("kpis");
  if (kpis == record.end()) return Json::object();
  const auto found = kpis->find(id);
  return found == kpis->end() ? Json::object() : *found;
}

double shown(const UnitSystem& units, const std::map<KpiKey, store::KpiValue>& values, const KpiKey& key,
             const std::string& unit) {
  const auto found = values.find(key);
  if (found == values.end() || std::isnan(found->second.value)) return kNoValue;
  return units.convert(found->second.value, units.parse(found->second.unit), units.parse(unit));
}

// Groups of few people could tell of single ones; whichever of the runs has fewer decides.
void suppress_small(ComparedKpi& kpi, std::initializer_list<const std::map<KpiKey, store::KpiValue>*> runs) {
  if (kpi.group.empty()) return;
  for (const auto* values : runs) {
    const auto found = values->find({kpi.id, kpi.group});
    if (found != values->end() && found->second.n < kSmallestGroup) kpi.suppressed = true;
  }
  if (!kpi.suppressed) return;
  kpi.base = kpi.other = kpi.difference = kpi.percent = kNoValue;
  kpi.verdict = Verdict::none;
  kpi.n = 0;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::better: return "better";
    case Verdict::worse: return "worse";
    case Verdict::same: return "same";
    case Verdict::none: return "";
  }
  return "";
}

Comparison compare(const store::CityFile& file, const UnitSystem& units, std::string_view base,
                   std::string_view other) {
  Comparison comparison;
  comparison.base_name = base;
  comparison.other_name = other;
  comparison.other_run = latest_finished(file, other);
  comparison.base_run = latest_finished(file, base, &comparison.other_run);
  comparison.base_record = parse_json(comparison.base_run.json, "run record");
  comparison.other_record = parse_json(comparison.other_run.json, "run record");
  const auto base_values = by_key(store::Runs(file).kpis(comparison.base_run.id));
  const auto other_values = by_key(store::Runs(file).kpis(comparison.other_run.id));
  std::map<KpiKey, store::KpiValue> all = base_values;
  all.insert(other_values.begin(), other_values.end());
  for (const auto& [key, value] : all) {
    Json facts = about(comparison.other_record, key.first);
    if (facts.empty()) facts = about(comparison.base_record, key.first);
    ComparedKpi kpi;
    kpi.id = key.first;
    kpi.group = key.second;
    kpi.label = facts.value("label", key.first);
    kpi.description = facts.value("description", "");
    kpi.limits = facts.value("limits", "");
    const std::string display = facts.value("display_unit", "");
    kpi.unit = display.empty() ? value.unit : display;
    kpi.base = shown(units, base_values, key, kpi.unit);
    kpi.other = shown(units, other_values, key, kpi.unit);
    kpi.difference = kpi.other - kpi.base;
    kpi.percent = kpi.base != 0 ? 100.0 * kpi.difference / std::abs(kpi.base) : kNoValue;
    kpi.verdict = judge(kpi.base, kpi.other, facts.value("better", "none"));
    kpi.n = value.n;
    if (facts.value("people", false)) suppress_small(kpi, {&base_values, &other_values});
    comparison.kpis.push_back(std::move(kpi));
  }
  comparison.base_stale = stale_reasons(file, comparison.base_run);
  comparison.other_stale = stale_reasons(file, comparison.other_run);
  // What the script reports first, then in the order of the manifests, as the record tells it.
  std::stable_sort(comparison.kpis.begin(), comparison.kpis.end(),
                   [&](const ComparedKpi& a, const ComparedKpi& b) {
                     return about(comparison.other_record, a.id).value("order", 0) <
                            about(comparison.other_record, b.id).value("order", 0);
                   });
  return comparison;
}

std::string readable(double value) {
  if (std::isnan(value)) return "-";
  if (value == 0) return "0";
  const double magnitude = std::floor(std::log10(std::abs(value)));
  // A value that rounding carries to the next power of ten (999.96) has one decimal less.
  const bool carries = std::round(std::abs(value) * std::pow(10.0, 3 - magnitude)) >= 9999.5;
  const int decimals = std::clamp(3 - static_cast<int>(magnitude) - (carries ? 1 : 0), 0, 9);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  const std::size_t end = text.find('.') == std::string::npos ? text.size() : text.find('.');
  const std::size_t begin = text[0] == '-' ? 1 : 0;
  for (std::size_t at = end; at > begin + 3; at -= 3) text.insert(at - 3, " ");
  return text;
}

std::vector<std::vector<std::string>> as_table(const Comparison& comparison) {
  std::vector<std::vector<std::string>> rows{
      {"figure", "unit", comparison.base_name + (comparison.base_stale.empty() ? "" : " (stale)"),
       comparison.other_name + (comparison.other_stale.empty() ? "" : " (stale)"), "difference", "%", ""}};
  for (const ComparedKpi& kpi : comparison.kpis) {
    const std::string base = readable(kpi.base);
    const std::string other = readable(kpi.other);
    // Two values that read the same differ by nothing that a reader could see.
    const double difference = base == other && !std::isnan(kpi.difference) ? 0 : kpi.difference;
    rows.push_back({kpi.group.empty() ? kpi.label : kpi.label + ": " + kpi.group, kpi.unit, base, other,
                    (difference > 0 ? "+" : "") + readable(difference),
                    std::isnan(kpi.percent) ? "-" : fmt::format("{:+.1f}", kpi.percent),
                    kpi.suppressed ? "fewer than 10 people" : std::string(to_string(kpi.verdict))});
  }
  return rows;
}

std::vector<std::string> stale_lines(const Comparison& comparison, const std::string& file) {
  std::vector<std::string> lines;
  const auto add = [&lines](const std::string& name, std::int64_t run,
                            const std::vector<std::string>& reasons) {
    for (const std::string& reason : reasons)
      lines.push_back(fmt::format("Stale: the figures of '{}' are those of run {}; {}", name, run, reason));
  };
  add(comparison.base_name, comparison.base_run.id, comparison.base_stale);
  add(comparison.other_name, comparison.other_run.id, comparison.other_stale);
  if (!lines.empty())
    lines.push_back(fmt::format(
        "Run the scenario again for figures of the city as it is now: conurb run {} SCRIPT.lua", file));
  return lines;
}

Json to_json(const Comparison& comparison) {
  Json kpis = Json::array();
  const auto number = [](double value) { return std::isnan(value) ? Json() : Json(value); };
  for (const ComparedKpi& kpi : comparison.kpis) {
    kpis.push_back({{"id", kpi.id},
                    {"label", kpi.label},
                    {"group", kpi.group},
                    {"unit", kpi.unit},
                    {"base", number(kpi.base)},
                    {"other", number(kpi.other)},
                    {"difference", number(kpi.difference)},
                    {"percent", number(kpi.percent)},
                    {"verdict", std::string(to_string(kpi.verdict))},
                    {"rows", kpi.suppressed ? Json() : Json(kpi.n)},
                    {"suppressed", kpi.suppressed},
                    {"limits", kpi.limits}});
  }
  return {{"base", comparison.base_name},
          {"other", comparison.other_name},
          {"base_run", comparison.base_run.id},
          {"other_run", comparison.other_run.id},
          {"from_us", comparison.base_run.from_us},
          {"to_us", comparison.base_run.to_us},
          {"stale", comparison.stale()},
          {"base_stale", comparison.base_stale},
          {"other_stale", comparison.other_stale},
          {"kpis", kpis}};
}

}  // namespace conurb::sim
