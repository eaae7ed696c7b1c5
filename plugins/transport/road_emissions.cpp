// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/road_emissions.hpp"

#include <algorithm>
#include <utility>

#include "plugins/transport/emissions/default_fleet.hpp"
#include "plugins/transport/emissions/sumo_names.hpp"

namespace conurb::transport {

RoadEmissions::RoadEmissions(const RoadNetwork& roads, const std::vector<VehicleType>& types,
                             std::vector<std::string>& unknown)
    : model_(emissions::default_catalogue()) {
  for (const Link& link : roads.links) {
    length_.push_back(link.length);
    free_speed_.push_back(std::min(link.speed, emissions::kFastest));
  }
  for (const VehicleType& type : types) {
    const emissions::SumoMatch match =
        emissions::match_sumo(model_.catalogue(), type.vehicle_class, type.emission_class);
    if (!match.known) unknown.push_back(type.emission_class);
    row_of_type_.push_back(match.row);
  }
}

std::vector<double> RoadEmissions::of(std::span<const VehicleEvent> passages,
                                      std::span<const std::int32_t> type_of_trip) const {
  std::vector<emissions::LinkPassage> driven;
  driven.reserve(passages.size());
  for (const VehicleEvent& one : passages) {
    const std::int32_t row = row_of_type_[at(type_of_trip[at(one.vehicle)])];
    if (row != kNone) driven.push_back({one.link, row, std::max(one.out - one.in, 1), -1});
  }
  std::vector<double> sums(length_.size() * emissions::kOutputs, 0);
  emissions::add_passages(model_, {length_, free_speed_, {}}, driven, {0, row_of(length_.size())}, sums);
  return sums;
}

}  // namespace conurb::transport
