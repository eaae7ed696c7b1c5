// SPDX-License-Identifier: Apache-2.0
// Elevation models in an import: where their grid lies. Private to engine/io.
#pragma once

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

}  // namespace conurb::io
