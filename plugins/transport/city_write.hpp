// SPDX-License-Identifier: Apache-2.0
// Road networks and trips as rows of the city's tables: what files hold, and what synthesis makes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

/// Where elements of the core lie in the tables.
struct RoadRows {
  std::vector<std::int32_t> node = {}, link = {};  ///< by junction and link
  std::int64_t first_stop = 0;
};

/// Places of a network on the map, m in the local frame.
struct RoadPlaces {
  std::vector<double> nodes = {};               ///< x, y of each junction
  std::vector<std::vector<double>> links = {};  ///< x, y, x, y … along each
};

/// Adds junctions and links of a file, with their names in it.
[[nodiscard]] RoadRows write_network(const sdk::Host& host, const sdk::View& view, const RoadNetwork& net,
                                     const RoadPlaces& places);

/// Whether signals are known by their names when the same source is read again.
enum class Source : std::uint8_t { file, synthesis };

/// Adds lanes, connections, signals and stops of a network whose junctions and links are there.
void write_lanes(const sdk::Host& host, const sdk::View& view, const RoadNetwork& net,
                 const RoadPlaces& places, Source source, RoadRows& rows);

/// Adds vehicle types, routes, trips and halts.
void write_trips(const sdk::Host& host, const sdk::View& view, const TravelDemand& demand,
                 const RoadRows& rows);

}  // namespace conurb::transport
