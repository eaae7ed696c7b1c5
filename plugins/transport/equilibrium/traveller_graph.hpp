// SPDX-License-Identifier: Apache-2.0
// The streets of those who may use the same lanes, for the search of routes, tied to the turns of the flow.
#pragma once

#include <memory>
#include <vector>

#include "plugins/transport/flow/flow_network.hpp"
#include "plugins/transport/routes/route_hierarchy.hpp"
#include "plugins/transport/routes/route_metric.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

struct TravellerGraph {
  ClassSet users = kEveryClass;
  std::shared_ptr<const RouteHierarchy> hierarchy;
  std::vector<std::int32_t> flow_turn;  ///< by arc of the turn graph; kNone: nobody drives there
};

/// Throws as route_hierarchy() does.
[[nodiscard]] TravellerGraph traveller_graph(const RoadNetwork& roads, const FlowNetwork& net, ClassSet users,
                                             const solvers::Heed& heed = {});

/// Those of all travellers whose way is to be found.
struct TravellerGraphs {
  std::vector<TravellerGraph> graphs = {};
  std::vector<std::int32_t> of_type = {};  ///< row of `graphs` by type of vehicle; kNone: nobody chooses
};

/// Who halts on a way that is known does not look for another one. Throws as route_hierarchy() does, and
/// where a vehicle is of a type that is not there.
[[nodiscard]] TravellerGraphs traveller_graphs(const RoadNetwork& roads, const FlowNetwork& net,
                                               const TravelDemand& demand, const solvers::Heed& heed = {});

/// What each turn costs, by turn of the flow, as a metric. Costs of routes are without their last link.
[[nodiscard]] RouteMetric metric_of(const TravellerGraph& graph, const std::vector<Milliseconds>& turn_times,
                                    const solvers::Heed& heed = {});

}  // namespace conurb::transport
