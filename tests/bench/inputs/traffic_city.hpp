// SPDX-License-Identifier: Apache-2.0
// The traffic of a generated city: its streets with lanes and signals, and the trips of a working day, made
// as `conurb generate` and `conurb synthesise` make them.
#pragma once

#include <cstdint>

#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::bench {

struct TrafficCity {
  transport::RoadNetwork roads;
  transport::TravelDemand demand;  ///< without routes
  double residents = 0;
};

[[nodiscard]] TrafficCity traffic_city(double population, std::uint64_t seed);

}  // namespace conurb::bench
