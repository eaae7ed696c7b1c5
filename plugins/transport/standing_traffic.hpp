// SPDX-License-Identifier: Apache-2.0
// Roads and trips as the models take them: what follows from columns that do not change while the city runs.
// It lives in the host's cache, for all branches.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/city_roads.hpp"
#include "plugins/transport/equilibrium/traveller_graph.hpp"
#include "plugins/transport/flow/flow_demand.hpp"
#include "plugins/transport/flow/flow_network.hpp"

namespace conurb::transport {

struct StandingTraffic {
  CityRoads roads = {};
  std::vector<std::int32_t> trip_row = {};  ///< of the table, by trip of the demand
  std::shared_ptr<const FlowNetwork> network = {};
  std::shared_ptr<const FlowDemand> demand = {};
  TravelDemand travellers = {};                ///< without their ways
  std::vector<std::uint8_t> way_unknown = {};  ///< by trip, 1: it has no given way
  std::uint64_t fingerprint = 0;               ///< of the network
  std::uint64_t programs = 0;                  ///< of the programs of signals
  std::vector<RowFinding> findings = {};
};

/// The columns that it follows from: what is derived from it is cached by them, too.
[[nodiscard]] std::span<const std::uint32_t> standing_columns();

/// Throws Failure bad_data for what cannot be repaired.
[[nodiscard]] std::shared_ptr<const StandingTraffic> standing_traffic_of(const sdk::Host& host,
                                                                         const sdk::View& view);

/// The streets of all who may look for a way: made when it is asked for, since most runs need none.
[[nodiscard]] std::shared_ptr<const TravellerGraphs> graphs_of(const sdk::Host& host,
                                                               const StandingTraffic& traffic);

/// Ends long work when the person asks to stop.
[[nodiscard]] solvers::Heed heed_of(const sdk::Host& host);

void tell(const sdk::Host& host, const std::vector<RowFinding>& findings);

}  // namespace conurb::transport
