// SPDX-License-Identifier: Apache-2.0
// Small images as files for the tests of textures.
#pragma once

#include <gdal.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace conurb::io {

/// Writes an image whose left half is red and whose right half is blue, half as bright in its lower half.
/// `driver`: PNG or JPEG.
inline void write_red_and_blue(const std::filesystem::path& path, int width, int height,
                               const char* driver = "PNG") {
  GDALAllRegister();
  const GDALDatasetH memory = GDALCreate(GDALGetDriverByName("MEM"), "", width, height, 3, GDT_Byte, nullptr);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(width));
  for (int band = 1; band <= 3; ++band) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const bool on = band == (x < width / 2 ? 1 : 3);
        row[static_cast<std::size_t>(x)] = on ? (y < height / 2 ? 240 : 120) : 0;
      }
      if (GDALRasterIO(GDALGetRasterBand(memory, band), GF_Write, 0, y, width, 1, row.data(), width, 1,
                       GDT_Byte, 0, 0) != CE_None)
        std::abort();
    }
  }
  GDALClose(
      GDALCreateCopy(GDALGetDriverByName(driver), path.c_str(), memory, FALSE, nullptr, nullptr, nullptr));
  GDALClose(memory);
}

}  // namespace conurb::io
