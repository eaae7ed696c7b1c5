// SPDX-License-Identifier: Apache-2.0
// conurb validate FILE... [--repair -o OUT]
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"
#include "engine/cli/import_inputs.hpp"
#include "engine/cli/import_options.hpp"
#include "engine/io/citygml.hpp"
#include "engine/io/cityjson.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/io/validation.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

struct ValidateOptions {
  std::vector<fs::path> files;
  fs::path output;
  std::string crs;
  bool repair = false, list_rules = false, no_layer = false;
  std::size_t shown = 3, layer = 100'000;
  city::ValidityOptions validity;
};

/// What came of one file.
struct Outcome {
  std::string file;
  io::Validation validation;
  std::vector<city::Repair> repairs;
  std::string written;  ///< the repaired city, if there is one
};

bool is_city_file(const fs::path& path) {
  return ends_with_ignoring_case(path.string(), ".gpkg");
}

class ValidateCommand {
 public:
  ValidateCommand(const Session& session, const ValidateOptions& options)
      : session_(session), options_(options), progress_(session.make_progress()), jobs_(session.threads) {}

  void run() {
    check_options();
    std::vector<Outcome> outcomes;
    for (const fs::path& file : options_.files) {
      session_.cancel.check("the check");
      progress_.update(0, "checking " + file.filename().string());
      outcomes.push_back(is_city_file(file) ? check_city_file(file) : check_model(file));
    }
    progress_.finish("checked");
    session_.json ? print_json(to_json(outcomes)) : print(outcomes);
    std::int64_t errors = 0;
    for (const Outcome& each : outcomes) errors += each.validation.errors;
    if (errors == 0) return;
    const std::string where = outcomes.size() == 1 ? outcomes.front().file : "";
    const std::string remedy = options_.repair
                                   ? "what is left has no rule for its repair: mend it at its source"
                                   : "what has a rule is mended with --repair -o OUT.gpkg";
    throw Error(ErrorCode::bad_data,
                errors == 1 ? "1 error was found" : fmt::format("{} errors were found", errors), where,
                remedy);
  }

 private:
  void check_options() const {
    if (!options_.crs.empty()) as_option("--crs", [this] { (void)io::Crs::open(options_.crs, ""); });
    if (options_.repair != !options_.output.empty())
      throw WrongUsage("--repair and -o go together", "", "write it like --repair -o mended.gpkg");
    if (!options_.repair) return;
    if (options_.files.size() > 1)
      throw WrongUsage("--repair mends one file, and several are given", "", "mend them one by one");
    if (!is_city_file(options_.output))
      throw WrongUsage("a repaired city is written as a city file", options_.output.string(),
                       "name it with .gpkg at its end");
    // Before hours of reading.
    if (!is_in_place()) store::CityFile::check_place(options_.output);
  }

  [[nodiscard]] bool is_in_place() const {
    return fs::weakly_canonical(options_.files.front()) == fs::weakly_canonical(options_.output);
  }

  [[nodiscard]] io::ValidationOptions check_with() {
    io::ValidationOptions options;
    options.check.validity = options_.validity;
    options.check.most_per_rule = std::max(options_.layer, options.check.most_per_rule);
    options.jobs = &jobs_;
    options.cancel = session_.cancel;
    return options;
  }

  // ---- city files ----

  Outcome check_city_file(const fs::path& path) {
    if (!options_.repair || is_in_place()) return check_in_place(path, path.string());
    store::CityFile::copy(path, options_.output);
    try {
      return check_in_place(options_.output, path.string());
    } catch (...) {
      remove_output();  // nothing half mended is left
      throw;
    }
  }

  Outcome check_in_place(const fs::path& path, const std::string& name) {
    Outcome outcome;
    outcome.file = name;
    const bool writes = options_.repair || !options_.no_layer;
    store::CityFile file =
        writes ? store::CityFile::open(path, store::Mode::read_write, {.who = user_name(), .max_bytes = 0})
               : store::CityFile::open(path, store::Mode::read_only);
    const auto check = [&] {
      if (options_.repair) {
        outcome.repairs =
            io::repair_city(file, options_.validity, import_options(session_, jobs_, progress_));
        outcome.written = path.string();
      }
      city::City city = file.load();
      city.set_geometry(io::load_geometry(file));
      outcome.validation = io::validate(city, io::findings_of_readers(file), check_with());
      if (!writes) return;
      io::put_finding_layer(city, outcome.validation, load_vocabulary(), options_.layer);
      store::SaveOptions save;
      save.base_sequence =
          file.base_sequence();  // entries that the tables do not hold yet stay to be replayed
      file.save(city, save);
    };
    if (writes) {
      file.atomically(check);
    } else {
      check();
    }
    file.close();
    return outcome;
  }

