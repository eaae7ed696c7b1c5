// SPDX-License-Identifier: Apache-2.0
// conurb export FILE -o OUT: the format goes by the end of the name.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"
#include "engine/cli/export_options.hpp"
#include "engine/io/table_export.hpp"

namespace conurb::cli {

namespace {

void export_city(const Session& session, const ExportOptions& options) {
  const std::string name = options.output.filename().string();
  if (io::table_format_of(options.output)) return export_tables(session, options);
  if (name.empty() || name == "tileset.json") return export_tileset(session, options);
  if (ends_with_ignoring_case(name, ".glb")) return export_scene(session, options);
  if (ends_with_ignoring_case(name, ".tif")) return export_raster(session, options);
  if (ends_with_ignoring_case(name, ".jsonl")) return export_city_model(session, options, true);
  if (ends_with_ignoring_case(name, ".json")) return export_city_model(session, options, false);
  throw WrongUsage(fmt::format("'{}' names no format that can be written", name), "",
                   "end it in .city.json (CityJSON), .city.jsonl (CityJSONSeq), .csv, .geojson, .gpkg, .tif, "
                   ".glb, or name a "
                   "folder for 3D Tiles: tiles/tileset.json");
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
