// SPDX-License-Identifier: Apache-2.0
// By which rules a city gets its CRS and its origin. Private to engine/io.
#pragma once

#include <string>

#include "engine/io/crs.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

/// The centre, rounded to a kilometre: whole metres keep the way to the file and back exact, and the same
/// file always gives the same origin.
[[nodiscard]] double rounded_centre(double low, double high);
/// True for a map projection in metres: what a city's CRS must be.
[[nodiscard]] bool is_metric(const Crs& crs);
/// "EPSG:28992", or the text it was opened by if it has no code.
[[nodiscard]] std::string name_of(const Crs& crs);
/// WGS 84 / UTM of a place (EPSG:32601 … 32660 north, 32701 … 32760 south), without the exceptions of Norway
/// and Svalbard.
[[nodiscard]] std::string utm_zone(double longitude_deg, double latitude_deg);

/// A finding if heights are given in another vertical system than the city's.
void tell_heights(CityImport::State& state, const Crs& crs, std::size_t source);

}  // namespace conurb::io
