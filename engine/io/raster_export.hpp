// SPDX-License-Identifier: Apache-2.0
// Grids of the city as GeoTIFF (OGC 19-008r4), through GDAL: one band for each column.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/progress.hpp"
#include "engine/base/units.hpp"
#include "engine/city/city.hpp"

namespace conurb::io {

/// Writes columns of a grid to a new file, which must not be there, in their display units: bands carry the
/// column's name, unit and description; cells without a value are NaN, and so are numbers of
/// people too small to be told. Texts stand as their numbers in order
/// of first appearance, and the band's categories name them. No columns: all that have a value anywhere.
/// Returns the number of bands. Throws Error invalid_argument for a table that is no grid or has no cells,
/// for a list and for columns without any value, io if the file cannot be written.
int export_grid(const city::City& city, std::string_view table, std::span<const std::string> columns,
                const std::filesystem::path& path, const UnitSystem& units, const std::string& attribution,
                const CancelToken& cancel = {});

}  // namespace conurb::io
