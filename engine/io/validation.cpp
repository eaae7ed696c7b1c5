// SPDX-License-Identifier: Apache-2.0
#include "engine/io/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/store/catalogue.hpp"

namespace conurb::io {

using city::CityFinding;
using city::GeometryStore;
using city::kNone;

namespace {

/// What cjval calls the checks whose findings begin so; the longest beginning counts.
struct CjvalCheck {
  std::string_view beginning, name;
};
constexpr std::array kCjvalChecks = {
    CjvalCheck{"geometry.", "schema"},
    CjvalCheck{"geometry.index_", "wrong_vertex_index"},
    CjvalCheck{"semantics.values", "semantics_array"},
    CjvalCheck{"semantics.type", "schema"},
    CjvalCheck{"object.", "schema"},
    CjvalCheck{"object.missing_relation", "parents_children_consistency"},
    CjvalCheck{"object.one_sided_relation", "parents_children_consistency"},
    CjvalCheck{"object.relation", "parents_children_consistency"},
    CjvalCheck{"object.cycle", "parents_children_consistency"},
    CjvalCheck{"object.duplicate_id", "JSON syntax"},
    CjvalCheck{"appearance.index", "textures, materials"},
    CjvalCheck{"appearance.type", "schema"},
    CjvalCheck{"root.", "schema"},
    CjvalCheck{"transform.", "schema"},
    CjvalCheck{"vertices.", "schema"},
    CjvalCheck{"feature.", "schema"},
};

std::string code_of(std::string_view rule) {
  if (rule == "geometry.ring_not_closed") return "val3dity 103";  // only texts that repeat the first point
  if (rule == "geometry.too_few_points") return "val3dity 101";
  const CjvalCheck* best = nullptr;
  for (const CjvalCheck& each : kCjvalChecks) {
    if (rule.starts_with(each.beginning) &&
        (best == nullptr || best->beginning.size() < each.beginning.size()))
      best = &each;
  }
  return best == nullptr ? std::string() : fmt::format("cjval {}", best->name);
}

store::Severity severity_of(city::RuleSeverity severity) {
  switch (severity) {
    case city::RuleSeverity::info: return store::Severity::note;
    case city::RuleSeverity::warning: return store::Severity::warning;
    case city::RuleSeverity::error: return store::Severity::error;
  }
  return store::Severity::error;
}

/// Words for what the check found.
class Wording {
 public:
  explicit Wording(const city::City& city) : city_(city), store_(city.geometry().get()) {
    if (city.find("city_object") >= 0) ids_ = &city.table("city_object").column("object_id");
    if (store_ == nullptr) return;
    // Geometries of an object are counted as its file does.
    std::map<std::uint32_t, std::uint32_t> next;
    for (std::uint32_t g = 0; g < store_->geometry_count(); ++g) number_.push_back(next[store_->owner(g)]++);
  }

  ValidationFinding operator()(const CityFinding& finding) const {
    const city::RuleInfo& rule = city::info(finding.rule);
    ValidationFinding words;
    words.severity = severity_of(rule.severity);
    words.rule = rule.name;
    if (rule.code > 0) words.code = fmt::format("val3dity {}", rule.code);
    words.object_row = finding.object == kNone ? -1 : static_cast<std::int64_t>(finding.object);
    words.object = name_of(finding);
    words.located = finding.has_place;
    words.at = finding.place;
    if (!words.located) locate_row(finding, words);
    words.place = place_of(finding);
    words.message = rule.what;
    if (rule.figure_unit != "-") {
      words.figure = finding.figure;
      words.figure_unit = rule.figure_unit;
      words.message += fmt::format(" {:.6g}", finding.figure);
      if (!rule.figure_unit.empty()) words.message += fmt::format(" {}", rule.figure_unit);
    }
    if (!finding.detail.empty()) words.message += fmt::format(" ({})", finding.detail);
    return words;
  }

 private:
  [[nodiscard]] std::string name_of(const CityFinding& finding) const {
    const city::Column* ids = ids_;
    std::int64_t row = finding.object == kNone ? -1 : static_cast<std::int64_t>(finding.object);
    if (finding.table >= 0) {
      const city::Table& table = city_.table(static_cast<std::size_t>(finding.table));
      const auto found = table.find("object_id");
      ids = found ? &table.column(*found) : nullptr;
      row = finding.row;
    }
    if (ids == nullptr || row < 0 || ids->spec().scalar != city::Scalar::text) return {};
    const std::int32_t code = ids->values<std::int32_t>()[static_cast<std::size_t>(row)];
    return code < 0 ? std::string() : std::string(ids->dictionary().text(code));
  }

