// SPDX-License-Identifier: Apache-2.0
#include "engine/io/image.hpp"

#include <gdal.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/io/gdal_dataset.hpp"
#include "engine/io/gdal_messages.hpp"

namespace conurb::io {
namespace {

Dataset open(const GdalMemoryFile& file) {
  constexpr const char* kDrivers[] = {"PNG", "JPEG", nullptr};
  return Dataset(
      GDALOpenEx(file.path().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, kDrivers, nullptr, nullptr));
}

std::span<const char> as_chars(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// One channel of a part, as numbers of 0 … 65535.
bool read_channel(GDALRasterBandH band, const ImagePart& part, const ImageSize& size, bool exact,
                  std::vector<std::uint16_t>& values) {
  GDALRasterIOExtraArg how;
  INIT_RASTERIO_EXTRA_ARG(how);
  const bool smaller = part.width > size.width || part.height > size.height;
  how.eResampleAlg = exact ? GRIORA_NearestNeighbour : smaller ? GRIORA_Average : GRIORA_Bilinear;
  how.bFloatingPointWindowValidity = TRUE;
  how.dfXOff = part.x;
  how.dfYOff = part.y;
  how.dfXSize = part.width;
  how.dfYSize = part.height;
  const int x = static_cast<int>(part.x), y = static_cast<int>(part.y);
  const int right = std::min(static_cast<int>(std::ceil(part.x + part.width)), GDALGetRasterBandXSize(band));
  const int below = std::min(static_cast<int>(std::ceil(part.y + part.height)), GDALGetRasterBandYSize(band));
  values.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height));
  return GDALRasterIOEx(band, GF_Read, x, y, right - x, below - y, values.data(), size.width, size.height,
                        GDT_UInt16, 0, 0, &how) == CE_None;
}

std::uint8_t palette_value(const GDALColorEntry& entry, std::size_t channel) {
  return static_cast<std::uint8_t>(channel == 0 ? entry.c1 : channel == 1 ? entry.c2 : entry.c3);
}

}  // namespace

std::optional<ImageSize> image_size(std::span<const std::byte> file) {
  const GdalMessages messages;
  const GdalMemoryFile memory(as_chars(file), "");
  const Dataset dataset = open(memory);
  if (dataset == nullptr || GDALGetRasterCount(dataset.get()) < 1) return std::nullopt;
  const GDALDataType type = GDALGetRasterDataType(GDALGetRasterBand(dataset.get(), 1));
  if (type != GDT_Byte && type != GDT_UInt16) return std::nullopt;
  return ImageSize{GDALGetRasterXSize(dataset.get()), GDALGetRasterYSize(dataset.get())};
}

std::vector<std::uint8_t> read_image(std::span<const std::byte> file, const ImagePart& part,
                                     const ImageSize& size) {
  const GdalMessages messages;
  const GdalMemoryFile memory(as_chars(file), "");
  const Dataset dataset = open(memory);
  const int bands = dataset == nullptr ? 0 : GDALGetRasterCount(dataset.get());
  if (bands < 1 || size.width < 1 || size.height < 1 || !(part.width > 0 && part.height > 0)) return {};
  if (!(part.x >= 0 && part.y >= 0 && part.x + part.width <= GDALGetRasterXSize(dataset.get()) &&
        part.y + part.height <= GDALGetRasterYSize(dataset.get())))
    return {};
  GDALRasterBandH first = GDALGetRasterBand(dataset.get(), 1);
  const GDALColorTableH palette = GDALGetRasterColorTable(first);
  const int shift = GDALGetRasterDataType(first) == GDT_UInt16 ? 8 : 0;
  std::vector<std::uint8_t> rgba(
      static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 4, 255);
  std::vector<std::uint16_t> values;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const bool own = bands >= 3;
    if ((channel == 0 || own) &&
        !read_channel(GDALGetRasterBand(dataset.get(), own ? static_cast<int>(channel) + 1 : 1), part, size,
                      palette != nullptr, values))
      return {};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const GDALColorEntry* const entry =
          palette == nullptr ? nullptr : GDALGetColorEntry(palette, static_cast<int>(values[i]));
      rgba[i * 4 + channel] =
          entry != nullptr ? palette_value(*entry, channel) : static_cast<std::uint8_t>(values[i] >> shift);
    }
  }
  return rgba;
}

}  // namespace conurb::io
