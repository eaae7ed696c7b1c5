// SPDX-License-Identifier: Apache-2.0
// The static assignment problem that the city's tables hold: streets with what their travel times follow
// from, zones, the flows between them at a time of day. SI units: seconds, vehicles per second.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/assignment/equilibrium.hpp"

namespace conurb::transport {

struct CityAssignment {
  assignment::AssignmentProblem problem = {};
  std::vector<std::int32_t> link_row = {};  ///< of road_link; kNone: a connector that was added for a zone
  double left_out = 0;                      ///< vehicles/s of zones without a street
};

/// What a question may change.
struct AssignmentOptions {
  double relative_gap = 1e-6;
  double scale = 1;             ///< of all flows
  std::int32_t closed = kNone;  ///< row of road_link that is closed, too
  double hour = -1;             ///< of the day; below 0: when most vehicles set out
};

/// Zones and links that lead to nothing are told of. Throws InputError where a figure of the tables cannot be
/// meant, and sdk::Failure where there are no streets or no flows.
[[nodiscard]] CityAssignment city_assignment(const sdk::Host& host, const sdk::View& view,
                                             const AssignmentOptions& options);

/// A solution with its problem.
struct SolvedAssignment {
  CityAssignment city = {};
  std::vector<double> flows = {}, times = {};  ///< by link of the problem; time without what is fixed, s
  assignment::EquilibriumResult result = {};
};

/// The user equilibrium, kept for further questions as long as the tables stay as they are. Throws as
/// city_assignment() does.
[[nodiscard]] std::shared_ptr<const SolvedAssignment> solved_assignment_of(const sdk::Host& host,
                                                                           const sdk::View& view,
                                                                           const AssignmentOptions& options);

}  // namespace conurb::transport
