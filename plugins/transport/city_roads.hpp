// SPDX-License-Identifier: Apache-2.0
// The road network and the trips that the city's tables hold, as the core takes them. Rows of tables keep
// their retired neighbours; the core's have none: lists say which is which.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

/// Something odd in a row of a table.
struct RowFinding {
  std::uint32_t table = 0;
  std::int64_t row = -1;
  const char* code = "";
  std::string text = {};
};

struct CityRoads {
  RoadNetwork net = {};                                      ///< its signals run their first program
  std::vector<std::int32_t> link_row = {}, signal_row = {};  ///< of the tables, by row of the core
  std::vector<std::int32_t> link_of_row = {};                ///< kNone: nobody drives there
  std::vector<std::int32_t> program_of_row = {};             ///< its place among those of its signal
  std::vector<std::int32_t> stop_of_row = {};
};

struct CityTrips {
  TravelDemand demand = {};  ///< in the order of rows
  std::vector<std::int32_t> trip_row = {};
};

/// Whether there are lanes to drive on.
[[nodiscard]] bool has_roads(const sdk::View& view);

/// Rows that lead to nothing are left out and told of. Speeds, closures, and the programs that run are not
/// looked at: they change while the city runs.
[[nodiscard]] CityRoads city_roads(const sdk::Host& host, const sdk::View& view,
                                   std::vector<RowFinding>& findings);

/// Gives links the paths that the table has.
void add_paths(const sdk::Host& host, const sdk::View& view, const std::vector<std::int32_t>& link_row,
               RoadNetwork& roads);

[[nodiscard]] CityTrips city_trips(const sdk::Host& host, const sdk::View& view, const CityRoads& roads,
                                   std::vector<RowFinding>& findings);

}  // namespace conurb::transport