  void remove_output() const {
    std::error_code ignored;
    for (const char* beside : {"", "-wal", "-shm"})
      fs::remove(fs::path(options_.output.string() + beside), ignored);
  }

  // ---- models ----

  Outcome check_model(const fs::path& path) {
    ImportArguments arguments;
    arguments.files = {path};
    PluginFormats formats(session_);
    std::vector<Input> inputs = open_inputs(arguments, formats);
    Input& input = inputs.front();
    if (input.format != Format::city_json && input.format != Format::city_gml) {
      throw Error(ErrorCode::bad_data, "only city files and city models can be checked", path.string(),
                  "give a city file (.gpkg), CityJSON or CityGML");
    }
    io::CityModel model = input.format == Format::city_gml ? io::read_city_gml_file(path)
                                                           : io::CityJsonReader().read_file(path);
    Outcome outcome;
    outcome.file = path.string();
    if (options_.repair) outcome.repairs = io::repair_model(model, options_.validity);
    input.settle_hash();
    io::ImportOptions import_with = import_options(session_, jobs_, progress_);
    import_with.crs = options_.crs;
    import_with.findings_kept = io::FindingList::kKeptPerRule;
    io::CityImport import(city::City(), {}, std::move(import_with));
    import.add(std::move(model), std::move(input.source));
    io::ImportResult result = import.finish();
    outcome.validation = io::validate(result.city, io::findings_of_readers(result), check_with());
    if (options_.repair) {
      io::put_finding_layer(result.city, outcome.validation, load_vocabulary(), options_.layer);
      write_new(result);
      outcome.written = options_.output.string();
    }
    return outcome;
  }

  void write_new(const io::ImportResult& result) const {
    store::CityFile file = store::CityFile::create(options_.output, {.who = user_name(), .max_bytes = 0});
    try {
      io::commit_import(file, result);
      file.close();
    } catch (...) {
      remove_output();
      throw;
    }
  }

  // ---- what is said ----

  void print(const std::vector<Outcome>& outcomes) const {
    for (const Outcome& each : outcomes) {
      print_rules(each.validation);
      print_repairs(each);
      const io::Validation& v = each.validation;
      std::printf("%s: %s (errors: %lld, warnings: %lld; objects: %lld, geometries: %lld, faces: %lld)\n",
                  each.file.c_str(), v.valid() ? "valid" : "not valid", static_cast<long long>(v.errors),
                  static_cast<long long>(v.warnings), static_cast<long long>(v.objects),
                  static_cast<long long>(v.geometries), static_cast<long long>(v.surfaces));
      if (!each.written.empty()) std::printf("%s: the mended city\n", each.written.c_str());
    }
  }

  static std::string line_of(const io::ValidationFinding& finding) {
    std::string line = finding.object;
    if (!finding.place.empty()) line += (line.empty() ? "" : ", ") + finding.place;
    if (finding.located)
      line += fmt::format(" at {:.3f} {:.3f} {:.3f}", finding.at[0], finding.at[1], finding.at[2]);
    return (line.empty() ? "" : line + ": ") + finding.message;
  }

  void print_rules(const io::Validation& validation) const {
    if (validation.rules.empty()) return;
    std::vector<std::vector<std::string>> rows{{"severity", "rule", "code", "count", "first of them"}};
    for (const io::RuleCount& rule : validation.rules) {
      std::vector<std::string> first;
      for (const io::ValidationFinding& each : validation.findings) {
        if (first.size() == options_.shown) break;
        if (each.rule == rule.rule && each.count == 1) first.push_back(line_of(each));
      }
      const auto word = std::string(store::to_string(rule.severity));
      rows.push_back({word, rule.rule, rule.code, std::to_string(rule.count), first.empty() ? "" : first[0]});
      for (std::size_t i = 1; i < first.size(); ++i) rows.push_back({"", "", "", "", first[i]});
    }
    print_table(rows);
  }

  static std::map<city::Rule, std::pair<std::int64_t, std::int64_t>> summed(const Outcome& outcome) {
    std::map<city::Rule, std::pair<std::int64_t, std::int64_t>> by_rule;  // repairs, geometries
    std::map<city::Rule, std::uint32_t> last;
    for (const city::Repair& each : outcome.repairs) {
      by_rule[each.rule].first += each.number;
      const auto before = last.find(each.rule);
      if (before == last.end() || before->second != each.geometry) ++by_rule[each.rule].second;
      last[each.rule] = each.geometry;
    }
    return by_rule;
  }

  static void print_repairs(const Outcome& outcome) {
    if (outcome.written.empty()) return;
    if (outcome.repairs.empty()) std::printf("nothing to mend by rule\n");
    std::vector<std::vector<std::string>> rows{{"mended", "count", "geometries", "what was done"}};
    for (const auto& [rule, counts] : summed(outcome)) {
      rows.push_back({std::string(city::info(rule).name), std::to_string(counts.first),
                      std::to_string(counts.second), std::string(city::info(rule).repair)});
    }
    if (rows.size() > 1) print_table(rows);
  }

