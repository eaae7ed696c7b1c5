// SPDX-License-Identifier: Apache-2.0
// conurb export to CSV, GeoJSON and GeoPackage, and of grids to GeoTIFF.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/export_options.hpp"
#include "engine/cli/output_file.hpp"
#include "engine/io/raster_export.hpp"
#include "engine/io/table_export.hpp"

namespace conurb::cli {

namespace {

std::vector<io::ExportLayer> layers_of(const ExportCity& source, const ExportOptions& options,
                                       const Log& log) {
  const std::vector<std::string> tables =
      options.tables.empty() ? std::vector<std::string>{"building"} : options.tables;
  if (tables.size() > 1 && !(options.where.empty() && options.columns.empty()))
    throw WrongUsage("--where and --columns speak of one table, and --table names several", "",
                     "export the tables one by one");
  std::vector<io::ExportLayer> layers;
  for (const std::string& table : tables) {
    layers.push_back({table, options.columns, source.rows(table)});
    if (layers.back().rows.empty()) log.warning("{}: no row is chosen", table);
  }
  return layers;
}

}  // namespace

void export_tables(const Session& session, const ExportOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const Log log = session.make_log();
  ExportCity source(options, log);
  source.add_results();
  const std::vector<io::ExportLayer> layers = layers_of(source, options, log);
  io::TableExportOptions table_options;
  table_options.wkt = options.wkt;
  table_options.attribution = source.attribution();
  table_options.cancel = session.cancel;
  StagedFile output(options.output);
  const io::TableExportResult result =
      io::export_tables(source.city(), layers, *io::table_format_of(options.output), output.part(),
                        source.twin().units(), table_options);
  output.finish();
  source.twin().file()->close();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (session.json) {
    print_json({{"file", options.output.string()},
                {"rows", result.rows},
                {"columns", result.columns},
                {"suppressed", result.suppressed},
                {"suppressed_rows", result.suppressed_rows},
                {"placed", result.placed},
                {"seconds", seconds}});
    return;
  }
  if (result.suppressed + result.suppressed_rows > 0) {
    log.warning("{} numbers and {} groups of fewer than ten people are left out", result.suppressed,
                result.suppressed_rows);
  }
  if (!result.placed) log.warning("the city has no CRS: coordinates are those of its local frame");
  std::printf("%s: %lld rows, %lld columns, %.1f s\n", options.output.string().c_str(),
              static_cast<long long>(result.rows), static_cast<long long>(result.columns), seconds);
}

void export_raster(const Session& session, const ExportOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const Log log = session.make_log();
  ExportCity source(options, log);
  source.add_results();
  const std::string table = options.tables.empty() ? "terrain" : source.table();
  StagedFile output(options.output);
  const int bands = io::export_grid(source.city(), table, options.columns, output.part(),
                                    source.twin().units(), source.attribution(), session.cancel);
  output.finish();
  source.twin().file()->close();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const city::GridSpec& grid = source.city().table(table).spec().grid;
  if (session.json) {
    print_json({{"file", options.output.string()},
                {"bands", bands},
                {"width", grid.width},
                {"height", grid.height},
                {"seconds", seconds}});
    return;
  }
  std::printf("%s: %lld x %lld cells of %g m, %d bands, %.1f s\n", options.output.string().c_str(),
              static_cast<long long>(grid.width), static_cast<long long>(grid.height), grid.cell, bands,
              seconds);
}

}  // namespace conurb::cli
