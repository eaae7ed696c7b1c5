// SPDX-License-Identifier: Apache-2.0
// Which faces of the street plan become city, so that the residents find room and no more.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/generator/street_growth.hpp"

namespace conurb::generator {

/// Residents per hectare between the middle lines of the streets that a quarter of the zone holds, its usual
/// share of parks, schools and the like included. Measured on cities that the generator made.
[[nodiscard]] double residents_per_hectare(Zone zone);

/// 1 for each face that is built on: the densest first, until the population of the options is housed. Faces
/// at a motorway and at the plan's border stay open land.
[[nodiscard]] std::vector<std::uint8_t> choose_city(const Form& form, const StreetPlan& plan);

}  // namespace conurb::generator
