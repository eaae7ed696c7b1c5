// SPDX-License-Identifier: Apache-2.0
// Where a city without a model of its own is put on the map.
#pragma once

#include <string>
#include <string_view>

#include "engine/city/city.hpp"

namespace conurb::io {

/// `place` with CRS and origin for a city around a position (degrees, WGS 84): the origin is its projection,
/// rounded to a kilometre. An empty `crs` means the UTM zone. `where` is used in messages. Throws Error
/// incompatible if the CRS is no map projection in metres, not_found if PROJ does not know it,
/// invalid_argument for a position that it cannot project.
[[nodiscard]] city::Place placed(city::Place place, const std::string& crs, double longitude_deg,
                                 double latitude_deg, std::string_view where);

}  // namespace conurb::io
