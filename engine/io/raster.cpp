// SPDX-License-Identifier: Apache-2.0
#include "engine/io/raster.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/base/text.hpp"
#include "engine/base/units.hpp"
#include "engine/io/gdal_dataset.hpp"
#include "engine/io/gdal_messages.hpp"

namespace conurb::io {

namespace {

class RasterReader {
 public:
  RasterReader(const std::string& path, std::string_view name, const RasterOptions& options)
      : path_(path), options_(options) {
    raster_.name = name;
  }

  Raster read() {
    open();
    read_place();
    check_band();
    const double unit = height_unit();
    read_heights();
    clean(unit);
    return std::move(raster_);
  }

 private:
  [[noreturn]] void refuse(ErrorCode code, const std::string& what, const char* remedy) const {
    throw Error(code, what, raster_.name, remedy);
  }

  void open() {
    constexpr const char* kDrivers[] = {"GTiff", "AAIGrid", nullptr};
    dataset_.reset(GDALOpenEx(path_.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, kDrivers, nullptr, nullptr));
    if (dataset_ == nullptr || GDALGetRasterCount(dataset_.get()) < 1) {
      refuse(ErrorCode::bad_data,
             fmt::format("this is no GeoTIFF or ASCII grid that can be read ({})", messages_.failure()),
             "get a whole copy of the file, or convert it with gdal_translate");
    }
    const std::string driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset_.get()));
    raster_.format = driver == "GTiff" ? "GeoTIFF" : "ASCII grid";
    band_ = GDALGetRasterBand(dataset_.get(), 1);
    raster_.width = GDALGetRasterXSize(dataset_.get());
    raster_.height = GDALGetRasterYSize(dataset_.get());
    if (raster_.width > options_.most_cells / std::max<std::int64_t>(raster_.height, 1)) {
      refuse(ErrorCode::limit,
             fmt::format("{} x {} cells are more than the {} that a terrain may have", raster_.width,
                         raster_.height, options_.most_cells),
             "cut it to the city, or make its cells larger, with gdal_translate or gdalwarp");
    }
  }

  void read_place() {
    if (GDALGetGeoTransform(dataset_.get(), raster_.transform.data()) != CE_None) {
      refuse(ErrorCode::bad_data, "the file does not say where its cells lie",
             "give it a place with gdal_translate -a_ullr");
    }
    const auto& t = raster_.transform;
    const bool finite = std::all_of(t.begin(), t.end(), [](double each) { return std::isfinite(each); });
    if (!finite || t[1] * t[5] - t[2] * t[4] == 0)
      refuse(ErrorCode::bad_data, "the file gives its cells no size",
             "give it one with gdal_translate -a_ullr");
    constexpr double kFarthest = 1e9;  // in metres, feet or degrees: beyond any map
    for (const double i : {0.0, static_cast<double>(raster_.width)}) {
      for (const double j : {0.0, static_cast<double>(raster_.height)}) {
        const double x = t[0] + i * t[1] + j * t[2], y = t[3] + i * t[4] + j * t[5];
        if (std::abs(x) < kFarthest && std::abs(y) < kFarthest) continue;
        refuse(ErrorCode::bad_data, fmt::format("a corner of its cells lies at {:.3g}, {:.3g}", x, y),
               "give it its place with gdal_translate -a_ullr");
      }
    }
    const OGRSpatialReferenceH system = GDALGetSpatialRef(dataset_.get());
    if (system == nullptr) return;
    constexpr const char* kForm[] = {"FORMAT=WKT2_2018", nullptr};
    char* text = nullptr;
    if (OSRExportToWktEx(system, &text, kForm) == OGRERR_NONE && text != nullptr) raster_.crs = text;
    CPLFree(text);
  }

  void check_band() {
    const GDALColorInterp colour = GDALGetRasterColorInterpretation(band_);
    const bool many = GDALGetRasterCount(dataset_.get()) > 1;
    if (colour == GCI_PaletteIndex || colour == GCI_RedBand ||
        GDALDataTypeIsComplex(GDALGetRasterDataType(band_)))
      refuse(ErrorCode::bad_data, "this is a picture, no elevation model", "give a file of heights");
    if (many) {
      raster_.findings.add({Severity::info, "", "", "terrain.bands",
                            fmt::format("the file has {} bands: the first is taken as the height",
                                        GDALGetRasterCount(dataset_.get()))});
    }
  }

