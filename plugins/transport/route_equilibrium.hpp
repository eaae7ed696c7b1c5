// SPDX-License-Identifier: Apache-2.0
// The equilibrium of the routes of a city's trips, as a run of traffic begins with it. It lives in the host's
// cache, for all branches: it follows from the standing traffic, parameters, seed and what the city says of
// its streets at the start.
//
// Which routes an equilibrium has depends on where its rounds begin. So that a run does not hang on what was
// computed before it, that is fixed: on usual streets (open, with all of their capacity and lit signals,
// under the limits and programs of the start) they begin with nobody on the road; on others with the
// equilibrium of the usual ones, which base and what-ifs share.
#pragma once

#include <memory>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/chosen_routes.hpp"
#include "plugins/transport/equilibrium/dynamic_equilibrium.hpp"
#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

struct RouteEquilibrium {
  DynamicEquilibrium solved;
  DynamicEquilibriumResult result = {};
  double aimed_at = 0;  ///< gap
  ChosenRoutes routes;
  std::vector<RowFinding> findings = {};
};

/// By the parameters of `view` and its columns as they are now. Throws Failure cancelled.
[[nodiscard]] std::shared_ptr<const RouteEquilibrium> route_equilibrium_of(const sdk::Host& host,
                                                                           const sdk::View& view,
                                                                           const StandingTraffic& traffic);

/// Of all runs of the city's traffic, so that those of an equilibrium are those of the city.
[[nodiscard]] FlowOptions flow_options(const sdk::View& view);

/// How near to an equilibrium it came, and who has no way.
void tell(const sdk::Host& host, const RouteEquilibrium& equilibrium);

}  // namespace conurb::transport
