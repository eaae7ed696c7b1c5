// SPDX-License-Identifier: Apache-2.0
// What a class of road is where the map says no more: rank, lanes, speed, width, who may use it.
#pragma once

#include <string_view>

#include "plugins/transport/road_network.hpp"

namespace conurb::transport::synthesis {

/// Classes from this rank on are main roads: they are signed, so the right of way is not that of who comes
/// from the right.
inline constexpr std::int32_t kMainRank = 9;
/// Streets below it serve houses: driveways, tracks.
inline constexpr std::int32_t kStreetRank = 3;

/// Who travels on roads; all but those on rails, on foot, on water and by bicycle.
inline constexpr ClassSet kMotorVehicles =
    kEveryClass & ~(set_of(VehicleClass::bicycle) | set_of(VehicleClass::pedestrian) |
                    set_of(VehicleClass::tram) | set_of(VehicleClass::rail) | set_of(VehicleClass::ship));

struct RoadClass {
  std::string_view name;
  std::int32_t rank = 0;                              ///< 12 motorway … 1 track; higher goes first
  std::int32_t one_way_lanes = 1, two_way_lanes = 1;  ///< in a direction
  double speed_km_h = 50;
  double lane_width = 3.25;           ///< m
  ClassSet allowed = kMotorVehicles;  ///< where open; 0: never
  bool bicycles = true;               ///< where the street is cyclable
};

/// Where the name is none of those known: a street like an unclassified one, of which is_unknown() is true.
[[nodiscard]] const RoadClass& road_class_of(std::string_view name);
[[nodiscard]] bool is_unknown(const RoadClass& one);

/// Closed to all but buses, whatever `open` says.
[[nodiscard]] bool is_busway(const RoadClass& one);

}  // namespace conurb::transport::synthesis
