// SPDX-License-Identifier: Apache-2.0
#include "engine/io/raster_export.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/disclosure.hpp"
#include "engine/io/gdal_dataset.hpp"
#include "engine/io/gdal_messages.hpp"
#include "engine/io/import_place.hpp"

namespace conurb::io {

namespace {

using city::Scalar;

float number(const city::Column& column, std::size_t row) {
  switch (column.spec().scalar) {
    case Scalar::f64: return static_cast<float>(column.values<double>()[row]);
    case Scalar::f32: return column.values<float>()[row];
    case Scalar::i64: return static_cast<float>(column.values<std::int64_t>()[row]);
    case Scalar::u8: return column.values<std::uint8_t>()[row];
    case Scalar::i32: return static_cast<float>(column.values<std::int32_t>()[row]);
    default: {
      const std::int32_t code = column.values<std::int32_t>()[row];
      return code < 0 ? kNoValue : static_cast<float>(code);
    }
  }
}

bool has_values(const city::Column& column, std::int64_t rows) {
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row) {
    if (!std::isnan(number(column, row))) return true;
  }
  return false;
}

std::vector<const city::Column*> columns_of(const city::Table& table, std::span<const std::string> names) {
  std::vector<const city::Column*> columns;
  for (const std::string& name : names) {
    const city::Column& column = table.column(name);
    if (column.spec().list) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("{}.{} is a list, which a raster does not have", table.name(), name));
    }
    if (!has_values(column, table.rows()))
      throw Error(ErrorCode::invalid_argument, fmt::format("{}.{} has no value", table.name(), name));
    columns.push_back(&column);
  }
  for (std::size_t i = city::Table::kAlive + 1; names.empty() && i < table.column_count(); ++i) {
    const city::Column& column = table.column(i);
    if (!column.spec().list && has_values(column, table.rows())) columns.push_back(&column);
  }
  if (columns.empty())
    throw Error(ErrorCode::invalid_argument, fmt::format("no column of {} has a value", table.name()));
  return columns;
}

class GridExport {
 public:
  GridExport(const city::City& city, const city::Table& table, const std::filesystem::path& path,
             const UnitSystem& units)
      : city_(city), grid_(table.spec().grid), path_(path), units_(units) {}

  void write(const std::vector<const city::Column*>& columns, const std::string& attribution,
             const CancelToken& cancel) {
    create(static_cast<int>(columns.size()));
    place();
    if (!attribution.empty())
      GDALSetMetadataItem(dataset_.get(), "TIFFTAG_COPYRIGHT", attribution.c_str(), nullptr);
    int band = 0;
    for (const city::Column* column : columns) {
      cancel.check("the export");
      write_band(*column, GDALGetRasterBand(dataset_.get(), ++band));
    }
    dataset_.reset();
    check(!messages_.failed());
  }

 private:
  void check(bool fine) const {
    if (fine) return;
    throw Error(ErrorCode::io, fmt::format("the file cannot be written ({})", messages_.failure()),
                path_.string(), "check that the folder is there, its permissions and the free space");
  }

  void create(int bands) {
    const char* const settings[] = {"COMPRESS=DEFLATE", "PREDICTOR=3",      "TILED=YES",
                                    "INTERLEAVE=BAND",  "BIGTIFF=IF_SAFER", nullptr};
    dataset_.reset(GDALCreate(GDALGetDriverByName("GTiff"), path_.c_str(), static_cast<int>(grid_.width),
                              static_cast<int>(grid_.height), bands, GDT_Float32,
                              const_cast<char**>(settings)));
    check(dataset_ != nullptr);
  }

  void place() {
    const city::Place& place = city_.place();
    std::array<double, 6> transform{
        place.origin_x + grid_.origin_x,
        grid_.cell,
        0,
        place.origin_y + grid_.origin_y + grid_.cell * static_cast<double>(grid_.height),
        0,
        -grid_.cell};
    check(GDALSetGeoTransform(dataset_.get(), transform.data()) == CE_None);
    if (place.crs.empty()) return;
    const std::string text = name_of(Crs::open(place.crs, path_.string()));
    const std::unique_ptr<void, void (*)(void*)> system(OSRNewSpatialReference(nullptr), OSRRelease);
    check(OSRSetFromUserInput(system.get(), text.c_str()) == OGRERR_NONE &&
          GDALSetSpatialRef(dataset_.get(), system.get()) == CE_None);
  }

  void write_band(const city::Column& column, GDALRasterBandH band) {
    const city::ColumnSpec& spec = column.spec();
    GDALSetDescription(band, spec.name.c_str());
    GDALSetMetadataItem(band, "DESCRIPTION", spec.description.c_str(), nullptr);
    GDALSetRasterNoDataValue(band, static_cast<double>(kNoValue));
    if (spec.scalar == Scalar::text) {
      char** names = nullptr;
      for (std::int32_t code = 0; code < static_cast<std::int32_t>(column.dictionary().size()); ++code)
        names = CSLAddString(names, std::string(column.dictionary().text(code)).c_str());
      GDALSetRasterCategoryNames(band, names);
      CSLDestroy(names);
    }
    const std::string& unit = spec.display_unit.empty() ? spec.unit : spec.display_unit;
    if (spec.scalar != Scalar::text && unit != "1") GDALSetRasterUnitType(band, unit.c_str());
    const Unit from = units_.parse(spec.unit), to = units_.parse(unit);
    const bool convert = spec.scalar != Scalar::text && !units_.same(from, to);
    const auto width = static_cast<std::size_t>(grid_.width);
    std::vector<float> line(width);
    for (std::int64_t j = 0; j < grid_.height; ++j) {  // the file begins in the north
      const std::size_t first = static_cast<std::size_t>(grid_.height - 1 - j) * width;
      for (std::size_t i = 0; i < width; ++i) line[i] = number(column, first + i);
      for (float& value : line) {
        if (suppressed_count(spec.unit, static_cast<double>(value))) value = kNoValue;
      }
      if (convert) units_.convert(line, from, to);
      check(GDALRasterIO(band, GF_Write, 0, static_cast<int>(j), static_cast<int>(width), 1, line.data(),
                         static_cast<int>(width), 1, GDT_Float32, 0, 0) == CE_None);
    }
  }

  GdalMessages messages_;
  const city::City& city_;
  const city::GridSpec& grid_;
  const std::filesystem::path& path_;
  const UnitSystem& units_;
  std::unique_ptr<void, DatasetCloser> dataset_;
};

}  // namespace

int export_grid(const city::City& city, std::string_view name, std::span<const std::string> names,
                const std::filesystem::path& path, const UnitSystem& units, const std::string& attribution,
                const CancelToken& cancel) {
  const city::Table& table = city.table(name);
  if (table.spec().kind != city::TableKind::grid || table.rows() == 0) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} {}", name, table.rows() == 0 ? "has no cells" : "is no grid"), path.string(),
                "write tables of rows as .csv, .geojson or .gpkg");
  }
  const std::vector<const city::Column*> columns = columns_of(table, names);
  GridExport(city, table, path, units).write(columns, attribution, cancel);
  return static_cast<int>(columns.size());
}

}  // namespace conurb::io
