// SPDX-License-Identifier: Apache-2.0
// What every road network and demand must hold to, whatever made them: rows refer to something, numbers are
// such that a model can reckon with them.
#pragma once

#include <string>

#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

/// Throws InputError naming the first element that refers to no row, or whose numbers no model can take:
/// lengths and speeds of roads that are not above 0, connections out of order, signals without an active
/// program, phases without lights or without duration. `where` is the file in messages.
void require_consistent(const RoadNetwork& network, const std::string& where);

/// The same for demand on that network: types and mixes, vehicles sorted by departure, routes of links of
/// which each leads to the next by a connection.
void require_consistent(const TravelDemand& demand, const RoadNetwork& network, const std::string& where);

}  // namespace conurb::transport