  [[nodiscard]] std::string place_of(const CityFinding& finding) const {
    if (finding.table >= 0) {
      const city::Table& table = city_.table(static_cast<std::size_t>(finding.table));
      return fmt::format("{} {}", table.name(), table.ids()[static_cast<std::size_t>(finding.row)]);
    }
    const std::uint32_t g = finding.geometry;
    std::string place =
        fmt::format("{} {} ({}", store_->tile_of(g) == city::kTemplateTile ? "template" : "geometry",
                    number_[g], to_string(store_->type(g)));
    if (!store_->lod_text(g).empty()) place += fmt::format(", level of detail {}", store_->lod_text(g));
    place += ")";
    if (finding.surface != kNone)
      place += fmt::format(", face {}", finding.surface - store_->surfaces(g).begin);
    return place;
  }

  // A row with a shape lies at the first point of it.
  void locate_row(const CityFinding& finding, ValidationFinding& words) const {
    if (finding.table < 0) return;
    const city::Table& table = city_.table(static_cast<std::size_t>(finding.table));
    if (table.spec().shape == city::Shape::none) return;
    const city::Column& shape = table.column("shape");
    const auto row = static_cast<std::size_t>(finding.row);
    const auto first = static_cast<std::size_t>(shape.offsets()[row]),
               end = static_cast<std::size_t>(shape.offsets()[row + 1]);
    if (end < first + 2) return;
    const auto values = shape.values<double>();
    words.located = true;
    words.at = {values[first] + city_.place().origin_x, values[first + 1] + city_.place().origin_y,
                std::numeric_limits<double>::quiet_NaN()};
  }

  const city::City& city_;
  const GeometryStore* store_;
  const city::Column* ids_ = nullptr;
  std::vector<std::uint32_t> number_;
};

class Collector {
 public:
  void reader(const store::Finding& finding) {
    ValidationFinding words;
    words.severity = finding.severity;
    words.rule = finding.code;
    words.code = code_of(finding.code);
    words.place = finding.where;
    words.message = finding.message;
    words.count = finding.count;
    count(words.rule, words.code, words.severity, finding.count);
    result.findings.push_back(std::move(words));
  }
  void count(const std::string& rule, const std::string& code, store::Severity severity,
             std::int64_t number) {
    RuleCount& of = by_rule_[{-static_cast<int>(severity), rule}];
    of = {rule, code, severity, of.count + number};
    (severity == store::Severity::error     ? result.errors
     : severity == store::Severity::warning ? result.warnings
                                            : result.notes) += number;
  }
  Validation take() {
    for (auto& [key, count] : by_rule_) result.rules.push_back(std::move(count));
    return std::move(result);
  }

  Validation result;

 private:
  std::map<std::pair<int, std::string>, RuleCount> by_rule_;
};

bool is_of_reader(const store::Finding& finding) {
  return finding.run == 0 && !finding.code.starts_with("building.");
}

}  // namespace

Validation validate(const city::City& city, std::span<const store::Finding> of_readers,
                    const ValidationOptions& options) {
  if (options.jobs == nullptr) throw Error(ErrorCode::internal, "a check was given no threads");
  Collector collector;
  for (const store::Finding& each : of_readers) {
    if (is_of_reader(each)) collector.reader(each);
  }
  const city::CityReport report = check_city(city, options.check, *options.jobs, options.cancel);
  const Wording wording(city);
  for (const CityFinding& each : report.findings) collector.result.findings.push_back(wording(each));
  for (const city::RuleInfo& rule : city::rules()) {
    const std::string code = rule.code > 0 ? fmt::format("val3dity {}", rule.code) : std::string();
    if (report.count(rule.rule) > 0)
      collector.count(std::string(rule.name), code, severity_of(rule.severity), report.count(rule.rule));
  }
  Validation validation = collector.take();
  if (city.find("city_object") >= 0) validation.objects = city.table("city_object").alive_rows();
  validation.geometries = report.geometries;
  validation.surfaces = report.surfaces;
  return validation;
}

std::vector<store::Finding> findings_of_readers(const store::CityFile& file) {
  std::vector<store::Finding> findings = store::Catalogue(file).findings();
  std::erase_if(findings, [](const store::Finding& each) { return each.source == 0; });
  return findings;
}

std::vector<store::Finding> findings_of_readers(const ImportResult& result) {
  std::vector<store::Finding> findings;
  for (const ImportedSource& source : result.sources)
    findings.insert(findings.end(), source.findings.begin(), source.findings.end());
  return findings;
}

}  // namespace conurb::io
