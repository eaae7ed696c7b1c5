// SPDX-License-Identifier: Apache-2.0
// Tables of the city for other programs, through GDAL: CSV (RFC 4180), GeoJSON (RFC 7946) and layers of a
// GeoPackage (OGC 12-128r18). Values stand in their display units, which the file names: in the head of a CSV
// file ("heating_energy [kWh]", as `conurb import` reads it), in the alias of a layer's field, in the
// description of a GeoJSON file. Numbers of people above 0 and below 10 are left out (disclosure.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/progress.hpp"
#include "engine/base/units.hpp"
#include "engine/city/city.hpp"

namespace conurb::io {

enum class TableFormat : std::uint8_t { csv, geojson, geopackage };

/// By the end of the name: .csv, .geojson, .gpkg.
[[nodiscard]] std::optional<TableFormat> table_format_of(const std::filesystem::path& path);

/// A table of the city and what of it is written.
struct ExportLayer {
  std::string table;
  std::vector<std::string> columns;  ///< empty: all but lists, which these formats do not have
  std::vector<std::int64_t> rows;
};

struct TableExportOptions {
  bool wkt = false;         ///< CSV: outlines as a column of well-known text, in the city's CRS
  std::string attribution;  ///< who made the data, one line
  CancelToken cancel;
};

struct TableExportResult {
  std::int64_t rows = 0;
  std::int64_t columns = 0;          ///< of all layers
  std::int64_t suppressed = 0;       ///< numbers of people too small to be told
  std::int64_t suppressed_rows = 0;  ///< groups of people too small to be told
  bool placed = true;  ///< false: the city has no CRS, and coordinates are those of its local frame
};

/// Writes the layers to a new file, which must not be there; CSV and GeoJSON take one layer. The id of a row
/// is its number in GeoJSON and GeoPackage, and a column of CSV; a ref stands as the id of the row that it
/// points to. Throws Error not_found or invalid_argument for tables and columns that cannot be written, io if
/// the file cannot be, cancelled.
TableExportResult export_tables(const city::City& city, std::span<const ExportLayer> layers,
                                TableFormat format, const std::filesystem::path& path,
                                const UnitSystem& units, const TableExportOptions& options = {});

/// The alive rows of a table with a shape that reaches into a box of the city's CRS, ascending. Throws Error
/// invalid_argument for a table without a shape or a box that is none.
[[nodiscard]] std::vector<std::int64_t> rows_in_box(const city::City& city, std::string_view table,
                                                    double min_x, double min_y, double max_x, double max_y);

}  // namespace conurb::io
