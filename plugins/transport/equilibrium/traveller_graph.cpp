// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/traveller_graph.hpp"

#include <algorithm>

#include "plugins/transport/error.hpp"

namespace conurb::transport {

TravellerGraph traveller_graph(const RoadNetwork& roads, const FlowNetwork& net, ClassSet users,
                               const solvers::Heed& heed) {
  TravellerGraph graph{users, std::make_shared<RouteHierarchy>(route_hierarchy(roads, users, heed)), {}};
  const TurnGraph& turns = graph.hierarchy->graph;
  graph.flow_turn.reserve(turns.head.size());
  for (std::int32_t node = 0; node < turns.nodes(); ++node)
    for (std::int32_t arc = turns.first_arc[at(node)]; arc < turns.first_arc[at(node) + 1]; ++arc)
      graph.flow_turn.push_back(
          net.turn_between(turns.link_of_node[at(node)], turns.link_of_node[at(turns.head[at(arc)])]));
  return graph;
}

TravellerGraphs traveller_graphs(const RoadNetwork& roads, const FlowNetwork& net, const TravelDemand& demand,
                                 const solvers::Heed& heed) {
  TravellerGraphs all;
  all.of_type.assign(demand.types.size(), kNone);
  for (const Vehicle& vehicle : demand.vehicles) {
    if (vehicle.type < 0 || at(vehicle.type) >= demand.types.size())
      throw InputError("is of no type", "vehicle " + vehicle.id);
    std::int32_t& row = all.of_type[at(vehicle.type)];
    if (row != kNone || (vehicle.halts > 0 && vehicle.links > 0)) continue;
    const VehicleType& type = demand.types[at(vehicle.type)];
    const ClassSet users = type.ignores_permissions ? kEveryClass : set_of(type.vehicle_class);
    const auto same = [&](const TravellerGraph& graph) { return graph.users == users; };
    row = row_of(static_cast<std::size_t>(std::find_if(all.graphs.begin(), all.graphs.end(), same) -
                                          all.graphs.begin()));
    if (at(row) == all.graphs.size()) all.graphs.push_back(traveller_graph(roads, net, users, heed));
  }
  return all;
}

RouteMetric metric_of(const TravellerGraph& graph, const std::vector<Milliseconds>& turn_times,
                      const solvers::Heed& heed) {
  RouteCosts costs;
  costs.links.assign(graph.hierarchy->graph.node_of_link.size(), 0);
  costs.turns.reserve(graph.flow_turn.size());
  for (const std::int32_t turn : graph.flow_turn)
    costs.turns.push_back(turn == kNone ? kUnreachable : turn_times[at(turn)]);
  return {graph.hierarchy, costs, heed};
}

}  // namespace conurb::transport
