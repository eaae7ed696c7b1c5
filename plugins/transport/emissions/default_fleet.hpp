// SPDX-License-Identifier: Apache-2.0
// Classes and mixes that stand for the vehicles of a German city in 2022, for whoever has no better ones.
// What is published is cited in default_fleet.cpp and docs/transport-emissions.md; the rest are round
// numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "plugins/transport/emissions/emission_class.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport::emissions {

/// Classes are named body_drive_stage ("car_diesel_euro6d", "bus_battery"), mixes fleet_CLASS.
[[nodiscard]] EmissionCatalogue default_catalogue();

/// The id of the mix for vehicles of the class, "none" for who has no engine or does not drive on roads.
[[nodiscard]] std::string_view default_mix(VehicleClass vehicle_class);

/// Rows of default_mix for all classes, by VehicleClass. Throws InputError where the catalogue lacks one.
[[nodiscard]] std::array<std::int32_t, kVehicleClasses> mix_rows(const EmissionCatalogue& catalogue);

}  // namespace conurb::transport::emissions
