// SPDX-License-Identifier: Apache-2.0
// conurb import FILE... -o city.gpkg
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/text.hpp"
#include "engine/base/zone.hpp"
#include "engine/cli/command.hpp"
#include "engine/cli/import_report.hpp"
#include "engine/io/cityjson.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/io/import_observations.hpp"
#include "engine/store/catalogue.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> files;
  fs::path output;
  std::string crs, zone, join, licence, attribution, source;
  int weather_year = 2026;
  bool again = false;
};

enum class Format { city_json, epw, csv };

struct Input {
  fs::path path;
  Format format = Format::city_json;
  store::SourceRecord source;
};

/// By the name's end, then by the first bytes: a file named .json that is no CityJSON is told so by its
/// reader.
Format format_of(const fs::path& path, std::string_view text) {
  const std::string name = path.filename().string();
  const auto ends = [&name](std::string_view end) { return ends_with_ignoring_case(name, end); };
  if (ends(".epw")) return Format::epw;
  if (ends(".json") || ends(".jsonl") || ends(".ndjson")) return Format::city_json;
  if (ends(".csv") || ends(".tsv")) return Format::csv;
  const std::string_view start = trim(text);
  if (start.starts_with("{") || start.starts_with("\xEF\xBB\xBF{")) return Format::city_json;
  if (start.starts_with("LOCATION,")) return Format::epw;
  if (is_utf8(start) && start.find_first_of(",;\t") != std::string_view::npos) return Format::csv;
  throw Error(ErrorCode::bad_data, "this is no file that can be imported", path.string(),
              "give CityJSON (.city.json, .city.jsonl), EnergyPlus weather (.epw) or a table (.csv)");
}

/// First bytes of a file and the hash of all. Read in pieces: mapping half a gigabyte costs more than reading
/// it.
std::pair<std::string, std::string> look_at(const fs::path& path) {
  if (!fs::exists(path))
    throw Error(ErrorCode::not_found, "there is no such file", path.string(), "check the name");
  std::ifstream file(path, std::ios::binary);
  std::vector<char> buffer(std::size_t{1} << 20);
  Hasher hasher;
  std::string start;
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    const auto piece = std::span(buffer).first(static_cast<std::size_t>(file.gcount()));
    if (start.empty()) start.assign(piece.data(), std::min<std::size_t>(piece.size(), 4096));
    hasher.add(std::as_bytes(piece));
  }
  if (!file.eof())
    throw Error(ErrorCode::io, "the file cannot be read", path.string(), "check its permissions");
  return {std::move(start), to_hex(hasher.value())};
}

Input open_input(const fs::path& path, const Options& options) {
  if (ends_with_ignoring_case(path.string(), ".gpkg")) {
    throw WrongUsage("a city file cannot be imported into another", path.string(),
                     "the city file to write to is named with -o");
  }
  Input input;
  input.path = path;
  const auto [start, content_hash] = look_at(path);
  input.format = format_of(path, start);
  input.source.name = options.source.empty() ? path.filename().string() : options.source;
  input.source.file_hash = content_hash;
  input.source.uri = path.string();
  input.source.licence = options.licence;
  input.source.attribution = options.attribution;
  return input;
}

std::vector<Input> open_inputs(const Options& options) {
  if (!options.source.empty() && options.files.size() > 1) {
    throw WrongUsage("--source names one data set, and several files are given", "",
                     "import them one by one, or without --source");
  }
  std::vector<Input> inputs;
  std::set<fs::path> paths;
  std::set<std::string> names;
  for (const fs::path& path : options.files) {
    if (!paths.insert(fs::weakly_canonical(path)).second) {
      throw WrongUsage("the same file is given twice", path.string());
    }
    Input input = open_input(path, options);
    // Two folders may hold files of one name.
    if (!names.insert(input.source.name).second) input.source.name = path.string();
    inputs.push_back(std::move(input));
  }
  // Models first, then weather, then tables that are joined to what the models brought.
  std::vector<Input> ordered;
  for (const Format format : {Format::city_json, Format::epw, Format::csv}) {
    for (Input& input : inputs) {
      if (input.format == format) ordered.push_back(std::move(input));
    }
  }
  return ordered;
}

std::pair<std::string, std::string> join_target(const std::string& text) {
  if (text.empty()) return {"building", "object_id"};
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == text.size()) {
    throw WrongUsage(fmt::format("--join {} is no TABLE.COLUMN", text), "",
                     "write it like building.object_id");
  }
  return {text.substr(0, dot), text.substr(dot + 1)};
}