  /// Metres for a unit of the values.
  double height_unit() {
    std::string text = options_.height_unit;
    if (text.empty()) text = GDALGetRasterUnitType(band_);
    if (text.empty()) text = unit_of_vertical_system();
    if (text.empty()) {
      if (is_in_feet()) {
        raster_.findings.add({Severity::warning, "", "", "terrain.height_unit",
                              "the map is in feet and the heights state no unit: taken as metres; give "
                              "--height-unit ft if they are feet"});
      }
      return 1;
    }
    if (equal_ignoring_case(text, "metre") || equal_ignoring_case(text, "metres") || text == "m") return 1;
    if (starts_with_ignoring_case(text, "US survey f")) text = "US_survey_foot";
    const UnitSystem units;
    try {
      return units.factor(units.parse(text), units.parse("m"));
    } catch (const Error&) {
      refuse(ErrorCode::bad_data, fmt::format("its heights are in {}, which is no length", in_quotes(text)),
             "say what they are in with --height-unit");
    }
  }

  [[nodiscard]] std::string unit_of_vertical_system() const {
    const OGRSpatialReferenceH system = GDALGetSpatialRef(dataset_.get());
    if (system == nullptr || OSRIsCompound(system) == 0) return {};
    char* name = nullptr;
    const double metres = OSRGetTargetLinearUnits(system, "VERT_CS", &name);
    if (std::abs(metres - 1) < 1e-9) return "m";
    return fmt::format("{:.17g} m", metres);
  }

  [[nodiscard]] bool is_in_feet() const {
    const OGRSpatialReferenceH system = GDALGetSpatialRef(dataset_.get());
    if (system == nullptr || OSRIsProjected(system) == 0) return false;
    return std::abs(OSRGetLinearUnits(system, nullptr) - 0.3048) < 1e-3;
  }

  void read_heights() {
    raster_.heights.resize(static_cast<std::size_t>(raster_.width * raster_.height));
    // Bands of rows: a person may stop it, and a file cut short fails before all of it is waited for.
    constexpr int kRows = 256;
    const int width = static_cast<int>(raster_.width), height = static_cast<int>(raster_.height);
    for (int row = 0; row < height; row += kRows) {
      options_.cancel.check("reading " + raster_.name);
      const int rows = std::min(kRows, height - row);
      float* const out = raster_.heights.data() + static_cast<std::size_t>(row * raster_.width);
      if (GDALRasterIO(band_, GF_Read, 0, row, width, rows, out, width, rows, GDT_Float32, 0, 0) != CE_None ||
          messages_.failed()) {
        refuse(ErrorCode::bad_data,
               fmt::format("the file is damaged at row {} ({})", row, messages_.failure()),
               "get a whole copy of the file");
      }
    }
  }

  void clean(double unit) {
    int has_nodata = 0, has_scale = 0, has_offset = 0;
    const auto nodata = static_cast<float>(GDALGetRasterNoDataValue(band_, &has_nodata));
    double scale = GDALGetRasterScale(band_, &has_scale);
    double offset = GDALGetRasterOffset(band_, &has_offset);
    if (has_scale == 0 || !std::isfinite(scale)) scale = 1;
    if (has_offset == 0 || !std::isfinite(offset)) offset = 0;
    std::size_t known = 0, no_number = 0, absurd = 0;
    for (float& each : raster_.heights) {
      if (has_nodata != 0 && (each == nodata || (std::isnan(each) && std::isnan(nodata)))) {
        each = kNoValue;
        continue;
      }
      const double height = (static_cast<double>(each) * scale + offset) * unit;
      const bool believed = height >= kLowestGround_m && height <= kHighestGround_m;
      no_number += std::isfinite(height) ? 0 : 1;
      absurd += std::isfinite(height) && !believed ? 1 : 0;
      known += believed ? 1 : 0;
      each = believed ? static_cast<float>(height) : kNoValue;
    }
    if (known == 0) {
      refuse(ErrorCode::bad_data, "the file has no height that can be believed",
             "check its unit (--height-unit) and its nodata value");
    }
    if (no_number > 0) {
      raster_.findings.add({Severity::warning, "", "", "terrain.no_number",
                            fmt::format("{} height(s) are no numbers: left empty", no_number)});
    }
    if (absurd > 0) {
      raster_.findings.add({Severity::warning, "", "", "terrain.absurd",
                            fmt::format("{} height(s) are below {} m or above {} m: left empty", absurd,
                                        kLowestGround_m, kHighestGround_m)});
    }
  }

  GdalMessages messages_;
  std::string path_;
  const RasterOptions& options_;
  Dataset dataset_;
  GDALRasterBandH band_ = nullptr;
  Raster raster_;
};

}  // namespace

Raster read_raster_file(const std::filesystem::path& path, const RasterOptions& options) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown))
    throw Error(ErrorCode::not_found, "there is no such file", path.string(), "check the name");
  return RasterReader(path.string(), path.string(), options).read();
}

Raster read_raster(std::span<const char> bytes, std::string_view name, const RasterOptions& options) {
  const GdalMemoryFile file(bytes, "");
  return RasterReader(file.path(), name, options).read();
}

}  // namespace conurb::io
