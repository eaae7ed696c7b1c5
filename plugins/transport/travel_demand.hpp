// SPDX-License-Identifier: Apache-2.0
// Who travels when from where to where: vehicles with their types and, where known, their routes. What files
// hold, what synthesis makes and what the flow model loads onto the network. SI units and rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/transport/index.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

struct VehicleType {
  std::string id = {};
  VehicleClass vehicle_class = VehicleClass::passenger;
  bool ignores_permissions = false;               ///< may use every lane
  double length = 5, min_gap = 2.5;               ///< m; their sum is what a vehicle takes up in a queue
  double max_speed = 55;                          ///< m/s
  double acceleration = 2.6, deceleration = 4.5;  ///< m/s2
  double headway = 1;                             ///< s, reaction time behind another vehicle
  double speed_factor = 1, speed_deviation = 0;   ///< of the limit, and its standard deviation among drivers
  std::string emission_class = {};                ///< as the source names it
  bool operator==(const VehicleType&) const = default;
};

/// A vehicle's type may be drawn from several: members with their weights.
struct TypeMix {
  std::string id = {};
  std::vector<std::int32_t> types = {};
  std::vector<double> weights = {};
  bool operator==(const TypeMix&) const = default;
};

/// Halt on the way.
struct Halt {
  std::int32_t stop = kNone;  ///< row of RoadNetwork::stops; kNone: at `link`, `position`
  std::int32_t link = kNone;
  double position = 0;         ///< m from the start of the link
  Milliseconds duration = 0;   ///< at least
  Milliseconds until = kNone;  ///< not before; kNone: no timetable
  bool operator==(const Halt&) const = default;
};

struct Vehicle {
  std::string id = {};
  std::int32_t type = kNone;  ///< row of `types`
  Milliseconds depart = 0;
  std::int64_t first_link = 0;  ///< its route is route_links[first_link … first_link + links - 1]
  std::int32_t links = 0;       ///< 0: the route is to be found, from `origin` to `destination`
  std::int32_t origin = kNone, destination = kNone;  ///< links
  std::int32_t first_halt = 0, halts = 0;            ///< rows of TravelDemand::halts, in the order of travel
  bool operator==(const Vehicle&) const = default;
};

struct TravelDemand {
  std::vector<VehicleType> types = {};
  std::vector<TypeMix> mixes = {};
  std::vector<Vehicle> vehicles = {};          ///< by `depart`, then as in the source
  std::vector<std::int32_t> route_links = {};  ///< of all routes; vehicles may share one
  std::vector<Halt> halts = {};
  bool operator==(const TravelDemand&) const = default;
};

}  // namespace conurb::transport