  static Json json_of(const io::ValidationFinding& finding) {
    Json json{{"severity", std::string(store::to_string(finding.severity))},
              {"rule", finding.rule},
              {"message", finding.message}};
    if (!finding.code.empty()) json["code"] = finding.code;
    if (!finding.object.empty()) json["object"] = finding.object;
    if (!finding.place.empty()) json["place"] = finding.place;
    if (finding.located) json["at"] = finding.at;
    if (!std::isnan(finding.figure)) {
      json["figure"] = finding.figure;
      if (!finding.figure_unit.empty()) json["unit"] = finding.figure_unit;
    }
    if (finding.count != 1) json["count"] = finding.count;
    return json;
  }

  static Json to_json(const std::vector<Outcome>& outcomes) {
    Json files = Json::array();
    for (const Outcome& each : outcomes) {
      const io::Validation& v = each.validation;
      Json json{{"file", each.file},          {"valid", v.valid()},  {"errors", v.errors},
                {"warnings", v.warnings},     {"notes", v.notes},    {"objects", v.objects},
                {"geometries", v.geometries}, {"faces", v.surfaces}, {"counts", Json::object()},
                {"findings", Json::array()}};
      for (const io::RuleCount& rule : v.rules) json["counts"][rule.rule] = rule.count;
      for (const io::ValidationFinding& finding : v.findings) json["findings"].push_back(json_of(finding));
      if (!each.written.empty()) {
        json["written"] = each.written;
        json["repairs"] = Json::array();
        for (const auto& [rule, counts] : summed(each)) {
          json["repairs"].push_back({{"rule", std::string(city::info(rule).name)},
                                     {"count", counts.first},
                                     {"geometries", counts.second},
                                     {"what", std::string(city::info(rule).repair)}});
        }
      }
      files.push_back(std::move(json));
    }
    return Json{{"files", std::move(files)}};
  }

  const Session& session_;
  const ValidateOptions& options_;
  Progress progress_;
  Jobs jobs_;
};

void list_rules() {
  std::vector<std::vector<std::string>> rows{{"rule", "code", "severity", "figure", "what", "repair"}};
  for (const city::RuleInfo& rule : city::rules()) {
    const char* severity = rule.severity == city::RuleSeverity::error ? "error" : "warning";
    const std::string figure(rule.figure_unit == "-"    ? ""
                             : rule.figure_unit.empty() ? "count"
                                                        : rule.figure_unit);
    std::string what(rule.what);
    if (what.ends_with(':')) what.pop_back();
    rows.push_back({std::string(rule.name), rule.code > 0 ? fmt::format("val3dity {}", rule.code) : "",
                    severity, figure, what, std::string(rule.repair)});
  }
  print_table(rows);
}

}  // namespace

void add_validate(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<ValidateOptions>();
  keep.push_back(options);
  CLI::App* command =
      app.add_subcommand("validate", "Check a city or a model: text, geometry, semantics, values");
  command->add_option("files", options->files,
                      "City files (.gpkg), CityJSON (.city.json, .city.jsonl) or CityGML (.gml, .gml.gz)");
  command->add_flag("--repair", options->repair, "Mend what has a rule for it, and say so");
  command->add_option("-o,--output", options->output,
                      "City file (.gpkg) for the repaired city; may be the file itself");
  command->add_flag("--no-layer", options->no_layer, "Leave a city file as it is: no layer of findings");
  command
      ->add_option("--planarity", options->validity.planarity_m, "How far corners may lie off their plane, m")
      ->capture_default_str()
      ->check(CLI::Range(1e-6, 1000.0));
  command->add_option("--snap", options->validity.snap_m, "Points nearer to each other are one, m")
      ->capture_default_str()
      ->check(CLI::Range(1e-9, 1.0));
  command->add_option("--crs", options->crs, "CRS of models that name none, such as EPSG:28992");
  command->add_option("--layer-rows", options->layer, "Findings of the layer at most")->capture_default_str();
  command->add_option("--show", options->shown, "Findings shown of each rule")->capture_default_str();
  command->add_flag("--rules", options->list_rules, "List the rules instead");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer(
      "Example: conurb validate delft.gpkg, conurb validate model.city.json --repair -o mended.gpkg\n"
      "Exit code 0: no errors (there may be warnings), 1: errors, or the check failed, 2: wrong usage.");
  command->callback([&session, options] {
    if (options->list_rules) return list_rules();
    if (options->files.empty())
      throw WrongUsage("no file is named", "", "write it like conurb validate delft.gpkg");
    ValidateCommand(session, *options).run();
  });
}

}  // namespace conurb::cli
