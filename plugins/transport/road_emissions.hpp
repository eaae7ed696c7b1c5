// SPDX-License-Identifier: Apache-2.0
// What the city's vehicles emit and use on its links: the emission model with the city's vehicle types.
#pragma once

#include <span>
#include <vector>

#include "plugins/transport/emissions/emission_model.hpp"
#include "plugins/transport/flow/flow_state.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

class RoadEmissions {
 public:
  /// `unknown` gets the emission classes of types that say nothing that is known.
  RoadEmissions(const RoadNetwork& roads, const std::vector<VehicleType>& types,
                std::vector<std::string>& unknown);

  /// Of passages that have ended, by link: emissions::kOutputs in a row for each.
  [[nodiscard]] std::vector<double> of(std::span<const VehicleEvent> passages,
                                       std::span<const std::int32_t> type_of_trip) const;

 private:
  emissions::EmissionModel model_;
  std::vector<double> length_, free_speed_;  ///< by link
  std::vector<std::int32_t> row_of_type_;
};

}  // namespace conurb::transport
