// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/import_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/text.hpp"
#include "engine/city/spec.hpp"
#include "engine/cli/command.hpp"
#include "engine/io/citygml.hpp"
#include "engine/io/gzip.hpp"
#include "engine/io/xml_stream.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kStart =
    65536;  // bytes: CityGML names its namespaces in them, plugins know their formats by them

bool is_city_json(std::string_view text) {
  return text.find("\"CityJSON\"") != std::string_view::npos;
}

/// GeoJSON names its type somewhere in the first members; CityJSON never has this one.
bool is_feature_collection(std::string_view text) {
  return text.find("\"FeatureCollection\"") != std::string_view::npos && !is_city_json(text);
}

/// By the name's end, then by the first bytes: a file named .json that is no CityJSON is told so by its
/// reader.
Format format_of(const fs::path& path, std::string_view text) {
  const std::string name = path.filename().string();
  const auto ends = [&name](std::string_view end) { return ends_with_ignoring_case(name, end); };
  if (ends(".epw")) return Format::epw;
  if (ends(".tif") || ends(".tiff") || ends(".asc")) return Format::terrain;
  if (ends(".geojson") || ends(".shp") || ends(".fgb") || ends(".gpkg")) return Format::layer;
  if (ends(".json") && is_feature_collection(text)) return Format::layer;
  if (ends(".pbf") || ends(".osm") || ends(".osm.gz") || ends(".osm.bz2")) return Format::osm;
  if (ends(".gml") || ends(".citygml") || ends(".gml.gz") || ends(".citygml.gz")) return Format::city_gml;
  if (ends(".json") || ends(".jsonl") || ends(".ndjson")) return Format::city_json;
  if (ends(".csv") || ends(".tsv")) return Format::csv;
  if (io::looks_like_city_gml(io::unpacked_start({text.data(), text.size()}, kStart)))
    return Format::city_gml;
  const std::string_view start = trim(text);
  if (start.starts_with("{") || start.starts_with("\xEF\xBB\xBF{")) return Format::city_json;
  if (start.starts_with("LOCATION,")) return Format::epw;
  if (is_utf8(start) && start.find_first_of(",;\t") != std::string_view::npos) return Format::csv;
  throw Error(ErrorCode::bad_data, "this is no file that can be imported", path.string(),
              "give CityJSON (.city.json, .city.jsonl), CityGML (.gml, .gml.gz), OpenStreetMap (.osm.pbf, "
              ".osm), a GIS layer (.geojson, .gpkg, .shp, .fgb), terrain (.tif, .asc), EnergyPlus weather "
              "(.epw), a table (.csv) or a file that a plugin reads, such as a power grid (.m, .json) or "
              "road traffic (.net.xml)");
}

[[noreturn]] void refuse_to_read(const fs::path& path) {
  throw Error(ErrorCode::io, "the file cannot be read", path.string(), "check its permissions");
}

/// The first bytes of a file. Throws if it is none or empty.
std::string start_of(const fs::path& path) {
  std::error_code unknown;  // leads to "cannot be read" below
  const fs::file_status status = fs::status(path, unknown);
  if (status.type() == fs::file_type::not_found)
    throw Error(ErrorCode::not_found, "there is no such file", path.string(), "check the name");
  if (fs::is_directory(status))
    throw Error(ErrorCode::bad_data, "this is a folder", path.string(), "name the files in it");
  std::string start(kStart, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (!file && !file.eof()) refuse_to_read(path);
  start.resize(static_cast<std::size_t>(file.gcount()));
  if (start.empty()) {
    throw Error(ErrorCode::bad_data, "the file is empty", path.string(),
                "check the download, or ask where it comes from for a whole copy");
  }
  return start;
}

/// Read in pieces: mapping half a gigabyte costs more than reading it.
std::string hash_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> buffer(std::size_t{1} << 20);
  Hasher hasher;
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    hasher.add(std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(file.gcount()))));
  }
  if (!file.eof()) refuse_to_read(path);
  return to_hex(hasher.value());
}

void check_layer(const fs::path& path, const ImportArguments& arguments) {
  if (ends_with_ignoring_case(path.string(), ".gpkg") && store::CityFile::is_city(path)) {
    throw WrongUsage("a city file cannot be imported into another", path.string(),
                     "the city file to write to is named with -o; a part of a city goes by conurb export");
  }
  if (arguments.table.empty()) {
    throw WrongUsage("which table the features of a GIS layer belong to is not told by its file",
                     path.string(), "name it with --table, such as --table parcel");
  }
  if (!city::is_name(arguments.table)) {
    throw WrongUsage(fmt::format("--table {} is no name of a table", arguments.table), "",
                     "use small letters, digits and underscores");
  }
}

Input open_input(const fs::path& path, const ImportArguments& arguments, PluginFormats& formats) {
  Input input;
  input.path = path;
  const std::string start = start_of(path);
  // Plugins are looked for and loaded to be asked: not where there is no doubt.
  if (!is_city_json(start)) input.plugin = formats.recognise(path, io::unpacked_start(start, kStart));
  input.format = input.plugin ? Format::plugin : format_of(path, start);
  if (input.format == Format::layer) check_layer(path, arguments);
  input.source.name = arguments.source.empty() ? path.filename().string() : arguments.source;
  input.source.uri = path.string();
  input.source.licence = arguments.licence;
  input.source.attribution = arguments.attribution;
  return input;
}

}  // namespace

void Input::begin_hash() {
  if (hash_.valid() || !source.file_hash.empty()) return;
  hash_ = std::async(std::launch::async, [file = path, others = further] {
    std::string hash = hash_of(file);
    if (others.empty()) return hash;
    Hasher all;
    all.add(std::as_bytes(std::span(hash)));
    for (const fs::path& other : others) all.add(std::as_bytes(std::span(hash = hash_of(other))));
    return to_hex(all.value());
  });
}

void Input::settle_hash() {
  begin_hash();
  if (hash_.valid()) source.file_hash = hash_.get();
}

bool Input::belongs_with(const Input& other) const {
  return plugin && other.plugin && plugin->spec().together && plugin->index == other.plugin->index &&
         plugin->code.manifest->id == other.plugin->code.manifest->id;
}

std::vector<Input> open_inputs(const ImportArguments& arguments, PluginFormats& formats) {
  std::vector<Input> inputs;
  std::set<std::string> names;
  std::set<fs::path> paths;
  for (const fs::path& path : arguments.files) {
    if (!paths.insert(fs::weakly_canonical(path)).second)
      throw WrongUsage("the same file is given twice", path.string(), "name it once");
    Input input = open_input(path, arguments, formats);
    const auto whole = std::find_if(inputs.begin(), inputs.end(),
                                    [&input](const Input& each) { return each.belongs_with(input); });
    if (whole != inputs.end()) {
      whole->further.push_back(path);
      continue;
    }
    // Two folders may hold files of one name.
    if (!names.insert(input.source.name).second) input.source.name = path.string();
    inputs.push_back(std::move(input));
  }
  if (!arguments.source.empty() && inputs.size() > 1) {
    throw WrongUsage("--source names one data set, and several files are given", "",
                     "import them one by one, or without --source");
  }
  std::vector<Input> ordered;
  for (const Format format : {Format::city_json, Format::city_gml, Format::terrain, Format::osm,
                              Format::layer, Format::plugin, Format::epw, Format::csv}) {
    for (Input& input : inputs) {
      if (input.format == format) ordered.push_back(std::move(input));
    }
  }
  return ordered;
}

}  // namespace conurb::cli
