// SPDX-License-Identifier: Apache-2.0
// From what a vehicle, trip or flow says to the vehicles that it means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sdk/random.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/formats/sumo_places.hpp"
#include "plugins/transport/formats/sumo_types.hpp"
#include "plugins/transport/formats/xml_elements.hpp"

namespace conurb::transport {

/// When the vehicles of a flow depart. One of period, rate and probability is above 0, or only `number` is.
struct SumoFlow {
  double begin_s = 0, end_s = 0;
  std::int64_t number = -1;  ///< of vehicles; -1: as many as fit
  double period_s = 0;       ///< between departures
  double rate = 0;           ///< departures per second, in a Poisson process
  double probability = 0;    ///< of a departure in each second
};
/// The attributes of a `flow`; refuses rates and times that cannot be.
[[nodiscard]] SumoFlow read_sumo_flow(const Attributes& attributes);

/// One `vehicle`, `trip` or `flow` while it is read.
struct SumoTraveller {
  std::string id = {};
  SumoTypes::Choice type = {};
  std::optional<Milliseconds> depart = {};  ///< none: left out
  std::optional<SumoFlow> flow = {};
  std::int32_t origin = kNone, destination = kNone;
  std::vector<Halt> halts = {};
};

class SumoVehicles {
 public:
  /// Adds to `demand`; all must outlive it.
  SumoVehicles(const SumoPlaces& places, const SumoTypes& types, TravelDemand& demand,
               SumoDefinitions& definitions, std::uint64_t seed, FindingList& findings);

  /// Adds the vehicles of the traveller: with a route drawn from `choice`, or from origin to destination
  /// where it is null.
  void add(const SumoTraveller& traveller, const SumoDefinitions::Choice* choice);

 private:
  void add_flow(const SumoTraveller& traveller, const SumoDefinitions::Choice* choice);
  void add_one(const SumoTraveller& traveller, const SumoDefinitions::Choice* choice, const std::string& id,
               Milliseconds depart, Milliseconds shift);
  void add_halts(Vehicle& vehicle, const std::vector<Halt>& halts, Milliseconds shift, const std::string& id);
  [[nodiscard]] bool may_travel(const Vehicle& vehicle, const SumoDefinitions::Route* route) const;

  const SumoPlaces& places_;
  const SumoTypes& types_;
  TravelDemand& demand_;
  SumoDefinitions& definitions_;
  FindingList& findings_;
  sdk::Random type_draws_, route_draws_, flow_draws_;
  std::size_t flow_vehicles_ = 0, first_halt_;
  std::size_t halt_step_ = 0;  ///< step of the route that the last halt was at
};

}  // namespace conurb::transport
