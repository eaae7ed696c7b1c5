// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/road_classes.hpp"

#include <algorithm>
#include <array>

namespace conurb::transport::synthesis {
namespace {

constexpr ClassSet kFast = kMotorVehicles & ~set_of(VehicleClass::moped);
constexpr ClassSet kBuses = set_of(VehicleClass::bus) | set_of(VehicleClass::coach) |
                            set_of(VehicleClass::emergency) | set_of(VehicleClass::authority);

constexpr auto kRoadClasses = std::to_array<RoadClass>({
    {"motorway", 12, 2, 2, 100, 3.5, kFast, false},
    {"trunk", 11, 2, 2, 70, 3.5, kMotorVehicles, true},
    {"primary", 10, 2, 1, 50, 3.25, kMotorVehicles, true},
    {"secondary", 9, 2, 1, 50, 3.25, kMotorVehicles, true},
    {"tertiary", 8, 1, 1, 50, 3.25, kMotorVehicles, true},
    {"motorway_link", 7, 1, 1, 60, 3.5, kFast, false},
    {"trunk_link", 7, 1, 1, 50, 3.5, kMotorVehicles, true},
    {"primary_link", 7, 1, 1, 50, 3.25, kMotorVehicles, true},
    {"secondary_link", 7, 1, 1, 50, 3.25, kMotorVehicles, true},
    {"tertiary_link", 7, 1, 1, 50, 3.25, kMotorVehicles, true},
    {"busway", 6, 1, 1, 50, 3.25, kBuses, false},
    {"bus_guideway", 6, 1, 1, 50, 3.25, kBuses, false},
    {"unclassified", 5, 1, 1, 50, 3.0, kMotorVehicles, true},
    {"road", 5, 1, 1, 50, 3.0, kMotorVehicles, true},
    {"residential", 4, 1, 1, 30, 3.0, kMotorVehicles, true},
    {"living_street", 3, 1, 1, 10, 2.75, kMotorVehicles, true},
    {"service", 2, 1, 1, 20, 2.75, kMotorVehicles, true},
    {"track", 1, 1, 1, 20, 2.75, kMotorVehicles, true},
    {"pedestrian", 1, 1, 1, 10, 2.75, kMotorVehicles, true},
    {"connector", 0, 1, 1, 50, 3, 0, false},  // of a zone, in models of demand
    {"footway", 0, 1, 1, 5, 2, 0, false},
    {"steps", 0, 1, 1, 5, 2, 0, false},
    {"corridor", 0, 1, 1, 5, 2, 0, false},
    {"bridleway", 0, 1, 1, 5, 2, 0, false},
    {"path", 0, 1, 1, 5, 2, 0, false},
    {"cycleway", 0, 1, 1, 15, 2, 0, false},
});

constexpr RoadClass kUnknownClass = {"unknown", 5, 1, 1, 50, 3.0, kMotorVehicles, true};

}  // namespace

const RoadClass& road_class_of(std::string_view name) {
  const auto* const found = std::find_if(kRoadClasses.begin(), kRoadClasses.end(),
                                         [&](const RoadClass& each) { return each.name == name; });
  return found == kRoadClasses.end() ? kUnknownClass : *found;
}

bool is_unknown(const RoadClass& one) {
  return &one == &kUnknownClass;
}

bool is_busway(const RoadClass& one) {
  return one.allowed == kBuses;
}

}  // namespace conurb::transport::synthesis
