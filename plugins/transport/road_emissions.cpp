// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/road_emissions.hpp"

#include <algorithm>
#include <utility>

#include "plugins/transport/city_emissions.hpp"
#include "plugins/transport/emissions/default_fleet.hpp"
#include "plugins/transport/emissions/sumo_names.hpp"
#include "plugins/transport/findings.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Table;

constexpr std::uint64_t kBytesOfModel = 1 << 20, kBytesOfEmissionLink = 16;

bool is_car(VehicleClass one) {
  return emissions::default_mix(one) == emissions::default_mix(VehicleClass::passenger) ||
         one == VehicleClass::taxi;
}

}  // namespace

RoadEmissions::RoadEmissions(emissions::EmissionCatalogue catalogue, const RoadNetwork& roads,
                             const std::vector<VehicleType>& types, std::vector<std::string>& unknown)
    : model_(std::move(catalogue)),
      no_engine_(model_.catalogue().find("none")),
      electric_car_(model_.catalogue().find("car_battery")) {
  for (const Link& link : roads.links) {
    length_.push_back(link.length);
    free_speed_.push_back(std::min(link.speed, emissions::kFastest));
  }
  for (const VehicleType& type : types) {
    const emissions::SumoMatch match =
        emissions::match_sumo(model_.catalogue(), type.vehicle_class, type.emission_class);
    if (!match.known) unknown.push_back(type.emission_class);
    row_of_type_.push_back(match.row);
    class_of_type_.push_back(type.vehicle_class);
  }
  classes_ = class_of_type_;
  std::sort(classes_.begin(), classes_.end());
  classes_.erase(std::unique(classes_.begin(), classes_.end()), classes_.end());
}

std::vector<double> RoadEmissions::of(std::size_t place, std::span<const VehicleEvent> passages,
                                      std::span<const std::int32_t> type_of_trip,
                                      double electric_share) const {
  std::vector<emissions::LinkPassage> driven;
  for (const VehicleEvent& one : passages) {
    const std::size_t type = at(type_of_trip[at(one.vehicle)]);
    if (class_of_type_[type] != classes_[place] || row_of_type_[type] == kNone) continue;
    driven.push_back({one.link, row_of_type_[type], std::max(one.out - one.in, 1), -1});
  }
  std::vector<double> emitted = sums(driven);
  if (electric_share <= 0 || !is_car(classes_[place])) return emitted;
  for (emissions::LinkPassage& one : driven)
    if (one.row != no_engine_) one.row = electric_car_;
  const std::vector<double> electric = sums(driven);
  for (std::size_t i = 0; i < emitted.size(); ++i)
    emitted[i] = (1 - electric_share) * emitted[i] + electric_share * electric[i];
  return emitted;
}

std::vector<double> RoadEmissions::sums(std::span<const emissions::LinkPassage> driven) const {
  std::vector<double> by_link(length_.size() * emissions::kOutputs, 0);
  emissions::add_passages(model_, {length_, free_speed_, {}}, driven, {0, row_of(length_.size())}, by_link);
  return by_link;
}

std::shared_ptr<const RoadEmissions> road_emissions_of(const sdk::Host& host, const sdk::View& view,
                                                       const StandingTraffic& traffic) {
  using Shared = std::shared_ptr<const RoadEmissions>;
  std::vector<std::uint32_t> columns(standing_columns().begin(), standing_columns().end());
  columns.insert(columns.end(), emission_columns().begin(), emission_columns().end());
  const std::uint64_t bytes = kBytesOfModel + kBytesOfEmissionLink * traffic.roads.net.links.size();
  return host.cached<Shared>("emissions", columns, bytes, [&] {
    std::vector<RowFinding> findings;
    std::vector<std::string> unknown;
    auto made = std::make_shared<RoadEmissions>(city_catalogue(host, view, findings), traffic.roads.net,
                                                traffic.travellers.types, unknown);
    for (const std::string& name : unknown)
      findings.push_back(
          {static_cast<std::uint32_t>(Table::vehicle_type), -1, "emission_class",
           "emission class " + in_quotes(name) + " is not known: the usual mix of the vehicle class"});
    made->findings = std::move(findings);
    return std::make_unique<Shared>(std::move(made));
  });
}

}  // namespace conurb::transport
