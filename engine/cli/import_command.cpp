// SPDX-License-Identifier: Apache-2.0
// conurb import FILE... -o city.gpkg
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/json.hpp"
#include "engine/base/zone.hpp"
#include "engine/cli/city_target.hpp"
#include "engine/cli/command.hpp"
#include "engine/cli/import_inputs.hpp"
#include "engine/cli/import_options.hpp"
#include "engine/cli/import_report.hpp"
#include "engine/cli/parameter_settings.hpp"
#include "engine/cli/plugin_environment.hpp"
#include "engine/cli/plugin_formats.hpp"
#include "engine/host/format.hpp"
#include "engine/host/instance.hpp"
#include "engine/io/citygml.hpp"
#include "engine/io/cityjson.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/gzip.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/io/import_observations.hpp"
#include "engine/store/catalogue.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

std::pair<std::string, std::string> join_target(const std::string& text) {
  if (text.empty()) return {"building", "object_id"};
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == text.size()) {
    throw WrongUsage(fmt::format("--join {} is no TABLE.COLUMN", text), "",
                     "write it like building.object_id");
  }
  return {text.substr(0, dot), text.substr(dot + 1)};
}

/// Files whose bytes are those of the last import. Tables are joined anew: the rows that they go to may have
/// changed.
bool is_unchanged(const Input& input, const std::vector<store::SourceRecord>& known) {
  return input.format != Format::csv &&
         std::any_of(known.begin(), known.end(), [&input](const store::SourceRecord& each) {
           return each.name == input.source.name && each.file_hash == input.source.file_hash;
         });
}

constexpr const char* kSettingExample = "--set transport.clock_start=8";
constexpr std::size_t kMostUnpacked = std::size_t{4} << 30;  // of a packed file that a plugin reads

class ImportCommand {
 public:
  ImportCommand(const Session& session, const ImportArguments& options)
      : session_(session),
        options_(options),
        log_(session.make_log()),
        progress_(session.make_progress()),
        jobs_(session.threads) {}

  void run() {
    const auto started = std::chrono::steady_clock::now();
    check_options();
    PluginFormats formats(session_);
    std::vector<Input> inputs = open_inputs(options_, formats);
    check_settings(inputs);
    CityTarget target(options_.output);
    city::City base;
    io::KnownImports known;
    if (target.file() != nullptr) {
      base = target.file()->load();
      base.set_geometry(io::load_geometry(*target.file()));
      known = io::read_known_imports(*target.file());
      leave_out_unchanged(inputs, *target.file());
    }
    io::ImportOptions import_with = import_options(session_, jobs_, progress_);
    import_with.crs = options_.crs;
    import_with.time_zone = options_.zone;
    import_with.weather_year = options_.weather_year;
    import_with.terrain_cell = options_.cell;
    vocabulary_ = import_with.vocabulary;
    io::CityImport import(std::move(base), std::move(known), std::move(import_with));
    read(inputs, import);
    io::ImportResult result = import.finish();
    for (io::ImportedSource& source : result.sources) {
      const auto found = plugin_findings_.find(source.record.name);
      if (found != plugin_findings_.end()) add_findings(found->second, source);
    }
    const std::vector<io::ObservedBatch> batches = read_observed(result.city.place());
    progress_.update(0.8, "writing " + options_.output.filename().string());
    std::vector<io::ImportedSource> observed;
    target.commit(result, [&](store::CityFile& file) {
      for (std::size_t i = 0; i < batches.size(); ++i) {
        observed.push_back(io::commit_observations(file, batches[i], observed_[i].second, user_name()));
      }
    });
    result.sources.insert(result.sources.end(), observed.begin(), observed.end());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    progress_.finish("saved " + options_.output.filename().string());
    report(result, seconds);
  }

 private:
  // What is mistyped is told before anything is read.
  void check_options() const {
    if (!options_.zone.empty()) as_option("--zone", [this] { (void)Zone(options_.zone); });
    if (!options_.crs.empty()) as_option("--crs", [this] { (void)io::Crs::open(options_.crs, ""); });
    if (!options_.height_unit.empty()) {
      as_option("--height-unit", [this] {
        const UnitSystem units;
        (void)units.factor(units.parse(options_.height_unit), units.parse("m"));
      });
    }
    (void)join_target(options_.join);
  }

