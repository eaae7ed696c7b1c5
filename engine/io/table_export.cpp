// SPDX-License-Identifier: Apache-2.0
#include "engine/io/table_export.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/disclosure.hpp"
#include "engine/io/export_column.hpp"
#include "engine/io/gdal_dataset.hpp"
#include "engine/io/gdal_messages.hpp"
#include "engine/io/import_place.hpp"
#include "engine/store/wkb.hpp"

namespace conurb::io {

namespace {

using city::Shape;

constexpr std::size_t kRowBlock = 4096;  // rows that are converted and written at a time

struct SystemReleaser {
  void operator()(void* system) const { OSRRelease(system); }
};
struct FieldDestroyer {
  void operator()(void* field) const { OGR_Fld_Destroy(field); }
};
struct ListDestroyer {
  void operator()(char** list) const { CSLDestroy(list); }
};
using SpatialSystem = std::unique_ptr<void, SystemReleaser>;
using Field = std::unique_ptr<void, FieldDestroyer>;

/// NAME=VALUE options of a driver.
class DriverOptions {
 public:
  void set(const char* name, const std::string& value) {
    list_.reset(CSLSetNameValue(list_.release(), name, value.c_str()));
  }
  [[nodiscard]] char** get() const { return list_.get(); }

 private:
  std::unique_ptr<char*, ListDestroyer> list_;
};

const char* driver_of(TableFormat format) {
  switch (format) {
    case TableFormat::csv: return "CSV";
    case TableFormat::geojson: return "GeoJSON";
    case TableFormat::geopackage: return "GPKG";
  }
  return "";
}

std::string quoted(const std::string& text) {
  std::string sql = "'";
  for (const char c : text) sql.append(c == '\'' ? 2 : 1, c);
  return sql + "'";
}

constexpr const char* kDataColumns[] = {
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title "
    "TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY "
    "(table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT "
    "NULL, "
    "value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description "
    "TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
    "INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', "
    "'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
    "INSERT INTO gpkg_extensions VALUES ('gpkg_data_column_constraints', NULL, 'gpkg_schema', "
    "'http://www.geopackage.org/spec121/#extension_schema', 'read-write')"};

OGRFieldType type_of(const ExportColumn& column) {
  switch (column.kind()) {
    case ExportKind::real: return OFTReal;
    case ExportKind::text: return OFTString;
    case ExportKind::id: return OFTInteger64;
    default: return OFTInteger;
  }
}

/// Sets a field to the value of the n-th of the rows that were made ready.
void put(OGRFeatureH feature, int field, const ExportColumn& column, std::size_t n) {
  switch (column.kind()) {
    case ExportKind::real:
      if (std::isfinite(column.real(n))) return OGR_F_SetFieldDouble(feature, field, column.real(n));
      break;
    case ExportKind::text:
      if (const auto text = column.text(n))
        return OGR_F_SetFieldString(feature, field, std::string(*text).c_str());
      break;
    case ExportKind::id:
      if (const auto id = column.integer(n)) return OGR_F_SetFieldInteger64(feature, field, *id);
      break;
    default: return OGR_F_SetFieldInteger(feature, field, static_cast<int>(*column.integer(n)));
  }
  OGR_F_SetFieldNull(feature, field);
}

class TableExport {
 public:
  TableExport(const city::City& city, TableFormat format, const std::filesystem::path& path,
              const UnitSystem& units, const TableExportOptions& options)
      : city_(city), format_(format), path_(path), units_(units), options_(options) {
    frame_.origin_x = city.place().origin_x;
    frame_.origin_y = city.place().origin_y;
  }