/// A city file to write to: a new one is made only when all has been read, and removed if writing fails.
class Target {
 public:
  explicit Target(const fs::path& path) : path_(path), fresh_(!fs::exists(path)) {
    if (fresh_) {
      const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
      if (!fs::is_directory(folder)) {
        throw Error(ErrorCode::not_found, "there is no such folder", folder.string(),
                    "make it, or write elsewhere");
      }
      return;
    }
    file_.emplace(store::CityFile::open(path, store::Mode::read_write, {.who = user_name(), .max_bytes = 0}));
  }
  [[nodiscard]] store::CityFile* file() { return file_ ? &*file_ : nullptr; }
  [[nodiscard]] bool fresh() const { return fresh_; }

  /// Commits the city and, with it, what `more` adds.
  void commit(const io::ImportResult& result, const std::function<void(store::CityFile&)>& more) {
    const auto write = [&] {
      file_->atomically([&] {
        if (fresh_ || !result.sources.empty()) io::commit_import(*file_, result);
        more(*file_);
      });
      file_->close();
    };
    if (!fresh_) return write();
    file_.emplace(store::CityFile::create(path_, {.who = user_name(), .max_bytes = 0}));
    try {
      write();
    } catch (...) {
      file_.reset();
      std::error_code ignored;
      for (const char* beside : {"", "-wal", "-shm"}) fs::remove(fs::path(path_.string() + beside), ignored);
      throw;
    }
  }

 private:
  fs::path path_;
  bool fresh_;
  std::optional<store::CityFile> file_;
};

io::AttributeMap load_attribute_map() {
  const fs::path path = assets_folder() / "schema" / "import" / "cityjson_attributes.json";
  return io::AttributeMap(parse_json(read_file(path), path.string()), path.string());
}

/// Files whose bytes are those of the last import. Tables are joined anew: the rows that they go to may have
/// changed.
bool is_unchanged(const Input& input, const std::vector<store::SourceRecord>& known) {
  return input.format != Format::csv &&
         std::any_of(known.begin(), known.end(), [&input](const store::SourceRecord& each) {
           return each.name == input.source.name && each.file_hash == input.source.file_hash;
         });
}

class ImportCommand {
 public:
  ImportCommand(const Session& session, const Options& options)
      : session_(session),
        options_(options),
        log_(session.make_log()),
        progress_(session.make_progress()),
        jobs_(session.threads) {}

  void run() {
    const auto started = std::chrono::steady_clock::now();
    check_options();
    std::vector<Input> inputs = open_inputs(options_);
    Target target(options_.output);
    city::City base;
    io::KnownImports known;
    if (target.file() != nullptr) {
      base = target.file()->load();
      base.set_geometry(io::load_geometry(*target.file()));
      known = io::read_known_imports(*target.file());
      leave_out_unchanged(inputs, *target.file());
    }
    io::ImportOptions import_options;
    import_options.vocabulary = load_vocabulary();
    import_options.attributes = load_attribute_map();
    import_options.crs = options_.crs;
    import_options.time_zone = options_.zone;
    import_options.weather_year = options_.weather_year;
    import_options.jobs = &jobs_;
    import_options.progress = &progress_;
    import_options.cancel = session_.cancel;
    io::CityImport import(std::move(base), std::move(known), std::move(import_options));
    read(inputs, import);
    io::ImportResult result = import.finish();
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
    (void)join_target(options_.join);
  }

  void leave_out_unchanged(std::vector<Input>& inputs, const store::CityFile& file) {
    if (options_.again) return;
    const std::vector<store::SourceRecord> sources = store::Catalogue(file).sources();
    for (const Input& input : inputs) {
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
      switch (input.format) {
        case Format::city_json: import.add(reader.read_file(input.path), std::move(input.source)); break;
        case Format::epw: import.add(io::read_epw_file(input.path), std::move(input.source)); break;
        case Format::csv: {
          io::CsvTable csv = io::read_csv_file(input.path);
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
  const Options& options_;
  Log log_;
  Progress progress_;
  Jobs jobs_;
  std::vector<std::string> unchanged_;
  std::vector<std::pair<io::CsvTable, store::SourceRecord>> observed_;
};

}  // namespace

void add_import(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<Options>();
  keep.push_back(options);
  CLI::App* command =
      app.add_subcommand("import", "Bring files into a city file: CityJSON, EPW weather, CSV");
  command->add_option("files", options->files, "CityJSON (.city.json, .city.jsonl), EPW (.epw), CSV (.csv)")
      ->required();
  command->add_option("-o,--output", options->output, "City file (.gpkg), made if it is not there")
      ->required();
  command->add_option("--crs", options->crs, "CRS of files that name none, such as EPSG:28992");
  command->add_option("--zone", options->zone, "Time zone of the city, such as Europe/Zurich");
  command->add_option("--weather-year", options->weather_year, "Calendar year that the weather is put on")
      ->capture_default_str()
      ->check(CLI::Range(1900, 2200));
  command->add_option(
      "--join", options->join,
      "Where CSV columns go: TABLE.COLUMN with the ids (building.object_id). Without it, a CSV "
      "file with the columns stream (or sensor), time and value is a batch of observations");
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
