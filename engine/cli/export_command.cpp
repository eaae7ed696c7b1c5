// SPDX-License-Identifier: Apache-2.0
// conurb export FILE -o out.city.json
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"
#include "engine/io/cityjson_export.hpp"
#include "engine/io/geometry_blob.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string file;
  fs::path output;
  std::string version, where, bbox, branch = "base";
  std::string table = "building";
  std::vector<std::string> sources;
};

/// Writes beside the file and puts it in place when all is there; what was there before stays till then.
class OutputFile {
 public:
  explicit OutputFile(const fs::path& path) : path_(path), part_(path.string() + ".part") {
    file_.open(part_, std::ios::binary | std::ios::trunc);
    check();
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() {
    if (done_) return;
    file_.close();
    std::error_code ignored;
    fs::remove(part_, ignored);
  }
  void write(std::string_view text) {
    file_.write(text.data(), static_cast<std::streamsize>(text.size()));
    bytes_ += static_cast<std::int64_t>(text.size());
    check();
  }
  void finish() {
    file_.close();
    check();
    std::error_code error;
    fs::rename(part_, path_, error);
    if (error)
      throw Error(ErrorCode::io, "the file cannot be put in place: " + error.message(), path_.string());
    done_ = true;
  }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  void check() const {
    if (file_) return;
    throw Error(ErrorCode::io, "the file cannot be written", path_.string(),
                "check that the folder is there, its permissions and the free space");
  }

  fs::path path_, part_;
  std::ofstream file_;
  std::int64_t bytes_ = 0;
  bool done_ = false;
};

bool is_sequence(const fs::path& path) {
  const std::string name = path.filename().string();
  if (ends_with_ignoring_case(name, ".jsonl")) return true;
  if (ends_with_ignoring_case(name, ".json")) return false;
  throw WrongUsage(fmt::format("'{}' names no format that can be written", name), "",
                   "end it in .city.json (CityJSON) or .city.jsonl (CityJSONSeq)");
}

std::array<double, 4> read_box(const std::string& text) {
  std::array<double, 4> box{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < box.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, box[i]);
    const bool last = i + 1 == box.size();
    if (error != std::errc() || (last ? next != end : next == end || *next != ','))
      throw WrongUsage("--bbox " + text + " is not four numbers", "",
                       "write it like --bbox 84000,446000,85000,447000");
    at = next + 1;
  }
  return box;
}

class ExportCommand {
 public:
  ExportCommand(const Session& session, const Options& options)
      : session_(session),
        options_(options),
        log_(session.make_log()),
        sequence_(is_sequence(options.output)) {}

  void run() {
    const auto started = std::chrono::steady_clock::now();
    std::optional<std::array<double, 4>> box;
    if (!options_.bbox.empty()) box = read_box(options_.bbox);
    sim::TwinOptions twin_options;
    twin_options.who = user_name();
    twin_options.vocabulary = load_vocabulary();
    sim::Twin twin(open_to_read(options_.file, log_), std::move(twin_options), log_);
    const std::int32_t branch = twin.journal().branch(options_.branch).ordinal;
    city::City city = twin.city(branch);
    city.set_geometry(io::load_geometry(*twin.file()));
    const io::AttributeMap map = load_attribute_map();
    const io::EditedCells edited = io::cells_of_entries(twin.effective(branch));

    io::CityJsonExportInput input;
    input.city = &city;
    input.sources = io::load_export_sources(*twin.file(), options_.sources);
    input.all_sources = options_.sources.empty();
    input.edited = &edited;
    input.attributes = &map;
    io::CityJsonExportOptions options;
    options.sequence = sequence_;
    options.version = options_.version;
    options.wanted = wanted(city, twin.units(), box);
    OutputFile output(options_.output);
    const io::CityJsonExportResult result = io::export_cityjson(input, options, [&](std::string_view text) {
      session_.cancel.check("the export");
      output.write(text);
    });
    output.finish();
    twin.file()->close();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    report(result, output.bytes(), seconds);
  }

