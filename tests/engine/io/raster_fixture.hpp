// SPDX-License-Identifier: Apache-2.0
// Small GeoTIFF files for the tests, written by GDAL itself.
#pragma once

#include <gdal.h>
#include <ogr_srs_api.h>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace conurb::io {

struct TiffText {
  int width = 4, height = 3;
  std::array<double, 6> transform{500000, 2, 0, 5538000, 0, -2};
  int epsg = 32632;  ///< 0: none
  std::string unit;
  std::optional<double> nodata, scale, offset;
  GDALDataType type = GDT_Float32;
  GDALColorInterp colour = GCI_GrayIndex;

  /// Writes `value(i, j)`, j from the north.
  void write(const std::filesystem::path& path, const std::function<double(int, int)>& value) const {
    GDALAllRegister();
    const GDALDatasetH file =
        GDALCreate(GDALGetDriverByName("GTiff"), path.c_str(), width, height, 1, type, nullptr);
    std::array<double, 6> place = transform;
    GDALSetGeoTransform(file, place.data());
    if (epsg != 0) {
      const OGRSpatialReferenceH system = OSRNewSpatialReference(nullptr);
      OSRImportFromEPSG(system, epsg);
      GDALSetSpatialRef(file, system);
      OSRDestroySpatialReference(system);
    }
    const GDALRasterBandH band = GDALGetRasterBand(file, 1);
    if (colour != GCI_GrayIndex) GDALSetRasterColorInterpretation(band, colour);
    if (!unit.empty()) GDALSetRasterUnitType(band, unit.c_str());
    if (nodata) GDALSetRasterNoDataValue(band, *nodata);
    if (scale) GDALSetRasterScale(band, *scale);
    if (offset) GDALSetRasterOffset(band, *offset);
    std::vector<double> values;
    for (int j = 0; j < height; ++j) {
      for (int i = 0; i < width; ++i) values.push_back(value(i, j));
    }
    const CPLErr done =
        GDALRasterIO(band, GF_Write, 0, 0, width, height, values.data(), width, height, GDT_Float64, 0, 0);
    GDALClose(file);
    if (done != CE_None) std::filesystem::remove(path);
  }
};

}  // namespace conurb::io
