// SPDX-License-Identifier: Apache-2.0
// The buildings of a city as the kernel reads them: coefficients, areas, uses and supplies, derived from
// columns and parameters and shared by all branches that have the same ones.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/buildings/kernel.hpp"
#include "plugins/buildings/systems.hpp"
#include "plugins/buildings/use_profile.hpp"

namespace conurb::buildings {

struct CityModel {
  CoefficientTable coefficients;
  std::vector<float> net_floor_area;    ///< m2; 0 where a building cannot be computed or is retired
  std::vector<std::uint32_t> profile;   ///< place in the use table
  std::vector<std::uint32_t> supply;    ///< place in `supplies`
  std::vector<SupplyFactors> supplies;  ///< the distinct ones
  std::map<std::int64_t, std::string> not_computed;  ///< rows that cannot be, and why
};

/// The use profiles that all models refer to.
[[nodiscard]] const UseTable& use_table(const sdk::Host& host);

/// The model of the view's columns and parameters, from the host's cache; valid while the call lasts.
/// Buildings that cannot be computed stand in `not_computed`: the model is shared, so whoever uses it tells.
[[nodiscard]] const CityModel& city_model_of(const sdk::Host& host, const sdk::View& view);

}  // namespace conurb::buildings
