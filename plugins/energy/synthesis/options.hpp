// SPDX-License-Identifier: Apache-2.0
// What people may set when a grid is synthesised. The defaults are those of a town in Germany.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "plugins/energy/synthesis/city.hpp"
#include "plugins/energy/synthesis/equipment.hpp"

namespace conurb::energy {

/// Power of buildings of one use.
struct UsePower {
  double per_area = 0;      ///< W/m2 gross floor area, largest of one customer
  double simultaneity = 0;  ///< g_inf: share of it that a customer among many draws at their peak
  double peak_to_mean = 0;  ///< of many customers together, for a known annual energy
};

struct SynthesisOptions {
  std::uint64_t seed = 1;

  double low_voltage = 400, medium_voltage = 20e3, high_voltage = 110e3;  ///< V, nominal
  double frequency = 50;                                                  ///< Hz

  std::vector<CableType> service_types = service_cables();
  std::vector<CableType> low_types = low_voltage_cables();
  std::vector<CableType> medium_types = medium_voltage_cables();
  std::vector<TransformerType> station_types = station_transformers();
  std::vector<TransformerType> primary_types = primary_transformers();

  /// A single household: 14.5 kW (DIN 18015-1, without electric water heating). g_inf 0.07: ten draw 53 kW
  /// (the standard: 55), each of very many 1.0 kW.
  double household_power = 14.5e3;      ///< W
  double floor_area_per_dwelling = 90;  ///< m2 gross, where the number of dwellings is not known
  /// By PowerUse. W/m2: of the order of BSRIA BG 9/2011, "Rules of thumb", for buildings without air
  /// conditioning. Peak to mean: BDEW's standard load profiles H0 (winter, with its dynamic) and G0.
  std::array<UsePower, kPowerUseCount> use_power = {{{0, 0.07, 2.3},
                                                     {60, 0.6, 2.1},
                                                     {80, 0.6, 2.1},
                                                     {55, 0.6, 2.1},
                                                     {30, 0.6, 2.1},
                                                     {65, 0.7, 2.1},
                                                     {60, 0.7, 2.1},
                                                     {15, 0.6, 2.1},
                                                     {20, 0.6, 2.1}}};
  double power_factor = 0.95;       ///< of all loads, inductive
  double solar_simultaneity = 0.9;  ///< share of all roofs' power that is fed in at once
  double low_load = 0.1;            ///< share of the peak that is drawn while the sun feeds in most

  double v_min = 0.9, v_max = 1.1;      ///< allowed at every bus (EN 50160), of the nominal voltage
  double low_voltage_drop = 0.05;       ///< planned along a feeder from the station, of the nominal voltage
  double service_drop = 0.01;           ///< planned along a service cable
  double low_voltage_rise = 0.03;       ///< planned by solar panels along a feeder (VDE-AR-N 4105)
  double medium_voltage_drop = 0.04;    ///< planned from the substation to a station
  double medium_voltage_target = 1.03;  ///< held at the substation, within +- 0.01
  double planned_loading = 0.8;  ///< of low-voltage cables and of stations' transformers, at their own peak
  double max_loading = 1.0;      ///< of anything; of medium-voltage cables with half a ring out

  double feeder_length = 400;               ///< m along streets from a station to what it feeds, at most
  double station_power = 630e3;             ///< VA, the transformer that stations are planned for
  double large_customer = 200e3;            ///< VA above which a building has a station of its own
  std::int32_t ring_stations = 16;          ///< on one ring; a quarter more where short rings are shared out
  double long_service = 100;                ///< m to the nearest street beyond which a cable way is made
  std::vector<SubstationSite> substations;  ///< where they are; empty: where they serve best
};

/// Throws InputError that names what cannot be meant: a voltage of zero, a band the wrong way round, no
/// cable types.
void check(const SynthesisOptions& options);

}  // namespace conurb::energy
