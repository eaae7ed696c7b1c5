// SPDX-License-Identifier: Apache-2.0
// Road travel of one working day, from who lives, works and shops where.
//
// 1. Each building and point of interest joins the nearest link from and to which cars can go everywhere.
// 2. Each person makes tours from home and back, as many and for such purposes as the occupation has it; to
//    work and school where it is known, to shops, friends and doctors by gravity (destinations.hpp).
// 3. By the distance, the household's cars and the purpose it is decided whether the person drives. Who does
//    leaves by the purpose's profile, stays, and drives back; tours of one person do not overlap, and all end
//    before midnight.
// 4. Buildings are visited by vans and trucks from where such are based.
// 5. Gates, where there are any, take those who work outside, bring those who work here and live elsewhere,
//    and pass through traffic.
//
// One stream of random numbers for each person, so no figure depends on threads, on the order of the groups
// (where they have keys) or on the scale: the travellers of a sample are some of the whole.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/demand/city.hpp"
#include "plugins/transport/demand/options.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport::demand {

struct SynthesisFigures {
  std::int64_t persons = 0;                              ///< travellers of the scale
  std::array<std::int64_t, kPersonPurposes> tours = {};  ///< of persons, by whatever means
  std::array<std::int64_t, kPurposes> trips = {};        ///< vehicles
  std::array<double, kPurposes> distance = {};           ///< m as the crow flies, of all trips together
  // Tours that were left out.
  std::int64_t outside = 0;              ///< to work or learn outside, and there is no gate
  std::int64_t without_destination = 0;  ///< nothing attracts
  std::int64_t without_link = 0;         ///< by car, but an end is near no link
  std::int64_t at_one_link = 0;          ///< by car, but both ends are at one link
  std::int64_t without_time = 0;         ///< by car, but they do not fit into the day beside the others

  SynthesisFigures& operator+=(const SynthesisFigures& other);
};

struct SynthesizedDemand {
  /// Types are "car", "van" and "truck". Ids tell the row and number: p12.0.1 is the way home of the first
  /// tour of a person of group 12; d of deliveries to a building, i of those who come in to one, t of a gate.
  TravelDemand demand;
  std::vector<Purpose> purposes;  ///< by vehicle
  SynthesisFigures figures;
  std::vector<Finding> findings;
};

/// Depends on its arguments alone, bit by bit, whatever the threads. Throws InputError for options and tables
/// that cannot be meant.
[[nodiscard]] SynthesizedDemand synthesize(const RoadNetwork& network, const City& city,
                                           const SynthesisOptions& options = {},
                                           const solvers::ParallelFor& parallel = solvers::in_order);

}  // namespace conurb::transport::demand
