// SPDX-License-Identifier: Apache-2.0
// conurb export FILE -o OUT: the format goes by the end of the name.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <system_error>

#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"
#include "engine/cli/export_options.hpp"
#include "engine/io/table_export.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::cli {

namespace {

enum class OutputFormat { city_json, city_json_seq, csv, layer, raster, gltf, tileset };

OutputFormat format_of(const std::filesystem::path& output) {
  const std::string name = output.filename().string();
  const auto ends = [&name](std::string_view end) { return ends_with_ignoring_case(name, end); };
  if (name.empty() || name == "tileset.json") return OutputFormat::tileset;
  if (const auto table = io::table_format_of(output))
    return table == io::TableFormat::csv ? OutputFormat::csv : OutputFormat::layer;
  if (ends(".glb")) return OutputFormat::gltf;
  if (ends(".tif") || ends(".tiff")) return OutputFormat::raster;
  if (ends(".jsonl")) return OutputFormat::city_json_seq;
  if (ends(".json")) return OutputFormat::city_json;
  throw WrongUsage(fmt::format("'{}' names no format that can be written", name), "",
                   "end it in .city.json (CityJSON), .city.jsonl (CityJSONSeq), .csv, .geojson, .gpkg, .tif, "
                   ".glb, or name a folder for 3D Tiles: tiles/tileset.json");
}

/// An option that means nothing for a format is wrong usage, lest a person believe that it was heeded.
void check_options(const ExportOptions& options, OutputFormat format) {
  const bool model = format == OutputFormat::city_json || format == OutputFormat::city_json_seq;
  const bool scene = format == OutputFormat::gltf || format == OutputFormat::tileset;
  const auto only = [](bool given, bool fits, const char* option, const char* formats) {
    if (given && !fits) throw WrongUsage(fmt::format("{} is for {}", option, formats));
  };
  only(!options.version.empty(), model, "--version", "CityJSON");
  only(!options.sources.empty(), model, "--source", "CityJSON");
  only(!options.columns.empty(), !model, "--columns", "all formats but CityJSON");
  only(!options.time.empty(), !model, "--time", "all formats but CityJSON, which has no results");
  only(!options.where.empty(), format != OutputFormat::raster, "--where", "rows: a grid is written whole");
  only(!options.bbox.empty(), format != OutputFormat::raster, "--bbox", "rows: a grid is written whole");
  only(options.wkt, format == OutputFormat::csv, "--wkt", "CSV");
  only(options.lod != ExportOptions().lod, scene, "--lod", "glTF and 3D Tiles");
  only(options.height_offset != 0, format == OutputFormat::tileset, "--height-offset",
       "3D Tiles: other formats keep the heights of the city");
}

/// A GeoPackage of layers may be named like a city, which must not be lost.
void spare_cities(const ExportOptions& options) {
  std::error_code unknown;  // what cannot be looked at is no city
  if (!ends_with_ignoring_case(options.output.string(), ".gpkg") ||
      !std::filesystem::is_regular_file(options.output, unknown))
    return;
  if (store::CityFile::is_city(options.output))
    throw WrongUsage("there is a city file of this name already", options.output.string(),
                     "give the layers another name");
}

/// What a plugin writes is the city as a whole: it knows no tables, rows and levels of detail.
void check_whole(const ExportOptions& options) {
  const bool asked = !options.version.empty() || !options.sources.empty() || !options.columns.empty() ||
                     !options.tables.empty() || !options.where.empty() || !options.bbox.empty() ||
                     options.wkt || options.lod != ExportOptions().lod || options.height_offset != 0;
  if (asked) throw WrongUsage("--format goes with --branch and --time alone: plugins write the whole city");
}

void export_city(const Session& session, const ExportOptions& options) {
  if (!options.format.empty()) {
    check_whole(options);
    spare_cities(options);
    return export_by_plugin(session, options);
  }
  const OutputFormat format = format_of(options.output);
  check_options(options, format);
  spare_cities(options);
  switch (format) {
    case OutputFormat::city_json: return export_city_model(session, options, false);
    case OutputFormat::city_json_seq: return export_city_model(session, options, true);
    case OutputFormat::csv:
    case OutputFormat::layer: return export_tables(session, options);
    case OutputFormat::raster: return export_raster(session, options);
    case OutputFormat::gltf: return export_scene(session, options);
    case OutputFormat::tileset: return export_tileset(session, options);
  }
}

}  // namespace

void add_export(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<ExportOptions>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand(
      "export",
      "Write a city, or a part of it, for other programs: CityJSON, CSV, GeoJSON, GeoPackage, GeoTIFF, "
      "glTF, 3D Tiles");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command
      ->add_option("-o,--output", options->output,
                   "File to write: .city.json, .city.jsonl; tables as .csv, .geojson, .gpkg, "
                   "grids as .tif; 3D as .glb, or FOLDER/tileset.json")
      ->required();
  command->add_option(
      "--table", options->tables,
      "Table that is written, or that --where chooses rows of; else building (of grids: terrain)");
  command->add_option("--columns", options->columns, "Columns of the table, with commas between; else all")
      ->delimiter(',');
  command->add_option("--where", options->where, "Only what this holds for; objects with all their parts");
  command->add_option("--bbox", options->bbox, "Only what reaches into X0,Y0,X1,Y1, in the city's CRS");
  command->add_option("--format", options->format,
                      "A format that a plugin writes, such as power_grid_model; else by the end of the name");
  command->add_option("--branch", options->branch, "Branch of the city")->capture_default_str();
  command->add_option("--time", options->time,
                      "Results as they were at this time of the branch's run; else at its end");
  command->add_flag("--wkt", options->wkt, "CSV: with outlines as well-known text");
  command->add_option("--version", options->version, "Version of CityJSON; else that of the source")
      ->check(CLI::IsMember({"1.1", "2.0"}));
  command->add_option("--source", options->sources,
                      "CityJSON: only what this source brought; may be given again");
  command->add_option("--lod", options->lod, "glTF, 3D Tiles: the highest level of detail to show")
      ->capture_default_str();
  command->add_option("--height-offset", options->height_offset,
                      "3D Tiles: metres from the city's heights to those above the ellipsoid of WGS 84");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer(
      "Example: conurb export delft.gpkg -o delft.city.json\n"
      "         conurb export delft.gpkg -o old.city.jsonl --where \"year_of_construction < 1945\"\n"
      "         conurb export delft.gpkg -o heat.geojson --branch retrofit --columns heating_energy,co2\n"
      "         conurb export delft.gpkg -o delft.glb --lod 2 --columns height,function");
  command->callback([&session, options] { export_city(session, *options); });
}

}  // namespace conurb::cli
