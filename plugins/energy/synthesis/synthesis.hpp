// SPDX-License-Identifier: Apache-2.0
// Gives a city without one a power grid along its streets, from the high-voltage connection down to every
// building: low-voltage feeders and services, stations, medium-voltage rings that are open in operation,
// primary substations. The rules are those of a German town's planner; the figures in SynthesisOptions.
//
// 1. Buildings join the nearest street (street_graph.hpp). Their power, and that of groups, follows
// demand.hpp.
// 2. Buildings above `large_customer` get a station of their own. The others are divided among stations
//    (districts.hpp), whose feeders follow the shortest ways (feeders.hpp).
// 3. Stations are divided among primary substations in the same way and strung on rings (rings.hpp).
// 4. Everything is raised, type by type, until power flows are legal (low_voltage.hpp, medium_voltage.hpp):
//    low voltage at the own peak of each station, medium voltage at that of each substation, rings with all
//    their stations fed from one side, transformers of a substation with one of them out, and all with solar
//    panels at their best and little load.
//
// Not considered: water, railways and slopes in a cable's way; ways shared by the two cables of one ring;
// meshed low voltage; ties between substations; a grid that has grown through decades of other demand.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/synthesis/city.hpp"
#include "plugins/energy/synthesis/options.hpp"
#include "plugins/energy/synthesis/roles.hpp"

namespace conurb::energy {

struct SynthesisStation {
  std::int32_t medium_bus = 0, low_bus = 0, transformer = 0;
  std::int32_t ring = 0;
  bool one_customer = false;
  double customers = 0;
  double peak = 0;  ///< W, its own
};

struct SynthesisRing {
  std::int32_t substation = 0;
  std::vector<std::int32_t> stations;  ///< in their order
  std::vector<std::int32_t> lines;     ///< one more
  std::int32_t open_switch = 0;
};

/// Lengths and numbers, to compare with published ones.
struct SynthesisFigures {
  double ring_length = 0, feeder_length = 0, service_length = 0;  ///< m
  double customers = 0, buildings = 0;                            ///< connected
  double station_power = 0, primary_power = 0;                    ///< VA installed
  double peak = 0;                                                ///< W, of all customers together
  std::int32_t stations = 0, customer_stations = 0, substations = 0, rings = 0, feeders = 0;
};

struct Synthesis {
  /// Radial as it stands. Loads have their share of the whole city's peak, in the order of the stations;
  /// roofs are generators that feed in nothing yet.
  Network network;
  std::vector<BusRole> bus_role;
  std::vector<LineRole> line_role;
  std::vector<TransformerRole> transformer_role;
  std::vector<SwitchRole> switch_role;

  std::vector<std::string> types;  ///< "NAYY 4x150 SE", "2 x 1000 kVA 20/0.4 kV" for two in parallel
  /// By row: entry of `types`; W behind it at its own peak. Of a ring cable with its ring fed from the
  /// farther side.
  std::vector<std::int32_t> line_type, transformer_type;
  std::vector<double> line_peak, transformer_peak;
  std::vector<std::int32_t> station_of_bus;  ///< none at substations

  std::vector<std::int32_t> bus_of_building, load_of_building;  ///< none: not connected
  std::vector<std::int32_t> generator_of_building;              ///< none: no solar panels
  std::vector<double> customers_of_building;                    ///< its homes, or 1
  std::vector<double> station_peak_power;  ///< W by load: its share of its station's own peak
  std::vector<SynthesisStation> stations;
  std::vector<SynthesisRing> rings;
  SynthesisFigures figures;
  std::vector<Finding> findings;
};

/// Depends on its arguments alone, bit by bit, whatever the threads. Throws InputError for options that
/// cannot be meant and for columns of different lengths; a building or street that cannot be used is left out
/// with a finding. `progress` hears 0..1 and may throw to stop. Time grows with the number of buildings times
/// its logarithm, and with stations times the crossings near them.
[[nodiscard]] Synthesis synthesize(const CityStreets& streets, const CityBuildings& buildings,
                                   const SynthesisOptions& options, const ParallelFor& parallel = in_order,
                                   const std::function<void(double)>& progress = {});

}  // namespace conurb::energy
