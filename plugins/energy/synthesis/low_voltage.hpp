// SPDX-License-Identifier: Apache-2.0
// One station and what it feeds: a network of its own, sized until a power flow of its peak is legal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plugins/energy/synthesis/districts.hpp"
#include "plugins/energy/synthesis/network_piece.hpp"

namespace conurb::energy::synthesis {

/// Bus 0 is the station's medium-voltage side, bus 1 its low-voltage busbar; one transformer. Loads and
/// generators are those of the buildings, in their order.
struct LowVoltageNet : NetworkPiece {
  std::vector<LineRole> line_role;
  std::vector<std::int32_t> line_step;    ///< rung of the ladder of its types
  std::vector<std::int32_t> line_feeder;  ///< feeder, or none of a service from the busbar
  std::vector<Demand> line_demand;        ///< behind a line
  std::int32_t transformer_step = 0;
  TransformerRole transformer_role = TransformerRole::station;

  std::vector<std::int32_t> building;       ///< of each load
  std::vector<std::int32_t> building_bus;   ///< and its bus
  std::vector<std::int32_t> roof_building;  ///< of each generator
  std::vector<Demand> building_demand;
  Demand demand;  ///< of all
  double customers = 0;
  std::int32_t priority = 0;  ///< highest of its buildings

  double x = 0, y = 0;         ///< of the station
  std::int32_t vertex = 0;     ///< where it joins the streets
  std::vector<double> access;  ///< places from that vertex to the station, without the vertex
  double access_length = 0;    ///< m

  double p = 0, q = 0;  ///< W, var drawn at bus 0 at its own peak, losses included
  std::string trouble;  ///< why it could not be made legal; empty: it is
};

/// What stations are made of.
struct SupplyCase {
  const CityBuildings& buildings;
  const StreetPlan& streets;
  std::span<const Customer> customers;
  const SynthesisOptions& options;
};

/// The station of a district, with the buildings of each vertex in `buildings_at`, ascending.
[[nodiscard]] LowVoltageNet lay_station(const SupplyCase& city, const Districts& districts,
                                        std::int32_t district,
                                        const std::vector<std::vector<std::int32_t>>& buildings_at);

/// The station of one large building, in it.
[[nodiscard]] LowVoltageNet lay_customer_station(const SupplyCase& city, std::int32_t building);

/// Raises cables, transformer and tap until voltages and loadings are legal at the station's own peak and,
/// where roofs feed in, at their best with little load; sets p, q and `trouble`. The medium voltage is taken
/// as the least and the most that the net above is planned for.
void make_legal(LowVoltageNet& net, const SynthesisOptions& options);

/// Sets loads to the members' shares of a peak of `group`.
void set_loads(LowVoltageNet& net, const Demand& group, const SynthesisOptions& options);

}  // namespace conurb::energy::synthesis
