// SPDX-License-Identifier: Apache-2.0
// conurb synthesise FILE PLUGIN, and conurb generate: the same with the generator, on a city that is yet to
// be.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "engine/base/error.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/base/zone.hpp"
#include "engine/cli/city_target.hpp"
#include "engine/cli/command.hpp"
#include "engine/cli/import_options.hpp"
#include "engine/cli/import_report.hpp"
#include "engine/cli/parameter_settings.hpp"
#include "engine/cli/plugin_environment.hpp"
#include "engine/host/catalog.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/library.hpp"
#include "engine/host/schedule.hpp"
#include "engine/host/synthesis.hpp"
#include "engine/io/city_place.hpp"
#include "engine/io/geometry_blob.hpp"

namespace conurb::cli {

namespace {

/// A plugin and what is asked of it.
struct Task {
  std::string plugin;
  std::vector<std::string> settings;  ///< NAME=VALUE
};

struct SynthesiseOptions {
  std::string file;
  std::vector<Task> tasks;  ///< one after the other, each on what the one before made
  std::uint64_t seed = 1;
  std::string place;  ///< LATITUDE,LONGITUDE of a new city
  std::string crs, zone;
};

class SynthesiseCommand {
 public:
  SynthesiseCommand(const Session& session, const SynthesiseOptions& options)
      : session_(session),
        options_(options),
        log_(session.make_log()),
        progress_(session.make_progress()),
        jobs_(session.threads) {}

