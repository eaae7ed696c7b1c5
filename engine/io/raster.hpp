// SPDX-License-Identifier: Apache-2.0
// Reader of elevation models: GeoTIFF and Arc/Info ASCII grids through GDAL.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/progress.hpp"
#include "engine/io/findings.hpp"

namespace conurb::io {

/// Heights in metres. Pixel (i, j), j counted from the north, has its centre at
/// x = t[0] + (i + 0.5) t[1] + (j + 0.5) t[2], y = t[3] + (i + 0.5) t[4] + (j + 0.5) t[5].
struct Raster {
  std::string name;    ///< of the source, for messages
  std::string format;  ///< "GeoTIFF" or "ASCII grid"
  std::string crs;     ///< WKT, empty if the file names none
  std::array<double, 6> transform{0, 1, 0, 0, 0, 1};
  std::int64_t width = 0, height = 0;
  std::vector<float> heights;  ///< row by row from the north; NaN is missing
  FindingList findings;
};

struct RasterOptions {
  std::string height_unit;  ///< of the values, UDUNITS; empty: what the file says, else metres
  std::int64_t most_cells = 100'000'000;
  CancelToken cancel;
};

/// Heights that are believed, metres: the shore of the Dead Sea and deep pits to the top of the Himalaya.
inline constexpr double kLowestGround_m = -1000, kHighestGround_m = 9000;

/// Reads the first band, with its scale, offset, unit and nodata value. Values that are no number or not
/// believed become missing, with a finding that counts them. Throws Error not_found or io if the file cannot
/// be read, bad_data if it is truncated, damaged, a picture or without any height, limit if it has more
/// cells than allowed.
[[nodiscard]] Raster read_raster_file(const std::filesystem::path& path, const RasterOptions& options = {});
/// The same from memory; `name` is used in messages. Takes any bytes.
[[nodiscard]] Raster read_raster(std::span<const char> bytes, std::string_view name,
                                 const RasterOptions& options = {});

/// A north-up grid of square cells of a CRS: lower left corner and sizes.
struct RasterFrame {
  double x = 0, y = 0, cell = 1;
  std::int64_t width = 0, height = 0;
};

/// The raster on another grid, row by row from the south, NaN where it has nothing: bilinear between the four
/// pixels around a cell's centre, or the mean of k × k such points of a cell where the cell is k > 1.5 pixels
/// wide. A plane stays a plane in either case. `pixel` is the side of the raster's pixels in the unit of the
/// frame; `raster_crs` and `crs` are opened by Crs. Positions are converted for every 16th cell and
/// interpolated between, which at 30 m cells is good to a centimetre.
[[nodiscard]] std::vector<float> resample(const Raster& raster, const std::string& raster_crs, double pixel,
                                          const RasterFrame& frame, const std::string& crs);

}  // namespace conurb::io
