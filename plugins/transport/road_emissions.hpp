// SPDX-License-Identifier: Apache-2.0
// What the city's vehicles emit and use on its links: the emission model with the city's vehicle types,
// factors and fleets. It follows from columns alone and lives in the host's cache; traffic does not depend on
// it, so that fleets may change while traffic flows.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/emissions/emission_model.hpp"
#include "plugins/transport/flow/flow_state.hpp"
#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

class RoadEmissions {
 public:
  /// `unknown` gets the emission classes of types that say nothing that is known.
  RoadEmissions(emissions::EmissionCatalogue catalogue, const RoadNetwork& roads,
                const std::vector<VehicleType>& types, std::vector<std::string>& unknown);

  /// Classes of vehicles that there are, in their order.
  [[nodiscard]] const std::vector<VehicleClass>& classes() const { return classes_; }
  [[nodiscard]] std::size_t links() const { return length_.size(); }

  /// Of passages that have ended of vehicles of classes()[place], by link: emissions::kOutputs in a row for
  /// each. Of each car with an engine, `electric_share` (0 … 1) drives with a battery instead.
  [[nodiscard]] std::vector<double> of(std::size_t place, std::span<const VehicleEvent> passages,
                                       std::span<const std::int32_t> type_of_trip,
                                       double electric_share) const;

  std::vector<RowFinding> findings = {};

 private:
  [[nodiscard]] std::vector<double> sums(std::span<const emissions::LinkPassage> driven) const;

  emissions::EmissionModel model_;
  std::vector<double> length_, free_speed_;  ///< by link
  std::vector<VehicleClass> classes_;
  std::vector<VehicleClass> class_of_type_;
  std::vector<std::int32_t> row_of_type_;  ///< of the model's catalogue
  std::int32_t no_engine_ = kNone, electric_car_ = kNone;
};

/// What the city's tables say now, from the cache.
[[nodiscard]] std::shared_ptr<const RoadEmissions> road_emissions_of(const sdk::Host& host,
                                                                     const sdk::View& view,
                                                                     const StandingTraffic& traffic);

}  // namespace conurb::transport
