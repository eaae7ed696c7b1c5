// SPDX-License-Identifier: Apache-2.0
// Elevation models in an import: where their grid lies. Private to engine/io.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/io/raster.hpp"

namespace conurb::io {

/// An elevation model that waits for the others of the import: together they lay the city's grid.
struct TerrainInput {
  std::size_t source = 0;
  std::string crs;  ///< of the raster as PROJ knows it; that of the city where the file names none
  Raster raster;
};

/// Place of a pixel's corner (i to the right, j down) in the raster's CRS.
[[nodiscard]] inline std::array<double, 2> place_of(const Raster& raster, double i, double j) {
  const auto& t = raster.transform;
  return {t[0] + i * t[1] + j * t[2], t[3] + i * t[4] + j * t[5]};
}

}  // namespace conurb::io
