// SPDX-License-Identifier: Apache-2.0
// Readers of the files of Eclipse SUMO (https://eclipse.dev/sumo): networks (.net.xml), additional files
// (.add.xml) and demand (.rou.xml, .trips.xml). The rules stand in docs/transport-formats.md. Each reader
// takes the bytes of one file, in one pass; `name` stands in messages; what it repaired or left out is
// appended to `findings`. Texts that are no XML, miss what is required or hold numbers that cannot be are
// refused by InputError with the line. All functions depend on their arguments only; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

/// Most vehicles that flows of one file may make, and most halts of all vehicles of one file: some bytes must
/// not become gigabytes.
inline constexpr std::size_t kMostFlowVehicles = 2'000'000, kMostHalts = 10'000'000;

/// What the files of a scenario say for those after them, beside what stands in the network and the demand.
/// Begin with an empty one and hand it on from file to file.
struct SumoDefinitions {
  /// The links of a route; routes of the same links share them.
  struct Path {
    std::int64_t first_link = 0;
    std::int32_t links = 0;
    ClassSet classes = 0;  ///< that find a lane on every link and a connection at every step
    bool connected = true;
  };
  struct Route {
    std::int32_t path = kNone;
    std::vector<Halt> halts = {};  ///< `until` counts from the departure
    double weight = 1;             ///< in distributions that name it
  };
  /// Routes of one name: a distribution is several to draw from, a plain route is one.
  struct Choice {
    std::vector<std::shared_ptr<const Route>> routes = {};
    std::vector<double> sums = {};  ///< running sums of the weights
  };
  std::vector<Path> paths = {};
  std::unordered_multimap<std::uint64_t, std::int32_t> paths_by_hash = {};
  std::map<std::string, Choice, std::less<>> choices = {};
  std::vector<double> type_weights = {};  ///< of TravelDemand::types, in distributions that name them
  std::uint64_t vehicles = 0, flows = 0;  ///< read so far: random numbers are drawn by number
};

/// A network. Edges inside junctions become the length and the speed of connections; crossings and walking
/// areas are left out.
[[nodiscard]] RoadNetwork read_sumo_network(std::string_view text, const std::string& name,
                                            std::vector<Finding>& findings);

/// Signal programs and stops for `network`, types, routes and vehicles for `demand`. The signal program
/// loaded last is the active one.
void read_sumo_additional(std::string_view text, const std::string& name, RoadNetwork& network,
                          TravelDemand& demand, SumoDefinitions& definitions, std::uint64_t seed,
                          std::vector<Finding>& findings);

/// Types, routes, vehicles, trips and flows. Vehicles of mixed types and routes are drawn by (seed, number of
/// the vehicle in the order of the files), so neither threads nor compilers matter. `demand.vehicles` stays
/// sorted.
void read_sumo_demand(std::string_view text, const std::string& name, const RoadNetwork& network,
                      TravelDemand& demand, SumoDefinitions& definitions, std::uint64_t seed,
                      std::vector<Finding>& findings);

}  // namespace conurb::transport