  // So are settings for which there is no file.
  void check_settings(const std::vector<Input>& inputs) const {
    for (const std::string& setting : options_.settings) {
      const std::string parameter = split_setting(setting, '=', "--set", kSettingExample).first;
      const bool read = std::any_of(inputs.begin(), inputs.end(), [&parameter](const Input& each) {
        return each.plugin && parameter.starts_with(each.plugin->code.manifest->name + ".");
      });
      if (!read)
        throw WrongUsage(fmt::format("--set {} is for a plugin that reads none of the files", setting), "",
                         fmt::format("name a parameter of one that does, like {}", kSettingExample));
    }
  }

  void leave_out_unchanged(std::vector<Input>& inputs, const store::CityFile& file) {
    if (options_.again) return;
    const std::vector<store::SourceRecord> sources = store::Catalogue(file).sources();
    for (Input& input : inputs) {
      input.settle_hash();
      if (is_unchanged(input, sources)) unchanged_.push_back(input.source.name);
    }
    std::erase_if(inputs, [&sources](const Input& input) { return is_unchanged(input, sources); });
    for (const std::string& name : unchanged_)
      log_.info("{} is the same as at its last import: left out", name);
  }

  void read(std::vector<Input>& inputs, io::CityImport& import) {
    io::CityJsonReader reader;
    std::optional<UnitSystem> units;
    for (Input& input : inputs) {
      session_.cancel.check("the import");
      progress_.update(0, "reading " + input.path.filename().string());
      input.begin_hash();  // beside the reading, which takes longer
      switch (input.format) {
        case Format::city_json: {
          io::CityModel model = reader.read_file(input.path);
          input.settle_hash();
          import.add(std::move(model), std::move(input.source));
          break;
        }
        case Format::terrain: {
          io::RasterOptions raster_options;
          raster_options.height_unit = options_.height_unit;
          raster_options.cancel = session_.cancel;
          io::Raster raster = io::read_raster_file(input.path, raster_options);
          input.settle_hash();
          import.add(std::move(raster), std::move(input.source));
          break;
        }
        case Format::osm: {
          io::OsmMap map = io::read_osm_file(input.path, session_.cancel);
          input.settle_hash();
          import.add(std::move(map), std::move(input.source));
          break;
        }
        case Format::layer: {
          io::VectorOptions layer_options;
          layer_options.layer = options_.layer;
          layer_options.id = options_.id;
          layer_options.cancel = session_.cancel;
          io::VectorLayer layer = io::read_vector_file(input.path, layer_options);
          input.settle_hash();
          if (!units) units.emplace();
          import.add(std::move(layer), options_.table, *units, std::move(input.source));
          break;
        }
        case Format::city_gml: {
          io::CityModel model = io::read_city_gml_file(input.path);
          input.settle_hash();
          import.add(std::move(model), std::move(input.source));
          break;
        }
        case Format::plugin: read_by_plugin(input, import); break;
        case Format::epw: {
          const io::EpwWeather weather = io::read_epw_file(input.path);
          input.settle_hash();
          import.add(weather, std::move(input.source));
          break;
        }
        case Format::csv: {
          io::CsvTable csv = io::read_csv_file(input.path);
          input.settle_hash();
          if (options_.join.empty() && io::holds_observations(csv)) {
            observed_.emplace_back(std::move(csv), std::move(input.source));
            break;
          }
          if (!units) units.emplace();
          const auto [table, key] = join_target(options_.join);
          import.join(csv, table, key, *units, std::move(input.source));
        }
      }
    }
  }

  void read_by_plugin(Input& input, io::CityImport& import) {
    const PluginFormat& format = *input.plugin;
    std::vector<MappedFile> mapped;
    std::vector<std::string> texts;  // of those that are packed
    mapped.reserve(1 + input.further.size());
    texts.reserve(1 + input.further.size());
    std::vector<host::FormatFile> files;
    const auto open = [&](const fs::path& path) {
      std::string_view bytes = mapped.emplace_back(path).text();
      const std::string name = path.filename().string();
      if (io::is_gzip(bytes)) bytes = texts.emplace_back(io::unpacked(bytes, name, kMostUnpacked));
      files.push_back({name, bytes});
    };
    open(input.path);
    for (const fs::path& path : input.further) open(path);
    files.front().name = input.source.name;
    input.settle_hash();
    PluginEnvironment environment(session_, log_, jobs_, &progress_, import.city().place());
    host::FormatReading reading =
        host::read_format(format.code, environment.get(), vocabulary_, import.city().place(), options_.crs,
                          plugin_parameters(*format.code.manifest), format.index, files);
    plugin_findings_[input.source.name] = std::move(reading.findings);
    import.add(std::move(reading.read), format.spec().label, std::move(input.source));
  }