 private:
  [[nodiscard]] std::vector<std::uint8_t> wanted(const city::City& city, const UnitSystem& units,
                                                 const std::optional<std::array<double, 4>>& box) const {
    std::vector<std::uint8_t> chosen;
    if (city.find("city_object") < 0) return chosen;  // told by the export
    if (!options_.where.empty()) {
      city::BindOptions bind;
      bind.convert = [&units](double value, std::string_view from, std::string_view to) {
        return units.convert(value, units.parse(from), units.parse(to));
      };
      const auto rows = city::Expression::parse(options_.where).bind(city, options_.table, bind).select();
      chosen = io::objects_of_rows(city, options_.table, rows);
    }
    if (!box) return chosen;
    const auto& [x0, y0, x1, y1] = *box;
    std::vector<std::uint8_t> inside;
    as_option("--bbox", [&] { inside = io::objects_in_box(city, x0, y0, x1, y1); });
    if (chosen.empty()) return inside;
    both_in_one_family(city, chosen, inside);
    return chosen;
  }

  /// What is chosen stays if any part of its family is inside.
  static void both_in_one_family(const city::City& city, std::vector<std::uint8_t>& chosen,
                                 const std::vector<std::uint8_t>& inside) {
    const auto roots = city.table("city_object").column("root").values<std::int32_t>();
    std::vector<std::uint8_t> family(chosen.size(), 0);
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      if (inside[row] != 0) family[roots[row] < 0 ? row : static_cast<std::size_t>(roots[row])] = 1;
    }
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      if (family[roots[row] < 0 ? row : static_cast<std::size_t>(roots[row])] == 0) chosen[row] = 0;
    }
  }

  void report(const io::CityJsonExportResult& result, std::int64_t bytes, double seconds) const {
    if (session_.json) {
      Json findings = Json::object();
      for (const auto& [rule, count] : result.findings.counts()) findings[rule] = count;
      print_json({{"file", options_.output.string()},
                  {"version", result.version},
                  {"objects", result.objects},
                  {"geometries", result.geometries},
                  {"vertices", result.vertices},
                  {"features", result.features},
                  {"edited", result.edited},
                  {"bytes", bytes},
                  {"seconds", seconds},
                  {"findings", findings}});
      return;
    }
    std::map<std::string, int> shown;
    for (const io::Finding& each : result.findings.kept()) {
      constexpr int kShown = 3;
      if (++shown[each.rule] > kShown) continue;
      log_.warning("{}{}{}", each.object, each.object.empty() ? "" : ": ", each.message);
    }
    std::printf("%s: CityJSON%s %s, %lld objects, %lld geometries, %lld edited values, %.1f MB, %.1f s\n",
                options_.output.string().c_str(), sequence_ ? "Seq" : "", result.version.c_str(),
                static_cast<long long>(result.objects), static_cast<long long>(result.geometries),
                static_cast<long long>(result.edited), static_cast<double>(bytes) / 1e6, seconds);
  }

  const Session& session_;
  const Options& options_;
  Log log_;
  bool sequence_;
};

}  // namespace

void add_export(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<Options>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("export", "Write a city, or a part of it: CityJSON, CityJSONSeq");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command->add_option("-o,--output", options->output, "File to write: .city.json or .city.jsonl")->required();
  command->add_option("--version", options->version, "Version of CityJSON; else that of the source")
      ->check(CLI::IsMember({"1.1", "2.0"}));
  command->add_option("--where", options->where, "Only objects for which this holds, with all their parts");
  command->add_option("--table", options->table, "Table that --where chooses rows of")->capture_default_str();
  command->add_option("--bbox", options->bbox, "Only what reaches into X0,Y0,X1,Y1, in the city's CRS");
  command->add_option("--branch", options->branch, "Branch of the city")->capture_default_str();
  command->add_option("--source", options->sources, "Only what this source brought; may be given again");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer(
      "Example: conurb export delft.gpkg -o delft.city.json\n"
      "         conurb export delft.gpkg -o old.city.jsonl --where \"year_of_construction < 1945\"");
  command->callback([&session, options] { ExportCommand(session, *options).run(); });
}

}  // namespace conurb::cli
