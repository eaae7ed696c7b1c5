// SPDX-License-Identifier: Apache-2.0
// Streets and buildings of the city's tables as the synthesis of a grid takes them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/energy/synthesis/city.hpp"

namespace conurb::energy {

/// Buildings that are alive, in the order of their rows.
struct BuildingRows {
  std::vector<std::int64_t> row;
  std::vector<double> x, y;  ///< middle, m; NaN where there is no outline
};
[[nodiscard]] BuildingRows building_rows(const sdk::View& view);

/// What is known of their power. What a table does not have is left out.
[[nodiscard]] CityBuildings power_of(const sdk::Host& host, const sdk::View& view, const BuildingRows& rows);

/// Empty where the city has no streets.
[[nodiscard]] CityStreets city_streets(const sdk::Host& host, const sdk::View& view);

}  // namespace conurb::energy
