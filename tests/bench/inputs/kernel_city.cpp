// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/kernel_city.hpp"

#include <cmath>
#include <span>

#include "plugins/buildings/building_physics.hpp"
#include "plugins/buildings/forcing.hpp"

namespace conurb::bench {

using namespace conurb::buildings;  // NOLINT: nothing else is used here

namespace {

constexpr std::size_t kProfiles = 10;
constexpr std::size_t kStep_h = 24;

BuildingCoefficients<double> coefficients_of(std::size_t row) {
  Archetype archetype;
  archetype.u_wall = 1.2;
  archetype.u_roof = 0.6;
  archetype.u_floor = 0.9;
  archetype.u_window = 2.7;
  archetype.g_window = 0.75;
  archetype.window_share = 0.2;
  archetype.infiltration = 0.3;
  Geometry geometry;
  geometry.footprint_area = 60.0 + static_cast<double>(row * 7919 % 1000);
  geometry.mean_height = 3.0 + static_cast<double>(row * 104729 % 20);
  Overrides overrides;
  if (row % 3 == 0) overrides.cooling_limit = 1e9;
  return building_physics(geometry, archetype, overrides).coefficients;
}

}  // namespace

KernelCity::KernelCity(std::size_t buildings) : table_(make_table(buildings)) {
  for (std::size_t row = 0; row < buildings; ++row)
    set_row(table_, row, coefficients_of(row), static_cast<std::int32_t>(row % kProfiles));
  for (std::size_t h = 0; h < kHours; ++h) {
    const double temperature = 8.0 + 6.0 * std::sin(static_cast<double>(h) * 0.2618);
    const WeatherRecord record{temperature, {300.0, 300.0, 120.0}};
    weather_.push_back(narrow(weather_hour({50.0, 8.0, 0.2}, static_cast<std::int64_t>(h) * 3600, record)));
    for (std::size_t p = 0; p < kProfiles; ++p) use_.push_back({20.0F, 26.0F, 3.0F, 1.0F, 1.0F});
  }
  for (auto& column : floats_) column.assign(buildings, 20.0F);
  for (auto& column : doubles_) column.assign(buildings, 0.0);
}

StateColumns KernelCity::state() {
  return {floats_[0],  floats_[1],  floats_[2], floats_[3], floats_[4], doubles_[0],
          doubles_[1], doubles_[2], floats_[5], floats_[6], floats_[7]};
}

void KernelCity::run() {
  for (std::size_t h = 0; h < kHours; h += kStep_h) {
    const StepForcing forcing{std::span(weather_).subspan(h, kStep_h),
                              std::span(use_).subspan(h * kProfiles, kStep_h * kProfiles), kProfiles};
    advance(best_isa(), table_, 0, table_.blocks.size(), forcing, state());
  }
}

}  // namespace conurb::bench