  /// As the person set them: those of other plugins are theirs.
  [[nodiscard]] std::vector<double> plugin_parameters(const host::Manifest& manifest) const {
    std::vector<std::string> own;
    for (const std::string& setting : options_.settings)
      if (setting.starts_with(manifest.name + ".")) own.push_back(setting.substr(manifest.name.size() + 1));
    return parameters_of(manifest, own, kSettingExample);
  }

  [[nodiscard]] std::vector<io::ObservedBatch> read_observed(const city::Place& place) const {
    std::vector<io::ObservedBatch> batches;
    if (observed_.empty()) return batches;
    const UnitSystem units;
    const Zone zone(place.time_zone.empty() ? "UTC" : place.time_zone);
    for (const auto& [csv, source] : observed_) batches.push_back(io::read_observations(csv, zone, units));
    return batches;
  }

  void report(const io::ImportResult& result, double seconds) const {
    if (options_.zone.empty() && result.city.place().time_zone == "UTC") {
      log_.info("the city keeps UTC; give its time zone with --zone, such as --zone Europe/Zurich");
    }
    const ImportReport report{options_.output.string(), result, unchanged_, seconds};
    session_.json ? print_json(to_json(report)) : print(report);
  }

  const Session& session_;
  const ImportArguments& options_;
  Log log_;
  Progress progress_;
  Jobs jobs_;
  std::vector<city::TableSpec> vocabulary_;
  std::map<std::string, std::vector<host::Finding>> plugin_findings_;  // by source
  std::vector<std::string> unchanged_;
  std::vector<std::pair<io::CsvTable, store::SourceRecord>> observed_;
};

}  // namespace

void add_import(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<ImportArguments>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("import",
                                         "Bring files into a city file: CityJSON, CityGML, OpenStreetMap, "
                                         "GIS layers, terrain, weather, CSV, and what "
                                         "plugins read");
  command
      ->add_option("files", options->files,
                   "CityJSON (.city.json, .city.jsonl), CityGML (.gml, .gml.gz), OpenStreetMap (.osm.pbf, "
                   ".osm, .osm.gz, "
                   ".osm.bz2), GIS layers (.geojson, .gpkg, .shp, .fgb), terrain (.tif, .asc), EPW (.epw), "
                   "CSV (.csv), and files of plugins: power grids of MATPOWER (.m), pandapower and "
                   "power-grid-model (.json), road traffic of SUMO (.net.xml with .add.xml and .rou.xml), "
                   "TNTP (_net.tntp with _trips.tntp) and GMNS (node.csv with link.csv and demand.csv)")
      ->required();
  command->add_option("-o,--output", options->output, "City file (.gpkg), made if it is not there")
      ->required();
  command->add_option("--crs", options->crs,
                      "CRS of files that name none, and of a new city made of a map, such as EPSG:28992");
  command->add_option("--table", options->table, "GIS layers: table for their features, such as parcel");
  command->add_option("--layer", options->layer, "GIS layers: which of a file with several");
  command->add_option("--id", options->id, "GIS layers: field that identifies features; else their number");
  command->add_option("--zone", options->zone, "Time zone of the city, such as Europe/Zurich");
  command->add_option("--cell", options->cell, "Cells of a new terrain, in metres; else as its file has them")
      ->check(CLI::Range(0.1, 10000.0));
  command->add_option("--height-unit", options->height_unit,
                      "Unit of terrain heights where the file does not say it, such as ft");
  command->add_option("--weather-year", options->weather_year, "Calendar year that the weather is put on")
      ->capture_default_str()
      ->check(CLI::Range(1900, 2200));
  command->add_option(
      "--join", options->join,
      "Where CSV columns go: TABLE.COLUMN with the ids (building.object_id). Without it, a CSV "
      "file with the columns stream (or sensor), time and value is a batch of observations");
  command->add_option("--set", options->settings,
                      "A parameter of a plugin that reads files: PLUGIN.NAME=VALUE, such as "
                      "transport.clock_start=8");
  command->add_option("--source", options->source,
                      "Name of the data set; a later file of it updates the same rows");
  command->add_option("--licence", options->licence, "Licence of the data, such as CC-BY-4.0");
  command->add_option("--attribution", options->attribution, "Text that is to be shown with the data");
  command->add_flag("--again", options->again, "Import files that have not changed, too");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer(
      "Example: conurb import delft.city.json weather.epw energy.csv -o delft.gpkg --zone Europe/Amsterdam\n"
      "Importing into a city file that is there updates what the file has changed and retires what it no "
      "longer has.");
  command->callback([&session, options] { ImportCommand(session, *options).run(); });
}

}  // namespace conurb::cli
