// SPDX-License-Identifier: Apache-2.0
// A city of simple buildings in any number, with all that the buildings plugin reads: the same count gives
// the same city.
#pragma once

#include <cstdint>

#include "engine/city/city.hpp"

namespace conurb::bench {

/// Metres from one building's corner to the next one's; they stand on a square grid from the local origin.
inline constexpr double kSpacing = 25;
/// Buildings along one side of the grid.
[[nodiscard]] std::int64_t side_of(std::int64_t buildings);

/// Adds table `building` of the standard vocabulary with `count` rows: a rectangular footprint, measures that
/// fit it, a year from 1850 to 2024, one of eight functions (three of four are dwellings).
void add_buildings(city::City& city, std::int64_t count);

/// How many of them are from before `year`: what a query must find.
[[nodiscard]] std::int64_t count_older(const city::City& city, double year);

/// A city of nothing but such buildings, in EPSG:25832.
[[nodiscard]] city::City generated_city(std::int64_t buildings);

}  // namespace conurb::bench