  /// All tasks go into the city in one transaction.
  void run() {
    const auto started = std::chrono::steady_clock::now();
    const std::vector<Work> works = load();
    CityTarget target(options_.file);
    city::City base = base_of(target);
    io::KnownImports known;
    if (target.file() != nullptr) known = io::read_known_imports(*target.file());
    io::ImportOptions import_options = cli::import_options(session_, jobs_, progress_);
    const std::vector<city::TableSpec> vocabulary = import_options.vocabulary;
    io::CityImport import(std::move(base), std::move(known), std::move(import_options));
    std::vector<std::vector<host::Finding>> findings;
    for (const Work& work : works) {
      city::City city = import.city();
      const std::vector<const host::Manifest*> manifests{work.code.manifest.get()};
      host::declare(manifests, vocabulary, city);
      host::Synthesis made = synthesise(work, city);
      import.adopt(std::move(made.filled), source_of(*work.code.manifest, work.parameters));
      findings.push_back(std::move(made.findings));
    }
    io::ImportResult result = import.finish();
    for (std::size_t i = 0; i < findings.size(); ++i) add_findings(findings[i], result.sources[i]);
    std::vector<std::string> unchanged;
    if (lacks_nothing(result)) {
      for (const io::ImportedSource& source : result.sources) unchanged.push_back(source.record.name);
      progress_.finish(options_.file + " has all that is filled here");
    } else {
      progress_.update(0.9, "writing " + options_.file);
      target.commit(result);
      progress_.finish("saved " + options_.file);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const ImportReport report{options_.file, result, unchanged, seconds};
    session_.json ? print_json(to_json(report)) : print(report);
  }

 private:
  /// A plugin that is ready, with the values of its parameters.
  struct Work {
    host::PluginCode code;
    std::vector<double> parameters;
  };

  [[nodiscard]] std::vector<Work> load() const {
    std::vector<std::filesystem::path> folders = session_.plugin_paths;
    for (const std::filesystem::path& folder : host::plugin_folders()) folders.push_back(folder);
    std::vector<Work> works;
    for (const Task& task : options_.tasks) {
      const host::LibraryInfo info = host::find_plugin(task.plugin, folders);
      host::PluginCode code = host::plugin_code(
          host::Library::load(info.path, [this](const std::string& text) { log_.warning("{}", text); }));
      std::vector<double> parameters = parameters_of(*code.manifest, task.settings, "--set population=50000");
      works.push_back({std::move(code), std::move(parameters)});
    }
    return works;
  }

  /// Whether no row was added and no value given.
  static bool lacks_nothing(const io::ImportResult& result) {
    const auto idle = [](const std::map<std::string, std::int64_t>& counts) {
      return std::all_of(counts.begin(), counts.end(), [](const auto& each) { return each.second == 0; });
    };
    return std::all_of(result.sources.begin(), result.sources.end(), [&](const io::ImportedSource& source) {
      return idle(source.inserted) && idle(source.updated);
    });
  }

  /// What is there, or a city that is nothing but a place.
  [[nodiscard]] city::City base_of(CityTarget& target) const {
    if (target.file() != nullptr) {
      city::City city = target.file()->load();
      city.set_geometry(io::load_geometry(*target.file()));
      return city;
    }
    city::City city;
    city::Place place;
    if (!options_.place.empty()) {
      const auto [latitude, longitude] = split_setting(options_.place, ',', "--place", "--place 51.45,9.0");
      as_option("--place", [&, north = latitude, east = longitude] {
        place = io::placed(place, options_.crs, number_of(east, "longitude"), number_of(north, "latitude"),
                           options_.file);
      });
    }
    if (!options_.zone.empty()) {
      as_option("--zone", [this] { (void)Zone(options_.zone); });
      place.time_zone = options_.zone;
    }
    city.set_place(std::move(place));
    return city;
  }

  [[nodiscard]] host::Synthesis synthesise(const Work& work, const city::City& base) {
    PluginEnvironment environment(session_, log_, jobs_, &progress_, base.place());
    return host::synthesise(work.code, environment.get(), base, work.parameters, options_.seed);
  }

  /// The source says how to make the same city again.
  [[nodiscard]] store::SourceRecord source_of(const host::Manifest& manifest,
                                              const std::vector<double>& parameters) const {
    store::SourceRecord record;
    record.name = fmt::format("{} (seed {})", manifest.name, options_.seed);
    record.uri = fmt::format("{} {} seed={}", manifest.id, manifest.version, options_.seed);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      record.uri += fmt::format(" {}={}", manifest.parameters[i].name, parameters[i]);
    return record;
  }

  const Session& session_;
  const SynthesiseOptions& options_;
  Log log_;
  Progress progress_;
  Jobs jobs_;
};

void add_common(CLI::App& command, Session& session, SynthesiseOptions& options) {
  command.add_option("--seed", options.seed, "The same seed gives the same city")->capture_default_str();
  command.add_flag("--json", session.json, "Print JSON");
}

}  // namespace

void add_synthesise(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<SynthesiseOptions>();
  options->tasks.resize(1);
  keep.push_back(options);
  CLI::App* command =
      app.add_subcommand("synthesise", "Let a plugin fill what a city lacks, by stated rules");
  command->add_option("file", options->file, "City file (.gpkg)")->required()->check(CLI::ExistingFile);
  command->add_option("plugin", options->tasks[0].plugin, "Plugin, by name or file")->required();
  command->add_option("--set", options->tasks[0].settings, "A parameter of the plugin: NAME=VALUE");
  add_common(*command, session, *options);
  command->footer(
      "Example: conurb synthesise city.gpkg people --seed 7 --set population=50000\n"
      "Nothing that the city holds is changed; what is added is marked as derived.");
  command->callback([&session, options] { SynthesiseCommand(session, *options).run(); });
}

void add_generate(CLI::App& app, Session& session, Keep& keep) {
  struct Generate : SynthesiseOptions {
    std::int64_t population = 20'000;
    std::string style = "organic";
    std::vector<std::string> settings;  ///< of the people
  };
  auto options = std::make_shared<Generate>();
  options->place = "51.45,9.0";
  options->zone = "Europe/Berlin";
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("generate", "Make a plausible city that exists nowhere");
  command->add_option("-o,--output", options->file, "City file (.gpkg) to make")
      ->required()
      ->check(CLI::NonexistentPath);
  command->add_option("--population", options->population, "People")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{2000}, std::int64_t{10'000'000}));
  command->add_option("--style", options->style, "Pattern of the streets: grid, organic or radial")
      ->capture_default_str()
      ->check(CLI::IsMember({"grid", "organic", "radial"}));
  command->add_option("--place", options->place, "Where on earth it lies: LATITUDE,LONGITUDE")
      ->capture_default_str();
  command->add_option("--crs", options->crs, "CRS; the UTM zone of the place if none is given");
  command->add_option("--zone", options->zone, "Time zone")->capture_default_str();
  command->add_option("--set", options->settings, "A parameter of the plugin people: NAME=VALUE");
  add_common(*command, session, *options);
  command->footer(
      "Example: conurb generate --population 20000 --seed 7 --style radial -o city.gpkg\n"
      "The plugin generator builds the city, the plugin people settles it.");
  command->callback([&session, options] {
    const std::string population = fmt::format("population={}", options->population);
    std::vector<std::string> of_people{population, "jobs_per_resident=0.52"};
    of_people.insert(of_people.end(), options->settings.begin(), options->settings.end());
    options->tasks = {{"generator", {population, "style=" + options->style}}, {"people", of_people}};
    SynthesiseCommand(session, *options).run();
  });
}

}  // namespace conurb::cli