  TableExportResult write(std::span<const ExportLayer> layers) {
    if (layers.size() != 1 && format_ != TableFormat::geopackage)
      throw Error(ErrorCode::invalid_argument, fmt::format("{} holds one table", driver_of(format_)),
                  path_.string(), "write several to a GeoPackage (.gpkg), or one by one");
    open_system();
    const GDALDriverH driver = GDALGetDriverByName(driver_of(format_));
    if (driver == nullptr) refuse(fmt::format("this GDAL cannot write {}", driver_of(format_)));
    dataset_.reset(GDALCreate(driver, path_.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    check(dataset_ != nullptr);
    for (const ExportLayer& layer : layers) write_layer(layer);
    GDALFlushCache(dataset_.get());
    check(!messages_.failed());
    dataset_.reset();
    check(!messages_.failed());
    return result_;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ErrorCode::io, fmt::format("the file cannot be written ({})", why), path_.string(),
                "check that the folder is there, its permissions and the free space");
  }
  void check(bool fine) const {
    if (!fine) refuse(messages_.failure());
  }

  /// The map's CRS: heights are not written.
  void open_system() {
    result_.placed = !city_.place().crs.empty();
    if (!result_.placed) return;
    const std::string text = name_of(Crs::open(city_.place().crs, path_.string()));
    system_.reset(OSRNewSpatialReference(nullptr));
    if (OSRSetFromUserInput(system_.get(), text.c_str()) != OGRERR_NONE) {
      throw Error(ErrorCode::not_found, fmt::format("GDAL does not know the CRS {}", in_quotes(text)),
                  path_.string());
    }
    OSRSetAxisMappingStrategy(system_.get(), OAMS_TRADITIONAL_GIS_ORDER);
  }

  [[nodiscard]] std::vector<ExportColumn> columns_of(const city::Table& table,
                                                     const ExportLayer& layer) const {
    std::vector<ExportColumn> columns;
    const auto add = [&](const city::Column& column) { columns.emplace_back(city_, column, units_); };
    for (const std::string& name : layer.columns) {
      const city::Column& column = table.column(name);
      if (column.spec().list) {
        throw Error(
            ErrorCode::invalid_argument,
            fmt::format("{}.{} is a list, which {} does not have", table.name(), name, driver_of(format_)),
            "", name == "shape" ? "the outline is written anyway (in CSV with --wkt)" : "leave it out");
      }
      if (name != "id" && name != "alive") add(column);
    }
    if (!layer.columns.empty()) return columns;
    for (std::size_t i = 0; i < table.column_count(); ++i) {
      if (i != city::Table::kId && i != city::Table::kAlive && !table.column(i).spec().list)
        add(table.column(i));
    }
    return columns;
  }

  /// Units of the columns and where the data comes from.
  [[nodiscard]] std::string description(const city::Table& table,
                                        const std::vector<ExportColumn>& columns) const {
    std::string text = table.spec().description;
    std::string units;
    for (const ExportColumn& column : columns) {
      const std::string unit = column.unit();
      if (!unit.empty())
        units += fmt::format("{}{} in {}", units.empty() ? "" : ", ", column.spec().name, unit);
    }
    if (!units.empty()) text += ". Units: " + units;
    if (!options_.attribution.empty()) text += ". Data: " + options_.attribution;
    return text;
  }

  OGRLayerH make_layer(const city::Table& table, const std::vector<ExportColumn>& columns) {
    DriverOptions settings;
    switch (format_) {
      case TableFormat::csv:
        settings.set("LINEFORMAT", "LF");
        settings.set("STRING_QUOTING", "IF_NEEDED");
        if (writes_shape(table)) settings.set("GEOMETRY", "AS_WKT");
        break;
      case TableFormat::geojson:
        if (system_) settings.set("RFC7946", "YES");
        settings.set("SIGNIFICANT_FIGURES", "15");
        settings.set("DESCRIPTION", description(table, columns));
        break;
      case TableFormat::geopackage:
        settings.set("DESCRIPTION", description(table, columns));
        settings.set("GEOMETRY_NAME", "geom");
        break;
    }
    const OGRLayerH layer = GDALDatasetCreateLayer(dataset_.get(), table.name().c_str(),
                                                   writes_shape(table) ? system_.get() : nullptr,
                                                   geometry_type(table), settings.get());
    check(layer != nullptr);
    return layer;
  }

  [[nodiscard]] bool writes_shape(const city::Table& table) const {
    return table.spec().shape != Shape::none && (format_ != TableFormat::csv || options_.wkt);
  }

  [[nodiscard]] OGRwkbGeometryType geometry_type(const city::Table& table) const {
    if (!writes_shape(table)) return wkbNone;
    switch (table.spec().shape) {
      case Shape::point: return wkbPoint;
      case Shape::line: return wkbLineString;
      case Shape::polygon: return wkbMultiPolygon;
      case Shape::none: break;
    }
    return wkbNone;
  }

  void add_field(OGRLayerH layer, const std::string& name, OGRFieldType type, OGRFieldSubType subtype) {
    const Field field(OGR_Fld_Create(name.c_str(), type));
    OGR_Fld_SetSubType(field.get(), subtype);
    check(OGR_L_CreateField(layer, field.get(), 0) == OGRERR_NONE);
  }

  void add_fields(OGRLayerH layer, const std::vector<ExportColumn>& columns) {
    const bool csv = format_ == TableFormat::csv;
    if (csv) add_field(layer, "id", OFTInteger64, OFSTNone);
    for (const ExportColumn& column : columns)
      add_field(layer, csv ? column.named() : column.spec().name, type_of(column),
                column.kind() == ExportKind::truth ? OFSTBoolean : OFSTNone);
  }

  void execute(const std::string& sql) {
    GDALDatasetReleaseResultSet(dataset_.get(),
                                GDALDatasetExecuteSQL(dataset_.get(), sql.c_str(), nullptr, nullptr));
    check(!messages_.failed());
  }

  /// Names with units, and descriptions, where GeoPackage keeps them (its schema extension, OGC 12-128r18
  /// F.9): QGIS shows the names instead of those of the columns. GDAL 3.6 does not write them.
  void describe(const city::Table& table, const std::vector<ExportColumn>& columns) {
    for (const char* sql : kDataColumns) {
      if (!described_) execute(sql);
    }
    described_ = true;
    for (const ExportColumn& column : columns) {
      execute(fmt::format("INSERT INTO gpkg_data_columns VALUES ('{}', '{}', {}, NULL, {}, NULL, NULL)",
                          table.name(), column.spec().name, quoted(column.named()),
                          quoted(column.spec().description)));
    }
  }

  void write_layer(const ExportLayer& wanted) {
    const city::Table& table = city_.table(wanted.table);
    if (table.spec().kind == city::TableKind::grid) {
      throw Error(ErrorCode::invalid_argument, fmt::format("{} is a grid", table.name()), path_.string(),
                  "write it as a raster (.tif)");
    }
    std::vector<ExportColumn> columns = columns_of(table, wanted);
    const OGRLayerH layer = make_layer(table, columns);
    add_fields(layer, columns);
    const bool transaction = GDALDatasetStartTransaction(dataset_.get(), 0) == OGRERR_NONE;
    std::vector<std::int64_t> rows = wanted.rows;
    std::erase_if(rows, [&table](std::int64_t row) { return suppressed_row(table, row); });
    result_.suppressed_rows += static_cast<std::int64_t>(wanted.rows.size() - rows.size());
    for (std::size_t first = 0; first < rows.size(); first += kRowBlock) {
      options_.cancel.check("the export");
      write_block(layer, table, columns,
                  std::span(rows).subspan(first, std::min(kRowBlock, rows.size() - first)));
    }
    if (transaction) check(GDALDatasetCommitTransaction(dataset_.get()) == OGRERR_NONE);
    if (format_ == TableFormat::geopackage) describe(table, columns);
    result_.columns += static_cast<std::int64_t>(columns.size());
  }

  void write_block(OGRLayerH layer, const city::Table& table, std::vector<ExportColumn>& columns,
                   std::span<const std::int64_t> rows) {
    for (ExportColumn& column : columns) result_.suppressed += column.prepare(rows);
    const bool csv = format_ == TableFormat::csv;
    const OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    for (std::size_t n = 0; n < rows.size(); ++n) {
      const Feature feature(OGR_F_Create(definition));
      const city::Id id = table.ids()[static_cast<std::size_t>(rows[n])];
      int field = 0;
      if (csv) {
        OGR_F_SetFieldInteger64(feature.get(), field++, id);
      } else {
        OGR_F_SetFID(feature.get(), id);
      }
      for (const ExportColumn& column : columns) put(feature.get(), field++, column, n);
      if (writes_shape(table)) put_shape(feature.get(), table, rows[n]);
      check(OGR_L_CreateFeature(layer, feature.get()) == OGRERR_NONE);
      ++result_.rows;
    }
  }

  void put_shape(OGRFeatureH feature, const city::Table& table, std::int64_t row) {
    const city::Column& shapes = table.column("shape");
    const auto first = static_cast<std::size_t>(shapes.offsets()[static_cast<std::size_t>(row)]);
    const auto end = static_cast<std::size_t>(shapes.offsets()[static_cast<std::size_t>(row) + 1]);
    if (first == end) return;
    const Shape shape = table.spec().shape;
    store::encode_shape(shape, shapes.values<double>().subspan(first, end - first), frame_, blob_);
    const std::size_t start = store::wkb_start(shape);
    OGRGeometryH geometry = nullptr;
    check(OGR_G_CreateFromWkb(blob_.data() + start, system_.get(), &geometry,
                              static_cast<int>(blob_.size() - start)) == OGRERR_NONE);
    OGR_F_SetGeometryDirectly(feature, geometry);
  }

  GdalMessages messages_;
  const city::City& city_;
  TableFormat format_;
  const std::filesystem::path& path_;
  const UnitSystem& units_;
  const TableExportOptions& options_;
  store::Frame frame_;
  SpatialSystem system_;
  Dataset dataset_;
  bool described_ = false;
  std::vector<std::byte> blob_;
  TableExportResult result_;
};

}  // namespace

std::optional<TableFormat> table_format_of(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (ends_with_ignoring_case(name, ".csv")) return TableFormat::csv;
  if (ends_with_ignoring_case(name, ".geojson")) return TableFormat::geojson;
  if (ends_with_ignoring_case(name, ".gpkg")) return TableFormat::geopackage;
  return std::nullopt;
}

TableExportResult export_tables(const city::City& city, std::span<const ExportLayer> layers,
                                TableFormat format, const std::filesystem::path& path,
                                const UnitSystem& units, const TableExportOptions& options) {
  return TableExport(city, format, path, units, options).write(layers);
}

std::vector<std::int64_t> rows_in_box(const city::City& city, std::string_view name, double min_x,
                                      double min_y, double max_x, double max_y) {
  if (!(min_x <= max_x && min_y <= max_y))
    throw Error(ErrorCode::invalid_argument, "the box has no inside", "",
                "give the lower left corner first, then the upper right one");
  const city::Table& table = city.table(name);
  if (table.spec().shape == Shape::none) {
    throw Error(ErrorCode::invalid_argument, fmt::format("{} has no place on the map", name), "",
                "choose its rows with --where");
  }
  const double x0 = min_x - city.place().origin_x, x1 = max_x - city.place().origin_x;
  const double y0 = min_y - city.place().origin_y, y1 = max_y - city.place().origin_y;
  const city::Column& shapes = table.column("shape");
  const auto offsets = shapes.offsets();
  const auto values = shapes.values<double>();
  std::vector<std::int64_t> rows;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (table.alive()[row] == 0 || offsets[row] == offsets[row + 1]) continue;
    double left = values[static_cast<std::size_t>(offsets[row])], right = left;
    double low = values[static_cast<std::size_t>(offsets[row]) + 1], high = low;
    for (auto i = static_cast<std::size_t>(offsets[row]); i < static_cast<std::size_t>(offsets[row + 1]);
         i += 2) {
      left = std::min(left, values[i]);
      right = std::max(right, values[i]);
      low = std::min(low, values[i + 1]);
      high = std::max(high, values[i + 1]);
    }
    if (right >= x0 && left <= x1 && high >= y0 && low <= y1) rows.push_back(static_cast<std::int64_t>(row));
  }
  return rows;
}

}  // namespace conurb::io
