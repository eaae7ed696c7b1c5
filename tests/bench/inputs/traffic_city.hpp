// SPDX-License-Identifier: Apache-2.0
// The traffic of generated cities: their streets with lanes and signals, and the trips of a working day, made
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

/// `cities` of `population` each, of different seeds, in one network; nobody travels from one to another.
[[nodiscard]] TrafficCity traffic_cluster(int cities, double population);

}  // namespace conurb::bench
