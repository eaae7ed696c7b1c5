// SPDX-License-Identifier: Apache-2.0
// What of buildings follows from their size, their place and their neighbours: use, storeys, year of
// construction, floor area, floor area of dwellings, heating. docs/people.md has the rules and their sources.
#pragma once

#include <vector>

#include "plugins/people/town.hpp"

namespace conurb::people {

/// Gives the use where it is unknown: that of the place, else storage for what is too small to live in, else
/// residential.
void give_uses(Buildings& buildings);

/// Gives storeys, floor area and floor area of dwellings; returns how many buildings have neither height nor
/// storeys, of which nothing is said.
std::int64_t give_floors(Buildings& buildings);

/// Gives the year of construction: the median of up to kNeighbours buildings of known year within kNear, else
/// drawn from the age mix.
void give_years(const Options& options, Buildings& buildings, const ParallelFor& parallel);
inline constexpr double kNear = 150;  // m
inline constexpr std::size_t kNeighbours = 7;

/// Gross floor area per ground within about 250 m of each building.
[[nodiscard]] std::vector<float> density(const Buildings& buildings);

/// Gives the carrier of heating by year, size and density.
void give_heating(const Options& options, Buildings& buildings, const std::vector<float>& density);

/// Whether the building is a garage or shed too small to have floor area.
[[nodiscard]] bool is_small_shed(const Buildings& buildings, std::size_t building);

/// Whether homes in the building are a house of their own, not flats.
[[nodiscard]] bool is_house(const Buildings& buildings, std::size_t building);

}  // namespace conurb::people
